//! The block of fields in front of a Markdown text: YAML between `---` (Jekyll) or only before one (Hexo), TOML between `+++`
//! and JSON (Hugo), JSON before `;;;` (Hexo), lines of `Name: value` up to a blank line (Pelican, `MultiMarkdown`).

use serde_json::{Map, Value};

use crate::ingest::fields::{self, Field};
use crate::ingest::reason::Reason;

/// Largest front matter that is read, in bytes.
const MOST_BYTES: usize = 256 << 10;

/// How a front matter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Notation {
    Yaml,
    Toml,
    /// Members of an object, with or without its braces.
    Json,
    /// A line for each field.
    Lines,
}

/// Fields with their values, in order.
type Fields = Vec<(String, Value)>;

/// The fields in front of a text, in order, and the text; no fields where there is no front matter.
///
/// # Errors
///
/// [`Reason::FrontMatter`] where it stands between its marks but cannot be read, not even line by line.
pub(super) fn read(text: &str) -> Result<(Fields, &str), Reason> {
    if let Some(found) = title_block(text) {
        return Ok(found);
    }
    let found = split(text).or_else(|| unopened(text));
    let Some((notation, inside, body)) = found else {
        return Ok((Vec::new(), text));
    };
    let fields = match notation {
        Notation::Yaml => yaml(inside),
        Notation::Toml => toml(inside),
        Notation::Json => json_members(inside),
        Notation::Lines => Ok(lines(inside)),
    };
    Ok((
        fields?
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .collect(),
        body,
    ))
}

/// The title block of Pandoc: up to three lines of `% title`, `% authors` and `% date`, and lines that go on with them.
fn title_block(text: &str) -> Option<(Fields, &str)> {
    let text = text.trim_start_matches('\u{feff}');
    let mut fields: Vec<String> = Vec::new();
    let mut rest = text;
    while let Some((line, behind)) = rest.split_once('\n') {
        match line.strip_prefix('%') {
            Some(value)
                if fields.len() < 3
                    && (value.is_empty() || value.starts_with(char::is_whitespace)) =>
            {
                fields.push(value.trim().to_owned());
            }
            None if line.starts_with(' ') => {
                let joint = if fields.len() == 2 { "; " } else { " " };
                let last = fields.last_mut()?;
                last.push_str(joint);
                last.push_str(line.trim());
            }
            _ => break,
        }
        rest = behind;
    }
    let is_blank = rest
        .split('\n')
        .next()
        .is_some_and(|line| line.trim().is_empty());
    if fields.iter().all(String::is_empty) || !is_blank {
        return None;
    }
    let named = ["title", "author", "date"].into_iter().zip(fields);
    let fields = named.map(|(name, value)| (name.to_owned(), Value::String(value)));
    Some((fields.collect(), rest))
}

/// The notation, the inside and the text behind a front matter at the start of `text`.
pub(super) fn split(text: &str) -> Option<(Notation, &str, &str)> {
    let text = text.trim_start_matches('\u{feff}');
    let (first, rest) = text.split_once('\n')?;
    let (notation, closes): (Notation, &[&str]) = match first.trim_end() {
        "---" => (Notation::Yaml, &["---", "..."]),
        "+++" => (Notation::Toml, &["+++"]),
        ";;;" => (Notation::Json, &[";;;"]),
        _ => return None,
    };
    let mut length = 0;
    for line in rest.split_inclusive('\n') {
        if closes.contains(&line.trim_end()) {
            let inside = rest.get(..length)?;
            let body = rest.get(length + line.len()..)?;
            // Two rules around prose are no front matter.
            let fields =
                inside.trim().is_empty() || inside.lines().any(|line| is_field(line, notation));
            return fields.then_some((notation, inside, body));
        }
        length += line.len();
        if length > MOST_BYTES {
            return None;
        }
    }
    None
}

/// A front matter that no mark opens: its first lines say what it is.
fn unopened(text: &str) -> Option<(Notation, &str, &str)> {
    let text = text.trim_start_matches('\u{feff}');
    let start = text.trim_start();
    if start.starts_with('{') {
        let mut values =
            serde_json::Deserializer::from_str(start).into_iter::<Map<String, Value>>();
        let fields = values.next()?.ok()?;
        let (inside, body) = start.split_at_checked(values.byte_offset())?;
        return fields
            .keys()
            .any(|name| fields::recognise(name).is_some())
            .then_some((Notation::Json, inside, body));
    }
    let mut length = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end();
        let inside = text.get(..length)?;
        let body = text.get(length + line.len()..)?;
        match bare {
            "---" if length > 0 && declares(inside, Notation::Yaml) => {
                return Some((Notation::Yaml, inside, body));
            }
            ";;;" if length > 0 && declares(inside, Notation::Json) => {
                return Some((Notation::Json, inside, body));
            }
            "" => {
                let several = inside.lines().count() > 1;
                return (several && declares(inside, Notation::Lines)).then_some((
                    Notation::Lines,
                    inside,
                    body,
                ));
            }
            _ => {}
        }
        length += line.len();
        if length > MOST_BYTES {
            return None;
        }
    }
    None
}

/// Whether all lines are fields, or go on with one, and a headline or a date is among them.
fn declares(inside: &str, notation: Notation) -> bool {
    let goes_on = |line: &str| line.starts_with([' ', '\t', '-', '#']) || line.trim().is_empty();
    let first = inside.lines().next().unwrap_or_default();
    let named = |line: &str| {
        let (name, _) = line.split_once(':')?;
        let (field, _) = fields::recognise(name.trim_matches(['"', '\'', ' ']))?;
        matches!(field, Field::Title | Field::Published).then_some(())
    };
    is_field(first, notation)
        && inside
            .lines()
            .all(|line| is_field(line, notation) || goes_on(line))
        && inside.lines().any(|line| named(line).is_some())
}

/// Fields of which each has a line, or several where the others are indented.
fn lines(inside: &str) -> Map<String, Value> {
    let mut fields: Map<String, Value> = Map::new();
    let mut open: Option<String> = None;
    for line in inside.lines() {
        if let Some(name) = open.as_ref().filter(|_| line.starts_with([' ', '\t'])) {
            let value = fields.get(name).and_then(Value::as_str).unwrap_or_default();
            let longer = format!("{value} {}", line.trim());
            fields.insert(name.clone(), Value::from(longer.trim()));
        } else if let Some((name, value)) = line.split_once(':') {
            open = Some(name.trim().to_owned());
            fields.insert(name.trim().to_owned(), Value::from(unquoted(value)));
        }
    }
    fields
}

/// JSON with or without the braces around it.
fn json_members(inside: &str) -> Result<Map<String, Value>, Reason> {
    let inside = inside.trim().trim_end_matches(',');
    let read = if inside.starts_with('{') {
        serde_json::from_str(inside)
    } else {
        serde_json::from_str(&format!("{{{inside}}}"))
    };
    read.map_err(|error| Reason::FrontMatter(error.to_string()))
}

fn is_field(line: &str, notation: Notation) -> bool {
    let separator = if notation == Notation::Toml { '=' } else { ':' };
    line.split_once(separator)
        .is_some_and(|(name, _)| is_name(name.trim()))
}

fn is_name(name: &str) -> bool {
    let name = name.trim_matches(['"', '\'']);
    !name.is_empty()
        && name.len() <= 64
        && name
            .chars()
            .all(|ch| ch.is_alphanumeric() || matches!(ch, '_' | '-' | '.'))
}

fn yaml(inside: &str) -> Result<Map<String, Value>, Reason> {
    if inside.trim().is_empty() {
        return Ok(Map::new());
    }
    match serde_saphyr::from_str::<Value>(inside) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(Value::Null) => Ok(Map::new()),
        Ok(_) => Err(Reason::FrontMatter("not a list of fields".to_owned())),
        Err(error) => {
            by_field(inside).ok_or_else(|| Reason::FrontMatter(first_line(&error.to_string())))
        }
    }
}

/// YAML that is not quite valid, read field by field: what is wrong with one (`subtitle: Bridge: a history`, a template's
/// `{{ … }}`, a name that stands twice) does not spoil the others. Of a name that stands twice, the last counts.
///
/// `None` where there is not even that.
fn by_field(inside: &str) -> Option<Map<String, Value>> {
    let mut fields = Map::new();
    let mut rest = inside;
    while !rest.is_empty() {
        let length = field_bytes(rest);
        let (field, after) = rest.split_at_checked(length)?;
        rest = after;
        match serde_saphyr::from_str::<Value>(field) {
            Ok(Value::Object(read)) => fields.extend(read),
            Ok(Value::Null) => {}
            _ => fields.extend(by_line(field)?),
        }
    }
    (!fields.is_empty()).then_some(fields)
}

/// How many bytes at the front are one field: its line, and those that go on with it.
fn field_bytes(text: &str) -> usize {
    let goes_on =
        |line: &str| line.starts_with([' ', '\t', '-', '#', ']', '}']) || line.trim().is_empty();
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().map_or(0, str::len);
    first
        + lines
            .take_while(|line| goes_on(line))
            .map(str::len)
            .sum::<usize>()
}

fn toml(inside: &str) -> Result<Map<String, Value>, Reason> {
    match toml::from_str::<toml::Table>(inside) {
        Ok(table) => Ok(table
            .into_iter()
            .map(|(name, value)| (name, json(value)))
            .collect()),
        Err(error) => Err(Reason::FrontMatter(first_line(error.message()))),
    }
}

/// A TOML value as JSON; dates as their text.
fn json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::from(text),
        toml::Value::Integer(number) => Value::from(number),
        toml::Value::Float(number) => Value::from(number),
        toml::Value::Boolean(truth) => Value::from(truth),
        toml::Value::Datetime(date) => Value::from(date.to_string()),
        toml::Value::Array(values) => values.into_iter().map(json).collect(),
        toml::Value::Table(fields) => fields
            .into_iter()
            .map(|(name, value)| (name, json(value)))
            .collect(),
    }
}

fn first_line(message: &str) -> String {
    message.lines().next().unwrap_or_default().to_owned()
}

/// YAML that is not quite valid (`title: Bridge: a history`), read as one field to a line and lists below a name.
///
/// `None` where there is not even that.
fn by_line(inside: &str) -> Option<Map<String, Value>> {
    let mut fields = Map::new();
    let mut open: Option<String> = None;
    for line in inside
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'))
    {
        if let Some(element) = line.trim_start().strip_prefix("- ") {
            let name = open.as_ref()?;
            match fields.get_mut(name) {
                Some(Value::Array(elements)) => elements.push(Value::from(unquoted(element))),
                _ => {
                    fields.insert(name.clone(), Value::from(vec![unquoted(element)]));
                }
            }
        } else if let Some((name, value)) = line
            .split_once(':')
            .filter(|(name, _)| !line.starts_with(' ') && is_name(name.trim()))
        {
            open = Some(name.trim().to_owned());
            fields.insert(name.trim().to_owned(), Value::from(unquoted(value)));
        }
    }
    (!fields.is_empty()).then_some(fields)
}

fn unquoted(value: &str) -> String {
    let value = value.trim();
    let inside = ['"', '\'']
        .iter()
        .find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote));
    inside.unwrap_or(value).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::too_many_lines, reason = "a table of notations")]
    fn fields_are_read_and_the_text_follows() {
        let cases = [
            ("---\ntitle: A\n---\nText", r#"{"title":"A"}"#, "Text"),
            ("---\r\ntitle: A\r\n---\r\nText", r#"{"title":"A"}"#, "Text"),
            (
                "+++\ntitle = \"A\"\ndate = 2024-03-09\n+++\nText",
                r#"{"title":"A","date":"2024-03-09"}"#,
                "Text",
            ),
            (
                "---\ndate: 2019-03-26 12:38:00 -0500\ntags: [a, b]\n...\nText",
                r#"{"date":"2019-03-26 12:38:00 -0500","tags":["a","b"]}"#,
                "Text",
            ),
            ("---\n---\nText", "{}", "Text"),
            ("---\n# none\n---\nText", "{}", "---\n# none\n---\nText"),
            ("Text", "{}", "Text"),
            (
                "---\nProse between rules\n---\nText",
                "{}",
                "---\nProse between rules\n---\nText",
            ),
            ("---\ntitle: open", "{}", "---\ntitle: open"),
            (
                "---\ntitle: Bridge: a history\ntags:\n- a\n- \"b\"\n---\nText",
                r#"{"title":"Bridge: a history","tags":["a","b"]}"#,
                "Text",
            ),
            ("---\nempty:\ntitle: A\n---\n", r#"{"title":"A"}"#, ""),
            // What is wrong with one field leaves the others alone.
            (
                "---\ntitle: |\n  A\nhero: {{ page.hero }}\nnote: x: y: z\ntags:\n  - a\ntags: [b]\nby:\n  name: C\n---\n",
                r#"{"title":"A\n","hero":"{{ page.hero }}","note":"x: y: z","tags":["b"],"by":{"name":"C"}}"#,
                "",
            ),
            // No mark opens these.
            (
                "title: A\ndate: 2024-03-09\n---\nText",
                r#"{"title":"A","date":"2024-03-09"}"#,
                "Text",
            ),
            (
                "\"title\": \"A\",\n\"n\": 1\n;;;\nText",
                r#"{"title":"A","n":1}"#,
                "Text",
            ),
            (
                ";;;\n\"title\": \"A\"\n;;;\nText",
                r#"{"title":"A"}"#,
                "Text",
            ),
            ("{\n\"title\": \"A\"}\nText", r#"{"title":"A"}"#, "\nText"),
            (
                "Title: A\nTags: b,\n    c\nSlug: a\n\nText: more",
                r#"{"Title":"A","Tags":"b, c","Slug":"a"}"#,
                "Text: more",
            ),
            ("Note: a\nMind: b\n\nText", "{}", "Note: a\nMind: b\n\nText"),
            (
                "Title: A\nand prose\n\nText",
                "{}",
                "Title: A\nand prose\n\nText",
            ),
            ("Prose.\n---\nText", "{}", "Prose.\n---\nText"),
            ("{ not JSON", "{}", "{ not JSON"),
        ];
        for (text, fields, body) in cases {
            let (read, rest) = read(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            let read: Map<String, Value> = read.into_iter().collect();
            let fields: Map<String, Value> = serde_json::from_str(fields).unwrap();
            assert_eq!((read, rest), (fields, body), "{text}");
        }
        assert!(matches!(
            super::read("+++\ntitle = \n+++\nText"),
            Err(Reason::FrontMatter(_))
        ));
    }
}
