# The second coding of samples: figures, notes, what files and the command line say.
coding-title = Second coding of a random sample
coding-about = Sample { $id }, drawn by { $by } ({ $sampling }, seed { $seed }). Taken { $extracted }, vocabulary version { $version }.
coding-about-teams = Teams: { $teams }
coding-about-coders = Coded a second time by: { $coders }
coding-level-category = Category
coding-level-activity = Activity
coding-agreement-line = agreement { $share }; kappa { $kappa }
coding-interval = ({ $low } to { $high })
coding-not-enough = not enough data
coding-all-teams = All teams
coding-no-team = No team
coding-csv-figure = figure
coding-csv-of = of
coding-csv-team = team
coding-csv-first = first code
coding-csv-second = second code
coding-csv-value = value
coding-csv-low = low
coding-csv-high = high
coding-note-size = { $coded ->
        [one] One entry has
       *[other] { $coded } entries have
    } a second code, of { $drawn } that were drawn.
coding-note-population = Drawn from { $population ->
        [one] one entry
       *[other] { $population } entries
    } with work from { $from } to { $to }; the figures hold for these, as far as chance allows.
coding-note-not-enough = Not enough data: agreement and kappa need at least two entries that are coded twice.
coding-note-few-items = Fewer than { $count } entries are coded twice. The interval of kappa is made for many and is a rough guide only.
coding-note-one-code = Both coders used one and the same code for everything. Kappa is not defined then: not enough data.
coding-note-no-spread = The answers have no spread, so the sample gives no interval of kappa. That is no proof that the coders always agree.
coding-note-open-items = { $count ->
        [one] One entry was not coded a second time. If it differs from the others, the figures would be others.
       *[other] { $count } entries were not coded a second time. If they differ from the others, the figures would be others.
    }
coding-note-cannot-tell = { $count ->
        [one] Of one entry the second coder could not tell; it is in no agreement and no share.
       *[other] Of { $count } entries the second coder could not tell; they are in no agreement and no share.
    }
coding-note-left-out = { $count ->
        [one] One entry is left out: it was withdrawn or changed, or its code was retired, before it was coded a second time.
       *[other] { $count } entries are left out: they were withdrawn or changed, or their codes were retired, before they were coded a second time.
    }
coding-note-small-teams = Shares of fewer than { $count } entries are not told, nor others from which they would follow.
coding-note-few-people = Figures of fewer than { $count } people are not shown, nor others from which they would follow, nor who coded.
coding-note-reach-only = Entries outside of your reach are not counted here.
coding-note-not-truth = Agreement says that two people code alike, not that either is right. Drift says what the second coder would have counted, not what is true.
coding-note-not-blind-by-force = The second coder was not shown the first code. Whoever approves entries may have seen it before, and a title or project may suggest it.
coding-note-not-drawn = Held entries, entries on walled files and work that nobody recorded are not in the sample. It counts entries, not hours.

## Figures

figure-coding-items-title = Entries of the sample
figure-coding-items-definition = Entries that were drawn, by how they stand: coded twice, not to be told, open, or left out because they were withdrawn, changed or lost their code before the second coding.
figure-coding-agreement-title = Observed agreement
figure-coding-agreement-definition = The share of entries coded twice that have the same code in both codings, with its 95 % interval by Wilson. Held apart for categories and activities.
figure-coding-kappa-title = Cohen’s kappa
figure-coding-kappa-definition = Agreement beyond chance: (po − pe) / (1 − pe), where po is the observed agreement and pe the one expected if each coder drew codes at random from their own mix. 1 is complete, 0 is what chance gives. The 95 % interval is that of Fleiss, Cohen and Everitt (1969).
figure-coding-confused-title = Confused pairs
figure-coding-confused-definition = Entries with one code in the first coding and another one in the second, by pair.
figure-coding-share-first-title = Share in the first coding
figure-coding-share-first-definition = Entries of a category in the first coding, in per cent of the entries of the team that are coded twice.
figure-coding-share-second-title = Share in the second coding
figure-coding-share-second-definition = Entries of a category in the second coding, in per cent of the entries of the team that are coded twice.
figure-coding-drift-title = Drift
figure-coding-drift-definition = The share in the second coding less the share in the first, in percentage points.
