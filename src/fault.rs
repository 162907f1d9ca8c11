//! Faults in what people send: one table of stable codes with their HTTP status, and `Faults`, all that was found
//! at once. Words stand in the message files under `fault-<code>`; a narrative is never a parameter of a fault.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::lang::Lang;
use crate::words::{self, Param};

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $code:literal, $status:literal;)+) => {
        /// A stable code. Codes are part of the product's contract: they are added, never renamed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The code as it is written in answers and reject files.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// The HTTP status an answer with this fault carries.
            #[must_use]
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status,)+ }
            }
        }
    };
}

codes! {
    // Any door
    /// A value that must be there is missing.
    Required = "required", 422;
    /// A text is longer than its limit.
    TooLong = "too_long", 422;
    /// A text holds a control character.
    ControlCharacter = "control_character", 422;
    /// A name of a member that is not known here.
    UnknownField = "unknown_field", 422;
    /// The body is not JSON of the expected shape.
    MalformedBody = "malformed_body", 400;
    /// The query of the address is not understood.
    MalformedQuery = "malformed_query", 400;
    /// An identifier that is not a UUID.
    MalformedId = "malformed_id", 422;
    /// Nothing is stored under this address.
    NotFound = "not_found", 404;
    /// The address does not answer this method.
    MethodNotAllowed = "method_not_allowed", 405;
    /// The body is of another media type.
    UnsupportedMediaType = "unsupported_media_type", 415;
    /// The body is larger than the limit.
    BodyTooLarge = "body_too_large", 413;
    /// A change was sent without the version it was made against.
    PreconditionRequired = "precondition_required", 428;
    /// The stored version is not the one the change was made against.
    VersionConflict = "version_conflict", 412;
    /// The identifier is taken by something else.
    IdConflict = "id_conflict", 409;
    /// A form was sent from another site.
    ForeignOrigin = "foreign_origin", 403;
    // Entries
    /// No person is known by this number.
    UnknownPerson = "unknown_person", 422;
    /// The person does not record time on that date.
    PersonNotActive = "person_not_active", 422;
    /// No file is known by this number.
    UnknownFile = "unknown_file", 422;
    /// The file was not yet open on the work date.
    FileNotYetOpen = "file_not_yet_open", 422;
    /// The file was closed before the work date.
    FileClosed = "file_closed", 422;
    /// The file takes imported entries only.
    FileImportOnly = "file_import_only", 422;
    /// The vocabulary has no such activity.
    UnknownActivity = "unknown_activity", 422;
    /// The activity is not valid on the work date.
    ActivityNotValid = "activity_not_valid", 422;
    /// The activity is for imported entries only.
    ActivityImportOnly = "activity_import_only", 422;
    /// The activity belongs to another category than the file.
    CategoryMismatch = "category_mismatch", 422;
    /// A date that is not written in the expected way.
    DateFormat = "date_format", 422;
    /// A date that no calendar has.
    DateImpossible = "date_impossible", 422;
    /// A date before time was recorded here.
    DateTooEarly = "date_too_early", 422;
    /// A work date in the future.
    DateInFuture = "date_in_future", 422;
    /// A duration that is not written in a known way.
    DurationFormat = "duration_format", 422;
    /// A duration of zero.
    DurationZero = "duration_zero", 422;
    /// A negative duration.
    DurationNegative = "duration_negative", 422;
    /// A duration above 24 hours.
    DurationTooLong = "duration_too_long", 422;
    /// The person's day would be longer than 24 hours.
    DayTooLong = "day_too_long", 422;
    /// A correction needs a reason.
    ReasonRequired = "reason_required", 422;
    /// The entry was withdrawn and takes no correction.
    EntryWithdrawn = "entry_withdrawn", 409;
    // Files and people
    /// The number is taken by another file.
    NumberTaken = "number_taken", 409;
    /// A number with characters that numbers do not have.
    NumberFormat = "number_format", 422;
    /// The vocabulary has no such category.
    UnknownCategory = "unknown_category", 422;
    /// The category of a file with entries is fixed.
    CategoryFixed = "category_fixed", 409;
    /// A file of this category names a country.
    CountryRequired = "country_required", 422;
    /// A file of this category names no country.
    CountryForbidden = "country_forbidden", 422;
    /// Not an ISO 3166-1 alpha-2 code.
    CountryFormat = "country_format", 422;
    /// A file of this category names a project, or is flagged unfunded.
    ProjectRequired = "project_required", 422;
    /// A file of this category names no project.
    ProjectForbidden = "project_forbidden", 422;
    /// A period that ends before it begins.
    PeriodReversed = "period_reversed", 422;
    // Vocabulary files
    /// The vocabulary file cannot be read as TOML of the expected shape.
    VocabularySyntax = "vocabulary_syntax", 422;
    /// A code with characters that codes do not have.
    VocabularyCodeFormat = "vocabulary_code_format", 422;
    /// Two terms carry one code.
    VocabularyCodeDoubled = "vocabulary_code_doubled", 422;
    /// A term is its own ancestor or its own replacement.
    VocabularyCycle = "vocabulary_cycle", 422;
    /// A text lacks its French or its English.
    VocabularyLanguageMissing = "vocabulary_language_missing", 422;
    /// Two periods of validity of one code overlap.
    VocabularyOverlap = "vocabulary_overlap", 422;
    /// A retired code names a replacement that does not exist.
    VocabularyReplacementUnknown = "vocabulary_replacement_unknown", 422;
    /// A code names a parent that does not exist.
    VocabularyParentUnknown = "vocabulary_parent_unknown", 422;
    /// One hidden label stands for two codes.
    VocabularyLabelAmbiguous = "vocabulary_label_ambiguous", 422;
    /// A mapping to a scheme that is not known.
    VocabularySchemeUnknown = "vocabulary_scheme_unknown", 422;
    // Legacy files and their profiles
    /// There is no file at this path.
    SourceMissing = "source_missing", 422;
    /// The path is a directory.
    SourceIsDirectory = "source_is_directory", 422;
    /// The file cannot be read.
    SourceUnreadable = "source_unreadable", 422;
    /// The file has no bytes.
    SourceEmpty = "source_empty", 422;
    /// The file has a header and no rows.
    SourceHeaderOnly = "source_header_only", 422;
    /// The file changed while it was read.
    SourceChanged = "source_changed", 422;
    /// The profile cannot be read.
    ProfileUnreadable = "profile_unreadable", 422;
    /// The profile is not TOML of the expected shape.
    ProfileSyntax = "profile_syntax", 422;
    /// The profile contradicts itself.
    ProfileContradiction = "profile_contradiction", 422;
    /// The profile codes a label with an activity the vocabulary does not have.
    ProfileActivityUnknown = "profile_activity_unknown", 422;
    /// The file has no header line as the profile describes.
    HeaderNotFound = "header_not_found", 422;
    /// The header lacks a column that the profile uses.
    ColumnMissing = "column_missing", 422;
    /// The header has a column twice that the profile uses.
    ColumnDoubled = "column_doubled", 422;
    /// Bytes that the encoding does not have.
    EncodingBroken = "encoding_broken", 422;
    /// A NUL byte.
    NulByte = "nul_byte", 422;
    /// A line longer than the limit.
    LineTooLong = "line_too_long", 422;
    /// More cells than the limit.
    TooManyCells = "too_many_cells", 422;
    /// Another number of cells than the header.
    CellCount = "cell_count", 422;
    /// A quote that never closes.
    QuoteUnclosed = "quote_unclosed", 422;
    /// A number that is not written in the expected way.
    NumberUnreadable = "number_unreadable", 422;
    /// Two measures of one duration that disagree.
    DurationsDisagree = "durations_disagree", 422;
    /// An end before its start.
    EndBeforeStart = "end_before_start", 422;
    /// A total that differs from the sum of its rows.
    TotalDiffers = "total_differs", 422;
    /// A row of another kind than time, such as an expense.
    NotTime = "not_time", 422;
    // Reports
    /// A dimension the report does not have.
    UnknownDimension = "unknown_dimension", 422;
    /// A period that is not a fiscal year.
    FiscalYearFormat = "fiscal_year_format", 422;
    /// More periods or groups than one report shows.
    ReportTooLarge = "report_too_large", 422;
    // Installation
    /// The database has not been initialized.
    DatabaseMissing = "database_missing", 503;
    /// There is a database already.
    DatabaseExists = "database_exists", 409;
    /// The database lacks migrations of this program.
    DatabaseOlder = "database_older", 503;
    /// The database is newer than this program.
    DatabaseNewer = "database_newer", 503;
    /// Another process holds the database.
    DatabaseBusy = "database_busy", 503;
    /// The database does not answer.
    DatabaseUnreachable = "database_unreachable", 503;
    /// The database is damaged.
    DatabaseDamaged = "database_damaged", 503;
    /// No room is left on the disk.
    StorageFull = "storage_full", 507;
    /// The server may listen on loopback only.
    AddressNotLoopback = "address_not_loopback", 422;
    /// The address cannot be listened on.
    AddressUnavailable = "address_unavailable", 503;
    /// An output file or folder is there already.
    OutputExists = "output_exists", 409;
    /// An output cannot be written.
    OutputUnwritable = "output_unwritable", 422;
    /// The command line is not understood.
    Usage = "usage", 422;
    /// A configuration that cannot be read.
    Configuration = "configuration", 422;
    /// A fault of the program itself.
    Internal = "internal", 500;
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// One fault: where, what, and the values its sentence names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The stable code.
    pub code: Code,
    /// The name of the field or column at fault; empty when the fault is not in one field.
    pub field: String,
    /// The values that the sentence names.
    pub params: Vec<(&'static str, Param)>,
}

impl Fault {
    /// A fault in a field, without values.
    #[must_use]
    pub fn new(code: Code, field: impl Into<String>) -> Self {
        Self { code, field: field.into(), params: Vec::new() }
    }

    /// The same fault with a value for its sentence.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Param>) -> Self {
        self.params.push((name, value.into()));
        self
    }

    /// The sentence a person reads: what is wrong and what to do.
    #[must_use]
    pub fn say(&self, lang: Lang) -> String {
        let mut params: Vec<(&str, Param)> = self.params.iter().map(|(name, value)| (*name, value.clone())).collect();
        params.push(("field", Param::Text(self.field.clone())));
        words::say(lang, &format!("fault-{}", self.code.as_str().replace('_', "-")), &params)
    }
}

/// All faults found in one piece of input; never empty where it stands for a refusal.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// No fault yet.
    #[must_use]
    pub const fn none() -> Self {
        Self(Vec::new())
    }

    /// The faults of the limits that `validator` checks on a raw type: texts that are too long.
    #[must_use]
    pub fn of_validation(result: Result<(), validator::ValidationErrors>) -> Self {
        let mut faults = Self::none();
        let Err(errors) = result else { return faults };
        let mut fields: Vec<_> = errors.field_errors().into_iter().collect();
        fields.sort_by(|one, other| one.0.cmp(&other.0));
        for (field, found) in fields {
            for error in found {
                let limit = error.params.get("max").and_then(serde_json::Value::as_u64).unwrap_or(0);
                let length =
                    error.params.get("value").and_then(serde_json::Value::as_str).map_or(0, |v| v.chars().count());
                faults.push(Fault::new(Code::TooLong, field.to_string()).with("length", length).with("limit", limit));
            }
        }
        faults
    }

    /// Adds one fault.
    pub fn push(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    /// Adds all faults of another collection.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Keeps the value of a result, or notes its fault.
    pub fn keep<T>(&mut self, result: Result<T, Fault>) -> Option<T> {
        result.map_err(|fault| self.push(fault)).ok()
    }

    /// Whether nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many were found.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The faults in the order they were found.
    pub fn iter(&self) -> std::slice::Iter<'_, Fault> {
        self.0.iter()
    }

    /// The first fault, which gives a problem its code and status.
    #[must_use]
    pub fn first(&self) -> Option<&Fault> {
        self.0.first()
    }

    /// The value, when nothing was found; otherwise all faults.
    ///
    /// # Errors
    /// All faults, when there are any.
    pub fn or<T>(self, value: impl FnOnce() -> T) -> Result<T, Self> {
        if self.0.is_empty() { Ok(value()) } else { Err(self) }
    }
}

impl From<Fault> for Faults {
    fn from(fault: Fault) -> Self {
        Self(vec![fault])
    }
}

impl<'a> IntoIterator for &'a Faults {
    type Item = &'a Fault;
    type IntoIter = std::slice::Iter<'a, Fault>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl IntoIterator for Faults {
    type Item = Fault;
    type IntoIter = std::vec::IntoIter<Fault>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, fault) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str(", ")?;
            }
            write!(f, "{}", fault.code)?;
            if !fault.field.is_empty() {
                write!(f, " ({})", fault.field)?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}
