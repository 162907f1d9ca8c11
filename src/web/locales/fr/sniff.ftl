### Ce qu’est un fichier, comme le disent `import sniff` et les commentaires des profils préparés; et l’aide des deux commandes.

help-import-sniff = Examiner un fichier et dire comment le lire, preuves à l’appui; code de sortie 0 quand rien n’est en suspens, 1 quand il faut poser une question
help-import-sniff-file = Le fichier à examiner, ou - pour l’entrée standard
help-examples-import-sniff =
    casetime import sniff export.csv
    casetime import sniff export.csv --json
help-command-import-profile = Préparer, enregistrer, lister, afficher et retirer des profils, qui disent comment lire les exportations
help-examples-import-profile =
    casetime import profile list
    casetime import profile new export.csv --out profile.toml
    casetime import profile save profile.toml
help-import-profile-new = Préparer un profil d’après ce que montre un fichier; code de sortie 0 quand il est complet, 1 quand il contient des questions
help-import-profile-new-file = Le fichier à examiner, ou - pour l’entrée standard
help-import-profile-new-out = L’endroit où écrire le profil; à défaut, la sortie standard
help-examples-import-profile-new =
    casetime import profile new export.csv --out profile.toml
    casetime import export.csv --profile profile.toml --rehearse
help-import-profile-list = Lister tous les profils dans leur dernière version : ceux fournis avec le programme et ceux qui ont été enregistrés
help-import-profile-show = Afficher un profil tel qu’il est écrit
help-import-profile-show-name = Son nom, par exemple clockify, ou son nom et sa version, par exemple clockify@2
help-examples-import-profile-show =
    casetime import profile show clockify
    casetime import profile show clockify@2
help-import-profile-save = Enregistrer la prochaine version d’un profil, pourvu que ses lignes témoins aient le sens voulu
help-import-profile-save-file = Le profil (TOML)
help-examples-import-profile-save =
    casetime import profile save profile.toml
help-import-profile-retire = Retirer un profil enregistré : il est conservé, mais n’est plus choisi jusqu’à l’enregistrement de sa prochaine version
help-import-profile-retire-name = Son nom
help-examples-import-profile-retire =
    casetime import profile retire clockify
cli-profile-saved = Le profil { $name } est enregistré comme version { $version }.
cli-profile-same = La version { $version } du profil { $name } était déjà enregistrée, identique; rien n’a changé.
cli-profile-retired = Le profil { $name } est retiré après la version { $version }.
cli-profile-of-program = fourni
cli-profile-of-people = enregistré
cli-profile-out-of-use = retiré

cli-draft-written = Le profil préparé est dans { $path }.
cli-draft-open =
    { $count ->
        [one] { $count } question est en suspens. Répondez-y dans le profil, là où elle se trouve, puis retirez-la de la liste « unanswered ».
       *[other] { $count } questions sont en suspens. Répondez-y dans le profil, là où elles se trouvent, puis retirez-les de la liste « unanswered ».
    }
cli-profile-chosen = Le profil { $profile } convient à { $file } et sera utilisé.
cli-import-repaired =
    { $lines ->
        [one] Le texte de { $lines } ligne avait été encodé deux fois et a été réparé, comme le demande le profil.
       *[other] Le texte de { $lines } lignes avait été encodé deux fois et a été réparé, comme le demande le profil.
    }

sniff-heading-layout = Disposition
sniff-heading-rows = Lignes
sniff-heading-columns = Colonnes
sniff-heading-plan = Ce que les colonnes semblent représenter
sniff-heading-profiles = Profils
sniff-heading-questions = En suspens : vous seul pouvez le dire
sniff-nothing-open = Rien n’est en suspens.
sniff-extent-whole = Le fichier entier a été examiné : { $bytes } octets.
sniff-extent-part = Sur { $bytes } octets, { $read } ont été examinés : le début, et { $samples } échantillons du reste.
sniff-line = ligne { $line }
sniff-line-text = « { $text } » à la ligne { $line }
sniff-byte = à l’octet { $byte }
sniff-byte-text = « { $text } » à l’octet { $byte }

sniff-encoding-mark = L’encodage est { $encoding } : une marque se trouve au début
sniff-encoding-zeros = L’encodage est { $encoding } : un octet sur deux est nul
sniff-encoding-ascii = L’encodage est { $encoding } : seuls des caractères ASCII ont été vus
sniff-encoding-utf8 =
    { $utf ->
        [one] L’encodage est { $encoding } : c’est celui de la seule ligne qui contient plus que de l’ASCII
       *[other] L’encodage est { $encoding } : c’est celui des { $utf } lignes qui contiennent plus que de l’ASCII
    }
sniff-encoding-single =
    { $single ->
        [one] L’encodage est { $encoding } : { $single } ligne n’est pas en UTF-8
       *[other] L’encodage est { $encoding } : { $single } lignes ne sont pas en UTF-8
    }
sniff-encoding-single-alike =
    { $single ->
        [one] L’encodage est { $encoding }, qui se lit ici comme iso-8859-1 : { $single } ligne n’est pas en UTF-8
       *[other] L’encodage est { $encoding }, qui se lit ici comme iso-8859-1 : { $single } lignes ne sont pas en UTF-8
    }
sniff-encoding-both = L’encodage est { $encoding } : parmi les lignes qui contiennent plus que de l’ASCII, { $single } ne sont pas en UTF-8 et { $utf } le sont
sniff-encoding-unassigned = L’encodage est inconnu : il y a des octets que Windows-1252 n’a pas
sniff-encoding-not-text = Ce n’est pas un fichier texte
sniff-double =
    { $lines ->
        [one] Le texte de { $lines } ligne a été encodé deux fois; repair = "double-encoded" le répare
       *[other] Le texte de { $lines } lignes a été encodé deux fois; repair = "double-encoded" le répare
    }
sniff-nul =
    { $lines ->
        [one] { $lines } ligne contient un octet nul et sera rejetée
       *[other] { $lines } lignes contiennent un octet nul et seront rejetées
    }
sniff-delimiter = Les cellules sont séparées par { $sign } : { $alike } des { $rows } premières lignes ont { $cells } cellules
sniff-delimiter-none = Chaque ligne a une seule cellule
sniff-blank-after = Une espace suit le séparateur
sniff-trailing = Les lignes se terminent par un séparateur qui ne commence aucune cellule
sniff-sign-name-comma = une virgule
sniff-sign-name-semicolon = un point-virgule
sniff-sign-name-tab = une tabulation
sniff-sign-name-pipe = une barre verticale
sniff-quote = Les cellules sont entourées de { $sign } : vu dans { $rows } des premières lignes
sniff-quote-unseen = Aucun signe autour des cellules n’a été vu
sniff-quote-none = Les guillemets sont ici des caractères comme les autres
sniff-escape-backslash = Dans une cellule entre guillemets, un guillemet suit une barre oblique inverse
sniff-ends = Les lignes se terminent par { $name }
sniff-ends-mixed = Les lignes se terminent de différentes façons
sniff-suffix = Chaque ligne se termine par { $suffix }
sniff-format = La première ligne nomme le format : { $format }
sniff-preamble =
    { $lines ->
        [one] { $lines } ligne précède les données
       *[other] { $lines } lignes précèdent les données
    }
sniff-header = La ligne { $line } nomme les colonnes
sniff-header-none = Aucune ligne ne nomme les colonnes; les données commencent à la ligne { $line }, et les colonnes sont désignées par leur numéro
sniff-header-open = La ligne { $line } nomme peut-être les colonnes, ou contient déjà des données
sniff-doubled = Noms présents plusieurs fois, qu’un profil ne peut pas utiliser : { $names }
sniff-rows =
    { $rows ->
        [one] { $rows } ligne de données a été examinée; lignes vides : { $blank }
       *[other] { $rows } lignes de données ont été examinées; lignes vides : { $blank }
    }
sniff-headers-again =
    { $count ->
        [one] Les noms des colonnes sont répétés { $count } fois
       *[other] Les noms des colonnes sont répétés { $count } fois plus bas
    }
sniff-totals =
    { $count ->
        [one] { $count } ligne est un total
       *[other] { $count } lignes sont des totaux
    }
sniff-total = total
sniff-subtotal = sous-total
sniff-running = total cumulé
sniff-ragged =
    { $count ->
        [one] { $count } ligne a plus ou moins de cellules qu’il n’y a de colonnes
       *[other] { $count } lignes ont plus ou moins de cellules qu’il n’y a de colonnes
    }
sniff-damaged =
    { $count ->
        [one] { $count } ligne est endommagée et sera rejetée
       *[other] { $count } lignes sont endommagées et seront rejetées
    }

sniff-kind-empty = vide
sniff-kind-date = dates (jour)
sniff-kind-instant = dates avec heure
sniff-kind-date-without-year = jours sans année
sniff-kind-date-in-words = dates en toutes lettres, qui ne peuvent pas être lues
sniff-kind-date-serial = nombres qui sont des dates dans un tableur
sniff-kind-time-of-day = heures de la journée
sniff-kind-duration = durées
sniff-kind-time-or-duration = heures de la journée ou durées
sniff-kind-time-range = plages horaires, qui ne peuvent pas être lues
sniff-kind-decimal = nombres décimaux
sniff-kind-whole = nombres entiers
sniff-kind-code = codes ou numéros
sniff-kind-text = texte
sniff-form = notation { $form }
sniff-order-ymd = l’année en premier
sniff-order-dmy = le jour en premier
sniff-order-mdy = le mois en premier
sniff-order-open = l’ordre du jour et du mois est en suspens
sniff-year-by-values =
    { $first ->
        [one] le premier nombre prend { $first } valeur, le dernier { $last }
       *[other] le premier nombre prend { $first } valeurs, le dernier { $last }
    }
sniff-two-digit-years = années à deux chiffres
sniff-sign-point = le signe décimal est un point
sniff-sign-comma = le signe décimal est une virgule
sniff-sign-open = le signe décimal est en suspens
sniff-thousands = les milliers sont séparés par « { $sign } »
sniff-others =
    { $count ->
        [one] { $count } cellule contient autre chose
       *[other] { $count } cellules contiennent autre chose
    }
sniff-empty-cells =
    { $count ->
        [one] { $count } cellule est vide
       *[other] { $count } cellules sont vides
    }

sniff-means-person = Qui a fait le travail
sniff-means-file = Le dossier concerné
sniff-means-activity = Ce qui a été fait
sniff-means-date = Le jour
sniff-means-days = Chaque jour a sa propre colonne
sniff-means-row-total = Total d’une ligne
sniff-means-duration = La durée
sniff-means-start = Le début
sniff-means-end = La fin
sniff-means-narrative = Ce que dit l’entrée
sniff-means-entered-on = Le jour de la saisie
sniff-means-source-id = Un identifiant de chaque ligne
sniff-means-row-kind = Les lignes qui sont du temps
sniff-borne-out = Une deuxième mesure ({ $form }) concorde dans { $agree } lignes sur { $all }
sniff-fingerprint = L’empreinte des noms de colonnes est { $fingerprint }
sniff-fits-none = Aucun profil ne convient
sniff-fits-fingerprint = { $profile } a été fait pour ces colonnes
sniff-fits-columns = { $profile } trouve toutes ses colonnes

sniff-answers = Réponses possibles : { $answers }
sniff-ask-not-text = Ce n’est pas un fichier texte. Exportez-le en CSV, puis examinez-le de nouveau.
sniff-ask-no-rows = Aucune ligne de données n’a été trouvée dont on puisse conclure quoi que ce soit. Vérifiez la période qui a été exportée.
sniff-ask-encoding = Quel est l’encodage du fichier? Certains de ses octets n’appartiennent à aucun encodage reconnu. ({ $key })
sniff-ask-delimiter = Quel signe sépare les cellules? Deux conviennent aussi bien l’un que l’autre. ({ $key })
sniff-ask-escape = Comment un guillemet est-il écrit dans une cellule entre guillemets? Les deux façons se trouvent dans le fichier. ({ $key })
sniff-ask-header = La première ligne nomme-t-elle les colonnes? ({ $key })
sniff-ask-person = Qui a fait le travail? Aucune colonne ne semble le dire. ({ $key })
sniff-ask-file = Sur quel dossier le travail a-t-il été fait? Aucune colonne ne semble le dire. ({ $key })
sniff-ask-date = Quelle colonne contient le jour du travail? ({ $key })
sniff-ask-date-without-year = Les jours de « { $column } » n’ont pas d’année. Exportez le fichier avec des dates complètes, ou ajoutez une colonne qui en contient. ({ $key })
sniff-ask-date-in-words = Les jours de « { $column } » sont écrits d’une façon qui ne peut pas être lue. Exportez-les sous la forme 2026-03-31. ({ $key })
sniff-ask-date-serial = Les jours de « { $column } » sont des nombres de tableur. Mettez la colonne au format de date 2026-03-31, puis exportez-la de nouveau. ({ $key })
sniff-ask-date-order = Tous les jours de « { $column } » se lisent dans plusieurs ordres : dites si le jour ou le mois vient en premier, ou l’année si elle figure parmi les réponses. ({ $key })
sniff-ask-date-order-mixed = Les dates de « { $column } » se contredisent : dites quel ordre est le bon; les autres seront rejetées. ({ $key })
sniff-ask-duration = Quelle colonne donne la durée du travail, et comment est-elle écrite? ({ $key })
sniff-ask-duration-unit = La colonne « { $column } » compte-t-elle des heures, des minutes ou des secondes? ({ $key })
sniff-ask-decimal-sign = Dans « { $column } », le signe précède-t-il des décimales ou sépare-t-il des milliers : le signe décimal est-il un point ou une virgule? ({ $key })
sniff-ask-decimal-sign-mixed = Dans « { $column } », des décimales suivent tantôt un point, tantôt une virgule : dites lequel est le bon; les autres seront rejetées. ({ $key })

draft-made = Préparé par casetime d’après { $file }. Les commentaires disent ce qui y a été vu.
draft-answer = Il ne peut pas servir avant qu’on ait répondu aux questions ci-dessous : retirez le « #? » de la ligne qui convient, écrivez ce qui manque, et retirez la question de la liste.
draft-person = Personne n’est nommé dans le fichier : écrivez le numéro ou le nom de la seule personne, ou la colonne qui le donne.
draft-file = Aucun dossier n’est nommé : écrivez le numéro du seul dossier, ou la colonne qui le donne.
draft-unknown-file = Les lignes dont le dossier est inconnu attendent une personne; "reject" les refuse.
draft-crosswalk = Les codes et libellés du vocabulaire sont compris. Les autres libellés attendent une personne, à moins de figurer ici :
draft-activity = Aucune colonne ne dit ce qui a été fait : chaque ligne attend une personne, à moins qu’un code ne vaille pour toutes :
draft-days = Chaque jour a sa propre colonne, de « { $first } » à « { $last } » : { $count } colonnes. Une ligne devient une entrée pour chaque jour où quelque chose est inscrit.
draft-row-total = Le total de la ligne, qui doit être celui de ses jours.
draft-over-midnight = Dans certaines lignes, la fin précède le début : elle est le lendemain.
draft-also = Elle concorde avec la première mesure dans { $agree } lignes sur { $all }; les lignes où elle diffère sont rejetées.
draft-source-id = Aucun identifiant ne se répète : une ligne qui revient est la même ligne.
draft-total-agrees = Ces totaux concordent avec les lignes qui les précèdent.
draft-total-open = On n’a pas pu trouver ce que ces lignes totalisent; elles sont donc reconnues, mais pas comparées.
