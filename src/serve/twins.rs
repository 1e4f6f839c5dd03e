//! What a page shows, for programs: the same question answered by a command of the API.

use axum::http::HeaderMap;

use super::accepts;

/// Pages, and the commands that answer what they show.
const PAGES: [(&str, &str); 6] = [
    ("/", "search"),
    ("/search", "search"),
    ("/kwic", "kwic"),
    ("/compare", "timeline"),
    ("/keyness", "keyness"),
    ("/archive", "stats"),
];

/// The formats that a suffix of an address may ask for.
const SUFFIXES: [&str; 5] = ["json", "jsonl", "csv", "tsv", "svg"];

/// The command that answers what the page at a path shows, with its parameters, where a program asks: by a suffix such as `/kwic.csv`, or by
/// accepting JSON and no page.
pub(crate) fn twin(
    path: &str,
    headers: &HeaderMap,
    parameters: &[(String, String)],
) -> Option<(&'static str, Vec<(String, String)>)> {
    let suffixed = path.rsplit_once('.');
    let suffixed = suffixed.filter(|(_, suffix)| SUFFIXES.contains(suffix));
    let of_page = |path: &str| {
        let mut pages = PAGES.iter();
        pages
            .find(|(page, _)| *page == path)
            .map(|(_, command)| *command)
    };
    let given = |more: &[(&str, &str)]| {
        let mut parameters = parameters.to_vec();
        // What was left empty in a form.
        parameters.retain(|(_, value)| !value.trim().is_empty());
        parameters.extend(
            more.iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        );
        parameters
    };
    if let Some((page, format)) = suffixed
        && let Some(command) = of_page(page)
    {
        return Some((command, given(&[("format", format)])));
    }
    if !accepts::data(headers) {
        return None;
    }
    if let Some(id) = path.strip_prefix("/article/") {
        let mut parameters = given(&[("id", id)]);
        for (name, _) in parameters.iter_mut().filter(|(name, _)| name == "q") {
            "query".clone_into(name);
        }
        return Some(("show", parameters));
    }
    if let Some(id) = path.strip_prefix("/copies/") {
        let mut parameters = given(&[("id", id), ("copies", "true")]);
        parameters.retain(|(name, _)| name != "q");
        return Some(("show", parameters));
    }
    Some((of_page(path)?, given(&[])))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderValue, header};

    fn of(path: &str, accepts: &'static str) -> Option<(&'static str, Vec<(String, String)>)> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static(accepts));
        twin(path, &headers, &[("q".to_owned(), "dam".to_owned())])
    }

    #[test]
    fn a_suffix_or_what_is_accepted_asks_for_data() {
        let browser = "text/html,application/json;q=0.9";
        assert_eq!(of("/", browser), None);
        assert_eq!(of("/article/a.json", browser), None);
        let names = |twin: Option<(&str, Vec<(String, String)>)>| {
            let (command, parameters) = twin.expect("a twin");
            let parameters = parameters
                .iter()
                .map(|(name, value)| format!("{name}={value}"));
            format!("{command} {}", parameters.collect::<Vec<_>>().join(" "))
        };
        assert_eq!(
            names(of("/search.json", browser)),
            "search q=dam format=json"
        );
        assert_eq!(names(of("/kwic.csv", browser)), "kwic q=dam format=csv");
        assert_eq!(names(of("/", "application/json")), "search q=dam");
        assert_eq!(
            names(of("/article/a.json", "application/json")),
            "show query=dam id=a.json"
        );
        assert_eq!(
            names(of("/copies/a/b", "application/json")),
            "show id=a/b copies=true"
        );
    }
}
