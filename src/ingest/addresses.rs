//! Addresses as names of articles.

use std::borrow::Cow;

/// Whether an address is that of a site, without the path of a page.
pub(super) fn is_home_page(url: &str) -> bool {
    let (_, rest) = url.split_once("://").unwrap_or(("", url));
    rest.split_once('/')
        .is_none_or(|(_, path)| path.trim_matches('/').is_empty())
        && !rest.contains(['?', '#'])
}

/// An address as a document at `base` has it: relative ones stand for whole ones (RFC 3986, section 5.2).
pub(super) fn resolved(base: Option<&str>, link: &str) -> String {
    let link = link.trim();
    let scheme = link.split_once(':').map(|(scheme, _)| scheme);
    let is_scheme = |scheme: &str| {
        scheme.starts_with(|ch: char| ch.is_ascii_alphabetic())
            && scheme
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    };
    let Some((base_scheme, rest)) = base
        .map(str::trim)
        .and_then(|base| base.split_once("://"))
        .filter(|_| !scheme.is_some_and(is_scheme) && !link.is_empty())
    else {
        return link.to_owned();
    };
    if let Some(link) = link.strip_prefix("//") {
        return format!("{base_scheme}://{link}");
    }
    let end = rest.find(['?', '#']).unwrap_or(rest.len());
    let (whole, _) = rest.split_at(end);
    let (host, path) = whole.split_at(whole.find('/').unwrap_or(whole.len()));
    let path = match link.chars().next() {
        Some('/') => link.to_owned(),
        Some('#') => {
            let asked = rest.split('#').next().and_then(|rest| rest.get(end..));
            format!("{path}{}{link}", asked.unwrap_or_default())
        }
        Some('?') => format!("{path}{link}"),
        _ => {
            let folder = path.rfind('/').map_or("/", |at| &path[..=at]);
            format!("{folder}{link}")
        }
    };
    format!("{base_scheme}://{host}{}", without_dots(&path))
}

/// A path whose steps up and in place were taken.
fn without_dots(path: &str) -> String {
    let end = path.find(['?', '#']).unwrap_or(path.len());
    let (path, asked) = path.split_at(end);
    if !path.contains("/.") {
        return format!("{path}{asked}");
    }
    let mut steps: Vec<&str> = Vec::new();
    for step in path.split('/').skip(1) {
        match step {
            "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    if path.ends_with("/.") || path.ends_with("/..") {
        steps.push("");
    }
    format!("/{}{asked}", steps.join("/"))
}

/// Parameters that say how a reader came, not what is read.
const TRACKING: &[&str] = &[
    "fbclid",
    "gclid",
    "dclid",
    "gbraid",
    "wbraid",
    "msclkid",
    "yclid",
    "twclid",
    "igshid",
    "mc_cid",
    "mc_eid",
    "cmpid",
    "cmp",
    "ocid",
    "smid",
    "sref",
    "ito",
    "ref_src",
    "ref_url",
    "__twitter_impression",
    "xtor",
    "wt.mc_id",
    "icid",
    "ncid",
];

/// An absolute web address without fragment and tracking parameters, scheme and host in lower case.
///
/// `None` where the text is no absolute web address: it would not name the same article everywhere.
pub(super) fn canonical(url: &str) -> Option<Cow<'_, str>> {
    let (scheme, rest) = url.split_once("://")?;
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return None;
    }
    let whole = match url.split_once('#') {
        // `#!` was a path once.
        Some((whole, fragment)) if !fragment.starts_with('!') => whole,
        _ => url,
    };
    let host = rest
        .split(['/', '?', '#'])
        .next()
        .filter(|host| !host.is_empty())?;
    let lower = !host.bytes().any(|byte| byte.is_ascii_uppercase())
        && !scheme.bytes().any(|byte| byte.is_ascii_uppercase());
    if lower && !whole.contains('?') {
        return Some(Cow::Borrowed(whole));
    }
    let (address, parameters) = whole.split_once('?').unwrap_or((whole, ""));
    let path = address.get(scheme.len() + 3 + host.len()..).unwrap_or("");
    let mut canonical = format!(
        "{}://{}{path}",
        scheme.to_ascii_lowercase(),
        host.to_ascii_lowercase()
    );
    let kept = parameters
        .split('&')
        .filter(|parameter| !parameter.is_empty() && !is_tracking(parameter));
    for (place, parameter) in kept.enumerate() {
        canonical.push(if place == 0 { '?' } else { '&' });
        canonical.push_str(parameter);
    }
    Some(Cow::Owned(canonical))
}

fn is_tracking(parameter: &str) -> bool {
    let name = parameter
        .split('=')
        .next()
        .unwrap_or(parameter)
        .to_ascii_lowercase();
    name.starts_with("utm_") || name.starts_with("at_") || TRACKING.contains(&name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_addresses_stand_for_whole_ones() {
        let base = Some("https://a.example/b/c/d?q#f");
        for (link, expected) in [
            ("g", "https://a.example/b/c/g"),
            ("./g?y#s", "https://a.example/b/c/g?y#s"),
            ("/g", "https://a.example/g"),
            ("//h.example/g", "https://h.example/g"),
            ("?y", "https://a.example/b/c/d?y"),
            ("#s", "https://a.example/b/c/d?q#s"),
            ("../../../g/..", "https://a.example/"),
            ("mailto:a@b.example", "mailto:a@b.example"),
            ("http://x.example/a/../b", "http://x.example/a/../b"),
            ("", ""),
        ] {
            assert_eq!(resolved(base, link), expected, "{link}");
        }
        assert_eq!(
            resolved(Some("https://a.example"), "g"),
            "https://a.example/g"
        );
        assert_eq!(resolved(None, "g"), "g");
    }

    #[test]
    fn addresses_lose_what_does_not_name_the_article() {
        let cases = [
            ("https://example.org/a", Some("https://example.org/a")),
            (
                "https://example.org/a#comments",
                Some("https://example.org/a"),
            ),
            ("https://example.org/#!/a", Some("https://example.org/#!/a")),
            (
                "HTTPS://Example.ORG/A?ID=1",
                Some("https://example.org/A?ID=1"),
            ),
            (
                "https://example.org/a?utm_source=x&id=2&fbclid=y",
                Some("https://example.org/a?id=2"),
            ),
            (
                "https://example.org/a?utm_source=x",
                Some("https://example.org/a"),
            ),
            ("https://example.org/a?", Some("https://example.org/a")),
            ("https://example.org", Some("https://example.org")),
            ("https://", None),
            ("example.org/a", None),
            ("mailto:a@example.org", None),
            ("ftp://example.org/a", None),
            ("", None),
            ("é://é", None),
        ];
        for (url, expected) in cases {
            assert_eq!(canonical(url).as_deref(), expected, "{url}");
        }
    }

    #[test]
    fn a_site_is_no_page() {
        for site in [
            "https://example.org",
            "https://example.org/",
            "https://example.org//",
        ] {
            assert!(is_home_page(site), "{site}");
        }
        for page in [
            "https://example.org/a",
            "https://example.org/?p=1",
            "https://example.org/#!/a",
        ] {
            assert!(!is_home_page(page), "{page}");
        }
    }
}
