//! Whatever the bytes are, sniffing ends with conclusions; a draft is a profile or has questions, and what a finished
//! draft reads adds up.

#![no_main]

use std::io::Cursor;

use casetime::import::profile::Profile;
use casetime::import::reading::Reading;
use casetime::import::sniff::sample::Sample;
use casetime::import::sniff::{self, account, draft};
use casetime::lang::Lang;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(sample) = Sample::of(&mut Cursor::new(bytes)) else { return };
    let sniffed = sniff::of(&sample);
    for lang in [Lang::En, Lang::Fr] {
        assert!(!account::lines(&sniffed, &[], lang).is_empty());
    }
    let Ok(text) = draft::draft(&sniffed, &sample, "fuzzed.csv", Lang::En) else { return };
    if !sniffed.questions.is_empty() {
        return;
    }
    let profile = Profile::parse(&text).expect("a draft without questions is a profile");
    let mut reading = Reading::new(bytes, &profile);
    let mut lines = 0;
    while let Ok(Some(line)) = reading.next() {
        assert_eq!(line.record.line, lines + 1);
        lines += line.record.lines;
    }
});
