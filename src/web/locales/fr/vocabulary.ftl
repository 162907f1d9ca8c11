# Le vocabulaire : ses erreurs ligne par ligne et sa présentation au terminal.

vocabulary-line-fault = Ligne { $line } : { $sentence }
vocabulary-missing = « { $key } » manque ici. Ajoutez-le.
vocabulary-need-required = obligatoire
vocabulary-need-optional = facultatif
vocabulary-need-forbidden = aucun
vocabulary-show-heading = { $title } ({ $name }, version { $version })
vocabulary-show-needs = Au dossier : projet { $project }, pays { $country }.
vocabulary-show-import-only = Pour les entrées importées seulement; personne ne peut le choisir.
vocabulary-show-retired = Code retiré : le dernier jour de travail accepté est le { $day }.
vocabulary-show-replaced-by = Utiliser plutôt : { $codes }.
vocabulary-show-boundary-rule = Quelle catégorie? Poser les questions dans cet ordre et s’arrêter au premier oui.
vocabulary-show-official = * Terme français officiel. Les autres libellés français sont les nôtres.
