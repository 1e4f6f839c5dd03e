//! Markup in texts that should hold none: tags that were escaped once too often, tags in headlines.

use std::borrow::Cow;

use super::entities;

/// Tags that tell an escaped text from one that only speaks of them.
const TELLING: &[&str] = &[
    "p",
    "div",
    "span",
    "a",
    "b",
    "i",
    "em",
    "strong",
    "ul",
    "ol",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "blockquote",
    "section",
    "article",
    "figure",
    "table",
];

/// Tags that stand in headlines.
const INLINE: &[&str] = &[
    "i", "em", "b", "strong", "span", "u", "sup", "sub", "small", "mark", "q", "cite", "a",
];

/// A text whose HTML was escaped, with its entities decoded once; any other text as it is.
///
/// Its HTML was escaped if a tag is opened and closed in entities, and none outside of them.
pub(crate) fn unescaped(text: &str) -> Cow<'_, str> {
    let opens = |tag: &&&str| {
        let closes = || text.contains(&format!("&lt;/{tag}&gt;"));
        let open = format!("&lt;{tag}");
        closes()
            && text.match_indices(&open).any(|(at, _)| {
                let behind = text.get(at + open.len()..).unwrap_or_default();
                behind.starts_with("&gt;") || behind.starts_with([' ', '\n'])
            })
    };
    let is_escaped =
        text.contains("&lt;/") && !text.contains("</") && TELLING.iter().find(opens).is_some();
    if is_escaped {
        entities::decoded(text)
    } else {
        Cow::Borrowed(text)
    }
}

/// A headline without the tags of emphasis and the like that are opened and closed in it.
pub(crate) fn without_inline_tags(title: &str) -> Cow<'_, str> {
    if !title.contains("</") {
        return Cow::Borrowed(title);
    }
    let mut plain = title.to_owned();
    for tag in INLINE {
        let close = format!("</{tag}>");
        let mut from = 0;
        while let Some(start) = plain
            .get(from..)
            .and_then(|rest| rest.find(&format!("<{tag}")))
        {
            let start = from + start;
            from = start + 1;
            let name_end = start + 1 + tag.len();
            let Some(end) = plain
                .get(name_end..)
                .filter(|rest| rest.starts_with(['>', ' ']))
                .and_then(|rest| rest.find('>'))
                .map(|end| name_end + end)
            else {
                continue;
            };
            let Some(closing) = plain
                .get(end..)
                .and_then(|rest| rest.find(&close))
                .map(|closing| end + closing)
            else {
                continue;
            };
            plain.replace_range(closing..closing + close.len(), "");
            plain.replace_range(start..=end, "");
            from = start;
        }
    }
    Cow::Owned(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_markup_is_unescaped_once() {
        let cases = [
            (
                "&lt;p&gt;One &amp;amp; two&lt;/p&gt;",
                "<p>One &amp; two</p>",
            ),
            (
                "&lt;div class=&quot;a&quot;&gt;x&lt;/div&gt;",
                "<div class=\"a\">x</div>",
            ),
            ("a &lt; b and b &gt; c", "a &lt; b and b &gt; c"),
            ("the &lt;p&gt; tag", "the &lt;p&gt; tag"),
            (
                "<p>the &lt;b&gt;x&lt;/b&gt; tag</p>",
                "<p>the &lt;b&gt;x&lt;/b&gt; tag</p>",
            ),
            ("&lt;pre&gt;x&lt;/pre&gt;", "&lt;pre&gt;x&lt;/pre&gt;"),
        ];
        for (text, expected) in cases {
            assert_eq!(unescaped(text), expected);
        }
    }

    #[test]
    fn headlines_lose_their_tags() {
        let cases = [
            ("Ferry <i>Harrow</i> sinks", "Ferry Harrow sinks"),
            ("<b>A</b> and <span class=\"x\">B</span>", "A and B"),
            ("If a <b and c", "If a <b and c"),
            ("The <b> tag", "The <b> tag"),
            ("<i><i>x</i></i>", "x"),
            ("Is <boat>x</boat> a tag?", "Is <boat>x</boat> a tag?"),
        ];
        for (title, expected) in cases {
            assert_eq!(without_inline_tags(title), expected);
        }
    }
}
