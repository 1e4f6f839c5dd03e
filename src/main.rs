//! Parse, run, print the error and its hint, exit status.

mod cli;
#[cfg(feature = "serve")]
mod serve;

/// Of the program, not of the library: who uses that chooses.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

use std::io::Write;
use std::process::ExitCode;

use unbury::render::visible;

fn main() -> ExitCode {
    cli::answer_shell();
    let servers = cli::Servers {
        #[cfg(feature = "serve")]
        serve: serve::run,
        #[cfg(feature = "serve")]
        mcp: serve::mcp::run,
    };
    match cli::Cli::read().and_then(|cli| cli.run(&servers)) {
        Ok(status) => status,
        Err(error) if error.is_closed_pipe() => ExitCode::SUCCESS,
        Err(error) => {
            let mut stderr = std::io::stderr().lock();
            // Nothing is left to do when even this cannot be written.
            let _ = writeln!(stderr, "error: {}", visible(&error.to_string()));
            if let Some(hint) = error.hint() {
                let _ = writeln!(stderr, "\nhint: {}", visible(&hint));
            }
            ExitCode::from(2)
        }
    }
}
