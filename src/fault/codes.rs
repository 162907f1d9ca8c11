//! The table of codes: each with its HTTP status. Codes are part of the product's contract.

with_return_codes! {{
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
    /// A place in a list that the list did not give.
    UnknownCursor = "unknown_cursor", 422;
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
    // Signing in and what one may do
    /// Nobody has signed in.
    NotSignedIn = "not_signed_in", 401;
    /// Name or password do not fit, or the account may not sign in.
    SignInRefused = "sign_in_refused", 401;
    /// The token is unknown, expired or revoked.
    TokenRefused = "token_refused", 401;
    /// Too many failed attempts in the last minutes.
    TooManyAttempts = "too_many_attempts", 429;
    /// The account does not have the right.
    Forbidden = "forbidden", 403;
    /// Time of somebody else.
    NotYourTime = "not_your_time", 403;
    /// The form is of another session.
    FormExpired = "form_expired", 403;
    /// The password was chosen by somebody else and has to be changed first.
    PasswordTemporary = "password_temporary", 403;
    /// Passwords kept here are switched off.
    LocalPasswordsOff = "local_passwords_off", 403;
    /// The password is shorter than the limit.
    PasswordTooShort = "password_too_short", 422;
    /// The password is easily guessed.
    PasswordGuessable = "password_guessable", 422;
    /// The two new passwords differ.
    PasswordsDiffer = "passwords_differ", 422;
    /// The present password does not fit.
    PasswordWrong = "password_wrong", 422;
    /// No secret was handed over.
    SecretMissing = "secret_missing", 422;
    /// No account has this name.
    UnknownAccount = "unknown_account", 422;
    /// A name to sign in with that has a blank or a control character in it.
    LoginFormat = "login_format", 422;
    /// The name is taken by another account.
    LoginTaken = "login_taken", 409;
    /// The person has an account already.
    PersonHasAccount = "person_has_account", 409;
    /// No role is known by this name.
    UnknownRole = "unknown_role", 422;
    /// No right is known by this name.
    UnknownScope = "unknown_scope", 422;
    /// The role of a manager needs a team.
    TeamRequired = "team_required", 422;
    /// Only the role of a manager has a team.
    TeamForbidden = "team_forbidden", 422;
    /// Only an account that stands for a person records time.
    PersonRequired = "person_required", 422;
    /// Without this account nobody could keep the accounts.
    LastAdministrator = "last_administrator", 409;
    /// An expiry in the past or further away than allowed.
    ExpiryOutOfRange = "expiry_out_of_range", 422;
    /// The provider is not set up.
    ProviderOff = "provider_off", 404;
    /// What the provider or the browser brought back cannot be trusted.
    ProviderRefused = "provider_refused", 401;
    /// The provider does not answer.
    ProviderUnreachable = "provider_unreachable", 503;
    /// The provider vouches for somebody who has no account here.
    ProviderUnknownAccount = "provider_unknown_account", 403;
    // Requests
    /// The request needs a key that makes a repeat harmless.
    IdempotencyKeyRequired = "idempotency_key_required", 400;
    /// The key is not a string in quotation marks.
    IdempotencyKeyFormat = "idempotency_key_format", 400;
    /// The key was used for another request.
    IdempotencyKeyReused = "idempotency_key_reused", 422;
    /// A request with the key is still being worked on.
    IdempotencyKeyRunning = "idempotency_key_running", 409;
    /// More requests than can be answered in time.
    Overloaded = "overloaded", 503;
    /// The request came too slowly.
    RequestTooSlow = "request_too_slow", 408;
    /// The answer took too long.
    AnswerTooSlow = "answer_too_slow", 503;
    /// The request names a host that is not this service.
    UnknownHost = "unknown_host", 421;
    // Operations
    /// An address beyond this machine needs the public address in the settings.
    PublicUrlRequired = "public_url_required", 422;
    /// The audit trail does not hold together.
    AuditBroken = "audit_broken", 409;
    /// A checkpoint does not agree with the audit trail.
    CheckpointDiffers = "checkpoint_differs", 409;
    /// A checkpoint is not signed by the key.
    CheckpointForged = "checkpoint_forged", 409;
    /// A checkpoint file or key cannot be read.
    CheckpointUnreadable = "checkpoint_unreadable", 422;
    /// A backup does not hold what it promises.
    BackupUnsound = "backup_unsound", 409;
    /// The backup cannot be read.
    BackupUnreadable = "backup_unreadable", 422;
    /// A program has the database open.
    DatabaseInUse = "database_in_use", 409;
    /// A tool of the database engine is missing or failed.
    EngineTool = "engine_tool", 422;
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
    /// A date of a delivery that is not written as its profile says.
    DateNotAsProfile = "date_not_as_profile", 422;
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
    /// A name that is no status of an entry.
    UnknownStatus = "unknown_status", 422;
    /// An identifier that belongs to no entry the sender may know of.
    UnknownEntry = "unknown_entry", 422;
    /// An entry stands twice in one request.
    EntryTwice = "entry_twice", 422;
    /// More entries than one request takes.
    TooManyEntries = "too_many_entries", 422;
    /// An entry was changed after its sender saw it.
    EntryChanged = "entry_changed", 412;
    /// An entry does not stand where this step begins.
    StepImpossible = "step_impossible", 409;
    /// A manager's own time, which somebody else approves.
    OwnTime = "own_time", 403;
    // Daybook
    /// More days than are shown or recorded at once.
    RangeTooLong = "range_too_long", 422;
    /// A week that does not begin on a Monday.
    NotMonday = "not_monday", 422;
    /// A week that would be copied onto itself.
    SameWeek = "same_week", 422;
    /// The same time stands there already, so that a copy would count it twice.
    AlreadyRecorded = "already_recorded", 422;
    /// More favourites than one person keeps.
    TooManyFavourites = "too_many_favourites", 422;
    /// The favourites are no longer those that were put in order.
    FavouritesChanged = "favourites_changed", 409;
    /// The person has a timer running.
    TimerRunning = "timer_running", 409;
    /// The person has no timer running.
    NoTimer = "no_timer", 404;
    /// The timer ran so long that the time has to be named.
    TimerTooLong = "timer_too_long", 422;
    // Fiscal years and their close, sign-off and chase lists
    /// The fiscal year of the work date is closed.
    PeriodClosed = "period_closed", 422;
    /// The fiscal year is not closed, so it cannot be opened again.
    PeriodOpen = "period_open", 409;
    /// A reopening that lasts too long, or is over before it begins.
    UntilOutOfRange = "until_out_of_range", 422;
    /// A year that would close before it is over, or never.
    ClosingOutOfRange = "closing_out_of_range", 422;
    /// An instant that is not written in the expected way.
    InstantFormat = "instant_format", 422;
    /// Nobody is in this team.
    UnknownTeam = "unknown_team", 422;
    /// The person is in another team than the one named.
    PersonOfAnotherTeam = "person_of_another_team", 422;
    /// The reopening does not hold any more.
    ReopeningOver = "reopening_over", 409;
    /// A period that is not written in a known way.
    PeriodFormat = "period_format", 422;
    /// The period is not over, so its time cannot be confirmed yet.
    PeriodNotOver = "period_not_over", 422;
    /// Only lead counsel of the file confirms its time.
    NotLeadCounsel = "not_lead_counsel", 403;
    /// There is no list of this name.
    UnknownList = "unknown_list", 422;
    /// More days than one list looks at.
    SpanTooLong = "span_too_long", 422;
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
    /// Not a level of risk or complexity.
    UnknownLevel = "unknown_level", 422;
    /// Not a system that files have numbers in.
    UnknownNumberSystem = "unknown_number_system", 422;
    /// More items than one file has.
    TooMany = "too_many", 422;
    /// The number of a file is not written as the settings say.
    NumberPattern = "number_pattern", 422;
    /// The file is closed already.
    FileAlreadyClosed = "file_already_closed", 409;
    /// The file is open.
    FileNotClosed = "file_not_closed", 409;
    /// The file that goes on with the work is open.
    FileContinued = "file_continued", 409;
    /// The last day of a file that was closed with a reason is fixed.
    ClosingRecorded = "closing_recorded", 409;
    /// A file that has to do with itself.
    RelatedToItself = "related_to_itself", 422;
    /// A period that ends before it begins.
    PeriodReversed = "period_reversed", 422;
    /// Not what a person can be.
    UnknownPersonKind = "unknown_person_kind", 422;
    /// Not how a person can work.
    UnknownScheduleKind = "unknown_schedule_kind", 422;
    /// An absence on which somebody works.
    AbsenceWithTime = "absence_with_time", 422;
    // The register of requests
    /// Not what a request can ask for.
    UnknownRequestKind = "unknown_request_kind", 422;
    /// Not what can be decided on a request.
    UnknownDecision = "unknown_decision", 422;
    /// A decision that needs its reason.
    DecisionReasonRequired = "decision_reason_required", 422;
    /// Only what is referred is referred to somebody.
    ReferredToForbidden = "referred_to_forbidden", 422;
    /// A day of receipt in the future.
    NotYetReceived = "not_yet_received", 422;
    /// The state of the request does not allow this step.
    RequestStep = "request_step", 409;
    /// The request has become a file already.
    RequestHasFile = "request_has_file", 409;
    // Names and exports
    /// Nothing here has names of this kind.
    UnknownNameKind = "unknown_name_kind", 422;
    /// A code of a name with characters that codes do not have.
    NameCodeFormat = "name_code_format", 422;
    /// The code is taken by another name of the kind.
    NameTaken = "name_taken", 409;
    /// No section is known by this code.
    UnknownSection = "unknown_section", 422;
    /// Not an OECD-DAC purpose code.
    PurposeFormat = "purpose_format", 422;
    /// A file that is there and one to be opened, both at once.
    OneFileOnly = "one_file_only", 422;
    /// The account stands for no person.
    NoPerson = "no_person", 422;
    /// More entries than one export holds.
    ExportTooLarge = "export_too_large", 422;
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
    /// The replacements of a code do not go together.
    VocabularyReplacementKinds = "vocabulary_replacement_kinds", 422;
    /// A code that is replaced has no last day.
    VocabularyReplacedInUse = "vocabulary_replaced_in_use", 422;
    // A new version of the vocabulary
    /// The new version has another name than the vocabulary in force.
    VocabularyNameChanged = "vocabulary_name_changed", 422;
    /// The number of the new version does not follow that of the one in force.
    VocabularyVersionNotNext = "vocabulary_version_not_next", 422;
    /// The new version lacks a code of the one in force.
    VocabularyCodeGone = "vocabulary_code_gone", 422;
    /// The new version puts a code in force elsewhere: into another category, or among the categories.
    VocabularyCodeMoved = "vocabulary_code_moved", 422;
    /// The new version opens a code for imported entries to people, or closes one to them.
    VocabularyImportOnlyChanged = "vocabulary_import_only_changed", 422;
    /// Entries stand under a code on days on which the new version does not allow it.
    VocabularyEntriesOutside = "vocabulary_entries_outside", 422;
    /// Another version of the vocabulary came into force meanwhile.
    VocabularyChanged = "vocabulary_changed", 409;
    // Legacy files and their profiles
    /// There is no file at this path.
    SourceMissing = "source_missing", 422;
    /// The path is a directory.
    SourceIsDirectory = "source_is_directory", 422;
    /// The file cannot be read.
    SourceUnreadable = "source_unreadable", 422;
    /// The file is no text.
    SourceNotText = "source_not_text", 422;
    /// The file has no bytes.
    SourceEmpty = "source_empty", 422;
    /// The file changed while it was read.
    SourceChanged = "source_changed", 422;
    // What legacy files are packed in
    /// Packed in a way that is not read here.
    ArchiveKind = "archive_kind", 422;
    /// An archive that is damaged or not whole.
    ArchiveBroken = "archive_broken", 422;
    /// An archive with more than one file.
    ArchiveManyFiles = "archive_many_files", 422;
    /// An archive with more members than are looked at.
    ArchiveManyMembers = "archive_many_members", 422;
    /// More comes out of a packed file than may.
    ArchiveTooLarge = "archive_too_large", 422;
    /// Out of a packed file comes very many times its own size.
    ArchiveRatio = "archive_ratio", 422;
    /// A name in an archive that leads out of its folder.
    ArchivePath = "archive_path", 422;
    /// Something packed inside something packed.
    ArchiveNested = "archive_nested", 422;
    /// An archive with a password.
    ArchivePassword = "archive_password", 422;
    /// A workbook with a password.
    WorkbookPassword = "workbook_password", 422;
    /// A workbook or document of a format that is not read here.
    WorkbookKind = "workbook_kind", 422;
    /// A workbook that is damaged.
    WorkbookBroken = "workbook_broken", 422;
    /// A workbook that declares a document type of its own.
    WorkbookDoctype = "workbook_doctype", 422;
    /// A workbook with more cells than are read.
    WorkbookTooLarge = "workbook_too_large", 422;
    /// A sheet with more columns than are read.
    WorkbookTooWide = "workbook_too_wide", 422;
    /// A cell with more text than is read.
    WorkbookCellTooLong = "workbook_cell_too_long", 422;
    /// Several sheets have rows, and the profile names none.
    SheetNotChosen = "sheet_not_chosen", 422;
    /// The workbook does not have the sheet of the profile.
    SheetMissing = "sheet_missing", 422;
    /// Nothing stands in the sheet.
    SheetEmpty = "sheet_empty", 422;
    /// A rejected row that does not fit into a sheet.
    RejectsTooLarge = "rejects_too_large", 422;
} {
    // Profiles of legacy files
    /// The profile cannot be read.
    ProfileUnreadable = "profile_unreadable", 422;
    /// The profile is not TOML of the expected shape.
    ProfileSyntax = "profile_syntax", 422;
    /// The profile is a draft with questions that nobody has answered.
    ProfileUnanswered = "profile_unanswered", 422;
    /// No profile fits the file, and none was named.
    ProfileNotFound = "profile_not_found", 422;
    /// Several profiles fit the file, and none was named.
    ProfileNotOne = "profile_not_one", 422;
    /// The profile contradicts itself.
    ProfileContradiction = "profile_contradiction", 422;
    /// A golden row of the profile means something else in this delivery.
    GoldenRowContradicted = "golden_row_contradicted", 422;
    /// A name of a profile with characters that such names do not have.
    ProfileNameFormat = "profile_name_format", 422;
    /// The version of a profile does not follow on the last one.
    ProfileVersion = "profile_version", 409;
    /// No profile is saved or shipped under this name and version.
    UnknownProfile = "unknown_profile", 422;
    /// Two people have the name that a row gives.
    PersonAmbiguous = "person_ambiguous", 422;
    /// Two files have the title or number that a row gives.
    FileAmbiguous = "file_ambiguous", 422;
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
    // Reports and installation
    /// A dimension the report does not have.
    UnknownDimension = "unknown_dimension", 422;
    /// A period that is not a fiscal year.
    FiscalYearFormat = "fiscal_year_format", 422;
    /// More periods or groups than one report shows.
    ReportTooLarge = "report_too_large", 422;
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
}}
