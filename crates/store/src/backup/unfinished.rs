//! A file in the making, for its owner's eyes only: under a name of its own until it is whole, and gone if it never is.
//!
//! Not here: what is written into it.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use uuid::Uuid;

use super::Existing;
use crate::error::StoreError;

/// A file under a temporary name. Dropped without [`Unfinished::finish`] it is removed.
pub(super) struct Unfinished {
    path: PathBuf,
    wanted: PathBuf,
}

impl Unfinished {
    /// Makes an empty file beside the one wanted, so that it can be renamed in one step.
    pub(super) fn beside(wanted: &Path, existing: Existing) -> Result<Self, StoreError> {
        let unwritable = |source: io::Error| unwritable(wanted, source);
        let Some(name) = wanted.file_name() else {
            return Err(unwritable(io::ErrorKind::InvalidInput.into()));
        };
        if wanted.is_dir() {
            return Err(unwritable(io::ErrorKind::IsADirectory.into()));
        }
        refuse(wanted, existing)?;
        let mut own = name.to_owned();
        own.push(format!(".{}.part", Uuid::now_v7().simple()));
        let path = wanted.with_file_name(own);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        // It holds hashes of passwords, mail addresses and drafts.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&path).map_err(unwritable)?;
        Ok(Unfinished {
            path,
            wanted: wanted.to_owned(),
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Makes sure that the file is on the disk, and gives it the name wanted.
    pub(super) fn finish(self, existing: Existing) -> Result<(), StoreError> {
        let unwritable = |source: io::Error| unwritable(&self.wanted, source);
        let file = OpenOptions::new().write(true).open(&self.path);
        file.and_then(|file| file.sync_all()).map_err(unwritable)?;
        // Somebody may have used the name in the meantime.
        refuse(&self.wanted, existing)?;
        fs::rename(&self.path, &self.wanted).map_err(unwritable)?;
        // The name is on the disk once the folder is; where a folder cannot be opened as a file, the
        // system takes care of it.
        let folder = self
            .wanted
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        if let Ok(folder) = File::open(folder.unwrap_or(Path::new("."))) {
            let _ = folder.sync_all();
        }
        Ok(())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // After the renaming there is nothing left to remove.
        let _ = fs::remove_file(&self.path);
    }
}

fn refuse(wanted: &Path, existing: Existing) -> Result<(), StoreError> {
    match existing {
        Existing::Refuse if wanted.symlink_metadata().is_ok() => {
            Err(StoreError::Exists { path: wanted.into() })
        }
        _ => Ok(()),
    }
}

fn unwritable(path: &Path, source: io::Error) -> StoreError {
    StoreError::BackupUnwritable {
        path: path.into(),
        source: Box::new(source),
    }
}
