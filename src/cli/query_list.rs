//! A list of queries: one a line, or a table with a column of queries or of names.

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;
use unbury::query::{QueryKind, Syntax, Term, parse};

use super::error::Error;

/// Where the queries are, and how they are meant.
#[derive(Debug, Args)]
pub(super) struct ListArgs {
    /// The list: one name or query a line, or a table with a header (`.csv`, `.tsv`); `-` for lines from standard input.
    #[arg(value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    file: PathBuf,
    /// The column of a table that holds queries.
    #[arg(long, value_name = "COLUMN", default_value = "query")]
    query_column: String,
    /// The column of a table that holds names. Without a query, a name is looked for as exactly these words.
    #[arg(long, value_name = "COLUMN", default_value = "name")]
    name_column: String,
    /// Look for every query as exactly these words, as if it stood in quotation marks.
    #[arg(long)]
    exact: bool,
    /// Read every line in the query language. Without it, lines none of which has an operator are names: exactly these words.
    #[arg(long, conflicts_with = "exact")]
    queries: bool,
}

/// One query of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ListedQuery {
    /// Its line, or its row of the table without the header, from 1.
    pub(super) number: u64,
    /// The name beside it.
    pub(super) name: Option<String>,
    /// The query as it stands in the list.
    pub(super) text: String,
    /// Whether it is exactly these words, no query language.
    pub(super) exact: bool,
    /// Why it cannot be used.
    pub(super) error: Option<&'static str>,
}

impl ListArgs {
    /// Reads the list; `syntax` is the language of its queries. What is wrong with one row is told in its entry; blank lines are left out.
    ///
    /// # Errors
    /// When the file cannot be read, or is a table without a column of queries or names.
    pub(super) fn read(&self, syntax: Syntax) -> super::error::Result<Vec<ListedQuery>> {
        let bytes = read(&self.file).map_err(|source| Error::File {
            action: "read",
            path: self.path(),
            source,
        })?;
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
        if self.is_table() {
            self.table(bytes)
        } else {
            Ok(self.lines(bytes, syntax))
        }
    }

    fn is_table(&self) -> bool {
        self.file.extension().is_some_and(|extension| {
            extension.eq_ignore_ascii_case("csv") || extension.eq_ignore_ascii_case("tsv")
        })
    }

    /// How lines were read, where nobody said how they are meant.
    pub(super) fn mode(&self, entries: &[ListedQuery]) -> Option<&'static str> {
        if self.is_table() || self.exact || self.queries {
            return None;
        }
        let first = entries.first()?;
        Some(if first.exact {
            "the lines are read as names, exactly these words; `--queries` reads them as queries"
        } else {
            "the lines are read as queries; `--exact` looks for exactly these words"
        })
    }

    fn path(&self) -> String {
        self.file.display().to_string()
    }

    fn lines(&self, bytes: &[u8], syntax: Syntax) -> Vec<ListedQuery> {
        let lines = bytes.split(|&byte| byte == b'\n').zip(1..);
        let entries = lines.map(|(line, number)| {
            let (text, error) = text_of(line);
            ListedQuery {
                number,
                name: None,
                text,
                exact: self.exact,
                error,
            }
        });
        let mut entries: Vec<ListedQuery> =
            entries.filter(|entry| !entry.text.is_empty()).collect();
        let are_queries = self.queries
            || syntax != Syntax::Native
            || entries.iter().any(|entry| is_query(&entry.text));
        for entry in &mut entries {
            entry.exact |= !are_queries;
        }
        entries
    }

    fn table(&self, bytes: &[u8]) -> super::error::Result<Vec<ListedQuery>> {
        let failed = |error: csv::Error| Error::File {
            action: "read",
            path: self.path(),
            source: error.into(),
        };
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .delimiter(delimiter(bytes))
            .from_reader(bytes);
        let header = reader.byte_headers().map_err(failed)?;
        let header: Vec<String> = header.iter().map(|cell| text_of(cell).0).collect();
        let column = |name: &str| {
            let found = header.iter();
            found
                .enumerate()
                .find_map(|(at, cell)| cell.eq_ignore_ascii_case(name).then_some(at))
        };
        let (queries, names) = (column(&self.query_column), column(&self.name_column));
        if queries.is_none() && names.is_none() {
            return Err(Error::NoColumn {
                path: self.path(),
                query: self.query_column.clone(),
                name: self.name_column.clone(),
                found: header,
            });
        }
        let mut entries = Vec::new();
        for (record, number) in reader.byte_records().zip(1..) {
            let record = record.map_err(failed)?;
            let cell =
                |at: Option<usize>| text_of(at.and_then(|at| record.get(at)).unwrap_or_default());
            let ((query, query_error), (name, name_error)) = (cell(queries), cell(names));
            let is_name = query.is_empty();
            let text = if is_name { name.clone() } else { query };
            let empty = text.is_empty().then_some("the row has no query");
            entries.push(ListedQuery {
                number,
                name: (!name.is_empty()).then_some(name),
                exact: self.exact || is_name,
                error: query_error.or(name_error).or(empty),
                text,
            });
        }
        Ok(entries)
    }
}

/// Whether a line is written in the query language, and no name: it has more than words, or begins with a quotation mark.
fn is_query(line: &str) -> bool {
    let mut is_query = line.starts_with(['"', '“', '„', '«']);
    // A name in capitals has no operators.
    let in_capitals = !line.contains(char::is_lowercase);
    parse(line).query.walk(&mut |query| {
        is_query |= match &query.kind {
            QueryKind::All | QueryKind::And(_) | QueryKind::Phrase { .. } => false,
            QueryKind::Term(term) => !matches!(term, Term::Word(_)),
            QueryKind::Or(_) | QueryKind::Not(_) => !in_capitals,
            _ => true,
        };
        !is_query
    });
    is_query || (!in_capitals && line.contains(" AND "))
}

fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    if path.as_os_str() != "-" {
        return std::fs::read(path);
    }
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A line or a cell without the white space around it, and what is wrong with it.
fn text_of(bytes: &[u8]) -> (String, Option<&'static str>) {
    let text = String::from_utf8_lossy(bytes);
    let error = std::str::from_utf8(bytes)
        .is_err()
        .then_some("the row is not UTF-8: save the list in that encoding");
    (text.trim().to_owned(), error)
}

/// What parts the columns: of comma, semicolon and tab the one that the header has most of.
fn delimiter(bytes: &[u8]) -> u8 {
    let header = bytes
        .split(|&byte| byte == b'\n')
        .next()
        .unwrap_or_default();
    let count = |wanted: u8| memchr::memchr_iter(wanted, header).count();
    // Of several with the most, the last counts.
    [b'\t', b';', b',']
        .into_iter()
        .max_by_key(|&delimiter| count(delimiter))
        .unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_queries() {
        for (line, query) in [
            ("Mobil", false),
            ("Bank of America", false),
            ("Marks and Spencer", false),
            ("AT&T", false),
            ("Yahoo! Inc.", false),
            ("Toys \"R\" Us", false),
            ("DUN AND BRADSTREET", false),
            ("Time Inc (US)", false),
            ("O'Neill-Smith", false),
            ("oil OR gas", true),
            ("oil AND gas", true),
            ("\"peace talks\"", true),
            ("merg*", true),
            ("title:opec", true),
            ("a w/5 b", true),
            ("opec -saudi", true),
        ] {
            assert_eq!(is_query(line), query, "{line}");
        }
    }
}
