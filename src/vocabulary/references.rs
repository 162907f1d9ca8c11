//! What the terms of a vocabulary file say of each other: codes used twice, parents, replacements, cycles of both,
//! and spellings that would stand for two codes.

use std::collections::{HashMap, HashSet};

use toml::Spanned;

use crate::fault::{Code, Fault};
use crate::text::fold;
use crate::time::clip;
use crate::vocabulary::ReplacementKind;
use crate::vocabulary::document::{RawActivity, RawValidity, RawVocabulary};
use crate::vocabulary::findings::{Findings, Place};

/// Longest chain a fault shows; a longer one ends in an ellipsis.
const CHAIN_SHOWN_MAX: usize = 20;

/// Where a code of the file leads.
#[derive(Clone, Copy)]
enum Term {
    Category,
    Activity(usize),
}

/// Checks all references, and gives the code of the root category of each activity (empty where there is none).
pub(super) fn check(raw: &RawVocabulary, findings: &mut Findings) -> Vec<String> {
    let terms = codes(raw, findings);
    let parents = parents(raw, &terms, findings);
    let replacements = replacements(raw, &terms, findings);
    note_cycles(raw, &parents, "parent", findings);
    note_cycles(raw, &replacements, "replaced_by", findings);
    labels(raw, findings);
    roots(raw, &terms, &parents)
}

fn code_of(activity: &Spanned<RawActivity>) -> Option<&Spanned<String>> {
    activity.get_ref().code.as_ref()
}

/// `TA`, `TA-NEED`: two to four capitals, then perhaps a hyphen and two to twelve capitals or digits.
fn is_code(code: &str) -> bool {
    let (head, tail) = code.split_once('-').map_or((code, None), |(head, tail)| (head, Some(tail)));
    let of_codes = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    (2..=4).contains(&head.len())
        && head.bytes().all(|byte| byte.is_ascii_uppercase())
        && tail.is_none_or(|tail| (2..=12).contains(&tail.len()) && tail.bytes().all(of_codes))
}

/// The terms by code, the first of each code.
fn codes<'a>(raw: &'a RawVocabulary, findings: &mut Findings) -> HashMap<&'a str, Term> {
    let categories =
        raw.categories().iter().map(|term| (term.get_ref().code.as_ref(), term.span().start, Term::Category));
    let activities =
        raw.activity.iter().enumerate().map(|(at, term)| (code_of(term), term.span().start, Term::Activity(at)));
    let mut terms = HashMap::new();
    for (code, table, term) in categories.chain(activities) {
        let place = Place::of(code, table);
        let Some(code) = code else {
            findings.required("code", &place);
            continue;
        };
        if !is_code(code.get_ref()) {
            findings.add(place.at, Fault::new(Code::VocabularyCodeFormat, "code").with("code", place.code.as_str()));
        }
        if terms.contains_key(code.get_ref().as_str()) {
            findings.add(place.at, Fault::new(Code::VocabularyCodeDoubled, "code").with("code", place.code));
        } else {
            terms.insert(code.get_ref().as_str(), term);
        }
    }
    terms
}

/// The activity above each activity, if it is one.
fn parents(raw: &RawVocabulary, terms: &HashMap<&str, Term>, findings: &mut Findings) -> Vec<Vec<usize>> {
    let mut above = vec![Vec::new(); raw.activity.len()];
    for (activity, above) in raw.activity.iter().zip(&mut above) {
        let place = Place::of(code_of(activity), activity.span().start);
        let Some(parent) = &activity.get_ref().parent else {
            findings.required("parent", &place);
            continue;
        };
        match terms.get(parent.get_ref().as_str()) {
            Some(Term::Activity(at)) => above.push(*at),
            Some(Term::Category) => {}
            None => {
                let fault = Fault::new(Code::VocabularyParentUnknown, "parent").with("code", place.code);
                findings.add(parent.span().start, fault.with("other", clip(parent.get_ref())));
            }
        }
    }
    above
}

/// The activities that replace each activity.
fn replacements(raw: &RawVocabulary, terms: &HashMap<&str, Term>, findings: &mut Findings) -> Vec<Vec<usize>> {
    let mut next = vec![Vec::new(); raw.activity.len()];
    for (activity, next) in raw.activity.iter().zip(&mut next) {
        let place = Place::of(code_of(activity), activity.span().start);
        for replacement in &activity.get_ref().replaced_by {
            let other = &replacement.code;
            if let Some(Term::Activity(at)) = terms.get(other.get_ref().as_str()) {
                next.push(*at);
            } else {
                let fault = Fault::new(Code::VocabularyReplacementUnknown, "replaced_by");
                let fault = fault.with("code", place.code.as_str()).with("other", clip(other.get_ref()));
                findings.add(other.span().start, fault);
            }
        }
        if next.len() == activity.get_ref().replaced_by.len() {
            check_replacements(activity, &place, findings);
        }
    }
    next
}

/// A replaced code has a last day, and its replacements go together: one that takes its place, one that takes it with
/// others, or several that share it.
fn check_replacements(activity: &Spanned<RawActivity>, place: &Place, findings: &mut Findings) {
    let activity = activity.get_ref();
    let Some(first) = activity.replaced_by.first() else { return };
    let at = first.code.span().start;
    let kinds = |kind| activity.replaced_by.iter().all(|replacement| replacement.kind == kind);
    let targets: HashSet<&str> = activity.replaced_by.iter().map(|other| other.code.get_ref().as_str()).collect();
    let sound = targets.len() == activity.replaced_by.len()
        && if targets.len() == 1 {
            kinds(ReplacementKind::One) || kinds(ReplacementKind::Merged)
        } else {
            kinds(ReplacementKind::Split)
        };
    if !sound {
        let fault = Fault::new(Code::VocabularyReplacementKinds, "replaced_by");
        findings.add(at, fault.with("code", place.code.as_str()));
    }
    let open = |period: &Spanned<RawValidity>| period.get_ref().to.is_none();
    if activity.valid.iter().flatten().any(open) {
        let fault = Fault::new(Code::VocabularyReplacedInUse, "replaced_by");
        findings.add(at, fault.with("code", place.code.as_str()));
    }
}

fn note_cycles(raw: &RawVocabulary, edges: &[Vec<usize>], field: &str, findings: &mut Findings) {
    for cycle in cycles(edges) {
        let name = |at: &usize| code_of(&raw.activity[*at]).map(|code| clip(code.get_ref())).unwrap_or_default();
        let mut chain: Vec<String> = cycle.iter().chain(cycle.first()).take(CHAIN_SHOWN_MAX).map(name).collect();
        if cycle.len() >= CHAIN_SHOWN_MAX {
            chain.push("…".to_owned());
        }
        let first = &raw.activity[cycle[0]];
        let target = cycle.get(1).unwrap_or(&cycle[0]);
        let target = code_of(&raw.activity[*target]).map(|code| code.get_ref().as_str());
        let place = Place::of(code_of(first), first.span().start);
        let first = first.get_ref();
        let mut references =
            first.parent.iter().filter(|_| field == "parent").chain(
                first.replaced_by.iter().filter(|_| field == "replaced_by").map(|replacement| &replacement.code),
            );
        let at = references.find(|code| Some(code.get_ref().as_str()) == target).map(|code| code.span().start);
        let fault = Fault::new(Code::VocabularyCycle, field).with("code", place.code);
        findings.add(at.unwrap_or(place.at), fault.with("chain", chain.join(" → ")));
    }
}

/// The cycles of a graph, each beginning at its earliest member. Walks with a stack of its own: a file may hold a
/// chain longer than the stack of the thread.
fn cycles(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut found = Vec::new();
    let mut done = vec![false; edges.len()];
    let mut depth: Vec<Option<usize>> = vec![None; edges.len()];
    for start in 0..edges.len() {
        let mut path: Vec<(usize, usize)> = Vec::new();
        if !done[start] {
            depth[start] = Some(0);
            path.push((start, 0));
        }
        while let Some((node, edge)) = path.last_mut() {
            let Some(next) = edges[*node].get(*edge).copied() else {
                depth[*node] = None;
                done[*node] = true;
                path.pop();
                continue;
            };
            *edge += 1;
            if let Some(from) = depth[next] {
                let mut cycle: Vec<usize> = path[from..].iter().map(|(node, _)| *node).collect();
                let earliest = (0..cycle.len()).min_by_key(|at| cycle[*at]).unwrap_or(0);
                cycle.rotate_left(earliest);
                found.push(cycle);
            } else if !done[next] {
                depth[next] = Some(path.len());
                path.push((next, 0));
            }
        }
    }
    found
}

/// The code of the category at the root of each activity.
fn roots(raw: &RawVocabulary, terms: &HashMap<&str, Term>, parents: &[Vec<usize>]) -> Vec<String> {
    let mut roots: Vec<Option<String>> = raw
        .activity
        .iter()
        .map(|activity| {
            let parent = activity.get_ref().parent.as_ref()?.get_ref();
            matches!(terms.get(parent.as_str()), Some(Term::Category)).then(|| parent.clone())
        })
        .collect();
    for start in 0..roots.len() {
        let mut path = Vec::new();
        let mut at = start;
        while roots[at].is_none() {
            path.push(at);
            // In a cycle, or under an unknown parent, there is no root.
            roots[at] = Some(String::new());
            let Some(above) = parents[at].first() else { break };
            at = *above;
        }
        let root = roots[at].clone();
        for member in path {
            roots[member].clone_from(&root);
        }
    }
    roots.into_iter().map(Option::unwrap_or_default).collect()
}

/// Every spelling stands for one code. Codes and labels come first, so that the fault is found at the hidden label.
fn labels(raw: &RawVocabulary, findings: &mut Findings) {
    let mut spellings = Vec::new();
    let categories = raw.categories().iter().map(|term| (term.get_ref().code.as_ref(), term.get_ref().label.as_ref()));
    let activities = raw.activity.iter().map(|term| (code_of(term), term.get_ref().label.as_ref()));
    for (code, label) in categories.chain(activities) {
        let Some(code) = code else { continue };
        spellings.push((code, code, "code"));
        let texts = label.into_iter().flat_map(|label| label.get_ref().en.iter().chain(&label.get_ref().fr));
        spellings.extend(texts.map(|text| (code, text, "label")));
    }
    for activity in &raw.activity {
        let Some(code) = code_of(activity) else { continue };
        let hidden = &activity.get_ref().hidden;
        spellings.extend(hidden.en.iter().chain(&hidden.fr).map(|text| (code, text, "hidden")));
    }
    let mut seen: HashMap<String, &str> = HashMap::new();
    for (code, text, field) in spellings {
        let folded = fold(text.get_ref());
        if folded.is_empty() {
            continue;
        }
        let known = *seen.entry(folded).or_insert(code.get_ref());
        if known != code.get_ref() {
            let fault = Fault::new(Code::VocabularyLabelAmbiguous, field).with("code", clip(code.get_ref()));
            findings.add(text.span().start, fault.with("other", clip(known)).with("label", clip(text.get_ref())));
        }
    }
}
