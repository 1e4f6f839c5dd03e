use super::*;

fn shown(paragraphs: &[Paragraph]) -> Vec<String> {
    let mark = |paragraph: &Paragraph| if paragraph.heading { "# " } else { "" };
    let tidy = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    paragraphs
        .iter()
        .map(|paragraph| format!("{}{}", mark(paragraph), tidy(&paragraph.text)))
        .collect()
}

#[test]
fn block_elements_and_two_breaks_end_paragraphs() {
    let cases: &[(&str, &[&str])] = &[
        ("", &[]),
        ("plain", &["plain"]),
        ("<p>One</p><p>two <b>three</b></p>", &["One", "two three"]),
        (
            "One<br>two<br><br>three<br> <br/>four",
            &["One two", "three", "four"],
        ),
        ("<h2>Head <em>line</em></h2>Text", &["# Head line", "Text"]),
        ("<h2><div>Head</div></h2>", &["# Head"]),
        ("<ul><li>a</li><li>b</li></ul>c", &["a", "b", "c"]),
        (
            "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>",
            &["a | b", "c"],
        ),
        (
            "<script>x</script><style>y</style><noscript>z</noscript>t<button>u</button>",
            &["t"],
        ),
        (
            "AT&amp;T &#8217; &amp;amp; caf&eacute;",
            &["AT&T ’ &amp; café"],
        ),
        ("<p hidden>no</p><p>yes</p>", &["yes"]),
        ("<blockquote><p>Said</p></blockquote>on", &["Said", "on"]),
        (
            "<p>unclosed <p>next <a href=x>link",
            &["unclosed", "next link"],
        ),
        ("a <!-- b --> c", &["a c"]),
    ];
    for (html, expected) in cases {
        assert_eq!(shown(&text_of(html)), *expected, "{html}");
    }
}

fn page_with(head: &str, body: &str) -> Record {
    page(&format!(
        "<!doctype html><html lang=en><head>{head}</head><body>{body}</body></html>"
    ))
    .unwrap_or_else(|error| panic!("{error}"))
    .remove(0)
}

const STORY: &str = "<nav><a href=/>Home</a></nav><article><h1>Bridge opens at last</h1>\
    <p>The council of Harrow Bay opened the old swing bridge to traffic on Tuesday, after two years of repairs, and the merchants came to watch.</p>\
    <p>Nobody objected, the mayor said, because nobody had been asked, and in any case the ferry had been late, as ferries in that town always were.</p>\
    <p>The first car over the bridge was a bread van, driven by a man who had waited since four in the morning, with coffee, and without complaint.</p>\
    <h3>Related stories</h3><ul><li><a href=/a>Ferry late again</a></li><li><a href=/b>Tide times</a></li></ul></article>\
    <div id=comments><h3>Post a Comment</h3><form><p>Your email address will not be published.</p></form></div>";

#[test]
fn the_story_is_read_without_what_stands_around_it() {
    let record = page_with(
        "<title>Bridge opens at last | The Gazette</title><meta property='og:site_name' content='The Gazette'>",
        STORY,
    );
    assert_eq!(record.title.as_deref(), Some("Bridge opens at last"));
    assert_eq!(record.source.as_deref(), Some("The Gazette"));
    assert_eq!(record.language.as_deref(), Some("en"));
    let text = shown(&record.paragraphs);
    assert_eq!(text.len(), 3, "{text:#?}");
    assert!(text[0].starts_with("The council") && text[2].ends_with("complaint."));
}

#[test]
fn metadata_comes_from_the_best_place() {
    let head = "<meta property='article:published_time' content='2024-03-09T10:00:00Z'><meta name=author content='Jane Doe'>\
        <meta property='article:section' content='World'><meta property='article:tag' content='bridge'><meta property='article:tag' content='river'>\
        <link rel=canonical href='https://example.org/a'><meta name=description content='Short.'>";
    let record = page_with(head, STORY);
    assert_eq!(record.other_dates[0].text, "2024-03-09T10:00:00Z");
    assert_eq!(
        (record.authors.as_slice(), record.tags.len()),
        (&["Jane Doe".to_owned()][..], 2)
    );
    assert_eq!(
        (record.section.as_deref(), record.url.as_deref()),
        (Some("World"), Some("https://example.org/a"))
    );
    assert_eq!(
        record
            .metadata
            .get("description")
            .and_then(|text| text.as_str()),
        Some("Short.")
    );
    let timed = page_with(
        "",
        &STORY.replace(
            "<p>The council",
            "<time datetime='2024-03-09'>Saturday</time><p>The council",
        ),
    );
    assert_eq!(timed.other_dates[0].text, "2024-03-09");
}

#[test]
fn the_text_in_json_ld_counts_if_it_is_much_longer() {
    let long = "The whole story, which the page hides behind a wall, goes on. ".repeat(40);
    let head = format!(
        "<script type='application/ld+json'>{{\"@type\":\"NewsArticle\",\"headline\":\"Bridge\",\"articleBody\":\"{long}\\n{long}\"}}</script>"
    );
    let record = page_with(&head, "<p>The whole story, which the page hides.</p>");
    assert_eq!(
        (record.title.as_deref(), record.paragraphs.len()),
        (Some("Bridge"), 2)
    );
}

#[test]
fn entities_in_json_ld_are_no_other_words() {
    let head = format!(
        "<script type='application/ld+json'>{{\"@type\":\"NewsArticle\",\"headline\":\"Bridge\",\"articleBody\":\"It&#039;s shut, and that&#039;s all.\\n{LONG}\"}}</script>"
    );
    let record = page_with(
        &head,
        &format!(
            "<article><h1>Bridge</h1><p>It's shut, and that's all.</p><p>{LONG}</p></article>"
        ),
    );
    assert_eq!(
        shown(&record.paragraphs),
        ["It's shut, and that's all.", LONG]
    );
}

#[test]
fn a_name_that_heads_the_page_is_its_title() {
    let head = r#"<script type="application/ld+json">{"@type":"Article","name":"New Zealand","headline":"country in Oceania"}</script>"#;
    let titled = |heading: &str| page_with(head, &format!("<h1>{heading}</h1>{STORY}")).title;
    assert_eq!(titled("New Zealand").as_deref(), Some("New Zealand"));
    assert_eq!(
        titled("Bridge opens").as_deref(),
        Some("country in Oceania")
    );
}

/// The texts of a page's one article.
fn texts(body: &str) -> Vec<String> {
    shown(&page_with("<title>Ferry stops - The Gazette</title>", body).paragraphs)
}

const LONG: &str = "The ferry that has crossed the bay since the year of the flood stopped on Tuesday, and nobody on either shore could say when it would sail again.";

#[test]
fn a_short_article_does_not_give_way_to_the_frame_around_it() {
    let article = "<article><h1>Ferry stops</h1><p>The ferry stopped.</p></article>";
    let frames = [
        format!("{article}<footer><p>{LONG}</p></footer>"),
        format!("<header><h2>About us</h2><p>{LONG}</p></header>{article}"),
        format!("{article}<div id=cookieNotice><p>{LONG}</p></div>"),
        format!("{article}<section class='block block--newsletter'><p>{LONG}</p></section>"),
        format!("{article}<div role=contentinfo><p>{LONG}</p></div>"),
        format!(
            "<div class='site-header'><p>{LONG}</p></div><div><h1>Ferry stops</h1><div>The ferry stopped.</div></div>"
        ),
    ];
    for page in frames {
        assert_eq!(texts(&page), ["The ferry stopped."], "{page}");
    }
}

#[test]
fn the_articles_own_text_survives() {
    let linked = "The harbour office, which had to read the whole of the report before noon, puts the blame on the winter.";
    let cases: &[(String, &[&str])] = &[
        (
            format!("<p>{LONG}</p><p><a href=/r>{linked}</a></p><p>{LONG}!</p>"),
            &[LONG, linked],
        ),
        (
            format!(
                "<p>{LONG}</p><p>Who may not cross:</p><ul><li>dogs,</li><li>mayors.</li></ul><p>{LONG}!</p>"
            ),
            &["Who may not cross:", "dogs,", "mayors."],
        ),
        (format!("<noscript><p>{LONG}</p></noscript>"), &[LONG]),
        (
            format!(
                "<p>{LONG}</p><p>橋<ruby>港<rp>(</rp><rt>みなと</rt><rp>)</rp></ruby>は閉鎖。</p>"
            ),
            &["橋港は閉鎖。"],
        ),
        (
            "<pre>The ferry has\nstopped for good.\n\nThe office is\nsorry.</pre>".to_owned(),
            &["The ferry has stopped for good.", "The office is sorry."],
        ),
        (
            "<figure><img src=a><figcaption>The ferry at the quay.</figcaption></figure>"
                .to_owned(),
            &["The ferry at the quay."],
        ),
        (
            format!("<p>{LONG}</p><p>{LONG}!</p><h3>Up next</h3><p>Harbour: sails on Friday.</p>"),
            &["# Up next", "Harbour: sails on Friday."],
        ),
        (
            format!("<p>{LONG}</p><ul><li>Print</li><li>Menu</li></ul><p>{LONG}!</p>"),
            &["Print", "Menu"],
        ),
    ];
    assert_holds(cases);
}

#[test]
fn links_and_captions_in_a_text_are_told_by_what_stands_beside_them() {
    let linked = "The harbour office, which had to read the whole of the report before noon, puts the blame on the winter.";
    let cases: &[(String, &[&str])] = &[
        // What a link in a sentence is called says nothing of the sentence; nor does the caption in front of it.
        (
            format!(
                "<p><a href=/t class=popup>In the year</a> of the flood the ferry crossed the <a class=meta-loc href=/b>bay</a> for the first time, and nobody saw it.</p><p>{LONG}</p><p>{LONG}!</p>"
            ),
            &[
                "In the year of the flood the ferry crossed the bay for the first time, and nobody saw it.",
            ],
        ),
        (
            format!(
                "<p><span class=caption>The quay.</span> {linked}</p><p>{LONG}</p><p>{LONG}!</p>"
            ),
            &[
                "The quay. The harbour office, which had to read the whole of the report before noon, puts the blame on the winter.",
            ],
        ),
        // A link among texts is an item or a cell as they are.
        (
            format!(
                "<p>{LONG}</p><ul><li>Who pays?</li><li><a href=/w>Who sails?</a></li><li>Who knows?</li></ul><p>{LONG}!</p>"
            ),
            &["Who pays?", "Who sails?", "Who knows?"],
        ),
        (
            format!(
                "<p>{LONG}</p><table><tr><td><p>Boat</p></td><td><p>Tons</p></td></tr><tr><td><p><a href=/g>Gannet</a></p></td><td><p>71.1 t</p></td></tr></table><p>{LONG}!</p>"
            ),
            &["Gannet"],
        ),
    ];
    assert_holds(cases);
}

/// Whether each body gives paragraphs among which these are.
fn assert_holds(cases: &[(String, &[&str])]) {
    for (body, expected) in cases {
        let found = texts(&format!("<article><h1>Ferry stops</h1>{body}</article>"));
        for text in *expected {
            assert!(
                found.iter().any(|found| found == text),
                "{text} in {found:?}"
            );
        }
    }
}

#[test]
fn what_leads_elsewhere_goes() {
    let body = format!(
        "<article><h1>Ferry stops</h1><div class=byline>By Jane Doe</div><p>Updated 9:05 am, 9 March 2024</p><p>{LONG}</p>\
         <p><a href=/x>BRIDGE OPENS AT LAST</a></p><div class=wp-caption-text>A ferry.</div><p>Photo: John Roe</p><p>{LONG}!</p>\
         <div class=relatedStories><p>{LONG}?</p></div></article>"
    );
    assert_eq!(texts(&body), [LONG.to_owned(), format!("{LONG}!")]);
}

#[test]
fn several_whole_articles_are_several_records() {
    let story = |title: &str| {
        format!(
            "<article><h2>{title}</h2><p class=byline>By Jane Doe</p><time datetime=2024-03-09>9 March 2024</time><p>{LONG}</p><p>{LONG}</p></article>"
        )
    };
    let records = page(&format!(
        "<html lang=en><h1>The Gazette</h1>{}{}</html>",
        story("One"),
        story("Two")
    ))
    .unwrap_or_default();
    let titles: Vec<_> = records
        .iter()
        .filter_map(|record| record.title.as_deref())
        .collect();
    assert_eq!(titles, ["One", "Two"]);
    for (ordinal, record) in (1..).zip(&records) {
        assert_eq!(
            (record.ordinal, record.paragraphs.len()),
            (Some(ordinal), 2)
        );
        assert_eq!(
            (record.authors.as_slice(), record.url.as_ref()),
            (&["By Jane Doe".to_owned()][..], None)
        );
        assert_eq!(record.other_dates[0].text, "2024-03-09");
    }
    let card =
        format!("<article><a href=/x><h2>Three</h2></a><p>{LONG}</p><p>{LONG}</p></article>");
    let comment =
        format!("<article class=comment><h4>Tam</h4><p>{LONG}</p><p>{LONG}</p></article>");
    for other in [card, comment] {
        let found = page(&format!("{}{other}", story("One")));
        assert_eq!(found.map(|records| records.len()), Ok(1));
    }
}

/// What stands in a page's head and before its text, and the day of its article.
const DATED: &[(&str, &str, Option<&str>)] = &[
    (
        "",
        "<h1>Ferry</h1><p class=date>9 March 2024</p>",
        Some("2024-03-09"),
    ),
    (
        "",
        "<h1>Ferry</h1><span class=posted-on>Posted on <a href=/>March 9, 2024</a> by Jane</span>",
        Some("2024-03-09"),
    ),
    (
        "",
        "<h1>Ferry</h1><time>March 9, 2024</time>",
        Some("2024-03-09"),
    ),
    (
        "",
        "<h1>Ferry</h1><div>Harrow Bay | 9 March 2024 | 3 min read</div>",
        Some("2024-03-09"),
    ),
    (
        "<script type='application/ld+json'>{\"@type\": \"WebPage\", \"datePublished\": \"2024-03-09\"}</script>",
        "",
        Some("2024-03-09"),
    ),
    (
        "<script type='application/ld+json'>{\"@type\": \"Movie\", \"datePublished\": \"2024-03-09\"}</script>",
        "",
        None,
    ),
    (
        "<script type='application/ld+json'>{\"datePublished\": \"2024-03-09\", oops}</script>",
        "",
        Some("2024-03-09"),
    ),
    (
        "<meta name=date content=soon><meta name=dc.date content=2024-03-09>",
        "",
        Some("2024-03-09"),
    ),
    (
        "<meta name=date content=0001-01-01>",
        "<h1>Ferry</h1><p class=date>9 March 2024</p>",
        Some("2024-03-09"),
    ),
    (
        "<link rel=canonical href='https://a.example/2024/03/09/x'>",
        "",
        Some("2024-03-09"),
    ),
    (
        "<meta property='article:published_time' content='2024-03-10T02:10:00Z'><link rel=canonical href='https://a.example/2024/03/09/x'>",
        "",
        Some("2024-03-09"),
    ),
    (
        "<meta property='article:published_time' content='2024-03-10T02:10:00Z'>",
        "",
        Some("2024-03-10T02:10:00Z"),
    ),
    (
        "<meta property='article:modified_time' content='2024-03-10'>",
        "<h1>Ferry</h1><p class=date>9 March 2024</p>",
        Some("2024-03-09"),
    ),
    (
        "<meta property='article:modified_time' content='2024-03-10'>",
        "",
        Some("2024-03-10"),
    ),
    (
        "",
        "<aside><time datetime=2018-02-03>3 Feb</time></aside>",
        None,
    ),
    (
        "",
        "<h1>Ferry</h1><p><script>showDate(\"2024/03/09 01:43:09 01:43:09\")</script> 12 views</p>",
        Some("2024-03-09T01:43:09"),
    ),
    (
        "",
        "<h1>Ferry</h1><script>document.write(moment('9 March 2024').fromNow());</script>",
        Some("2024-03-09"),
    ),
    (
        "",
        "<h1>Ferry</h1><script>document.write(new Date().getFullYear())</script>",
        None,
    ),
    (
        "<script>dataLayer.push({'page': 1, \"publishDate\": \"2024\\/03\\/09\"})</script>",
        "",
        Some("2024-03-09"),
    ),
    (
        "<script>var state = \"{\\\"datePublished\\\":\\\"2024-03-09\\\"}\"; ga('set', 'views', '20240101');</script>",
        "",
        Some("2024-03-09"),
    ),
    (
        "<script>[{publishDate: \"2024-03-09\"}, {publishDate: \"2024-03-08\"}]</script>",
        "",
        None,
    ),
    (
        "<script>{\"createTime\": \"2008-02-02T03:02:36\", \"updateTime\": \"2008-02-02T03:02:36\"}</script>",
        "",
        None,
    ),
    (
        "<meta property='article:published_time' content='2024-03-10T02:10:07Z'><script>a = {DateCreation: '2024-03-09'}</script>",
        "",
        Some("2024-03-09"),
    ),
    (
        "<meta property='article:published_time' content='2024-03-10T02:10:07Z'><meta name=pubdate content='2024-03-09T21:10:07Z'>",
        "",
        Some("2024-03-09T21:10:07"),
    ),
    (
        "<meta property='article:published_time' content='2024-03-10T02:10:07Z'><meta name=pubdate content='2024-03-10 02:10'><meta name=dc.date content=2024-03-09>",
        "",
        Some("2024-03-09"),
    ),
    (
        "",
        "<div data-publish-date='2024-03-09'><h1>Ferry</h1></div>",
        Some("2024-03-09"),
    ),
    ("", "<div class=today>Saturday, March 9, 2024</div>", None),
    (
        "",
        "<h1>Ferry</h1><div class=date>تم نشره السبت 9 آذار / مارس 2024 09:22 مساءً</div>",
        Some("2024-03-09T21:22:00"),
    ),
    (
        "",
        "<ol><li itemscope itemtype='https://schema.org/Book'><i itemprop=datePublished>1964-05-06</i></li></ol>",
        None,
    ),
];

#[test]
fn dates_are_found_wherever_a_page_has_them() {
    for (head, before, expected) in DATED {
        let record = page_with(
            head,
            &format!("<article>{before}<p>{LONG}</p><p>{LONG}</p></article>"),
        );
        let options = crate::ingest::clean::CleanOptions::default();
        let article =
            crate::ingest::clean::article(record, crate::article::Origin::default(), &options);
        let found = article.ok().and_then(|(article, _)| article.published);
        assert_eq!(
            found.map(|date| date.to_string()).as_deref(),
            *expected,
            "{head} {before}"
        );
    }
}

#[test]
fn the_byline_of_the_article_names_its_authors() {
    let cases: &[(&str, &[&str])] = &[
        (
            "<div class=byline>By <a rel=author href=/j>Jane Doe</a> | March 9, 2024 | <a href=/p>Print</a></div>",
            &["Jane Doe"],
        ),
        (
            "<p class=byline>By Jane Doe, Harbour Reporter<br>Updated 6:30 PM, Mar 9, 2024</p>",
            &["Jane Doe"],
        ),
        (
            "<div class='author'>Jane Doe<ul><li>Email</li><li>Facebook</li></ul></div>",
            &["Jane Doe"],
        ),
        ("<div class=author-date>9 March 2024</div>", &[]),
        (
            "<p class=byline><span>by</span> <a href=/j>Jane Doe</a><span>22 Dec 2016</span><a href=/c>651</a></p>",
            &["Jane Doe"],
        ),
        (
            "<div itemscope itemtype='https://schema.org/BlogPosting'><aside itemprop=author itemscope itemtype='https://schema.org/Person'><span itemprop=name>Jane Doe</span></aside></div>",
            &["Jane Doe"],
        ),
        (
            "<span itemprop=author itemscope itemtype='https://schema.org/Person'><span itemprop=name>Jane Doe</span></span>",
            &["Jane Doe"],
        ),
        (
            "<div itemscope itemtype='https://schema.org/Book'><span itemprop=author>A. Roe</span></div>",
            &[],
        ),
    ];
    for (byline, expected) in cases {
        let record = page_with(
            "",
            &format!("<article><h1>Ferry</h1>{byline}<p>{LONG}</p><p>{LONG}</p></article>"),
        );
        let found = crate::ingest::bylines::names(record.authors.into_iter());
        assert_eq!(found, *expected, "{byline}");
    }
}

#[test]
fn titles_lose_the_name_of_the_site() {
    let cases = [
        (
            "Bridge opens | The Gazette",
            Some("The Gazette"),
            "Bridge opens",
        ),
        (
            "The Gazette - Bridge opens",
            Some("the gazette"),
            "Bridge opens",
        ),
        (
            "Bridge opens - at last - The Gazette",
            Some("The Gazette"),
            "Bridge opens - at last",
        ),
        (
            "Bridge opens | Herald",
            Some("The Gazette"),
            "Bridge opens | Herald",
        ),
        ("The Gazette", Some("The Gazette"), "The Gazette"),
        ("Cease-fire holds", Some("fire holds"), "Cease-fire holds"),
        (
            "Bridge opens | The Gazette",
            None,
            "Bridge opens | The Gazette",
        ),
    ];
    for (title, site, expected) in cases {
        assert_eq!(without_site(title, site), expected, "{title}");
    }
}

#[test]
fn hostile_pages_are_read_or_refused() {
    let deep = format!("{}text", "<div>".repeat(20_000));
    let wide = "<p>a</p>".repeat(100_000);
    let odd = [
        "<",
        "<html",
        "</p>",
        "<p></p>",
        "\u{0}",
        "<script>",
        "<!--",
        "<table><table><td>",
        "<svg><p>x",
        "<title>T</title>",
        "&#xFFFFFF;",
    ];
    for html in odd.iter().copied().chain([deep.as_str(), wide.as_str()]) {
        for record in page(html).unwrap_or_default() {
            assert!(record.title.is_some() || !record.paragraphs.is_empty());
        }
    }
    assert_eq!(
        page(&deep).map(|records| records[0].paragraphs.len()),
        Ok(1)
    );
    assert_eq!(page(" "), Err(Reason::Empty));
}

#[test]
fn pages_are_told_from_other_text() {
    for text in [
        "<!DOCTYPE html><p>",
        " \n<html lang=en>",
        "<?xml version='1.0'?><html>",
        "<!-- saved --><html>",
        "\u{feff}<HTML>",
    ] {
        assert!(sniff(text.as_bytes()), "{text}");
    }
    for text in [
        "",
        "Plain <html> text",
        "<rss>",
        "<p>fragment</p>",
        "{\"html\": 1}",
    ] {
        assert!(!sniff(text.as_bytes()), "{text}");
    }
}
