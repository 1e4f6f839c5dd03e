//! Where the index is.

use std::path::PathBuf;

use clap::{Args, ValueHint};

/// The variable that names the folder.
const VARIABLE: &str = "UNBURY_INDEX";
const USUAL: &str = "index";

/// The folder where none is named on the command line.
pub(super) fn usual() -> PathBuf {
    std::env::var_os(VARIABLE)
        .unwrap_or_else(|| USUAL.into())
        .into()
}

/// Where the index is.
#[derive(Debug, Args)]
pub(super) struct IndexFolder {
    /// The folder of the index.
    #[arg(
        long = "index",
        value_name = "FOLDER",
        env = VARIABLE,
        hide_env = true,
        default_value = USUAL,
        value_hint = ValueHint::DirPath
    )]
    pub(super) path: PathBuf,
}
