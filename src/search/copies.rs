//! All articles of one story, and what each made of the one that the story begins with.

use std::cmp::Reverse;

use tantivy::collector::TopDocs;
use tantivy::query::TermQuery;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, Searcher, Term};

use crate::analysis::Analysis;
use crate::api::{ToldArticle, ToldStory};
use crate::article::Article;
use crate::copies::compare;
use crate::cores::Cores;
use crate::index::ArchiveReader;
use crate::passage::{CutText, differences};
use crate::search::Result;
use crate::search::show::analysis;
use crate::search::stories::{leader, of_story, story_of};

/// The article of an id; `None` where there is none.
pub(crate) fn address_of(
    archive: &ArchiveReader,
    searcher: &Searcher,
    id: &str,
) -> Result<Option<DocAddress>> {
    let term = TermQuery::new(
        Term::from_field_text(archive.fields().id, id),
        IndexRecordOption::Basic,
    );
    let found = searcher.search(&term, &TopDocs::with_limit(1).order_by_score())?;
    Ok(found.first().map(|(_, address)| *address))
}

/// The story of the article of an id, which may be its only one; `None` where no article has the id.
pub(crate) fn copies(archive: &ArchiveReader, id: &str) -> Result<Option<ToldStory>> {
    let searcher = archive.searcher();
    let Some(address) = address_of(archive, &searcher, id)? else {
        return Ok(None);
    };
    let story = story_of(&searcher, archive.stories()?, address);
    let (first, members) = match story {
        None => (address, vec![address]),
        Some(story) => {
            let members = of_story(archive, &searcher, story)?;
            let first = leader(archive, &searcher, members.of_story(story))?;
            (first.unwrap_or(address), members.addresses().collect())
        }
    };
    let begins = archive.article(&searcher, first)?;
    let cut = analysis(&begins);
    let read = |_, member: &DocAddress| -> Result<ToldArticle> {
        let article = archive.article(&searcher, *member)?;
        Ok(compared((&begins, &cut), article, *member == first))
    };
    let mut articles = Cores::available().map(&members, read)?;
    articles.sort_by(|a, b| order(a).cmp(&order(b)));
    Ok(Some(ToldStory {
        id: begins.id.0,
        articles,
    }))
}

/// By date, without one last; the article that the story begins with before others of its time.
fn order(told: &ToldArticle) -> (bool, Option<i64>, Reverse<bool>, &str) {
    let article = &told.article;
    let time = article
        .published
        .map(|published| published.sort_key_seconds());
    let is_first = told.comparison.is_none();
    (time.is_none(), time, Reverse(is_first), &article.id.0)
}

fn compared(first: (&Article, &Analysis), article: Article, is_first: bool) -> ToldArticle {
    let cut = analysis(&article);
    let [before, after] = [first, (&article, &cut)].map(|(article, analysis)| CutText {
        body: &article.body,
        analysis,
    });
    let comparison = (!is_first).then(|| {
        let leader = (first.0.title.as_str(), first.0.body.as_str());
        compare(leader, (article.title.as_str(), article.body.as_str()))
    });
    let differences = differences(before, after);
    ToldArticle {
        article,
        comparison,
        differences,
    }
}
