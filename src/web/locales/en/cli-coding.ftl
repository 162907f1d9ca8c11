### The second coding of samples on the command line: help and what the commands say.

help-coding = Draw samples of entries, code them a second time, and see how far the codes agree
help-coding-draw = Draw a sample of entries at random
help-coding-draw-from = The first day of work, such as 2026-04-01
help-coding-draw-to = The last day of work
help-coding-draw-size = How many entries, 1 to 1,000
help-coding-draw-sampling = How to draw: by_category (each category has its share) or simple
help-coding-draw-team = Entries of this team only; can be said several times
help-coding-draw-seed = What chance comes from: the same seed draws the same entries
help-examples-coding-draw =
    casetime coding draw --from 2026-04-01 --to 2026-09-30 --size 100
    casetime coding draw --from 2026-04-01 --to 2026-09-30 --size 60 --team Ottawa --sampling simple --seed 7
help-coding-list = List the samples, the latest first
help-coding-show = Show a sample and how far it is
help-coding-show-sample = The sample, by its identifier
help-coding-next = Show the next entry to code: day, file and narrative, without the first code
help-coding-next-sample = The sample, by its identifier
help-coding-next-after = Skip to the next one after this place
help-coding-answer = Say how an entry of the sample is coded
help-coding-answer-sample = The sample, by its identifier
help-coding-answer-place = The place of the entry in the sample
help-coding-answer-category = The code of the category
help-coding-answer-activity = The code of the activity
help-coding-answer-cannot-tell = The text and the file do not tell
help-examples-coding-answer =
    casetime coding next 019d2b0e-7c00-7000-8000-000000000001
    casetime coding answer 019d2b0e-7c00-7000-8000-000000000001 12 --category SA --activity SA-POL
    casetime coding answer 019d2b0e-7c00-7000-8000-000000000001 13 --cannot-tell
help-coding-close = Close a sample: it takes no more answers, and its result can be read
help-coding-close-sample = The sample, by its identifier
help-coding-result = Show how far the two codings of a closed sample agree
help-coding-result-sample = The sample, by its identifier
help-coding-result-shared = { help-report-workload-shared }
help-coding-result-format = The form: table (default), csv or json
help-examples-coding-result =
    casetime coding result 019d2b0e-7c00-7000-8000-000000000001
    casetime coding result 019d2b0e-7c00-7000-8000-000000000001 --format csv
cli-coding-drawn = { $size ->
        [one] One entry was drawn
       *[other] { $size } entries were drawn
    } from { $population }: sample { $id }.
cli-coding-none = No sample was drawn yet.
cli-coding-listed = { $id }  { $from } – { $to }  { $size ->
        [one] { $size } entry
       *[other] { $size } entries
    }, { $state }
cli-coding-open = open
cli-coding-closed = closed
cli-coding-progress = Drawn: { $drawn }; coded: { $coded }; cannot tell: { $cannot_tell }; open: { $open }; left out: { $left_out }
cli-coding-left = Left to code, this one included: { $left }
cli-coding-nothing-left = Nothing is left to code in this sample.
cli-coding-day = Day
cli-coding-file = File
cli-coding-project = Project
cli-coding-country = Country
cli-coding-requester = Requester
cli-coding-codes = Codes
cli-coding-narrative = Narrative
cli-coding-answered = The answer is stored.
cli-coding-closed-done = The sample is closed.
