//! Whatever the bytes are, what is packed comes out or has a code, in bounded memory and space.

#![no_main]

use std::io::{Seek as _, SeekFrom, Write as _};

use casetime::import::shape::FileShape;
use casetime::import::source::Source;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut file = tempfile::tempfile().expect("a temporary file");
    file.write_all(bytes).expect("written");
    file.seek(SeekFrom::Start(0)).expect("sought");
    if let Ok(source) = Source::of(file, "fuzzed".to_owned(), "fuzzed", &FileShape::default()) {
        assert_eq!(source.bytes, bytes.len() as u64);
        assert!(source.lines > 0);
    }
});
