//! RIS (Research Information Systems' format, revision of 2011), as reference managers read it: type `NEWS`, a newspaper article.

use std::io::{self, Write};

use super::quotes::{first_page, one_line, places, quoted};
use crate::api::Hit;
use crate::article::Published;
use crate::render::byline::Byline;
use crate::render::fields::OutputField;

/// Writes the record of a hit: `AB` holds what is quoted, verbatim, `N1` its place.
pub(super) fn write(out: &mut dyn Write, hit: &Hit, story: &str) -> io::Result<()> {
    let article = &hit.article;
    let mut field = |name: &str, text: &str| {
        let text = one_line(text);
        if text.is_empty() {
            return Ok(());
        }
        write!(out, "{name}  - {text}\r\n")
    };
    field("TY", "NEWS")?;
    field("ID", &article.id.0)?;
    field("TI", &article.title)?;
    for author in &article.authors {
        field("AU", &Byline::read(author).inverted())?;
    }
    field("T2", article.source.as_deref().unwrap_or_default())?;
    field("SE", article.section.as_deref().unwrap_or_default())?;
    if let Some(published) = article.published {
        let text = published.to_string();
        if published.year() >= 0 {
            field("PY", text.get(..4).unwrap_or_default())?;
        }
        field("DA", &date(published))?;
    }
    field("SP", first_page(hit).unwrap_or_default())?;
    field("UR", article.url.as_deref().unwrap_or_default())?;
    field("LA", article.language.as_deref().unwrap_or_default())?;
    for tag in &article.tags {
        field("KW", tag)?;
    }
    field("AB", &quoted(hit).join(" […] "))?;
    field("N1", &places(hit).unwrap_or_default())?;
    if story != article.id.0 {
        field("C1", &format!("a copy of {story}"))?;
    }
    out.write_all(b"ER  - \r\n\r\n")
}

/// `2024/03/09/`: the parts that are known, and three slashes.
fn date(published: Published) -> String {
    let day = OutputField::day_of(published);
    let mut parts = day.splitn(3, '-');
    let mut part = || parts.next().unwrap_or_default().to_owned();
    if published.year() < 0 {
        return day;
    }
    format!("{}/{}/{}/", part(), part(), part())
}
