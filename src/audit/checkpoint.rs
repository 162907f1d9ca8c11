//! Checkpoints: position and hash of the last event, signed with Ed25519 and added to a file outside the database, so
//! that a trail that was written anew as a whole, or cut off, is found out.

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, SecondsFormat, Utc};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use super::chain::{self, Walked};
use super::ops::{self, Verified};
use crate::context::Context;
use crate::digest::{digest, hex, unhex};
use crate::failure::Failure;
use crate::fault::{Code, Fault, Faults};
use crate::store::Db;

/// How often a running server adds a checkpoint.
const EVERY: Duration = Duration::from_hours(1);
/// What the line of a file with a secret key begins with.
const SECRET: &str = "ed25519-secret:";
/// What the line of a file with a public key begins with.
const PUBLIC: &str = "ed25519-public:";

/// Where checkpoints are added and which key signs them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The file of checkpoints, one JSON object per line.
    pub file: PathBuf,
    /// The file that holds the secret key.
    pub key: PathBuf,
}

impl Settings {
    /// The settings, when both are given.
    #[must_use]
    pub fn of(file: &str, key: &str) -> Option<Self> {
        (!file.is_empty() && !key.is_empty()).then(|| Self { file: PathBuf::from(file), key: PathBuf::from(key) })
    }
}

/// One line of the file of checkpoints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
    /// The position of the last event.
    pub sequence: i64,
    /// Its hash.
    pub hash: String,
    /// When the checkpoint was made, RFC 3339 in UTC.
    pub at: String,
    /// The first 16 hexadecimal digits of the SHA-256 of the public key.
    pub key: String,
    /// The signature, in hexadecimal.
    pub signature: String,
}

impl Checkpoint {
    fn message(sequence: i64, hash: &str, at: &str) -> String {
        format!("casetime checkpoint v1\n{sequence}\n{hash}\n{at}\n")
    }

    fn is_signed_by(&self, key: &VerifyingKey) -> bool {
        let signature = unhex(&self.signature).and_then(|bytes| Signature::from_slice(&bytes).ok());
        let message = Self::message(self.sequence, &self.hash, &self.at);
        self.key == id_of(key)
            && signature.is_some_and(|signature| key.verify_strict(message.as_bytes(), &signature).is_ok())
    }

    /// When the checkpoint was made.
    #[must_use]
    pub fn made_at(&self) -> Option<DateTime<Utc>> {
        DateTime::parse_from_rfc3339(&self.at).ok().map(|at| at.to_utc())
    }
}

/// By what a checkpoint names its key.
fn id_of(key: &VerifyingKey) -> String {
    let mut id = digest(key.as_bytes());
    id.truncate(16);
    id
}

/// The file of the public key beside the file of a secret one.
#[must_use]
pub fn public_file(key: &Path) -> PathBuf {
    let mut name = key.as_os_str().to_owned();
    name.push(".pub");
    PathBuf::from(name)
}

/// Makes a new key: the secret for the owner alone in `path`, the public key beside it; answers the public key.
///
/// # Errors
/// `output_exists`, `output_unwritable`.
pub fn make_key(path: &Path) -> Result<String, Fault> {
    let public_path = public_file(path);
    for taken in [path, &public_path] {
        if taken.exists() {
            return Err(Fault::new(Code::OutputExists, "out").with("path", taken.display().to_string()));
        }
    }
    let secret = SigningKey::from_bytes(&rand::random());
    let public = hex(secret.verifying_key().as_bytes());
    write_new(path, &format!("{SECRET}{}\n", hex(secret.as_bytes())), 0o600)?;
    write_new(&public_path, &format!("{PUBLIC}{public}\n"), 0o644)?;
    Ok(public)
}

fn write_new(path: &Path, text: &str, mode: u32) -> Result<(), Fault> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    let written = options.open(path).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    written.map_err(|error| {
        let code = match error.kind() {
            std::io::ErrorKind::AlreadyExists => Code::OutputExists,
            std::io::ErrorKind::StorageFull => Code::StorageFull,
            _ => Code::OutputUnwritable,
        };
        Fault::new(code, "out").with("path", path.display().to_string())
    })
}

fn unreadable(path: &Path) -> Fault {
    Fault::new(Code::CheckpointUnreadable, "").with("path", path.display().to_string())
}

fn read_key(path: &Path, kind: &str) -> Option<[u8; 32]> {
    let text = std::fs::read_to_string(path).ok()?;
    unhex(text.trim().strip_prefix(kind)?)?.try_into().ok()
}

fn signing_key(path: &Path) -> Result<SigningKey, Fault> {
    read_key(path, SECRET).map(|bytes| SigningKey::from_bytes(&bytes)).ok_or_else(|| unreadable(path))
}

/// The public key in a file that holds it, or of the secret key in a file that holds that.
fn verifying_key(path: &Path) -> Result<VerifyingKey, Fault> {
    let public = read_key(path, PUBLIC).and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok());
    public.map_or_else(|| signing_key(path).map(|key| key.verifying_key()), Ok)
}

/// Signs the last event and adds the checkpoint to the file; it is on the disk when this answers.
///
/// # Errors
/// `checkpoint_unreadable` for the key, `output_unwritable`, or when the database fails.
pub async fn push(context: &Context, settings: &Settings) -> Result<Checkpoint, Failure> {
    let key = signing_key(&settings.key)?;
    let (sequence, hash) = {
        let mut tx = context.db.read().await?;
        ops::head(&mut tx).await?
    };
    let at = context.clock.now().to_rfc3339_opts(SecondsFormat::Micros, true);
    let signature = key.sign(Checkpoint::message(sequence, &hash, &at).as_bytes());
    let key = id_of(&key.verifying_key());
    let checkpoint = Checkpoint { sequence, hash, at, key, signature: hex(&signature.to_bytes()) };
    let line = serde_json::to_string(&checkpoint).unwrap_or_default();
    let path = settings.file.clone();
    let added = tokio::task::spawn_blocking(move || append(&path, &line)).await;
    added.unwrap_or_else(|lost| Err(std::io::Error::other(lost))).map_err(|error| {
        let full = error.kind() == std::io::ErrorKind::StorageFull;
        let code = if full { Code::StorageFull } else { Code::OutputUnwritable };
        Fault::new(code, "").with("path", settings.file.display().to_string())
    })?;
    Ok(checkpoint)
}

/// Adds a line in one write. A line that an earlier end of the machine left half-written is closed first.
fn append(path: &Path, line: &str) -> std::io::Result<()> {
    let mut file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
    let length = file.metadata()?.len();
    let mut text = format!("{line}\n");
    if length > 0 {
        let mut last = [0];
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
        if last != [b'\n'] {
            text.insert(0, '\n');
        }
    }
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    if length == 0 {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Adds a checkpoint now, every hour, and once more when told to stop. A checkpoint that cannot be added is logged and
/// tried again an hour later: the service goes on.
pub async fn keep_pushing(context: Context, settings: Settings, mut stop: watch::Receiver<bool>) {
    loop {
        if let Err(failure) = push(&context, &settings).await {
            tracing::error!(code = failure.code().as_str(), "no checkpoint was added");
        }
        if *stop.borrow() {
            return;
        }
        let goes_on = tokio::select! {
            () = tokio::time::sleep(EVERY) => true,
            told = stop.wait_for(|stop| *stop) => told.is_ok(),
        };
        if !goes_on {
            // Whoever could tell to stop is gone: that is a stop too.
            drop(push(&context, &settings).await);
            return;
        }
    }
}

/// Reads the checkpoints of a file, each signed by the key.
///
/// # Errors
/// `checkpoint_unreadable`; `checkpoint_forged` with the first line that is not signed.
pub fn read_signed(file: &Path, key: &Path) -> Result<Vec<Checkpoint>, Fault> {
    let key = verifying_key(key)?;
    let text = std::fs::read_to_string(file).map_err(|_| unreadable(file))?;
    let mut checkpoints = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let signed = serde_json::from_str::<Checkpoint>(line).ok().filter(|found| found.is_signed_by(&key));
        checkpoints.push(signed.ok_or_else(|| Fault::new(Code::CheckpointForged, "").with("line", at + 1))?);
    }
    Ok(checkpoints)
}

/// The positions that checkpoints speak of, for a walk along the chain.
#[must_use]
pub fn positions(checkpoints: &[Checkpoint]) -> BTreeSet<i64> {
    checkpoints.iter().map(|checkpoint| checkpoint.sequence).collect()
}

/// The first position at which a checkpoint does not agree with the chain, because events were changed or cut off.
#[must_use]
pub fn first_differing(checkpoints: &[Checkpoint], walked: &Walked) -> Option<i64> {
    let agrees = |checkpoint: &&Checkpoint| match checkpoint.sequence {
        0 => checkpoint.hash.is_empty(),
        sequence => walked.hashes.get(&sequence) == Some(&checkpoint.hash),
    };
    checkpoints.iter().filter(|checkpoint| !agrees(checkpoint)).map(|checkpoint| checkpoint.sequence).min()
}

/// Verifies the chain, and each checkpoint against it; answers how many events there are.
///
/// # Errors
/// `audit_broken`, `checkpoint_differs` with the first position that differs, or when the database fails.
pub async fn verify(db: &Db, checkpoints: &[Checkpoint]) -> Result<i64, Failure> {
    let walked = chain::walk(db, positions(checkpoints)).await?;
    let mut faults = Faults::none();
    if let Verified::BrokenAt(position) = walked.verified {
        faults.push(Fault::new(Code::AuditBroken, "").with("position", position));
    }
    if let Some(position) = first_differing(checkpoints, &walked) {
        faults.push(Fault::new(Code::CheckpointDiffers, "").with("position", position));
    }
    Ok(faults.or(|| walked.last)?)
}
