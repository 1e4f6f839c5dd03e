//! What standard output is, and what it can do.

use std::io::{self, IsTerminal};

/// The widest lines of text, in columns: longer ones are tiring to read.
const WIDEST: usize = 100;
/// Columns where nothing says how many there are.
const USUAL_WIDTH: usize = 80;

/// Whether standard output is a terminal.
pub(super) fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Columns of text: the terminal's, up to a hundred.
pub(super) fn width() -> usize {
    if !is_terminal() {
        return USUAL_WIDTH;
    }
    let size = terminal_size::terminal_size();
    size.map_or(USUAL_WIDTH, |(width, _)| usize::from(width.0).min(WIDEST))
}

/// Whether the environment says that the terminal shows another charset than UTF-8: then plots are drawn with signs of ASCII.
pub(super) fn is_ascii() -> bool {
    if cfg!(windows) {
        return false;
    }
    let set = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    set.is_some_and(|locale| {
        let locale = locale.to_ascii_lowercase();
        !locale.contains("utf-8") && !locale.contains("utf8")
    })
}

/// Lines that the terminal shows at once.
pub(super) fn height() -> usize {
    const USUAL: usize = 24;
    let size = terminal_size::terminal_size();
    size.map_or(USUAL, |(_, height)| usize::from(height.0))
}

/// Whether text is coloured where no option says so: on a terminal that can, unless the environment says otherwise.
pub(super) fn is_colored() -> bool {
    if anstyle_query::no_color() || anstyle_query::clicolor() == Some(false) {
        return false;
    }
    is_forced() || is_terminal() && can_do_more_than_text()
}

/// Whether the environment wants colours wherever the text goes.
fn is_forced() -> bool {
    anstyle_query::clicolor_force()
        || std::env::var_os("FORCE_COLOR").is_some_and(|value| !value.is_empty())
}

/// Whether the terminal does more than write lines.
pub(super) fn can_do_more_than_text() -> bool {
    std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}
