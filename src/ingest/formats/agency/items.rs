//! What agencies write alike: the state of an item, names with a scheme, bylines and places in parts.

use crate::ingest::formats::filling::keep;
use crate::ingest::formats::paragraphs::one_line;
use crate::ingest::record::Record;
use crate::ingest::xml::{Element, Node};

/// What an agency says of the state of an item, and whether it takes the item back.
pub(super) fn state(record: &mut Record, status: Option<&str>) {
    let Some(status) = status else {
        return;
    };
    record.withdrawn |= takes_back(status);
    let word = state_word(status);
    if !matches!(word.as_str(), "" | "usable") {
        keep(record, "status", Some(word));
    }
}

/// Whether a state is one of items that are taken back.
pub(super) fn takes_back(status: &str) -> bool {
    matches!(
        state_word(status).as_str(),
        "canceled" | "cancelled" | "cancel" | "killed" | "kill" | "withheld" | "deleted" | "delete"
    )
}

/// `canceled` of `stat:canceled` and of `http://cv.iptc.org/newscodes/pubstatusg2/canceled`.
fn state_word(status: &str) -> String {
    code(status).to_ascii_lowercase()
}

/// The code in a name with a scheme before it.
pub(super) fn code(name: &str) -> &str {
    name.rsplit([':', '/', '#']).next().unwrap_or(name).trim()
}

/// The text of an element whose parts stand without white space between them: `By<person>Ann Lee</person>`.
pub(super) fn spaced(element: &Element, left_out: &[&str]) -> Option<String> {
    let mut text = String::new();
    spaced_into(element, left_out, &mut text);
    let text = one_line(&text);
    let text = text.replace(" ,", ",").replace(" .", ".");
    (!text.is_empty()).then_some(text)
}

fn spaced_into(element: &Element, left_out: &[&str], text: &mut String) {
    for node in &element.children {
        match node {
            Node::Text(part) => text.push_str(part),
            Node::Element(inner) if left_out.contains(&inner.name.as_str()) => {}
            Node::Element(inner) => {
                text.push(' ');
                spaced_into(inner, left_out, text);
                text.push(' ');
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn what_is_taken_back_is_known_by_its_state() {
        for (status, withdrawn, kept) in [
            ("stat:usable", false, None),
            ("stat:canceled", true, Some("canceled")),
            (
                "http://cv.iptc.org/newscodes/pubstatusg2/withheld",
                true,
                Some("withheld"),
            ),
            ("Embargoed", false, Some("embargoed")),
        ] {
            let mut record = Record::default();
            state(&mut record, Some(status));
            let told = record.metadata.get("status").and_then(Value::as_str);
            assert_eq!((record.withdrawn, told), (withdrawn, kept), "{status}");
        }
    }
}
