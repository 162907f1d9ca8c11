### Une phrase ou deux pour chaque code de src/fault.rs : ce qui ne va pas et ce qu’il faut faire; et un titre court pour
### les réponses de l’API. Une description n’est jamais un paramètre. $field, le nom interne du champ, est toujours transmis.

## Toutes les portes

fault-required =
    { $field ->
        [person] Il manque la personne. Indiquez qui a fait le travail.
        [file] Il manque le dossier. Indiquez le dossier auquel se rapporte le travail.
        [worked_on] Il manque la date. Entrez le jour où le travail a été fait.
        [minutes] Il manque le temps. Entrez la durée du travail, par exemple 1:30, 1h30, 1,5 ou 90m.
        [activity] Il manque l’activité. Choisissez celle qui décrit le travail.
        [number] Il manque le numéro. Entrez celui sous lequel on le connaîtra.
        [title] Il manque le titre. Entrez-en un court que les autres reconnaîtront.
        [opened_on] Il manque la date d’ouverture. Entrez le premier jour où du temps peut être consigné.
        [login] Il manque le nom. Entrez le nom avec lequel vous ouvrez une session.
        [password] Il manque le mot de passe. Entrez-le.
        [present] Il manque le mot de passe actuel. Entrez celui de cette session.
        [again] Il manque la deuxième saisie du nouveau mot de passe. Entrez-le deux fois.
        [scopes] Aucun droit n’est choisi. Choisissez-en au moins un.
        [expires_on] Il manque le jour. Entrez le jour où le jeton prend fin.
        [name] Il manque le nom. Entrez-le.
        [category] Il manque la catégorie. Indiquez-en une qui figure dans le vocabulaire.
        [minutes_per_day] Les heures manquent. Indiquez combien d’heures par jour ou de jours par semaine la personne travaille.
        [valid_from] La date manque. Indiquez le premier jour où l’horaire s’applique.
        [kind] Le genre manque. Choisissez full_time, part_time ou absent.
        [document] Il manque « { $key } » ici. Ajoutez-le.
        [label] Le nom manque dans une des langues. Entrez-le en français et en anglais.
        [code] Le code manque. Entrez celui sous lequel il sera conservé.
        [reason] Le motif manque. Dites en quelques mots pourquoi.
        [until] La fin manque. Entrez le dernier jour où l’exercice reste ouvert.
        [closes_at] L’instant manque. Entrez quand l’exercice se ferme.
        [period] La période manque. Entrez un mois, un trimestre ou un exercice.
        [list] La liste manque. Choisissez missing, implausible ou unsubmitted.
        [accounts] Un dossier cloisonné doit être connu de quelqu’un. Nommez au moins un compte.
       *[other] Cette valeur manque, et elle est nécessaire. Indiquez-la.
    }
fault-title-required = Valeur manquante
fault-too-long = Ce texte compte { $length } caractères; la limite est de { $limit }. Raccourcissez-le.
fault-title-too-long = Texte trop long
fault-control-character = Ce texte contient un caractère de commande, qui ne peut pas s’afficher. Supprimez-le ou retapez le texte.
fault-title-control-character = Caractère de commande dans un texte
fault-unknown-field = Aucun champ ne s’appelle « { $name } » ici. Corrigez son nom ou retirez-le.
fault-title-unknown-field = Champ inconnu
fault-malformed-body = Ce qui a été envoyé n’a pas la forme attendue ici. Corrigez-le et renvoyez-le. Détail : { $detail }
fault-title-malformed-body = Corps de requête non compris
fault-malformed-query = La partie de l’adresse qui suit le point d’interrogation n’est pas comprise. Corrigez-la et réessayez. Détail : { $detail }
fault-title-malformed-query = Paramètres d’adresse non compris
fault-unknown-cursor = Cette page de la liste n’existe pas. Reprenez à la première page et suivez l’adresse donnée dans « next ».
fault-title-unknown-cursor = Page de liste introuvable
fault-malformed-id = Cet identificateur n’est pas complet. Un identificateur s’écrit comme 01977c7e-3b5f-7a12-9c4d-2f6b8e1a5d30 : copiez-le de nouveau en entier.
fault-title-malformed-id = Identificateur non compris
fault-not-found = Il n’y a rien à cette adresse. Vérifiez-la ou recommencez à partir de la première page.
fault-title-not-found = Rien à cette adresse
fault-method-not-allowed = Cette adresse n’accepte pas ce genre de requête. La description de l’API énumère celles qu’elle accepte.
fault-title-method-not-allowed = Méthode non acceptée ici
fault-unsupported-media-type = Ce genre de contenu n’est pas accepté ici. Envoyez du JSON et indiquez-le dans l’en-tête Content-Type.
fault-title-unsupported-media-type = Contenu non accepté ici
fault-body-too-large =
    { $limit ->
        [one] Ce qui a été envoyé dépasse { $limit } octet, la limite fixée ici. Envoyez-en moins à la fois.
       *[other] Ce qui a été envoyé dépasse { $limit } octets, la limite fixée ici. Envoyez-en moins à la fois.
    }
fault-title-body-too-large = Envoi trop volumineux
fault-precondition-required = Cette modification n’indique pas la version sur laquelle elle porte. Rouvrez la page ou envoyez la version dans l’en-tête If-Match.
fault-title-precondition-required = Version manquante
fault-version-conflict = Quelqu’un a modifié ceci entre-temps; la version est maintenant { $current }. Relisez, puis refaites votre modification.
fault-title-version-conflict = Modifié entre-temps
fault-id-conflict = Cet identificateur désigne déjà autre chose. Utilisez-en un nouveau, ou n’en donnez pas pour qu’il vous en soit attribué un.
fault-title-id-conflict = Identificateur déjà pris
fault-foreign-origin = Ce formulaire a été envoyé d’un autre site; rien n’a donc été modifié. Ouvrez la page ici et envoyez le formulaire de nouveau.
fault-title-foreign-origin = Envoi provenant d’un autre site

## Entrées

fault-unknown-person = Aucune personne n’est connue ici sous « { $value } ». Vérifiez le numéro ou faites d’abord ajouter la personne.
fault-title-unknown-person = Personne inconnue
fault-person-not-active = { $value } ne consigne pas de temps le { $date }. Vérifiez la date ou indiquez une autre personne.
fault-title-person-not-active = Personne non active à cette date
fault-unknown-file = Aucun dossier n’est connu ici sous « { $value } ». Vérifiez le numéro ou faites d’abord ajouter le dossier.
fault-title-unknown-file = Dossier inconnu
fault-file-not-yet-open = Le dossier { $file } a été ouvert le { $opened }. Choisissez ce jour ou un jour ultérieur, ou consignez le temps à un autre dossier.
fault-title-file-not-yet-open = Dossier non encore ouvert
fault-file-closed = Le dossier { $file } a été fermé le { $closed }. Choisissez ce jour ou un jour antérieur, ou consignez le temps à un dossier encore ouvert.
fault-title-file-closed = Dossier fermé
fault-file-import-only = Le dossier { $file } n’accepte que des entrées importées. Consignez le temps à un autre dossier.
fault-title-file-import-only = Dossier réservé aux entrées importées
fault-unknown-activity = Le vocabulaire n’a pas d’activité « { $value } ». Choisissez un code qui s’y trouve.
fault-title-unknown-activity = Activité inconnue
fault-activity-not-valid =
    { $instead ->
        [none] Le code { $activity } n’est pas en usage le { $date }. Choisissez un code en usage ce jour-là.
       *[other] Le code { $activity } n’est pas en usage le { $date }. Utilisez plutôt : { $instead }.
    }
fault-title-activity-not-valid = Activité hors d’usage à cette date
fault-activity-import-only = Le code { $activity } est réservé aux entrées importées. Choisissez l’activité qui décrit le travail.
fault-title-activity-import-only = Activité réservée aux entrées importées
fault-category-mismatch = { $file } est un dossier de la catégorie « { $file_category } »; { $activity } appartient à « { $activity_category } ». Choisissez parmi { $choices }, ou consignez le temps à un dossier de la catégorie « { $activity_category } ».
fault-title-category-mismatch = Activité d’une autre catégorie
fault-date-format = « { $value } » n’est pas écrit comme le sont les dates ici. Écrivez l’année, le mois et le jour, par exemple 2026-03-31.
fault-title-date-format = Date non comprise
fault-date-not-as-profile = « { $value } » n’est pas écrit comme le sont les dates de cette livraison d’après son profil. Corrigez la date, ou l’ordre des dates dans le profil.
fault-title-date-not-as-profile = Date non conforme au profil
fault-date-impossible = Aucun calendrier n’a la date { $value }. Vérifiez le jour et le mois.
fault-title-date-impossible = Date inexistante
fault-date-too-early = { $value } est trop ancien : les dates commencent ici à { $first }. Vérifiez l’année.
fault-title-date-too-early = Date trop ancienne
fault-date-in-future = Le { $value } est encore à venir : nous sommes le { $today }. Vérifiez la date, ou consignez le temps une fois le travail fait.
fault-title-date-in-future = Date à venir
fault-duration-format = Cette durée n’est pas comprise. Écrivez-la sous la forme 1:30, 1h30, 1,5 ou 90m.
fault-title-duration-format = Durée non comprise
fault-duration-zero = La durée est de zéro. Entrez la durée du travail ou laissez cette entrée de côté.
fault-title-duration-zero = Durée de zéro
fault-duration-negative =
    { $minutes ->
        [one] La durée est inférieure à zéro ({ $minutes } minute).
       *[other] La durée est inférieure à zéro ({ $minutes } minutes).
    } Entrez la durée du travail; pour reprendre du temps, corrigez ou retirez l’entrée où il est consigné.
fault-title-duration-negative = Durée inférieure à zéro
fault-duration-too-long = « { $value } », c’est plus que les 24 heures d’une journée. Vérifiez la durée, ou consignez le travail de chaque jour à sa propre date.
fault-title-duration-too-long = Durée de plus d’une journée
fault-day-too-long =
    Avec cette entrée, le { $date } compterait { $minutes } minutes, soit plus que les 24 heures d’une journée; { $already ->
        [0] rien n’y est encore consigné.
        [one] { $already } minute y est déjà consignée.
       *[other] { $already } minutes y sont déjà consignées.
    } Vérifiez la durée et la date.
fault-title-day-too-long = Journée de plus de 24 heures
fault-reason-required = Dites en quelques mots pourquoi vous faites cette modification. Le motif est conservé avec la version antérieure.
fault-title-reason-required = Motif manquant
fault-entry-withdrawn = Cette entrée a été retirée et n’accepte plus de modification. Consignez plutôt une nouvelle entrée.
fault-title-entry-withdrawn = Entrée retirée
fault-unknown-status = « { $value } » n’est pas un état d’entrée. Utilisez draft, submitted, returned ou approved.
fault-title-unknown-status = État inconnu
fault-unknown-entry = Aucune entrée n’est connue sous cet identificateur. Relisez la liste et n’envoyez que les entrées qui y figurent.
fault-title-unknown-entry = Entrée inconnue
fault-entry-twice = Cette entrée figure deux fois dans la demande. Ne l’envoyez qu’une fois.
fault-title-entry-twice = Entrée envoyée deux fois
fault-too-many-entries = Une demande accepte au plus { $limit } entrées. Envoyez-les en plusieurs demandes.
fault-title-too-many-entries = Trop d’entrées
fault-entry-changed = Cette entrée a été modifiée entre-temps; elle en est à la version { $current }. Relisez-la et décidez de nouveau; aucune des entrées n’a été modifiée.
fault-title-entry-changed = Entrée modifiée entre-temps
fault-step-impossible = Cette entrée est { $status ->
    [draft] à l’état d’ébauche
    [submitted] déjà soumise
    [returned] retournée
   *[approved] approuvée
}; cette étape est donc impossible. On soumet les ébauches et les entrées retournées, on approuve ou on retourne les entrées soumises, on retourne les entrées approuvées.
fault-title-step-impossible = Étape impossible
fault-own-time = C’est votre propre temps; une autre personne doit l’approuver. Retirez-le de la demande et adressez-vous à la direction de la section.
fault-title-own-time = Votre propre temps

## Carnet

fault-range-too-long = Cela fait { $days } jours; { $limit } au plus sont acceptés à la fois. Choisissez une période plus courte, puis le reste.
fault-title-range-too-long = Trop de jours
fault-not-monday = Le { $value } n’est pas un lundi. Désignez une semaine par son lundi.
fault-title-not-monday = Semaine sans son lundi
fault-unknown-note-kind = « { $value } » n’est pas un genre de note. Choisissez fact_sheet, lessons_learned, debrief ou note.
fault-title-unknown-note-kind = Genre de note inconnu
fault-unknown-language = « { $value } » n’est ni l’une ni l’autre des deux langues. Écrivez en ou fr.
fault-title-unknown-language = Langue inconnue
fault-note-withdrawn = Cette note est retirée. Remettez-la avant de la modifier.
fault-title-note-withdrawn = Note retirée
fault-note-not-withdrawn = Cette note n’est pas retirée : il n’y a rien à remettre. Regardez-la telle qu’elle est.
fault-title-note-not-withdrawn = Note non retirée
fault-entry-not-withdrawn = Cette entrée n’est pas retirée : il n’y a rien à remettre. Regardez-la telle qu’elle est.
fault-title-entry-not-withdrawn = Entrée non retirée
fault-cell-changed =
    { $state ->
        [none] Ce qui était enregistré ici a été retiré entre-temps; vous avez tapé « { $typed } ». Enregistrez de nouveau pour le consigner encore, ou videz le champ.
        [one] Entre-temps, { $stored } a été enregistré ici; vous avez tapé « { $typed } ». Enregistrez de nouveau pour le remplacer, ou prenez { $stored }.
       *[many] Entre-temps, plusieurs entrées sont enregistrées ici, { $stored } en tout; vous avez tapé « { $typed } ». Regardez les entrées du jour et corrigez-en une.
    }
fault-title-cell-changed = Enregistré entre-temps
fault-day-of-other-week = { $value } n’est pas dans la semaine du { $monday }. Envoyez-le avec sa propre semaine.
fault-title-day-of-other-week = Jour d’une autre semaine
fault-cell-twice = Le même dossier, la même activité et le même jour ({ $date }) figurent ici deux fois. Envoyez-les une seule fois, avec tout le temps.
fault-title-cell-twice = Deux fois au même endroit
fault-same-week = Une semaine ne se copie pas sur elle-même. Indiquez une autre semaine à copier.
fault-title-same-week = La même semaine
fault-already-recorded =
    { $minutes ->
        [one] { $minutes } minute de { $activity } est déjà consignée au dossier { $file } le { $date }.
       *[other] { $minutes } minutes de { $activity } sont déjà consignées au dossier { $file } le { $date }.
    } Laissez cette entrée de côté, ou consignez-la séparément s’il s’agit d’autre travail du même genre.
fault-title-already-recorded = Déjà consigné
fault-too-many-favourites = Personne ne conserve plus de { $limit } favoris. Retirez-en un qui ne sert plus, puis ajoutez celui-ci.
fault-title-too-many-favourites = Trop de favoris
fault-favourites-changed = Les favoris ne sont plus ceux qui ont été mis en ordre : l’un d’eux a été ajouté ou retiré entre-temps. Regardez-les de nouveau, puis mettez-les en ordre.
fault-title-favourites-changed = Favoris modifiés entre-temps
fault-timer-running = Un chronomètre tourne depuis { $since }. Arrêtez-le ou abandonnez-le avant d’en lancer un autre.
fault-title-timer-running = Chronomètre déjà lancé
fault-no-timer = Aucun chronomètre ne tourne. Lancez-en un d’abord.
fault-title-no-timer = Aucun chronomètre
fault-timer-too-long = Le chronomètre tourne depuis { $minutes } minutes, soit plus de { $limit } heures. Dites combien de temps le travail a pris.
fault-title-timer-too-long = Chronomètre oublié

## Exercices, confirmation et listes de relance

fault-period-closed = L’exercice { $year } a été fermé le { $closed } : son temps ne peut plus être consigné ni modifié. Demandez à la personne qui gère votre équipe de rouvrir l’exercice pour vous.
fault-title-period-closed = Exercice fermé
fault-period-open = L’exercice { $year } n’est pas fermé : il n’y a rien à rouvrir. Consignez le temps comme d’habitude.
fault-title-period-open = Exercice ouvert
fault-until-out-of-range =
    { $days ->
        [one] Un exercice est rouvert pour au plus { $days } jour à partir de maintenant. Choisissez une fin d’ici le { $last }.
       *[other] Un exercice est rouvert pour au plus { $days } jours à partir de maintenant. Choisissez une fin d’ici le { $last }.
    }
fault-title-until-out-of-range = Fin hors limites
fault-closing-out-of-range = L’exercice { $year } se ferme un jour compris entre le { $first } et le { $last }. Choisissez un instant d’un de ces jours.
fault-title-closing-out-of-range = Fermeture hors limites
fault-instant-format = « { $value } » n’est pas une date avec une heure. Écrivez-la comme 2026-04-14T21:00:00Z.
fault-title-instant-format = Instant non compris
fault-unknown-team = Personne ne fait partie d’une équipe « { $value } ». Vérifiez son nom dans la liste des personnes.
fault-title-unknown-team = Équipe inconnue
fault-person-of-another-team = { $person } ne fait pas partie de l’équipe { $team }. Nommez l’équipe de la personne ou ne nommez aucune équipe.
fault-title-person-of-another-team = Personne d’une autre équipe
fault-reopening-over = Cette réouverture a déjà pris fin. Il n’y a rien à faire.
fault-title-reopening-over = Réouverture terminée
fault-period-format = « { $value } » n’est pas une période. Écrivez un mois comme 2026-11, un trimestre comme 2026-27-Q3 ou un exercice comme 2026-27.
fault-title-period-format = Période non comprise
fault-period-not-over = La période { $period } se termine le { $last }. Confirmez son temps ce jour-là ou plus tard.
fault-title-period-not-over = Période non terminée
fault-not-lead-counsel = Le temps du dossier { $file } est confirmé par l’avocate ou l’avocat responsable ou, à défaut, par la direction de la section. Adressez-vous à cette personne ou faites-vous nommer responsable du dossier.
fault-title-not-lead-counsel = Pas responsable du dossier
fault-unknown-list = Il n’y a pas de liste « { $value } ». Choisissez l’une de celles-ci : { $choices }.
fault-title-unknown-list = Liste inconnue
fault-span-too-long = Cela fait { $found } jours; une liste en couvre au plus { $limit }. Choisissez un intervalle plus court.
fault-title-span-too-long = Intervalle trop long

## Dossiers et personnes

fault-number-taken = Le numéro { $value } est déjà pris. Choisissez-en un autre, ou utilisez ce qui est consigné sous celui-ci.
fault-title-number-taken = Numéro déjà pris
fault-number-format = « { $value } » contient des caractères que les numéros n’ont pas ici. Commencez par une lettre ou un chiffre, puis n’utilisez que des lettres, des chiffres, des espaces et - _ . /.
fault-title-number-format = Numéro non compris
fault-unknown-category = Le vocabulaire n’a pas de catégorie « { $value } ». Choisissez-en une qui s’y trouve.
fault-title-unknown-category = Catégorie inconnue
fault-category-fixed = Le dossier { $file } contient des entrées; sa catégorie ne change donc plus. Fermez-le et poursuivez le travail dans un nouveau dossier de l’autre catégorie.
fault-title-category-fixed = Catégorie fixée par les entrées
fault-country-required = Un dossier de cette catégorie indique un pays. Ajoutez le pays visé par le travail.
fault-title-country-required = Pays manquant
fault-country-forbidden = Un dossier de cette catégorie n’indique pas de pays. Laissez le pays vide ou choisissez une autre catégorie.
fault-title-country-forbidden = Pays non attendu
fault-country-format = « { $value } » n’est pas le code d’un pays. Écrivez les deux lettres de la norme ISO 3166-1, par exemple UA pour l’Ukraine.
fault-title-country-format = Pays non compris
fault-project-required = Un dossier de cette catégorie indique son projet. Ajoutez le projet, ou marquez le dossier comme non financé.
fault-title-project-required = Projet manquant
fault-project-forbidden = Un dossier de cette catégorie n’indique pas de projet. Laissez le projet vide ou choisissez une autre catégorie.
fault-title-project-forbidden = Projet non attendu
fault-unknown-level = « { $value } » n’est pas un niveau. Les niveaux sont low, medium et high; laissez vide ce qui n’est pas connu.
fault-title-unknown-level = Niveau inconnu
fault-unknown-number-system = Les dossiers n’ont pas de numéro du genre « { $value } ». Les genres sont icase, billing et other.
fault-title-unknown-number-system = Genre de numéro inconnu
fault-too-many =
    { $limit ->
        [one] Il y en a { $count } ici; la limite est de { $limit }. Enlevez-en.
       *[other] Il y en a { $count } ici; la limite est de { $limit }. Enlevez-en.
    }
fault-title-too-many = Trop à la fois
fault-number-pattern = « { $value } » ne s’écrit pas comme les numéros de dossier ici : { $pattern }. Écrivez-le ainsi, ou omettez le numéro pour recevoir le prochain.
fault-title-number-pattern = Numéro non conforme aux paramètres
fault-file-already-closed = { $file } est déjà fermé depuis le { $closed }. Rouvrez-le d’abord, ou laissez-le tel quel.
fault-title-file-already-closed = Dossier déjà fermé
fault-file-not-closed = { $file } est ouvert; il n’y a rien à rouvrir. Consignez-y le temps.
fault-title-file-not-closed = Dossier ouvert
fault-file-continued =
    { $successor ->
        [none] Le travail de { $file } se poursuit dans un autre dossier. Consignez-y le temps, ou faites fermer ce dossier avant de rouvrir celui-ci.
       *[other] Le travail de { $file } se poursuit dans { $successor }. Consignez-y le temps, ou fermez { $successor } avant de rouvrir { $file }.
    }
fault-title-file-continued = Dossier poursuivi par un autre
fault-closing-recorded = { $file } a été fermé avec une raison; son dernier jour reste donc fixé. Rouvrez le dossier en disant pourquoi, puis fermez-le de nouveau.
fault-title-closing-recorded = Fermeture conservée avec sa raison
fault-related-to-itself = Un dossier n’est pas lié à lui-même. Retirez-le de la liste.
fault-title-related-to-itself = Dossier lié à lui-même
fault-period-reversed = La période se termine avant de commencer. Inversez les deux dates ou corrigez l’une d’elles.
fault-title-period-reversed = Période inversée
fault-unknown-person-kind = Une personne n’est pas du genre « { $value } ». Les genres sont lawyer, paralegal et other.
fault-title-unknown-person-kind = Genre de personne inconnu
fault-unknown-schedule-kind = Un horaire n’est pas du genre « { $value } ». Les genres sont full_time, part_time et absent.
fault-title-unknown-schedule-kind = Genre d’horaire inconnu
fault-absence-with-time = Personne ne travaille pendant une absence. Retirez les heures et les jours, ou choisissez full_time ou part_time.
fault-title-absence-with-time = Absence avec temps de travail

## Le registre des demandes

fault-unknown-request-kind = Une demande ne peut pas être du genre « { $value } ». Choisissez technical_assistance, strategic_advice, information ou other.
fault-title-unknown-request-kind = Genre de demande inconnu
fault-unknown-decision = Une demande ne peut pas recevoir la décision « { $value } ». Choisissez accepted, declined ou referred.
fault-title-unknown-decision = Décision inconnue
fault-decision-reason-required = Dites en quelques mots pourquoi. Le demandeur voudra le savoir, et le motif reste au registre.
fault-title-decision-reason-required = Motif de la décision manquant
fault-referred-to-forbidden = Seule une demande renvoyée nomme qui la reprend. Laissez ce champ vide, ou décidez que la demande est renvoyée.
fault-title-referred-to-forbidden = Destinataire de renvoi non attendu
fault-not-yet-received = Le { $value } est encore à venir : nous sommes le { $today }. Entrez le jour où la demande est arrivée.
fault-title-not-yet-received = Jour de réception à venir
fault-request-step =
    { $state ->
        [received] Cette demande a été reçue et n’est pas encore triée. Triez-la d’abord; la suite sera possible après.
        [triaged] Cette demande a été triée et n’est pas encore décidée. Acceptez-la, refusez-la ou renvoyez-la d’abord, ou triez-la de nouveau.
        [accepted] Cette demande a été acceptée. Nommez son dossier, achevez-la, ou rouvrez la décision avec un motif.
        [declined] Cette demande a été refusée. Pour en décider de nouveau, rouvrez-la avec un motif.
        [referred] Cette demande a été renvoyée à quelqu’un d’autre. Pour en décider de nouveau, rouvrez-la avec un motif.
       *[completed] Cette demande a été achevée. Pour la poursuivre, rouvrez-la avec un motif.
    }
fault-title-request-step = Impossible dans cet état
fault-request-has-file = Cette demande a déjà mené à un dossier. Pour en nommer un autre, rouvrez la décision avec un motif et acceptez la demande de nouveau.
fault-title-request-has-file = Demande déjà pourvue d’un dossier
## Noms

fault-unknown-name-kind = Il n’y a pas de noms du genre « { $value } ». Les genres sont section, team, country, body et project.
fault-title-unknown-name-kind = Genre de nom inconnu
fault-name-code-format = « { $value } » ne s’écrit pas comme les codes de noms. Commencez par une lettre ou un chiffre, puis n’utilisez que des lettres, des chiffres, des espaces et - _ .
fault-title-name-code-format = Code de nom non compris
fault-name-taken = Le code { $value } est déjà celui d’un autre nom. Choisissez un autre code, ou modifiez ce nom.
fault-title-name-taken = Code de nom déjà pris
fault-unknown-section = Aucune section n’est connue ici sous le code « { $value } ». Vérifiez le code, ou ajoutez d’abord la section.
fault-title-unknown-section = Section inconnue
fault-purpose-format = « { $value } » n’est pas un code-objet du CAD de l’OCDE. Écrivez ses cinq chiffres, par exemple 15130.
fault-title-purpose-format = Code-objet non compris
fault-one-file-only = Une demande mène à un dossier existant ou à un nouveau dossier. Nommez l’un ou décrivez l’autre, mais pas les deux.
fault-title-one-file-only = Deux dossiers à la fois

## Exportations

fault-no-person = Votre compte ne représente aucune personne; il n’a donc pas de temps à lui. Ouvrez une session avec un compte qui consigne du temps.
fault-title-no-person = Compte sans personne
fault-export-too-large = Cela ferait plus de { $limit } entrées. Choisissez une période plus courte.
fault-title-export-too-large = Exportation trop grande

## Fichiers de vocabulaire

fault-vocabulary-syntax = Le fichier de vocabulaire n’est pas du TOML de la forme attendue. Corrigez l’endroit indiqué et vérifiez le fichier de nouveau. Détail : { $detail }
fault-title-vocabulary-syntax = Fichier de vocabulaire non compris
fault-vocabulary-code-format =
    { $field ->
        [code] « { $code } » n’est pas écrit comme le sont les codes. Écrivez de deux à quatre majuscules puis, au besoin, un trait d’union et de deux à douze majuscules ou chiffres : TA-NEED.
        [name] « { $code } » n’est pas écrit comme le sont les noms de vocabulaires. Commencez par une minuscule et utilisez des minuscules, des chiffres et des traits d’union, 32 en tout au plus.
       *[other] « { $code } » n’est pas écrit comme le sont les codes. N’utilisez que des lettres, des chiffres, des points et des traits d’union.
    }
fault-title-vocabulary-code-format = Code non compris
fault-vocabulary-code-doubled = Le code { $code } figure deux fois dans le vocabulaire. Donnez un autre code à l’un des deux termes, ou retirez-le.
fault-title-vocabulary-code-doubled = Code utilisé deux fois
fault-vocabulary-cycle = Le code { $code } ramène à lui-même : { $chain }. Changez l’un des parents ou des remplacements de ce parcours.
fault-title-vocabulary-cycle = Code qui ramène à lui-même
fault-vocabulary-language-missing =
    { $language ->
        [en] Le texte anglais
        [fr] Le texte français
       *[other] Un texte
    } de « { $field } » manque { $field ->
        [label] au code { $code }
        [definition] au code { $code }
        [scope_note] au code { $code }
       *[other] ici
    }. Ajoutez-le : chaque texte existe dans les deux langues.
fault-title-vocabulary-language-missing = Texte dans une seule langue
fault-vocabulary-overlap = Le code { $code } a deux périodes d’usage qui se chevauchent. Faites en sorte que la première se termine avant le début de la seconde.
fault-title-vocabulary-overlap = Périodes qui se chevauchent
fault-vocabulary-replacement-unknown = Le code { $code } est remplacé par { $other }, que le vocabulaire n’a pas. Indiquez un code qui s’y trouve, ou ajoutez { $other }.
fault-title-vocabulary-replacement-unknown = Remplacement inconnu
fault-vocabulary-parent-unknown = Le code { $code } relève de { $other }, que le vocabulaire n’a pas. Indiquez un code qui s’y trouve, ou ajoutez { $other }.
fault-title-vocabulary-parent-unknown = Parent inconnu
fault-vocabulary-label-ambiguous = Le libellé « { $label } » désigne à la fois { $code } et { $other }. Ne le gardez que pour l’un des deux.
fault-title-vocabulary-label-ambiguous = Libellé à deux codes
fault-vocabulary-scheme-unknown = Le code { $code } est mis en correspondance avec le système « { $other } », qui n’est pas connu ici. Indiquez un système connu ou retirez la correspondance.
fault-title-vocabulary-scheme-unknown = Système inconnu
fault-vocabulary-replacement-kinds = Les remplacements de { $code } ne vont pas ensemble. Indiquez un seul code avec « one » ou « merged », ou au moins deux codes différents, chacun avec « split ».
fault-title-vocabulary-replacement-kinds = Remplacements incompatibles
fault-vocabulary-replaced-in-use = Le code { $code } est remplacé et reste pourtant en usage sans fin. Donnez un dernier jour à sa dernière période, ou retirez le remplacement.
fault-title-vocabulary-replaced-in-use = Code remplacé sans dernier jour
fault-vocabulary-name-changed = Ce vocabulaire se nomme « { $name } »; celui qui est en vigueur se nomme « { $expected } ». Gardez ce nom.
fault-title-vocabulary-name-changed = Autre nom
fault-vocabulary-version-not-next = Ceci est la version { $version }; la version { $current } est en vigueur. Inscrivez la version { $expected }.
fault-title-vocabulary-version-not-next = Pas la version suivante
fault-vocabulary-code-gone = Le code { $code } figure dans le vocabulaire en vigueur et non dans celui-ci. Des entrées peuvent le porter : gardez-le, et donnez-lui un dernier jour s’il ne sert plus.
fault-title-vocabulary-code-gone = Code omis
fault-vocabulary-code-moved = Le code { $code } se trouverait ailleurs dans le vocabulaire que les entrées qui le portent. Gardez sa catégorie, ou retirez-le et indiquez un nouveau code à sa place.
fault-title-vocabulary-code-moved = Code dans une autre catégorie
fault-vocabulary-import-only-changed = Le code { $code } sert soit aux entrées importées, soit aux personnes, et cela ne change pas. Inscrivez « import_only » comme dans le vocabulaire en vigueur.
fault-title-vocabulary-import-only-changed = Code destiné à d’autres
fault-vocabulary-entries-outside = Des entrées du { $from } au { $to } portent le code { $code }, à des jours où il ne pourrait plus servir. Laissez-le en usage ces jours-là, ou corrigez d’abord ces entrées.
fault-title-vocabulary-entries-outside = Entrées hors des périodes d’un code
fault-vocabulary-changed = La version { $version } du vocabulaire vient d’entrer en vigueur. Consultez-la, puis envoyez ceci de nouveau.
fault-title-vocabulary-changed = Vocabulaire modifié entre-temps

## Fichiers hérités et leurs profils

fault-source-missing = Il n’y a pas de fichier à { $path }. Vérifiez le chemin et son orthographe.
fault-title-source-missing = Aucun fichier à cet endroit
fault-source-is-directory = { $path } est un répertoire. Indiquez le fichier voulu qui s’y trouve.
fault-title-source-is-directory = Répertoire au lieu d’un fichier
fault-source-unreadable = { $path } n’a pas pu être lu. Vérifiez que vous avez le droit de le lire et qu’aucun autre programme ne le retient.
fault-title-source-unreadable = Fichier qui n’a pas pu être lu
fault-source-not-text = { $path } n’est pas un fichier texte. Exportez-le en CSV, ou enregistrez la feuille en CSV, puis réessayez.
fault-title-source-not-text = Fichier qui n’est pas du texte
fault-source-empty = { $path } est vide. Exportez-le de nouveau et vérifiez qu’il a été copié en entier.
fault-title-source-empty = Fichier vide
fault-source-id-repeated = Cette ligne porte l’identifiant d’une autre ligne du même fichier et dit autre chose. Un identifiant désigne une seule ligne : choisissez une autre colonne pour le profil, ou retirez « source_id ».
fault-title-source-id-repeated = Identifiant donné deux fois
fault-import-unfinished = Une partie de ce fichier est déjà enregistrée dans le lot { $batch }, lue avec le profil { $profile } tel qu’il était alors. Importez de nouveau le fichier avec ce profil; l’importation reprendra là où elle s’est arrêtée. Ou retirez d’abord le lot pour recommencer.
fault-title-import-unfinished = Importation inachevée
fault-source-header-only = { $path } a une ligne d’en-tête, mais aucune ligne en dessous. Vérifiez la période qui a été exportée.
fault-title-source-header-only = En-tête sans lignes
fault-source-changed = { $path } a changé pendant la lecture; rien n’en a donc été retenu. Attendez qu’il soit complet, puis recommencez.
fault-title-source-changed = Fichier modifié pendant la lecture
fault-archive-kind = { $path } est compressé au format { $kind }, qui n’est pas lu ici. Décompressez-le et envoyez le fichier qu’il contient.
fault-title-archive-kind = Compression qui n’est pas lue
fault-archive-broken = { $path } est endommagé ou n’a pas été copié en entier; rien n’en a donc été retenu. Copiez-le ou compressez-le de nouveau.
fault-title-archive-broken = Archive endommagée
fault-archive-many-files = { $path } contient { $count } fichiers : { $names }. Décompressez-le et envoyez chaque fichier à part.
fault-title-archive-many-files = Archive de plusieurs fichiers
fault-archive-many-members = { $path } contient plus de { $limit } fichiers, ce qui est trop. Décompressez-le et envoyez le fichier voulu.
fault-title-archive-many-members = Archive de trop de fichiers
fault-archive-too-large = Il sort de { $path } plus de { $limit }, ce qui dépasse la limite. Exportez une période plus courte, ou enregistrez en CSV les lignes voulues.
fault-title-archive-too-large = Fichier compressé trop volumineux
fault-archive-ratio = Il sort de { $path } plus de { $limit } fois sa propre taille, ce qu’aucun vrai export ne fait. Décompressez-le, regardez ce qu’il contient et envoyez cela.
fault-title-archive-ratio = Compression démesurée
fault-archive-path = { $path } contient un fichier nommé « { $name } », nom qui mène hors de son répertoire. Ne le décompressez pas; demandez à l’expéditeur le fichier sans archive.
fault-title-archive-path = Nom qui mène hors de l’archive
fault-archive-nested = { $path } contient quelque chose qui est encore compressé ({ $name }). Décompressez-le et envoyez ce qu’il contient.
fault-title-archive-nested = Archive dans une archive
fault-archive-password = { $path } est protégé par un mot de passe. Décompressez-le avec ce mot de passe et envoyez le fichier qu’il contient.
fault-title-archive-password = Archive avec mot de passe
fault-workbook-password = { $path } est un classeur protégé par un mot de passe. Ouvrez-le, retirez le mot de passe, enregistrez-le et envoyez-le de nouveau.
fault-title-workbook-password = Classeur avec mot de passe
fault-workbook-kind = { $path } est un fichier de type { $kind }, qui n’est pas lu ici. Ouvrez-le dans son logiciel et enregistrez-le en XLSX, ODS ou CSV.
fault-title-workbook-kind = Type de document qui n’est pas lu
fault-workbook-broken = { $path } est un classeur qui n’a pas pu être lu. Ouvrez-le, enregistrez-le sous un autre nom et envoyez ce fichier.
fault-title-workbook-broken = Classeur qui n’a pas pu être lu
fault-workbook-doctype = { $path } déclare un type de document qui lui est propre, ce qu’aucun tableur ne fait, et n’est pas lu. Ouvrez-le, enregistrez-le sous un autre nom et envoyez ce fichier.
fault-title-workbook-doctype = Classeur qui déclare un type de document
fault-workbook-too-large = Les feuilles de { $path } ont plus de cellules, de textes ou de formats qu’il n’en est lu. Supprimez ce qui se trouve loin des lignes, ou enregistrez la feuille en CSV.
fault-title-workbook-too-large = Classeur trop volumineux
fault-workbook-too-wide = La ligne { $line } de la feuille « { $sheet } » de { $path } a une cellule dans la colonne { $column }; { $limit } colonnes au plus sont lues. Supprimez ce qui se trouve loin à droite.
fault-title-workbook-too-wide = Feuille trop large
fault-workbook-cell-too-long = Une cellule de { $path } contient plus de 1 Mio de texte. Raccourcissez-la, puis enregistrez de nouveau le classeur.
fault-title-workbook-cell-too-long = Cellule trop longue
fault-sheet-not-chosen = Plusieurs feuilles de { $path } ont des lignes : { $sheets }. Nommez la bonne dans le profil : sous [file], sheet = "…".
fault-title-sheet-not-chosen = Aucune feuille choisie
fault-sheet-missing = { $path } n’a pas de feuille « { $sheet } ». Il a : { $sheets }. Corrigez la feuille dans le profil, ou envoyez un autre classeur.
fault-title-sheet-missing = Feuille introuvable
fault-sheet-empty = La feuille « { $sheet } » de { $path } est vide. Nommez une autre feuille dans le profil, ou exportez de nouveau.
fault-title-sheet-empty = Feuille vide
fault-rejects-too-large = La ligne refusée { $line } ne tient pas dans une feuille, dont les cellules ont 32 767 caractères au plus et qui a 1 048 576 lignes. Nommez un fichier qui se termine par .csv.
fault-title-rejects-too-large = Lignes refusées qu’aucune feuille ne contient
fault-source-is-rejects = { $path } est un fichier de lignes rejetées, pas une livraison. Renvoyez-le au lot dont il vient : « casetime import repair ».
fault-title-source-is-rejects = Fichier de lignes rejetées
fault-source-not-rejects = { $path } n’est pas un fichier de lignes rejetées d’un lot d’ici. Il lui faut les colonnes « casetime line » et « casetime batch » telles qu’elles ont été écrites; nommez le fichier que l’importation a écrit, avec ses lignes corrigées.
fault-title-source-not-rejects = Pas un fichier de lignes rejetées
fault-repair-other-batch = Cette ligne appartient au lot { $batch }. Renvoyez-la à ce lot, avec le fichier que son importation a écrit.
fault-title-repair-other-batch = Ligne d’un autre lot
fault-repair-of-rehearsal = Cette ligne a été rejetée dans une mise à l’essai, qui n’a rien enregistré. Importez d’abord le fichier, puis corrigez les lignes que l’importation rejette.
fault-title-repair-of-rehearsal = Ligne d’une mise à l’essai
fault-repair-line-unknown = La ligne « { $line } » n’est pas parmi les lignes rejetées de ce lot. Écrivez le numéro qui figurait sous « casetime line »; ce qui a été accepté se corrige comme entrée.
fault-title-repair-line-unknown = Ligne qui n’a pas été rejetée
fault-repair-line-twice = La ligne { $line } figure deux fois dans ce fichier. Gardez une seule rangée par ligne.
fault-title-repair-line-twice = Deux rangées pour une ligne
fault-repair-line-done = La ligne { $line } a déjà été réparée, avec un autre contenu. Corrigez plutôt l’entrée.
fault-title-repair-line-done = Ligne déjà réparée
fault-repair-no-time = Cette rangée est vide, un en-tête ou un total : aucun temps n’en résulte. Écrivez le temps que la ligne représente, ou retirez la rangée.
fault-title-repair-no-time = Rangée sans temps
fault-batch-not-balanced =
    { $totals ->
        [one] { $totals } total diffère de ses lignes
       *[other] { $totals } totaux diffèrent de leurs lignes
    } et { $rows ->
        [one] { $rows } ligne est rejetée
       *[other] { $rows } lignes sont rejetées
    }. Réparez les lignes, ou donnez la raison pour laquelle cela est accepté.
fault-title-batch-not-balanced = Écarts sans raison
fault-batch-signed-off = Le lot a été confirmé le { $date } par { $by } et n’accepte plus de changement. Corrigez les entrées elles-mêmes, ou importez les lignes manquantes comme livraison distincte.
fault-title-batch-signed-off = Lot confirmé
fault-batch-relied-upon = Le lot { $batch }, arrivé plus tard, a des lignes que ce lot avait déjà apportées : sans ce lot, elles manqueraient. Retirez d’abord le lot plus récent, puis celui-ci, et importez de nouveau le fichier plus récent.
fault-title-batch-relied-upon = Lot dont un lot plus récent dépend
fault-batch-has-changes = Le lot a modifié { $count ->
        [one] { $count } entrée
       *[other] { $count } entrées
    } d’un lot antérieur; le retirer ne rétablirait pas ce qu’il y avait. Corrigez plutôt ces entrées à la main.
fault-title-batch-has-changes = Lot qui a modifié des entrées
fault-batch-sampled = { $count ->
        [one] { $count } entrée du lot a été tirée
       *[other] { $count } entrées du lot ont été tirées
    } pour un second codage, qui perdrait son fondement. Retirez plutôt les entrées erronées une à une.
fault-title-batch-sampled = Lot dont des entrées ont été tirées
fault-batch-edited = { $count ->
        [one] { $count } entrée du lot a été soumise, corrigée, approuvée ou retirée
       *[other] { $count } entrées du lot ont été soumises, corrigées, approuvées ou retirées
    } depuis l’importation, la première étant { $entry }. Faites une répétition du retrait pour les voir toutes; pour les enlever aussi, demandez-le.
fault-title-batch-edited = Lot dont des entrées ont changé depuis
fault-batch-taken-out = Le lot { $batch } a été retiré par quelqu’un pendant son importation. Plus rien n’en est enregistré. Importez de nouveau le fichier s’il doit entrer.
fault-title-batch-taken-out = Lot retiré entre-temps
fault-profile-unreadable = Le profil { $path } n’a pas pu être lu. Vérifiez le chemin et votre droit de le lire.
fault-title-profile-unreadable = Profil qui n’a pas pu être lu
fault-profile-syntax = La ligne { $line } du profil n’est pas de la forme attendue. Corrigez-la et réessayez. Détail : { $detail }
fault-title-profile-syntax = Profil non compris
fault-profile-unanswered = Le profil contient des questions auxquelles vous seul pouvez répondre : { $questions }. Répondez à chacune là où elle se trouve dans le profil, puis retirez-la de la liste « unanswered ».
fault-title-profile-unanswered = Profil avec des questions sans réponse
fault-profile-not-found = Aucun profil ne convient à { $path }. Examinez le fichier avec « casetime import sniff », préparez un profil avec « casetime import profile new », puis indiquez-le avec --profile.
fault-title-profile-not-found = Aucun profil ne convient au fichier
fault-profile-not-one = Plusieurs profils conviennent à { $path } : { $profiles }. Choisissez l’un d’eux avec --profile.
fault-title-profile-not-one = Plus d’un profil convient
fault-profile-contradiction = Dans le profil, « { $key } » et « { $other } » se contredisent. Changez l’un des deux.
fault-title-profile-contradiction = Profil qui se contredit
fault-golden-row-contradicted =
    { $line ->
        [0] La ligne témoin { $number } du profil a ici un autre sens :
       *[other] La ligne { $line } est la ligne témoin { $number } du profil et a ici un autre sens :
    } { $told ->
        [no] le champ « { $field } » n’est pas celui qui est attendu.
       *[other] pour « { $field } », « { $expected } » est attendu et « { $found } » a été trouvé.
    } Rien n’a été enregistré. Vérifiez que le fichier a été exporté comme d’habitude; si l’exportation a changé, corrigez le profil.
fault-title-golden-row-contradicted = Ligne témoin d’un autre sens
fault-profile-name-format = « { $value } » ne peut pas être le nom d’un profil. Utilisez des lettres minuscules, des chiffres et -_. et commencez par une lettre ou un chiffre; 60 caractères au plus.
fault-title-profile-name-format = Nom de profil non conforme
fault-profile-version = Le profil { $name } est envoyé comme version { $value }, mais sa prochaine version est { $expected }. Consultez ce qui est enregistré, puis écrivez version = { $expected }.
fault-title-profile-version = Version de profil qui n’est pas la prochaine
fault-unknown-profile = Aucun profil n’est connu sous « { $value } ». Voyez « casetime import profile list », ou indiquez un fichier qui existe.
fault-title-unknown-profile = Profil inconnu
fault-person-ambiguous = Plusieurs personnes s’appellent « { $value } ». Écrivez le numéro de la personne, ou faites changer l’un des noms.
fault-title-person-ambiguous = Nom de plusieurs personnes
fault-file-ambiguous = Plusieurs dossiers sont connus sous « { $value } ». Écrivez le numéro du dossier.
fault-title-file-ambiguous = Nom de plusieurs dossiers
fault-profile-activity-unknown = Le profil donne au libellé « { $label } » le code { $value }, que le vocabulaire n’a pas. Indiquez une activité qui s’y trouve.
fault-title-profile-activity-unknown = Activité du profil inconnue
fault-header-not-found = Aucune ligne du fichier n’a les colonnes que le profil nomme : { $columns }. Vérifiez que c’est le bon fichier, ou corrigez les noms dans le profil.
fault-title-header-not-found = En-tête introuvable
fault-column-missing = L’en-tête n’a pas de colonne « { $column } »; il a { $found }. Corrigez le nom dans le profil, ou exportez aussi cette colonne.
fault-title-column-missing = Colonne manquante
fault-days-missing = Aucun en-tête ne nomme un jour ici; le fichier contient { $found }. Indiquez dans le profil, sous days, comment sont écrits les en-têtes des jours, ou retirez days du profil.
fault-title-days-missing = Aucune colonne de jour
fault-column-doubled = L’en-tête a plus d’une fois la colonne « { $column } ». Renommez les autres, pour que l’on sache laquelle est visée.
fault-title-column-doubled = Colonne en double
fault-encoding-broken = Certains octets ne peuvent pas se lire ici en { $encoding }. Indiquez le codage du fichier dans le profil, ou enregistrez le fichier de nouveau en UTF-8.
fault-title-encoding-broken = Octets illisibles
fault-nul-byte = Il y a ici un octet NUL, qu’aucun texte ne contient. Le fichier est peut-être endommagé : exportez-le de nouveau.
fault-title-nul-byte = Octet NUL
fault-line-too-long = La longueur de cette ligne est de { $length }, au-delà de la limite de { $limit }. Un guillemet est peut-être resté ouvert : vérifiez ici et aux lignes précédentes.
fault-title-line-too-long = Ligne trop longue
fault-too-many-cells =
    { $limit ->
        [one] Cette ligne a plus de { $limit } cellule.
       *[other] Cette ligne a plus de { $limit } cellules.
    } Vérifiez le séparateur indiqué dans le profil.
fault-title-too-many-cells = Trop de cellules
fault-cell-count =
    Cette ligne a { $found ->
        [one] { $found } cellule
       *[other] { $found } cellules
    }, alors que l’en-tête en a { $expected }. Cherchez un séparateur qui manque, ou qui se trouve dans un texte sans guillemets.
fault-title-cell-count = Nombre de cellules différent
fault-quote-unclosed = Un guillemet s’ouvre ici et ne se ferme jamais. Fermez-le, ou doublez-le s’il fait partie du texte.
fault-title-quote-unclosed = Guillemet resté ouvert
fault-number-unreadable = « { $value } » n’est pas compris comme un nombre. Vérifiez-le, ainsi que le signe décimal indiqué dans le profil.
fault-title-number-unreadable = Nombre non compris
fault-durations-disagree =
    Deux durées figurent ici et ne concordent pas : { $first ->
        [one] { $first } minute
       *[other] { $first } minutes
    } et { $second ->
        [one] { $second } minute
       *[other] { $second } minutes
    }. Corrigez celle qui est inexacte.
fault-title-durations-disagree = Durées qui ne concordent pas
fault-end-before-start = La fin précède le début. Inversez les deux ou corrigez l’un d’eux.
fault-title-end-before-start = Fin avant le début
fault-total-differs = Le total de la ligne { $line } indique { $stated }, alors que ses lignes donnent { $summed }. Vérifiez s’il manque une ligne ou si l’une d’elles a été modifiée.
fault-title-total-differs = Total qui diffère
fault-not-time = « { $value } » désigne autre chose que du temps travaillé, par exemple une dépense. Laissez cette ligne de côté; seul le temps est consigné ici.
fault-title-not-time = Autre chose que du temps

## Rapports

fault-unknown-dimension = Un rapport ne peut pas être ventilé selon « { $value } ». Choisissez parmi { $choices }.
fault-title-unknown-dimension = Ventilation inconnue
fault-unknown-figure = Il n’y a pas de chiffre « { $value } ». La liste des chiffres contient ceux qui existent.
fault-title-unknown-figure = Chiffre inconnu
fault-fiscal-year-format = « { $value } » n’est pas un exercice. Écrivez ses deux années, par exemple 2009-10.
fault-title-fiscal-year-format = Exercice non compris
fault-span-format = « { $value } » n’est ni une année ni un jour. Écrivez un exercice comme 2009-10, une année civile comme 2010 ou un jour comme 2010-06-30.
fault-title-span-format = Année ou jour non compris
fault-report-too-large = Ce rapport compterait { $found } périodes ou groupes; un rapport en montre au plus { $limit }. Choisissez un intervalle plus court ou des périodes plus longues.
fault-title-report-too-large = Rapport trop grand

## Installation

fault-database-missing = Il n’y a pas encore de base de données casetime à { $database }. Créez-la avec `casetime init`.
fault-title-database-missing = Pas encore de base de données
fault-database-exists = Il y a déjà une base de données à { $database }; elle a été laissée telle quelle. Utilisez-la, ou indiquez un autre endroit avec `--database`.
fault-title-database-exists = Base de données déjà présente
fault-database-older = La base de données est plus ancienne que ce programme. Faites une copie de sauvegarde, puis mettez la base à niveau avec `casetime migrate`.
fault-title-database-older = Base plus ancienne que le programme
fault-database-newer = La base de données est à la version { $found }, et ce programme connaît les versions jusqu’à { $known }. Installez une version plus récente de casetime.
fault-title-database-newer = Base plus récente que le programme
fault-database-busy = Un autre processus retient la base de données. Attendez qu’il ait terminé, ou arrêtez-le, puis réessayez.
fault-title-database-busy = Base de données occupée
fault-database-unreachable = La base de données ne répond pas. Vérifiez qu’elle fonctionne et que son adresse est la bonne, puis réessayez.
fault-title-database-unreachable = Base de données sans réponse
fault-database-damaged = La base de données est endommagée. Arrêtez casetime, mettez de côté les fichiers endommagés et rétablissez la dernière copie de sauvegarde avec `casetime restore`.
fault-title-database-damaged = Base de données endommagée
fault-storage-full = Il ne reste plus de place sur le disque; rien n’a donc été enregistré. Libérez de l’espace, puis réessayez.
fault-title-storage-full = Disque plein
fault-address-not-loopback = { $address } est accessible depuis d’autres machines, et casetime ne répond qu’à celle-ci. Utilisez 127.0.0.1 ou [::1].
fault-title-address-not-loopback = Adresse ouverte à d’autres machines
fault-address-unavailable = casetime ne peut pas écouter à { $address }; un autre programme l’utilise peut-être. Choisissez une autre adresse ou un autre port avec `--listen`.
fault-title-address-unavailable = Adresse non disponible
fault-output-exists = Il y a déjà quelque chose à { $path }, qui a été laissé tel quel. Indiquez un autre endroit, ou déplacez d’abord ce qui s’y trouve.
fault-title-output-exists = Sortie déjà présente
fault-output-unwritable = Il n’est pas possible d’écrire à { $path }. Vérifiez que le répertoire existe et que vous avez le droit d’y écrire.
fault-title-output-unwritable = Sortie impossible à écrire
fault-usage = La ligne de commande n’est pas comprise. Voyez ce qu’elle accepte avec `casetime --help`. Détail : { $detail }
fault-title-usage = Ligne de commande non comprise
fault-configuration = La configuration n’est pas comprise. Corrigez le réglage indiqué et redémarrez. Détail : { $detail }
fault-title-configuration = Configuration non comprise
fault-internal = Quelque chose n’a pas fonctionné dans casetime. Réessayez; si cela se reproduit, signalez-le à ceux qui s’occupent de casetime ici.
fault-title-internal = Défaillance de casetime

## Signing in, requests, operations

fault-not-signed-in = Personne n’a ouvert de session. Ouvrez une session, ou envoyez un jeton dans l’en-tête Authorization.
fault-title-not-signed-in = Session à ouvrir
fault-sign-in-refused = Le nom et le mot de passe ne vont pas ensemble. Tapez les deux de nouveau, ou demandez l’aide de la personne qui administre les comptes.
fault-title-sign-in-refused = Session non ouverte
fault-token-refused = Ce jeton n’est pas accepté : il est inconnu, échu ou révoqué. Créez-en un nouveau à la page de votre compte.
fault-title-token-refused = Jeton refusé
fault-too-many-attempts = Il y a eu trop de tentatives infructueuses ces dernières minutes. Attendez { $seconds } secondes, puis essayez de nouveau.
fault-title-too-many-attempts = Trop de tentatives
fault-forbidden = Votre compte n’a pas le rôle qu’il faut ici. Adressez-vous à la personne qui administre les comptes si vous devriez l’avoir.
fault-title-forbidden = Accès non permis
fault-not-your-time = Seule la personne qui a fait le travail inscrit ou corrige ce temps. Inscrivez votre propre temps, ou adressez-vous à cette personne.
fault-title-not-your-time = Temps de quelqu’un d’autre
fault-form-expired = Ce formulaire appartient à une session terminée; rien n’a donc été changé. Ouvrez la page de nouveau et envoyez le formulaire de là.
fault-title-form-expired = Formulaire d’une session terminée
fault-password-temporary = Votre mot de passe a été choisi par quelqu’un d’autre. Choisissez le vôtre avant de continuer.
fault-title-password-temporary = Mot de passe à choisir
fault-local-passwords-off = Les mots de passe ne servent pas ici. Ouvrez une session par le fournisseur d’identité de votre organisation.
fault-title-local-passwords-off = Sans mot de passe ici
fault-password-too-short = Le mot de passe a { $length } caractères; il en faut au moins { $limit }. Plusieurs mots en font un bon.
fault-title-password-too-short = Mot de passe trop court
fault-password-guessable = Ce mot de passe est facile à deviner. Choisissez-en un qui n’est ni une expression connue, ni une suite de touches, ni tiré de votre nom.
fault-title-password-guessable = Mot de passe facile à deviner
fault-passwords-differ = Les deux nouveaux mots de passe diffèrent. Tapez deux fois le nouveau mot de passe.
fault-title-passwords-differ = Mots de passe différents
fault-password-wrong = Ce n’est pas votre mot de passe actuel. Tapez celui avec lequel vous avez ouvert la session.
fault-title-password-wrong = Mot de passe actuel erroné
fault-secret-missing = Aucun secret n’a été transmis. Écrivez-le dans un fichier que vous nommez, ou envoyez-le à l’entrée standard.
fault-title-secret-missing = Secret manquant
fault-unknown-account = Aucun compte n’est connu ici sous « { $value } ». Vérifiez le nom avec lequel il ouvre une session.
fault-title-unknown-account = Compte inconnu
fault-login-format = Le nom d’utilisateur contient une espace ou un caractère de commande. Écrivez-le en un seul mot, comme a.tremblay.
fault-title-login-format = Nom d’utilisateur non compris
fault-login-taken = Un autre compte ouvre déjà une session sous « { $value } ». Choisissez un autre nom.
fault-title-login-taken = Nom déjà pris
fault-person-has-account = La personne { $value } a déjà un compte. Modifiez plutôt ce compte.
fault-title-person-has-account = Compte déjà existant
fault-unknown-role = Il n’y a pas de rôle « { $value } ». Les rôles sont timekeeper, manager, head, keeper, auditor et administrator.
fault-title-unknown-role = Rôle inconnu
fault-unknown-scope = Il n’y a pas de portée « { $value } ». La description de l’API énumère les portées.
fault-title-unknown-scope = Portée inconnue
fault-team-required = Une ou un gestionnaire gère une équipe. Nommez-la, comme dans manager:Équipe A.
fault-title-team-required = Équipe manquante
fault-team-forbidden = Seul le rôle manager a une équipe. Retirez l’équipe, ou choisissez le rôle manager.
fault-title-team-forbidden = Équipe de trop
fault-person-required = Un compte qui consigne son temps représente une personne. Nommez-la.
fault-title-person-required = Personne manquante
fault-last-administrator = C’est le dernier compte qui tient les comptes. Donnez d’abord le rôle « Administration des comptes » à un autre compte.
fault-title-last-administrator = Dernier compte d’administration
fault-expiry-out-of-range = Un jeton expire un jour entre demain et le { $last }. Choisissez un tel jour.
fault-title-expiry-out-of-range = Échéance hors limites
fault-provider-off = L’ouverture de session par un fournisseur d’identité n’est pas configurée ici. Utilisez votre mot de passe.
fault-title-provider-off = Fournisseur non configuré
fault-provider-refused = Ce qui est revenu du fournisseur d’identité n’est pas digne de confiance; aucune session n’a été ouverte. Recommencez à la page d’ouverture de session.
fault-title-provider-refused = Réponse du fournisseur refusée
fault-provider-unreachable = Le fournisseur d’identité de votre organisation ne répond pas. Essayez de nouveau dans quelques minutes.
fault-title-provider-unreachable = Fournisseur sans réponse
fault-provider-unknown-account = Le fournisseur d’identité vous connaît, mais aucun compte n’est le vôtre ici. Demandez à la personne qui administre les comptes de l’ajouter ou de le lier.
fault-title-provider-unknown-account = Aucun compte ici
fault-idempotency-key-required = Cette requête créerait quelque chose à chaque envoi. Envoyez un en-tête Idempotency-Key avec une valeur à vous, comme "8e03978e-40d5-43e8-bc93-6894a57f9324".
fault-title-idempotency-key-required = Clé manquante
fault-idempotency-key-format = La clé Idempotency-Key est une seule chaîne de 1 à { $limit } caractères imprimables entre guillemets droits. Corrigez-la et envoyez la requête de nouveau.
fault-title-idempotency-key-format = Clé non comprise
fault-idempotency-key-reused = Cette clé Idempotency-Key a servi à une autre requête. Utilisez une nouvelle clé pour chaque nouvelle requête.
fault-title-idempotency-key-reused = Clé déjà utilisée
fault-idempotency-key-running = Une requête avec cette clé Idempotency-Key est encore en cours. Attendez un instant, puis envoyez la même requête de nouveau.
fault-title-idempotency-key-running = Encore en cours
fault-overloaded = On demande en ce moment plus qu’il n’est possible de traiter à temps. Rien n’a été changé. Essayez de nouveau dans quelques secondes.
fault-title-overloaded = Trop occupé
fault-request-too-slow = La requête est arrivée trop lentement; rien n’a donc été changé. Vérifiez la connexion et envoyez-la de nouveau.
fault-title-request-too-slow = Requête trop lente
fault-answer-too-slow = La réponse a pris trop de temps. Regardez si quelque chose a changé; renvoyer la même requête ne l’exécute qu’une fois.
fault-title-answer-too-slow = Réponse trop lente
fault-unknown-host = Ce service ne répond pas sous ce nom. Utilisez l’adresse qui vous a été donnée.
fault-title-unknown-host = Nom inconnu
fault-public-url-required = { $address } est joignable d’autres machines. Nommez l’adresse que les gens utilisent dans le réglage public_url, comme https://temps.example, et placez un serveur mandataire avec TLS devant.
fault-title-public-url-required = Adresse publique manquante
fault-audit-broken = La piste de vérification ne tient pas à l’événement { $position } : elle a été modifiée hors du programme. Gardez cette base de données telle quelle et comparez-la à la dernière sauvegarde.
fault-title-audit-broken = Piste de vérification rompue
fault-checkpoint-differs = Le point de contrôle à l’événement { $position } ne concorde pas avec la piste de vérification : des événements ont été modifiés ou retranchés. Gardez cette base de données telle quelle et comparez-la à la dernière sauvegarde.
fault-title-checkpoint-differs = Point de contrôle différent
fault-checkpoint-forged = La ligne { $line } des points de contrôle n’est pas signée par cette clé. Vérifiez que le fichier et la clé vont ensemble.
fault-title-checkpoint-forged = Point de contrôle non signé
fault-checkpoint-unreadable = { $path } ne peut être lu ni comme points de contrôle ni comme leur clé. Vérifiez le chemin et les réglages.
fault-title-checkpoint-unreadable = Points de contrôle illisibles
fault-backup-unsound = La sauvegarde { $path } n’est pas saine : { $detail }. Utilisez une sauvegarde antérieure.
fault-title-backup-unsound = Sauvegarde non saine
fault-backup-unreadable = { $path } ne peut être lu comme sauvegarde. Vérifiez le chemin.
fault-title-backup-unreadable = Sauvegarde illisible
fault-database-in-use = Un programme utilise la base de données { $database }. Arrêtez-le d’abord, puis essayez de nouveau.
fault-title-database-in-use = Base de données en usage
fault-engine-tool = { $tool } n’a pas pu faire son travail : { $detail }. Installez les outils du moteur de base de données, ou exécutez la commande vous-même.
fault-title-engine-tool = Outil du moteur en échec

## Échantillons codés une seconde fois

fault-sample-size-out-of-range = Un échantillon compte de 1 à { $limit } entrées. Choisissez une autre taille.
fault-title-sample-size-out-of-range = Taille de l’échantillon hors limites
fault-sample-larger-than-population = { $population ->
        [one] Le tirage ne peut porter que sur { $population } entrée
       *[other] Le tirage ne peut porter que sur { $population } entrées
    }, moins que n’en compte l’échantillon. Choisissez un échantillon plus petit, une période plus longue ou plus d’équipes.
fault-title-sample-larger-than-population = Plus qu’il n’y en a
fault-nothing-to-draw = Aucune entrée de cette période et de ces équipes ne peut être tirée. Choisissez une période plus longue ou d’autres équipes.
fault-title-nothing-to-draw = Rien à tirer
fault-unknown-sampling = « { $value } » n’est pas une façon de tirer. Écrivez l’une de celles-ci : { $choices }.
fault-title-unknown-sampling = Façon de tirer inconnue
fault-seed-out-of-range = Un germe est un nombre entier de 0 à { $limit }. Écrivez-en un autre, ou n’en donnez pas pour qu’il en soit choisi un.
fault-title-seed-out-of-range = Germe hors limites
fault-sample-closed = Cet échantillon a été clos le { $on } et ne prend plus de réponses. Tirez un nouvel échantillon pour coder de nouveau.
fault-title-sample-closed = Échantillon clos
fault-sample-open = Cet échantillon prend encore des réponses, et qui code ne doit pas en voir le résultat. Fermez-le d’abord.
fault-title-sample-open = Échantillon encore ouvert
fault-item-changed = Cette entrée n’est plus telle qu’elle était au tirage; elle ne compte donc pas dans l’échantillon. Passez à la suivante.
fault-title-item-changed = Modifiée depuis le tirage
fault-item-taken = Quelqu’un d’autre a codé cette entrée entre-temps. Passez à la suivante.
fault-title-item-taken = Codée par quelqu’un d’autre
fault-item-own = Cette entrée est la vôtre; quelqu’un d’autre la code une seconde fois. Passez à la suivante.
fault-title-item-own = Entrée de son propre temps
fault-answer-contradicts = La réponse donne un code et dit aussi qu’on ne peut pas trancher. Envoyez l’un ou l’autre.
fault-title-answer-contradicts = Deux réponses à la fois
fault-answer-category = { $activity } appartient à la catégorie { $category }. Choisissez cette catégorie ou une autre activité.
fault-title-answer-category = Activité d’une autre catégorie
