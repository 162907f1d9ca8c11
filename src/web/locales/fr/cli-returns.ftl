### Les livraisons après leur importation : aide et textes de la ligne de commande.

## import list, show, repair, sign-off

help-import-list = Énumérer les livraisons importées, la plus récente d’abord
help-import-show = Montrer une livraison : son registre, ses réparations et sa confirmation
help-import-show-batch = La livraison, par son identificateur
help-import-repair = Renvoyer le fichier des lignes rejetées, corrigé : seules ces lignes de cette livraison sont réparées
help-import-repair-file = Le fichier corrigé des lignes rejetées (CSV ou XLSX), ou - pour l’entrée standard
help-import-repair-batch = La livraison, par son identificateur; à défaut, celle que le fichier nomme
help-import-repair-rehearse = Tout faire comme d’habitude, puis ne rien enregistrer (mise à l’essai)
help-import-repair-rejects = L’endroit où écrire les lignes encore fautives (.csv ou .xlsx)
help-examples-import-repair =
    casetime import repair rejets.csv --rehearse
    casetime import repair rejets.csv --rejects encore-rejetees.csv
help-import-sign-off = Confirmer une livraison : ses totaux concordent et rien n’est rejeté, ou un motif dit pourquoi cela est accepté
help-import-sign-off-batch = La livraison, par son identificateur
help-import-sign-off-reason = Pourquoi des totaux différents ou des lignes rejetées sont acceptés
help-examples-import-sign-off =
    casetime import list
    casetime import sign-off 019d2b0e-7c00-7000-8000-000000000001
    casetime import sign-off 019d2b0e-7c00-7000-8000-000000000001 --reason "Deux lignes ont été saisies à la main"
help-import-unload = Retirer une livraison : ses entrées, son registre et ses octets, pour que les données soient comme avant elle
help-import-unload-batch = La livraison, par son identificateur
help-import-unload-reason = Pourquoi elle est retirée
help-import-unload-also-edited = Enlever aussi les entrées que quelqu’un a modifiées depuis
help-import-unload-rehearse = Tout faire comme d’habitude, puis ne rien enregistrer
help-examples-import-unload =
    casetime import unload 019d2b0e-7c00-7000-8000-000000000001 --reason "Mauvaise année" --rehearse
    casetime import unload 019d2b0e-7c00-7000-8000-000000000001 --reason "Mauvaise année"
cli-import-unloaded = Le lot { $batch } ({ $name }) a été retiré : { $entries ->
        [one] { $entries } entrée enlevée
       *[other] { $entries } entrées enlevées
    }.
cli-import-unload-rehearsed = Répétition, rien n’a été enregistré. Le lot { $batch } ({ $name }) serait retiré : { $entries ->
        [one] { $entries } entrée enlevée
       *[other] { $entries } entrées enlevées
    }.
cli-import-unload-years = Les chiffres de ces exercices changent : { $years }
cli-import-unload-edited = Modifiées depuis l’importation : { $edited }
cli-import-unload-entry = entrée { $entry }
cli-import-none = Rien n’a encore été importé.
cli-import-listed = { $batch }  { $date }  { $name }  ({ $profile }) : { $lines ->
        [one] { $lines } ligne
       *[other] { $lines } lignes
    }, { $rejected ->
        [one] { $rejected } rejetée
       *[other] { $rejected } rejetées
    }{ $signed ->
        [0] { "" }
       *[other] , confirmée
    }
cli-import-listed-unfinished = { $batch }  { $date }  { $name }  ({ $profile }) : { $lines ->
        [one] { $lines } ligne
       *[other] { $lines } lignes
    } pour l’instant, inachevé
cli-import-unfinished = Inachevé : { $lines ->
        [one] { $lines } ligne
       *[other] { $lines } lignes
    } pour l’instant, et aucun chiffre ne les compte. Envoyez le même fichier pour continuer, ou retirez-le avec « casetime import unload ».
cli-import-shown = Lot { $batch } : { $name }, importé le { $date } avec le profil { $profile }, version { $version }
cli-import-repair-line = Réparé le { $date } par { $by } avec { $name } : { $repaired ->
        [one] { $repaired } ligne
       *[other] { $repaired } lignes
    }
cli-import-signed = Confirmé le { $date } par { $by }.{ $given ->
        [0] { "" }
       *[other] { " " }{ $reason }
    }
cli-import-repaired-done = Les lignes corrigées sont dans leur livraison.
cli-import-repaired-rows = Réparées : { $repaired }; déjà réparées de la même façon : { $same }; encore fautives : { $rejected }
cli-import-repaired-fault = rangée { $row }, { $column } : { $sentence }
cli-import-rejects-rehearsed = Les lignes qui seraient rejetées sont dans { $path }. Corrigez l’export lui-même, ou importez-le et corrigez alors les lignes qu’il rejette.
cli-import-totals-uncounted = { $rows ->
        [one] { $rows } ligne appartient à un groupe au-delà des 100 000 gardés à la fois; son total n’est pas comparé.
       *[other] { $rows } lignes appartiennent à des groupes au-delà des 100 000 gardés à la fois; leurs totaux ne sont pas comparés.
    }
cli-import-returned = { $rows ->
        [one] { $rows } ligne a d’abord été rejetée, puis est revenue corrigée.
       *[other] { $rows } lignes ont d’abord été rejetées, puis sont revenues corrigées.
    }
