### One sentence or two for each code of src/fault.rs: what is wrong and what to do; and a short title for problem
### documents. A narrative is never a parameter. $field, the internal name of the field, is passed to every sentence.

## Any door

fault-required =
    { $field ->
        [person] The person is missing. Name who did the work.
        [file] The file is missing. Name the file the work was done on.
        [worked_on] The date is missing. Enter the day the work was done.
        [minutes] The time is missing. Enter how long the work took, such as 1:30, 1h30, 1.5 or 90m.
        [activity] The activity is missing. Choose the one that describes the work.
        [number] The number is missing. Enter the number it is known by.
        [title] The title is missing. Enter a short one that others will recognize.
        [opened_on] The opening date is missing. Enter the first day on which time can be recorded.
        [login] The name is missing. Type the name you sign in with.
        [password] The password is missing. Type it.
        [present] The present password is missing. Type the password you signed in with.
        [again] The new password is missing the second time. Type it twice.
        [scopes] No right is chosen. Choose at least one.
        [expires_on] The day is missing. Enter the day on which the token ends.
        [name] The name is missing. Enter it.
        [category] The category is missing. Name one that the vocabulary has.
        [minutes_per_day] The hours are missing. Say how many hours a day or how many days a week the person works.
        [valid_from] The date is missing. Enter the first day the schedule holds.
        [kind] The kind is missing. Choose full_time, part_time or absent.
        [document] “{ $key }” is missing here. Add it.
        [label] The name is missing in one of the languages. Enter it in English and in French.
        [code] The code is missing. Enter the one it will be stored by.
        [reason] The reason is missing. Say in a few words why.
        [until] The end is missing. Enter the last day on which the year stays open.
        [closes_at] The instant is missing. Enter when the year closes.
        [period] The period is missing. Enter a month, a quarter or a fiscal year.
        [list] The list is missing. Choose missing, implausible or unsubmitted.
        [accounts] A walled file needs somebody who knows it. Name at least one account.
       *[other] This value is missing, and it is needed. Fill it in.
    }
fault-title-required = Value missing
fault-too-long = This text has { $length } characters; { $limit } fit here. Shorten it.
fault-title-too-long = Text too long
fault-control-character = This text holds a control character, which cannot be shown. Delete it, or type the text again.
fault-title-control-character = Control character in a text
fault-unknown-field = There is no field named “{ $name }” here. Correct its name, or leave it out.
fault-title-unknown-field = Field not known
fault-malformed-body = What was sent does not have the shape expected here. Correct it and send it again. Detail: { $detail }
fault-title-malformed-body = Body not understood
fault-malformed-query = The part of the address after the question mark is not understood. Correct it and try again. Detail: { $detail }
fault-title-malformed-query = Query not understood
fault-unknown-cursor = This page of the list does not exist. Begin with the first page, and follow the address in “next”.
fault-title-unknown-cursor = Page of a list not found
fault-malformed-id = This is not a complete identifier. Identifiers look like 01977c7e-3b5f-7a12-9c4d-2f6b8e1a5d30: copy it again in full.
fault-title-malformed-id = Identifier not understood
fault-not-found = There is nothing at this address. Check it, or start again from the first page.
fault-title-not-found = Nothing found
fault-method-not-allowed = This address does not take this kind of request. The description of the API lists those it takes.
fault-title-method-not-allowed = Method not taken here
fault-unsupported-media-type = This kind of content is not taken here. Send JSON, and say so in the Content-Type header.
fault-title-unsupported-media-type = Content not taken here
fault-body-too-large =
    { $limit ->
        [one] What was sent is larger than { $limit } byte, the limit here. Send less at once.
       *[other] What was sent is larger than { $limit } bytes, the limit here. Send less at once.
    }
fault-title-body-too-large = Too much sent at once
fault-precondition-required = This change does not say which version it was made against. Open the page again, or send the version in the If-Match header.
fault-title-precondition-required = Version missing
fault-version-conflict = This was changed in the meantime and is now at version { $current }. Look at it again, then make your change.
fault-title-version-conflict = Changed in the meantime
fault-id-conflict = This identifier is taken by something else already. Use a new identifier, or leave it out to be given one.
fault-title-id-conflict = Identifier taken
fault-foreign-origin = This form was sent from another site, so nothing was changed. Open the page here and send it again.
fault-title-foreign-origin = Sent from another site

## Entries

fault-unknown-person = No person is known here as “{ $value }”. Check the number, or have the person added first.
fault-title-unknown-person = Person not known
fault-person-not-active = { $value } does not record time on { $date }. Check the date, or name another person.
fault-title-person-not-active = Person not active on that date
fault-unknown-file = No file is known here as “{ $value }”. Check the number, or have the file added first.
fault-title-unknown-file = File not known
fault-file-not-yet-open = { $file } was opened on { $opened }. Choose that day or a later one, or record on another file.
fault-title-file-not-yet-open = File not yet open
fault-file-closed = { $file } was closed on { $closed }. Choose that day or an earlier one, or record on a file that is still open.
fault-title-file-closed = File closed
fault-file-import-only = { $file } takes imported entries only. Record on another file.
fault-title-file-import-only = File for imported entries
fault-unknown-activity = The vocabulary has no activity “{ $value }”. Choose a code that it has.
fault-title-unknown-activity = Activity not known
fault-activity-not-valid =
    { $instead ->
        [none] { $activity } is not in use on { $date }. Choose a code that is in use on that day.
       *[other] { $activity } is not in use on { $date }. Use instead: { $instead }.
    }
fault-title-activity-not-valid = Activity not in use on that date
fault-activity-import-only = { $activity } is kept for imported entries. Choose the activity that describes the work.
fault-title-activity-import-only = Activity for imported entries
fault-category-mismatch = { $file } is a file of “{ $file_category }”; { $activity } belongs to “{ $activity_category }”. Choose one of { $choices }, or record on a file of “{ $activity_category }”.
fault-title-category-mismatch = Activity of another category
fault-date-format = “{ $value }” is not written as dates are here. Write year, month and day, such as 2026-03-31.
fault-title-date-format = Date not understood
fault-date-not-as-profile = “{ $value }” is not written as dates are in this delivery by its profile. Correct the date, or the order of dates in the profile.
fault-title-date-not-as-profile = Date not as the profile says
fault-date-impossible = No calendar has the date { $value }. Check the day and the month.
fault-title-date-impossible = Date that does not exist
fault-date-too-early = { $value } is too early: dates here begin with { $first }. Check the year.
fault-title-date-too-early = Date too early
fault-date-in-future = { $value } is still to come: today is { $today }. Check the date, or record the time once it is worked.
fault-title-date-in-future = Date in the future
fault-duration-format = This amount of time is not understood. Write it as 1:30, 1h30, 1.5 or 90m.
fault-title-duration-format = Time not understood
fault-duration-zero = The time is zero. Enter how long the work took, or leave this entry out.
fault-title-duration-zero = Time of zero
fault-duration-negative =
    { $minutes ->
        [one] The time is below zero ({ $minutes } minute).
       *[other] The time is below zero ({ $minutes } minutes).
    } Enter how long the work took; to take time back, correct or withdraw the entry that recorded it.
fault-title-duration-negative = Time below zero
fault-duration-too-long = “{ $value }” is more than the 24 hours of a day. Check the time, or record the work of each day on its own date.
fault-title-duration-too-long = Time longer than a day
fault-day-too-long =
    With this entry, { $date } would have { $minutes } minutes, more than the 24 hours of a day; { $already ->
        [0] nothing is recorded on it yet.
        [one] { $already } minute is recorded on it already.
       *[other] { $already } minutes are recorded on it already.
    } Check the time and the date.
fault-title-day-too-long = Day longer than 24 hours
fault-reason-required = Say in a few words why this is changed. The reason is kept with the earlier version.
fault-title-reason-required = Reason missing
fault-entry-withdrawn = This entry was withdrawn and takes no more changes. Record a new entry instead.
fault-title-entry-withdrawn = Entry withdrawn
fault-unknown-status = “{ $value }” is no status of an entry. Use draft, submitted, returned or approved.
fault-title-unknown-status = Unknown status
fault-unknown-entry = No entry is known under this identifier. Read the list again and send only entries that are on it.
fault-title-unknown-entry = Unknown entry
fault-entry-twice = This entry stands twice in the request. Send it once.
fault-title-entry-twice = Entry sent twice
fault-too-many-entries = One request takes at most { $limit } entries. Send them in several requests.
fault-title-too-many-entries = Too many entries
fault-entry-changed = This entry was changed meanwhile and is now at version { $current }. Read it again and decide anew; none of the entries was changed.
fault-title-entry-changed = Entry changed meanwhile
fault-step-impossible = This entry is { $status ->
    [draft] a draft
    [submitted] submitted
    [returned] returned
   *[approved] approved
}, so this step cannot be taken. Drafts and returned entries are submitted; submitted ones are approved or returned; approved ones are returned.
fault-title-step-impossible = Step not possible
fault-own-time = This is your own time, which somebody else approves. Leave it out and ask your head of section.
fault-title-own-time = Own time

## Daybook

fault-range-too-long = These are { $days } days; at most { $limit } are taken at once. Choose a shorter period, and the rest after it.
fault-title-range-too-long = Too many days
fault-not-monday = { $value } is not a Monday. Name a week by its Monday.
fault-title-not-monday = Week without its Monday
fault-unknown-note-kind = “{ $value }” is no kind of note. Choose fact_sheet, lessons_learned, debrief or note.
fault-title-unknown-note-kind = Kind of note not known
fault-unknown-language = “{ $value }” is neither of the two languages. Write en or fr.
fault-title-unknown-language = Language not known
fault-note-withdrawn = This note is withdrawn. Put it back before you change it.
fault-title-note-withdrawn = Note withdrawn
fault-note-not-withdrawn = This note is not withdrawn, so there is nothing to put back. Look at it as it is now.
fault-title-note-not-withdrawn = Note not withdrawn
fault-entry-not-withdrawn = This entry is not withdrawn, so there is nothing to put back. Look at it as it is now.
fault-title-entry-not-withdrawn = Entry not withdrawn
fault-cell-changed =
    { $state ->
        [none] What was saved here was withdrawn meanwhile; you typed “{ $typed }”. Save again to record it anew, or empty the field.
        [one] Meanwhile { $stored } was saved here; you typed “{ $typed }”. Save again to replace it, or take { $stored }.
       *[many] Meanwhile several entries with { $stored } in total are saved here; you typed “{ $typed }”. Look at the entries of the day, and correct one of them.
    }
fault-title-cell-changed = Saved meanwhile
fault-day-of-other-week = { $value } does not lie in the week of { $monday }. Send it with its own week.
fault-title-day-of-other-week = Day of another week
fault-cell-twice = The same file, activity and day ({ $date }) stand here twice. Send them once, with the whole time.
fault-title-cell-twice = The same place twice
fault-same-week = A week cannot be copied onto itself. Name another week to copy from.
fault-title-same-week = The same week
fault-already-recorded =
    { $minutes ->
        [one] { $minutes } minute of { $activity } is recorded on { $file } for { $date } already.
       *[other] { $minutes } minutes of { $activity } are recorded on { $file } for { $date } already.
    } Leave this entry out, or record it by itself where it is more work of the same kind.
fault-title-already-recorded = Recorded already
fault-too-many-favourites = Nobody keeps more than { $limit } favourites. Remove one that is no longer needed, then add this one.
fault-title-too-many-favourites = Too many favourites
fault-favourites-changed = The favourites are not the ones that were put in order: one was added or removed in the meantime. Look at them again, then order them.
fault-title-favourites-changed = Favourites changed in the meantime
fault-timer-running = A timer has been running since { $since }. Stop or discard it before starting another one.
fault-title-timer-running = Timer running already
fault-no-timer = No timer is running. Start one first.
fault-title-no-timer = No timer running
fault-timer-too-long = The timer has been running for { $minutes } minutes, more than { $limit } hours. Say how long the work took.
fault-title-timer-too-long = Timer left running

## Fiscal years, sign-off and chase lists

fault-period-closed = The fiscal year { $year } closed on { $closed }: its time can no longer be recorded or changed. Ask your manager to open the year again for you.
fault-title-period-closed = Fiscal year closed
fault-period-open = The fiscal year { $year } is not closed, so there is nothing to open again. Record the time as usual.
fault-title-period-open = Fiscal year is open
fault-until-out-of-range =
    { $days ->
        [one] A year is opened again for at most { $days } day, from now on. Choose an end from now to { $last }.
       *[other] A year is opened again for at most { $days } days, from now on. Choose an end from now to { $last }.
    }
fault-title-until-out-of-range = End out of range
fault-closing-out-of-range = The fiscal year { $year } closes on a day from { $first } to { $last }. Choose an instant of such a day.
fault-title-closing-out-of-range = Close out of range
fault-instant-format = “{ $value }” is not a date with a time. Write it like 2026-04-14T21:00:00Z.
fault-title-instant-format = Instant not understood
fault-unknown-team = Nobody is in a team “{ $value }”. Check its name as it stands in the list of people.
fault-title-unknown-team = Team not known
fault-person-of-another-team = { $person } is not in the team { $team }. Name the team of the person, or leave the team out.
fault-title-person-of-another-team = Person of another team
fault-reopening-over = This reopening is over already. Nothing has to be done.
fault-title-reopening-over = Reopening is over
fault-period-format = “{ $value }” is not a period. Write a month such as 2026-11, a quarter such as 2026-27-Q3 or a fiscal year such as 2026-27.
fault-title-period-format = Period not understood
fault-period-not-over = The period { $period } ends on { $last }. Confirm its time on that day or later.
fault-title-period-not-over = Period not over
fault-not-lead-counsel = The time on { $file } is confirmed by its lead counsel, or by the head where there is none. Ask them, or have yourself named as lead counsel.
fault-title-not-lead-counsel = Not lead counsel
fault-unknown-list = There is no list “{ $value }”. Choose one of: { $choices }.
fault-title-unknown-list = List not known
fault-span-too-long = These are { $found } days; a list looks at { $limit } at most. Choose a shorter span.
fault-title-span-too-long = Span too long

## Files and people

fault-number-taken = The number { $value } is taken already. Choose another number, or use what is recorded under this one.
fault-title-number-taken = Number taken
fault-number-format = “{ $value }” has characters that numbers do not have here. Begin with a letter or a digit, and use only letters, digits, blanks and - _ . / after it.
fault-title-number-format = Number not understood
fault-unknown-category = The vocabulary has no category “{ $value }”. Choose one that it has.
fault-title-unknown-category = Category not known
fault-category-fixed = { $file } has entries, so its category stays as it is. Close it, and continue the work on a new file of the other category.
fault-title-category-fixed = Category fixed by entries
fault-country-required = A file of this category names a country. Add the country that the work is for.
fault-title-country-required = Country missing
fault-country-forbidden = A file of this category names no country. Leave the country empty, or choose another category.
fault-title-country-forbidden = Country not expected
fault-country-format = “{ $value }” is not the code of a country. Write its two letters from ISO 3166-1, such as UA for Ukraine.
fault-title-country-format = Country not understood
fault-project-required = A file of this category names its project. Add the project, or mark the file as unfunded.
fault-title-project-required = Project missing
fault-project-forbidden = A file of this category names no project. Leave the project empty, or choose another category.
fault-title-project-forbidden = Project not expected
fault-unknown-level = “{ $value }” is not a level. The levels are low, medium and high; leave it empty where it is not known.
fault-title-unknown-level = Level not known
fault-unknown-number-system = Files have no numbers of the kind “{ $value }”. The kinds are icase, billing and other.
fault-title-unknown-number-system = Kind of number not known
fault-too-many =
    { $limit ->
        [one] { $count } are given; at most { $limit } fits here. Leave some out.
       *[other] { $count } are given; at most { $limit } fit here. Leave some out.
    }
fault-title-too-many = Too many at once
fault-number-pattern = “{ $value }” is not written as numbers of files are here: { $pattern }. Write it so, or leave the number out to be given the next one.
fault-title-number-pattern = Number not as the settings say
fault-file-already-closed = { $file } was closed on { $closed } already. Reopen it first, or leave it as it is.
fault-title-file-already-closed = File closed already
fault-file-not-closed = { $file } is open, so there is nothing to reopen. Record on it.
fault-title-file-not-closed = File open
fault-file-continued =
    { $successor ->
        [none] The work of { $file } goes on on another file. Record there, or have that file closed before this one is reopened.
       *[other] The work of { $file } goes on on { $successor }. Record there, or close { $successor } before you reopen { $file }.
    }
fault-title-file-continued = File continued by another
fault-closing-recorded = { $file } was closed with a reason, so its last day stays. Reopen the file, say why, and close it again.
fault-title-closing-recorded = Closing kept with its reason
fault-related-to-itself = A file is not related to itself. Take it out of the list.
fault-title-related-to-itself = File related to itself
fault-period-reversed = The period ends before it begins. Exchange the two dates, or correct one of them.
fault-title-period-reversed = Period reversed
fault-unknown-person-kind = A person is not of the kind “{ $value }”. The kinds are lawyer, paralegal and other.
fault-title-unknown-person-kind = Kind of person not known
fault-unknown-schedule-kind = A schedule is not of the kind “{ $value }”. The kinds are full_time, part_time and absent.
fault-title-unknown-schedule-kind = Kind of schedule not known
fault-absence-with-time = Nobody works while absent. Leave hours and days out, or choose full_time or part_time.
fault-title-absence-with-time = Absence with working time

## The register of requests

fault-unknown-request-kind = “{ $value }” is not what a request can ask for. Choose technical_assistance, strategic_advice, information or other.
fault-title-unknown-request-kind = Kind of request not known
fault-unknown-decision = “{ $value }” cannot be decided on a request. Choose accepted, declined or referred.
fault-title-unknown-decision = Decision not known
fault-decision-reason-required = Say in a few words why. Whoever asked wants to know, and the reason stays in the register.
fault-title-decision-reason-required = Reason of the decision missing
fault-referred-to-forbidden = Only a request that is referred names who takes it over. Leave this empty, or decide that the request is referred.
fault-title-referred-to-forbidden = Nobody to refer to expected
fault-not-yet-received = { $value } is still to come: today is { $today }. Enter the day on which the request arrived.
fault-title-not-yet-received = Day of receipt in the future
fault-request-step =
    { $state ->
        [received] This request was received and is not triaged yet. Triage it first; what follows can be done after that.
        [triaged] This request was triaged and is not decided yet. Accept, decline or refer it first, or triage it again.
        [accepted] This request was accepted. Name its file, complete it, or reopen the decision with a reason.
        [declined] This request was declined. To decide it anew, reopen it with a reason.
        [referred] This request was referred to somebody else. To decide it anew, reopen it with a reason.
       *[completed] This request was completed. To go on with it, reopen it with a reason.
    }
fault-title-request-step = Not possible in this state
fault-request-has-file = This request has become a file already. To name another one, reopen the decision with a reason and accept the request again.
fault-title-request-has-file = Request with a file
## Names

fault-unknown-name-kind = There are no names of the kind “{ $value }”. The kinds are section, team, country, body and project.
fault-title-unknown-name-kind = Kind of name not known
fault-name-code-format = “{ $value }” is not written as codes of names are. Begin with a letter or a digit, and use only letters, digits, blanks and - _ . after it.
fault-title-name-code-format = Code of a name not understood
fault-name-taken = The code { $value } is taken by another name. Choose another code, or change that name.
fault-title-name-taken = Code of a name taken
fault-unknown-section = No section is known here by the code “{ $value }”. Check the code, or add the section first.
fault-title-unknown-section = Section not known
fault-purpose-format = “{ $value }” is not an OECD-DAC purpose code. Write its five digits, such as 15130.
fault-title-purpose-format = Purpose code not understood
fault-one-file-only = A request becomes a file that is there, or a new one. Name the one or describe the other, not both.
fault-title-one-file-only = Two files at once

## Exports

fault-no-person = Your account stands for no person, so it has no time of its own. Sign in with an account that records time.
fault-title-no-person = Account without a person
fault-export-too-large = This would be more than { $limit } entries. Choose a shorter period.
fault-title-export-too-large = Export too large

## Vocabulary files

fault-vocabulary-syntax = The vocabulary file is not TOML of the expected shape. Correct the place named here and check the file again. Detail: { $detail }
fault-title-vocabulary-syntax = Vocabulary file not understood
fault-vocabulary-code-format =
    { $field ->
        [code] “{ $code }” is not written as codes are. Write two to four capitals, then, if you like, a hyphen and two to twelve capitals or digits: TA-NEED.
        [name] “{ $code }” is not written as names of vocabularies are. Begin with a small letter, and use small letters, digits and hyphens, 32 in all at most.
       *[other] “{ $code }” is not written as codes are. Use only letters, digits, points and hyphens.
    }
fault-title-vocabulary-code-format = Code not understood
fault-vocabulary-code-doubled = { $code } stands in the vocabulary twice. Give one of the two terms another code, or take it out.
fault-title-vocabulary-code-doubled = Code used twice
fault-vocabulary-cycle = { $code } leads back to itself: { $chain }. Change one of the parents or replacements on this way.
fault-title-vocabulary-cycle = Code that leads back to itself
fault-vocabulary-language-missing =
    { $language ->
        [en] The English text
        [fr] The French text
       *[other] A text
    } of “{ $field }” is missing { $field ->
        [label] at { $code }
        [definition] at { $code }
        [scope_note] at { $code }
       *[other] here
    }. Add it: every text stands in both languages.
fault-title-vocabulary-language-missing = Text in one language only
fault-vocabulary-overlap = { $code } has two periods of use that overlap. Let the earlier one end before the later one begins.
fault-title-vocabulary-overlap = Periods that overlap
fault-vocabulary-replacement-unknown = { $code } is replaced by { $other }, which the vocabulary does not have. Name a code that it has, or add { $other }.
fault-title-vocabulary-replacement-unknown = Replacement not known
fault-vocabulary-parent-unknown = { $code } stands under { $other }, which the vocabulary does not have. Name a code that it has, or add { $other }.
fault-title-vocabulary-parent-unknown = Parent not known
fault-vocabulary-label-ambiguous = The label “{ $label }” stands for both { $code } and { $other }. Keep it on one of them.
fault-title-vocabulary-label-ambiguous = Label with two codes
fault-vocabulary-scheme-unknown = { $code } is mapped to the scheme “{ $other }”, which is not known here. Name a scheme that is, or take the mapping out.
fault-title-vocabulary-scheme-unknown = Scheme not known
fault-vocabulary-replacement-kinds = The replacements of { $code } do not go together. Name one code with “one” or “merged”, or at least two different ones, each with “split”.
fault-title-vocabulary-replacement-kinds = Replacements that do not go together
fault-vocabulary-replaced-in-use = { $code } is replaced and may still be used without end. Give its last period a last day, or take the replacement out.
fault-title-vocabulary-replaced-in-use = Replaced code without a last day
fault-vocabulary-name-changed = This vocabulary is named “{ $name }”; the one in force is named “{ $expected }”. Keep that name.
fault-title-vocabulary-name-changed = Another name
fault-vocabulary-version-not-next = This is version { $version }; version { $current } is in force. Write version { $expected }.
fault-title-vocabulary-version-not-next = Not the next version
fault-vocabulary-code-gone = { $code } is in the vocabulary in force and not in this one. Entries may stand under it: keep it, and give it a last day if it is used no more.
fault-title-vocabulary-code-gone = Code left out
fault-vocabulary-code-moved = { $code } would stand in another place of the vocabulary than entries that carry it. Keep its category, or retire it and name a new code in its place.
fault-title-vocabulary-code-moved = Code in another category
fault-vocabulary-import-only-changed = { $code } is either for imported entries or for people, and stays so. Write “import_only” as in the vocabulary in force.
fault-title-vocabulary-import-only-changed = Code for others than before
fault-vocabulary-entries-outside = Entries from { $from } to { $to } stand under { $code }, on days on which it could be used no more. Let it stay in use on those days, or correct these entries first.
fault-title-vocabulary-entries-outside = Entries outside the periods of a code
fault-vocabulary-changed = Version { $version } of the vocabulary has just come into force. Look at it, then send this again.
fault-title-vocabulary-changed = Vocabulary changed in the meantime

## Legacy files and their profiles

fault-source-missing = There is no file at { $path }. Check the path and its spelling.
fault-title-source-missing = No file at this path
fault-source-is-directory = { $path } is a folder. Name the file in it that you mean.
fault-title-source-is-directory = Folder instead of a file
fault-source-unreadable = { $path } could not be read. Check that you are allowed to read it and that no other program holds it.
fault-title-source-unreadable = File that could not be read
fault-source-not-text = { $path } is not a text file. Export it as CSV, or save the sheet as CSV, and try again.
fault-title-source-not-text = File that is not text
fault-source-empty = { $path } is empty. Export it again, and check that it was copied in full.
fault-title-source-empty = Empty file
fault-source-id-repeated = This row has the identifier of another row of the same file and says something else. An identifier stands for one row: choose another column for the profile, or leave `source_id` out.
fault-title-source-id-repeated = Identifier given twice
fault-import-unfinished = A part of this file is stored already as batch { $batch }, read by the profile { $profile } as it was then. Import the file again with that profile; it goes on where it ended. Or unload the batch first to begin anew.
fault-title-import-unfinished = Import not finished
fault-source-header-only = { $path } has a header line and no rows under it. Check the period that was exported.
fault-title-source-header-only = Header without rows
fault-source-changed = { $path } changed while it was read, so nothing was taken from it. Wait until it is complete, then start again.
fault-title-source-changed = File changed while it was read
fault-archive-kind = { $path } is packed as { $kind }, which is not read here. Unpack it, and send the file that is in it.
fault-title-archive-kind = Packing that is not read
fault-archive-broken = { $path } is damaged or was not copied in full, so nothing was taken from it. Copy it again, or pack it again.
fault-title-archive-broken = Damaged archive
fault-archive-many-files = { $path } holds { $count } files: { $names }. Unpack it, and send each file by itself.
fault-title-archive-many-files = Archive with several files
fault-archive-many-members = { $path } holds more than { $limit } files, and so many are not looked at. Unpack it, and send the file that is meant.
fault-title-archive-many-members = Archive with too many files
fault-archive-too-large = More than { $limit } come out of { $path }, which is above the limit. Export a shorter period, or save the rows that are needed as CSV.
fault-title-archive-too-large = Packed file too large
fault-archive-ratio = More than { $limit } times its own size comes out of { $path }, as out of no real export. Unpack it, look at what is in it, and send that.
fault-title-archive-ratio = Packed far too densely
fault-archive-path = { $path } holds a file with the name “{ $name }”, which leads out of its folder. Do not unpack it; ask the sender for the file without an archive.
fault-title-archive-path = Name that leads out of the archive
fault-archive-nested = { $path } holds something that is packed once more ({ $name }). Unpack it, and send what is in it.
fault-title-archive-nested = Archive in an archive
fault-archive-password = { $path } is protected by a password. Unpack it with the password, and send the file that is in it.
fault-title-archive-password = Archive with a password
fault-workbook-password = { $path } is a workbook that is protected by a password. Open it, remove the password, save it, and send it again.
fault-title-workbook-password = Workbook with a password
fault-workbook-kind = { $path } is a file of the kind { $kind }, which is not read here. Open it in its program and save it as XLSX, ODS or CSV.
fault-title-workbook-kind = Kind of document that is not read
fault-workbook-broken = { $path } is a workbook that could not be read. Open it, save it under another name, and send that file.
fault-title-workbook-broken = Workbook that could not be read
fault-workbook-doctype = { $path } declares a document type of its own, as no spreadsheet program does, and is not read. Open it, save it under another name, and send that file.
fault-title-workbook-doctype = Workbook that declares a document type
fault-workbook-too-large = The sheets of { $path } have more cells, texts or formats than are read. Delete what stands far from the rows, or save the sheet as CSV.
fault-title-workbook-too-large = Workbook too large
fault-workbook-too-wide = Row { $line } of sheet “{ $sheet }” in { $path } has a cell in column { $column }; { $limit } columns are read at most. Delete what stands far to the right.
fault-title-workbook-too-wide = Sheet too wide
fault-workbook-cell-too-long = A cell in { $path } holds more than 1 MiB of text. Shorten it, then save the workbook again.
fault-title-workbook-cell-too-long = Cell too long
fault-sheet-not-chosen = Several sheets of { $path } have rows: { $sheets }. Name the one that is meant in the profile: under [file], sheet = "…".
fault-title-sheet-not-chosen = No sheet chosen
fault-sheet-missing = { $path } has no sheet “{ $sheet }”. It has: { $sheets }. Correct the sheet in the profile, or send another workbook.
fault-title-sheet-missing = Sheet not found
fault-sheet-empty = Nothing stands in sheet “{ $sheet }” of { $path }. Name another sheet in the profile, or export it again.
fault-title-sheet-empty = Empty sheet
fault-rejects-too-large = The rejected line { $line } does not fit into a sheet: its cells hold 32,767 characters at most, and it has 1,048,576 rows. Name a file that ends in .csv.
fault-title-rejects-too-large = Rejected rows that no sheet holds
fault-source-is-rejects = { $path } is a file of rejected rows, not a delivery. Send it back to the batch it belongs to: “casetime import repair”.
fault-title-source-is-rejects = File of rejected rows
fault-source-not-rejects = { $path } is not a file of rejected rows of a batch here. It needs the columns “casetime line” and “casetime batch” as they were written; name the file that the import wrote, with its rows corrected.
fault-title-source-not-rejects = No file of rejected rows
fault-repair-other-batch = This row belongs to batch { $batch }. Send it back to that batch, with the file that its import wrote.
fault-title-repair-other-batch = Row of another batch
fault-repair-of-rehearsal = This row was rejected in a rehearsal, which stored nothing. Import the file first, then correct the rows that the import rejects.
fault-title-repair-of-rehearsal = Row of a rehearsal
fault-repair-line-unknown = Line “{ $line }” is not among the rejected lines of this batch. Write the number that stood under “casetime line”; what was accepted is corrected as an entry.
fault-title-repair-line-unknown = Line that was not rejected
fault-repair-line-twice = Line { $line } stands twice in this file. Keep one row for each line.
fault-title-repair-line-twice = Two rows for one line
fault-repair-line-done = Line { $line } was repaired before, with another content. Correct the entry instead.
fault-title-repair-line-done = Line that was repaired before
fault-repair-no-time = This row is empty, a header or a total, so no time comes of it. Write the time that the line stands for, or leave the row out.
fault-title-repair-no-time = Row that is no time
fault-batch-not-balanced =
    { $totals ->
        [one] { $totals } total differs from its rows
       *[other] { $totals } totals differ from their rows
    }, and { $rows ->
        [one] { $rows } row is rejected
       *[other] { $rows } rows are rejected
    }. Repair the rows, or give the reason why this is accepted.
fault-title-batch-not-balanced = Differences without a reason
fault-batch-signed-off = The batch was signed off on { $date } by { $by } and takes no change any more. Correct the entries themselves, or import the missing rows as a delivery of their own.
fault-title-batch-signed-off = Batch that is signed off
fault-batch-relied-upon = Batch { $batch }, which came later, has rows that this batch had brought already: without this batch they would be missing. Unload the later batch first, then this one, and import the later file again.
fault-title-batch-relied-upon = Batch that a later one counts on
fault-batch-has-changes = The batch has changed { $count ->
        [one] { $count } entry
       *[other] { $count } entries
    } of an earlier batch, so that taking it out would not bring back what was there. Correct those entries by hand instead.
fault-title-batch-has-changes = Batch that has changed entries
fault-batch-sampled = { $count ->
        [one] { $count } entry of the batch was
       *[other] { $count } entries of the batch were
    } drawn for a second coding, which would lose its ground. Withdraw wrong entries one by one instead.
fault-title-batch-sampled = Batch with entries that were drawn
fault-batch-edited = { $count ->
        [one] { $count } entry of the batch was
       *[other] { $count } entries of the batch were
    } submitted, corrected, approved or withdrawn since it was imported, the first one { $entry }. Rehearse the unloading to see them all; to remove them too, say so.
fault-title-batch-edited = Batch with entries that were changed since
fault-batch-taken-out = Batch { $batch } was taken out by somebody while it was being imported. Nothing of it is stored any more. Import the file again if it is to come in.
fault-title-batch-taken-out = Batch that was taken out meanwhile
fault-profile-unreadable = The profile { $path } could not be read. Check the path, and that you are allowed to read it.
fault-title-profile-unreadable = Profile that could not be read
fault-profile-syntax = Line { $line } of the profile is not as expected. Correct it and try again. Detail: { $detail }
fault-title-profile-syntax = Profile not understood
fault-profile-unanswered = The profile has questions that only you can answer: { $questions }. Answer each where it stands in the profile, then take it out of the list “unanswered”.
fault-title-profile-unanswered = Profile with open questions
fault-profile-not-found = No profile fits { $path }. Look at the file with “casetime import sniff”, draft a profile with “casetime import profile new”, then name it with --profile.
fault-title-profile-not-found = No profile fits the file
fault-profile-not-one = Several profiles fit { $path }: { $profiles }. Choose one of them with --profile.
fault-title-profile-not-one = More than one profile fits
fault-profile-contradiction = In the profile, “{ $key }” and “{ $other }” contradict each other. Change one of the two.
fault-title-profile-contradiction = Profile that contradicts itself
fault-golden-row-contradicted =
    { $line ->
        [0] Golden row { $number } of the profile means something else here:
       *[other] Line { $line } is golden row { $number } of the profile and means something else here:
    } { $told ->
        [no] the { $field } is not the one that is expected.
       *[other] for “{ $field }”, “{ $expected }” is expected and “{ $found }” was found.
    } Nothing was stored. Check that the file was exported as usual; if the export has changed, correct the profile.
fault-title-golden-row-contradicted = Golden row with another meaning
fault-profile-name-format = “{ $value }” cannot be the name of a profile. Use small letters, digits and -_. and begin with a letter or digit; 60 characters are the most.
fault-title-profile-name-format = Name of a profile not as expected
fault-profile-version = The profile { $name } is sent as version { $value }, but its next version is { $expected }. Look at what is saved, then set version = { $expected }.
fault-title-profile-version = Version of a profile not the next one
fault-unknown-profile = No profile is known as “{ $value }”. See “casetime import profile list”, or name a file that is there.
fault-title-unknown-profile = Profile not known
fault-person-ambiguous = Several people are called “{ $value }”. Write the number of the person, or have one of them renamed.
fault-title-person-ambiguous = Name of several people
fault-file-ambiguous = Several files are known by “{ $value }”. Write the number of the file.
fault-title-file-ambiguous = Name of several files
fault-profile-activity-unknown = The profile gives the label “{ $label }” the code { $value }, which the vocabulary does not have. Name an activity that it has.
fault-title-profile-activity-unknown = Activity of the profile not known
fault-header-not-found = No line of the file has the columns that the profile names: { $columns }. Check that it is the right file, or correct the names in the profile.
fault-title-header-not-found = Header not found
fault-column-missing = The header has no column “{ $column }”; it has { $found }. Correct the name in the profile, or export this column too.
fault-title-column-missing = Column missing
fault-days-missing = No header here names a day; the file has { $found }. Say under days in the profile what the headers of days look like, or take days out of it.
fault-title-days-missing = No column of a day
fault-column-doubled = The header has the column “{ $column }” more than once. Rename the others, so that it is clear which one is meant.
fault-title-column-doubled = Column doubled
fault-encoding-broken = Some bytes here cannot be read as { $encoding }. Name the encoding of the file in the profile, or save the file again as UTF-8.
fault-title-encoding-broken = Bytes that cannot be read
fault-nul-byte = There is a NUL byte here, which no text has. The file may be damaged: export it again.
fault-title-nul-byte = NUL byte
fault-line-too-long = This line is { $length } long, above the limit of { $limit }. A quote may have been left open: check here and on the lines before.
fault-title-line-too-long = Line too long
fault-too-many-cells =
    { $limit ->
        [one] This line has more than { $limit } cell.
       *[other] This line has more than { $limit } cells.
    } Check the separator that the profile names.
fault-title-too-many-cells = Too many cells
fault-cell-count =
    This line has { $found ->
        [one] { $found } cell
       *[other] { $found } cells
    } where the header has { $expected }. Look for a missing separator, or one inside a text that is not in quotes.
fault-title-cell-count = Another number of cells
fault-quote-unclosed = A quote opens here and never closes. Close it, or double it if it belongs to the text.
fault-title-quote-unclosed = Quote left open
fault-number-unreadable = “{ $value }” is not understood as a number. Check it, and the decimal sign that the profile names.
fault-title-number-unreadable = Number not understood
fault-durations-disagree =
    Two amounts of time stand here and disagree: { $first ->
        [one] { $first } minute
       *[other] { $first } minutes
    } and { $second ->
        [one] { $second } minute
       *[other] { $second } minutes
    }. Correct the one that is wrong.
fault-title-durations-disagree = Amounts of time that disagree
fault-end-before-start = The end is before the start. Exchange the two, or correct one of them.
fault-title-end-before-start = End before start
fault-total-differs = The total on line { $line } says { $stated }, and its rows come to { $summed }. Check whether a row is missing or was changed.
fault-title-total-differs = Total that differs
fault-not-time = “{ $value }” stands for something other than time worked, such as an expense. Leave this row out; only time is recorded here.
fault-title-not-time = Not time worked

## Reports

fault-unknown-dimension = A report cannot be divided by “{ $value }”. Choose one of { $choices }.
fault-title-unknown-dimension = Division not known
fault-unknown-figure = There is no figure “{ $value }”. The list of figures has those there are.
fault-title-unknown-figure = Figure not known
fault-fiscal-year-format = “{ $value }” is not a fiscal year. Write both of its years, such as 2009-10.
fault-title-fiscal-year-format = Fiscal year not understood
fault-span-format = “{ $value }” is neither a year nor a day. Write a fiscal year such as 2009-10, a calendar year such as 2010, or a day such as 2010-06-30.
fault-title-span-format = Year or day not understood
fault-report-too-large = This report would show { $found } periods or groups; { $limit } is the most one report shows. Choose a shorter span, or longer periods.
fault-title-report-too-large = Report too large

## Installation

fault-database-missing = There is no casetime database at { $database } yet. Create it with `casetime init`.
fault-title-database-missing = No database yet
fault-database-exists = There is a database at { $database } already, and it was left as it is. Use it, or name another place with `--database`.
fault-title-database-exists = Database already there
fault-database-older = The database is older than this program. Make a backup, then bring the database up to date with `casetime migrate`.
fault-title-database-older = Database older than the program
fault-database-newer = The database is at version { $found }, and this program knows versions up to { $known }. Install a newer casetime.
fault-title-database-newer = Database newer than the program
fault-database-busy = Another process holds the database. Wait until it is done, or stop it, then try again.
fault-title-database-busy = Database busy
fault-database-unreachable = The database does not answer. Check that it is running and that its address is right, then try again.
fault-title-database-unreachable = Database does not answer
fault-database-damaged = The database is damaged. Stop casetime, keep the damaged files aside, and bring back the last backup with `casetime restore`.
fault-title-database-damaged = Database damaged
fault-storage-full = No room is left on the disk, so this was not saved. Make room, then try again.
fault-title-storage-full = Disk full
fault-address-not-loopback = { $address } can be reached from other machines, and casetime answers this machine only. Use 127.0.0.1 or [::1].
fault-title-address-not-loopback = Address open to other machines
fault-address-unavailable = casetime cannot listen on { $address }; another program may be using it. Choose another address or port with `--listen`.
fault-title-address-unavailable = Address not available
fault-output-exists = There is something at { $path } already, and it was left as it is. Name another place, or move it away first.
fault-title-output-exists = Output already there
fault-output-unwritable = { $path } cannot be written. Check that its folder exists, and that you are allowed to write there.
fault-title-output-unwritable = Output that cannot be written
fault-usage = The command line is not understood. See what it takes with `casetime --help`. Detail: { $detail }
fault-title-usage = Command line not understood
fault-configuration = The configuration is not understood. Correct the setting named here and start again. Detail: { $detail }
fault-title-configuration = Configuration not understood
fault-internal = Something went wrong inside casetime. Try again; if it happens again, report it to those who look after casetime here.
fault-title-internal = Fault in casetime

## Signing in, requests, operations

fault-not-signed-in = Nobody is signed in. Sign in, or send a token in the Authorization header.
fault-title-not-signed-in = Sign in first
fault-sign-in-refused = The name and the password do not fit together. Type both again, or ask the administrator of accounts for help.
fault-title-sign-in-refused = Not signed in
fault-token-refused = This token is not accepted: it is unknown, expired or revoked. Make a new one on the page of your account.
fault-title-token-refused = Token not accepted
fault-too-many-attempts = There were too many failed attempts in the last minutes. Wait { $seconds } seconds, then try again.
fault-title-too-many-attempts = Too many attempts
fault-forbidden = Your account does not have the role this needs. Ask the administrator of accounts if you should have it.
fault-title-forbidden = Not allowed
fault-not-your-time = Only the person who did the work records or corrects this time. Record your own time, or ask that person.
fault-title-not-your-time = Somebody else’s time
fault-form-expired = This form belongs to a session that has ended, so nothing was changed. Open the page again and send the form from there.
fault-title-form-expired = Form of an ended session
fault-password-temporary = Your password was chosen by somebody else. Choose one of your own before you go on.
fault-title-password-temporary = Choose a password first
fault-local-passwords-off = Passwords are not used here. Sign in through the provider of your organization.
fault-title-local-passwords-off = No passwords here
fault-password-too-short = The password has { $length } characters; it needs { $limit } or more. Several words make a good one.
fault-title-password-too-short = Password too short
fault-password-guessable = This password is easy to guess. Choose one that is not a well-known phrase, a row of keys, or made of your name.
fault-title-password-guessable = Password easy to guess
fault-passwords-differ = The two new passwords differ. Type the new password twice.
fault-title-passwords-differ = Passwords differ
fault-password-wrong = This is not your present password. Type the password you signed in with.
fault-title-password-wrong = Present password does not fit
fault-secret-missing = No secret was handed over. Write it to a file and name the file, or send it to standard input.
fault-title-secret-missing = Secret missing
fault-unknown-account = No account is known here as “{ $value }”. Check the name it signs in with.
fault-title-unknown-account = Account not known
fault-login-format = The name to sign in with has a blank or a control character in it. Write it as one word, such as a.tremblay.
fault-title-login-format = Name to sign in with not understood
fault-login-taken = Another account signs in as “{ $value }” already. Choose another name.
fault-title-login-taken = Name taken
fault-person-has-account = The person { $value } has an account already. Change that account instead.
fault-title-person-has-account = Person has an account
fault-unknown-role = There is no role “{ $value }”. The roles are timekeeper, manager, head, keeper, auditor and administrator.
fault-title-unknown-role = Role not known
fault-unknown-scope = There is no scope “{ $value }”. The description of the API lists the scopes.
fault-title-unknown-scope = Scope not known
fault-team-required = A manager manages a team. Name the team, as in manager:Team A.
fault-title-team-required = Team missing
fault-team-forbidden = Only the role manager has a team. Leave the team out, or choose the role manager.
fault-title-team-forbidden = Team not expected
fault-person-required = An account that records its own time stands for a person. Name the person.
fault-title-person-required = Person missing
fault-last-administrator = This is the last account that keeps the accounts. Give another account the role “Administrator of accounts” first.
fault-title-last-administrator = Last administrator
fault-expiry-out-of-range = A token expires on a day between tomorrow and { $last }. Choose such a day.
fault-title-expiry-out-of-range = Expiry out of range
fault-provider-off = Signing in through a provider is not set up here. Sign in with your password.
fault-title-provider-off = Provider not set up
fault-provider-refused = What came back from the provider cannot be trusted, so nobody was signed in. Begin again from the sign-in page.
fault-title-provider-refused = Provider’s answer refused
fault-provider-unreachable = The provider of your organization does not answer. Try again in a few minutes.
fault-title-provider-unreachable = Provider does not answer
fault-provider-unknown-account = The provider knows you, but no account here is yours. Ask the administrator of accounts to add or link it.
fault-title-provider-unknown-account = No account here
fault-idempotency-key-required = This request would make something new each time it is sent. Send an Idempotency-Key header with a value of your own, such as "8e03978e-40d5-43e8-bc93-6894a57f9324".
fault-title-idempotency-key-required = Key missing
fault-idempotency-key-format = The Idempotency-Key is one string of 1 to { $limit } printable characters in quotation marks. Correct it and send the request again.
fault-title-idempotency-key-format = Key not understood
fault-idempotency-key-reused = This Idempotency-Key was used for another request. Use a new key for each new request.
fault-title-idempotency-key-reused = Key used before
fault-idempotency-key-running = A request with this Idempotency-Key is still being worked on. Wait a moment, then send the same request again.
fault-title-idempotency-key-running = Still being worked on
fault-overloaded = More is asked at this moment than can be answered in time. Nothing was changed. Try again in a few seconds.
fault-title-overloaded = Too busy
fault-request-too-slow = The request came in too slowly, so nothing was changed. Check the connection and send it again.
fault-title-request-too-slow = Request too slow
fault-answer-too-slow = The answer took too long. Whether something was changed can be seen by looking; sending the same request again does it once only.
fault-title-answer-too-slow = Answer too slow
fault-unknown-host = This service does not answer under that name. Use the address you were given.
fault-title-unknown-host = Name not known
fault-public-url-required = { $address } can be reached from other machines. Name the address people use in the setting public_url, such as https://time.example, and put a proxy with TLS in front.
fault-title-public-url-required = Public address missing
fault-audit-broken = The audit trail does not hold at event { $position }: it was changed outside the program. Keep this database as it is, and compare it with the latest backup.
fault-title-audit-broken = Audit trail broken
fault-checkpoint-differs = The checkpoint at event { $position } does not agree with the audit trail: events were changed or cut off. Keep this database as it is, and compare it with the latest backup.
fault-title-checkpoint-differs = Checkpoint differs
fault-checkpoint-forged = Line { $line } of the checkpoints is not signed by this key. Check that file and key belong together.
fault-title-checkpoint-forged = Checkpoint not signed
fault-checkpoint-unreadable = { $path } cannot be read as checkpoints or as their key. Check the path and the settings.
fault-title-checkpoint-unreadable = Checkpoints not readable
fault-backup-unsound = The backup { $path } is not sound: { $detail }. Use an earlier backup.
fault-title-backup-unsound = Backup not sound
fault-backup-unreadable = { $path } cannot be read as a backup. Check the path.
fault-title-backup-unreadable = Backup not readable
fault-database-in-use = A program has the database { $database } open. Stop it first, then try again.
fault-title-database-in-use = Database in use
fault-engine-tool = { $tool } could not do its work: { $detail }. Install the tools of the database engine, or run the command yourself.
fault-title-engine-tool = Tool of the engine failed

## Samples that are coded a second time

fault-sample-size-out-of-range = A sample has 1 to { $limit } entries. Choose another size.
fault-title-sample-size-out-of-range = Size of the sample out of range
fault-sample-larger-than-population = { $population ->
        [one] Only one entry can be drawn from
       *[other] Only { $population } entries can be drawn from
    }, fewer than the sample has. Choose a smaller sample, a longer period or more teams.
fault-title-sample-larger-than-population = More than there are
fault-nothing-to-draw = No entry of this period and these teams can be drawn. Choose a longer period or other teams.
fault-title-nothing-to-draw = Nothing to draw
fault-unknown-sampling = “{ $value }” is not a way to draw. Write one of: { $choices }.
fault-title-unknown-sampling = Way of drawing not known
fault-seed-out-of-range = A seed is a whole number from 0 to { $limit }. Write another one, or leave it out to be given one.
fault-title-seed-out-of-range = Seed out of range
fault-sample-closed = This sample was closed on { $on } and takes no more answers. Draw a new sample to code again.
fault-title-sample-closed = Sample closed
fault-sample-open = This sample still takes answers, and whoever codes must not see its result. Close it first.
fault-title-sample-open = Sample still open
fault-item-changed = This entry is not as it was when it was drawn, so it is left out of the sample. Go on with the next one.
fault-title-item-changed = Changed since the draw
fault-item-taken = Somebody else has coded this entry in the meantime. Go on with the next one.
fault-title-item-taken = Coded by somebody else
fault-item-own = This is your own entry; somebody else codes it a second time. Go on with the next one.
fault-title-item-own = Own entry
fault-answer-contradicts = The answer names a code and also says that one cannot tell. Send one of the two.
fault-title-answer-contradicts = Two answers at once
fault-answer-category = { $activity } belongs to the category { $category }. Choose that category, or another activity.
fault-title-answer-category = Activity of another category
