# Les mots de la commande `notes`.
help-notes = Conserver des connaissances avec les dossiers : lister, chercher, lire et ajouter des notes
help-notes-list = Lister les notes d’un dossier, ou chercher dans celles de tous les dossiers
help-notes-list-file = Numéro du dossier
help-notes-list-search = Des mots qui se trouvent tous dans le titre ou dans le texte; ni les accents ni les majuscules ne comptent
help-notes-list-kind = Seulement ce genre : fact_sheet, lessons_learned, debrief ou note
help-notes-show = Montrer une note avec son texte
help-notes-show-id = Identificateur de la note, tel que la liste le montre
help-notes-add = Ajouter une note à un dossier, ouvert ou fermé
help-notes-add-file = Numéro du dossier
help-notes-add-kind = Ce qu’elle est : fact_sheet, lessons_learned, debrief ou note
help-notes-add-title = Le titre
help-notes-add-language = La langue dans laquelle elle est écrite, en ou fr; à défaut, celle de --lang
help-notes-add-text-file = Fichier du texte; - désigne l’entrée standard. Le texte n’est pas un argument, car d’autres peuvent voir une ligne de commande
help-examples-notes =
    casetime notes list --search "formation procureurs"
    casetime notes add UKR-12 --kind lessons_learned --title "Leçons de la formation" --text-file lecons.txt
help-examples-notes-list =
    casetime notes list UKR-12
    casetime notes list --search "formation procureurs" --kind lessons_learned --json
help-examples-notes-show =
    casetime notes show 0197a000-0000-7000-8000-000000000001
help-examples-notes-add =
    casetime notes add UKR-12 --kind lessons_learned --title "Leçons de la formation" --text-file lecons.txt
    casetime notes add UKR-12 --kind debrief --title "Mission in Kyiv" --language en --text-file - < debrief.txt
cli-notes-added = La note est conservée avec { $file } (note { $id }).
cli-notes-none = Aucune note n’a été trouvée.
