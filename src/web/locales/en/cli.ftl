### The command line: its help (help-<command>-<argument>) and what it says while it works. Headings carry no colon:
### clap adds it. Example lines are typed as they stand, so they are the same in both languages.

## Headings

help-usage = Usage
help-options = Options
help-commands = Commands
help-arguments = Arguments
help-examples = Examples

## The program and its global options

help-app = Records time on legal files, and keeps technical assistance and strategic advice apart.
help-global-database = The database: a path for SQLite, or a postgres:// address
help-global-config = The configuration file (TOML)
help-global-lang = The language of sentences and reports: en or fr
help-global-quiet = Say only what went wrong
help-global-json = Write results as JSON
help-global-no-color = Write without colours
help-global-help = Show this help
help-global-version = Show the version of the program
help-help = Show the help of a command

## init

help-init = Create the database, with the vocabulary that comes with the program
help-examples-init =
    casetime init
    casetime init --database /srv/casetime/casetime.db

## migrate

help-migrate = Bring the database up to date with this program
help-examples-migrate =
    casetime migrate
    casetime migrate --database /srv/casetime/casetime.db

## serve

help-serve = Serve the pages and the API
help-serve-listen = The address and port to listen on
help-examples-serve =
    casetime serve
    casetime serve --listen 127.0.0.1:8080

## demo

help-demo = Try the program with a generated section, in a temporary folder
help-demo-people = How many people record time
help-demo-years = How many fiscal years of entries
help-demo-seed = The number that the section grows from; the same number gives the same section
help-demo-listen = The address and port to listen on
help-examples-demo =
    casetime demo
    casetime demo --people 12 --years 3
    casetime demo --seed 7 --listen 127.0.0.1:8080

## record

help-record = Record time worked on a file
help-record-person = The number of the person who did the work
help-record-file = The number of the file
help-record-on = The day the work was done, such as 2026-11-20
help-record-time = How long the work took: 1:30, 1h30, 1.5 or 90m
help-record-activity = The code of the activity, such as TA-LEG
help-record-note = A text file with the narrative, or - for standard input; a narrative is never typed on the command line
help-record-id = An identifier of your own (UUID), so that the same command can be run again without recording twice
help-examples-record =
    casetime record --person P-004 --file UKR-12 --on 2026-11-20 --time 1h30 --activity TA-LEG
    casetime record --person P-004 --file UKR-12 --on 2026-11-20 --time 0:45 --activity TA-MGT --note note.txt
    casetime record --person P-004 --file SA-7 --on 2026-11-20 --time 90m --activity SA-POL --note - < note.txt

## import

help-import = Take in a legacy export, line by line, each line accounted for
help-import-file = The export to take in (CSV, also in gzip or ZIP, or a workbook), or - for standard input
help-import-profile = The profile that says how the export is to be read: a file (TOML), or the name of a saved or shipped one, such as clockify or clockify@2; when not said, the one that fits
help-import-rehearse = Do everything as usual, then store nothing
help-import-apply-changes = Also change entries whose rows the source has changed since an earlier import; those that a person has changed stay as they are
help-import-rejects = Where to write the rows that were rejected, with the reason for each (.csv or .xlsx)
help-examples-import =
    casetime import sniff export.csv
    casetime import export.csv --rehearse
    casetime import export.csv --profile icase-plain --rejects rejects.csv
    casetime import repair rejects.csv

## report

help-report = Make a report
help-report-workload = Hours and shares by category, activity, file and more, over time
help-report-workload-from = The first fiscal year such as 2009-10, calendar year such as 2010, or day
help-report-workload-to = The last fiscal year, calendar year or day
help-report-workload-by = What the hours are divided by: category, activity, file-type, country, project, client, team, file, person, status or language
help-report-workload-across = What they are crossed with: another one of these
help-report-workload-per = The length of one period: fiscal-year, fiscal-quarter, month, calendar-year or week
help-report-workload-as-of = How the codes of activities are read: recorded, or today for today’s list
help-report-workload-category = Only this category, by code
help-report-workload-activity = Only this activity, by code
help-report-workload-file-type = Only files of this type; - for those without
help-report-workload-country = Only files of this country; - for those without
help-report-workload-project = Only files of this project; - for those without
help-report-workload-client = Only time for this client, as recorded; - for none
help-report-workload-team = Only people who were in this team then; - for none
help-report-workload-file = Only this file, by number
help-report-workload-person = Only this person, by number
help-report-workload-status = Only entries with this status: draft, submitted, returned or approved
help-report-workload-language = Only entries recorded in this language: en, fr or - for not known
help-report-workload-shared = Do not show small groups, nor what they would follow from
help-report-workload-format = How to write the report: table, csv or json
help-report-demand = Requests and files: what came, what was decided, what is open
help-report-demand-from = { help-report-workload-from }
help-report-demand-to = { help-report-workload-to }
help-report-demand-per = { help-report-workload-per }
help-report-demand-shared = { help-report-workload-shared }
help-report-demand-format = { help-report-workload-format }
help-report-quality = What is missing, hardly plausible, late, held or changed, with targets
help-report-quality-from = { help-report-workload-from }
help-report-quality-to = { help-report-workload-to }
help-report-quality-per = { help-report-workload-per }
help-report-quality-shared = { help-report-workload-shared }
help-report-quality-format = { help-report-workload-format }
help-report-capacity = Hours people were there for, against the hours they recorded
help-report-capacity-from = { help-report-workload-from }
help-report-capacity-to = { help-report-workload-to }
help-report-capacity-per = { help-report-workload-per }
help-report-capacity-shared = { help-report-workload-shared }
help-report-capacity-format = { help-report-workload-format }
help-report-timeliness = How long after the work time is entered
help-report-timeliness-from = { help-report-workload-from }
help-report-timeliness-to = { help-report-workload-to }
help-report-timeliness-by = { help-report-workload-by }
help-report-timeliness-per = { help-report-workload-per }
help-report-timeliness-category = { help-report-workload-category }
help-report-timeliness-team = { help-report-workload-team }
help-report-timeliness-shared = { help-report-workload-shared }
help-report-timeliness-format = { help-report-workload-format }
help-report-sign-off = Files whose lead counsel has confirmed a period, or has not
help-report-sign-off-period = A month such as 2026-11, a quarter such as 2026-27-Q3 or a fiscal year such as 2026-27
help-report-sign-off-shared = { help-report-workload-shared }
help-report-sign-off-format = { help-report-workload-format }
help-report-chase = What there is to ask people about
help-report-chase-list = Which list: missing, implausible or unsubmitted
help-report-chase-from = The first day of work; otherwise 30 days before the last
help-report-chase-to = The last day of work; otherwise today
help-report-chase-format = { help-report-workload-format }
help-report-figures = Every figure: what it counts, its unit, where it comes from
help-report-explain = What a figure counts, its value, and the entries behind it
help-report-explain-figure = The figure, as casetime report figures calls it
help-report-explain-from = { help-report-workload-from }
help-report-explain-to = { help-report-workload-to }
help-report-explain-by = { help-report-workload-by }
help-report-explain-across = { help-report-workload-across }
help-report-explain-per = { help-report-workload-per }
help-report-explain-as-of = { help-report-workload-as-of }
help-report-explain-category = { help-report-workload-category }
help-report-explain-activity = { help-report-workload-activity }
help-report-explain-file-type = { help-report-workload-file-type }
help-report-explain-country = { help-report-workload-country }
help-report-explain-project = { help-report-workload-project }
help-report-explain-client = { help-report-workload-client }
help-report-explain-team = { help-report-workload-team }
help-report-explain-file = { help-report-workload-file }
help-report-explain-person = { help-report-workload-person }
help-report-explain-status = { help-report-workload-status }
help-report-explain-language = { help-report-workload-language }
help-report-explain-shared = { help-report-workload-shared }
help-report-explain-format = { help-report-workload-format }
cli-report-value = Value
cli-report-behind = Entries behind it
cli-report-left-out = { $count ->
        [one] One more value is not shown.
       *[other] { $count } more values are not shown.
    }
help-examples-report =
    casetime report workload --by category --across country --per fiscal-quarter
    casetime report timeliness --from 2024-25
    casetime report explain hours --country UA --from 2026-27
help-examples-report-workload =
    casetime report workload --by category --from 2009-10 --to 2011-12
    casetime report workload --by activity --across team --per month --format csv > workload.csv
    casetime report workload --by country --category TA --shared --format json
help-examples-report-demand =
    casetime report demand --per fiscal-quarter
help-examples-report-timeliness =
    casetime report timeliness --by team --per month --from 2025-26
help-examples-report-quality =
    casetime report quality --from 2026-27 --format csv > quality.csv
help-examples-report-capacity =
    casetime report capacity --per fiscal-quarter --from 2025-26
help-examples-report-sign-off =
    casetime report sign-off 2026-27-Q2
help-examples-report-chase =
    casetime report chase missing --from 2026-11-01
help-examples-report-figures =
    casetime report figures --json
help-examples-report-explain =
    casetime report explain hours --category TA --from 2026-27
    casetime report explain held

## vocabulary

help-vocabulary = Check, show and export the codes that entries carry, and change them from version to version
help-vocabulary-check = Check a vocabulary file and name every fault in it
help-vocabulary-check-file = The vocabulary file to check (TOML)
help-vocabulary-show = Show the categories and activities with their definitions
help-vocabulary-export = Write the vocabulary for other programs
help-vocabulary-export-format = How to write it: csv, json, skos (Turtle), skos-json (JSON-LD) or toml
help-vocabulary-apply = Apply the next version of the vocabulary, and say which figures it moves
help-vocabulary-apply-file = The vocabulary file to apply (TOML)
help-vocabulary-apply-rehearse = Do everything as usual, then store nothing
help-vocabulary-retire = Apply a next version in which one code is retired
help-vocabulary-retire-code = The code to retire
help-vocabulary-retire-on = The last day on which it may be used, such as 2026-03-31
help-vocabulary-retire-replaced-by = The code that takes its place; named several times, they share it
help-vocabulary-retire-rehearse = Do everything as usual, then store nothing
help-examples-vocabulary-apply =
    casetime vocabulary export --format toml > vocabulary.toml
    casetime vocabulary apply vocabulary.toml --rehearse
    casetime vocabulary apply vocabulary.toml
help-examples-vocabulary-retire =
    casetime vocabulary retire TA-TRN --on 2026-03-31 --replaced-by TA-INST --rehearse
    casetime vocabulary retire SA-RES --on 2026-03-31
help-examples-vocabulary =
    casetime vocabulary show
    casetime vocabulary check vocabulary.toml
    casetime vocabulary export --format skos > vocabulary.ttl
help-examples-vocabulary-check =
    casetime vocabulary check vocabulary.toml
    casetime vocabulary check vocabulary.toml --json
help-examples-vocabulary-show =
    casetime vocabulary show
    casetime vocabulary show --lang fr
help-examples-vocabulary-export =
    casetime vocabulary export --format csv > vocabulary.csv
    casetime vocabulary export --format skos > vocabulary.ttl

## people

help-people = Add, load and list the people who record time, and how much they work
help-people-add = Add one person
help-people-add-number = The number the person is known by
help-people-add-name = The name, as it is shown
help-people-add-team = The team the person belongs to
help-people-add-kind = What the person is: lawyer, paralegal or other; lawyer when not given
help-people-add-active-from = The first day on which the person records time
help-people-add-active-to = The last day on which the person records time
help-people-add-days-per-week = How many days a week the person works; 5 when not given
help-people-add-login = Give the person an account that signs in with this name; without --number, the account stands for nobody
help-people-add-role = A role of the account: timekeeper, manager:TEAM, head, keeper, auditor or administrator; may be repeated
help-people-add-password-file = The file with the password of the account, or - for standard input
help-people-load = Add many people from a file
help-people-load-file = The file with one person per row (CSV), or - for standard input
help-people-list = List the people
help-people-schedule = Say from when on a person works how much, until the next such date
help-people-schedule-number = The number of the person
help-people-schedule-from = The first day; what was said for the same day before is replaced
help-people-schedule-kind = full_time, part_time or absent; while absent no time is expected
help-people-schedule-time = The hours of a working day, such as 7:30; 7.5 hours when not given
help-people-schedule-days = How many days a week the person works; as stored of the person when not given
help-people-schedules = List from when on a person works how much
help-people-schedules-number = The number of the person
help-examples-people =
    casetime people list
    casetime people load people.csv
help-examples-people-add =
    casetime people add --number P-004 --name "Amina Tremblay" --team Projects
    casetime people add --number P-005 --name "Jean Roy" --active-from 2026-04-01
    casetime people add --login admin --name "Amina Tremblay" --role administrator --password-file password.txt
help-examples-people-load =
    casetime people load people.csv
    casetime people load - < people.csv
help-examples-people-list =
    casetime people list
    casetime people list --json
help-examples-people-schedule =
    casetime people schedule P-004 --from 2026-09-01 --kind part_time --time 7:30 --days 3
    casetime people schedule P-004 --from 2027-01-04 --kind absent
help-examples-people-schedules =
    casetime people schedules P-004

## accounts

help-accounts = List and change the accounts people sign in with
help-accounts-list = List the accounts
help-accounts-disable = Let an account sign in no more, and end its sessions
help-accounts-disable-login = The name the account signs in with
help-accounts-password = Give an account another password, and end its sessions
help-accounts-password-login = The name the account signs in with
help-accounts-password-password-file = The file with the new password, or - for standard input; a password is never typed on the command line
help-accounts-role = Change the roles of an account
help-accounts-role-login = The name the account signs in with
help-accounts-role-add = A role to give: timekeeper, manager:TEAM, head, keeper, auditor or administrator; may be repeated
help-accounts-role-remove = A role to take away, written as the list shows it; may be repeated
help-examples-accounts =
    casetime accounts list
    casetime accounts role a.tremblay --add head
help-examples-accounts-list =
    casetime accounts list
    casetime accounts list --json
help-examples-accounts-disable =
    casetime accounts disable a.tremblay
help-examples-accounts-password =
    casetime accounts password a.tremblay --password-file password.txt
    casetime accounts password a.tremblay --password-file - < password.txt
help-examples-accounts-role =
    casetime accounts role a.tremblay --add keeper --remove auditor
    casetime accounts role a.tremblay --add "manager:Team A"

## files

help-files = Add, load, list, search, close and reopen the files that time is recorded on
help-files-add = Add one file
help-files-add-number = The number the file is known by; left out, the next one where the settings say how numbers are made
help-files-add-title = The title of the file
help-files-add-category = The category of the file: TA, SA or OT; it stays for the life of the file
help-files-add-country = The country the work is for: two letters, such as UA
help-files-add-project = The project the work is done under
help-files-add-unfunded = Technical assistance without a funded project
help-files-add-requester = Who asked for the work
help-files-add-agreement = The number of the funding agreement
help-files-add-risk = The risk: low, medium or high
help-files-add-complexity = The complexity: low, medium or high
help-files-add-external-number = A number in another system, such as icase:2-345678 or billing:B-12; may be repeated
help-files-add-team = The team that holds the file
help-files-add-file-type = The type of file
help-files-add-opened-on = The day the file was opened
help-files-add-closed-on = The day the file was closed
help-files-load = Add many files from a list
help-files-load-file = The list with one file per row (CSV), or - for standard input
help-files-list = List the files
help-files-search = Find files by words or by a number
help-files-search-text = What to look for: a number, or words of title, project, requester or country; accents and capitals do not matter
help-files-close = Close a file, and go on with its work on a successor
help-files-close-number = The number of the file
help-files-close-on = The last day on which time can be recorded; today when it is left out
help-files-close-reason = Why the file is closed
help-files-close-successor-category = The category of the file that goes on with the work, from the day after
help-files-close-successor-number = The number of that file
help-files-close-successor-title = The title of that file; that of the closed one when it is left out
help-files-reopen = Open a closed file again
help-files-reopen-number = The number of the file
help-files-reopen-reason = Why the file is opened again
help-files-lead = Show who leads a file, or say who does from a day on
help-files-lead-number = The number of the file
help-files-lead-person = The number of the person who leads it
help-files-lead-from = The first day on which the person leads it
help-examples-files =
    casetime files list
    casetime files load files.csv
help-examples-files-add =
    casetime files add --number UKR-12 --title "Prosecution service" --category TA --country UA --project UKR-PROS --opened-on 2026-04-01
    casetime files add --number SA-7 --title "Advice on engagement" --category SA --opened-on 2026-04-01
help-examples-files-load =
    casetime files load files.csv
    casetime files load - < files.csv
help-examples-files-list =
    casetime files list
    casetime files list --json
help-examples-files-search =
    casetime files search UKR-12
    casetime files search ethiopie --json
help-examples-files-close =
    casetime files close UKR-12 --on 2027-03-31 --reason "The project ended."
    casetime files close UKR-12 --reason "The rest is advice." --successor-category SA --successor-number SA-12
help-examples-files-reopen =
    casetime files reopen UKR-12 --reason "One more mission was agreed."
help-examples-files-lead =
    casetime files lead UKR-12
    casetime files lead UKR-12 --person P-004 --from 2027-01-04

## names

help-names = Keep the names people choose from: section, teams, countries, federal bodies, projects
help-names-list = List the names of a kind
help-names-list-kind = The kind: section, team, country, body or project
help-names-add = Add a name
help-names-add-kind = The kind: section, team, country, body or project
help-names-add-code = The code it is stored by; of a country its two letters from ISO 3166-1
help-names-add-en = The name in English
help-names-add-fr = The name in French
help-names-add-section = Of a team: the code of its section
help-names-add-agreement = Of a project: the number of its funding agreement
help-names-add-funder = Of a project: who pays
help-names-add-purpose = Of a project: its OECD-DAC purpose code, such as 15130
help-names-add-from = The first day of use, or of the project
help-names-add-to = The last day
help-names-retire = Give a name a last day; what was stored with it stays
help-names-retire-kind = The kind: section, team, country, body or project
help-names-retire-code = The code of the name
help-names-retire-on = The last day; today when it is left out
help-examples-names =
    casetime names list country
    casetime names add team NORTH --en "Team North" --fr "Équipe du Nord" --section SECTION
help-examples-names-list =
    casetime names list body
    casetime names list country --json
help-examples-names-add =
    casetime names add team NORTH --en "Team North" --fr "Équipe du Nord" --section SECTION
    casetime names add project JUST --en "Justice Undertakings" --fr "Engagements de justice" --agreement CA-3-A032861002 --purpose 15130
help-examples-names-retire =
    casetime names retire team NORTH --on 2027-03-31

## requests

help-requests = Enter and list what is asked of the section
help-requests-add = Enter a request
help-requests-add-received-on = The day it arrived; left out: today
help-requests-add-requester = Who asks
help-requests-add-country = The country it is about: two letters, such as UA
help-requests-add-wanted = The service that is wanted
help-requests-add-deadline = The day by which it is wanted
help-requests-list = List the requests, the latest number first
help-examples-requests =
    casetime requests add --requester "Global Affairs Canada" --country UA --wanted "Training of prosecutors"
    casetime requests list
help-examples-requests-add =
    casetime requests add --requester "Global Affairs Canada" --country UA --wanted "Training of prosecutors"
    casetime requests add --received-on 2026-11-02 --requester "Council of Europe" --wanted "A fact sheet" --deadline 2026-12-15
help-examples-requests-list =
    casetime requests list
    casetime requests list --json

## export

help-export = Write entries for other programs to standard output
help-export-entries = The entries of a person, with their narratives
help-export-entries-person = The number of the person
help-export-entries-from = The first day; left out: everything there is
help-export-entries-to = The last day; left out: today
help-export-entries-format = The form: csv or json; left out: csv
help-export-ledes = The time of a file as LEDES 1998B; nothing is billed, so every amount is 0.00
help-export-ledes-file = The number of the file
help-export-ledes-from = The first day; left out: everything there is
help-export-ledes-to = The last day; left out: today
help-examples-export =
    casetime export entries --person P-004 --from 2026-04-01 > entries.csv
    casetime export ledes --file UKR-12 --from 2026-04-01 --to 2026-06-30 > ukr-12.txt
help-examples-export-entries =
    casetime export entries --person P-004 > entries.csv
    casetime export entries --person P-004 --from 2026-04-01 --to 2027-03-31 --format json
help-examples-export-ledes =
    casetime export ledes --file UKR-12 > ukr-12.txt
    casetime export ledes --file UKR-12 --from 2026-04-01 --to 2026-06-30 > ukr-12.txt

## generate

help-generate = Write a generated section as files, to try imports and reports on
help-generate-people = How many people record time
help-generate-years = How many fiscal years of entries
help-generate-seed = The number that the section grows from; the same number gives the same files
help-generate-out = The folder to write to
help-examples-generate =
    casetime generate --out generated
    casetime generate --people 40 --years 10 --seed 7 --out generated

## schema

help-schema = Write or check the schemas that are generated from the program
help-schema-write = Write the schemas anew
help-schema-check = Compare the stored schemas with the program, and change nothing
help-examples-schema =
    casetime schema --check
    casetime schema --write

## What commands say

cli-initialized = The database is ready: { $database }
cli-migrated =
    { $count ->
        [one] { $count } migration was carried out; the database is now at version { $version }.
       *[other] { $count } migrations were carried out; the database is now at version { $version }.
    }
cli-nothing-to-migrate = The database is up to date already; nothing changed.
cli-recorded = Recorded { $time } on { $file }, { $activity }, { $date } (entry { $id }).
cli-recorded-again = This entry was recorded before (entry { $id }); nothing changed.
cli-import-rehearsed = This was a rehearsal: nothing was stored.
cli-import-done =
    { $lines ->
        [one] Imported. { $lines } line was read and is accounted for:
       *[other] Imported. { $lines } lines were read, and each is accounted for:
    }
cli-import-same = This file was imported on { $date } as batch { $batch }; nothing changed.
cli-import-member = Read from { $name } in a { $container } archive.
cli-import-sheet = Read from sheet “{ $sheet }” of an { $container } workbook. The numbers of lines are those of its rows.
cli-import-hidden = The workbook hides these sheets: { $sheets }
cli-import-formulas =
    { $count ->
        [one] { $count } cell holds a formula; the value stored with it was read.
       *[other] { $count } cells hold formulas; the values stored with them were read.
    }
cli-import-formulas-empty =
    { $count ->
        [one] { $count } formula has no value stored with it: open the workbook, save it, and import it again.
       *[other] { $count } formulas have no values stored with them: open the workbook, save it, and import it again.
    }
outcome-new = new
outcome-same = same as stored
outcome-changed = changed by the source
outcome-duplicate = duplicate
outcome-held = held for review
outcome-rejected = rejected
outcome-total = total line
outcome-header = header
outcome-preamble = above the header
outcome-blank = blank
outcome-sum = lines of the file
cli-import-rejects = The rejected rows are in { $path }. Correct them there, then send that file back: casetime import repair { $path }
cli-import-changes = Rows that the source has changed since an earlier import:
cli-import-change = line { $line }: { $fields } ({ $state })
cli-import-change-field = { $field } { $before } → { $after }
cli-import-change-hidden = another { $field }
cli-import-change-made = entry changed
cli-import-change-asked = entry as before
cli-import-change-edited = entry as before: a person has changed it
cli-import-change-withdrawn = entry as before: a person has withdrawn it
cli-import-field-person = person
cli-import-field-file = file
cli-import-field-activity = activity
cli-import-field-worked-on = date
cli-import-field-minutes = minutes
cli-import-field-narrative = narrative
cli-import-field-label = label
cli-import-changes-hint = To change these entries too, import with --apply-changes.
cli-import-figures = What the hours of each fiscal year and category would become:
cli-import-figure-before = before
cli-import-figure-after = after
cli-import-totals-agree =
    { $count ->
        [0] The file has no total that agrees with its rows.
        [one] { $count } total of the file agrees with its rows.
       *[other] { $count } totals of the file agree with their rows.
    }
cli-import-totals-differ =
    { $count ->
        [0] No total of the file differs from its rows.
        [one] { $count } total of the file differs from its rows:
       *[other] { $count } totals of the file differ from their rows:
    }
cli-import-total-line = line { $line }{ $of }: stated { $stated }, rows { $summed }, difference { $difference }
cli-import-held-labels = Labels held for review, to be given a code in the profile:
cli-import-held-label =
    { $rows ->
        [one] “{ $label }”: { $rows } row, { $hours } h
       *[other] “{ $label }”: { $rows } rows, { $hours } h
    }
cli-next = Next: { $command }
cli-serving = casetime answers at { $address }. Stop it with Ctrl-C.
cli-demo-ready = The demonstration answers at { $address }. Its data is in { $folder }. Stop it with Ctrl-C.
cli-demo-accounts = Sign in as lawyer, manager, head, keeper, auditor or admin. The password of each, made for this run: { $password }
cli-generated =
    { $files ->
        [one] Wrote { $files } file
       *[other] Wrote { $files } files
    } with { $rows ->
        [one] { $rows } row
       *[other] { $rows } rows
    } to { $folder }.
cli-generated-notice = All of this is generated: the people are imaginary, and no figure is that of a real section.
cli-loaded =
    { $count ->
        [one] { $count } row read: { $new } new, { $same } there already.
       *[other] { $count } rows read: { $new } new, { $same } there already.
    }
cli-people-added = The person was added.
cli-people-scheduled = The schedule was stored.
cli-accounts-added = The account { $login } was added.
cli-accounts-changed = The account { $login } was changed.
cli-accounts-disabled = (disabled)
cli-files-added = The file was added.
cli-requests-added = The request was entered as { $number }.
cli-files-closed = { $file } was closed.
cli-files-continued = Its work goes on on { $file }.
cli-files-reopened = { $file } was reopened.
cli-names-added = The name was added.
cli-names-retired = { $name } is used up to { $date }.
cli-schema-written = The schemas were written.
cli-schema-current = The schemas agree with the program.
cli-schema-drift = { $file } no longer agrees with the program. Write it anew with `casetime schema --write`.
cli-vocabulary-good =
    The vocabulary is in order: version { $version }, { $categories ->
        [one] { $categories } category
       *[other] { $categories } categories
    }, { $activities ->
        [one] { $activities } activity
       *[other] { $activities } activities
    }.
cli-vocabulary-fault = { $file }, line { $line }: { $sentence }
cli-vocabulary-rehearsed = This was a rehearsal: the vocabulary in force is the same as before.
cli-vocabulary-applied = Version { $version } of the vocabulary is in force.
cli-vocabulary-same = Version { $version } of the vocabulary was in force already; nothing changed.
cli-progress = Reading
cli-did-you-mean = Did you mean `{ $name }`?
cli-interrupted = Stopped. Nothing was stored by halves; the same command can be run again.
help-generate-rows = Exactly so many entries in all, for measurements
help-generate-last-year = The last fiscal year, such as 2025-26
cli-usage-unknown-argument = { $name } is not known here
cli-usage-unknown-command = there is no command { $name }
cli-usage-missing = { $name } is missing
cli-usage-missing-command = a command is missing
cli-usage-conflict = { $name } does not go with the other options
cli-usage-value = the value of { $name } is not understood
cli-demo-imported = Imported { $file }: { $lines } lines, each accounted for.
cli-import-rejected-codes = Rejected rows by reason:
cli-list-fault = line { $line }: { $sentence }
cli-import-held-files = Files that are not known; add them, then correct the entries:
