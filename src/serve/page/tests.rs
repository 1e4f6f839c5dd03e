//! Every page, on the sample articles and on hostile ones: links lead somewhere, and nothing of an article is more than text.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use dom_query::Document;
use tempfile::TempDir;
use unbury::article::Article;
use unbury::query::Query;
use unbury::{Archive, IndexRequest};

use super::{Shelf, asset, decoded, failure, feed, page, suggestions};

/// An archive, and its pages.
struct Room {
    archive: Archive,
    indexes: Vec<PathBuf>,
    _folder: TempDir,
}

impl Room {
    /// The sample articles of the project.
    fn of_samples() -> Self {
        let folder = TempDir::new().expect("a folder");
        let index = folder.path().join("index");
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
        let folders = ["csv", "html", "json", "jsonl", "markdown", "text", "tsv"];
        let folders = folders.map(|below| corpus.join(below));
        let request = IndexRequest::new(&index, folders);
        unbury::index(&request, &mut |_| Ok(())).expect("indexed");
        let query = unbury::query::parse("bridge \"a & b\"");
        unbury::save_search(&index, "bridges", &query.query).expect("saved");
        Self::of(folder, index)
    }

    fn of_articles(articles: impl IntoIterator<Item = Article>) -> Self {
        let folder = TempDir::new().expect("a folder");
        let index = folder.path().join("index");
        unbury::index_articles(&index, articles).expect("indexed");
        Self::of(folder, index)
    }

    fn of(folder: TempDir, index: PathBuf) -> Self {
        Self {
            archive: Archive::open(&index).expect("open"),
            indexes: vec![index],
            _folder: folder,
        }
    }

    fn shelf(&self) -> Shelf<'_> {
        Shelf {
            archive: &self.archive,
            name: "A <room>",
            indexes: &self.indexes,
        }
    }

    /// The page of an address, as a browser asks for it, or why there is none.
    fn page(&self, address: &str) -> Result<String, String> {
        let address = address.split('#').next().unwrap_or_default();
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let parameters = form_urlencoded::parse(query.as_bytes()).into_owned();
        let parameters: Vec<(String, String)> = parameters.collect();
        match page(&self.shelf(), &decoded(path), &parameters) {
            Some(page) => page.map_err(|error| error.to_string()),
            None => Err(format!("nothing is at `{path}`")),
        }
    }

    /// What is at an address, whatever it is.
    fn is_there(&self, address: &str) -> bool {
        if let Some(name) = address.strip_prefix("/assets/") {
            return asset(name).is_some();
        }
        if let Some(name) = address.strip_prefix("/searches/") {
            let name = decoded(name.trim_end_matches(".atom"));
            return feed(&self.shelf(), &name).is_ok_and(|feed| feed.is_some());
        }
        // The API has tests of its own.
        address.starts_with("/api/v1/") || self.page(address).is_ok()
    }
}

/// What a page must never have, whatever stands in an article.
fn check(html: &str, address: &str) -> Document {
    let document = Document::from(html);
    for (selector, what) in [
        ("style, [style]", "style of its own"),
        ("script:not([src])", "a script of its own"),
        (
            "img, iframe, object, embed, base, video, audio, link[rel=import]",
            "something from elsewhere",
        ),
        (
            "body script, body link, body meta",
            "an element of the head in its body",
        ),
    ] {
        let found = document.select(selector);
        assert!(!found.exists(), "{address} has {what}: {}", found.html());
    }
    let mut ids = BTreeSet::new();
    for node in document.select("*").nodes() {
        for attribute in node.attrs() {
            let (name, value) = (
                attribute.name.local.to_string(),
                attribute.value.to_string(),
            );
            assert!(!name.starts_with("on"), "{address} has `{name}`");
            if name == "id" {
                assert!(ids.insert(value.clone()), "{address} has `{value}` twice");
            }
            if matches!(&*name, "href" | "src" | "action") {
                let is_web = value.starts_with("http://") || value.starts_with("https://");
                let is_ours = value.starts_with(['/', '#']) && !value.starts_with("//");
                assert!(is_ours || is_web, "{address} leads to `{value}`");
                if is_web {
                    let rel = node.attr("rel").unwrap_or_default();
                    assert_eq!(&*rel, "noreferrer noopener", "{value}");
                }
            }
        }
    }
    for link in document.select("a[href^='#']").nodes() {
        let target = link.attr("href").unwrap_or_default();
        assert!(ids.contains(&target[1..]), "{address} has no {target}");
    }
    for name in ["aria-labelledby", "for"] {
        for node in document.select(&format!("[{name}]")).nodes() {
            let target = node.attr(name).unwrap_or_default().to_string();
            assert!(ids.contains(&target), "{address} has no `{target}`");
        }
    }
    assert_eq!(document.select("h1").length(), 1, "{address}");
    assert_eq!(
        document.select("html[lang], head > title").length(),
        2,
        "{address}"
    );
    document
}

/// Where the elements that a selector finds lead.
fn leads(document: &Document, selector: &str) -> Vec<String> {
    let found = document.select(selector);
    let links = found.nodes().iter();
    let links = links.filter_map(|link| link.attr("href").or_else(|| link.attr("src")));
    links.map(|link| link.to_string()).collect()
}

fn links(document: &Document) -> Vec<String> {
    leads(document, "[href^='/'], [src^='/']")
}

/// The kind of page that an address is: its first name, and the names of its parameters.
fn kind(address: &str) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let path: String = path.split_inclusive('/').take(2).collect();
    let path = if path.starts_with("/article/") {
        "/article/"
    } else {
        &path
    };
    let names: BTreeSet<&str> = query
        .split('&')
        .filter_map(|it| it.split('=').next())
        .collect();
    format!("{path}{names:?}")
}

#[test]
fn every_link_of_every_page_leads_somewhere() {
    const OF_A_KIND: usize = 3;
    // Filters can be put together in thousands of ways.
    const PARAMETERS: usize = 3;
    let room = Room::of_samples();
    let begin = [
        "/",
        "/?q=bridge",
        "/?q=talks%20collapse",
        "/?q=titel%3Abridge%20AND",
        "/?q=brigde",
        "/?q=bridge%20zeppelin%20ferry",
        "/?q=%22ferryman%27s%20bridge%22",
        "/?q=xyzzyqwv",
        "/kwic",
        "/kwic?q=bridge&sort=r1",
        "/compare?q=bridge&q=ferry&by=year",
        "/keyness?q=bridge",
        "/keyness?q=bridge&against=ferry",
    ];
    let mut open: Vec<String> = begin.map(str::to_owned).into();
    let (mut seen, mut kinds) = (BTreeSet::new(), BTreeMap::<String, usize>::new());
    while let Some(address) = open.pop() {
        let address = address.split('#').next().unwrap_or_default().to_owned();
        let of_kind = kinds.entry(kind(&address)).or_default();
        let parameters = address.matches('=').count();
        if *of_kind >= OF_A_KIND || parameters > PARAMETERS || !seen.insert(address.clone()) {
            continue;
        }
        *of_kind += 1;
        if ["/api/", "/assets/", "/searches/"]
            .iter()
            .any(|it| address.starts_with(it))
        {
            assert!(room.is_there(&address), "{address}");
            continue;
        }
        let html = room
            .page(&address)
            .unwrap_or_else(|error| panic!("{address}: {error}"));
        open.extend(links(&check(&html, &address)));
    }
    for path in [
        "/",
        "/kwic",
        "/compare",
        "/keyness",
        "/searches",
        "/archive",
        "/help",
        "/article/",
    ] {
        assert!(kinds.keys().any(|kind| kind.starts_with(path)), "{path}");
    }
    assert!(seen.len() > 60, "{}", seen.len());
}

/// What does something where it is not seen as text.
const HOSTILE: &str = "bank </title><script>alert(1)</script>\"'><img src=x onerror=alert(2)> {{ 7*7 }} \u{202e}\u{0}\u{feff} &lt;b&gt;";

fn hostile(id: &str) -> Article {
    let mut article = Article::new(
        id,
        HOSTILE,
        format!("{HOSTILE}\n\nThe bank of {HOSTILE} and the bank again. Another bank."),
    );
    article.source = Some(format!("Source {HOSTILE}"));
    article.section = Some(HOSTILE.to_owned());
    article.authors = vec![HOSTILE.to_owned(), "\" onmouseover=\"x".to_owned()];
    article.tags = vec![HOSTILE.to_owned()];
    article.url = Some("javascript:alert(3)".to_owned());
    article.language = Some("en\" onclick=\"x".to_owned());
    article.published = "2024-03-05".parse().ok();
    article.metadata.insert(HOSTILE.to_owned(), HOSTILE.into());
    article
}

#[test]
fn nothing_of_an_article_is_more_than_text() {
    let ids = [
        "a",
        "b\"><script>alert(4)</script>",
        "../c?d#e&f=g h",
        "javascript:i",
        "é\u{202e}\"'",
    ];
    let room = Room::of_articles(ids.map(hostile));
    let query = form_urlencoded::byte_serialize(HOSTILE.as_bytes()).collect::<String>();
    let mut addresses = vec![
        "/".to_owned(),
        "/?q=bank".to_owned(),
        "/archive".to_owned(),
        "/kwic?q=bank".to_owned(),
        "/kwic?q=bank&sort=l1".to_owned(),
        "/compare?q=bank&by=day".to_owned(),
        "/keyness?q=bank".to_owned(),
    ];
    for path in ["/", "/kwic", "/compare", "/keyness"] {
        addresses.push(format!("{path}?q={query}"));
        addresses.push(format!(
            "{path}?q=bank&source={query}&tag={query}&author={query}"
        ));
    }
    let mut articles = BTreeSet::new();
    let found = room.page("/?q=bank&copies=show").expect("a page");
    for link in links(&check(&found, "/?q=bank")) {
        if link.starts_with("/article/") {
            articles.insert(link.split('#').next().unwrap_or_default().to_owned());
        }
    }
    // Each with the query, and without it.
    assert_eq!(articles.len(), 2 * ids.len(), "{articles:?}");
    addresses.extend(articles);
    for address in addresses {
        let html = room
            .page(&address)
            .unwrap_or_else(|error| panic!("{address}: {error}"));
        let document = check(&html, &address);
        assert_eq!(document.select("script").length(), 1, "{address}");
        // What is typed stands in boxes as it was typed, so that it can be asked again; boxes are isolated from what is around them.
        for input in document.select("input").nodes() {
            input.remove_attr("value");
        }
        let outside = document.html();
        let hidden = outside.find(['\u{202e}', '\u{0}', '\u{feff}']);
        let before = hidden.map(|at| outside.get(at.saturating_sub(60)..at));
        assert_eq!(before, None, "{address}");
        for link in links(&document) {
            assert!(room.is_there(&link), "{address} leads to {link}");
        }
    }
}

#[test]
fn matches_are_marked_by_their_places_and_lead_from_one_to_the_next() {
    let room = Room::of_articles([Article::new(
        "a",
        "One",
        "A bank. No. The <bank> and a bank?",
    )]);
    let html = room.page("/article/a?q=bank").expect("a page");
    let document = check(&html, "/article/a");
    let marks = document.select(".body mark");
    let texts: Vec<String> = marks
        .nodes()
        .iter()
        .map(|mark| mark.text().to_string())
        .collect();
    assert_eq!(texts, ["bank", "bank", "bank"]);
    assert_eq!(document.select(".s").length(), 3);
    assert_eq!(&*document.select("#s3 mark#m2").text(), "bank");
    assert_eq!(
        document
            .select("#s3 .step a[href='#m1'][rel=prev]")
            .length(),
        1
    );
    assert!(
        html.contains("The &#60;<mark id=\"m2\">bank</mark>"),
        "{html}"
    );
    let html = room.page("/?q=bank").expect("a page");
    assert!(
        html.contains("The &#60;<mark>bank</mark>&#62; and a <mark>bank</mark>?"),
        "{html}"
    );
}

#[test]
fn mistakes_are_told_with_what_to_ask_instead() {
    let room = Room::of_samples();
    for (query, instead) in [
        ("titel:bridge", "/?q=title%3Abridge"),
        ("(bridge", "/?q=%28bridge%29"),
        ("bridge AND", "/?q=bridge%20%5CAND"),
        ("brigde", "/?q=bridge"),
    ] {
        let encoded: String = form_urlencoded::byte_serialize(query.as_bytes()).collect();
        let html = room.page(&format!("/?q={encoded}")).expect("a page");
        let document = check(&html, query);
        let links = leads(&document, ".told a");
        assert_eq!(links, [instead], "{query}");
    }
    assert!(
        room.page("/?q=a&nonsense=1")
            .is_err_and(|error| error.contains("`nonsense`"))
    );
    assert!(room.page("/?since=never").is_err());
    assert!(room.page("/article/nothing").is_err());
    assert!(room.page("/nothing").is_err());
    let asked = ("/nothing", &[][..]);
    let html = failure(
        &room.shelf(),
        asked,
        400,
        "`<x>` is not `there`",
        Some("try `y`"),
    );
    let document = check(&html, "a failure");
    assert_eq!(document.select("main code").length(), 3);
}

#[test]
fn filters_are_taken_away_one_by_one() {
    let room = Room::of_samples();
    let html = room
        .page("/?q=bridge&source=Continental+Wire&since=2023&offset=10")
        .expect("a page");
    let document = check(&html, "chips");
    let chips = leads(&document, ".chips a");
    assert_eq!(
        chips,
        [
            "/?q=bridge&since=2023",
            "/?q=bridge&source=Continental%20Wire"
        ]
    );
    let kept = document.select(".ask input[type=hidden]");
    assert_eq!(kept.length(), 2);
}

#[test]
fn pages_repeat_nothing_and_leave_nothing_out() {
    let room = Room::of_samples();
    let all = room
        .archive
        .count(&unbury::api::CountRequest::new(Query::all()))
        .expect("counted");
    let (mut found, mut address) = (Vec::new(), Some("/?sort=oldest".to_owned()));
    while let Some(at) = address {
        let document = check(&room.page(&at).expect("a page"), &at);
        found.extend(leads(&document, ".hit h2 a"));
        address = leads(&document, ".paging a[rel=next]").pop();
    }
    let different: BTreeSet<&String> = found.iter().collect();
    assert_eq!(different.len(), found.len());
    assert_eq!(found.len() as u64, all.count.stories);
}

#[test]
fn folded_copies_lead_to_the_articles() {
    let first = "The ferry at Lorring was sold on Tuesday to a man from the north, who will take it apart and carry it over the hills. \
        Nobody at the landing knew his name, and the ferryman said only that he had paid in silver and asked for the bell.";
    let mut articles: Vec<Article> = Vec::new();
    for at in 0..25 {
        let mut article = Article::new(format!("f/{at:02}"), format!("Ferry {at}"), first);
        article.source = Some(format!("Paper {at}"));
        article.published = "2024-03-05".parse().ok();
        articles.push(article);
    }
    let room = Room::of_articles(articles);
    let document = check(&room.page("/?q=ferry").expect("a page"), "/?q=ferry");
    let lists = leads(&document, "details.copies a.list");
    let [list] = lists.as_slice() else {
        panic!("{lists:?}");
    };
    assert!(list.starts_with("/copies/f%2F"), "{list}");
    let document = check(&room.page(list).expect("a page"), list);
    let heading = document.select("h1").text().to_string();
    assert_eq!(heading, "24 other articles of this story");
    let members = leads(&document, ".members .headline a");
    let different: BTreeSet<&String> = members.iter().collect();
    assert_eq!(different.len(), 20, "{members:?}");
    let this = list.replace("/copies/", "/article/");
    assert!(!members.contains(&this), "{members:?}");
    let said = document.select(".members .rest").text().to_string();
    assert!(said.starts_with("and 4 more"), "{said}");
    for link in links(&document) {
        assert!(room.is_there(&link), "{link}");
    }
    assert!(room.page("/copies/nothing").is_err());
}

#[test]
fn a_word_is_completed_by_the_commonest_that_begin_so() {
    let bodies = [
        "The bridge",
        "A bridge of brick",
        "Bridges, brides and brücken",
        "Bread",
    ];
    let articles = bodies.iter().enumerate();
    let articles = articles.map(|(at, body)| Article::new(at.to_string(), "", *body));
    let room = Room::of_articles(articles);
    let words = |q: &str| -> Vec<String> {
        let asked = [("q".to_owned(), q.to_owned())];
        let found = suggestions(&room.shelf(), &asked).expect("suggestions");
        let found = serde_json::to_value(found).expect("JSON");
        let words = found["words"].as_array().expect("a list").iter();
        words
            .map(|word| {
                format!(
                    "{} {}",
                    word["word"].as_str().unwrap_or(""),
                    word["articles"]
                )
            })
            .collect()
    };
    assert_eq!(
        words("old BRI"),
        ["bridge 2", "brick 1", "brides 1", "bridges 1"]
    );
    assert_eq!(words("Brü"), ["brucken 1"]);
    assert_eq!(words("bread"), Vec::<String>::new());
    for none in ["", "br", "bri ", "bri*", "\"", "xyz", HOSTILE] {
        assert_eq!(words(none), Vec::<String>::new(), "{none}");
    }
}

#[test]
fn what_cannot_be_asked_keeps_the_query_and_is_mended_with_a_click() {
    let room = Room::of_samples();
    let mended = |path: &str, query: &str| {
        let parameters: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect();
        let made = page(&room.shelf(), path, &parameters).expect("a page is there");
        let error = made.expect_err("it cannot be asked").to_string();
        let html = failure(&room.shelf(), (path, &parameters), 400, &error, None);
        let document = check(&html, query);
        let typed = document.select("#q").attr("value").unwrap_or_default();
        assert!(query.contains(&*typed.replace(' ', "+")), "{typed}");
        let links = leads(&document, ".fixes a, .told a");
        for link in &links {
            assert!(room.page(link).is_ok() || link.contains("strict"), "{link}");
        }
        links
    };
    assert_eq!(mended("/", "q=bridge&since=never"), ["/?q=bridge"]);
    assert_eq!(
        mended("/", "q=bridge&source=Herald&nonsense=1"),
        ["/?q=bridge&source=Herald"]
    );
    assert_eq!(
        mended("/kwic", "q=bridge&until=never&sort=r1"),
        ["/kwic?q=bridge&sort=r1"]
    );
    assert_eq!(
        mended("/", "q=titel:bridge&strict=true"),
        ["/?strict=true&q=title%3Abridge", "/?q=titel%3Abridge"]
    );
    // Two things are wrong: without one of them it cannot be asked either.
    assert_eq!(
        mended("/", "q=bridge&since=never&nonsense=1"),
        ["/?q=bridge"]
    );
}
