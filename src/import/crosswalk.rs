//! Looks labels up in the crosswalk of a profile. Labels are compared folded; labels seen before are remembered as
//! they are written, up to a bound, so that folding costs nothing in a long file.

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::RandomState;

use crate::text::fold;

/// How many spellings are remembered.
const SEEN_MAX: usize = 4096;

/// Labels and the activity codes they stand for.
#[derive(Debug)]
pub struct Crosswalk {
    codes: HashMap<String, String>,
    seen: HashMap<String, Option<String>, RandomState>,
}

/// What a label is compared by: folded, or as it is where nothing but signs stands in it.
#[must_use]
pub fn key(label: &str) -> String {
    let folded = fold(label);
    if folded.is_empty() { label.trim().to_owned() } else { folded }
}

impl Crosswalk {
    /// The crosswalk with these labels and codes.
    #[must_use]
    pub fn new(labels: &BTreeMap<String, String>) -> Self {
        let codes = labels.iter().map(|(label, code)| (key(label), code.clone())).collect();
        Self { codes, seen: HashMap::default() }
    }

    /// The code that a label stands for, if it is in the crosswalk.
    pub fn find(&mut self, label: &str) -> Option<&str> {
        if self.codes.is_empty() {
            return None;
        }
        if !self.seen.contains_key(label) {
            if self.seen.len() >= SEEN_MAX {
                return self.codes.get(&key(label)).map(String::as_str);
            }
            self.seen.insert(label.to_owned(), self.codes.get(&key(label)).cloned());
        }
        self.seen.get(label)?.as_deref()
    }
}
