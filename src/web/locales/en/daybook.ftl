# Holidays of the federal public service.
holiday-new-years-day = New Year’s Day
holiday-good-friday = Good Friday
holiday-easter-monday = Easter Monday
holiday-victoria-day = Victoria Day
holiday-canada-day = Canada Day
holiday-labour-day = Labour Day
holiday-day-of-mourning = National Day of Mourning
holiday-truth-and-reconciliation = National Day for Truth and Reconciliation
holiday-thanksgiving = Thanksgiving
holiday-remembrance-day = Remembrance Day
holiday-christmas-day = Christmas Day
holiday-boxing-day = Boxing Day

# The page of a week.
daybook-week-title = Week of { $week }
daybook-week-number = Week { $number } of the year
daybook-week-previous = Previous week
daybook-week-next = Next week
daybook-week-present = This week
daybook-week-jump = Another week
daybook-week-jump-hint = Any day of it, year-month-day
daybook-week-jump-go = Go
daybook-week-intro = Type times such as 1.5, 1:30, 1h30 or 90m, then save. An emptied field withdraws what was saved in it.
daybook-week-keys = Arrow keys move, Enter or F2 edits, Escape restores, Ctrl and Enter save.
daybook-week-region = Time of the week, table
daybook-week-empty = No rows yet. Add a file with an activity below; what you record appears here in the weeks after, too.
daybook-week-none-open = Nothing is recorded in this week, and no time can be recorded in it: its days are still to come or closed.
daybook-week-column-work = File and activity
daybook-week-column-total = Total
daybook-week-total = Total
daybook-week-standard = Standard day
daybook-week-of-standard = { $total } of { $expected }
daybook-week-progress = Recorded in this week: { $total }. Standard: { $expected }.
daybook-week-complete = Day complete
daybook-week-complete-hint = Says that nothing is missing, also on an empty day. Time can still be added.
daybook-week-today = today
daybook-week-entries = { $count ->
        [one] { $count } entry
       *[other] { $count } entries
    }
daybook-week-fixed = { $time }, { $count ->
        [one] one entry
       *[other] { $count } entries
    }: not changed here
daybook-week-locked = closed
daybook-week-unsaved = not saved yet
daybook-week-fault = { $file }, { $activity }, { $day }: { $sentence }
daybook-week-keep = Take { $time }
daybook-week-reason = Why saved times are changed
daybook-week-reason-hint = Kept with the earlier version. Left empty: “Changed in the week”.
daybook-week-reason-given = Changed in the week
daybook-week-save = Save the week
daybook-week-waiting = { $count ->
        [one] One entry of this week is not submitted yet.
       *[other] { $count } entries of this week are not submitted yet.
    }
daybook-week-submit = Submit the week
daybook-week-submit-hint = Your manager approves what is submitted. You can still correct it; what was approved is then approved again.
daybook-week-submitted = { $count ->
        [0] Nothing waited to be submitted.
        [one] Submitted: one entry.
       *[other] Submitted: { $count } entries.
    }
daybook-week-row = Add a row
daybook-week-row-button = Add the row
daybook-week-row-added = Added: { $file }, { $activity }. Nothing is saved yet.
daybook-week-row-there = { $file }, { $activity } has a row already.
daybook-week-copy = Copy another week
daybook-week-copy-from = Week to copy
daybook-week-copy-from-hint = Any day of it, year-month-day. Nothing is saved until you save the week.
daybook-week-copy-rows = Copy its rows
daybook-week-copy-hours = Copy its rows and hours
daybook-week-copied-rows = { $rows ->
        [0] Nothing is recorded in the week of { $week }, or nothing that can still be recorded on.
        [one] { $rows } row of the week of { $week } is here. Nothing is saved yet.
       *[other] { $rows } rows of the week of { $week } are here. Nothing is saved yet.
    }
daybook-week-copied-hours = { $times ->
        [0] No time of the week of { $week } was filled in: fields with a time, holidays and days to come are left as they are.
        [one] { $times } time of the week of { $week } is filled in. Nothing is saved yet.
       *[other] { $times } times of the week of { $week } are filled in. Nothing is saved yet.
    }
daybook-week-copied-to-come = { $count ->
        [one] { $count } of its { $of } times belongs to a day to come and is left out.
       *[other] { $count } of its { $of } times belong to days to come and are left out.
    }
daybook-week-copied-left = { $count ->
        [one] { $count } of its { $of } times is left out: the field has a time already, or the day is a holiday or closed.
       *[other] { $count } of its { $of } times are left out: their fields have a time already, or the days are holidays or closed.
    }
daybook-week-saved-recorded = Saved: { $count ->
        [one] { $count } new time.
       *[other] { $count } new times.
    }
daybook-week-saved-corrected = Changed: { $count ->
        [one] { $count } time. The earlier version is kept.
       *[other] { $count } times. The earlier versions are kept.
    }
daybook-week-saved-withdrawn = Withdrawn: { $count ->
        [one] { $count } time.
       *[other] { $count } times.
    }
daybook-week-saved-completed = Marked complete: { $count ->
        [one] { $count } day.
       *[other] { $count } days.
    }
daybook-week-saved-reopened = No longer marked complete: { $count ->
        [one] { $count } day.
       *[other] { $count } days.
    }
daybook-week-saved-nothing = Nothing had changed, so nothing was saved.
daybook-week-sums = { $day }: { $total }. Week: { $week }.
daybook-week-again = Load the week again to see it
daybook-week-leave = Times on this page are not saved yet.
daybook-span = { $month } { $day } to { $last_day }, { $year }
daybook-span-months = { $month } { $day } to { $last_month } { $last_day }, { $year }
daybook-span-years = { $month } { $day }, { $year } to { $last_month } { $last_day }, { $last_year }
daybook-weekday-short-1 = Mon
daybook-weekday-short-2 = Tue
daybook-weekday-short-3 = Wed
daybook-weekday-short-4 = Thu
daybook-weekday-short-5 = Fri
daybook-weekday-short-6 = Sat
daybook-weekday-short-7 = Sun

# Quick add.
daybook-quick-title = Check and record
daybook-quick-label = Quick add
daybook-quick-example = 1.5h yesterday { $file } training
daybook-quick-example-none = Time, day, number of the file, activity
daybook-quick-go = Check
daybook-quick-save = Save it
daybook-quick-undo = Undo
daybook-quick-undone = Taken back. What you typed stands in the field again.
daybook-quick-taken = Taken back. What you are typing now stays.
daybook-quick-undo-reason = Undone right after it was saved
daybook-quick-offline = The server did not answer, so nothing was saved. What you typed is kept: try again.
daybook-quick-saved = Saved: { $what }
daybook-quick-understood = Understood: { $what }
daybook-quick-narrative = Narrative: { $text }
daybook-quick-check = Nothing is saved yet. Check the form, add what is missing, and save.
daybook-quick-ask-time = How long? Name a time such as 1.5h, 1:30 or 90m.
daybook-quick-ask-times = Several times were named. Which one is meant?
daybook-quick-ask-day = Which day? Write dates year-month-day, and name one day only.
daybook-quick-ask-file = Which file? Name its number.
daybook-quick-ask-files = Which of these files: { $named }?
daybook-quick-ask-activity = Which activity? Name it or its code.
daybook-quick-ask-activities = Which of these activities: { $named }?
daybook-quick-file-unknown = No file { $named } is known here. Which file? Name its number.
daybook-quick-file-closed = { $named } was closed on { $date }. Which file? Name its number, or a day on which it was open.
daybook-quick-file-not-yet = { $named } was opened on { $date }, after the day of the work. Which file? Name its number.
daybook-quick-time-out-of-range = { $named } is not possible: an entry takes from 1 minute to 24 hours. How long?
daybook-quick-day-to-come = “{ $named }” is a day to come, and time is recorded once it was worked. Which day is meant?

# The page of a day.
daybook-day-week = To the week
daybook-day-others = Other days
daybook-day-previous = Previous day
daybook-day-next = Next day
daybook-day-progress = Recorded: { $total }. Standard: { $expected }.
daybook-day-region = Entries of the day, table
daybook-day-change = Change
daybook-day-open = Correct
daybook-day-empty = Nothing is recorded on this day. If nothing is missing, mark it complete, so that it is known to be empty.
daybook-day-to-come = Nothing is recorded on this day, which is still to come: time can be recorded from that day on.
daybook-day-add = Record an entry
daybook-day-complete = Mark the day complete
daybook-day-reopen = Not complete after all
daybook-day-is-complete = This day is marked complete.
daybook-day-done-complete = Marked complete.
daybook-day-done-reopen = No longer marked complete.

# Favourites.
daybook-favourites-title = Favourites
daybook-favourites-short = Favourites
daybook-favourites-all = Keep and arrange favourites
daybook-favourites-empty = No favourites yet. Keep a file with an activity that you record again and again: it is then at hand on every page and stands in your week.
daybook-favourites-record = Record { $time } today
daybook-favourites-fill = Fill in the form
daybook-favourites-up = Move up:
daybook-favourites-down = Move down:
daybook-favourites-remove = Remove
daybook-favourites-lately = Recorded lately
daybook-favourites-keep = Keep as favourite
daybook-favourites-add = Add another favourite
daybook-favourites-time-hint = With a time, one press records it for today. Left empty, the time is asked each time.
daybook-favourites-instead = Use { $activity } instead.
daybook-favourites-added = Kept as favourite: { $file }.
daybook-favourites-there = This is a favourite already: { $file }.
daybook-favourites-moved = Moved.
daybook-favourites-rename = Rename
daybook-favourites-name = Name
daybook-favourites-name-hint = Your own words for it, at most 120 characters; you alone see them. Left empty, file and activity say what it is.
daybook-favourites-rename-save = Save the name
daybook-favourites-renamed = The name is saved.
daybook-favourites-removed = Removed from the favourites: { $file }. What was recorded with it stays.
daybook-favourites-put-back = Put back among the favourites.

# The timer.
daybook-timer-title = Start a timer
daybook-timer-stop-title = Timer running
daybook-timer-intro = File and activity can be filled in now or when you stop. Nothing is recorded before you save the form.
daybook-timer-start = Start a timer
daybook-timer-stop = Stop
daybook-timer-running = Timer:
daybook-timer-from = since { $started }
daybook-timer-since = Running since { $started } on { $day }. It runs on until you record or discard it.
daybook-timer-long = It has been running so long that it was probably forgotten. Say how long the work took.
daybook-timer-time-hint = The time until you opened this page, in whole minutes. Change it where it is not right.
daybook-timer-record = Record the time
daybook-timer-keep = Keep this and let it run
daybook-timer-discard = Discard the timer
daybook-timer-started = The timer is running.
daybook-timer-kept = Kept. The timer runs on.
daybook-timer-discarded = The timer is discarded; nothing was recorded.
daybook-timer-put-back = The timer runs again, from its first start.

# Several days at once.
daybook-range-title = Record several days
daybook-range-short = Several days
daybook-range-intro = After a mission: the same time on each day. The days are shown before anything is saved.
daybook-range-from = First day
daybook-range-to = Last day
daybook-range-to-hint = Not after today; at most { $limit } days
daybook-range-minutes = Time of each day
daybook-range-also = Days that are usually left out
daybook-range-weekends = Saturdays and Sundays too
daybook-range-holidays = Holidays too
daybook-range-narrative-hint = The same on each day.
daybook-range-preview = Show the days
daybook-range-shown = { $count ->
        [one] { $count } day, { $time } in all: nothing is saved yet
       *[other] { $count } days, { $time } in all: nothing is saved yet
    }
daybook-range-day = Day
daybook-range-already = Recorded already
daybook-range-new = To be recorded
daybook-range-none = left out: { $why }
daybook-range-weekend = weekend
daybook-range-no-days = Every one of these days is left out. Choose other days, or take weekends and holidays in.
daybook-range-save = { $count ->
        [one] Record { $count } day, { $time }
       *[other] Record { $count } days, { $time }
    }
daybook-range-look-again = Something was changed since the days were shown, so nothing is saved yet. Look at them again.
daybook-range-day-fault = { $day }: { $sentence }
daybook-range-saved = { $count ->
        [one] Recorded: { $count } day, { $time }.
       *[other] Recorded: { $count } days, { $time } in all.
    }
daybook-range-undone = { $count ->
        [0] Nothing was taken back: the entries were changed or withdrawn since.
        [one] Taken back: { $count } entry.
       *[other] Taken back: { $count } entries.
    }
