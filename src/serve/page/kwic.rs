//! Every match in its context: a concordance.

use std::io::{self, Write};

use askama::Template;
use serde::{Deserialize, Serialize};
use unbury::api::{ConcordanceLine, ConcordanceRequest, LineOrder, Side};
use unbury::search::Concordance;

use super::address::Address;
use super::asking::{Asking, parsed};
use super::frame::{self, Frame, many};
use super::hits;
use super::narrowing::{self, Chip};
use super::notices::{Reading, Told};
use super::paging::Paging;
use super::shelf::Shelf;
use super::text::{beginning, shown};
use crate::cli::Error;
use crate::cli::asked::Parameters;

/// Lines on a page.
const LINES: usize = 50;
/// Bytes of a headline that stand beside a line.
const LONGEST_TITLE: usize = 200;
/// Words of context, and the most of them.
const CONTEXT: u32 = 10;
const MOST_CONTEXT: u32 = 40;

/// Orders of lines, and what they are called.
const ORDERS: [(&str, &str, LineOrder); 9] = [
    ("relevance", "Best articles first", LineOrder::Relevance),
    ("newest", "Newest first", LineOrder::Newest),
    ("oldest", "Oldest first", LineOrder::Oldest),
    ("l1", "First word to the left", left(1)),
    ("l2", "Second word to the left", left(2)),
    ("l3", "Third word to the left", left(3)),
    ("r1", "First word to the right", right(1)),
    ("r2", "Second word to the right", right(2)),
    ("r3", "Third word to the right", right(3)),
];

const fn left(nth: u32) -> LineOrder {
    let side = Side::Left;
    LineOrder::Words { side, nth }
}

const fn right(nth: u32) -> LineOrder {
    let side = Side::Right;
    LineOrder::Words { side, nth }
}

/// A match with the words around it.
#[derive(Serialize, Deserialize)]
struct Row {
    left: String,
    keyword: String,
    right: String,
    address: String,
    title: String,
    about: String,
    language: Option<String>,
}

/// An order that may be chosen.
struct OrderShown {
    value: &'static str,
    name: &'static str,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "kwic.html")]
struct KwicPage {
    frame: Frame,
    typed: String,
    kept: Vec<(String, String)>,
    orders: Vec<OrderShown>,
    context: u32,
    count: String,
    paging: Paging,
    reading: Option<Reading>,
    told: Vec<Told>,
    chips: Vec<Chip>,
    rows: Vec<Row>,
}

/// Keeps some of the lines that are written, and ends the writing behind them.
struct Lines {
    skip: usize,
    take: usize,
    line: Vec<u8>,
    rows: Vec<Row>,
}

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(piece);
            if !piece.ends_with(b"\n") {
                continue;
            }
            let line = std::mem::take(&mut self.line);
            if self.skip > 0 {
                self.skip -= 1;
            } else if self.rows.len() < self.take {
                self.rows.push(serde_json::from_slice(&line)?);
            } else {
                return Err(io::ErrorKind::WriteZero.into());
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn row(line: &ConcordanceLine<'_>, query: &str) -> Row {
    let (text, kwic) = (line.text(), line.kwic);
    let address = Address::of_article(&line.article.id.0, query);
    let address = match line.sentence {
        Some(sentence) => address.at(&format!("s{}", sentence + 1)),
        None => address,
    };
    let page = line.page().map(|page| format!("p. {page}"));
    let source = line.article.source.clone();
    let date = line.article.published.as_ref().map(hits::published);
    let about: Vec<String> = [source, date, page].into_iter().flatten().collect();
    Row {
        left: shown(kwic.left.of(text)),
        keyword: shown(kwic.keyword.of(text)),
        right: shown(kwic.right.of(text)),
        address: address.to_string(),
        title: shown(beginning(&line.article.title, LONGEST_TITLE)),
        about: shown(&about.join(" · ")),
        language: hits::language_of(line.article),
    }
}

/// The page without a query.
fn empty(shelf: &Shelf<'_>) -> KwicPage {
    KwicPage {
        frame: Frame::of(shelf, "/kwic", "In context"),
        typed: String::new(),
        kept: Vec::new(),
        orders: orders("relevance"),
        context: CONTEXT,
        count: String::new(),
        paging: Paging::default(),
        reading: None,
        told: Vec::new(),
        chips: Vec::new(),
        rows: Vec::new(),
    }
}

fn orders(chosen: &str) -> Vec<OrderShown> {
    let orders = ORDERS.map(|(value, name, _)| OrderShown {
        value,
        name,
        is_chosen: value == chosen,
    });
    orders.into()
}

/// The lines of a page, and what is known of all of them.
struct Found<'a> {
    concordance: Concordance<'a>,
    rows: Vec<Row>,
}

fn found<'a>(
    shelf: &Shelf<'a>,
    request: &ConcordanceRequest,
    offset: usize,
    typed: &str,
) -> Result<Found<'a>, Error> {
    let concordance = shelf.archive.concordance(request)?;
    let write = |line: &ConcordanceLine<'_>, bytes: &mut Vec<u8>| -> io::Result<()> {
        serde_json::to_writer(&mut *bytes, &row(line, typed))?;
        bytes.push(b'\n');
        Ok(())
    };
    let mut lines = Lines {
        skip: offset,
        take: LINES,
        line: Vec::new(),
        rows: Vec::new(),
    };
    match concordance.write(&write, &mut lines) {
        Err(error) if lines.rows.len() < LINES && !error.is_of_one_article() => Err(error.into()),
        // The page is full, or an article cannot be read: what can be is shown.
        _ => Ok(Found {
            rows: lines.rows,
            concordance,
        }),
    }
}

/// The matches of a query, each in its context.
///
/// # Errors
/// When a parameter is wrong, the index cannot be read, or the query is more work than it may be.
pub(super) fn page(shelf: &Shelf<'_>, parameters: &Parameters) -> Result<String, Error> {
    let asking = Asking::of(parameters);
    let typed = asking.typed();
    if typed.trim().is_empty() {
        return frame::written(&empty(shelf));
    }
    let request = asking.query()?;
    let sort = asking.value("sort").unwrap_or("relevance");
    let order = ORDERS.iter().find(|(name, ..)| *name == sort);
    let (sort, order) = order.map_or(("relevance", LineOrder::Relevance), |found| {
        (found.0, found.2)
    });
    let context = asking.number("context");
    let context = context.and_then(|words| u32::try_from(words).ok());
    let context = context.unwrap_or(CONTEXT).clamp(1, MOST_CONTEXT);
    let offset = asking.number("offset").unwrap_or(0);
    let of_lines = ConcordanceRequest {
        order,
        context,
        effort: request.effort,
        ..ConcordanceRequest::new(parsed(&request))
    };
    let Found { concordance, rows } = found(shelf, &of_lines, offset, &typed)?;
    let question = asking.address("/kwic");
    let whole = question.clone().without("offset");
    let plain = whole.clone().without("sort").without("context");
    let count = concordance.count();
    let canonical = request.query.to_string();
    frame::written(&KwicPage {
        frame: Frame::of(shelf, "/kwic", &format!("{typed} in context"))
            .asking(&plain)
            .with_twins(&whole, "kwic", &["json", "csv"]),
        kept: asking.filters(),
        orders: orders(sort),
        context,
        count: format!(
            "{} in {}",
            many(count.occurrences, "match", "matches"),
            frame::articles(count.articles)
        ),
        paging: Paging::of(&question, (offset, rows.len(), LINES), concordance.lines()),
        reading: Some(Reading::of(&canonical, concordance.understood())),
        told: Told::all(concordance.notices(), &request.problems, &typed, &question),
        chips: narrowing::chips(&asking, &question),
        rows,
        typed,
    })
}
