//! A vocabulary as plain text for the terminal, in one language. The sentences around the terms stand in the message
//! files; nothing here decides what a term means.

use crate::lang::Lang;
use crate::vocabulary::{Activity, Category, Example, Need, Vocabulary};
use crate::words::{self, Param};

/// Characters of the longest line, where words allow.
const WIDTH: usize = 96;

/// What stands before the texts of a category.
const CATEGORY_INDENT: &str = "    ";

/// What stands before the texts of an activity.
const ACTIVITY_INDENT: &str = "        ";

/// The vocabulary as readable text: terms with definitions and examples, then the boundary rule.
#[must_use]
pub fn show(vocabulary: &Vocabulary, lang: Lang) -> String {
    let mut page = Page { text: String::new(), lang };
    let heading = [
        ("title", vocabulary.title.get(lang).into()),
        ("name", vocabulary.name.as_str().into()),
        ("version", vocabulary.version.to_string().into()),
    ];
    page.say("", "vocabulary-show-heading", &heading);
    for category in &vocabulary.categories {
        page.category(category);
        for activity in vocabulary.activities_of(&category.code) {
            page.activity(activity);
        }
    }
    page.line("");
    page.say("", "vocabulary-show-boundary-rule", &[]);
    for (number, question) in (1..).zip(&vocabulary.boundary_rule.questions) {
        page.paragraph("", "   ", &format!("{number}. {}", question.text.get(lang)));
        if let Some(note) = &question.note {
            page.paragraph("   ", "   ", note.get(lang));
        }
        let label = vocabulary.find_category(&question.outcome).map_or("", |category| category.label.get(lang));
        page.paragraph("   ", "   ", &format!("→ {}  {label}", question.outcome));
    }
    let number = vocabulary.boundary_rule.questions.len() + 1;
    page.paragraph("", "   ", &format!("{number}. {}", vocabulary.boundary_rule.otherwise.get(lang)));
    if lang == Lang::Fr {
        page.line("");
        page.say("", "vocabulary-show-official", &[]);
    }
    page.text
}

struct Page {
    text: String,
    lang: Lang,
}

impl Page {
    fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    /// A text broken at blanks; `first` stands before its first line and `rest` before the others.
    fn paragraph(&mut self, first: &str, rest: &str, text: &str) {
        let mut line = first.to_owned();
        let mut empty = true;
        for word in text.split([' ', '\n']).filter(|word| !word.is_empty()) {
            if !empty && line.chars().count() + word.chars().count() >= WIDTH {
                self.line(&line);
                rest.clone_into(&mut line);
                empty = true;
            }
            if !empty {
                line.push(' ');
            }
            line.push_str(word);
            empty = false;
        }
        self.line(&line);
    }

    fn say(&mut self, indent: &str, id: &str, params: &[(&str, Param)]) {
        let sentence = words::say(self.lang, id, params);
        self.paragraph(indent, indent, &sentence);
    }

    fn need(&self, need: Need) -> Param {
        words::say(self.lang, &format!("vocabulary-need-{}", need.as_str()), &[]).into()
    }

    fn star(&self, official_french: bool) -> &'static str {
        if official_french && self.lang == Lang::Fr { "*" } else { "" }
    }

    fn category(&mut self, category: &Category) {
        self.line("");
        let star = self.star(category.official_french);
        self.line(&format!("{}  {}{star}", category.code, category.label.get(self.lang)));
        self.texts(CATEGORY_INDENT, category.definition.get(self.lang));
        let needs = [("project", self.need(category.project)), ("country", self.need(category.country))];
        self.say(CATEGORY_INDENT, "vocabulary-show-needs", &needs);
        if let Some(note) = &category.scope_note {
            self.texts(CATEGORY_INDENT, note.get(self.lang));
        }
        self.examples(CATEGORY_INDENT, &category.examples);
    }

    fn activity(&mut self, activity: &Activity) {
        self.line("");
        let star = self.star(activity.official_french);
        self.line(&format!("{CATEGORY_INDENT}{}  {}{star}", activity.code, activity.label.get(self.lang)));
        self.texts(ACTIVITY_INDENT, activity.definition.get(self.lang));
        if let Some(note) = &activity.scope_note {
            self.texts(ACTIVITY_INDENT, note.get(self.lang));
        }
        if activity.import_only {
            self.say(ACTIVITY_INDENT, "vocabulary-show-import-only", &[]);
        }
        if let Some(day) = activity.last_valid_day() {
            self.say(ACTIVITY_INDENT, "vocabulary-show-retired", &[("day", day.to_string().into())]);
        }
        if !activity.replaced_by.is_empty() {
            let codes = activity.replaced_by_codes();
            self.say(ACTIVITY_INDENT, "vocabulary-show-replaced-by", &[("codes", codes.into())]);
        }
        self.examples(ACTIVITY_INDENT, &activity.examples);
    }

    fn texts(&mut self, indent: &str, text: &str) {
        self.paragraph(indent, indent, text);
    }

    fn examples(&mut self, indent: &str, examples: &[Example]) {
        for example in examples {
            let text = format!("{} — {}", example.case.get(self.lang), example.why.get(self.lang));
            self.paragraph(&format!("{indent}• "), &format!("{indent}  "), &text);
        }
    }
}
