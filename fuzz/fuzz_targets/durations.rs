//! A duration is read or has a code, in every form; a leading sign turns it round.

#![no_main]

use casetime::import::durations::{self, Form};
use casetime::import::numbers::{DecimalSign, Rounding};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let forms = [
        Form::DecimalHours,
        Form::HoursMinutes,
        Form::HoursMinutesSeconds,
        Form::Letters,
        Form::Minutes,
        Form::Seconds,
    ];
    for form in forms {
        for sign in [DecimalSign::Point, DecimalSign::Comma] {
            let once = durations::parse(text, form, sign, Rounding::default());
            assert_eq!(once, durations::parse(&format!(" {text} "), form, sign, Rounding::default()), "{text:?}");
            if let Ok(minutes) = once
                && text.trim().starts_with(|first: char| first.is_ascii_digit())
            {
                let negative = durations::parse(&format!("-{}", text.trim()), form, sign, Rounding::default());
                assert_eq!(negative.map(i64::abs), Ok(minutes), "{text:?}");
            }
        }
    }
});
