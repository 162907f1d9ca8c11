//! The codes of deliveries in parts, of changed rows, of files of rejected rows that come back, and two of reports, put into their place in the table of codes, which would be too long
//! to be read otherwise.

macro_rules! with_return_codes {
    ({ $($before:tt)* } { $($after:tt)* }) => {
codes! {
    $($before)*
    // Files of rejected rows that come back, and sign-off
    /// The file has a header and no rows.
    SourceHeaderOnly = "source_header_only", 422;
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
    // Reports
    /// A figure that is not in the registry.
    UnknownFigure = "unknown_figure", 404;
    /// The end of a span that is neither a year nor a day.
    SpanFormat = "span_format", 422;
    $($after)*
}
    };
}
