//! The plain text of a message, as paragraphs: lines that flow, quotes, what PGP wraps around it.

use crate::ingest::formats::wrap::Wrapped;
use crate::ingest::record::Paragraph;

/// How the lines of a text are broken (RFC 3676).
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Flow {
    /// A blank at its end says that a line goes on in the next.
    pub(super) flowed: bool,
    /// That blank is none of the text.
    pub(super) delete_space: bool,
}

/// The paragraphs of a text. Quotes of other messages are kept, each paragraph behind its `>`.
pub(super) fn paragraphs(text: &str, flow: Flow) -> Vec<Paragraph> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<(usize, String)> = if flow.flowed {
        unflowed(&text, flow.delete_space)
    } else {
        text.split('\n').map(quoted).collect()
    };
    // All lines tell whether they were broken at a width, the quoted ones too.
    let bare: Vec<&str> = lines.iter().map(|line| line.1.as_str()).collect();
    let bare = bare.join("\n");
    let wrapped = Wrapped::new(&bare);
    let runs = lines.chunk_by(|one, next| {
        one.0 == next.0 && one.1.trim().is_empty() == next.1.trim().is_empty()
    });
    let runs = runs.filter(|run| run.iter().any(|line| !line.1.trim().is_empty()));
    runs.flat_map(|run| {
        let depth = run.first().map_or(0, |line| line.0);
        let mark = if depth > 0 {
            ">".repeat(depth) + " "
        } else {
            String::new()
        };
        let lines: Vec<&str> = run.iter().map(|line| line.1.as_str()).collect();
        let texts = wrapped.paragraphs(&lines).into_iter();
        let marked = texts.map(|text| Paragraph::text(format!("{mark}{text}")));
        marked.collect::<Vec<_>>()
    })
    .collect()
}

/// How deep a line is quoted, and its text: `> > a` is quoted twice.
fn quoted(line: &str) -> (usize, String) {
    /// A deeper quote is drawn.
    const DEEPEST: usize = 20;
    let mut rest = line;
    let mut depth = 0;
    while let Some(inner) = rest.strip_prefix('>').or_else(|| {
        let inner = rest.strip_prefix(' ')?;
        (depth > 0).then(|| inner.strip_prefix('>')).flatten()
    }) {
        rest = inner;
        depth += 1;
    }
    if depth > DEEPEST {
        return (0, line.to_owned());
    }
    if depth > 0 {
        rest = rest.strip_prefix(' ').unwrap_or(rest);
    }
    (depth, rest.to_owned())
}

/// Lines whose breaks were no breaks, joined.
fn unflowed(text: &str, delete_space: bool) -> Vec<(usize, String)> {
    let mut lines: Vec<(usize, String)> = Vec::new();
    let mut goes_on = false;
    for line in text.split('\n') {
        let depth = line.bytes().take_while(|byte| *byte == b'>').count();
        let rest = line.get(depth..).unwrap_or_default();
        // A blank was put before what would be taken for a quote.
        let rest = rest.strip_prefix(' ').unwrap_or(rest);
        let is_signature = rest == "-- ";
        match lines.last_mut() {
            Some((before, open)) if goes_on && *before == depth && !is_signature => {
                if delete_space {
                    open.pop();
                }
                open.push_str(rest);
            }
            _ => lines.push((depth, rest.to_owned())),
        }
        goes_on = rest.ends_with(' ') && !is_signature;
    }
    lines
}

/// A text without what PGP wraps around it, and whether part of it is encrypted.
pub(super) fn unwrapped(text: &str) -> (String, bool) {
    const SIGNED: &str = "-----BEGIN PGP SIGNED MESSAGE-----";
    const BLOCKS: &[&str] = &["SIGNATURE", "MESSAGE", "PUBLIC KEY BLOCK"];
    if !text.contains("-----BEGIN PGP ") {
        return (text.to_owned(), false);
    }
    let mut kept = String::with_capacity(text.len());
    let mut encrypted = false;
    let mut lines = text.split_inclusive('\n');
    let mut is_signed = false;
    while let Some(line) = lines.next() {
        let bare = line.trim();
        if bare == SIGNED {
            // Fields such as `Hash: SHA256`, and a blank line.
            is_signed = true;
            lines
                .by_ref()
                .take_while(|line| !line.trim().is_empty())
                .for_each(drop);
            continue;
        }
        let block = bare
            .strip_prefix("-----BEGIN PGP ")
            .and_then(|name| name.strip_suffix("-----"))
            .filter(|name| BLOCKS.contains(name));
        if let Some(block) = block {
            encrypted |= block == "MESSAGE";
            let end = format!("-----END PGP {block}-----");
            lines
                .by_ref()
                .take_while(|line| line.trim() != end)
                .for_each(drop);
        } else if is_signed {
            kept.push_str(line.strip_prefix("- ").unwrap_or(line));
        } else {
            kept.push_str(line);
        }
    }
    (kept, encrypted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, flow: Flow) -> Vec<String> {
        let all = paragraphs(text, flow).into_iter();
        all.map(|paragraph| paragraph.text).collect()
    }

    #[test]
    fn quotes_are_paragraphs_behind_their_marks() {
        let plain = Flow::default();
        let table: &[(&str, &[&str])] = &[
            ("One.\r\n\r\nTwo.", &["One.", "Two."]),
            (
                "> The ferry was late, and nobody on the quay could say\n> when it would come.\n>\n> > Late?\n\nYes.",
                &[
                    "> The ferry was late, and nobody on the quay could say when it would come.",
                    ">> Late?",
                    "Yes.",
                ],
            ),
            ("a > b\n > c", &["a > b", "> c"]),
        ];
        for (text, expected) in table {
            assert_eq!(shown(text, plain), *expected, "{text:?}");
        }
    }

    #[test]
    fn lines_flow_on() {
        let flowed = Flow {
            flowed: true,
            delete_space: false,
        };
        let text = "The ferry \nwas late.\n> It \n> was.\n> \n From here.\n-- \nAnn";
        assert_eq!(
            shown(text, flowed),
            [
                "The ferry was late.",
                "> It was.",
                "From here.",
                "--",
                "Ann"
            ]
        );
        let joined = Flow {
            flowed: true,
            delete_space: true,
        };
        assert_eq!(shown("渡し \n船", joined), ["渡し船"]);
    }

    #[test]
    fn what_pgp_adds_is_left_out() {
        let signed = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA1\n\nThe ferry.\n- - late\n-----BEGIN PGP SIGNATURE-----\n\niQ==\n-----END PGP SIGNATURE-----\nBelow.\n";
        assert_eq!(
            unwrapped(signed),
            ("The ferry.\n- late\nBelow.\n".to_owned(), false)
        );
        let closed = "-----BEGIN PGP MESSAGE-----\n\nhQ==\n-----END PGP MESSAGE-----\n";
        assert_eq!(unwrapped(closed), (String::new(), true));
    }
}
