//! How the bytes of a file are laid out: encoding, delimiter, quote and what stands around the rows.
//! A dialect says nothing about what the columns mean; that is the profile's part.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What stands for a line break inside a cell of a sheet, whose rows are one line each: the line separator of Unicode.
pub const LINE_BREAK: char = '\u{2028}';

/// The encodings that exports come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub enum Encoding {
    /// UTF-8, with or without a byte-order mark.
    #[default]
    #[serde(rename = "utf-8")]
    Utf8,
    /// Windows-1252; its five unassigned bytes are faults.
    #[serde(rename = "windows-1252")]
    Windows1252,
    /// ISO-8859-1 as published: 0x80 to 0x9F are control characters, not the signs of Windows-1252.
    #[serde(rename = "iso-8859-1")]
    Latin1,
    /// UTF-16, low byte first.
    #[serde(rename = "utf-16le")]
    Utf16Le,
    /// UTF-16, high byte first.
    #[serde(rename = "utf-16be")]
    Utf16Be,
    /// Line by line: UTF-8 where the line is UTF-8, otherwise Windows-1252.
    #[serde(rename = "mixed")]
    Mixed,
}

impl Encoding {
    /// The name as profiles write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Windows1252 => "windows-1252",
            Self::Latin1 => "iso-8859-1",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
            Self::Mixed => "mixed",
        }
    }

    /// Whether a file may begin with a byte-order mark.
    #[must_use]
    pub const fn has_mark(self) -> bool {
        matches!(self, Self::Utf8 | Self::Utf16Le | Self::Utf16Be | Self::Mixed)
    }
}

/// How a quote inside a quoted cell is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Escape {
    /// Twice: `"a ""b"""`.
    #[default]
    Doubled,
    /// Behind a backslash: `"a \"b\""`.
    Backslash,
}

/// What is mended in the text of a file before it is cut into cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub enum Repair {
    /// Nothing.
    #[default]
    #[serde(rename = "none")]
    None,
    /// Text that was encoded as UTF-8 twice: `CatÃ©gorie` becomes `Catégorie`.
    #[serde(rename = "double-encoded")]
    DoubleEncoded,
}

/// The layout of a file, as the splitter and the cutter of cells need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dialect {
    /// The encoding of the bytes.
    pub encoding: Encoding,
    /// The sign between cells.
    pub delimiter: u8,
    /// The sign around cells, if the file has one.
    pub quote: Option<u8>,
    /// How a quote inside a quoted cell is written.
    pub escape: Escape,
    /// What is mended in the text.
    pub repair: Repair,
    /// Whether blanks around cells are cut.
    pub trim: bool,
    /// How many physical lines stand above the header; quotes mean nothing in them.
    pub preamble: u64,
    /// What is cut from the end of each line, before the line end.
    pub line_suffix: String,
    /// Whether the lines are rows of a sheet: a cell without quotes has a type, and `LINE_BREAK` is a line break.
    pub sheet: bool,
}

impl Default for Dialect {
    fn default() -> Self {
        Self {
            encoding: Encoding::Utf8,
            delimiter: b',',
            quote: Some(b'"'),
            escape: Escape::Doubled,
            repair: Repair::None,
            trim: true,
            preamble: 0,
            line_suffix: String::new(),
            sheet: false,
        }
    }
}

impl Dialect {
    /// Whether a byte is a blank that trimming cuts around a cell. The delimiter never is.
    #[must_use]
    pub const fn is_blank(&self, byte: u8) -> bool {
        self.trim && (byte == b' ' || byte == b'\t') && byte != self.delimiter
    }
}
