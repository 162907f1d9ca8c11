### Fiscal years and chase lists on the command line: help and what the commands say.

## periods

help-periods = List the fiscal years with their close, and open a closed one again
help-periods-list = List the fiscal years, the newest first, and for whom closed ones are open again
help-periods-reopen = Open a closed fiscal year again, for everybody, a team or one person
help-periods-reopen-year = The fiscal year, such as 2025-26
help-periods-reopen-reason = Why it is opened again; kept for ever
help-periods-reopen-team = The team it is opened for
help-periods-reopen-person = The number of the one person it is opened for
help-periods-reopen-until = The last day, such as 2026-04-30, or an instant such as 2026-04-30T21:00:00Z; at most 31 days ahead
help-examples-periods =
    casetime periods list
    casetime periods reopen 2025-26 --team Ottawa --until 2026-04-30 --reason "Hours of the mission arrived late"
help-examples-periods-list =
    casetime periods list
    casetime periods list --json
help-examples-periods-reopen =
    casetime periods reopen 2025-26 --person P-004 --until 2026-04-30 --reason "Was ill until the close"
    casetime periods reopen 2025-26 --until 2026-04-20T21:00:00Z --reason "The service was down at the close"
periods-open = open
periods-closing-soon = closes soon
periods-closed = closed
periods-reopened = open again for some
periods-everybody = the whole section
cli-periods-reopened = The fiscal year { $year } is open again until { $until }.

## chase

help-chase = List what is missing, implausible or not submitted yet
help-chase-list = Which list: missing, implausible or unsubmitted
help-chase-from = The first day of work; otherwise 30 days before the last
help-chase-to = The last day of work; otherwise today
help-examples-chase =
    casetime chase missing
    casetime chase implausible --from 2026-04-01 --to 2026-09-30
    casetime chase unsubmitted --json
chase-missing =
    { $count ->
        [one] { $count } working day without time
       *[other] { $count } working days without time
    }
chase-long-day = long day
chase-very-long-day = very long day
chase-equal-entries =
    { $count ->
        [one] { $count } equal entry
       *[other] { $count } equal entries
    }
chase-noted =
    { $count ->
        [one] { $count } entry noted as { $note }
       *[other] { $count } entries noted as { $note }
    }
chase-draft =
    { $count ->
        [one] { $count } entry not submitted
       *[other] { $count } entries not submitted
    }
chase-returned =
    { $count ->
        [one] { $count } entry returned and not submitted again
       *[other] { $count } entries returned and not submitted again
    }
cli-chase-nothing = There is nothing to chase from { $from } to { $to }.
