//! Known items found by passages of three kinds: ours, the snippet of each article that plain Tantivy finds, and windows of fixed
//! width as documents of their own.

use std::io::Write;
use std::path::Path;

use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::{
    Field, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions, Value,
};
use tantivy::snippet::SnippetGenerator;
use tantivy::{Index, TantivyDocument, Term};
use unbury::Archive;
use unbury::api::{Hit, Matching, Passage, Ranked, SearchRequest, SearchResponse};
use unbury::eval::known_items;
use unbury::query::{self, QueryKind};
use unbury::span::ByteSpan;

use crate::Outcome;

/// Words of a window; each begins where the one before has its middle.
const WINDOW: usize = 100;
/// As long as our passages of 120 words.
const SNIPPET_CHARACTERS: usize = 700;

/// What a document of the other side is.
#[derive(Clone, Copy)]
enum Side {
    Snippet,
    Window,
}

/// Draws sentences from our index and prints how well each side finds them again.
pub(super) fn compare(index: &Path, sentences: usize, seed: u64) -> Outcome<()> {
    let archive = Archive::open(index)?;
    let ours = known_items(sentences, seed, Matching::AllElseSome, |request| {
        archive.search(request)
    })?;
    let mut out = std::io::stdout();
    writeln!(out, "unbury\n{}", ours.text())?;
    for (side, name) in [
        (Side::Snippet, "snippet of each article"),
        (Side::Window, "windows"),
    ] {
        let plain = Plain::of(&archive, side)?;
        let found = known_items(sentences, seed, Matching::AllElseSome, |request| {
            match request.ranked {
                // Only our index is drawn from, so that all sides look for the same.
                Ranked::Articles => Ok::<_, Box<dyn std::error::Error>>(archive.search(request)?),
                Ranked::Passages => plain.answer(request),
            }
        })?;
        writeln!(out, "{name}\n{}", found.text())?;
    }
    Ok(())
}

/// A plain Tantivy index in memory.
struct Plain {
    index: Index,
    body: Field,
    side: Side,
}

impl Plain {
    /// Of the same texts, as our index has them.
    fn of(archive: &Archive, side: Side) -> Outcome<Self> {
        let mut schema = Schema::builder();
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("en_stem")
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let text = TextOptions::default().set_indexing_options(indexing);
        let body = schema.add_text_field("body", text | STORED);
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 50_000_000)?;
        let everything = SearchRequest {
            limit: None,
            passages: 0,
            ..SearchRequest::new(query::Query::all())
        };
        for hit in archive.answer(&everything)?.hits() {
            let whole = hit?.article.body;
            let texts = match side {
                Side::Snippet => vec![&*whole],
                Side::Window => windows(&whole),
            };
            for text in texts {
                let mut document = TantivyDocument::new();
                document.add_text(body, text);
                writer.add_document(document)?;
            }
        }
        writer.commit()?;
        Ok(Self { index, body, side })
    }

    /// Passages as they are asked for by [`known_items`].
    fn answer(&self, request: &SearchRequest) -> Outcome<SearchResponse> {
        let mut response = SearchResponse {
            query: request.query.to_string(),
            total: unbury::api::Total {
                articles: 0,
                stories: 0,
                searched: 0,
                partial: false,
                exact: true,
            },
            copies: unbury::api::Copies::Show,
            offset: 0,
            took_ms: 0.0,
            understood: unbury::api::Understood::default(),
            notices: Vec::new(),
            hits: Vec::new(),
        };
        let searcher = self.index.reader()?.searcher();
        let query = self.query(&request.query)?;
        let best = TopDocs::with_limit(request.limit.unwrap_or(1).max(1)).order_by_score();
        let mut snippets = SnippetGenerator::create(&searcher, &*query, self.body)?;
        snippets.set_max_num_chars(SNIPPET_CHARACTERS);
        for (score, address) in searcher.search(&*query, &best)? {
            let document: TantivyDocument = searcher.doc(address)?;
            let text = document
                .get_first(self.body)
                .and_then(|value| value.as_str());
            let text = text.unwrap_or_default();
            let shown = match self.side {
                Side::Snippet => snippets.snippet(text).fragment().to_owned(),
                Side::Window => text.to_owned(),
            };
            response.hits.push(hit(&shown, score)?);
        }
        Ok(response)
    }

    /// All words required; a phrase is one.
    fn query(&self, query: &query::Query) -> Outcome<Box<dyn Query>> {
        let operands = match &query.kind {
            QueryKind::And(operands) => operands.iter().collect(),
            _ => vec![query],
        };
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for operand in operands {
            let text = operand.to_string();
            let mut analyzer = self.index.tokenizer_for_field(self.body)?;
            let mut stream = analyzer.token_stream(&text);
            let mut terms = Vec::new();
            while stream.advance() {
                terms.push(Term::from_field_text(self.body, &stream.token().text));
            }
            let clause: Box<dyn Query> = match terms.len() {
                0 => continue,
                1 => Box::new(TermQuery::new(
                    terms.remove(0),
                    IndexRecordOption::WithFreqs,
                )),
                _ => Box::new(PhraseQuery::new(terms)),
            };
            clauses.push((Occur::Must, clause));
        }
        Ok(Box::new(BooleanQuery::new(clauses)))
    }
}

/// Pieces of so many words, cut at white space.
fn windows(text: &str) -> Vec<&str> {
    let mut starts: Vec<usize> = Vec::new();
    let mut before = ' ';
    for (at, sign) in text.char_indices() {
        if before.is_whitespace() && !sign.is_whitespace() {
            starts.push(at);
        }
        before = sign;
    }
    let mut pieces = Vec::new();
    for first in (0..starts.len()).step_by(WINDOW / 2) {
        let end = starts.get(first + WINDOW).copied();
        pieces.push(&text[starts[first]..end.unwrap_or(text.len())]);
        if end.is_none() {
            break;
        }
    }
    pieces
}

fn hit(text: &str, score: f32) -> Outcome<Hit> {
    Ok(Hit {
        rank: 1,
        article: serde_json::from_value(serde_json::json!({"id": "", "body": text}))?,
        score,
        story: unbury::api::StorySummary::default(),
        title_highlights: Vec::new(),
        passages: vec![Passage {
            span: ByteSpan::new(0, text.len()),
            sentences: (0, 0),
            paragraph: 0,
            score,
            highlights: Vec::new(),
        }],
    })
}
