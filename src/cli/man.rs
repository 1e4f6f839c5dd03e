//! `unbury man`: manual pages, from the same definition as the help.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{ExitCode, Stdio};

use clap::{Args as ClapArgs, Command, ValueHint};
use clap_mangen::Man;
use clap_mangen::roff::{Inline, Roff, bold, roman};

use super::error::{Error, Result, file_error};
use super::{examples, exit, terminal, topics, usage_error};

/// Print the manual page of the program, or of a command.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// The page of one command, such as `search`.
    #[arg(value_name = "COMMAND", add = super::completions::commands())]
    command: Option<String>,
    /// Write the pages of the program and of all commands into this folder.
    #[arg(long, value_name = "FOLDER", conflicts_with = "command", value_hint = ValueHint::DirPath)]
    all: Option<PathBuf>,
}

pub(super) fn run(args: &Args, mut program: Command) -> Result<ExitCode> {
    program.build();
    if let Some(folder) = &args.all {
        write_all(&program, folder)?;
        return Ok(ExitCode::SUCCESS);
    }
    let command = match &args.command {
        None => &program,
        Some(name) => program
            .find_subcommand(name)
            .ok_or_else(|| Error::NoTopic {
                name: name.clone(),
                nearest: usage_error::nearest(examples::commands(), name),
            })?,
    };
    let page = page(command)?;
    if !(terminal::is_terminal() && is_shown(&page)) {
        std::io::stdout().lock().write_all(&page)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Whether `man` has shown a page to its reader.
fn is_shown(page: &[u8]) -> bool {
    let mut man = std::process::Command::new("man");
    let Ok(mut man) = man.args(["-l", "-"]).stdin(Stdio::piped()).spawn() else {
        return false;
    };
    // An interrupt is that of its pager.
    let _ = ctrlc::set_handler(|| {});
    if let Some(mut stdin) = man.stdin.take() {
        // One that does not take it says so by its status.
        let _ = stdin.write_all(page);
    }
    man.wait().is_ok_and(|status| status.success())
}

fn write_all(program: &Command, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).map_err(file_error("write", folder))?;
    let commands = program
        .get_subcommands()
        .filter(|command| !command.is_hide_set());
    for command in std::iter::once(program).chain(commands) {
        let path = folder.join(Man::new(command.clone()).get_filename());
        fs::write(&path, page(command)?).map_err(file_error("write", &path))?;
    }
    Ok(())
}

/// The page of a command, in the format of `man`.
fn page(command: &Command) -> std::io::Result<Vec<u8>> {
    let name = command.get_name();
    // The help's own examples and tables are sections here.
    let plain = command
        .clone()
        .before_help("")
        .after_help("")
        .after_long_help("");
    let man = Man::new(plain);
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut page)?;
    }
    let mut roff = Roff::new();
    roff.control("SH", ["EXAMPLES"]);
    for (about, line) in examples::of(name) {
        roff.control("TP", []);
        roff.text([roman(*about)]);
        roff.text([bold(*line)]);
    }
    roff.control("SH", ["EXIT STATUS"]);
    for (status, about) in exit::STATUSES {
        item(&mut roff, bold(status), about);
    }
    roff.control("SH", ["ENVIRONMENT"]);
    for (variable, about) in topics::ENVIRONMENT {
        item(&mut roff, bold(*variable), about);
    }
    roff.to_writer(&mut page)?;
    Ok(page)
}

fn item(roff: &mut Roff, name: Inline, about: &str) {
    roff.control("TP", []);
    roff.text([name]);
    roff.text([roman(about)]);
}
