//! The server: a page, an API and tools for language models, over an archive that is only read.
//!
//! All that is asynchronous is here. What is here, from the outside in: [`listen`] takes connections, [`guard`] turns away whoever may not
//! ask, [`routes`] says what is where, [`api`] answers with the JSON of the command line and
//! [`pages`] with the pages of [`page`], [`gate`] bounds how many are answered at once,
//! [`followed`] is the archive as of the last commit.

mod accepts;
mod address;
mod api;
mod batch;
mod body;
mod followed;
mod gate;
mod guard;
mod kept;
mod listen;
mod log;
mod login;
pub(crate) mod mcp;
mod metrics;
mod openapi;
mod page;
mod pages;
mod problem;
mod routes;
mod runtime;
mod scan;
mod site;
mod suggest;
mod twins;

use crate::cli::{Error, Settings};

/// Serves until it is interrupted.
///
/// # Errors
/// When the archive cannot be opened, or nobody can listen at the address.
pub(crate) fn run(settings: Settings) -> Result<(), Error> {
    let runtime = runtime::runtime(settings.at_once)?;
    let ended = runtime.block_on(listen::run(settings));
    // Whoever is still being answered has no connection any more.
    runtime.shutdown_background();
    ended
}
