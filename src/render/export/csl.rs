//! CSL-JSON 1.0.2, the form of the Citation Style Language that Zotero, Pandoc and citeproc read: one array of items of the type
//! `article-newspaper`.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::quotes::{first_page, places, quoted};
use crate::api::Hit;
use crate::article::Published;
use crate::render::byline::Byline;
use crate::render::fields::OutputField;
use crate::render::json;
use crate::render::options::Options;

/// Writes the item of a hit: `abstract` holds what is quoted, verbatim, `note` its place.
pub(super) fn write(
    out: &mut dyn Write,
    hit: &Hit,
    options: &Options,
    is_first: bool,
) -> io::Result<()> {
    out.write_all(if is_first { b"\n" } else { b",\n" })?;
    json::write_value(out, &item(hit), options)
}

fn item(hit: &Hit) -> Value {
    let article = &hit.article;
    let mut item = Map::new();
    let mut field = |name: &str, value: Option<&str>| {
        if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
            item.insert(name.to_owned(), value.into());
        }
    };
    field("id", Some(&article.id.0));
    field("type", Some("article-newspaper"));
    field("title", Some(&article.title));
    field("container-title", article.source.as_deref());
    field("section", article.section.as_deref());
    field("page", first_page(hit));
    field("URL", article.url.as_deref());
    field("language", article.language.as_deref());
    field("keyword", Some(&article.tags.join(", ")));
    field("abstract", Some(&quoted(hit).join(" […] ")));
    field("note", places(hit).as_deref());
    if !article.authors.is_empty() {
        let authors = article.authors.iter().map(|author| name(author));
        item.insert("author".to_owned(), authors.collect());
    }
    if let Some(published) = article.published {
        item.insert("issued".to_owned(), issued(published));
    }
    Value::Object(item)
}

fn name(author: &str) -> Value {
    match Byline::read(author) {
        Byline::Person {
            given,
            family,
            suffix: None,
        } => json!({"family": family, "given": given}),
        Byline::Person {
            given,
            family,
            suffix,
        } => {
            json!({"family": family, "given": given, "suffix": suffix})
        }
        Byline::Whole(name) => json!({"literal": name}),
    }
}

/// As many parts of the date as are known.
fn issued(published: Published) -> Value {
    let day = OutputField::day_of(published);
    let (sign, digits) = day
        .strip_prefix('-')
        .map_or((1, day.as_str()), |digits| (-1, digits));
    let parts = digits.split('-').map_while(|part| part.parse::<i64>().ok());
    let mut parts: Vec<i64> = parts.collect();
    if let Some(year) = parts.first_mut() {
        *year *= sign;
    }
    json!({"date-parts": [parts]})
}
