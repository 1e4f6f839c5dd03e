//! The values of a row with their types, as Parquet has them: nothing is joined, shortened or made safe for a spreadsheet.

use serde_json::Value;

use crate::api::{ConcordanceLine, Hit, Passage};
use crate::article::Article;
use crate::render::columns::Column;
use crate::render::fields::OutputField;
use crate::render::json::{self, finite};
use crate::render::marks;
use crate::render::place::Place;

/// The row of an article, or of one of its passages, which has this number from 1.
pub(super) fn of_hit(
    columns: &[Column],
    hit: &Hit,
    passage: Option<(usize, &Passage)>,
) -> Vec<Value> {
    let values = columns.iter().map(|column| match column {
        Column::Own("story") => hit.story.id.as_str().into(),
        Column::Own("copies") => hit.story.copies.into(),
        Column::Own("matching_copies") => hit.story.matching.into(),
        Column::Own("rank") => hit.rank.into(),
        Column::Own("score") => finite(hit.score).into(),
        Column::Own(name) => passage.map_or(Value::Null, |(ordinal, passage)| {
            of_passage(name, ordinal, passage, &hit.article)
        }),
        column => of_article(column, &hit.article),
    });
    values.collect()
}

/// The row of an occurrence.
pub(super) fn of_line(columns: &[Column], line: &ConcordanceLine<'_>) -> Vec<Value> {
    let (text, keyword) = (line.text(), line.kwic.keyword);
    let characters = Place::of(keyword, text).characters();
    let values = columns.iter().map(|column| match column {
        Column::Own("in_title") => line.kwic.in_title.into(),
        Column::Own("left") => line.kwic.left.of(text).into(),
        Column::Own("keyword") => keyword.of(text).into(),
        Column::Own("right") => line.kwic.right.of(text).into(),
        Column::Own("sentence") => line.sentence.into(),
        Column::Own("page") => line.page().into(),
        Column::Own("xywh") => line
            .in_body()
            .map_or_else(Vec::new, |span| json::xywh(line.article, span))
            .into(),
        Column::Own("start_byte") => keyword.start.into(),
        Column::Own("end_byte") => keyword.end.into(),
        Column::Own("start_character") => characters.0.into(),
        Column::Own("end_character") => characters.1.into(),
        column => of_article(column, line.article),
    });
    values.collect()
}

fn of_article(column: &Column, article: &Article) -> Value {
    match column {
        Column::Field(OutputField::Authors) => article.authors.clone().into(),
        Column::Field(OutputField::Tags) => article.tags.clone().into(),
        Column::Field(OutputField::Date) => article
            .published
            .map(|published| published.first_day())
            .into(),
        // A body that is empty is known to be.
        Column::Field(OutputField::Body) => article.body.clone().into(),
        Column::Field(OutputField::Title) => article.title.clone().into(),
        column => column.text_of(article).into(),
    }
}

fn of_passage(name: &str, ordinal: usize, passage: &Passage, article: &Article) -> Value {
    let body = article.body.as_str();
    let characters = || Place::of(passage.span, body).characters();
    let marked = || marks::marked_in_passage(passage, body);
    match name {
        "passage" => ordinal.into(),
        "text" => passage.text(body).into(),
        "matches" => {
            let text = passage.text(body);
            marked()
                .iter()
                .map(|mark| Value::from(mark.of(text)))
                .collect()
        }
        "match_count" => marked().len().into(),
        "passage_score" => finite(passage.score).into(),
        "page" => article.page_at(passage.span.start).into(),
        "paragraph" => passage.paragraph.into(),
        "first_sentence" => passage.sentences.0.into(),
        "last_sentence" => passage.sentences.1.into(),
        "start_byte" => passage.span.start.into(),
        "end_byte" => passage.span.end.into(),
        "start_character" => characters().0.into(),
        "end_character" => characters().1.into(),
        _ => Value::Null,
    }
}
