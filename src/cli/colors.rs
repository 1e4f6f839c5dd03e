//! The user's own colours.

use unbury::render::Styles;

use super::error::{Error, Result};

/// The variable that names them.
pub(super) const VARIABLE: &str = "UNBURY_COLORS";

/// The styles of an answer: those of the environment, as `match=bold blue:title=underline`, in the words of Git's colours.
pub(super) fn styles() -> Result<Styles> {
    match std::env::var(VARIABLE) {
        Ok(written) => read(&written),
        Err(_) => Ok(Styles::default()),
    }
}

fn read(written: &str) -> Result<Styles> {
    let mut styles = Styles::default();
    for part in written.split(':').filter(|part| !part.trim().is_empty()) {
        let wrong = || Error::Colors {
            part: part.to_owned(),
        };
        let (name, style) = part.split_once('=').ok_or_else(wrong)?;
        let place = match name.trim() {
            "match" => &mut styles.matched,
            "title" => &mut styles.title,
            "faint" => &mut styles.faint,
            "note" => &mut styles.note,
            "hint" => &mut styles.hint,
            _ => return Err(wrong()),
        };
        *place = anstyle_git::parse(style).map_err(|_| wrong())?;
    }
    Ok(styles)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_those_of_git() {
        let styles = read("match=bold blue:faint=").unwrap();
        assert_eq!(styles.matched, anstyle::AnsiColor::Blue.on_default().bold());
        assert_eq!(styles.faint, anstyle::Style::new());
        assert_eq!(styles.title, Styles::default().title);
        for wrong in ["match", "colour=red", "match=rouge"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
