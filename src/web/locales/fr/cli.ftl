### La ligne de commande : son aide (help-<commande>-<argument>) et ce qu’elle dit en travaillant. Les intitulés n’ont pas
### de deux-points : clap les ajoute. Les exemples se tapent tels quels; ils sont donc les mêmes dans les deux langues.

## Intitulés

help-usage = Utilisation
help-options = Options
help-commands = Commandes
help-arguments = Arguments
help-examples = Exemples

## Le programme et ses options générales

help-app = Consigne le temps par dossier et distingue l’assistance technique des conseils stratégiques.
help-global-database = La base de données : un chemin pour SQLite ou une adresse postgres://
help-global-config = Le fichier de configuration (TOML)
help-global-lang = La langue des phrases et des rapports : en ou fr
help-global-quiet = Ne dire que ce qui n’a pas fonctionné
help-global-json = Écrire les résultats en JSON
help-global-no-color = Écrire sans couleurs
help-global-help = Afficher cette aide
help-global-version = Afficher la version du programme
help-help = Afficher l’aide d’une commande

## init

help-init = Créer la base de données, avec le vocabulaire fourni avec le programme
help-examples-init =
    casetime init
    casetime init --database /srv/casetime/casetime.db

## migrate

help-migrate = Mettre la base de données à niveau pour ce programme
help-examples-migrate =
    casetime migrate
    casetime migrate --database /srv/casetime/casetime.db

## serve

help-serve = Servir les pages et l’API
help-serve-listen = L’adresse et le port d’écoute
help-examples-serve =
    casetime serve
    casetime serve --listen 127.0.0.1:8080

## demo

help-demo = Essayer le programme avec une section générée, dans un répertoire temporaire
help-demo-people = Le nombre de personnes qui consignent leur temps
help-demo-years = Le nombre d’exercices couverts par les entrées
help-demo-seed = Le nombre dont la section est tirée; le même nombre donne la même section
help-demo-listen = L’adresse et le port d’écoute
help-examples-demo =
    casetime demo
    casetime demo --people 12 --years 3
    casetime demo --seed 7 --listen 127.0.0.1:8080

## record

help-record = Consigner du temps travaillé à un dossier
help-record-person = Le numéro de la personne qui a fait le travail
help-record-file = Le numéro du dossier
help-record-on = Le jour où le travail a été fait, par exemple 2026-11-20
help-record-time = La durée du travail : 1:30, 1h30, 1,5 ou 90m
help-record-activity = Le code de l’activité, par exemple TA-LEG
help-record-note = Un fichier texte contenant la description, ou - pour l’entrée standard; une description ne se tape jamais sur la ligne de commande
help-record-id = Un identificateur de votre choix (UUID), pour que la même commande puisse être relancée sans consigner deux fois
help-examples-record =
    casetime record --person P-004 --file UKR-12 --on 2026-11-20 --time 1h30 --activity TA-LEG
    casetime record --person P-004 --file UKR-12 --on 2026-11-20 --time 0:45 --activity TA-MGT --note note.txt
    casetime record --person P-004 --file SA-7 --on 2026-11-20 --time 90m --activity SA-POL --note - < note.txt

## import

help-import = Importer un fichier hérité, ligne par ligne, en rendant compte de chacune
help-import-file = Le fichier à importer (CSV, aussi en gzip ou ZIP, ou un classeur), ou - pour l’entrée standard
help-import-profile = Le profil qui dit comment lire le fichier : un fichier (TOML), ou le nom d’un profil enregistré ou fourni, par exemple clockify ou clockify@2; à défaut, celui qui convient
help-import-rehearse = Tout faire comme d’habitude, puis ne rien enregistrer (mise à l’essai)
help-import-apply-changes = Modifier aussi les entrées dont la source a modifié les lignes depuis une importation antérieure; celles qu’une personne a modifiées restent telles quelles
help-import-rejects = L’endroit où écrire les lignes rejetées, avec le motif de chacune (.csv ou .xlsx)
help-examples-import =
    casetime import sniff export.csv
    casetime import export.csv --rehearse
    casetime import export.csv --profile icase-plain --rejects rejects.csv
    casetime import repair rejects.csv

## report

help-report = Produire un rapport
help-report-workload = Heures et parts par catégorie, activité, dossier et autres, dans le temps
help-report-workload-from = Le premier exercice comme 2009-10, l’année civile comme 2010, ou le jour
help-report-workload-to = Le dernier exercice, l’année civile ou le jour
help-report-workload-by = Ce selon quoi ventiler les heures : category, activity, file-type, country, project, client, team, file, person, status ou language
help-report-workload-across = Ce avec quoi les croiser : une autre de ces dimensions
help-report-workload-per = La longueur d’une période : fiscal-year, fiscal-quarter, month, calendar-year ou week
help-report-workload-as-of = Comment lire les codes d’activité : recorded (tels que consignés), ou today pour la liste actuelle
help-report-workload-category = Seulement cette catégorie, par code
help-report-workload-activity = Seulement cette activité, par code
help-report-workload-file-type = Seulement les dossiers de ce type; - pour ceux sans type
help-report-workload-country = Seulement les dossiers de ce pays; - pour ceux sans pays
help-report-workload-project = Seulement les dossiers de ce projet; - pour ceux sans projet
help-report-workload-client = Seulement le temps pour ce client, tel que consigné; - pour aucun
help-report-workload-team = Seulement les personnes alors dans cette équipe; - pour aucune
help-report-workload-file = Seulement ce dossier, par numéro
help-report-workload-person = Seulement cette personne, par numéro
help-report-workload-status = Seulement les entrées dans cet état : draft, submitted, returned ou approved
help-report-workload-language = Seulement les entrées consignées dans cette langue : en, fr, ou - pour inconnue
help-report-workload-shared = Ne pas afficher les petits groupes, ni ce dont ils découleraient
help-report-workload-format = La forme du rapport : table, csv ou json
help-report-demand = Demandes et dossiers : ce qui est arrivé, ce qui a été décidé, ce qui est ouvert
help-report-demand-from = { help-report-workload-from }
help-report-demand-to = { help-report-workload-to }
help-report-demand-per = { help-report-workload-per }
help-report-demand-shared = { help-report-workload-shared }
help-report-demand-format = { help-report-workload-format }
help-report-quality = Ce qui manque, est peu plausible, tardif, en attente ou modifié, avec des cibles
help-report-quality-from = { help-report-workload-from }
help-report-quality-to = { help-report-workload-to }
help-report-quality-per = { help-report-workload-per }
help-report-quality-shared = { help-report-workload-shared }
help-report-quality-format = { help-report-workload-format }
help-report-capacity = Heures de présence des personnes, face aux heures consignées
help-report-capacity-from = { help-report-workload-from }
help-report-capacity-to = { help-report-workload-to }
help-report-capacity-per = { help-report-workload-per }
help-report-capacity-shared = { help-report-workload-shared }
help-report-capacity-format = { help-report-workload-format }
help-report-timeliness = Combien de temps après le travail le temps est saisi
help-report-timeliness-from = { help-report-workload-from }
help-report-timeliness-to = { help-report-workload-to }
help-report-timeliness-by = { help-report-workload-by }
help-report-timeliness-per = { help-report-workload-per }
help-report-timeliness-category = { help-report-workload-category }
help-report-timeliness-team = { help-report-workload-team }
help-report-timeliness-shared = { help-report-workload-shared }
help-report-timeliness-format = { help-report-workload-format }
help-report-sign-off = Dossiers dont l’avocat principal a confirmé une période, ou non
help-report-sign-off-period = Un mois comme 2026-11, un trimestre comme 2026-27-T3 ou un exercice comme 2026-27
help-report-sign-off-shared = { help-report-workload-shared }
help-report-sign-off-format = { help-report-workload-format }
help-report-chase = Sur quoi poser des questions aux personnes
help-report-chase-list = Quelle liste : missing, implausible ou unsubmitted
help-report-chase-from = Le premier jour de travail; sinon 30 jours avant le dernier
help-report-chase-to = Le dernier jour de travail; sinon aujourd’hui
help-report-chase-format = { help-report-workload-format }
help-report-figures = Chaque chiffre : ce qu’il compte, son unité, sa source
help-report-explain = Ce que compte un chiffre, sa valeur et les entrées dont il est fait
help-report-explain-figure = Le chiffre, tel que le nomme casetime report figures
help-report-explain-from = { help-report-workload-from }
help-report-explain-to = { help-report-workload-to }
help-report-explain-by = { help-report-workload-by }
help-report-explain-across = { help-report-workload-across }
help-report-explain-per = { help-report-workload-per }
help-report-explain-as-of = { help-report-workload-as-of }
help-report-explain-category = { help-report-workload-category }
help-report-explain-activity = { help-report-workload-activity }
help-report-explain-file-type = { help-report-workload-file-type }
help-report-explain-country = { help-report-workload-country }
help-report-explain-project = { help-report-workload-project }
help-report-explain-client = { help-report-workload-client }
help-report-explain-team = { help-report-workload-team }
help-report-explain-file = { help-report-workload-file }
help-report-explain-person = { help-report-workload-person }
help-report-explain-status = { help-report-workload-status }
help-report-explain-language = { help-report-workload-language }
help-report-explain-shared = { help-report-workload-shared }
help-report-explain-format = { help-report-workload-format }
cli-report-value = Valeur
cli-report-behind = Entrées dont il est fait
cli-report-left-out = { $count ->
        [one] Une autre valeur n’est pas affichée.
       *[other] { $count } autres valeurs ne sont pas affichées.
    }
help-examples-report =
    casetime report workload --by category --across country --per fiscal-quarter
    casetime report timeliness --from 2024-25
    casetime report explain hours --country UA --from 2026-27
help-examples-report-workload =
    casetime report workload --by category --from 2009-10 --to 2011-12
    casetime report workload --by activity --across team --per month --format csv > workload.csv
    casetime report workload --by country --category TA --shared --format json
help-examples-report-demand =
    casetime report demand --per fiscal-quarter
help-examples-report-timeliness =
    casetime report timeliness --by team --per month --from 2025-26
help-examples-report-quality =
    casetime report quality --from 2026-27 --format csv > quality.csv
help-examples-report-capacity =
    casetime report capacity --per fiscal-quarter --from 2025-26
help-examples-report-sign-off =
    casetime report sign-off 2026-27-Q2
help-examples-report-chase =
    casetime report chase missing --from 2026-11-01
help-examples-report-figures =
    casetime report figures --json
help-examples-report-explain =
    casetime report explain hours --category TA --from 2026-27
    casetime report explain held

## vocabulary

help-vocabulary = Vérifier, afficher et exporter les codes que portent les entrées, et les changer d’une version à l’autre
help-vocabulary-check = Vérifier un fichier de vocabulaire et nommer chacun de ses défauts
help-vocabulary-check-file = Le fichier de vocabulaire à vérifier (TOML)
help-vocabulary-show = Afficher les catégories et les activités avec leurs définitions
help-vocabulary-export = Écrire le vocabulaire pour d’autres programmes
help-vocabulary-export-format = La forme du fichier : csv, json, skos (Turtle), skos-json (JSON-LD) ou toml
help-vocabulary-apply = Appliquer la version suivante du vocabulaire, et dire quels chiffres elle fait bouger
help-vocabulary-apply-file = Le fichier de vocabulaire à appliquer (TOML)
help-vocabulary-apply-rehearse = Tout faire comme d’habitude, puis ne rien enregistrer (mise à l’essai)
help-vocabulary-retire = Appliquer une version suivante dans laquelle un code est retiré
help-vocabulary-retire-code = Le code à retirer
help-vocabulary-retire-on = Le dernier jour où il peut servir, par exemple 2026-03-31
help-vocabulary-retire-replaced-by = Le code qui prend sa place; nommés plusieurs fois, ils se la partagent
help-vocabulary-retire-rehearse = Tout faire comme d’habitude, puis ne rien enregistrer (mise à l’essai)
help-examples-vocabulary-apply =
    casetime vocabulary export --format toml > vocabulaire.toml
    casetime vocabulary apply vocabulaire.toml --rehearse
    casetime vocabulary apply vocabulaire.toml
help-examples-vocabulary-retire =
    casetime vocabulary retire TA-TRN --on 2026-03-31 --replaced-by TA-INST --rehearse
    casetime vocabulary retire SA-RES --on 2026-03-31
help-examples-vocabulary =
    casetime vocabulary show
    casetime vocabulary check vocabulary.toml
    casetime vocabulary export --format skos > vocabulary.ttl
help-examples-vocabulary-check =
    casetime vocabulary check vocabulary.toml
    casetime vocabulary check vocabulary.toml --json
help-examples-vocabulary-show =
    casetime vocabulary show
    casetime vocabulary show --lang fr
help-examples-vocabulary-export =
    casetime vocabulary export --format csv > vocabulary.csv
    casetime vocabulary export --format skos > vocabulary.ttl

## people

help-people = Ajouter, charger et énumérer les personnes qui consignent leur temps, et leurs horaires
help-people-add = Ajouter une personne
help-people-add-number = Le numéro sous lequel la personne est connue
help-people-add-name = Le nom, tel qu’il s’affiche
help-people-add-team = L’équipe de la personne
help-people-add-kind = Ce qu’est la personne : lawyer, paralegal ou other; lawyer si ce n’est pas indiqué
help-people-add-active-from = Le premier jour où la personne consigne du temps
help-people-add-active-to = Le dernier jour où la personne consigne du temps
help-people-add-days-per-week = Le nombre de jours de travail par semaine; 5 s’il n’est pas indiqué
help-people-add-login = Donner à la personne un compte qui ouvre une session sous ce nom; sans --number, le compte ne représente personne
help-people-add-role = Un rôle du compte : timekeeper, manager:ÉQUIPE, head, keeper, auditor ou administrator; peut être répété
help-people-add-password-file = Le fichier qui contient le mot de passe du compte, ou - pour l’entrée standard
help-people-load = Ajouter plusieurs personnes à partir d’un fichier
help-people-load-file = Le fichier, une personne par ligne (CSV), ou - pour l’entrée standard
help-people-list = Énumérer les personnes
help-people-schedule = Indiquer à partir de quand une personne travaille combien, jusqu’à la prochaine date indiquée
help-people-schedule-number = Le numéro de la personne
help-people-schedule-from = Le premier jour; ce qui était indiqué pour le même jour est remplacé
help-people-schedule-kind = full_time, part_time ou absent; pendant une absence, aucun temps n’est attendu
help-people-schedule-time = Les heures d’un jour de travail, par exemple 7:30; 7,5 heures si ce n’est pas indiqué
help-people-schedule-days = Le nombre de jours de travail par semaine; celui de la personne s’il n’est pas indiqué
help-people-schedules = Énumérer à partir de quand une personne travaille combien
help-people-schedules-number = Le numéro de la personne
help-examples-people =
    casetime people list
    casetime people load people.csv
help-examples-people-add =
    casetime people add --number P-004 --name "Amina Tremblay" --team Projects
    casetime people add --number P-005 --name "Jean Roy" --active-from 2026-04-01
    casetime people add --login admin --name "Amina Tremblay" --role administrator --password-file password.txt
help-examples-people-load =
    casetime people load people.csv
    casetime people load - < people.csv
help-examples-people-list =
    casetime people list
    casetime people list --json
help-examples-people-schedule =
    casetime people schedule P-004 --from 2026-09-01 --kind part_time --time 7:30 --days 3
    casetime people schedule P-004 --from 2027-01-04 --kind absent
help-examples-people-schedules =
    casetime people schedules P-004

## accounts

help-accounts = Lister et modifier les comptes avec lesquels on ouvre une session
help-accounts-list = Lister les comptes
help-accounts-disable = Empêcher un compte d’ouvrir une session, et mettre fin à celles qui sont ouvertes
help-accounts-disable-login = Le nom d’utilisateur du compte
help-accounts-password = Donner un autre mot de passe à un compte, et mettre fin à ses sessions
help-accounts-password-login = Le nom d’utilisateur du compte
help-accounts-password-password-file = Le fichier qui contient le nouveau mot de passe, ou - pour l’entrée standard; un mot de passe ne se tape jamais dans la ligne de commande
help-accounts-role = Modifier les rôles d’un compte
help-accounts-role-login = Le nom d’utilisateur du compte
help-accounts-role-add = Un rôle à donner : timekeeper, manager:ÉQUIPE, head, keeper, auditor ou administrator; peut être répété
help-accounts-role-remove = Un rôle à retirer, écrit comme dans la liste; peut être répété
help-examples-accounts =
    casetime accounts list
    casetime accounts role a.tremblay --add head
help-examples-accounts-list =
    casetime accounts list
    casetime accounts list --json
help-examples-accounts-disable =
    casetime accounts disable a.tremblay
help-examples-accounts-password =
    casetime accounts password a.tremblay --password-file password.txt
    casetime accounts password a.tremblay --password-file - < password.txt
help-examples-accounts-role =
    casetime accounts role a.tremblay --add keeper --remove auditor
    casetime accounts role a.tremblay --add "manager:Team A"

## files

help-files = Ajouter, charger, énumérer, chercher, fermer et rouvrir les dossiers auxquels le temps est consigné
help-files-add = Ajouter un dossier
help-files-add-number = Le numéro sous lequel le dossier est connu; omis, le prochain si les paramètres disent comment les numéros sont formés
help-files-add-title = Le titre du dossier
help-files-add-category = La catégorie du dossier : TA, SA ou OT; elle vaut pour toute la vie du dossier
help-files-add-country = Le pays visé par le travail : deux lettres, par exemple UA
help-files-add-project = Le projet dans le cadre duquel le travail est fait
help-files-add-unfunded = Assistance technique sans projet financé
help-files-add-requester = L’auteur de la demande
help-files-add-agreement = Le numéro de l’entente de financement
help-files-add-risk = Le risque : low, medium ou high
help-files-add-complexity = La complexité : low, medium ou high
help-files-add-external-number = Un numéro dans un autre système, par exemple icase:2-345678 ou billing:B-12; peut être répété
help-files-add-team = L’équipe responsable du dossier
help-files-add-file-type = Le type de dossier
help-files-add-opened-on = Le jour où le dossier a été ouvert
help-files-add-closed-on = Le jour où le dossier a été fermé
help-files-load = Ajouter plusieurs dossiers à partir d’une liste
help-files-load-file = La liste, un dossier par ligne (CSV), ou - pour l’entrée standard
help-files-list = Énumérer les dossiers
help-files-search = Trouver des dossiers par des mots ou par un numéro
help-files-search-text = Ce qu’il faut chercher : un numéro, ou des mots du titre, du projet, de l’auteur de la demande ou du pays; les accents et les majuscules ne comptent pas
help-files-close = Fermer un dossier, et en poursuivre le travail dans un successeur
help-files-close-number = Le numéro du dossier
help-files-close-on = Le dernier jour où du temps peut être consigné; aujourd’hui s’il est omis
help-files-close-reason = La raison de la fermeture
help-files-close-successor-category = La catégorie du dossier qui poursuit le travail à partir du lendemain
help-files-close-successor-number = Le numéro de ce dossier
help-files-close-successor-title = Le titre de ce dossier; celui du dossier fermé s’il est omis
help-files-reopen = Rouvrir un dossier fermé
help-files-reopen-number = Le numéro du dossier
help-files-reopen-reason = La raison de la réouverture
help-files-lead = Montrer qui mène un dossier, ou indiquer qui le mène à partir d’un jour
help-files-lead-number = Le numéro du dossier
help-files-lead-person = Le numéro de la personne qui le mène
help-files-lead-from = Le premier jour où la personne le mène
help-examples-files =
    casetime files list
    casetime files load files.csv
help-examples-files-add =
    casetime files add --number UKR-12 --title "Prosecution service" --category TA --country UA --project UKR-PROS --opened-on 2026-04-01
    casetime files add --number SA-7 --title "Advice on engagement" --category SA --opened-on 2026-04-01
help-examples-files-load =
    casetime files load files.csv
    casetime files load - < files.csv
help-examples-files-list =
    casetime files list
    casetime files list --json
help-examples-files-search =
    casetime files search UKR-12
    casetime files search ethiopie --json
help-examples-files-close =
    casetime files close UKR-12 --on 2027-03-31 --reason "The project ended."
    casetime files close UKR-12 --reason "The rest is advice." --successor-category SA --successor-number SA-12
help-examples-files-reopen =
    casetime files reopen UKR-12 --reason "One more mission was agreed."
help-examples-files-lead =
    casetime files lead UKR-12
    casetime files lead UKR-12 --person P-004 --from 2027-01-04

## names

help-names = Tenir les noms offerts au choix : section, équipes, pays, organismes fédéraux, projets
help-names-list = Énumérer les noms d’un genre
help-names-list-kind = Le genre : section, team, country, body ou project
help-names-add = Ajouter un nom
help-names-add-kind = Le genre : section, team, country, body ou project
help-names-add-code = Le code sous lequel il est conservé; pour un pays, ses deux lettres de la norme ISO 3166-1
help-names-add-en = Le nom en anglais
help-names-add-fr = Le nom en français
help-names-add-section = Pour une équipe : le code de sa section
help-names-add-agreement = Pour un projet : le numéro de son entente de financement
help-names-add-funder = Pour un projet : qui paie
help-names-add-purpose = Pour un projet : son code-objet du CAD de l’OCDE, par exemple 15130
help-names-add-from = Le premier jour d’usage, ou du projet
help-names-add-to = Le dernier jour
help-names-retire = Donner un dernier jour à un nom; ce qui a été conservé avec lui reste
help-names-retire-kind = Le genre : section, team, country, body ou project
help-names-retire-code = Le code du nom
help-names-retire-on = Le dernier jour; aujourd’hui s’il est omis
help-examples-names =
    casetime names list country
    casetime names add team NORTH --en "Team North" --fr "Équipe du Nord" --section SECTION
help-examples-names-list =
    casetime names list body
    casetime names list country --json
help-examples-names-add =
    casetime names add team NORTH --en "Team North" --fr "Équipe du Nord" --section SECTION
    casetime names add project JUST --en "Justice Undertakings" --fr "Engagements de justice" --agreement CA-3-A032861002 --purpose 15130
help-examples-names-retire =
    casetime names retire team NORTH --on 2027-03-31

## requests

help-requests = Inscrire et énumérer ce qui est demandé à la section
help-requests-add = Inscrire une demande
help-requests-add-received-on = Le jour où elle est arrivée; omis : aujourd’hui
help-requests-add-requester = Le demandeur
help-requests-add-country = Le pays visé : deux lettres, par exemple UA
help-requests-add-wanted = Le service voulu
help-requests-add-deadline = Le jour avant la fin duquel il est voulu
help-requests-list = Énumérer les demandes, le numéro le plus récent d’abord
help-examples-requests =
    casetime requests add --requester "Affaires mondiales Canada" --country UA --wanted "Formation de procureurs"
    casetime requests list
help-examples-requests-add =
    casetime requests add --requester "Affaires mondiales Canada" --country UA --wanted "Formation de procureurs"
    casetime requests add --received-on 2026-11-02 --requester "Conseil de l’Europe" --wanted "Une fiche" --deadline 2026-12-15
help-examples-requests-list =
    casetime requests list
    casetime requests list --json

## export

help-export = Écrire des entrées pour d’autres logiciels sur la sortie standard
help-export-entries = Les entrées d’une personne, avec leurs descriptions
help-export-entries-person = Le numéro de la personne
help-export-entries-from = Le premier jour; omis : tout ce qu’il y a
help-export-entries-to = Le dernier jour; omis : aujourd’hui
help-export-entries-format = La forme : csv ou json; omise : csv
help-export-ledes = Le temps d’un dossier en LEDES 1998B; rien n’est facturé, chaque montant est donc de 0.00
help-export-ledes-file = Le numéro du dossier
help-export-ledes-from = Le premier jour; omis : tout ce qu’il y a
help-export-ledes-to = Le dernier jour; omis : aujourd’hui
help-examples-export =
    casetime export entries --person P-004 --from 2026-04-01 > entrees.csv
    casetime export ledes --file UKR-12 --from 2026-04-01 --to 2026-06-30 > ukr-12.txt
help-examples-export-entries =
    casetime export entries --person P-004 > entrees.csv
    casetime export entries --person P-004 --from 2026-04-01 --to 2027-03-31 --format json
help-examples-export-ledes =
    casetime export ledes --file UKR-12 > ukr-12.txt
    casetime export ledes --file UKR-12 --from 2026-04-01 --to 2026-06-30 > ukr-12.txt

## generate

help-generate = Écrire une section générée dans des fichiers, pour essayer les importations et les rapports
help-generate-people = Le nombre de personnes qui consignent leur temps
help-generate-years = Le nombre d’exercices couverts par les entrées
help-generate-seed = Le nombre dont la section est tirée; le même nombre donne les mêmes fichiers
help-generate-out = Le répertoire où écrire
help-examples-generate =
    casetime generate --out generated
    casetime generate --people 40 --years 10 --seed 7 --out generated

## schema

help-schema = Écrire ou vérifier les schémas générés à partir du programme
help-schema-write = Écrire les schémas de nouveau
help-schema-check = Comparer les schémas enregistrés avec le programme, sans rien changer
help-examples-schema =
    casetime schema --check
    casetime schema --write

## Ce que disent les commandes

cli-initialized = La base de données est prête : { $database }
cli-migrated =
    { $count ->
        [one] { $count } migration a été effectuée; la base de données est maintenant à la version { $version }.
       *[other] { $count } migrations ont été effectuées; la base de données est maintenant à la version { $version }.
    }
cli-nothing-to-migrate = La base de données est déjà à niveau; rien n’a changé.
cli-recorded = Temps consigné : { $time } au dossier { $file }, { $activity }, le { $date } (entrée { $id }).
cli-recorded-again = Cette entrée était déjà consignée (entrée { $id }); rien n’a changé.
cli-import-rehearsed = C’était une mise à l’essai : rien n’a été enregistré.
cli-import-done =
    { $lines ->
        [one] Importation terminée. { $lines } ligne a été lue, et il en est rendu compte :
       *[other] Importation terminée. { $lines } lignes ont été lues, et il est rendu compte de chacune :
    }
cli-import-same = Ce fichier a été importé le { $date } dans le lot { $batch }; rien n’a changé.
cli-import-member = Lu dans { $name }, d’une archive { $container }.
cli-import-sheet = Lu dans la feuille « { $sheet } » d’un classeur { $container }. Les numéros de ligne sont ceux de ses lignes.
cli-import-hidden = Le classeur masque ces feuilles : { $sheets }
cli-import-formulas =
    { $count ->
        [one] { $count } cellule contient une formule; la valeur enregistrée avec elle a été lue.
       *[other] { $count } cellules contiennent des formules; les valeurs enregistrées avec elles ont été lues.
    }
cli-import-formulas-empty =
    { $count ->
        [one] { $count } formule n’a pas de valeur enregistrée : ouvrez le classeur, enregistrez-le et importez-le de nouveau.
       *[other] { $count } formules n’ont pas de valeur enregistrée : ouvrez le classeur, enregistrez-le et importez-le de nouveau.
    }
outcome-new = nouvelles
outcome-same = identiques à l’enregistré
outcome-changed = modifiées par la source
outcome-duplicate = en double
outcome-held = en attente d’examen
outcome-rejected = rejetées
outcome-total = lignes de total
outcome-header = en-têtes
outcome-preamble = au-dessus de l’en-tête
outcome-blank = vides
outcome-sum = lignes du fichier
cli-import-rejects = Les lignes rejetées sont dans { $path }. Corrigez-les dans ce fichier, puis renvoyez-le : casetime import repair { $path }
cli-import-changes = Lignes que la source a modifiées depuis une importation antérieure :
cli-import-change = ligne { $line } : { $fields } ({ $state })
cli-import-change-field = { $field } { $before } → { $after }
cli-import-change-hidden = autre { $field }
cli-import-change-made = entrée modifiée
cli-import-change-asked = entrée inchangée
cli-import-change-edited = entrée inchangée : une personne l’a modifiée
cli-import-change-withdrawn = entrée inchangée : une personne l’a retirée
cli-import-field-person = personne
cli-import-field-file = dossier
cli-import-field-activity = activité
cli-import-field-worked-on = date
cli-import-field-minutes = minutes
cli-import-field-narrative = description
cli-import-field-label = libellé
cli-import-changes-hint = Pour modifier aussi ces entrées, importez avec --apply-changes.
cli-import-figures = Ce que deviendraient les heures de chaque exercice et catégorie :
cli-import-figure-before = avant
cli-import-figure-after = après
cli-import-totals-agree =
    { $count ->
        [0] Le fichier n’a aucun total qui concorde avec ses lignes.
        [one] { $count } total du fichier concorde avec ses lignes.
       *[other] { $count } totaux du fichier concordent avec leurs lignes.
    }
cli-import-totals-differ =
    { $count ->
        [0] Aucun total du fichier ne diffère de ses lignes.
        [one] { $count } total du fichier diffère de ses lignes :
       *[other] { $count } totaux du fichier diffèrent de leurs lignes :
    }
cli-import-total-line = ligne { $line }{ $of } : indiqué { $stated }, lignes { $summed }, écart { $difference }
cli-import-held-labels = Libellés en attente d’examen, auxquels donner un code dans le profil :
cli-import-held-label =
    { $rows ->
        [one] « { $label } » : { $rows } ligne, { $hours } h
       *[other] « { $label } » : { $rows } lignes, { $hours } h
    }
cli-next = Ensuite : { $command }
cli-serving = casetime répond à { $address }. Arrêtez-le avec Ctrl-C.
cli-demo-ready = La démonstration répond à { $address }. Ses données sont dans { $folder }. Arrêtez-la avec Ctrl-C.
cli-demo-accounts = Ouvrez une session avec lawyer, manager, head, keeper, auditor ou admin. Le mot de passe de chacun, créé pour cette exécution : { $password }
cli-generated =
    { $files ->
        [one] { $files } fichier écrit
       *[other] { $files } fichiers écrits
    } dans { $folder }, avec { $rows ->
        [one] { $rows } ligne
       *[other] { $rows } lignes
    }.
cli-generated-notice = Tout ceci est généré : les personnes sont imaginaires, et aucun chiffre n’est celui d’une section réelle.
cli-loaded = Lignes lues : { $count } (nouvelles : { $new }, déjà présentes : { $same }).
cli-people-added = La personne a été ajoutée.
cli-people-scheduled = L’horaire a été enregistré.
cli-accounts-added = Le compte { $login } a été ajouté.
cli-accounts-changed = Le compte { $login } a été modifié.
cli-accounts-disabled = (désactivé)
cli-files-added = Le dossier a été ajouté.
cli-requests-added = La demande a été inscrite sous le numéro { $number }.
cli-files-closed = { $file } a été fermé.
cli-files-continued = Son travail se poursuit dans { $file }.
cli-files-reopened = { $file } a été rouvert.
cli-names-added = Le nom a été ajouté.
cli-names-retired = { $name } sert jusqu’au { $date }.
cli-schema-written = Les schémas ont été écrits.
cli-schema-current = Les schémas concordent avec le programme.
cli-schema-drift = { $file } ne concorde plus avec le programme. Écrivez-le de nouveau avec `casetime schema --write`.
cli-vocabulary-good =
    Le vocabulaire est en ordre : version { $version }, { $categories ->
        [one] { $categories } catégorie
       *[other] { $categories } catégories
    }, { $activities ->
        [one] { $activities } activité
       *[other] { $activities } activités
    }.
cli-vocabulary-fault = { $file }, ligne { $line } : { $sentence }
cli-vocabulary-rehearsed = C’était une mise à l’essai : le vocabulaire en vigueur est le même qu’avant.
cli-vocabulary-applied = La version { $version } du vocabulaire est en vigueur.
cli-vocabulary-same = La version { $version } du vocabulaire était déjà en vigueur; rien n’a changé.
cli-progress = Lecture
cli-did-you-mean = Vouliez-vous dire `{ $name }`?
cli-interrupted = Arrêté. Rien n’a été enregistré à moitié; la même commande peut être relancée.
help-generate-rows = Exactement ce nombre d’entrées en tout, pour les mesures
help-generate-last-year = Le dernier exercice, par exemple 2025-26
cli-usage-unknown-argument = { $name } n’est pas connu ici
cli-usage-unknown-command = il n’y a pas de commande { $name }
cli-usage-missing = il manque { $name }
cli-usage-missing-command = il manque une commande
cli-usage-conflict = { $name } ne va pas avec les autres options
cli-usage-value = la valeur de { $name } n’est pas comprise
cli-demo-imported = { $file } importé : { $lines } lignes, chacune prise en compte.
cli-import-rejected-codes = Lignes rejetées, par motif :
cli-list-fault = ligne { $line } : { $sentence }
cli-import-held-files = Dossiers inconnus; ajoutez-les, puis corrigez les entrées :
