//! What a new version of the vocabulary does to each code, in the order of its file.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Activity, ReplacementKind, Vocabulary};
use crate::lang::Both;

/// What happens to a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// It has another label.
    Renamed,
    /// It ends, and nothing takes its place.
    Retired,
    /// It ends, and one code takes its place.
    Replaced,
    /// It ends, and one code takes it together with others.
    Merged,
    /// It ends, and several codes share what it was.
    Split,
    /// It may be used on other days than before.
    Redated,
}

impl ChangeKind {
    /// Every kind.
    pub const ALL: [Self; 7] =
        [Self::Added, Self::Renamed, Self::Retired, Self::Replaced, Self::Merged, Self::Split, Self::Redated];

    /// As it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Renamed => "renamed",
            Self::Retired => "retired",
            Self::Replaced => "replaced",
            Self::Merged => "merged",
            Self::Split => "split",
            Self::Redated => "redated",
        }
    }
}

/// One thing that happens to a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = VocabularyChange)]
pub struct Change {
    /// The code.
    pub code: String,
    /// What happens to it.
    pub kind: ChangeKind,
    /// Its label in the new version.
    pub label: Both,
    /// Its label before; null where it is new.
    #[schema(required = true)]
    pub label_before: Option<Both>,
    /// The last day on which it may be used; null while it has none.
    #[schema(required = true)]
    pub last_day: Option<NaiveDate>,
    /// The codes that take its place.
    pub successors: Vec<String>,
}

/// Everything that the step from one version to the next changes in the codes.
#[must_use]
pub fn changes(before: &Vocabulary, after: &Vocabulary) -> Vec<Change> {
    let mut found = Vec::new();
    for category in &after.categories {
        let earlier = before.find_category(&category.code).map(|earlier| &earlier.label);
        let kind = match earlier {
            None => ChangeKind::Added,
            Some(earlier) if *earlier != category.label => ChangeKind::Renamed,
            Some(_) => continue,
        };
        found.push(Change {
            code: category.code.clone(),
            kind,
            label: category.label.clone(),
            label_before: earlier.cloned(),
            last_day: None,
            successors: Vec::new(),
        });
    }
    for activity in &after.activities {
        let earlier = before.find_activity(&activity.code);
        found.extend(kinds(earlier, activity).into_iter().map(|kind| Change {
            code: activity.code.clone(),
            kind,
            label: activity.label.clone(),
            label_before: earlier.map(|earlier| earlier.label.clone()),
            last_day: activity.last_valid_day(),
            successors: activity.replaced_by.iter().map(|replacement| replacement.code.clone()).collect(),
        }));
    }
    found
}

fn kinds(before: Option<&Activity>, after: &Activity) -> Vec<ChangeKind> {
    let Some(before) = before else { return vec![ChangeKind::Added] };
    let mut found = Vec::new();
    if before.label != after.label {
        found.push(ChangeKind::Renamed);
    }
    let ends = before.last_valid_day().is_none() && after.last_valid_day().is_some();
    if let Some(first) = after.replaced_by.first().filter(|_| before.replaced_by != after.replaced_by) {
        found.push(match first.kind {
            ReplacementKind::One => ChangeKind::Replaced,
            ReplacementKind::Merged => ChangeKind::Merged,
            ReplacementKind::Split => ChangeKind::Split,
        });
    } else if ends {
        found.push(ChangeKind::Retired);
    } else if before.valid != after.valid || before.replaced_by != after.replaced_by {
        found.push(ChangeKind::Redated);
    }
    found
}
