//! What is known of a concordance before its first line.

use std::io::{self, Write};

use crate::api::{Count, Notice, Understood};
use crate::render::json::{self, NoticeForm, SCHEMA_VERSION, UnderstoodForm};
use crate::render::options::Options;
use crate::render::text::grouped;

/// What is known of a concordance before its first line.
#[derive(Debug, Clone, Copy)]
pub struct ConcordanceHead<'a> {
    /// The query as typed. Spans of notices are bytes of it.
    pub typed: &'a str,
    /// The query as understood, in canonical form.
    pub query: &'a str,
    /// The same in words; only JSON holds it.
    pub understood: &'a Understood,
    /// What the reader should know.
    pub notices: &'a [Notice],
    /// All matches, whether written or not.
    pub count: Count,
    /// Articles in the index.
    pub searched: u64,
    /// Lines that follow.
    pub lines: u64,
}

impl ConcordanceHead<'_> {
    /// How many matches there are, and how many of them are shown.
    pub fn summary(&self) -> String {
        let Count {
            articles,
            occurrences,
            ..
        } = self.count;
        let query = self.query;
        let searched = grouped(self.searched);
        if query.is_empty() {
            return format!("no query: all {searched} articles, and no match to list");
        }
        if occurrences == 0 {
            return format!("nothing in {searched} articles matches a word of `{query}`");
        }
        let matches = if occurrences == 1 { "match" } else { "matches" };
        let chosen = if self.lines < occurrences {
            format!("; {} of them, chosen at random", grouped(self.lines))
        } else {
            String::new()
        };
        format!(
            "{} {matches} of `{query}` in {} of {searched} articles{chosen}",
            grouped(occurrences),
            grouped(articles),
        )
    }
}

/// What is known before the first line, as JSON (`docs/schema/kwic.schema.json`).
#[derive(serde::Serialize)]
struct HeadForm<'a> {
    schema_version: u32,
    query: UnderstoodForm<'a>,
    notices: Vec<NoticeForm<'a>>,
    searched: u64,
    count: Count,
}

impl ConcordanceHead<'_> {
    /// Writes an object up to its list of lines.
    pub(super) fn write_json(&self, options: &Options, out: &mut dyn Write) -> io::Result<()> {
        let form = HeadForm {
            schema_version: SCHEMA_VERSION,
            query: UnderstoodForm::of(self.typed, self.query, self.understood),
            notices: NoticeForm::all(self.notices, Some(self.typed)),
            searched: self.searched,
            count: self.count,
        };
        json::write_open(out, &form, "lines", options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_counts_what_is_not_shown() {
        let mut head = ConcordanceHead {
            typed: "talks",
            query: "talks",
            understood: &Understood::default(),
            notices: &[],
            count: Count {
                articles: 2,
                occurrences: 1_234,
                ..Count::default()
            },
            searched: 60,
            lines: 1_234,
        };
        assert_eq!(
            head.summary(),
            "1,234 matches of `talks` in 2 of 60 articles"
        );
        head.lines = 10;
        let expected = "1,234 matches of `talks` in 2 of 60 articles; 10 of them, chosen at random";
        assert_eq!(head.summary(), expected);
        head.count.occurrences = 0;
        assert_eq!(
            head.summary(),
            "nothing in 60 articles matches a word of `talks`"
        );
    }
}
