# La page où l’on consigne son temps.
entries-title = Consigner du temps
entries-no-person = Votre compte ne représente aucune personne : il ne permet donc pas de consigner du temps. Adressez-vous à l’administration des comptes si vous devez consigner du temps.
entries-file = Dossier
entries-file-hint = Son numéro, ou des mots de son titre, de son projet, de son pays ou de son demandeur. Il détermine les activités que vous pouvez choisir.
entries-file-find = Trouver le dossier et ses activités
entries-file-lately = Vous avez consigné du temps sur ces dossiers dernièrement
entries-file-found = { $count ->
        [one] { $count } dossier contient ces mots. Choisissez-le, ou changez les mots.
       *[other] { $count } dossiers contiennent ces mots. Choisissez-en un, ou changez les mots.
    }
entries-file-more = Les { $count } premiers dossiers qui contiennent ces mots. Ajoutez un mot pour en trouver d’autres.
entries-file-none = Aucun dossier sur lequel on puisse consigner du temps ne contient ces mots. Changez-les, ou demandez le numéro à votre gestionnaire.
entries-file-count = { $count ->
        [one] { $count } dossier trouvé
       *[other] { $count } dossiers trouvés
    }
entries-file-failed = Le serveur n’a pas répondu. Ce que vous avez tapé est gardé : essayez de nouveau, ou tapez le numéro en entier.
entries-date = Date du travail
entries-date-hint = Année-mois-jour, par exemple { $example }
entries-time = Temps travaillé
entries-time-hint = Par exemple 1,5, 1:30, 1h30 ou 90m
entries-activity = Activité
entries-activity-hint-known = Seules les activités qui conviennent au dossier figurent ici.
entries-activity-hint-unknown = Choisissez d’abord un dossier, puis une des activités de sa catégorie.
entries-activity-example = Par exemple :
entries-narrative = Description
entries-narrative-hint = Privilégiée : elle ne figure jamais dans les rapports ni les journaux, et seul qui peut la lire ici peut l’exporter. Au plus { $limit } caractères.
entries-save = Enregistrer
entries-saved-heading = Enregistré
entries-saved = Enregistré : { $time } sur { $file }, { $activity }, { $date }.
entries-saved-day = Total de ce jour : { $total }.
entries-boundary = Assistance technique ou conseils stratégiques?
entries-boundary-intro = Répondez à une question après l’autre; le premier « oui » décide. Ce que vous avez tapé dans le formulaire est gardé.
entries-aid-question = Question { $number } sur { $of }
entries-aid-number = (question { $number })
entries-aid-yes = Oui
entries-aid-no = Non
entries-aid-change = Répondre de nouveau
entries-aid-answer = Réponse : { $answer }
entries-aid-case = Cas : { $case }. { $why }
entries-aid-scope = À noter : { $scope }
entries-aid-activities = Ses activités
entries-aid-not = Ce que ce n’est pas
entries-aid-back = Revenir au formulaire
entries-aid-file-none = Choisissez un dossier de cette catégorie ({ $answer }).
entries-aid-file-fits = { $file } est un dossier de cette catégorie : choisissez une de ses activités.
entries-aid-file-other = { $file } est un dossier d’une autre catégorie ({ $category }). Choisissez un dossier pour ce travail ({ $answer }), ou demandez à votre gestionnaire d’en ouvrir un.
entries-recent = Vos dernières entrées
entries-recent-none = Rien n’est encore consigné. Ce que vous enregistrez paraît ici, avec le total de chaque jour.
entries-recent-region = Vos dernières entrées, tableau
entries-column-file = Dossier
entries-column-activity = Activité
entries-column-time = Temps
entries-column-version = Version
entries-day-total = Total du jour
entries-activity-retired = { $label } (jusqu’au { $date })
entries-file-taken = Choisi, comme seul dossier ouvert qui contient ces mots : { $file }
entries-activity-moved = { $activity } relève de : { $category }. Choisissez l’une des activités de ce dossier.
entries-file-closed = { $file } (fermé le { $date })

# Une entrée.
entries-entry-title = Une entrée
entries-to-day = Toutes les entrées du { $day }
entries-is-withdrawn = Cette entrée est retirée : elle ne compte nulle part.
entries-restore = Annuler : la remettre
entries-restored-reason = Remise
entries-withdrawn-reason = Retirée
entries-corrected-reason = Corrigée
entries-done-corrected = Corrigée. La version précédente est gardée ci-dessous.
entries-done-withdrawn = Retirée.
entries-done-restored = Remise : elle compte de nouveau.
entries-now = Enregistré entre-temps
entries-now-choose = Ce que vous avez tapé se trouve dans le formulaire ci-dessous. Enregistrez de nouveau pour remplacer ce qui est enregistré.
entries-now-keep = Laisser ce qui est enregistré
entries-reason = Pourquoi elle est corrigée ou retirée
entries-reason-hint = Gardé avec la version précédente. Si rien n’est indiqué : « Corrigée » ou « Retirée ».
entries-correct = Enregistrer la correction
entries-withdraw = Retirer l’entrée
entries-history = Historique
entries-history-region = Versions de l’entrée, tableau
entries-column-stored = Enregistrée le
entries-column-status = État
entries-column-replaced = Remplacée
entries-status-withdrawn = Retirée
entries-replaced = par { $who } : { $reason }
entries-replaced-not = Version en vigueur
entries-warning-long-day = Avec cette entrée, la journée est plus longue que d’habitude.
entries-warning-bulk-entry = Une très longue durée en une seule entrée : elle vaut peut-être pour plusieurs jours.
entries-warning-late = Consignée bien des jours après le travail.

# Ses propres entrées.
entries-mine-title = Mes entrées
entries-mine-find = Trouver une entrée
entries-mine-to-week = Vers la semaine
entries-mine-filters = Quelles entrées
entries-mine-file = Numéro du dossier
entries-mine-from = Premier jour
entries-mine-to = Dernier jour
entries-mine-hint = Année-mois-jour
entries-mine-any = Toutes
entries-mine-show = Afficher
entries-mine-all = Tout afficher
entries-mine-sum = { $count ->
        [one] { $count } entrée, { $time }
       *[other] { $count } entrées, { $time } en tout
    }
entries-mine-region = Mes entrées, tableau
entries-mine-none = Rien n’est encore consigné. Ce que vous enregistrez apparaît ici, du plus récent au plus ancien.
entries-mine-none-fits = Aucune de vos entrées ne correspond. Videz un filtre ou élargissez les jours. Les entrées retirées ne sont pas listées; le texte des descriptions n’est pas cherché.
