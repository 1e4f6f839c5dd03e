//! A run, as `trec_eval` and its descendants read it: `topic Q0 article rank score run`.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::api::Hit;
use crate::render::json::finite;
use crate::render::safety;

/// The last column of every line.
const RUN: &str = "unbury";

/// Writes the line of one article of the answer to `topic`. Columns are separated by spaces, so white
/// space and control characters in an id or a topic, and `%`, are written as `%XX`.
///
/// # Errors
/// Whatever the writer raises.
pub fn hit(out: &mut dyn Write, topic: &str, hit: &Hit) -> io::Result<()> {
    let (topic, id) = (column(topic), column(&hit.article.id.0));
    writeln!(
        out,
        "{topic} Q0 {id} {} {:.6} {RUN}",
        hit.rank,
        finite(hit.score)
    )
}

/// The text as one column.
fn column(text: &str) -> String {
    let mut column = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_whitespace() || character == '%' || safety::is_unsafe(character) {
            for byte in character.encode_utf8(&mut [0; 4]).bytes() {
                let _ = write!(column, "%{byte:02X}");
            }
        } else {
            column.push(character);
        }
    }
    if column.is_empty() {
        "-".to_owned()
    } else {
        column
    }
}

#[cfg(test)]
mod tests {
    use super::column;

    #[test]
    fn a_column_holds_no_space() {
        for (text, shown) in [
            ("reuters-1", "reuters-1"),
            ("https://e.org/a?b=ü", "https://e.org/a?b=ü"),
            ("my file\t1.txt", "my%20file%091.txt"),
            ("100%\u{202e}", "100%25%E2%80%AE"),
            ("", "-"),
        ] {
            assert_eq!(column(text), shown);
        }
    }
}
