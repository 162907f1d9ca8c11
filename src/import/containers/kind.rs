//! Tells by the first bytes what a file is.

/// How many bytes are looked at.
pub(super) const HEAD: usize = 8;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing of the others.
    Text,
    /// gzip.
    Gzip,
    /// A zip archive, of which some are workbooks.
    Zip,
    /// A compound file, as Excel wrote workbooks before 2007, and as workbooks with a password are kept.
    Ole,
    /// Packed in a way that is not read here.
    Other(&'static str),
}

const KINDS: [(&[u8], Kind); 10] = [
    (b"\x1f\x8b", Kind::Gzip),
    (b"PK\x03\x04", Kind::Zip),
    (b"PK\x05\x06", Kind::Zip),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind::Ole),
    (b"7z\xbc\xaf\x27\x1c", Kind::Other("7z")),
    (b"Rar!\x1a\x07", Kind::Other("RAR")),
    (b"\xfd7zXZ\x00", Kind::Other("xz")),
    (b"\x28\xb5\x2f\xfd", Kind::Other("zstd")),
    (b"\x04\x22\x4d\x18", Kind::Other("lz4")),
    (b"%PDF-", Kind::Other("PDF")),
];

impl Kind {
    /// What a file with this beginning is.
    pub(super) fn of(head: &[u8]) -> Self {
        if let [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, ..] = head {
            return Self::Other("bzip2");
        }
        KINDS.iter().find(|(magic, _)| head.starts_with(magic)).map_or(Self::Text, |(_, kind)| *kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_first_bytes_say() {
        assert_eq!(Kind::of(b"PK\x03\x04\x14"), Kind::Zip);
        assert_eq!(Kind::of(b"\x1f\x8b\x08"), Kind::Gzip);
        assert_eq!(Kind::of(b"BZh91AY&SY"), Kind::Other("bzip2"));
        for text in [&b""[..], b"PK,1", b"BZh9 is a code", b"\x1f", b"Person,Hours", b"\xff\xfeP\0"] {
            assert_eq!(Kind::of(text), Kind::Text, "{text:?}");
        }
    }
}
