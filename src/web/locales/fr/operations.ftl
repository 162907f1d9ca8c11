### L’entretien d’une installation : la piste de vérification, les sauvegardes, la restauration, doctor. Les aides
### s’appellent help-<commande>-<argument>.

## audit

help-audit = Afficher et vérifier la piste de vérification, et en garder des points de contrôle
help-audit-show = Afficher les événements, du plus récent au plus ancien
help-audit-show-object = L’objet : son genre, ou son genre et son identifiant, comme entry:0197a000-0000-7000-8000-000000000001
help-audit-show-actor = Qui l’a fait
help-audit-show-from = Le premier jour ou instant, comme 2026-03-31 ou 2026-03-31T08:00:00Z
help-audit-show-to = Le dernier jour, ou le premier instant qui suit
help-audit-show-limit = Combien d’événements au plus; 50 par défaut
help-audit-verify = Vérifier qu’aucun événement n’a été modifié, retiré, ajouté, déplacé ou retranché
help-audit-verify-checkpoints = Le fichier des points de contrôle; celui des réglages par défaut
help-audit-verify-key = Le fichier de la clé; la clé publique suffit
help-audit-key = Créer la clé qui signe les points de contrôle, et afficher sa moitié publique
help-audit-key-out = Le fichier à créer; la clé publique va à côté, avec la terminaison .pub
help-audit-checkpoint = Ajouter maintenant un point de contrôle signé de la piste de vérification
help-examples-audit =
    casetime audit show --object file --from 2026-04-01
    casetime audit verify
help-examples-audit-show =
    casetime audit show --limit 20
    casetime audit show --object entry:0197a000-0000-7000-8000-000000000001
    casetime audit show --actor a.tremblay --from 2026-04-01 --to 2026-04-30 --json
help-examples-audit-verify =
    casetime audit verify
    casetime audit verify --checkpoints checkpoints.jsonl --key checkpoint.key.pub
help-examples-audit-key =
    casetime audit key --out /etc/casetime/checkpoint.key
help-examples-audit-checkpoint =
    casetime audit checkpoint
audit-sound =
    { $events ->
        [one] La piste de vérification tient : { $events } événement.
       *[other] La piste de vérification tient : { $events } événements.
    }
audit-checkpoints-agree =
    { $count ->
        [one] { $count } point de contrôle concorde avec elle.
       *[other] { $count } points de contrôle concordent avec elle.
    }
audit-no-checkpoints = Aucun point de contrôle n’a été comparé : une piste entièrement réécrite ne se découvre que par eux.
audit-key-made = La clé est dans { $path }, sa moitié publique dans { $public }. Nommez la clé sous `checkpoint_key` dans les réglages et remettez la moitié publique à qui vérifie.
audit-checkpoint-added = Point de contrôle ajouté à l’événement { $position } dans { $path }.

## backup et restore

help-backup = Faire une sauvegarde pendant que le service fonctionne, et la contrôler
help-backup-out = Le fichier à créer
help-backup-folder = Le dossier où la créer, sous un nom qui porte l’heure; celui des réglages par défaut
help-backup-verify = Contrôler une sauvegarde d’après son manifeste
help-backup-verify-file = La sauvegarde à contrôler
help-examples-backup =
    casetime backup --folder /srv/backups
    casetime backup --out casetime-before-migration.db
    casetime backup verify casetime-before-migration.db
help-examples-backup-verify =
    casetime backup verify /srv/backups/casetime-20260401T020000Z.db
help-restore = Rétablir une sauvegarde après l’avoir contrôlée
help-restore-file = La sauvegarde à rétablir
help-restore-force = Mettre de côté la base de données qui s’y trouve
help-examples-restore =
    casetime restore /srv/backups/casetime-20260401T020000Z.db
    casetime restore /srv/backups/casetime-20260401T020000Z.db --force
backup-made = La sauvegarde { $path } est complète et saine : { $rows } lignes, { $bytes } octets, piste de vérification jusqu’à l’événement { $position } ({ $hash }).
backup-verified = La sauvegarde { $path } est saine : { $rows } lignes, { $bytes } octets, piste de vérification jusqu’à l’événement { $position } ({ $hash }).
backup-unsound-damaged = ses pages sont endommagées
backup-unsound-dangling =
    { $count ->
        [one] { $count } ligne ne renvoie à rien
       *[other] { $count } lignes ne renvoient à rien
    }
backup-unsound-size = elle compte { $found } octets au lieu de { $expected }
backup-unsound-bytes = ses octets ne sont pas ceux qui ont été écrits (le SHA-256 diffère)
backup-unsound-rows = les lignes de { $table } ne sont pas celles du manifeste
backup-unsound-head = sa piste de vérification ou sa version n’est pas celle du manifeste
engine-tool-missing = il n’est pas installé
engine-tool-not-started = il n’a pas pu démarrer
engine-tool-ended = il s’est terminé avec le code { $code } (`{ $command }`)
restore-command = La sauvegarde est rétablie avec : { $command }
restore-aside = La base de données qui s’y trouvait est maintenant { $path }.
restore-done = { $database } est rétablie, avec la piste de vérification jusqu’à l’événement { $position } ({ $hash }).

## doctor

help-doctor = Contrôler chaque promesse qui peut l’être sur cette installation
help-examples-doctor =
    casetime doctor
    casetime doctor --json
doctor-state-pass = oui
doctor-state-fail = NON
doctor-state-not-applicable = -
doctor-summary =
    { $failed ->
        [0] Tout va bien : { $passed } promesses sont tenues.
        [one] { $passed } promesses sont tenues, { $failed } demande de l’attention.
       *[other] { $passed } promesses sont tenues, { $failed } demandent de l’attention.
    }
doctor-engine-version = Le moteur de base de données est assez récent pour ne rien perdre
doctor-engine-version-mend = Sa version est { $found }. Installez SQLite 3.51.3 ou PostgreSQL 14, ou plus récent.
doctor-engine-settings = Les réglages du moteur gardent ce qui a été confirmé
doctor-engine-settings-mend = Réglez sur le serveur : { $settings }.
doctor-file-modes = La base de données et les clés sont réservées à leur propriétaire
doctor-file-modes-mend = Exécutez : chmod 600 { $files }
doctor-disk-space = Il y a de la place sur le disque
doctor-disk-space-mend = { $free } Mio sont libres et il en faut { $needed }. Faites de la place ou déplacez la base de données.
doctor-migrations = La base de données et le programme ont la même version
doctor-migrations-mend = La base de données est à { $found }, le programme à { $known }. Exécutez `casetime backup`, puis `casetime migrate`; si la base est plus récente, installez le programme plus récent.
doctor-integrity = Les pages de la base de données sont en ordre
doctor-integrity-mend = Arrêtez casetime, mettez de côté les fichiers endommagés et exécutez `casetime restore` avec la dernière sauvegarde.
doctor-references = Chaque ligne renvoie à quelque chose qui existe
doctor-references-mend = La base de données a été modifiée hors du programme. Exécutez `casetime restore` avec la dernière sauvegarde.
doctor-audit-chain = La piste de vérification tient
doctor-audit-chain-mend = Elle ne tient pas à l’événement { $position }. Gardez cette base de données telle quelle et comparez-la à la dernière sauvegarde.
doctor-clock = L’horloge ne précède pas le dernier événement
doctor-clock-mend = Le dernier événement est du { $last }. Réglez l’horloge de la machine.
doctor-checkpoints = Des points de contrôle signés concordent avec la piste de vérification
doctor-checkpoints-mend = Réglez `checkpoints` et `checkpoint_key` (`casetime audit key --out FICHIER`), puis exécutez `casetime audit checkpoint` et `casetime audit verify`.
doctor-checkpoints-recent = Le dernier point de contrôle a moins d’un jour
doctor-checkpoints-recent-mend = Exécutez `casetime audit checkpoint`; un serveur en marche en ajoute un chaque heure.
doctor-backup-recent = La dernière sauvegarde a moins d’un jour
doctor-backup-recent-mend = Réglez `backups` sur le dossier des sauvegardes et exécutez `casetime backup` chaque jour.
doctor-backup-sound = La dernière sauvegarde a les octets qui ont été écrits
doctor-backup-sound-mend = { $path } n’est pas saine. Exécutez `casetime backup` et examinez le disque.
doctor-facts = Ce dont les rapports sont tirés est entier sur le disque ({ $path })
doctor-facts-mend = Un fichier dans { $path } est tronqué ou modifié. Rien n’est perdu : le prochain rapport relit tout dans la base de données. Si cela se reproduit, examinez le disque.
doctor-public-url = L’adresse que les gens utilisent est réglée
doctor-public-url-mend = Le service écoute au-delà de cette machine. Réglez `public_url`, par exemple `https://time.example`.
doctor-vocabulary = Un vocabulaire est en vigueur
doctor-vocabulary-mend = Le vocabulaire ne peut être lu. Exécutez `casetime restore` avec la dernière sauvegarde.
doctor-administrator = Un compte tient les comptes
doctor-administrator-mend = Aucun compte n’a le rôle administrator. Ajoutez-en un ou donnez ce rôle à un compte.
doctor-roles = Chaque compte a un rôle
doctor-roles-mend =
    { $count ->
        [one] { $count } compte n’a pas de rôle. Donnez-lui-en un ou désactivez-le.
       *[other] { $count } comptes n’ont pas de rôle. Donnez-leur-en un ou désactivez-les.
    }
doctor-password-hashes = Les mots de passe sont hachés aussi fortement que promis
doctor-password-hashes-mend =
    { $count ->
        [one] { $count } mot de passe est haché trop faiblement. Il le sera de nouveau à la prochaine connexion de son titulaire.
       *[other] { $count } mots de passe sont hachés trop faiblement. Chacun le sera de nouveau à la prochaine connexion de son titulaire.
    }
