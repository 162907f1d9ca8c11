//! The lock file beside an embedded database: whoever has the database open shares it, whoever replaces the database
//! takes it alone. It guards against our own commands; the engine keeps its own locks.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use super::StoreError;

/// A lock that is held until it is released or dropped; a process that dies lets go of it.
#[derive(Debug)]
pub struct Lock(File);

impl Lock {
    /// Shares the lock of the database at `path` with others that have it open.
    ///
    /// # Errors
    /// [`StoreError::InUse`] while somebody replaces the database.
    pub fn share(path: &Path) -> Result<Self, StoreError> {
        let file = open(path)?;
        settle(file.try_lock_shared(), path).map(|()| Self(file))
    }

    /// Takes the lock of the database at `path` alone.
    ///
    /// # Errors
    /// [`StoreError::InUse`] while anybody has the database open.
    pub fn take(path: &Path) -> Result<Self, StoreError> {
        let file = open(path)?;
        settle(file.try_lock(), path).map(|()| Self(file))
    }

    /// Lets go of the lock, although clones of the database may live on.
    pub(super) fn release(&self) {
        // A lock that cannot be released goes with the process.
        drop(self.0.unlock());
    }
}

/// The lock file of the database at `path`.
#[must_use]
pub fn path_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    PathBuf::from(name)
}

fn open(path: &Path) -> Result<File, StoreError> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    Ok(options.open(path_of(path))?)
}

fn settle(tried: Result<(), TryLockError>, path: &Path) -> Result<(), StoreError> {
    match tried {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => Err(StoreError::InUse(path.display().to_string())),
        // A file system without locks: the engine's own still hold.
        Err(TryLockError::Error(error)) if error.kind() == std::io::ErrorKind::Unsupported => Ok(()),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}
