### Looking after an installation: the audit trail, backups, restoring, doctor. Help texts are help-<command>-<argument>.

## audit

help-audit = Show and verify the audit trail, and keep checkpoints of it
help-audit-show = Show events, the newest first
help-audit-show-object = The object: its kind, or kind and identifier, such as entry:0197a000-0000-7000-8000-000000000001
help-audit-show-actor = Who did it
help-audit-show-from = The first day or instant, such as 2026-03-31 or 2026-03-31T08:00:00Z
help-audit-show-to = The last day, or the first instant after
help-audit-show-limit = How many events at most; 50 when not given
help-audit-verify = Verify that no event was changed, taken out, put in, moved or cut off
help-audit-verify-checkpoints = The file of checkpoints; the one of the settings when not given
help-audit-verify-key = The file of the key; the public one is enough
help-audit-key = Make the key that checkpoints are signed with, and show its public half
help-audit-key-out = The file to make; the public key goes beside it, with the ending .pub
help-audit-checkpoint = Add a signed checkpoint of the audit trail now
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
        [one] The audit trail holds: { $events } event.
       *[other] The audit trail holds: { $events } events.
    }
audit-checkpoints-agree =
    { $count ->
        [one] { $count } checkpoint agrees with it.
       *[other] { $count } checkpoints agree with it.
    }
audit-no-checkpoints = No checkpoints were compared: a trail that was written anew as a whole is only found with them.
audit-key-made = The key is in { $path }, its public half in { $public }. Name the key as `checkpoint_key` in the settings, and give the public half to whoever verifies.
audit-checkpoint-added = Added a checkpoint at event { $position } to { $path }.

## backup and restore

help-backup = Make a backup while the service runs, and check it
help-backup-out = The file to make
help-backup-folder = The folder to make it in, under a name with the time; the one of the settings when not given
help-backup-verify = Check a backup against its manifest
help-backup-verify-file = The backup to check
help-examples-backup =
    casetime backup --folder /srv/backups
    casetime backup --out casetime-before-migration.db
    casetime backup verify casetime-before-migration.db
help-examples-backup-verify =
    casetime backup verify /srv/backups/casetime-20260401T020000Z.db
help-restore = Bring a backup back, after checking it
help-restore-file = The backup to bring back
help-restore-force = Move a database that is there aside
help-examples-restore =
    casetime restore /srv/backups/casetime-20260401T020000Z.db
    casetime restore /srv/backups/casetime-20260401T020000Z.db --force
backup-made = The backup { $path } is complete and sound: { $rows } rows, { $bytes } bytes, audit trail up to event { $position } ({ $hash }).
backup-verified = The backup { $path } is sound: { $rows } rows, { $bytes } bytes, audit trail up to event { $position } ({ $hash }).
backup-unsound-damaged = its pages are damaged
backup-unsound-dangling =
    { $count ->
        [one] { $count } row refers to nothing
       *[other] { $count } rows refer to nothing
    }
backup-unsound-size = it has { $found } bytes instead of { $expected }
backup-unsound-bytes = its bytes are not those that were written (SHA-256 differs)
backup-unsound-rows = the rows of { $table } are not those of the manifest
backup-unsound-head = its audit trail or its version is not that of the manifest
engine-tool-missing = it is not installed
engine-tool-not-started = it could not be started
engine-tool-ended = it ended with code { $code } (`{ $command }`)
restore-command = Bringing the backup back with: { $command }
restore-aside = The database that was there is now { $path }.
restore-done = { $database } is restored, with the audit trail up to event { $position } ({ $hash }).

## doctor

help-doctor = Check every promise that can be checked on this installation
help-examples-doctor =
    casetime doctor
    casetime doctor --json
doctor-state-pass = ok
doctor-state-fail = FAIL
doctor-state-not-applicable = -
doctor-summary =
    { $failed ->
        [0] All is well: { $passed } promises hold.
        [one] { $passed } promises hold, { $failed } wants attention.
       *[other] { $passed } promises hold, { $failed } want attention.
    }
doctor-engine-version = The database engine is recent enough to lose nothing
doctor-engine-version-mend = It is { $found }. Install SQLite 3.51.3 or PostgreSQL 14, or later.
doctor-engine-settings = The settings of the engine keep what was answered
doctor-engine-settings-mend = Set on the server: { $settings }.
doctor-file-modes = Database and keys are for their owner alone
doctor-file-modes-mend = Run: chmod 600 { $files }
doctor-disk-space = There is room on the disk
doctor-disk-space-mend = { $free } MiB are free and { $needed } MiB are wanted. Make room, or move the database.
doctor-migrations = Database and program are at the same version
doctor-migrations-mend = The database is at { $found }, the program at { $known }. Run `casetime backup`, then `casetime migrate`; for a newer database, install the newer program.
doctor-integrity = The pages of the database are in order
doctor-integrity-mend = Stop casetime, keep the damaged files aside, and run `casetime restore` with the last backup.
doctor-references = Every row refers to something that is there
doctor-references-mend = The database was changed outside the program. Run `casetime restore` with the last backup.
doctor-audit-chain = The audit trail holds together
doctor-audit-chain-mend = It does not hold at event { $position }. Keep this database as it is, and compare it with the last backup.
doctor-clock = The clock is not before the last event
doctor-clock-mend = The last event is of { $last }. Set the clock of the machine.
doctor-checkpoints = Signed checkpoints agree with the audit trail
doctor-checkpoints-mend = Set `checkpoints` and `checkpoint_key` (`casetime audit key --out FILE`), then run `casetime audit checkpoint` and `casetime audit verify`.
doctor-checkpoints-recent = The last checkpoint is younger than a day
doctor-checkpoints-recent-mend = Run `casetime audit checkpoint`; a running server adds one every hour.
doctor-backup-recent = The last backup is younger than a day
doctor-backup-recent-mend = Set `backups` to the folder of backups, and run `casetime backup` every day.
doctor-backup-sound = The last backup has the bytes that were written
doctor-backup-sound-mend = { $path } is not sound. Run `casetime backup`, and look after the disk.
doctor-facts = What reports are made from is whole on the disk ({ $path })
doctor-facts-mend = A file in { $path } is cut off or changed. Nothing is lost: the next report reads everything from the database again. If it comes back, look after the disk.
doctor-public-url = The address people use is set
doctor-public-url-mend = The service listens beyond this machine. Set `public_url`, such as `https://time.example`.
doctor-vocabulary = A vocabulary is in force
doctor-vocabulary-mend = The vocabulary cannot be read. Run `casetime restore` with the last backup.
doctor-administrator = An account keeps the accounts
doctor-administrator-mend = No account has the role administrator. Add one, or give the role to an account.
doctor-roles = Every account has a role
doctor-roles-mend =
    { $count ->
        [one] { $count } account has no role. Give it one, or disable it.
       *[other] { $count } accounts have no role. Give them one, or disable them.
    }
doctor-password-hashes = Passwords are hashed as strongly as promised
doctor-password-hashes-mend =
    { $count ->
        [one] { $count } password is hashed too weakly. It is hashed anew when its owner next signs in.
       *[other] { $count } passwords are hashed too weakly. Each is hashed anew when its owner next signs in.
    }
