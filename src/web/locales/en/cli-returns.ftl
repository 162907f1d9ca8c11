### Deliveries after they were imported: help and words of the command line.

## import list, show, repair, sign-off

help-import-list = List the deliveries that were imported, the latest first
help-import-show = Show one delivery: its ledger, its repairs and its sign-off
help-import-show-batch = The delivery, by its identifier
help-import-repair = Send back the file of rejected rows, corrected: just those lines of that delivery are repaired
help-import-repair-file = The corrected file of rejected rows (CSV or XLSX), or - for standard input
help-import-repair-batch = The delivery, by its identifier; when not said, the one that the file names
help-import-repair-rehearse = Do everything as usual, then store nothing
help-import-repair-rejects = Where to write the rows that are still at fault (.csv or .xlsx)
help-examples-import-repair =
    casetime import repair rejects.csv --rehearse
    casetime import repair rejects.csv --rejects still-rejected.csv
help-import-sign-off = Sign off a delivery: its totals agree and nothing is rejected, or a reason says why that is accepted
help-import-sign-off-batch = The delivery, by its identifier
help-import-sign-off-reason = Why differing totals or rejected rows are accepted
help-examples-import-sign-off =
    casetime import list
    casetime import sign-off 019d2b0e-7c00-7000-8000-000000000001
    casetime import sign-off 019d2b0e-7c00-7000-8000-000000000001 --reason "Two rows were entered by hand"
help-import-unload = Take a delivery out again: its entries, its ledger and its bytes, so that the store is as it was before it
help-import-unload-batch = The delivery, by its identifier
help-import-unload-reason = Why it is taken out
help-import-unload-also-edited = Remove entries that somebody has changed since, too
help-import-unload-rehearse = Do everything as usual, then store nothing
help-examples-import-unload =
    casetime import unload 019d2b0e-7c00-7000-8000-000000000001 --reason "Wrong year" --rehearse
    casetime import unload 019d2b0e-7c00-7000-8000-000000000001 --reason "Wrong year"
cli-import-unloaded = Batch { $batch } ({ $name }) was taken out: { $entries ->
        [one] { $entries } entry
       *[other] { $entries } entries
    } removed.
cli-import-unload-rehearsed = Rehearsed, nothing was stored. Batch { $batch } ({ $name }) would be taken out: { $entries ->
        [one] { $entries } entry
       *[other] { $entries } entries
    } removed.
cli-import-unload-years = Figures of these fiscal years change: { $years }
cli-import-unload-edited = Changed since the import: { $edited }
cli-import-unload-entry = entry { $entry }
cli-import-none = Nothing was imported yet.
cli-import-listed = { $batch }  { $date }  { $name }  ({ $profile }): { $lines ->
        [one] { $lines } line
       *[other] { $lines } lines
    }, { $rejected } rejected{ $signed ->
        [0] { "" }
       *[other] , signed off
    }
cli-import-listed-unfinished = { $batch }  { $date }  { $name }  ({ $profile }): { $lines ->
        [one] { $lines } line
       *[other] { $lines } lines
    } so far, not finished
cli-import-unfinished = Not finished: { $lines ->
        [one] { $lines } line
       *[other] { $lines } lines
    } so far, and no figure counts them. Send the same file again to go on with it, or take it out with “casetime import unload”.
cli-import-shown = Batch { $batch }: { $name }, imported on { $date } by profile { $profile }, version { $version }
cli-import-repair-line = Repaired on { $date } by { $by } with { $name }: { $repaired ->
        [one] { $repaired } row
       *[other] { $repaired } rows
    }
cli-import-signed = Signed off on { $date } by { $by }.{ $given ->
        [0] { "" }
       *[other] { " " }{ $reason }
    }
cli-import-repaired-done = The corrected rows are in their delivery.
cli-import-repaired-rows = Repaired: { $repaired }; repaired before in the same way: { $same }; still at fault: { $rejected }
cli-import-repaired-fault = row { $row }, { $column }: { $sentence }
cli-import-rejects-rehearsed = The rows that would be rejected are in { $path }. Correct the export itself, or import it and correct the rows that it rejects then.
cli-import-totals-uncounted = { $rows ->
        [one] { $rows } row belongs to a group beyond the 100,000 that are kept at once; its total is not compared.
       *[other] { $rows } rows belong to groups beyond the 100,000 that are kept at once; their totals are not compared.
    }
cli-import-returned = { $rows ->
        [one] { $rows } row was rejected at first and came back corrected.
       *[other] { $rows } rows were rejected at first and came back corrected.
    }
