### Le second codage d’échantillons à la ligne de commande : l’aide et ce que disent les commandes.

help-coding = Tirer des échantillons d’entrées, les coder une seconde fois et voir à quel point les codes concordent
help-coding-draw = Tirer au hasard un échantillon d’entrées
help-coding-draw-from = Le premier jour de travail, par exemple 2026-04-01
help-coding-draw-to = Le dernier jour de travail
help-coding-draw-size = Combien d’entrées, de 1 à 1 000
help-coding-draw-sampling = Comment tirer : by_category (chaque catégorie a sa part) ou simple
help-coding-draw-team = Seulement les entrées de cette équipe; peut être répété
help-coding-draw-seed = Ce dont vient le hasard : le même germe tire les mêmes entrées
help-examples-coding-draw =
    casetime coding draw --from 2026-04-01 --to 2026-09-30 --size 100
    casetime coding draw --from 2026-04-01 --to 2026-09-30 --size 60 --team Ottawa --sampling simple --seed 7
help-coding-list = Lister les échantillons, le dernier en premier
help-coding-show = Montrer un échantillon et son avancement
help-coding-show-sample = L’identificateur de l’échantillon
help-coding-next = Montrer l’entrée suivante à coder : jour, dossier et description, sans le premier code
help-coding-next-sample = L’identificateur de l’échantillon
help-coding-next-after = Passer à la suivante après cette place
help-coding-answer = Dire comment une entrée de l’échantillon est codée
help-coding-answer-sample = L’identificateur de l’échantillon
help-coding-answer-place = La place de l’entrée dans l’échantillon
help-coding-answer-category = Le code de la catégorie
help-coding-answer-activity = Le code de l’activité
help-coding-answer-cannot-tell = Le texte et le dossier ne permettent pas de trancher
help-examples-coding-answer =
    casetime coding next 019d2b0e-7c00-7000-8000-000000000001
    casetime coding answer 019d2b0e-7c00-7000-8000-000000000001 12 --category SA --activity SA-POL
    casetime coding answer 019d2b0e-7c00-7000-8000-000000000001 13 --cannot-tell
help-coding-close = Clore un échantillon : il ne prend plus de réponses, et son résultat peut être lu
help-coding-close-sample = L’identificateur de l’échantillon
help-coding-result = Montrer à quel point les deux codages d’un échantillon clos concordent
help-coding-result-sample = L’identificateur de l’échantillon
help-coding-result-shared = { help-report-workload-shared }
help-coding-result-format = La forme : table (par défaut), csv ou json
help-examples-coding-result =
    casetime coding result 019d2b0e-7c00-7000-8000-000000000001
    casetime coding result 019d2b0e-7c00-7000-8000-000000000001 --format csv
cli-coding-drawn = { $size ->
        [one] { $size } entrée tirée
       *[other] { $size } entrées tirées
    } parmi { $population } : échantillon { $id }.
cli-coding-none = Aucun échantillon n’a encore été tiré.
cli-coding-listed = { $id }  { $from } – { $to }  { $size ->
        [one] { $size } entrée
       *[other] { $size } entrées
    }, { $state }
cli-coding-open = ouvert
cli-coding-closed = clos
cli-coding-progress = Tirées : { $drawn }; codées : { $coded }; impossibles à trancher : { $cannot_tell }; ouvertes : { $open }; laissées de côté : { $left_out }
cli-coding-left = Restent à coder, celle-ci comprise : { $left }
cli-coding-nothing-left = Il ne reste rien à coder dans cet échantillon.
cli-coding-day = Jour
cli-coding-file = Dossier
cli-coding-project = Projet
cli-coding-country = Pays
cli-coding-requester = Demandeur
cli-coding-codes = Codes
cli-coding-narrative = Description
cli-coding-answered = La réponse est enregistrée.
cli-coding-closed-done = L’échantillon est clos.
