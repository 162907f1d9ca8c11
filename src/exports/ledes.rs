//! Time of a file as LEDES 1998B, the form that programs for legal bills read: ASCII, 24 fields between pipes, each line
//! ends with `[]`. Nothing is billed here, so every amount is zero, and the description of the invoice says so.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::ops::FileTime;
use crate::lang::Lang;
use crate::number::Hundredths;
use crate::people::Kind;
use crate::vocabulary::{Scheme, Vocabulary};
use crate::words;

/// The fields, in their order.
const FIELDS: [&str; 24] = [
    "INVOICE_DATE",
    "INVOICE_NUMBER",
    "CLIENT_ID",
    "LAW_FIRM_MATTER_ID",
    "INVOICE_TOTAL",
    "BILLING_START_DATE",
    "BILLING_END_DATE",
    "INVOICE_DESCRIPTION",
    "LINE_ITEM_NUMBER",
    "EXP/FEE/INV_ADJ_TYPE",
    "LINE_ITEM_NUMBER_OF_UNITS",
    "LINE_ITEM_ADJUSTMENT_AMOUNT",
    "LINE_ITEM_TOTAL",
    "LINE_ITEM_DATE",
    "LINE_ITEM_TASK_CODE",
    "LINE_ITEM_EXPENSE_CODE",
    "LINE_ITEM_ACTIVITY_CODE",
    "TIMEKEEPER_ID",
    "LINE_ITEM_DESCRIPTION",
    "LAW_FIRM_ID",
    "LINE_ITEM_UNIT_COST",
    "TIMEKEEPER_NAME",
    "TIMEKEEPER_CLASSIFICATION",
    "CLIENT_MATTER_ID",
];

/// Longest number of a client, a matter, a person or a firm.
const ID_MAX: usize = 20;
/// Longest name of a timekeeper.
const NAME_MAX: usize = 30;
/// Longest description.
const TEXT_MAX: usize = 15 * 1024;
/// What nothing costs.
const ZERO: &str = "0.00";

/// The time of a file as LEDES 1998B.
#[must_use]
pub fn ledes(time: &FileTime, section: &str, vocabulary: &Vocabulary, lang: Lang) -> String {
    let mut text = String::from("LEDES1998B[]\r\n");
    line(&mut text, &FIELDS.map(str::to_owned));
    let day = |day: chrono::NaiveDate| day.format("%Y%m%d").to_string();
    let (from, to) = (day(time.period.from), day(time.period.to));
    let number = time.file.number.as_str();
    let said = words::say(lang, "exports-ledes-description", &[("file", number.into())]);
    // A client is needed in every line; where the file names none, it is the file itself.
    let client = if time.file.requester.is_empty() { number } else { &time.file.requester };
    for (at, view) in time.entries.iter().enumerate() {
        let entry = &view.entry;
        let person = time.people.get(&entry.person_id);
        let activity = vocabulary.find_activity(&entry.activity);
        let utbms = activity.and_then(|activity| {
            activity.mappings.iter().find(|mapping| mapping.scheme == Scheme::UtbmsActivity).map(|found| &found.code)
        });
        let class = match person.map(|person| person.kind) {
            Some(Kind::Lawyer) => "AS",
            Some(Kind::Paralegal) => "LA",
            Some(Kind::Other) | None => "OT",
        };
        line(
            &mut text,
            &[
                day(time.made_on),
                format!("NB{from}{to}"),
                plain(client, ID_MAX),
                plain(number, ID_MAX),
                ZERO.to_owned(),
                from.clone(),
                to.clone(),
                plain(&said, TEXT_MAX),
                (at + 1).to_string(),
                "F".to_owned(),
                units(entry.minutes.get()),
                ZERO.to_owned(),
                ZERO.to_owned(),
                day(entry.worked_on),
                String::new(),
                String::new(),
                utbms.map(|code| plain(code, ID_MAX)).unwrap_or_default(),
                plain(&view.person, ID_MAX),
                plain(&entry.narrative, TEXT_MAX),
                plain(section, ID_MAX),
                ZERO.to_owned(),
                plain(person.map_or("", |person| &person.name), NAME_MAX),
                class.to_owned(),
                plain(number, ID_MAX),
            ],
        );
    }
    text
}

fn line(text: &mut String, fields: &[String; 24]) {
    text.push_str(&fields.join("|"));
    text.push_str("[]\r\n");
}

/// Hours with two decimals.
fn units(minutes: i64) -> String {
    let hundredths = Hundredths::hours(minutes).get();
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// A text in ASCII, on one line, without the signs that the form is made of, and no longer than its field.
fn plain(text: &str, longest: usize) -> String {
    let mut found = String::with_capacity(text.len());
    for sign in text.nfkd().filter(|sign| !is_combining_mark(*sign)) {
        match sign {
            '|' => found.push('/'),
            '[' => found.push('('),
            ']' => found.push(')'),
            '‘' | '’' => found.push('\''),
            '“' | '”' | '«' | '»' => found.push('"'),
            '–' | '—' | '\u{2010}' | '\u{2011}' => found.push('-'),
            'œ' => found.push_str("oe"),
            'Œ' => found.push_str("OE"),
            'æ' => found.push_str("ae"),
            'Æ' => found.push_str("AE"),
            sign if sign.is_whitespace() || sign.is_control() => found.push(' '),
            sign if sign.is_ascii() => found.push(sign),
            _ => found.push('?'),
        }
    }
    found.truncate(longest);
    found.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_stays_inside_its_field() {
        assert_eq!(plain("a|b[c]\r\nd\u{a0}é", 99), "a/b(c)  d e");
        assert_eq!(plain("« Œuvre » – l’été…", 99), "\" OEuvre \" - l'ete...");
        assert_eq!(plain("Київ", 99), "????");
        assert_eq!(plain(&"x".repeat(40), ID_MAX).len(), ID_MAX);
        assert_eq!((units(1), units(90), units(1440)), ("0.02".to_owned(), "1.50".to_owned(), "24.00".to_owned()));
    }
}
