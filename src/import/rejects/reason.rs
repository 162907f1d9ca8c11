//! Why a row was rejected, as the ledger keeps it: column, code, and the values of the sentence, so that it can be said
//! again in either language.

use serde::{Deserialize, Serialize};

use crate::fault::Fault;
use crate::import::mapper::CellFault;
use crate::lang::{Both, Lang};
use crate::words::{self, Param};

/// One fault of a rejected row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The name of the column as in the file; empty when the whole line is at fault.
    pub column: String,
    /// The stable code.
    pub code: String,
    /// The field of the entry; empty for the whole line.
    #[serde(default)]
    field: String,
    /// The values that its sentence names; none where they were not kept.
    params: Option<Vec<(String, Value)>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
enum Value {
    Number(i64),
    Text(String),
    Both(Both),
}

impl Reason {
    /// What is kept of a fault.
    #[must_use]
    pub fn of(found: &CellFault) -> Self {
        Self::in_column(&found.column, &found.fault)
    }

    /// What is kept of a fault in a column.
    #[must_use]
    pub fn in_column(column: &str, fault: &Fault) -> Self {
        let value = |param: &Param| match param {
            Param::Number(number) => Value::Number(*number),
            Param::Text(text) => Value::Text(text.clone()),
            Param::Both(both) => Value::Both(both.clone()),
        };
        Self {
            column: column.to_owned(),
            code: fault.code.as_str().to_owned(),
            field: fault.field.clone(),
            params: Some(fault.params.iter().map(|(name, param)| ((*name).to_owned(), value(param))).collect()),
        }
    }

    /// The sentence a person reads; only what kind of fault it is, where the values were not kept.
    #[must_use]
    pub fn say(&self, lang: Lang) -> String {
        let key = self.code.replace('_', "-");
        let Some(kept) = &self.params else { return words::say(lang, &format!("fault-title-{key}"), &[]) };
        let param = |value: &Value| match value {
            Value::Number(number) => Param::Number(*number),
            Value::Text(text) => Param::Text(text.clone()),
            Value::Both(both) => Param::Both(both.clone()),
        };
        let mut params: Vec<(&str, Param)> = kept.iter().map(|(name, value)| (name.as_str(), param(value))).collect();
        params.push(("field", Param::Text(self.field.clone())));
        words::say(lang, &format!("fault-{key}"), &params)
    }

    /// Reasons as the ledger keeps them.
    #[must_use]
    pub fn write_all(reasons: &[Self]) -> String {
        serde_json::to_string(reasons).unwrap_or_default()
    }

    /// What [`Reason::write_all`] wrote; nothing where it cannot be read.
    #[must_use]
    pub fn read_all(text: &str) -> Vec<Self> {
        serde_json::from_str(text).unwrap_or_default()
    }
}
