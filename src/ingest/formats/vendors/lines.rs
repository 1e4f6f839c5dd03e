//! The labels by which exports of databases of the press name their fields, in the languages of their interfaces.

/// Where a label stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Above the text.
    Head,
    /// Below it.
    Tail,
}

use Place::{Head, Tail};

/// Names of fields, where they stand, and their labels in small letters, with `|` between them.
const LABELS: &[(&str, Place, &str)] = &[
    (
        "byline",
        Head,
        "byline|author|autor|autoren|verfasser|auteur|auteurs|autora|autores|autore",
    ),
    (
        "section",
        Head,
        "section|rubrik|ressort|sektion|rubrique|sección|seccion|sectie|rubriek|sezione|seção|secção",
    ),
    (
        "length",
        Head,
        "length|länge|laenge|longueur|longitud|extensión|lengte|lunghezza|comprimento|extensão",
    ),
    (
        "dateline",
        Head,
        "dateline|datumszeile|ort|lieu|lugar|plaats|luogo|local",
    ),
    (
        "headline",
        Head,
        "headline|überschrift|schlagzeile|titel|titre|título|titular|titolo|kop",
    ),
    (
        "highlight",
        Head,
        "highlight|highlights|kurzfassung|vorspann|encadré|entradilla|samenvatting|sommario|destaque",
    ),
    ("series", Head, "series|serie|série"),
    (
        "correction",
        Head,
        "correction|korrektur|corrección|correctie",
    ),
    (
        "load-date",
        Tail,
        "load-date|ladedatum|date-chargement|date de chargement|fecha de carga|fecha-carga|laaddatum|data di caricamento|data de carga|update",
    ),
    (
        "language",
        Tail,
        "language|sprache|langue|idioma|lengua|taal|lingua|língua",
    ),
    (
        "publication-type",
        Tail,
        "publication-type|publikationstyp|publikationsart|type-publication|type de publication|tipo de publicación|publicatietype|tipo di pubblicazione|tipo de publicação",
    ),
    (
        "subject",
        Tail,
        "subject|thema|themen|schlagwörter|sujet|sujets|tema|temas|materia|onderwerp|argomento|assunto",
    ),
    (
        "graphic",
        Tail,
        "graphic|grafik|graphique|gráfico|grafiek|grafica",
    ),
    (
        "organization",
        Tail,
        "organization|organisation|organización|organizzazione|organização",
    ),
    (
        "company",
        Tail,
        "company|unternehmen|société|entreprise|empresa|bedrijf|azienda",
    ),
    ("ticker", Tail, "ticker"),
    (
        "industry",
        Tail,
        "industry|branche|secteur|industria|sector|settore",
    ),
    (
        "person",
        Tail,
        "person|personen|personne|persona|persoon|pessoa",
    ),
    (
        "geographic",
        Tail,
        "geographic|geographie|géographie|géographique|geográfico|geografisch|geografico",
    ),
    ("city", Tail, "city|stadt|ville|ciudad|stad|città|cidade"),
    ("state", Tail, "state|bundesland|état|estado|staat|stato"),
    ("country", Tail, "country|land|pays|país|paese"),
    ("url", Tail, "url"),
    (
        "journal-code",
        Tail,
        "journal-code|zeitungscode|code-revue|código de revista|tijdschriftcode|codice rivista",
    ),
    (
        "document-type",
        Tail,
        "document-type|dokumenttyp|type-document|tipo de documento|documenttype|tipo di documento",
    ),
    (
        "notes",
        Tail,
        "notes|anmerkungen|remarques|notas|opmerkingen|note",
    ),
    ("correction-date", Tail, "correction-date"),
    (
        "classification",
        Tail,
        "classification|klassifizierung|klassifikation|clasificación|classificatie|classificazione|classificação",
    ),
];

/// Names of fields, and what columns of tables that hold them are called in other languages, in small letters.
const COLUMNS: &[(&str, &str)] = &[
    (
        "title",
        "überschrift|titel|schlagzeile|titre|título|titular|titolo|kop|tytuł|заголовок|название|标题|標題|見出し|タイトル",
    ),
    (
        "body",
        "volltext|artikeltext|inhalt|texte|texte intégral|contenu|texto|texto completo|contenido|cuerpo|testo|tekst|treść|текст|содержание|正文|内容|本文",
    ),
    (
        "published",
        "datum|erscheinungsdatum|veröffentlichungsdatum|date de publication|fecha|fecha de publicación|data di pubblicazione|data de publicação|publicatiedatum|дата|дата публикации|日期|日付",
    ),
    (
        "source",
        "quelle|medium|zeitung|publikation|fuente|medio|fonte|testata|bron|krant|źródło|источник|издание|来源|媒体|新聞名",
    ),
    (
        "author",
        "autor|autoren|verfasser|auteur|auteurs|autora|autores|autore|автор|авторы|作者|記者",
    ),
    (
        "section",
        "ressort|rubrik|rubrique|sección|sezione|sectie|рубрика|раздел|版面",
    ),
    ("url", "adresse|lien|enlace|ссылка|адрес|链接"),
    (
        "tags",
        "schlagwörter|stichwörter|mots-clés|palabras clave|parole chiave|trefwoorden|ключевые слова|关键词",
    ),
    ("language", "sprache|langue|idioma|lingua|taal|язык"),
    (
        "summary",
        "zusammenfassung|kurzfassung|vorspann|auszug|résumé|chapeau|extrait|resumen|extracto|resumo|sommario|samenvatting|анонс|аннотация|摘要",
    ),
];

/// The field that a column holds by its name in another language than English.
pub(in crate::ingest) fn column(name: &str) -> Option<&'static str> {
    let name = name.trim().to_lowercase();
    let mut columns = COLUMNS.iter();
    columns
        .find(|(_, names)| is_among(&name, names))
        .map(|(field, _)| *field)
}

/// The field and the value of a line such as `LOAD-DATE: June 13, 2021` or `Länge: 62 Wörter`, of a place.
pub(super) fn labelled(line: &str, place: Place) -> Option<(&'static str, &str)> {
    let (label, value) = line.split_once(':')?;
    let label = label.trim();
    // The longest label.
    if label.len() > 40 {
        return None;
    }
    let label = label.to_lowercase();
    let mut known = LABELS.iter().filter(|(_, at, _)| *at == place);
    let found = known.find(|(_, _, labels)| is_among(&label, labels));
    found.map(|(field, ..)| (*field, value))
}

/// The field of a label, and where it stands.
pub(super) fn field(label: &str) -> Option<(&'static str, Place)> {
    let label = label.trim().to_lowercase();
    let found = LABELS
        .iter()
        .find(|(_, _, labels)| is_among(&label, labels));
    found.map(|(field, place, _)| (*field, *place))
}

/// Whether a line is one of these words and nothing else.
fn is_line(line: &str, words: &str) -> bool {
    let line = line.trim();
    line.len() <= 40 && is_among(&line.to_lowercase(), words)
}

/// Whether a text in small letters is one of those in a list.
fn is_among(text: &str, list: &str) -> bool {
    list.split('|').any(|one| one == text)
}

/// Whether a line stands above the text: `Body`.
pub(super) fn is_body(line: &str) -> bool {
    const BODY: &str = "body|text|volltext|hauptteil|textkörper|texte|corps|corps du texte|texte intégral|cuerpo|texto|texto completo|tekst|hoofdtekst|corpo|testo|corpo do texto";
    is_line(line, BODY)
}

/// Whether a line ends a document: `End of Document`.
pub(super) fn is_end(line: &str) -> bool {
    const END: &str = "end of document|ende des dokuments|dokumentende|fin du document|fin de document|fin del documento|einde van het document|einde van document|einde document|fine del documento|fim do documento";
    is_line(line, END)
}

/// Whether a line is the heading of what stands below the text.
pub(super) fn is_tail_heading(line: &str) -> bool {
    let headings = LABELS
        .iter()
        .filter(|(field, ..)| matches!(*field, "classification" | "graphic" | "notes"));
    headings
        .into_iter()
        .any(|(.., labels)| is_line(line, labels))
}

/// Whether a line stands on the cover only, which says who asked for what.
pub(super) fn is_of_cover(line: &str) -> bool {
    const COVER: &str = "user name|date and time|job number|client/matter|search terms|search type|benutzername|datum und uhrzeit|auftragsnummer|suchbegriffe|suchtyp|nom d'utilisateur|date et heure|numéro de tâche|termes de recherche|nombre de usuario|fecha y hora|términos de búsqueda|gebruikersnaam|zoektermen";
    let label = line.split_once(':').map(|(label, _)| label);
    label.is_some_and(|label| is_line(label, COVER)) || count_on_cover(line).is_some()
}

/// How many documents a cover promises: `Documents (50)`.
pub(super) fn count_on_cover(line: &str) -> Option<usize> {
    const DOCUMENTS: &str = "documents|document|dokumente|dokument|documentos|documento|documenten|documenti|document(s)";
    let (word, count) = line.trim().strip_suffix(')')?.rsplit_once('(')?;
    let count = is_line(word, DOCUMENTS).then(|| count.trim().parse().ok());
    count.flatten()
}

/// The number of a document and of all, above each of an export: `1 of 50 DOCUMENTS`, `Dokument 1 von 50`.
pub(super) fn number_of_all(line: &str) -> Option<(usize, usize)> {
    const DOCUMENT: &str =
        "documents|document|dokumente|dokument|documentos|documento|documenten|documenti";
    const OF: &str = "of|von|de|sur|van|di";
    let words: Vec<&str> = line.split_whitespace().take(5).collect();
    let is_word = |word: &str, known: &str| is_among(&word.to_lowercase(), known);
    let (number, of, all) = match words.as_slice() {
        // The old exports shout; `1 of 2 documents` may be a line of a text.
        [number, of, all, "DOCUMENTS" | "DOCUMENT"] => (number, of, all),
        [document, number, of, all] if is_word(document, DOCUMENT) => (number, of, all),
        _ => return None,
    };
    let numbers = number.parse().ok().zip(all.parse().ok());
    numbers.filter(|_| is_word(of, OF))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_known_in_several_languages() {
        for (line, place, expected) in [
            ("BYLINE: Ann Lee", Head, Some(("byline", " Ann Lee"))),
            (
                "Länge:\u{a0}62 Wörter",
                Head,
                Some(("length", "\u{a0}62 Wörter")),
            ),
            (
                "Date de chargement: 3 mai 2019",
                Tail,
                Some(("load-date", " 3 mai 2019")),
            ),
            ("Sección: Economía", Head, Some(("section", " Economía"))),
            ("TAAL: NEDERLANDS", Tail, Some(("language", " NEDERLANDS"))),
            ("Taal: Nederlands", Head, None),
            ("He said: no", Head, None),
        ] {
            assert_eq!(labelled(line, place), expected, "{line}");
        }
        assert_eq!(
            [column("Überschrift "), column("Quarter")],
            [Some("title"), None]
        );
        assert!(is_body(" Texte ") && !is_body("Texte: rien") && is_end("Ende des Dokuments"));
        assert_eq!(count_on_cover("Dokumente (10)"), Some(10));
        assert!(is_of_cover("User Name: = ANN LEE") && !is_of_cover("The user name: no"));
        for (line, expected) in [
            ("   1 of 2 DOCUMENTS", Some((1, 2))),
            ("Dokument 3 von 12", Some((3, 12))),
            ("Document 1 de 2", Some((1, 2))),
            ("1 of 2 documents", None),
            ("Document 1 of the set", None),
        ] {
            assert_eq!(number_of_all(line), expected, "{line}");
        }
    }
}
