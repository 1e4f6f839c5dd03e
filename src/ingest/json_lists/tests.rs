use proptest::prelude::*;

use super::*;

/// Gives a few bytes at a time.
struct Trickle<'a>(&'a [u8], usize);

impl Read for Trickle<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.0.len().min(self.1).min(buffer.len());
        let (now, later) = self.0.split_at(count);
        buffer[..count].copy_from_slice(now);
        self.0 = later;
        Ok(count)
    }
}

fn flat(text: &str, step: usize) -> Result<String, String> {
    let map = FieldMap::default();
    let mut found = Vec::new();
    ArticleLists::new(Trickle(text.as_bytes(), step), &map)
        .read_to_end(&mut found)
        .map_err(|error| error.to_string())?;
    Ok(String::from_utf8_lossy(&found).into_owned())
}

#[test]
fn lists_of_articles_stand_at_the_top() {
    let a = r#"{"title":"A","text":"x"}"#;
    let b = r#"{"title":"B","text":"y"}"#;
    let table = [
        (format!("[{a},{b}]"), format!("[{a},{b}]")),
        (a.to_owned(), a.to_owned()),
        (format!("{a}\n{b}"), format!("{a}\n{b}")),
        (
            format!("{{\"n\":1,\n\"docs\":[{a},\n{b}]}}"),
            format!("\n[{a},\n{b}]"),
        ),
        (
            format!("{{\"papers\":[{{\"code\":1}}],\"x\":{{\"y\":[{a}]}},\"z\":[{b}]}}"),
            format!("[{a}][{b}]"),
        ),
        (format!("{{\"0\":{a},\"1\":{b}}}"), format!("[{a}][{b}]")),
        (
            format!("{{\"ok\":true,\"article\":{a}}}"),
            format!("[{{\"ok\":true,\"article\":{a}}}]"),
        ),
        (
            format!("{{\"content\":[{a}],\"page\":1}}"),
            format!("[{a}]"),
        ),
        (
            r#"{"docs":[{"n":1}],"m":[{"n":2}]}"#.to_owned(),
            r#"[{"n":1}]"#.to_owned(),
        ),
        (
            r#"{"a":{"b":{"docs":[{"n":1}]}}}"#.to_owned(),
            r#"[{"n":1}]"#.to_owned(),
        ),
        (
            r#"{"title":"A","url":"u","images":[{"url":"i"}]}"#.to_owned(),
            r#"[{"title":"A","url":"u","images":[{"url":"i"}]}]"#.to_owned(),
        ),
        (
            r#"{"text":[{"type":"p","text":"x"}],"tags":[{"name":"t"}]}"#.to_owned(),
            r#"{"text":[{"type":"p","text":"x"}],"tags":[{"name":"t"}]}"#.to_owned(),
        ),
        (format!("{{\"docs\":[{a},{{\"ti"), format!("[{a},{{\"ti")),
        ("{\"a\" 1}".to_owned(), "{\"a\" 1}".to_owned()),
        (String::new(), String::new()),
    ];
    for (text, expected) in table {
        for step in [1, 3, 1000] {
            assert_eq!(
                flat(&text, step).as_deref(),
                Ok(expected.as_str()),
                "{text} {step}"
            );
        }
    }
    let cut = flat(&format!("{{\"docs\":[{a}],"), 5);
    assert!(cut.is_err_and(|error| error.contains("never closed")));
}

#[test]
fn lines_still_count() {
    let text = "{\n\"a\": {\n\"b\": 1\n},\n\"docs\": [\n{\"title\":\"A\",\"text\":\"x\"}\n]\n}\n";
    let flat = flat(text, 7).unwrap();
    let line = |text: &str| {
        text.split("{\"title\"")
            .next()
            .unwrap()
            .matches('\n')
            .count()
    };
    assert_eq!(line(&flat), line(text));
    assert_eq!(flat.matches('\n').count(), text.matches('\n').count());
}

#[test]
fn a_large_document_is_a_stream() {
    let article = format!("{{\"title\":\"A\",\"text\":\"{}\"}}", "x".repeat(5000));
    let list = vec![article.as_str(); 1000].join(",");
    let text = format!("{{\"meta\":{{\"n\":1}},\"one\":[{list}],\"two\":[{list}]}}");
    assert!(text.len() > 2 * LOOKED_AT_BYTES);
    assert_eq!(flat(&text, 1 << 16), Ok(format!("[{list}][{list}]")));
}

proptest! {
    #[test]
    fn any_bytes_pass_and_cutting_does_not_matter(
        bytes in proptest::collection::vec(proptest::sample::select(&b"{}[]\",:\\ ab1\n"[..]), 0..60),
        step in 1..9_usize,
    ) {
        let text = String::from_utf8(bytes).unwrap();
        prop_assert_eq!(flat(&text, step), flat(&text, 1000));
    }
}
