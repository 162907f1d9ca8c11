//! Whatever the bytes are, every physical line and every byte of them is in exactly one record.

#![no_main]

use std::sync::LazyLock;

use casetime::import::profile::Profile;
use casetime::import::reading::Reading;
use libfuzzer_sys::fuzz_target;

/// Profiles with every kind of layout, each read from the first byte of the input.
static PROFILES: LazyLock<Vec<Profile>> = LazyLock::new(|| {
    let file = [
        "",
        "delimiter = \";\"\nencoding = \"windows-1252\"\n",
        "encoding = \"mixed\"\nrepair = \"double-encoded\"\n",
        "escape = \"backslash\"\n",
        "header = false\n",
        "preamble = 2\n",
    ];
    let long = file.iter()
        .map(|file| {
            let name = |name: &str, number: u32| if file.contains("header = false") { number.to_string() } else { name.to_owned() };
            let text = format!(
                "schema = 1\nname = \"fuzzed\"\nversion = 1\ndescription = {{ en = \"x\", fr = \"x\" }}\n[file]\n{file}\n[person]\ncolumn = \"{}\"\n[work_file]\nconstant = \"F\"\n\
                 [date]\ncolumn = \"{}\"\norder = \"ymd\"\n[duration]\nform = \"decimal_hours\"\ncolumn = \"{}\"\n",
                name("P", 1),
                name("D", 2),
                name("H", 3),
            );
            Profile::parse(&text).expect("a profile")
        });
    // Days in the header, each a column of its own.
    let wide = "schema = 1\nname = \"days\"\nversion = 1\ndescription = { en = \"x\", fr = \"x\" }\n[person]\ncolumn = \"P\"\n\
         [work_file]\nconstant = \"F\"\n[days]\nheaders = \"date\"\n[date]\norder = \"ymd\"\n[duration]\nform = \"decimal_hours\"\n";
    long.chain([Profile::parse(wide).expect("a profile")]).collect()
});

fuzz_target!(|bytes: &[u8]| {
    let Some((first, bytes)) = bytes.split_first() else { return };
    let profile = &PROFILES[usize::from(*first) % PROFILES.len()];
    let mut reading = Reading::new(bytes, profile);
    let (mut lines, mut read) = (0, 0);
    while let Ok(Some(line)) = reading.next() {
        assert_eq!(line.record.line, lines + 1);
        lines += line.record.lines;
        let raw = line.record.raw;
        assert_eq!(raw, &bytes[read..read + raw.len()], "the bytes of a record are those of the file");
        read += usize::try_from(line.record.bytes).expect("a small file");
    }
    assert!(read <= bytes.len());
});
