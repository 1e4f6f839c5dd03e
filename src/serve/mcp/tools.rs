//! What each tool does: it asks a command of the program, and gives of its JSON what a model needs.

use std::sync::Arc;

use serde_json::{Map, Value, json};
use unbury::Archive;
use unbury::query::{Severity, parse};

use super::arguments::Arguments;
use super::budget::{fitting, told};
use super::fetched::{id_and_sentence, part};
use super::forms::{list, named, notices, passage, place, text};
use super::links::Links;
use crate::cli::Error;
use crate::serve::kept;

/// Articles that `search` lists.
const SEARCHED: usize = 10;
/// Names that `archive_info` lists of each kind.
const NAMES: usize = 30;
/// Steps of time without articles are left out, and of the others so many are given.
const STEPS: usize = 400;

/// A tool that is called.
pub(super) struct Call {
    pub(super) archive: Arc<Archive>,
    pub(super) links: Links,
    pub(super) arguments: Arguments,
}

/// What a tool answers: the sentence above its data, and these; or what went wrong, for a model to read.
pub(super) type Answer = Result<(String, Value), String>;

/// What an error says, with what to do about it in the words of tools.
fn said(error: &Error) -> String {
    let message = error.to_string();
    match error {
        Error::NoArticle { .. } => {
            format!(
                "not found: {message}\nhint: ids are those that `search` and the other tools give"
            )
        }
        error => match error.hint() {
            Some(hint) => format!("{message}\nhint: {}", hint.replace("`--", "`")),
            None => message,
        },
    }
}

impl Call {
    /// The JSON of a command.
    fn ask(&self, command: &str, parameters: &[(&str, &str)]) -> Result<Value, String> {
        let parameters = parameters.iter();
        let parameters: Vec<(String, String)> = parameters
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let json = kept::answer(command, &parameters, &self.archive);
        let json = json.map_err(|error| said(&error))?;
        serde_json::from_slice(&json).map_err(|error| error.to_string())
    }

    /// The same with the query and its filters.
    fn ask_query(&self, command: &str, parameters: &[(&str, &str)]) -> Result<Value, String> {
        let query = self.arguments.text("query");
        checked(query)?;
        let mut all = vec![("q", query)];
        for filter in ["source", "since", "until"] {
            all.extend(self.arguments.given(filter).map(|value| (filter, value)));
        }
        all.extend(parameters);
        self.ask(command, &all)
    }

    fn tokens(&self) -> usize {
        self.arguments.number("max_tokens")
    }
}

/// Refuses a query that would not be read as it looks: a model can mend it.
fn checked(query: &str) -> Result<(), String> {
    let parsed = parse(query);
    let problems = parsed.problems.iter();
    let serious = problems.filter(|problem| problem.severity() == Severity::Warning);
    let serious: Vec<String> = serious.map(|problem| problem.render(query)).collect();
    if serious.is_empty() {
        return Ok(());
    }
    Err(format!(
        "the query cannot be read as it looks\n{}",
        serious.join("\n")
    ))
}

/// `search`: in the shape that connectors ask for. Whatever is typed is a query: prose, too.
pub(super) fn search(call: &Call) -> Answer {
    let limit = SEARCHED.to_string();
    let query = call.arguments.text("query");
    let asked = [
        ("q", query),
        ("limit", &limit),
        ("passages", "0"),
        ("copies", "hide"),
    ];
    let answer = call.ask("search", &asked)?;
    let results = list(&answer, "hits").iter().map(|hit| {
        let article = &hit["article"];
        json!({
            "id": article["id"],
            "title": article["title"],
            "url": call.links.article(text(article, "id")),
        })
    });
    let results: Vec<Value> = results.collect();
    Ok((String::new(), json!({ "results": results })))
}

/// `fetch`: likewise.
pub(super) fn fetch(call: &Call) -> Answer {
    let given = call.arguments.text("id").trim();
    let mut found = part(&call.archive, given, None);
    if let (Ok(None), Some((id, sentence))) = (&found, id_and_sentence(given)) {
        found = part(&call.archive, id, Some(sentence));
    }
    let found = found.map_err(|error| error.to_string())?;
    let found = found.ok_or_else(|| {
        said(&Error::NoArticle {
            id: given.to_owned(),
        })
    })?;
    Ok((String::new(), found.form(&call.links)))
}

/// `search_passages`
pub(super) fn search_passages(call: &Call) -> Answer {
    let limit = call.arguments.number("limit").to_string();
    let offset = call.arguments.number("offset");
    let first = offset.to_string();
    let by = [
        ("by", "passage"),
        ("copies", "hide"),
        ("limit", &limit),
        ("offset", &first),
    ];
    let answer = call.ask_query("search", &by)?;
    let hits = list(&answer, "hits").iter();
    let passages = hits.flat_map(|hit| {
        let copies = hit["story"]["copies"].clone();
        list(hit, "passages").iter().map(move |found| {
            let mut form = passage(&hit["article"], found, &call.links);
            form["copies"] = copies.clone();
            form
        })
    });
    let (passages, cut) = fitting(passages.collect(), "quote", call.tokens());
    let next = offset + passages.len();
    let total = &answer["total"];
    let about = format!(
        "{} passages of the {} articles that match; each has its place and its permalink.",
        passages.len(),
        total["articles"]
    );
    let data = json!({
        "articles": total["articles"],
        "stories": total["stories"],
        "searched": total["searched"],
        "matches_only_some_words": total["partial"],
        "notices": notices(&answer),
        "passages": passages,
        "cut": told(cut, &format!("ask again with offset {next}, or a larger max_tokens")),
    });
    Ok((about, data))
}

/// `count`
pub(super) fn count(call: &Call) -> Answer {
    let answer = call.ask_query("count", &[])?;
    let counted = &list(&answer, "counts").first().cloned().unwrap_or_default();
    let about = format!("{} articles match, exactly.", counted["articles"]);
    let data = json!({
        "query": counted["query"]["canonical"],
        "meaning": counted["query"]["meaning"],
        "articles": counted["articles"],
        "stories": counted["stories"],
        "sentences": counted["sentences"],
        "occurrences": counted["occurrences"],
        "searched": answer["searched"],
        "notices": notices(counted),
    });
    Ok((about, data))
}

/// `timeline`
pub(super) fn timeline(call: &Call) -> Answer {
    let by = call.arguments.text("by");
    let answer = call.ask_query("timeline", &[("by", by)])?;
    let series = &list(&answer, "series").first().cloned().unwrap_or_default();
    let steps = list(&answer, "steps").iter().zip(list(series, "points"));
    let steps = steps.filter(|(_, point)| point["articles"] != 0);
    let steps = steps.map(|(step, point)| {
        json!({
            "step": step["value"],
            "articles": point["articles"],
            "all": point["all"],
            "share": point["share"],
            "partial": step["partial"],
            "query": point["query"],
        })
    });
    let mut steps: Vec<Value> = steps.collect();
    let cut = steps.len().saturating_sub(STEPS);
    steps.truncate(STEPS);
    let bursts = list(series, "bursts").iter().take(5).map(|burst| {
        json!({
            "first_day": burst["first_day"],
            "last_day": burst["last_day"],
            "articles": burst["articles"],
            "query": burst["query"],
        })
    });
    let about = format!(
        "{} articles match; steps of time without any are left out.",
        series["articles"]
    );
    let data = json!({
        "by": answer["by"],
        "query": series["query"]["canonical"],
        "articles": series["articles"],
        "undated": series["without"]["articles"],
        "trend": series["trend"],
        "bursts": bursts.collect::<Vec<_>>(),
        "steps": steps,
        "notices": notices(series),
        "cut": told(cut, "ask for a longer step, or narrow it with since and until"),
    });
    Ok((about, data))
}

/// `concordance`
pub(super) fn concordance(call: &Call) -> Answer {
    let limit = call.arguments.number("limit").to_string();
    let answer = call.ask_query("kwic", &[("sample", &limit), ("copies", "hide")])?;
    let lines = list(&answer, "lines").iter().map(|line| {
        let article = &line["article"];
        let mut form = named(article);
        for key in ["left", "keyword", "right"] {
            form.insert(key.to_owned(), line[key].clone());
        }
        let sentence = json!({ "first": line["sentence"], "last": line["sentence"] });
        let sentence = if line["in_title"] == true {
            Value::Null
        } else {
            sentence
        };
        let found = json!({ "sentences": sentence, "span": line["place"], "page": line["page"] });
        place(&mut form, article, &found, &call.links);
        Value::Object(form)
    });
    let (lines, cut) = fitting(lines.collect(), "right", call.tokens());
    let count = &answer["count"];
    let about = format!(
        "{} of {} occurrences, drawn evenly from all of them.",
        lines.len(),
        count["occurrences"]
    );
    let data = json!({
        "articles": count["articles"],
        "occurrences": count["occurrences"],
        "notices": notices(&answer),
        "lines": lines,
        "cut": told(cut, "ask with a larger max_tokens, or narrow it with since, until or source"),
    });
    Ok((about, data))
}

/// `similar`
pub(super) fn similar(call: &Call) -> Answer {
    let limit = call.arguments.number("limit").to_string();
    let id = call.arguments.text("id");
    let answer = call.ask(
        "similar",
        &[("id", id), ("limit", &limit), ("passages", "1")],
    )?;
    let hits = list(&answer, "hits").iter().map(|hit| {
        let article = &hit["article"];
        let nothing = json!({ "text": "" });
        let found = list(hit, "passages").first().unwrap_or(&nothing);
        let mut form = passage(article, found, &call.links);
        form["shared_words"] = hit["shared"].clone();
        form
    });
    let (hits, cut) = fitting(hits.collect(), "quote", call.tokens());
    let about = format!(
        "{} articles on the same matter, most alike first.",
        hits.len()
    );
    let data = json!({
        "article": named(&answer["article"]),
        "articles": hits,
        "cut": told(cut, "ask with a larger max_tokens"),
    });
    Ok((about, data))
}

/// `copies`
pub(super) fn copies(call: &Call) -> Answer {
    let id = call.arguments.text("id");
    let answer = call.ask("show", &[("id", id), ("copies", "true")])?;
    let told_articles = list(&answer, "articles").iter().map(|told| {
        let article = &told["article"];
        let mut form = named(article);
        form.insert("kind".to_owned(), told["kind"].clone());
        form.insert("percent_in_common".to_owned(), told["percent"].clone());
        let differences = list(told, "differences").iter().map(|difference| {
            json!({
                "change": difference["change"],
                "in_the_first": difference["before"]["text"],
                "in_this": difference["after"]["text"],
            })
        });
        form.insert("differences".to_owned(), differences.collect());
        let permalink = call.links.article(text(article, "id"));
        form.insert("permalink".to_owned(), permalink.into());
        Value::Object(form)
    });
    let (articles, cut) = fitting(told_articles.collect(), "differences", call.tokens());
    let about = format!(
        "{} articles tell this story, oldest first.",
        articles.len() + cut
    );
    let data = json!({
        "story": answer["story"],
        "articles": articles,
        "cut": told(cut, "ask with a larger max_tokens"),
    });
    Ok((about, data))
}

/// `archive_info`
pub(super) fn archive_info(call: &Call) -> Answer {
    let answer = call.ask("stats", &[])?;
    let mut data = Map::new();
    for key in ["articles", "stories", "first_day", "last_day", "undated"] {
        data.insert(key.to_owned(), answer[key].clone());
    }
    for key in ["sources", "sections", "languages"] {
        let names = list(&answer, key);
        let most: Vec<Value> = names.iter().take(NAMES).cloned().collect();
        data.insert(key.to_owned(), most.into());
        data.insert(format!("{key}_in_all"), names.len().into());
    }
    let about = format!("The archive has {} articles.", answer["articles"]);
    Ok((about, Value::Object(data)))
}

/// `verify_quote`
pub(super) fn verify_quote(call: &Call) -> Answer {
    let limit = call.arguments.number("limit").to_string();
    let quote = call.arguments.text("quote");
    let answer = call.ask("quote", &[("quote", quote), ("limit", &limit)])?;
    let told = &list(&answer, "quotes").first().cloned().unwrap_or_default();
    let places = list(told, "places").iter().map(|found| {
        let mut form = passage(&found["article"], found, &call.links);
        form["in_title"] = found["in_title"].clone();
        let differences = list(found, "differences").iter().map(|difference| {
            json!({
                "kind": difference["kind"],
                "as_quoted": difference["quoted"]["text"],
                "in_the_article": difference["written"]["text"],
            })
        });
        form["differences"] = differences.collect();
        let gaps = list(found, "gaps").iter().map(|gap| gap["words"].clone());
        form["words_left_out_at_ellipses"] = gaps.collect();
        form["differs_only_in_form"] = found["style"].clone();
        form
    });
    let (places, _) = fitting(places.collect(), "quote", 20_000);
    let verdict = text(told, "verdict");
    let about = match verdict {
        "verbatim" => "Verbatim: it stands in the archive word for word.",
        "near" => {
            "Near: do not use it as a quotation; use what stands in the article, or mend what differs."
        }
        _ => "Not found: do not use it as a quotation.",
    };
    let data = json!({
        "verdict": verdict,
        "reason": told["reason"],
        "articles": told["articles"],
        "is_complete": told["complete"],
        "words_in_no_article": told["unknown_words"],
        "places": places,
    });
    Ok((about.to_owned(), data))
}
