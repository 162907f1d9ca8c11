# Jours fériés de la fonction publique fédérale.
holiday-new-years-day = Jour de l’An
holiday-good-friday = Vendredi saint
holiday-easter-monday = Lundi de Pâques
holiday-victoria-day = Fête de Victoria
holiday-canada-day = Fête du Canada
holiday-labour-day = Fête du Travail
holiday-day-of-mourning = Jour de deuil national
holiday-truth-and-reconciliation = Journée nationale de la vérité et de la réconciliation
holiday-thanksgiving = Action de grâces
holiday-remembrance-day = Jour du Souvenir
holiday-christmas-day = Noël
holiday-boxing-day = Lendemain de Noël

# La page d’une semaine.
daybook-week-title = Semaine du { $week }
daybook-week-number = Semaine { $number } de l’année
daybook-week-previous = Semaine précédente
daybook-week-next = Semaine suivante
daybook-week-present = Cette semaine
daybook-week-jump = Une autre semaine
daybook-week-jump-hint = N’importe lequel de ses jours, année-mois-jour
daybook-week-jump-go = Y aller
daybook-week-intro = Tapez des durées comme 1,5, 1:30, 1h30 ou 90m, puis enregistrez. Un champ vidé retire ce qui y était enregistré.
daybook-week-keys = Les flèches déplacent, Entrée ou F2 modifie, Échap rétablit, Ctrl et Entrée enregistrent.
daybook-week-region = Temps de la semaine, tableau
daybook-week-empty = Aucune ligne pour le moment. Ajoutez ci-dessous un dossier et une activité; ce que vous consignez paraît ici les semaines suivantes aussi.
daybook-week-none-open = Rien n’est consigné cette semaine, et aucun temps ne peut y être consigné : ses jours sont encore à venir ou fermés.
daybook-week-column-work = Dossier et activité
daybook-week-column-total = Total
daybook-week-total = Total
daybook-week-standard = Journée normale
daybook-week-of-standard = { $total } sur { $expected }
daybook-week-progress = Consigné cette semaine : { $total }. Semaine normale : { $expected }.
daybook-week-complete = Journée complète
daybook-week-complete-hint = Indique que rien ne manque, même dans une journée vide. Du temps peut encore y être ajouté.
daybook-week-today = aujourd’hui
daybook-week-entries = { $count ->
        [one] { $count } entrée
       *[other] { $count } entrées
    }
daybook-week-fixed = { $time }, { $count ->
        [one] une entrée
       *[other] { $count } entrées
    } : ne se change pas ici
daybook-week-locked = fermé
daybook-week-unsaved = pas encore enregistré
daybook-week-fault = { $file }, { $activity }, { $day } – { $sentence }
daybook-week-keep = Prendre { $time }
daybook-week-reason = Pourquoi des durées enregistrées changent
daybook-week-reason-hint = Gardé avec la version précédente. Si rien n’est indiqué : « Changé dans la semaine ».
daybook-week-reason-given = Changé dans la semaine
daybook-week-save = Enregistrer la semaine
daybook-week-waiting = { $count ->
        [0] Rien de cette semaine n’attend d’être soumis.
        [one] Une entrée de cette semaine n’est pas encore soumise.
       *[other] { $count } entrées de cette semaine ne sont pas encore soumises.
    }
daybook-week-submit = Soumettre la semaine
daybook-week-submit-hint = Votre gestionnaire approuve ce qui est soumis. Vous pouvez encore le corriger; ce qui était approuvé est alors à approuver de nouveau.
daybook-week-submitted = { $count ->
        [0] Rien n’attendait d’être soumis.
        [one] Soumise : une entrée.
       *[other] Soumises : { $count } entrées.
    }
daybook-week-row = Ajouter une ligne
daybook-week-row-button = Ajouter la ligne
daybook-week-row-added = Ajouté : { $file }, { $activity }. Rien n’est encore enregistré.
daybook-week-row-there = { $file }, { $activity } a déjà une ligne.
daybook-week-copy = Copier une autre semaine
daybook-week-copy-from = Semaine à copier
daybook-week-copy-from-hint = N’importe lequel de ses jours, année-mois-jour. Rien n’est enregistré avant que vous n’enregistriez la semaine.
daybook-week-copy-rows = Copier ses lignes
daybook-week-copy-hours = Copier ses lignes et ses heures
daybook-week-copied-rows = { $rows ->
        [0] Rien n’est consigné dans la semaine du { $week }, ou rien sur quoi on puisse encore consigner du temps.
        [one] { $rows } ligne de la semaine du { $week } est ici. Rien n’est encore enregistré.
       *[other] { $rows } lignes de la semaine du { $week } sont ici. Rien n’est encore enregistré.
    }
daybook-week-copied-hours = { $times ->
        [0] Aucune durée de la semaine du { $week } n’a été inscrite : les champs déjà remplis, les jours fériés et les jours à venir restent tels quels.
        [one] { $times } durée de la semaine du { $week } est inscrite. Rien n’est encore enregistré.
       *[other] { $times } durées de la semaine du { $week } sont inscrites. Rien n’est encore enregistré.
    }
daybook-week-copied-to-come = { $count ->
        [one] { $count } de ses { $of } durées relève d’un jour à venir et n’est pas inscrite.
       *[other] { $count } de ses { $of } durées relèvent de jours à venir et ne sont pas inscrites.
    }
daybook-week-copied-left = { $count ->
        [one] { $count } de ses { $of } durées n’est pas inscrite : le champ est déjà rempli, ou le jour est férié ou fermé.
       *[other] { $count } de ses { $of } durées ne sont pas inscrites : les champs sont déjà remplis, ou les jours sont fériés ou fermés.
    }
daybook-week-saved-recorded = Enregistré : { $count ->
        [one] { $count } nouvelle durée.
       *[other] { $count } nouvelles durées.
    }
daybook-week-saved-corrected = Changé : { $count ->
        [one] { $count } durée. La version précédente est gardée.
       *[other] { $count } durées. Les versions précédentes sont gardées.
    }
daybook-week-saved-withdrawn = Retiré : { $count ->
        [one] { $count } durée.
       *[other] { $count } durées.
    }
daybook-week-saved-completed = Journées marquées complètes : { $count }.
daybook-week-saved-reopened = Journées qui ne sont plus marquées complètes : { $count }.
daybook-week-saved-nothing = Rien n’avait changé : rien n’a donc été enregistré.
daybook-week-sums = { $day } : { $total }. Semaine : { $week }.
daybook-week-again = Charger la semaine de nouveau pour la voir
daybook-week-leave = Des durées de cette page ne sont pas encore enregistrées.
daybook-span = { $day } au { $last_day } { $month } { $year }
daybook-span-months = { $day } { $month } au { $last_day } { $last_month } { $year }
daybook-span-years = { $day } { $month } { $year } au { $last_day } { $last_month } { $last_year }
daybook-weekday-short-1 = lun
daybook-weekday-short-2 = mar
daybook-weekday-short-3 = mer
daybook-weekday-short-4 = jeu
daybook-weekday-short-5 = ven
daybook-weekday-short-6 = sam
daybook-weekday-short-7 = dim

# L’ajout rapide.
daybook-quick-title = Vérifier et consigner
daybook-quick-label = Ajout rapide
daybook-quick-example = 1h30 hier { $file } formation
daybook-quick-example-none = Durée, jour, numéro du dossier, activité
daybook-quick-go = Vérifier
daybook-quick-save = L’enregistrer
daybook-quick-undo = Annuler
daybook-quick-undone = Annulé. Ce que vous aviez tapé est de nouveau dans le champ.
daybook-quick-taken = Annulé. Ce que vous tapez maintenant reste dans le champ.
daybook-quick-undo-reason = Annulé juste après l’enregistrement
daybook-quick-offline = Le serveur n’a pas répondu : rien n’est donc enregistré. Ce que vous avez tapé est gardé : essayez de nouveau.
daybook-quick-saved = Enregistré : { $what }
daybook-quick-understood = Compris : { $what }
daybook-quick-narrative = Description : { $text }
daybook-quick-check = Rien n’est encore enregistré. Vérifiez le formulaire, ajoutez ce qui manque et enregistrez.
daybook-quick-ask-time = Combien de temps? Indiquez une durée comme 1h30, 1:30 ou 90m.
daybook-quick-ask-times = Plusieurs durées sont indiquées. Laquelle est la bonne?
daybook-quick-ask-day = Quel jour? Écrivez les dates année-mois-jour et n’indiquez qu’un seul jour.
daybook-quick-ask-file = Quel dossier? Indiquez son numéro.
daybook-quick-ask-files = Lequel de ces dossiers : { $named }?
daybook-quick-ask-activity = Quelle activité? Nommez-la ou donnez son code.
daybook-quick-file-unknown = Aucun dossier { $named } n’est connu ici. Quel dossier? Indiquez son numéro.
daybook-quick-file-closed = { $named } a été fermé le { $date }. Quel dossier? Indiquez son numéro, ou un jour où il était ouvert.
daybook-quick-file-not-yet = { $named } a été ouvert le { $date }, après le jour du travail. Quel dossier? Indiquez son numéro.
daybook-quick-time-out-of-range = { $named } n’est pas possible : une entrée compte de 1 minute à 24 heures. Combien de temps?
daybook-quick-day-to-come = « { $named } » est un jour à venir, et le temps se consigne une fois le travail fait. Quel jour?
daybook-quick-ask-activities = Laquelle de ces activités : { $named }?

# La page d’une journée.
daybook-day-week = À la semaine
daybook-day-others = Autres journées
daybook-day-previous = Veille
daybook-day-next = Lendemain
daybook-day-progress = Consigné : { $total }. Journée normale : { $expected }.
daybook-day-region = Entrées de la journée, tableau
daybook-day-change = Modifier
daybook-day-open = Corriger
daybook-day-empty = Rien n’est consigné ce jour-là. Si rien ne manque, marquez la journée complète, pour qu’on la sache vide.
daybook-day-to-come = Rien n’est consigné pour cette journée, qui est encore à venir : du temps pourra y être consigné à partir de ce jour.
daybook-day-add = Consigner une entrée
daybook-day-complete = Marquer la journée complète
daybook-day-reopen = Pas complète, finalement
daybook-day-is-complete = Cette journée est marquée complète.
daybook-day-done-complete = Marquée complète.
daybook-day-done-reopen = N’est plus marquée complète.

# Les favoris.
daybook-favourites-title = Favoris
daybook-favourites-short = Favoris
daybook-favourites-all = Garder et classer des favoris
daybook-favourites-empty = Aucun favori pour le moment. Gardez un dossier et une activité que vous consignez sans cesse : ils seront à portée de main sur chaque page et figureront dans votre semaine.
daybook-favourites-record = Consigner { $time } aujourd’hui
daybook-favourites-fill = Remplir le formulaire
daybook-favourites-up = Monter :
daybook-favourites-down = Descendre :
daybook-favourites-remove = Enlever
daybook-favourites-lately = Consignés dernièrement
daybook-favourites-keep = Garder comme favori
daybook-favourites-add = Ajouter un autre favori
daybook-favourites-time-hint = Avec une durée, une seule pression la consigne pour aujourd’hui. Sans durée, elle est demandée chaque fois.
daybook-favourites-instead = Utilisez plutôt { $activity }.
daybook-favourites-added = Gardé comme favori : { $file }.
daybook-favourites-there = C’est déjà un favori : { $file }.
daybook-favourites-moved = Déplacé.
daybook-favourites-rename = Renommer
daybook-favourites-name = Nom
daybook-favourites-name-hint = Vos propres mots, au plus 120 caractères; vous seul les voyez. Sans nom, le dossier et l’activité disent ce que c’est.
daybook-favourites-rename-save = Enregistrer le nom
daybook-favourites-renamed = Le nom est enregistré.
daybook-favourites-removed = Enlevé des favoris : { $file }. Ce qui a été consigné reste.
daybook-favourites-put-back = Remis parmi les favoris.

# Le chronomètre.
daybook-timer-title = Démarrer un chronomètre
daybook-timer-stop-title = Chronomètre en marche
daybook-timer-intro = Le dossier et l’activité peuvent être indiqués maintenant ou à l’arrêt. Rien n’est consigné avant que vous n’enregistriez le formulaire.
daybook-timer-start = Démarrer un chronomètre
daybook-timer-stop = Arrêter
daybook-timer-running = Chronomètre :
daybook-timer-from = depuis { $started }
daybook-timer-since = En marche depuis le { $day } à { $started }. Il continue jusqu’à ce que vous consigniez le temps ou que vous l’abandonniez.
daybook-timer-long = Il est en marche depuis si longtemps qu’il a sans doute été oublié. Indiquez combien de temps le travail a pris.
daybook-timer-time-hint = Le temps écoulé jusqu’à l’ouverture de cette page, en minutes entières. Corrigez-le au besoin.
daybook-timer-record = Consigner le temps
daybook-timer-keep = Garder ceci et laisser tourner
daybook-timer-discard = Abandonner le chronomètre
daybook-timer-started = Le chronomètre est en marche.
daybook-timer-kept = C’est gardé. Le chronomètre continue.
daybook-timer-discarded = Le chronomètre est abandonné; rien n’a été consigné.
daybook-timer-put-back = Le chronomètre est de nouveau en marche, depuis son premier départ.

# Plusieurs jours à la fois.
daybook-range-title = Consigner plusieurs jours
daybook-range-short = Plusieurs jours
daybook-range-intro = Après une mission : la même durée chaque jour. Les jours sont montrés avant que rien ne soit enregistré.
daybook-range-from = Premier jour
daybook-range-to = Dernier jour
daybook-range-to-hint = Pas après aujourd’hui; au plus { $limit } jours
daybook-range-minutes = Durée de chaque jour
daybook-range-also = Jours habituellement laissés de côté
daybook-range-weekends = Les samedis et dimanches aussi
daybook-range-holidays = Les jours fériés aussi
daybook-range-narrative-hint = La même chaque jour.
daybook-range-preview = Montrer les jours
daybook-range-shown = { $count ->
        [one] { $count } jour, { $time } en tout : rien n’est encore enregistré
       *[other] { $count } jours, { $time } en tout : rien n’est encore enregistré
    }
daybook-range-day = Jour
daybook-range-already = Déjà consigné
daybook-range-new = À consigner
daybook-range-none = laissé de côté : { $why }
daybook-range-weekend = fin de semaine
daybook-range-no-days = Tous ces jours sont laissés de côté. Choisissez d’autres jours, ou incluez les fins de semaine et les jours fériés.
daybook-range-save = { $count ->
        [one] Consigner { $count } jour, { $time }
       *[other] Consigner { $count } jours, { $time }
    }
daybook-range-look-again = Quelque chose a changé depuis que les jours ont été montrés : rien n’est donc encore enregistré. Regardez-les de nouveau.
daybook-range-day-fault = { $day } – { $sentence }
daybook-range-saved = { $count ->
        [one] Consigné : { $count } jour, { $time }.
       *[other] Consigné : { $count } jours, { $time } en tout.
    }
daybook-range-undone = { $count ->
        [0] Rien n’a été annulé : les entrées ont été changées ou retirées depuis.
        [one] Annulé : { $count } entrée.
       *[other] Annulé : { $count } entrées.
    }
