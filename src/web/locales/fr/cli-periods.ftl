### Exercices et listes de relance en ligne de commande : l’aide et ce que disent les commandes.

## periods

help-periods = Lister les exercices avec leur fermeture et rouvrir un exercice fermé
help-periods-list = Lister les exercices, le plus récent d’abord, et pour qui les exercices fermés sont rouverts
help-periods-reopen = Rouvrir un exercice fermé pour tout le monde, une équipe ou une personne
help-periods-reopen-year = L’exercice, par exemple 2025-26
help-periods-reopen-reason = Le motif de la réouverture; conservé pour toujours
help-periods-reopen-team = L’équipe pour laquelle il est rouvert
help-periods-reopen-person = Le numéro de la personne pour laquelle il est rouvert
help-periods-reopen-until = Le dernier jour, par exemple 2026-04-30, ou un instant comme 2026-04-30T21:00:00Z; au plus 31 jours à l’avance
help-examples-periods =
    casetime periods list
    casetime periods reopen 2025-26 --team Ottawa --until 2026-04-30 --reason "Hours of the mission arrived late"
help-examples-periods-list =
    casetime periods list
    casetime periods list --json
help-examples-periods-reopen =
    casetime periods reopen 2025-26 --person P-004 --until 2026-04-30 --reason "Was ill until the close"
    casetime periods reopen 2025-26 --until 2026-04-20T21:00:00Z --reason "The service was down at the close"
periods-open = ouvert
periods-closing-soon = bientôt fermé
periods-closed = fermé
periods-reopened = rouvert pour certaines personnes
periods-everybody = toute la section
cli-periods-reopened = L’exercice { $year } est rouvert jusqu’au { $until }.

## chase

help-chase = Lister ce qui manque, ce qui est invraisemblable ou ce qui n’est pas encore soumis
help-chase-list = La liste voulue : missing, implausible ou unsubmitted
help-chase-from = Le premier jour de travail; sinon, 30 jours avant le dernier
help-chase-to = Le dernier jour de travail; sinon, aujourd’hui
help-examples-chase =
    casetime chase missing
    casetime chase implausible --from 2026-04-01 --to 2026-09-30
    casetime chase unsubmitted --json
chase-missing =
    { $count ->
        [one] { $count } jour ouvrable sans temps
       *[other] { $count } jours ouvrables sans temps
    }
chase-long-day = longue journée
chase-very-long-day = très longue journée
chase-equal-entries =
    { $count ->
        [one] { $count } entrée identique
       *[other] { $count } entrées identiques
    }
chase-noted =
    { $count ->
        [one] { $count } entrée avec la remarque { $note }
       *[other] { $count } entrées avec la remarque { $note }
    }
chase-draft =
    { $count ->
        [one] { $count } entrée non soumise
       *[other] { $count } entrées non soumises
    }
chase-returned =
    { $count ->
        [one] { $count } entrée renvoyée et non soumise à nouveau
       *[other] { $count } entrées renvoyées et non soumises à nouveau
    }
cli-chase-nothing = Il n’y a rien à relancer du { $from } au { $to }.
