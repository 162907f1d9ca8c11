### What a file is, as `import sniff` tells it and as comments of drafted profiles say it; and the help of both commands.

help-import-sniff = Look at an export and tell how it can be read, with the evidence; exit code 0 when nothing is open, 1 when something must be asked
help-import-sniff-file = The export to look at, or - for standard input
help-examples-import-sniff =
    casetime import sniff export.csv
    casetime import sniff export.csv --json
help-command-import-profile = Draft, save, list, show and retire profiles, which say how exports are read
help-examples-import-profile =
    casetime import profile list
    casetime import profile new export.csv --out profile.toml
    casetime import profile save profile.toml
help-import-profile-new = Draft a profile from what a file shows; exit code 0 when it is complete, 1 when it has questions to answer
help-import-profile-new-file = The export to look at, or - for standard input
help-import-profile-new-out = Where to write the profile; standard output when not said
help-examples-import-profile-new =
    casetime import profile new export.csv --out profile.toml
    casetime import export.csv --profile profile.toml --rehearse
help-import-profile-list = List all profiles in their newest version: those that come with the program, and those that were saved
help-import-profile-show = Print a profile as it is written
help-import-profile-show-name = Its name, such as clockify, or name and version, such as clockify@2
help-examples-import-profile-show =
    casetime import profile show clockify
    casetime import profile show clockify@2
help-import-profile-save = Save the next version of a profile, once its golden rows mean what they should
help-import-profile-save-file = The profile (TOML)
help-examples-import-profile-save =
    casetime import profile save profile.toml
help-import-profile-retire = Take a saved profile out of use: it is kept, and chosen no more until its next version is saved
help-import-profile-retire-name = Its name
help-examples-import-profile-retire =
    casetime import profile retire clockify
cli-profile-saved = The profile { $name } is saved as version { $version }.
cli-profile-same = Version { $version } of the profile { $name } was saved already, the same; nothing changed.
cli-profile-retired = The profile { $name } is out of use after version { $version }.
cli-profile-of-program = shipped
cli-profile-of-people = saved
cli-profile-out-of-use = out of use

cli-draft-written = The draft is in { $path }.
cli-draft-open =
    { $count ->
        [one] { $count } question is open. Answer it in the draft, where it stands, then take it out of the list “unanswered”.
       *[other] { $count } questions are open. Answer them in the draft, where they stand, then take them out of the list “unanswered”.
    }
cli-profile-chosen = The profile { $profile } fits { $file } and is used.
cli-import-repaired =
    { $lines ->
        [one] The text of { $lines } line was encoded twice and was mended, as the profile asks.
       *[other] The text of { $lines } lines was encoded twice and was mended, as the profile asks.
    }

sniff-heading-layout = Layout
sniff-heading-rows = Rows
sniff-heading-columns = Columns
sniff-heading-plan = What the columns seem to stand for
sniff-heading-profiles = Profiles
sniff-heading-questions = Open: only you can tell
sniff-nothing-open = Nothing is open.
sniff-extent-whole = The whole file was looked at: { $bytes } bytes.
sniff-extent-part = Of { $bytes } bytes { $read } were looked at: the beginning, and { $samples } samples of the rest.
sniff-line = line { $line }
sniff-line-text = “{ $text }” on line { $line }
sniff-byte = at byte { $byte }
sniff-byte-text = “{ $text }” at byte { $byte }

sniff-encoding-mark = The encoding is { $encoding }: a mark stands at the beginning
sniff-encoding-zeros = The encoding is { $encoding }: every other byte is zero
sniff-encoding-ascii = The encoding is { $encoding }: nothing but ASCII was seen
sniff-encoding-utf8 =
    { $utf ->
        [one] The encoding is { $encoding }: so is the one line with letters beyond ASCII
       *[other] The encoding is { $encoding }: so are all { $utf } lines with letters beyond ASCII
    }
sniff-encoding-single =
    { $single ->
        [one] The encoding is { $encoding }: { $single } line is not UTF-8
       *[other] The encoding is { $encoding }: { $single } lines are not UTF-8
    }
sniff-encoding-single-alike =
    { $single ->
        [one] The encoding is { $encoding }, which here reads the same as iso-8859-1: { $single } line is not UTF-8
       *[other] The encoding is { $encoding }, which here reads the same as iso-8859-1: { $single } lines are not UTF-8
    }
sniff-encoding-both = The encoding is { $encoding }: { $single } of the lines with letters beyond ASCII are not UTF-8, { $utf } are
sniff-encoding-unassigned = The encoding is not known: there are bytes that Windows-1252 does not have
sniff-encoding-not-text = This is not a text file
sniff-double =
    { $lines ->
        [one] The text of { $lines } line was encoded twice; repair = "double-encoded" mends it
       *[other] The text of { $lines } lines was encoded twice; repair = "double-encoded" mends it
    }
sniff-nul =
    { $lines ->
        [one] { $lines } line holds a zero byte and will be rejected
       *[other] { $lines } lines hold a zero byte and will be rejected
    }
sniff-delimiter = Cells are separated by { $sign }: { $alike } of the first { $rows } rows have { $cells } cells
sniff-delimiter-none = Every row has one cell
sniff-blank-after = A blank stands behind the separator
sniff-trailing = Rows end with a separator that begins no cell
sniff-sign-name-comma = a comma
sniff-sign-name-semicolon = a semicolon
sniff-sign-name-tab = a tab
sniff-sign-name-pipe = a vertical bar
sniff-quote = Around cells stands { $sign }: seen in { $rows } of the first rows
sniff-quote-unseen = No sign around cells was seen
sniff-quote-none = Quotation marks are letters here
sniff-escape-backslash = A quotation mark inside a quoted cell stands behind a backslash
sniff-ends = Lines end with { $name }
sniff-ends-mixed = Lines end in different ways
sniff-suffix = Each line ends with { $suffix }
sniff-format = The first line names the format: { $format }
sniff-preamble =
    { $lines ->
        [one] { $lines } line stands above the rows
       *[other] { $lines } lines stand above the rows
    }
sniff-header = Line { $line } names the columns
sniff-header-none = No line names the columns; the rows begin on line { $line }, and columns go by their numbers
sniff-header-open = Line { $line } may name the columns, or be the first row
sniff-doubled = Names that stand more than once, which a profile cannot use: { $names }
sniff-rows =
    { $rows ->
        [one] { $rows } row was looked at, and blank ones: { $blank }
       *[other] { $rows } rows were looked at, and blank ones: { $blank }
    }
sniff-headers-again =
    { $count ->
        [one] The names of the columns are repeated { $count } time
       *[other] The names of the columns are repeated { $count } times
    }
sniff-totals =
    { $count ->
        [one] { $count } row is a total
       *[other] { $count } rows are totals
    }
sniff-total = total
sniff-subtotal = subtotal
sniff-running = running total
sniff-ragged =
    { $count ->
        [one] { $count } row has more or fewer cells than there are columns
       *[other] { $count } rows have more or fewer cells than there are columns
    }
sniff-damaged =
    { $count ->
        [one] { $count } row is damaged and will be rejected
       *[other] { $count } rows are damaged and will be rejected
    }

sniff-kind-empty = empty
sniff-kind-date = dates
sniff-kind-instant = dates with a time of day
sniff-kind-date-without-year = days without a year
sniff-kind-date-in-words = dates in words, which cannot be read
sniff-kind-date-serial = numbers that are dates in a spreadsheet
sniff-kind-time-of-day = times of day
sniff-kind-duration = durations
sniff-kind-time-or-duration = times of day or durations
sniff-kind-time-range = ranges of times, which cannot be read
sniff-kind-decimal = numbers with decimals
sniff-kind-whole = whole numbers
sniff-kind-code = codes
sniff-kind-text = text
sniff-form = written { $form }
sniff-order-ymd = year first
sniff-order-dmy = day first
sniff-order-mdy = month first
sniff-order-open = the order of day and month is open
sniff-year-by-values =
    { $first ->
        [one] the first number takes { $first } value, the last { $last }
       *[other] the first number takes { $first } values, the last { $last }
    }
sniff-two-digit-years = years of two digits
sniff-sign-point = the decimal sign is a point
sniff-sign-comma = the decimal sign is a comma
sniff-sign-open = the decimal sign is open
sniff-thousands = thousands are separated by “{ $sign }”
sniff-others =
    { $count ->
        [one] { $count } cell holds something else
       *[other] { $count } cells hold something else
    }
sniff-empty-cells =
    { $count ->
        [one] { $count } cell is empty
       *[other] { $count } cells are empty
    }

sniff-means-person = Who did the work
sniff-means-file = The file it was done on
sniff-means-activity = What was done
sniff-means-date = The day
sniff-means-days = Each day has a column of its own
sniff-means-row-total = Total of a row
sniff-means-duration = How long it took
sniff-means-start = When it began
sniff-means-end = When it ended
sniff-means-narrative = What the entry says
sniff-means-entered-on = The day the entry was made
sniff-means-source-id = An identifier of each row
sniff-means-row-kind = Which rows are time
sniff-borne-out = A second measure ({ $form }) agrees in { $agree } of { $all } rows
sniff-fingerprint = The fingerprint of the names of the columns is { $fingerprint }
sniff-fits-none = No profile fits
sniff-fits-fingerprint = { $profile } was made for these columns
sniff-fits-columns = { $profile } finds all its columns

sniff-answers = Possible answers: { $answers }
sniff-ask-not-text = This is not a text file. Export it as CSV and look again.
sniff-ask-no-rows = No rows were found to conclude anything from. Check the period that was exported.
sniff-ask-encoding = Which encoding is the file in? Some of its bytes belong to none that is recognized. ({ $key })
sniff-ask-delimiter = Which sign separates the cells? Two fit equally well. ({ $key })
sniff-ask-escape = How is a quotation mark inside a quoted cell written? Both ways stand in the file. ({ $key })
sniff-ask-header = Does the first row name the columns? ({ $key })
sniff-ask-person = Who did the work? No column seems to say it. ({ $key })
sniff-ask-file = On which file was the work done? No column seems to say it. ({ $key })
sniff-ask-date = Which column holds the day of the work? ({ $key })
sniff-ask-date-without-year = The days in “{ $column }” have no year. Export the file with whole dates, or add a column with them. ({ $key })
sniff-ask-date-in-words = The days in “{ $column }” are written in words that cannot be read. Export them as 2026-03-31. ({ $key })
sniff-ask-date-serial = The days in “{ $column }” are numbers of a spreadsheet. Format the column as dates like 2026-03-31 and export it again. ({ $key })
sniff-ask-date-order = All days in “{ $column }” can be read in several orders: say day first or month first, or year first where that is among the answers. ({ $key })
sniff-ask-date-order-mixed = The dates in “{ $column }” contradict each other: say which order is right; the others will be rejected. ({ $key })
sniff-ask-duration = Which column tells how long the work took, and how is it written? ({ $key })
sniff-ask-duration-unit = Does “{ $column }” count hours, minutes or seconds? ({ $key })
sniff-ask-decimal-sign = Is the sign in “{ $column }” before decimals or between thousands: is the decimal sign a point or a comma? ({ $key })
sniff-ask-decimal-sign-mixed = In “{ $column }” decimals stand behind points and behind commas: say which is right; the others will be rejected. ({ $key })

draft-made = Drafted by casetime from { $file }. The comments tell what was seen there.
draft-answer = It cannot be used before the questions below are answered: take the “#?” from the line that is right, write what is missing, and take the question out of the list.
draft-person = Nobody is named in the file: write the number or name of the one person, or the column that says it.
draft-file = No file is named: write the number of the one file, or the column that says it.
draft-unknown-file = Rows on files that are not known wait for a person; "reject" refuses them.
draft-crosswalk = Codes and labels of the vocabulary are understood. Other labels wait for a person, unless they are listed here:
draft-activity = No column tells what was done, so every row waits for a person, unless one code stands for all:
draft-days = Each day has a column of its own, from “{ $first }” to “{ $last }”: { $count } columns. A row becomes one entry for each day in which something stands.
draft-row-total = The total of the row, which must be that of its days.
draft-over-midnight = In some rows the end comes before the start: it is on the next day.
draft-also = It agrees with the first measure in { $agree } of { $all } rows; rows where it does not are rejected.
draft-source-id = No two rows have the same identifier: a row that comes again is the same row.
draft-total-agrees = These totals agree with the rows above them.
draft-total-open = What these rows total could not be found out, so they are recognized and not compared.
