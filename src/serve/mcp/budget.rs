//! Answers of a size that a model has room for.

use serde_json::{Value, json};

/// Bytes of a token, about.
pub(super) const BYTES_OF_A_TOKEN: usize = 4;

/// The first of some parts of an answer that fit, and how many do not. The first one is there in any case; where it alone is too long, its
/// `key` is shortened.
pub(super) fn fitting(parts: Vec<Value>, key: &str, tokens: usize) -> (Vec<Value>, usize) {
    let mut left = tokens.saturating_mul(BYTES_OF_A_TOKEN);
    let all = parts.len();
    let mut kept = Vec::new();
    for mut part in parts {
        let size = part.to_string().len();
        if size > left {
            if kept.is_empty() {
                shorten(&mut part, key, size - left);
                kept.push(part);
            }
            break;
        }
        left -= size;
        kept.push(part);
    }
    let cut = all - kept.len();
    (kept, cut)
}

/// Takes so many bytes off the end of a text, and says so.
fn shorten(part: &mut Value, key: &str, bytes: usize) {
    let Some(text) = part.get(key).and_then(Value::as_str) else {
        return;
    };
    let end = text.floor_char_boundary(text.len().saturating_sub(bytes));
    let short = text[..end].to_owned();
    part[key] = short.into();
    part["is_cut"] = true.into();
}

/// What is said of an answer that was cut; `null` of one that is whole.
pub(super) fn told(cut: usize, how_to_go_on: &str) -> Value {
    if cut == 0 {
        return Value::Null;
    }
    json!({ "left_out": cut, "how_to_go_on": how_to_go_on })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_is_kept_and_the_rest_is_counted() {
        let part = |text: &str| json!({ "quote": text });
        let parts = vec![part("one"), part("two"), part("three")];
        let size = part("one").to_string().len();
        let tokens = 2 * size / BYTES_OF_A_TOKEN + 1;
        let (kept, cut) = fitting(parts, "quote", tokens);
        assert_eq!((kept.len(), cut), (2, 1));
        let (kept, cut) = fitting(vec![part(&"ü".repeat(500)), part("b")], "quote", 20);
        assert_eq!((kept.len(), cut), (1, 1));
        assert_eq!(kept[0]["is_cut"], true);
        assert!(kept[0]["quote"].as_str().unwrap().len() < 80);
        assert_eq!(told(0, "no"), Value::Null);
    }
}
