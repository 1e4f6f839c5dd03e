//! Any text is answered or refused: a search, a count and a concordance of it agree, what is marked lies in the text of
//! its article, and the canonical form finds the same.
#![no_main]

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use unbury::Archive;
use unbury::api::{ConcordanceRequest, CountRequest, Matching, SearchRequest};
use unbury::article::Article;
use unbury::passage::Highlight;
use unbury::query::{Query, parse};

/// Title and body of the articles that are asked.
const ARTICLES: &[(&str, &str)] = &[
    (
        "The old bridge",
        "The council voted to close the bridge. \"It is not safe\", said the mayor.\n\nA cease-fire held; AT&T and U.S. firms paid $4.2bn.",
    ),
    (
        "Peace talks",
        "Peace talks began in Geneva, peace talks ended in Geneva.\n\nThe minister's talks! Talks? The the the the of of.",
    ),
    (
        "Élection à Paris",
        "L’équipe naïve a gagné les élections. Le président parle de la paix à Genève.\n\nIl a dit non.",
    ),
    (
        "和平谈判",
        "和平谈判今天在日内瓦开始。部长说谈判会继续。\n\n平和な会議が東京で開かれた。",
    ),
    ("", "bridge"),
    (
        "Nur ein Titel über den Frieden",
        "Die Regierung sprach über den Waffenstillstand. Straßen und Brücken wurden gesperrt.",
    ),
];

fn archive() -> &'static Archive {
    static ARCHIVE: OnceLock<Archive> = OnceLock::new();
    ARCHIVE.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        // Twice the same articles in two runs, so that there are two segments.
        for run in 0..2 {
            let articles = ARTICLES.iter().enumerate().map(|(at, (title, body))| {
                let mut article = Article::new(format!("{run}-{at}"), *title, *body);
                article.published = ["2024-03-09", "1890", "2024-03"][at % 3].parse().ok();
                article.source = Some("The Gazette".to_owned());
                article
            });
            unbury::index_articles(folder.path().join("index"), articles).expect("articles");
        }
        Archive::open(folder.path().join("index")).expect("an index")
    })
}

fuzz_target!(|text: &str| {
    let query = parse(text).query;
    let Some(found) = found(&query) else { return };
    let printed = parse(&query.to_string());
    if printed.query == query {
        assert_eq!(self::found(&printed.query), Some(found), "{query}");
    }
});

/// Ids and scores of what a query finds; `None` where it is refused.
fn found(query: &Query) -> Option<Vec<(String, u32)>> {
    let mut request = SearchRequest::new(query.clone());
    request.matching = Matching::All;
    request.limit = None;
    let answer = archive().search(&request);
    let counted = archive().count(&CountRequest::new(query.clone()));
    let (Ok(answer), Ok(counted)) = (answer, counted) else {
        return None;
    };
    assert_eq!(answer.total.articles, counted.count.articles, "{query}");
    assert_eq!(answer.hits.len() as u64, counted.count.articles, "{query}");
    let concordance = archive().concordance(&ConcordanceRequest::new(query.clone()));
    if let Ok(concordance) = concordance {
        assert_eq!(concordance.count(), counted.count, "{query}");
        let mut lines = Vec::new();
        concordance
            .write(
                &|line, out| {
                    assert!(!line.kwic.keyword.of(line.text()).is_empty());
                    out.push(b'\n');
                    Ok(())
                },
                &mut lines,
            )
            .expect("memory");
        assert_eq!(lines.len() as u64, concordance.lines(), "{query}");
    }
    for hit in &answer.hits {
        assert_marked(&hit.title_highlights, &hit.article.title);
        for passage in &hit.passages {
            assert_marked(&passage.highlights, &hit.article.body);
        }
    }
    let ids = answer
        .hits
        .into_iter()
        .map(|hit| (hit.article.id.0, hit.score.to_bits()));
    Some(ids.collect())
}

/// Marks are sorted, disjoint and hold text.
fn assert_marked(marks: &[Highlight], text: &str) {
    assert!(marks.iter().all(|mark| !mark.span.of(text).is_empty()));
    assert!(
        marks
            .windows(2)
            .all(|pair| pair[0].span.end <= pair[1].span.start)
    );
}
