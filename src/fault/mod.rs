//! Faults in what people send: one table of stable codes with their HTTP status, and `Faults`, all that was found
//! at once. Words stand in the message files under `fault-<code>`; a narrative is never a parameter of a fault.

#[macro_use]
mod table;
#[macro_use]
mod return_codes;
mod codes;

use std::fmt;

use crate::lang::Lang;
use crate::words::{self, Param};

pub use codes::Code;

/// One fault: where, what, and the values its sentence names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The stable code.
    pub code: Code,
    /// The name of the field or column at fault; empty when the fault is not in one field.
    pub field: String,
    /// The values that the sentence names.
    pub params: Vec<(&'static str, Param)>,
    /// The line at which it stands, from 1, where what was sent is a document with lines.
    pub line: Option<usize>,
}

impl Fault {
    /// A fault in a field, without values.
    #[must_use]
    pub fn new(code: Code, field: impl Into<String>) -> Self {
        Self { code, field: field.into(), params: Vec::new(), line: None }
    }

    /// The same fault with a value for its sentence.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Param>) -> Self {
        self.params.push((name, value.into()));
        self
    }

    /// The same fault at a line of a document.
    #[must_use]
    pub const fn at_line(mut self, line: usize) -> Self {
        self.line = Some(line);
        self
    }

    /// The sentence a person reads: what is wrong and what to do.
    #[must_use]
    pub fn say(&self, lang: Lang) -> String {
        let mut params: Vec<(&str, Param)> = self.params.iter().map(|(name, value)| (*name, value.clone())).collect();
        params.push(("field", Param::Text(self.field.clone())));
        let sentence = words::say(lang, &format!("fault-{}", self.code.as_str().replace('_', "-")), &params);
        match self.line {
            Some(line) => {
                words::say(lang, "common-at-line", &[("line", line.to_string().into()), ("sentence", sentence.into())])
            }
            None => sentence,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.code.fmt(f)
    }
}

/// All faults found in one piece of input; never empty where it stands for a refusal.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// No fault yet.
    #[must_use]
    pub const fn none() -> Self {
        Self(Vec::new())
    }

    /// The faults of the limits that `validator` checks on a raw type: texts that are too long.
    #[must_use]
    pub fn of_validation(result: Result<(), validator::ValidationErrors>) -> Self {
        let mut faults = Self::none();
        let Err(errors) = result else { return faults };
        let mut fields: Vec<_> = errors.field_errors().into_iter().collect();
        fields.sort_by(|one, other| one.0.cmp(&other.0));
        for (field, found) in fields {
            for error in found {
                let limit = error.params.get("max").and_then(serde_json::Value::as_u64).unwrap_or(0);
                let length =
                    error.params.get("value").and_then(serde_json::Value::as_str).map_or(0, |v| v.chars().count());
                faults.push(Fault::new(Code::TooLong, field.to_string()).with("length", length).with("limit", limit));
            }
        }
        faults
    }

    /// Adds one fault.
    pub fn push(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    /// Adds all faults of another collection.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Keeps the value of a result, or notes its fault.
    pub fn keep<T>(&mut self, result: Result<T, Fault>) -> Option<T> {
        result.map_err(|fault| self.push(fault)).ok()
    }

    /// Whether nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many were found.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The faults in the order they were found.
    pub fn iter(&self) -> std::slice::Iter<'_, Fault> {
        self.0.iter()
    }

    /// The first fault, which gives a problem its code and status.
    #[must_use]
    pub fn first(&self) -> Option<&Fault> {
        self.0.first()
    }

    /// The value, when nothing was found; otherwise all faults.
    ///
    /// # Errors
    /// All faults, when there are any.
    pub fn or<T>(self, value: impl FnOnce() -> T) -> Result<T, Self> {
        if self.0.is_empty() { Ok(value()) } else { Err(self) }
    }
}

impl From<Fault> for Faults {
    fn from(fault: Fault) -> Self {
        Self(vec![fault])
    }
}

impl<'a> IntoIterator for &'a Faults {
    type Item = &'a Fault;
    type IntoIter = std::slice::Iter<'a, Fault>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl IntoIterator for Faults {
    type Item = Fault;
    type IntoIter = std::vec::IntoIter<Fault>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, fault) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str(", ")?;
            }
            write!(f, "{}", fault.code)?;
            if !fault.field.is_empty() {
                write!(f, " ({})", fault.field)?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}
