//! Addresses as names of articles.

use std::borrow::Cow;

/// Whether an address is that of a site, without the path of a page.
pub(super) fn is_home_page(url: &str) -> bool {
    let (_, rest) = url.split_once("://").unwrap_or(("", url));
    rest.split_once('/')
        .is_none_or(|(_, path)| path.trim_matches('/').is_empty())
        && !rest.contains(['?', '#'])
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
