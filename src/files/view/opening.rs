//! Opening a file, for whatever page does it: the questions of the boundary rule one after another, and then the form of the
//! category they lead to. Everything typed stays in the form, also while the answers are changed.

use serde::{Deserialize, Serialize};

use crate::context::Context;
use crate::failure::Failure;
use crate::fault::{Code, Fault};
use crate::files::{LEVELS, RawFile};
use crate::lang::Lang;
use crate::names::Kind;
use crate::names::view::{Countries, labels};
use crate::vocabulary::{Need, Vocabulary};
use crate::web::page::{Choice, FieldFault, Page};
use crate::web::template;
use crate::words;

/// The fields of a page as they came; names may come more than once.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fields(pub Vec<(String, String)>);

impl Fields {
    /// The first value of a field; empty when it did not come.
    #[must_use]
    pub fn text(&self, name: &str) -> String {
        self.0.iter().find(|(field, _)| field == name).map(|(_, value)| value.clone()).unwrap_or_default()
    }

    /// Whether a field came.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(field, _)| field == name)
    }
}

/// A question with the answer it was given; empty while it has none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Asked {
    /// The name of its field.
    pub name: String,
    /// The question.
    pub question: String,
    /// What else counts as yes.
    pub note: String,
    /// Cases of the category that a yes leads to.
    pub examples: Vec<String>,
    /// `yes` or `no`.
    pub answer: String,
    /// Where the question is asked again.
    pub again: String,
}

/// How far the questions have led.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Walk {
    /// The questions that were answered, up to the first yes.
    pub answered: Vec<Asked>,
    /// The question that comes next.
    pub next: Option<Asked>,
    /// How many questions there are.
    pub total: usize,
    /// The code of the category.
    pub category: String,
    /// What to do where every answer is no; empty otherwise.
    pub otherwise: String,
}

/// Follows the answers: the first yes gives the category.
#[must_use]
pub fn walk(vocabulary: &Vocabulary, fields: &Fields, address: &str, lang: Lang) -> Walk {
    let rule = &vocabulary.boundary_rule;
    let mut walk = Walk {
        answered: Vec::new(),
        next: None,
        total: rule.questions.len(),
        category: String::new(),
        otherwise: String::new(),
    };
    for (at, question) in rule.questions.iter().enumerate() {
        let name = format!("q{}", at + 1);
        let before: Vec<(&str, &str)> = walk.answered.iter().map(|asked| (asked.name.as_str(), "no")).collect();
        let query = serde_urlencoded::to_string(before).unwrap_or_default();
        let category = vocabulary.find_category(&question.outcome);
        let examples = category.map(|category| {
            category.examples.iter().map(|example| example.case.get(lang).to_owned()).collect::<Vec<_>>()
        });
        let asked = Asked {
            answer: fields.text(&name),
            name,
            question: question.text.get(lang).to_owned(),
            note: question.note.as_ref().map(|note| note.get(lang).to_owned()).unwrap_or_default(),
            examples: examples.unwrap_or_default(),
            again: if query.is_empty() { address.to_owned() } else { format!("{address}?{query}") },
        };
        match asked.answer.as_str() {
            "yes" => {
                walk.category.clone_from(&question.outcome);
                walk.answered.push(asked);
                return walk;
            }
            "no" => walk.answered.push(asked),
            _ => {
                walk.next = Some(asked);
                return walk;
            }
        }
    }
    rule.otherwise.get(lang).clone_into(&mut walk.otherwise);
    walk
}

/// The page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpeningView {
    /// The frame.
    #[serde(flatten)]
    pub page: Page,
    /// The path of the page.
    pub action: String,
    /// The request the file is opened for, where there is one.
    pub request: Option<OfRequest>,
    /// How far the questions have led.
    pub walk: Walk,
    /// The label of the category.
    pub category_label: String,
    /// What the category is.
    pub category_definition: String,
    /// Whether the form of the file is shown: the questions led to a category, or something was typed already.
    pub has_form: bool,
    /// Whether a file of this category names a project: `required`, `optional` or `forbidden`.
    pub project: String,
    /// Whether it names a country.
    pub country: String,
    /// Whether a number is given here where none is typed.
    pub numbered: bool,
    /// The key of the form.
    pub key: String,
    /// What stands in the fields.
    pub values: FileValues,
    /// What can be chosen.
    pub choices: FileChoices,
    /// Everything that keeps the file from being opened.
    pub faults: Vec<FieldFault>,
}

/// The request a file is opened for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OfRequest {
    /// The number.
    pub number: String,
    /// The address of its page.
    pub href: String,
    /// What is wanted.
    pub wanted: String,
    /// The version the form is drawn from.
    pub version: i64,
}

/// What stands in the fields of a file, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct FileValues {
    /// Number.
    pub number: String,
    /// Title.
    pub title: String,
    /// Project.
    pub project: String,
    /// Country.
    pub country: String,
    /// Whether it is assistance without funding or project.
    pub unfunded: bool,
    /// Who asked.
    pub requester: String,
    /// Number of the funding agreement.
    pub agreement: String,
    /// Risk.
    pub risk: String,
    /// Complexity.
    pub complexity: String,
    /// File type.
    pub file_type: String,
    /// Team.
    pub team: String,
    /// First day.
    pub opened_on: String,
    /// Whether it is known to those named on it alone.
    pub walled: bool,
}

impl FileValues {
    /// What was typed.
    #[must_use]
    pub fn of(fields: &Fields) -> Self {
        Self {
            number: fields.text("number"),
            title: fields.text("title"),
            project: fields.text("project"),
            country: fields.text("country"),
            unfunded: fields.has("unfunded"),
            requester: fields.text("requester"),
            agreement: fields.text("agreement"),
            risk: fields.text("risk"),
            complexity: fields.text("complexity"),
            file_type: fields.text("file_type"),
            team: fields.text("team"),
            opened_on: fields.text("opened_on"),
            walled: fields.has("walled"),
        }
    }

    /// The file to be opened. What the category takes no field for is left out: it was typed for another one.
    #[must_use]
    pub fn raw(&self, category: &str, vocabulary: &Vocabulary) -> RawFile {
        let found = vocabulary.find_category(category);
        let takes =
            |need: fn(&crate::vocabulary::Category) -> Need| found.is_none_or(|one| need(one) != Need::Forbidden);
        let (project, country) = (takes(|one| one.project), takes(|one| one.country));
        let if_taken = |taken: bool, text: &str| if taken { text.to_owned() } else { String::new() };
        RawFile {
            number: self.number.clone(),
            title: self.title.clone(),
            category: category.to_owned(),
            project: if_taken(project, &self.project),
            country: if_taken(country, &self.country),
            unfunded: (project && self.unfunded).to_string(),
            requester: self.requester.clone(),
            agreement: if_taken(project, &self.agreement),
            risk: self.risk.clone(),
            complexity: self.complexity.clone(),
            file_type: self.file_type.clone(),
            team: self.team.clone(),
            opened_on: self.opened_on.clone(),
            walled: self.walled.to_string(),
            ..RawFile::default()
        }
    }
}

/// What can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct FileChoices {
    /// Countries.
    pub countries: Vec<Choice>,
    /// Names of projects.
    pub projects: Vec<String>,
    /// Names of federal bodies.
    pub bodies: Vec<String>,
    /// Names of teams.
    pub teams: Vec<String>,
    /// Levels of risk and complexity.
    pub levels: Vec<Choice>,
}

impl FileChoices {
    /// What can be chosen now.
    ///
    /// # Errors
    /// `forbidden`, or the failure of the database.
    pub async fn new(context: &Context, lang: Lang, country: &str) -> Result<Self, Failure> {
        let level = |level: &str| Choice::new(level, words::say(lang, &format!("files-level-{level}"), &[]));
        Ok(Self {
            countries: Countries::new(context, lang).await?.choices(country),
            projects: labels(context, Kind::Project, lang).await?,
            bodies: labels(context, Kind::Body, lang).await?,
            teams: labels(context, Kind::Team, lang).await?,
            levels: LEVELS.into_iter().map(level).collect(),
        })
    }
}

/// What a page of opening is drawn from.
#[derive(Debug)]
pub struct Opening<'a> {
    /// The frame, whose toggle is set here.
    pub page: Page,
    /// The path of the page behind the language.
    pub rest: &'a str,
    /// What came with the address or the form.
    pub fields: &'a Fields,
    /// Whether a form was sent, and not only an address asked for.
    pub sent: bool,
    /// The request the file is opened for.
    pub request: Option<OfRequest>,
    /// What stands in the fields.
    pub values: FileValues,
    /// A new key.
    pub fresh_key: String,
    /// What is wrong.
    pub faults: &'a [Fault],
}

impl OpeningView {
    /// The page of opening a file.
    ///
    /// # Errors
    /// `forbidden`, or the failure of the database.
    pub async fn new(context: &Context, lang: Lang, opening: Opening<'_>) -> Result<Self, Failure> {
        let (vocabulary, fields) = (&context.vocabulary, opening.fields);
        let action = format!("/{lang}/{}", opening.rest);
        let walk = walk(vocabulary, fields, &action, lang);
        let category = vocabulary.find_category(&walk.category);
        let need = |need: Option<Need>| need.unwrap_or(Need::Optional).as_str().to_owned();
        let has_form = opening.sent || category.is_some();
        // The address names the question that was shown; an answer to it leads to the next one, which is not faulted.
        let asked = fields.text("asked");
        let unanswered = !opening.sent && walk.next.as_ref().is_some_and(|next| next.name == asked);
        let reused = opening.faults.iter().any(|fault| fault.code == Code::IdempotencyKeyReused);
        let own_key = Some(fields.text("key")).filter(|key| opening.sent && !key.is_empty() && !reused);
        let mut faults: Vec<FieldFault> =
            opening.faults.iter().map(|fault| FieldFault::new(field(fault), sentence(fault, lang))).collect();
        if unanswered && let Some(next) = &walk.next {
            faults.push(FieldFault::new(&next.name, words::say(lang, "files-answer-missing", &[])));
        }
        let answers: Vec<(&str, &str)> =
            walk.answered.iter().map(|asked| (asked.name.as_str(), asked.answer.as_str())).collect();
        let query = serde_urlencoded::to_string(answers).unwrap_or_default();
        let mut page = opening.page;
        page.path_other_language = format!("/{}/{}", lang.other(), opening.rest);
        if has_form {
            page = page.keeping_form();
        } else if !query.is_empty() {
            page.path_other_language = format!("{}?{query}", page.path_other_language);
        }
        Ok(Self {
            page,
            action,
            request: opening.request,
            category_label: category.map(|found| found.label.get(lang).to_owned()).unwrap_or_default(),
            category_definition: category.map(|found| found.definition.get(lang).to_owned()).unwrap_or_default(),
            has_form,
            project: need(category.map(|found| found.project)),
            country: need(category.map(|found| found.country)),
            numbered: !context.config.file_number.is_free(),
            key: own_key.unwrap_or(opening.fresh_key),
            choices: FileChoices::new(context, lang, &opening.values.country).await?,
            values: opening.values,
            faults,
            walk,
        })
    }

    /// The page as HTML.
    ///
    /// # Errors
    /// When the template and this type do not fit each other.
    pub fn render(&self) -> Result<String, minijinja::Error> {
        template::render("file-new.html", self)
    }
}

/// The field a fault stands beside; a category is not typed but follows from the answers.
fn field(fault: &Fault) -> &str {
    let name = fault.field.strip_prefix("new/").unwrap_or(&fault.field);
    match name {
        "category" => "answers",
        "new" => "",
        name => name,
    }
}

fn sentence(fault: &Fault, lang: Lang) -> String {
    match fault.code {
        Code::IdempotencyKeyReused => words::say(lang, "files-sent-before", &[]),
        Code::Required | Code::UnknownCategory if field(fault) == "answers" => {
            words::say(lang, "files-no-category", &[])
        }
        _ => Fault { field: field(fault).to_owned(), ..fault.clone() }.say(lang),
    }
}

/// The first day that is proposed, and nothing else.
#[must_use]
pub fn beginning(context: &Context) -> FileValues {
    FileValues { opened_on: context.clock.today().to_string(), ..FileValues::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        Fields(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn the_first_yes_gives_the_category_and_no_question_behind_it_is_looked_at() {
        let vocabulary = Vocabulary::shipped();
        let walked = |pairs: &[(&str, &str)]| walk(&vocabulary, &fields(pairs), "/en/files/new", Lang::En);
        let begin = walked(&[]);
        assert_eq!(begin.next.as_ref().map(|next| next.name.as_str()), Some("q1"));
        assert!(begin.answered.is_empty() && begin.category.is_empty());
        assert_eq!(walked(&[("q1", "yes"), ("q2", "yes")]).category, "OT");
        let second = walked(&[("q1", "no")]);
        assert_eq!(second.next.map(|next| next.again), Some("/en/files/new?q1=no".to_owned()));
        assert_eq!(walked(&[("q1", "no"), ("q2", "yes")]).category, "TA");
        assert_eq!(walked(&[("q1", "no"), ("q2", "no"), ("q3", "yes")]).category, "SA");
        let lost = walked(&[("q1", "no"), ("q2", "no"), ("q3", "no")]);
        assert!(lost.category.is_empty() && lost.next.is_none() && lost.otherwise.contains("Ask the manager"));
        assert_eq!(walked(&[("q1", "<b>")]).next.map(|next| next.name), Some("q1".to_owned()));
    }

    #[test]
    fn what_a_category_takes_no_field_for_is_left_out() {
        let vocabulary = Vocabulary::shipped();
        let typed =
            fields(&[("project", "P"), ("agreement", "A"), ("unfunded", "1"), ("country", "UA"), ("title", "T")]);
        let advice = FileValues::of(&typed).raw("SA", &vocabulary);
        assert_eq!((advice.project.as_str(), advice.agreement.as_str(), advice.unfunded.as_str()), ("", "", "false"));
        let assistance = FileValues::of(&typed).raw("TA", &vocabulary);
        assert_eq!(
            (assistance.project.as_str(), assistance.country.as_str(), assistance.unfunded.as_str()),
            ("P", "UA", "true")
        );
    }
}
