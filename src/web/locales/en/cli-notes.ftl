# Words of the command `notes`.
help-notes = Keep knowledge with files: list, search, read and add notes
help-notes-list = List the notes of a file, or search those of all files
help-notes-list-file = Number of the file
help-notes-list-search = Words that all stand in the title or in the text; accents and capitals do not matter
help-notes-list-kind = Only this kind: fact_sheet, lessons_learned, debrief or note
help-notes-show = Show one note with its text
help-notes-show-id = Identifier of the note, as the list shows it
help-notes-add = Add a note to a file, open or closed
help-notes-add-file = Number of the file
help-notes-add-kind = What it is: fact_sheet, lessons_learned, debrief or note
help-notes-add-title = The title
help-notes-add-language = The language it is written in, en or fr; left out: that of --lang
help-notes-add-text-file = File with the text; - stands for standard input. The text is no argument, because a command line can be seen by others
help-examples-notes =
    casetime notes list --search "prosecutors training"
    casetime notes add UKR-12 --kind lessons_learned --title "What the training taught" --text-file lessons.txt
help-examples-notes-list =
    casetime notes list UKR-12
    casetime notes list --search "prosecutors training" --kind lessons_learned --json
help-examples-notes-show =
    casetime notes show 0197a000-0000-7000-8000-000000000001
help-examples-notes-add =
    casetime notes add UKR-12 --kind lessons_learned --title "What the training taught" --text-file lessons.txt
    casetime notes add UKR-12 --kind debrief --title "Mission à Kyiv" --language fr --text-file - < debrief.txt
cli-notes-added = The note was kept with { $file } (note { $id }).
cli-notes-none = No note was found.
