//! One client, which started the program, over standard input and output.

use std::path::PathBuf;
use std::sync::Arc;

use rmcp::ServiceExt;
use rmcp::transport::io::stdio;

use super::handler::ArchiveTools;
use super::links::Links;
use crate::cli::Error;
use crate::serve::followed::Followed;
use crate::serve::gate::Gate;
use crate::serve::runtime::runtime;

/// Serves until the client closes standard input. `page` is the address at which the same archive is served as a page.
///
/// # Errors
/// When the archive cannot be opened.
pub(crate) fn run(folders: Vec<PathBuf>, page: Option<&str>) -> Result<(), Error> {
    let followed = Arc::new(Followed::open(folders)?);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let runtime = runtime(cores)?;
    let links = Links::to(page);
    runtime.block_on(async move {
        tokio::spawn(Arc::clone(&followed).follow());
        let current = Arc::new(move || followed.archive());
        let tools = ArchiveTools::new(current, Arc::new(Gate::new(cores)), links);
        // A client that leaves, whether or not it said anything, has ended it.
        if let Ok(serving) = tools.serve(stdio()).await {
            let _ = serving.waiting().await;
        }
    });
    // Standard input may still be waited for.
    runtime.shutdown_background();
    Ok(())
}
