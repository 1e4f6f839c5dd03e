//! What is known about an answer before its first hit.

use crate::api::{Copies, Notice, SearchResponse, Total, Understood};
use crate::render::text::grouped;

/// What is known about an answer before its first hit.
#[derive(Debug, Clone, Copy)]
pub struct Head<'a> {
    /// The query as typed, where there is such a text. Spans of notices are bytes of it.
    pub typed: Option<&'a str>,
    /// The query as understood, in canonical form.
    pub query: &'a str,
    /// The same in words.
    pub understood: &'a Understood,
    /// What the reader should know.
    pub notices: &'a [Notice],
    /// How many articles match.
    pub total: Total,
    /// What was done with several articles of one story.
    pub copies: Copies,
    /// Place of the first hit in the whole list, from 0.
    pub offset: usize,
}

impl<'a> Head<'a> {
    /// The head of a response whose query was typed as `typed`.
    pub fn of(response: &'a SearchResponse, typed: Option<&'a str>) -> Self {
        Self {
            typed,
            query: &response.query,
            understood: &response.understood,
            notices: &response.notices,
            total: response.total,
            copies: response.copies,
            offset: response.offset,
        }
    }

    /// The line that says how many articles match, and where copies are among them how many stories they tell.
    pub(super) fn total_line(&self) -> String {
        let line = self.articles_line();
        let Total {
            articles, stories, ..
        } = self.total;
        if stories >= articles {
            return line;
        }
        let noun = if stories == 1 { "story" } else { "stories" };
        format!("{line}: {} {noun}", grouped(stories))
    }

    fn articles_line(&self) -> String {
        let (total, query) = (self.total, self.query);
        let searched = grouped(total.searched);
        let about = if total.exact { "" } else { "about " };
        let found = format!("{about}{}", grouped(total.articles));
        let articles = if total.searched == 1 {
            "article"
        } else {
            "articles"
        };
        if query.is_empty() {
            return format!("no query: all {searched} {articles}");
        }
        match (total.articles, total.partial) {
            (0, _) => format!("nothing matches `{query}` in {searched} {articles}"),
            (1, false) => format!("{found} of {searched} {articles} matches `{query}`"),
            (1, true) => format!("{found} of {searched} {articles} matches some of `{query}`"),
            (_, false) => format!("{found} of {searched} {articles} match `{query}`"),
            (_, true) => format!("{found} of {searched} {articles} match some of `{query}`"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_total_is_counted_in_words() {
        for (articles, stories, searched, partial, line) in [
            (0, 0, 64, false, "nothing matches `q` in 64 articles"),
            (0, 0, 1, true, "nothing matches `q` in 1 article"),
            (1, 1, 1, false, "1 of 1 article matches `q`"),
            (1, 1, 64, true, "1 of 64 articles matches some of `q`"),
            (3, 3, 64, false, "about 3 of 64 articles match `q`"),
            (4, 1, 64, false, "4 of 64 articles match `q`: 1 story"),
            (
                1_000,
                1_000,
                1_234_567,
                true,
                "1,000 of 1,234,567 articles match some of `q`",
            ),
            (
                1_234,
                1_100,
                21_578,
                false,
                "1,234 of 21,578 articles match `q`: 1,100 stories",
            ),
        ] {
            let head = Head {
                typed: None,
                query: "q",
                understood: &Understood::default(),
                notices: &[],
                total: Total {
                    articles,
                    stories,
                    searched,
                    partial,
                    exact: articles != 3,
                },
                copies: Copies::Hide,
                offset: 0,
            };
            assert_eq!(head.total_line(), line);
        }
    }
}
