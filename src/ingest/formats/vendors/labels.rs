//! The labels by which databases of the press mark the fields of a document, in the languages of their interfaces, and what they
//! mean. Whatever the file that a vendor writes, text, page or document of an office, its labels are these.

use serde_json::Value;

use super::lines::{self, Place};
use crate::analysis::Language;
use crate::ingest::record::Record;

/// What a label stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    /// The headline.
    Title,
    /// The names of authors.
    Author,
    /// The outlet.
    Source,
    /// The outlet's section.
    Section,
    /// The day of publication.
    Published,
    /// The language of the document.
    Language,
    /// The vendor's number of the document.
    Id,
    /// Its address.
    Url,
    /// Subjects, with bars or semicolons between them.
    Tags,
    /// The vendor's own count of words.
    Words,
    /// The text.
    Text,
    /// Metadata under this name.
    Kept(&'static str),
}

use Field::{Author, Id, Kept, Section, Source, Tags, Text, Title, Url, Words};

/// A label's meaning, and how it is written in the languages of the interface, in small letters, with bars between.
type Row = (Field, &'static str);

/// Codes of Factiva, the same in every language.
const FACTIVA: &[Row] = &[
    (Title, "hd"),
    (Author, "by"),
    (Source, "sn"),
    (Section, "se"),
    (Field::Published, "pd"),
    (Field::Language, "la"),
    (Id, "an"),
    (Words, "wc"),
    (Text, "lp|td"),
    (Tags, "ns"),
    (Kept("credit"), "cr"),
    (Kept("time"), "et"),
    (Kept("source_code"), "sc"),
    (Kept("source_group"), "ngc|gc"),
    (Kept("edition"), "ed"),
    (Kept("volume"), "vol"),
    (Kept("page"), "pg"),
    (Kept("copyright"), "cy"),
    (Kept("company"), "co"),
    (Kept("industry"), "in"),
    (Kept("region"), "re"),
    (Kept("descriptors"), "ipd|ipc"),
    (Kept("publisher"), "pub"),
    (Kept("column"), "clm"),
    (Kept("art"), "art"),
    (Kept("contact"), "ct"),
    (Kept("references"), "rf"),
];

/// Labels of `ProQuest`.
const PROQUEST: &[Row] = &[
    (Title, "title|titel|titre|título|titolo"),
    (Author, "author|autor|auteur|autore"),
    (
        Source,
        "publication title|publikationstitel|titre de la publication|título de publicación|titolo della pubblicazione",
    ),
    (Section, "section"),
    (
        Field::Published,
        "publication date|erscheinungsdatum|date de publication|fecha de publicación|data di pubblicazione",
    ),
    (
        Field::Language,
        "language of publication|language|publikationssprache|langue de publication|idioma de la publicación",
    ),
    (
        Id,
        "proquest document id|proquest-dokument-id|id du document proquest|id del documento de proquest",
    ),
    (
        Url,
        "document url|dokument-url|url du document|url del documento",
    ),
    (
        Text,
        "full text|volltext|texte intégral|texto completo|testo integrale",
    ),
    (Tags, "subject|thema|sujet|materia|soggetto"),
    (
        Kept("abstract"),
        "abstract|abstract (english)|zusammenfassung|résumé|resumen",
    ),
    (
        Kept("publication_info"),
        "publication info|publikationsinformationen|informations sur la publication|información de publicación",
    ),
    (Kept("first_page"), "first page"),
    (Kept("last_page"), "last page"),
    (Kept("pages"), "pages|seiten|páginas"),
    (Kept("number_of_pages"), "number of pages"),
    (
        Kept("publication_year"),
        "publication year|erscheinungsjahr|année de publication|año de publicación",
    ),
    (Kept("year"), "year"),
    (
        Kept("publisher"),
        "publisher|verlag|herausgeber|éditeur|editorial",
    ),
    (Kept("issn"), "issn"),
    (Kept("source_type"), "source type"),
    (
        Kept("document_type"),
        "document type|dokumenttyp|type de document|tipo de documento",
    ),
    (
        Kept("database"),
        "database|datenbank|base de données|base de datos",
    ),
    (Kept("links"), "links"),
    (Kept("location"), "location|lieu|ubicación"),
    (Kept("person"), "people"),
    (Kept("company"), "company / organization|company"),
    (Kept("copyright"), "copyright"),
    (Kept("updated"), "last updated"),
    (Kept("place"), "place of publication"),
    (Kept("country"), "country of publication"),
    (Kept("publication_subject"), "publication subject"),
    (Kept("volume"), "volume"),
    (Kept("issue"), "issue"),
    (Kept("dateline"), "dateline"),
    (Kept("keywords"), "identifier / keyword"),
    (Kept("accession_number"), "accession number"),
    (Kept("credit"), "credit"),
    (Kept("edition"), "edition"),
    (Kept("column"), "column"),
    (Kept("illustration"), "illustration"),
    (Kept("features"), "document feature"),
    (Kept("references"), "number of references"),
    (Kept("classification"), "classification"),
    (Kept("subtitle"), "subtitle"),
    (Kept("doi"), "doi"),
];

/// Names of languages as interfaces in other languages than English write them.
const LANGUAGES: &[(&str, &str)] = &[
    (
        "en",
        "englisch|anglais|inglés|inglese|engels|inglês|английский|英文|英语|英語|영어",
    ),
    (
        "de",
        "deutsch|allemand|alemán|tedesco|duits|alemão|немецкий|德文|德语|ドイツ語",
    ),
    (
        "fr",
        "französisch|français|francés|francese|frans|francês|французский|法文|法语|フランス語",
    ),
    (
        "es",
        "spanisch|espagnol|español|spagnolo|spaans|espanhol|испанский|西班牙文|西班牙语|スペイン語",
    ),
    (
        "it",
        "italienisch|italien|italiano|italiaans|итальянский|意大利文|意大利语|イタリア語",
    ),
    (
        "pt",
        "portugiesisch|portugais|portugués|portoghese|português|葡萄牙文|葡萄牙语|ポルトガル語",
    ),
    (
        "nl",
        "niederländisch|néerlandais|neerlandés|olandese|nederlands|荷兰文|荷兰语|オランダ語",
    ),
    ("ru", "russisch|russe|ruso|russo|русский|俄文|俄语|ロシア語"),
    (
        "fi",
        "finnisch|finnois|finlandés|finlandese|fins|芬兰文|芬兰语",
    ),
    (
        "ja",
        "japanisch|japonais|japonés|giapponese|японский|日文|日语|日本語",
    ),
    ("ko", "koreanisch|coréen|coreano|韩文|韩语|韓国語|한국어"),
    ("zh", "chinesisch|chinois|chino|cinese|中文|汉语|中国語"),
];

/// Whether a label is one of those between bars.
fn is_among(labels: &str, label: &str) -> bool {
    labels.split('|').any(|other| other == label)
}

fn of(rows: &[Row], label: &str) -> Option<Field> {
    let label = label.trim().to_lowercase();
    let found = rows.iter().find(|(_, labels)| is_among(labels, &label));
    found.map(|(field, _)| *field)
}

/// The meaning of a label of `LexisNexis` or Nexis, and whether it stands below the text.
pub(crate) fn lexis(label: &str) -> Option<(Field, bool)> {
    let (name, place) = lines::field(label)?;
    Some((of_name(name)?, place == Place::Tail))
}

/// The meaning of a field that [`export_labels`] names; `None` where it is metadata under a name of its own.
fn of_name(name: &str) -> Option<Field> {
    Some(match name {
        "byline" => Author,
        "section" => Section,
        "length" => Words,
        "headline" => Title,
        "language" => Field::Language,
        "subject" => Tags,
        "url" => Url,
        "dateline" => Kept("dateline"),
        "highlight" => Kept("highlight"),
        "series" => Kept("series"),
        "correction" => Kept("correction"),
        "load-date" => Kept("load_date"),
        "publication-type" => Kept("publication_type"),
        "graphic" => Kept("graphic"),
        "organization" => Kept("organization"),
        "company" => Kept("company"),
        "ticker" => Kept("ticker"),
        "industry" => Kept("industry"),
        "person" => Kept("person"),
        "geographic" => Kept("geographic"),
        "city" => Kept("city"),
        "state" => Kept("state"),
        "country" => Kept("country"),
        "journal-code" => Kept("journal_code"),
        "document-type" => Kept("document_type"),
        "notes" => Kept("notes"),
        "correction-date" => Kept("correction_date"),
        "classification" => Kept("classification"),
        _ => return None,
    })
}

/// Fills a field that [`export_labels`] names; what it does not name is metadata.
pub(super) fn fill_named(record: &mut Record, name: &str, value: &str) {
    let value = value.trim();
    match of_name(name) {
        Some(field) => fill(record, field, value),
        None if value.is_empty() => {}
        None => keep(
            record,
            &name.trim().to_lowercase().replace(['-', ' '], "_"),
            value,
        ),
    }
}

/// The meaning of a code of Factiva.
pub(crate) fn factiva(code: &str) -> Option<Field> {
    of(FACTIVA, code)
}

/// The meaning of a label of `ProQuest`.
pub(crate) fn proquest(label: &str) -> Option<Field> {
    of(PROQUEST, label)
}

/// The code of a language by its name in the language of an interface; the name where it is none of these.
pub(crate) fn language(name: &str) -> String {
    let first = name.split([';', ',']).next().unwrap_or(name).trim();
    if Language::from_code(first).is_some() {
        return first.to_owned();
    }
    let lower = first.to_lowercase();
    let known = LANGUAGES.iter().find(|(_, names)| is_among(names, &lower));
    known.map_or_else(|| first.to_owned(), |(code, _)| (*code).to_owned())
}

/// Whether a text names a language.
pub(crate) fn is_language(name: &str) -> bool {
    Language::from_code(&language(name)).is_some()
}

/// The number in a vendor's count of words (`1,285 words`, `62 Wörter`, `1341 字`); `None` for any other line.
pub(crate) fn words(line: &str) -> Option<u64> {
    let line = line.trim();
    let end = line
        .find(|ch: char| !(ch.is_ascii_digit() || matches!(ch, ',' | '.' | '\u{a0}' | '\u{202f}')));
    let (count, unit) = line.split_at(end?);
    let unit = unit.trim();
    let is_unit =
        !unit.is_empty() && unit.chars().count() <= 10 && unit.chars().all(char::is_alphabetic);
    let digits: String = count.chars().filter(char::is_ascii_digit).collect();
    digits.parse().ok().filter(|_| is_unit)
}

/// Fills a field of a record by what a label stands for.
pub(crate) fn fill(record: &mut Record, field: Field, value: &str) {
    let value = value.trim();
    if value.is_empty() {
        return;
    }
    let text = || Some(value.to_owned());
    match field {
        Title => record.title = record.title.take().or_else(text),
        Author => record.authors.push(value.to_owned()),
        Source => record.source = record.source.take().or_else(text),
        Section => section(record, value),
        Field::Published => record.published = record.published.take().or_else(text),
        Field::Language => record.language = Some(language(value)),
        Id => {
            let number = || Some(accession(value).to_owned());
            record.id = record.id.take().or_else(number);
        }
        Url => record.url = record.url.take().or_else(text),
        Tags => record.tags.extend(tags(value)),
        Words => {
            let count = words(value).map_or_else(|| Value::from(value), Value::from);
            record.metadata.insert("words".to_owned(), count);
        }
        // A text has paragraphs: whoever knows them adds them.
        Text => {}
        Kept(name) if value.contains(" : ") && value.contains('|') => {
            keep(record, name, &tags(value).collect::<Vec<_>>().join("; "));
        }
        Kept(name) => keep(record, name, value),
    }
}

/// Fills the section by `Section A; Column 3; Foreign Desk; Pg. 1`: the desk, else what is there; the page is metadata.
fn section(record: &mut Record, value: &str) {
    let numbered = |part: &str, names: &[&str]| {
        let mut words = part.split_whitespace();
        let name = words.next().unwrap_or_default().trim_end_matches('.');
        let is_named = names.iter().any(|known| known.eq_ignore_ascii_case(name));
        let number = words.next().unwrap_or_default();
        (is_named && words.next().is_none()).then(|| number.to_owned())
    };
    let (mut named, mut parts) = (Vec::new(), Vec::new());
    for part in value.split(';').map(str::trim) {
        if let Some(page) = numbered(part, &["pg", "page", "p", "s", "seite", "pág"]) {
            if !page.is_empty() {
                keep(record, "page", &page);
            }
        } else if numbered(part, &["section"]).is_some() {
            parts.push(part);
        } else if !part.is_empty() && numbered(part, &["column"]).is_none() {
            named.push(part);
        }
    }
    let best = if named.is_empty() { parts } else { named };
    let best = best.join("; ");
    record.section = record
        .section
        .take()
        .or(Some(best).filter(|best| !best.is_empty()));
}

/// Adds a value to the metadata, behind those that are there under its name.
pub(crate) fn keep(record: &mut Record, name: &str, value: &str) {
    match record.metadata.get_mut(name) {
        Some(Value::String(known)) => {
            known.push_str("; ");
            known.push_str(value);
        }
        Some(_) => {}
        None => {
            record.metadata.insert(name.to_owned(), Value::from(value));
        }
    }
}

/// Subjects, one each: `gpol : Domestic Politics | gvote : Elections`, `ELECTIONS (90%); VOTING (75%)`.
fn tags(value: &str) -> impl Iterator<Item = String> {
    value.split(['|', ';']).filter_map(|part| {
        let name = part.split_once(" : ").map_or(part, |(_, name)| name).trim();
        let name = match name.rsplit_once(" (") {
            Some((name, share)) if share.ends_with("%)") => name,
            _ => name,
        };
        (!name.is_empty()).then(|| name.to_owned())
    })
}

/// The number in `Document NYTF000020050408dp1300i90`, whatever `Document` is called.
pub(crate) fn accession(text: &str) -> &str {
    let last = text.rsplit(' ').next().unwrap_or(text);
    if is_accession(last) { last } else { text }
}

/// Whether a word is the number of a document of Factiva.
pub(crate) fn is_accession(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    digits >= 8
        && word.len() >= 20
        && word.starts_with(|ch: char| ch.is_ascii_uppercase())
        && word.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Words are no longer than this on average.
const MOST_CHARS: u64 = 16;

/// Says how many words of a text were found, where the vendor counted a quarter more or fewer.
pub(crate) fn check_words(record: &mut Record) {
    let Some(counted) = record.metadata.get("words").and_then(Value::as_u64) else {
        return;
    };
    let texts = record.paragraphs.iter().map(|paragraph| &paragraph.text);
    let (mut found, mut chars) = (0_u64, 0);
    for text in texts.chain(&record.title) {
        found += text.split_whitespace().count() as u64;
        chars += text.chars().count() as u64;
    }
    // Where no blanks part words, they cannot be counted like this.
    let is_spaced = chars < found.saturating_mul(MOST_CHARS);
    if is_spaced && counted.abs_diff(found) * 4 > counted {
        record
            .metadata
            .insert("words_found".to_owned(), Value::from(found));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_mean_the_same_in_every_language() {
        assert_eq!(lexis("BYLINE"), Some((Author, false)));
        assert_eq!(lexis("Autor"), Some((Author, false)));
        assert_eq!(lexis("SPRACHE"), Some((Field::Language, true)));
        assert_eq!(factiva("HD"), Some(Title));
        assert_eq!(proquest("Texto completo"), Some(Text));
        assert_eq!(proquest("Note"), None);
        for rows in [FACTIVA, PROQUEST] {
            let mut all: Vec<_> = rows
                .iter()
                .flat_map(|(_, labels)| labels.split('|'))
                .collect();
            let count = all.len();
            all.sort_unstable();
            all.dedup();
            assert_eq!(all.len(), count);
        }
    }

    #[test]
    fn the_section_is_the_desk() {
        for (value, section, page) in [
            (
                "Section A; Column 3; Foreign Desk; Pg. 1",
                "Foreign Desk",
                "1",
            ),
            ("Section ; Column 0; Foreign Desk; Pg.", "Foreign Desk", ""),
            ("NEWS; Pg. 5", "NEWS", "5"),
            ("Section B", "Section B", ""),
            ("SCIENCE; earth", "SCIENCE; earth", ""),
            ("S. 4", "", "4"),
        ] {
            let mut record = Record::default();
            fill(&mut record, Section, value);
            assert_eq!(record.section.unwrap_or_default(), section, "{value}");
            let found = record.metadata.get("page").and_then(Value::as_str);
            assert_eq!(found.unwrap_or_default(), page, "{value}");
        }
    }

    #[test]
    fn values_are_read() {
        for (line, count) in [
            ("1,285 words", Some(1285)),
            ("62 Wörter", Some(62)),
            ("1341 字", Some(1341)),
            ("13 November 2017", None),
            ("words", None),
            ("12", None),
        ] {
            assert_eq!(words(line), count, "{line}");
        }
        assert_eq!(language("Englisch"), "en");
        assert_eq!(language("GERMAN; DEUTSCH"), "GERMAN");
        assert!(is_language("德文") && !is_language("NYTF"));
        let mut record = Record::default();
        fill(
            &mut record,
            Tags,
            "gpol : Domestic Politics | gvote : Elections",
        );
        fill(&mut record, Tags, "FERRIES (90%); BRIDGES (75%)");
        assert_eq!(
            record.tags,
            ["Domestic Politics", "Elections", "FERRIES", "BRIDGES"]
        );
        fill(&mut record, Id, "Dokument TAGON00020170401ed4100001");
        assert_eq!(record.id.as_deref(), Some("TAGON00020170401ed4100001"));
    }
}
