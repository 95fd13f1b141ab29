//! A file in the making, for its owner's eyes only: under a name of its own until it is whole, and gone if it never is.
//!
//! Not here: what is written into it.

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use uuid::Uuid;

use super::Existing;
use crate::error::StoreError;

/// How long a file in the making must not have been written to, until it is taken for one that nobody finishes any more.
const ABANDONED: Duration = Duration::from_secs(24 * 60 * 60);

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
        clear(wanted, name, SystemTime::now());
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

/// Removes what was left of earlier ones of the same name whose program was killed. What cannot be removed stays.
fn clear(wanted: &Path, name: &OsStr, now: SystemTime) {
    let folder = wanted.parent().filter(|folder| !folder.as_os_str().is_empty());
    let Ok(entries) = fs::read_dir(folder.unwrap_or(Path::new("."))) else {
        return;
    };
    let is_left = |path: &Path| {
        let found = path.file_name()?.as_encoded_bytes();
        let rest = found.strip_prefix(name.as_encoded_bytes())?.strip_prefix(b".")?;
        let (identity, ending) = rest.split_at_checked(32)?;
        let is_ours = identity.iter().all(u8::is_ascii_hexdigit)
            && [&b".part"[..], b".part-journal", b".part-wal", b".part-shm"].contains(&ending);
        let written = fs::symlink_metadata(path)
            .ok()
            .filter(fs::Metadata::is_file)?
            .modified()
            .ok()?;
        let age = now.duration_since(written).unwrap_or_default();
        (is_ours && age >= ABANDONED).then_some(())
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if is_left(&path).is_some() {
            let _ = fs::remove_file(&path);
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_killed_programs_left_is_cleared_away() {
        let folder = std::env::temp_dir().join(format!("gyokaku-{}", Uuid::now_v7().simple()));
        fs::create_dir(&folder).expect("a folder");
        let identity = "0123456789abcdef0123456789abcdef";
        let old = [
            format!("b.db.{identity}.part"),
            format!("b.db.{identity}.part-journal"),
        ];
        let others = [
            format!("c.db.{identity}.part"),
            "b.db.part".to_owned(),
            "b.db.mine.part".to_owned(),
            format!("b.db.{identity}.part.txt"),
            "b.db".to_owned(),
        ];
        for name in old.iter().chain(&others) {
            fs::write(folder.join(name), "x").expect("a file");
        }
        let there = |name: &String| folder.join(name).exists();
        let (wanted, now) = (folder.join("b.db"), SystemTime::now());
        clear(&wanted, OsStr::new("b.db"), now);
        assert!(old.iter().all(there), "another program may be at it");
        clear(&wanted, OsStr::new("b.db"), now + ABANDONED + ABANDONED);
        assert!(!old.iter().any(there) && others.iter().all(there));
        fs::remove_dir_all(&folder).expect("cleared");
    }
}
