//! The archive as of the last commit: what is indexed meanwhile is found without a restart.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use unbury::{Archive, Error};

/// How long an answer may be of an older commit.
const EVERY: Duration = Duration::from_millis(500);

/// An archive that is opened again when something was written to it. Whoever asks keeps what was open then until the answer is done.
pub(crate) struct Followed {
    folders: Vec<PathBuf>,
    archive: RwLock<Arc<Archive>>,
}

impl Followed {
    /// Opens the indexes.
    ///
    /// # Errors
    /// When one cannot be opened.
    pub(crate) fn open(folders: Vec<PathBuf>) -> Result<Self, Error> {
        let archive = Archive::open_all(&folders)?;
        Ok(Self {
            folders,
            archive: RwLock::new(Arc::new(archive)),
        })
    }

    /// The folders of the indexes.
    pub(crate) fn folders(&self) -> &[PathBuf] {
        &self.folders
    }

    /// What is open now.
    pub(crate) fn archive(&self) -> Arc<Archive> {
        let archive = self.archive.read();
        Arc::clone(&archive.unwrap_or_else(PoisonError::into_inner))
    }

    /// Opens it again where something was written. One that cannot be opened, such as in the middle of being replaced, leaves what was
    /// open, and it is tried again.
    pub(crate) fn refresh(&self) {
        if self.archive().is_outdated()
            && let Ok(archive) = Archive::open_all(&self.folders)
        {
            let mut open = self.archive.write().unwrap_or_else(PoisonError::into_inner);
            *open = Arc::new(archive);
        }
    }

    /// Follows for good.
    pub(crate) async fn follow(self: Arc<Self>) {
        loop {
            tokio::time::sleep(EVERY).await;
            let followed = Arc::clone(&self);
            // It reads files, and may panic over damaged ones: the next time it is tried again.
            let _ = tokio::task::spawn_blocking(move || followed.refresh()).await;
        }
    }
}
