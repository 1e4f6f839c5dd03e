//! `unbury optimize`: one segment, nothing deleted left.

use std::io::Write;
use std::process::ExitCode;

use clap::Args as ClapArgs;
use unbury::index::{ArchiveWriter, Merging, WriterOptions};

use super::IndexFolder;

/// Merge the index into one segment: the fastest to search.
///
/// Indexing keeps the number of segments small by itself; this is for an archive that is complete.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    #[command(flatten)]
    index: IndexFolder,
}

pub(super) fn run(args: &Args) -> unbury::Result<ExitCode> {
    // Opening for reading first says so where there is no index, instead of making one.
    drop(unbury::index::ArchiveReader::open(&args.index.path)?);
    let writer = ArchiveWriter::open(
        &args.index.path,
        WriterOptions {
            threads: 1,
            memory_bytes: 0,
        },
    )?;
    writer.finish(Merging::Everything)?;
    writeln!(std::io::stdout().lock(), "merged into one segment")?;
    Ok(ExitCode::SUCCESS)
}
