# The page on which time is recorded.
entries-title = Record time
entries-no-person = Your account stands for no person, so no time can be recorded with it. Ask the administrator of accounts if you should record time.
entries-file = File
entries-file-hint = Its number, or words of its title, project, country or requester. It decides which activities you can choose.
entries-file-find = Find the file and its activities
entries-file-lately = You recorded on these files lately
entries-file-found = { $count ->
        [one] { $count } file has these words. Choose it, or change the words.
       *[other] { $count } files have these words. Choose one, or change the words.
    }
entries-file-more = The first { $count } files with these words. Add a word to find others.
entries-file-none = No file that time can be recorded on has these words. Change them, or ask your manager for the number.
entries-file-count = { $count ->
        [one] { $count } file found
       *[other] { $count } files found
    }
entries-file-failed = The server did not answer. What you typed is kept: try again, or type the whole number.
entries-date = Date of the work
entries-date-hint = Year-month-day, for example { $example }
entries-time = Time worked
entries-time-hint = For example 1.5, 1:30, 1h30 or 90m
entries-activity = Activity
entries-activity-hint-known = Only the activities that fit the file are listed.
entries-activity-hint-unknown = Choose a file first, then one of the activities of its category.
entries-activity-example = For example:
entries-narrative = Narrative
entries-narrative-hint = Privileged: it is never shown in reports or logs, and only who may read it here can export it. At most { $limit } characters.
entries-save = Save
entries-saved-heading = Saved
entries-saved = Saved: { $time } on { $file }, { $activity }, { $date }.
entries-saved-day = Total of that day: { $total }.
entries-boundary = Technical assistance or strategic advice?
entries-boundary-intro = Answer one question after another; the first “yes” decides. What you typed in the form is kept.
entries-aid-question = Question { $number } of { $of }
entries-aid-number = (question { $number })
entries-aid-yes = Yes
entries-aid-no = No
entries-aid-change = Answer again
entries-aid-answer = Answer: { $answer }
entries-aid-case = Case: { $case }. { $why }
entries-aid-scope = Note: { $scope }
entries-aid-activities = Its activities
entries-aid-not = What it is not
entries-aid-back = Back to the form
entries-aid-file-none = Choose a file of this category ({ $answer }).
entries-aid-file-fits = { $file } is a file of this category: choose one of its activities.
entries-aid-file-other = { $file } is a file of another category ({ $category }). Choose a file for this work ({ $answer }), or ask your manager to open one.
entries-recent = Your latest entries
entries-recent-none = Nothing recorded yet. What you save appears here, with the total of each day.
entries-recent-region = Your latest entries, table
entries-column-file = File
entries-column-activity = Activity
entries-column-time = Time
entries-column-version = Version
entries-day-total = Total of the day
entries-activity-retired = { $label } (until { $date })
entries-file-taken = Taken, as the only open file with these words: { $file }
entries-activity-moved = { $activity } belongs to { $category }. Choose one of the activities of this file.
entries-file-closed = { $file } (closed on { $date })

# One entry.
entries-entry-title = One entry
entries-to-day = All entries of { $day }
entries-is-withdrawn = This entry is withdrawn: it counts nowhere.
entries-restore = Undo: put it back
entries-restored-reason = Put back
entries-withdrawn-reason = Withdrawn
entries-corrected-reason = Corrected
entries-done-corrected = Corrected. The earlier version is kept below.
entries-done-withdrawn = Withdrawn.
entries-done-restored = Put back: it counts again.
entries-now = Saved meanwhile
entries-now-choose = Your own times and words stand in the form below. Save again to replace what is saved now.
entries-now-keep = Leave it as it is saved now
entries-reason = Why it is corrected or withdrawn
entries-reason-hint = Kept with the earlier version. Left empty: “Corrected” or “Withdrawn”.
entries-correct = Save the correction
entries-withdraw = Withdraw the entry
entries-history = History
entries-history-region = Versions of the entry, table
entries-column-stored = Stored
entries-column-status = Status
entries-column-replaced = Replaced
entries-status-withdrawn = Withdrawn
entries-replaced = by { $who }: { $reason }
entries-replaced-not = Current version
entries-warning-long-day = With this entry the day is longer than usual.
entries-warning-bulk-entry = A very long time in one entry: perhaps it stands for several days.
entries-warning-late = Recorded many days after the work.

# One's own entries.
entries-mine-title = My entries
entries-mine-find = Find an entry
entries-mine-to-week = To the week
entries-mine-filters = Which entries
entries-mine-file = Number of the file
entries-mine-from = First day
entries-mine-to = Last day
entries-mine-hint = Year-month-day
entries-mine-any = Any
entries-mine-show = Show
entries-mine-all = Show all
entries-mine-sum = { $count ->
        [one] { $count } entry, { $time }
       *[other] { $count } entries, { $time } in all
    }
entries-mine-region = My entries, table
entries-mine-none = Nothing is recorded yet. What you save appears here, the newest first.
entries-mine-none-fits = None of your entries fits. Leave a filter empty or take more days in. Withdrawn entries are not listed; narratives are not searched.
