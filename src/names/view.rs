//! Names as pages show them and let people choose from them, in the reader's language.

use std::collections::HashMap;

use super::{Kind, ops};
use crate::context::Context;
use crate::failure::Failure;
use crate::lang::Lang;
use crate::text::fold;
use crate::web::page::Choice;

/// The countries by their codes.
#[derive(Debug, Clone, Default)]
pub struct Countries(HashMap<String, String>);

impl Countries {
    /// All countries in a language.
    ///
    /// # Errors
    /// `forbidden`, or the failure of the database.
    pub async fn new(context: &Context, lang: Lang) -> Result<Self, Failure> {
        let names = ops::list(context, Kind::Country).await?;
        Ok(Self(names.into_iter().map(|name| (name.code, name.label.get(lang).to_owned())).collect()))
    }

    /// The name of a country; its code where it has none, nothing where there is no country.
    #[must_use]
    pub fn label(&self, code: &str) -> String {
        self.0.get(code).cloned().unwrap_or_else(|| code.to_owned())
    }

    /// Countries by name; one that is chosen and not known stays to be seen.
    #[must_use]
    pub fn choices(&self, chosen: &str) -> Vec<Choice> {
        let mut choices: Vec<Choice> = self.0.iter().map(|(code, label)| Choice::new(code, label)).collect();
        choices.sort_by_key(|choice| fold(&choice.label));
        if !chosen.is_empty() && !self.0.contains_key(chosen) {
            choices.push(Choice::new(chosen, chosen));
        }
        choices
    }
}

/// The labels of names of a kind that are in use, in their order.
///
/// # Errors
/// `forbidden`, or the failure of the database.
pub async fn labels(context: &Context, kind: Kind, lang: Lang) -> Result<Vec<String>, Failure> {
    let today = context.clock.today();
    let in_use = ops::list(context, kind).await?.into_iter().filter(|name| name.is_in_use_on(today));
    let mut labels: Vec<String> = in_use.map(|name| name.label.get(lang).to_owned()).collect();
    labels.sort_by_key(|label| fold(label));
    Ok(labels)
}
