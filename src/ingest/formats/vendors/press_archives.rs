//! Pages of press archives of Russia and Japan, many documents in one: Integrum, Yomidasu (Yomiuri), Kikuzo (Asahi).

use dom_query::{Document, Selection};

use super::labels::{self as labels, Field};
use super::parts::Export;
use crate::ingest::formats::paragraphs::{self, one_line};
use crate::ingest::formats::web::html;
use crate::ingest::record::{Paragraph, Record};

/// What only these pages have.
const INTEGRUM: &str = ">^ИС:";
const YOMIDASU: &str = "class=\"contentsTable\"";
const KIKUZO: &str = "class=\"topic-detail\"";

/// Whether a page is one of them.
pub(super) fn is_export(page: &str) -> bool {
    page.contains(INTEGRUM)
        || (page.contains(YOMIDASU) && page.contains("heiseiDetailArea"))
        || (page.contains(KIKUZO) && page.contains("class=\"topic-list\""))
}

/// The documents of a page; none where it is none of these.
pub(super) fn documents(page: &str) -> Export {
    let read: fn(&Document) -> Vec<Record> = if page.contains(INTEGRUM) {
        integrum
    } else if page.contains(KIKUZO) {
        kikuzo
    } else {
        yomidasu
    };
    let records = if is_export(page) {
        read(&Document::from(page))
    } else {
        Vec::new()
    };
    Export::new(records, None)
}

/// The fields of Integrum's documents.
fn integrum_field(label: &str) -> Option<Field> {
    Some(match label {
        "ИС" => Field::Source,
        "РБ" => Field::Section,
        "ДТ" => Field::Published,
        "АВ" => Field::Author,
        "ЗГ" => Field::Title,
        "НР" => Field::Kept("issue"),
        "ПЗ" => Field::Kept("subtitle"),
        _ => return None,
    })
}

/// A cell of labelled lines above a `<pre>`. What is above the first one is a list of headlines.
fn integrum(page: &Document) -> Vec<Record> {
    let parts = page.select("div");
    let ours = parts
        .iter()
        .filter(|part| part.select("td").exists() && part.select("pre").exists());
    ours.map(|part| {
        let mut record = Record::default();
        for field in part.select_single("td").text().split('^').skip(1) {
            let (label, value) = field.split_once(':').unwrap_or((field, ""));
            match integrum_field(label.trim()) {
                Some(field) => {
                    labels::fill(&mut record, field, one_line(value).trim_end_matches(','));
                }
                None => labels::keep(&mut record, label.trim(), &one_line(value)),
            }
        }
        record.paragraphs = paragraphs::of_plain(&part.select_single("pre").text());
        record
    })
    .collect()
}

/// A text in which each break of a line ends a paragraph.
fn lines(part: &Selection<'_>) -> Vec<Paragraph> {
    let blocks = html::text_of(&part.html());
    let lines = blocks.iter().flat_map(|block| block.text.lines());
    let lines = lines.map(|line| line.trim_matches([' ', '\t', '\u{3000}']));
    lines
        .filter(|line| !line.is_empty())
        .map(|line| Paragraph::text(line.to_owned()))
        .collect()
}

/// The texts of the cells of a row, without those that are empty.
fn cells(table: &Selection<'_>, selector: &str) -> Vec<String> {
    let cells = table.select(selector);
    let texts = cells.iter().map(|cell| one_line(&cell.text()));
    texts.filter(|text| !text.is_empty()).collect()
}

/// Fills what the cells hold: each is known by what it looks like, or by its place behind the date.
fn fill(record: &mut Record, cells: &[String], names: &[&'static str]) {
    let mut names = names.iter();
    for cell in cells {
        let is_number = cell.bytes().all(|byte| byte.is_ascii_digit());
        if record.published.is_none() && (cell.contains('年') || cell.matches('.').count() == 2) {
            record.published = Some(cell.replace(' ', ""));
        } else if let Some(count) = labels::words(cell).filter(|_| cell.ends_with('字')) {
            record
                .metadata
                .insert("characters".to_owned(), count.into());
        } else if record.published.is_some()
            && let Some(name) = names.next()
        {
            match *name {
                "title" => record.title = Some(cell.clone()),
                "section" => record.section = Some(cell.clone()),
                name => labels::keep(record, name, cell),
            }
        } else if !is_number {
            labels::keep(record, "notes", cell);
        }
    }
}

/// A table above each text: number, day, headline, edition, morning or evening, page, characters.
fn yomidasu(page: &Document) -> Vec<Record> {
    let mut records: Vec<Record> = Vec::new();
    for part in &page.select("table.contentsTable, p.mb10") {
        if part.is("table") {
            let mut record = Record {
                source: Some("読売新聞".to_owned()),
                language: Some("ja".to_owned()),
                ..Record::default()
            };
            let names = ["title", "edition", "issue", "page"];
            fill(&mut record, &cells(&part, "th"), &names);
            records.push(record);
        } else if let Some(record) = records.last_mut() {
            record.paragraphs.extend(lines(&part));
        }
    }
    records
}

/// A table above each text: number, day, morning or evening, section, page, characters.
fn kikuzo(page: &Document) -> Vec<Record> {
    let mut records: Vec<Record> = Vec::new();
    for part in &page.select("table.topic-list, table.topic-detail") {
        if part.has_class("topic-list") {
            let cells = cells(&part, "td.topic-list");
            let mut record = Record {
                source: Some("朝日新聞".to_owned()),
                language: Some("ja".to_owned()),
                ..Record::default()
            };
            let names = ["issue", "section", "page"];
            // `02283文字`: characters.
            let cells: Vec<String> = cells
                .into_iter()
                .map(|cell| cell.replace("文字", "字"))
                .collect();
            fill(&mut record, &cells, &names);
            records.push(record);
        } else if let Some(record) = records.last_mut() {
            let title = one_line(&part.select_single(".font002").text());
            record.title = Some(title).filter(|title| !title.is_empty());
            record
                .paragraphs
                .extend(lines(&part.select_single(".detail001")));
        }
    }
    records.retain(|record| record.title.is_some() || !record.paragraphs.is_empty());
    records
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(page: &str) -> Vec<String> {
        let all = documents(page).records.into_iter();
        all.map(|record| {
            let fields = [
                &record.title,
                &record.published,
                &record.source,
                &record.section,
            ];
            let fields = fields.map(|field| field.clone().unwrap_or_default());
            let texts: Vec<&str> = record
                .paragraphs
                .iter()
                .map(|text| text.text.as_str())
                .collect();
            let kept = serde_json::Value::from(record.metadata.clone());
            format!(
                "{} | {} | {kept} | {}",
                fields.join(" | "),
                record.authors.join("; "),
                texts.join(" / ")
            )
        })
        .collect()
    }

    #[test]
    fn documents_of_integrum() {
        let page = "<html><body><h3>Report</h3>1. <a href='#1'>ПАРОМ</a><div align='left'><a name='1'></a><table><tr><td bgcolor='#e4e1d9'>^ИС:\n Вести \n<br>^РБ:\n ПОРТ\n<br>^НР:\n 6\n<br>^ДТ:\n 09.03.2024\n<br>^АВ:\n Анна Ли,\n<br>^ЗГ:\n <b>ПАРОМ</b><br></td></tr></table><h3>ПАРОМ</h3><pre>\n    Паром опоздал.\n    Никто не удивился.</pre></div></body></html>";
        assert_eq!(
            shown(page),
            [
                "ПАРОМ | 09.03.2024 | Вести | ПОРТ | Анна Ли | {\"issue\":\"6\"} | Паром опоздал. / Никто не удивился."
            ]
        );
    }

    #[test]
    fn documents_of_japanese_archives() {
        let page = "<div id=\"heiseiDetailArea\"><table class=\"contentsTable\"><tr><th>1</th><th>2024.03.09</th><th>渡し船遅れる</th><th>東京朝刊</th><th>朝一</th><th>16頁</th><th>12字</th></tr></table><p class=\"mb10\">　渡し船が遅れた。<br>　誰も驚かない。</p></div>";
        assert_eq!(
            shown(page),
            [
                "渡し船遅れる | 2024.03.09 | 読売新聞 |  |  | {\"edition\":\"東京朝刊\",\"issue\":\"朝一\",\"page\":\"16頁\",\"characters\":12} | 渡し船が遅れた。 / 誰も驚かない。"
            ]
        );
        let page = "<table class=\"topic-list\"><tr><th class=\"topic-list\">No.</th></tr><tr><td class=\"topic-list\">00002</td><td class=\"topic-list\"><nobr>2024年</nobr><nobr>03月09日</nobr></td><td class=\"topic-list\">朝刊</td><td class=\"topic-list\">１総</td><td class=\"topic-list\">001</td><td class=\"topic-list\">00012文字</td></tr></table><table class=\"topic-detail\"><tr><td><span class=\"font002\">渡し船遅れる</span></td></tr><tr><td><span class=\"font003\"><div class=\"detail001\">渡し船が遅れた。<br>誰も驚かない。</div></span></td></tr></table>";
        assert_eq!(
            shown(page),
            [
                "渡し船遅れる | 2024年03月09日 | 朝日新聞 | １総 |  | {\"issue\":\"朝刊\",\"page\":\"001\",\"characters\":12} | 渡し船が遅れた。 / 誰も驚かない。"
            ]
        );
    }
}
