//! The codes of samples that are coded a second time, of deliveries in parts, of changed rows, of files of rejected rows
//! that come back, of notes, and two of reports, put into their place in the table of codes, which would be too long
//! to be read otherwise.

macro_rules! with_return_codes {
    ({ $($before:tt)* } { $($after:tt)* }) => {
codes! {
    $($before)*
    // Files of rejected rows that come back, and sign-off
    /// The file has a header and no rows.
    SourceHeaderOnly = "source_header_only", 422;
    /// No column of the file is a day, and the profile says that each day has one.
    DaysMissing = "days_missing", 422;
    /// A row has the identifier of another row of the same file, and says something else.
    SourceIdRepeated = "source_id_repeated", 422;
    /// A part of this file is stored already, read by another profile.
    ImportUnfinished = "import_unfinished", 409;
    /// A file of rejected rows, which is no delivery.
    SourceIsRejects = "source_is_rejects", 422;
    /// The file is no file of rejected rows.
    SourceNotRejects = "source_not_rejects", 422;
    /// A row of another batch.
    RepairOtherBatch = "repair_other_batch", 422;
    /// A row that was rejected in a rehearsal.
    RepairOfRehearsal = "repair_of_rehearsal", 422;
    /// A line that was not rejected.
    RepairLineUnknown = "repair_line_unknown", 422;
    /// Two rows for one line.
    RepairLineTwice = "repair_line_twice", 422;
    /// A line that was repaired with another content.
    RepairLineDone = "repair_line_done", 422;
    /// A row that is no time any more.
    RepairNoTime = "repair_no_time", 422;
    /// Totals differ or rows are rejected, and no reason is given.
    BatchNotBalanced = "batch_not_balanced", 409;
    /// The batch is signed off.
    BatchSignedOff = "batch_signed_off", 409;
    // Deliveries that are taken out again
    /// A later batch counts on rows of this one.
    BatchReliedUpon = "batch_relied_upon", 409;
    /// The batch has changed entries of an earlier one.
    BatchHasChanges = "batch_has_changes", 409;
    /// Entries of the batch were drawn for a second coding.
    BatchSampled = "batch_sampled", 409;
    /// Somebody has changed entries of the batch.
    BatchEdited = "batch_edited", 409;
    /// Somebody took the batch out while it was imported.
    BatchTakenOut = "batch_taken_out", 409;
    // Samples that are coded a second time
    /// A sample of no or of too many entries.
    SampleSizeOutOfRange = "sample_size_out_of_range", 422;
    /// A sample of more entries than there are.
    SampleLargerThanPopulation = "sample_larger_than_population", 422;
    /// No entry is there to be drawn.
    NothingToDraw = "nothing_to_draw", 422;
    /// A way of drawing that is not known.
    UnknownSampling = "unknown_sampling", 422;
    /// A seed that is no whole number of the allowed size.
    SeedOutOfRange = "seed_out_of_range", 422;
    /// The sample takes no answers any more.
    SampleClosed = "sample_closed", 409;
    /// The result of a sample that still takes answers.
    SampleOpen = "sample_open", 409;
    /// The entry is not as it was when it was drawn.
    ItemChanged = "item_changed", 409;
    /// Somebody else has coded the entry.
    ItemTaken = "item_taken", 409;
    /// The entry is the second coder's own.
    ItemOwn = "item_own", 409;
    /// An answer that both names a code and says that nobody can tell.
    AnswerContradicts = "answer_contradicts", 422;
    /// An answer whose activity belongs to another category.
    AnswerCategory = "answer_category", 422;
    // Entries that come back
    /// An entry to be put back that was not withdrawn.
    EntryNotWithdrawn = "entry_not_withdrawn", 409;
    // Notes kept with files
    /// A kind of note that is not known.
    UnknownNoteKind = "unknown_note_kind", 422;
    /// A language that is neither of the two.
    UnknownLanguage = "unknown_language", 422;
    /// A change of a note that is withdrawn.
    NoteWithdrawn = "note_withdrawn", 409;
    /// A note to be put back that was not withdrawn.
    NoteNotWithdrawn = "note_not_withdrawn", 409;
    // Weeks
    /// Something else stands in the place of a week than was seen there.
    CellChanged = "cell_changed", 409;
    /// A day that does not lie in the week.
    DayOfOtherWeek = "day_of_other_week", 422;
    /// The same place of a week twice.
    CellTwice = "cell_twice", 422;
    // Reports
    /// A figure that is not in the registry.
    UnknownFigure = "unknown_figure", 404;
    /// The end of a span that is neither a year nor a day.
    SpanFormat = "span_format", 422;
    $($after)*
}
    };
}
