//! Where the index is.

use std::path::PathBuf;

use clap::Args;

/// Where the index is.
#[derive(Debug, Args)]
pub(super) struct IndexFolder {
    /// The folder of the index.
    #[arg(
        long = "index",
        value_name = "FOLDER",
        env = "UNBURY_INDEX",
        default_value = "index"
    )]
    pub(super) path: PathBuf,
}
