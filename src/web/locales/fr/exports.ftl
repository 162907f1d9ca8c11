# Ce qui part vers d’autres logiciels : titres des colonnes, mots des calendriers et des factures.
exports-csv-worked-on = date
exports-csv-file = dossier
exports-csv-activity = activité
exports-csv-label = libellé de l’activité
exports-csv-category = catégorie
exports-csv-minutes = minutes
exports-csv-hours = heures
exports-csv-narrative = description
exports-csv-entered-on = consignée le
exports-csv-person = personne
exports-csv-id = identificateur
exports-calendar-name = Temps consigné
exports-calendar-day = Temps consigné : { $time }
exports-ledes-description = Temps consigné au dossier { $file }. Ceci n’est pas une facture : rien n’est facturé, et chaque montant est de 0.00.
