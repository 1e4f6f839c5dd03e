//! `unbury serve`: a page, an API and tools for language models, for everybody who may reach it.

use std::net::IpAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args as ClapArgs;

use super::error::Result;
use super::index_folder::Indexes;
use super::notes;

/// Serve a page on the archive, an API with the JSON of the command line, and tools for language models.
///
/// It answers this machine only, unless another address is given; then everybody needs the token. It reads the index and never writes
/// it, and follows what `unbury index` adds.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    #[command(flatten)]
    index: Indexes,
    /// The address to listen on; `0.0.0.0` is every address of this machine.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    address: IpAddr,
    /// The port to listen on; 0 is any that is free.
    #[arg(long, value_name = "PORT", default_value_t = 7878)]
    port: u16,
    /// Open the page in the browser.
    #[arg(long)]
    open: bool,
    /// What everybody must say who asks [default: none on this machine only; else one is made and printed].
    #[arg(
        long,
        value_name = "TOKEN",
        env = "UNBURY_TOKEN",
        hide_env_values = true
    )]
    token: Option<String>,
    /// A name by which it is reached besides its address, such as that of a proxy before it.
    #[arg(long, value_name = "NAME")]
    host: Vec<String>,
    /// Requests answered at once [default: the cores of this machine].
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..))]
    at_once: Option<u16>,
    /// Write a line for each request to standard error.
    #[arg(long)]
    log: bool,
}

/// What is served, where, and to whom.
pub(crate) struct Settings {
    /// The folders of the indexes, which answer as one.
    pub(crate) folders: Vec<PathBuf>,
    /// Where it listens.
    pub(crate) address: IpAddr,
    /// Where it listens; 0 is any port that is free.
    pub(crate) port: u16,
    /// Whether the page is opened in a browser.
    pub(crate) open: bool,
    /// What everybody must say who asks.
    pub(crate) token: Option<String>,
    /// Names by which it is reached besides its address.
    pub(crate) hosts: Vec<String>,
    /// Requests answered at once.
    pub(crate) at_once: usize,
    /// Whether each request is told.
    pub(crate) log: bool,
}

/// What serves, until it is interrupted.
pub(crate) type Server = fn(Settings) -> Result<()>;

pub(super) fn run(args: &Args, server: Server) -> Result<ExitCode> {
    let folders = args.index.folders();
    notes::have_no_reader();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let settings = Settings {
        folders,
        address: args.address,
        port: args.port,
        open: args.open,
        token: args.token.clone().filter(|token| !token.is_empty()),
        hosts: args.host.clone(),
        at_once: args.at_once.map_or(cores, usize::from),
        log: args.log,
    };
    server(settings)?;
    Ok(ExitCode::SUCCESS)
}
