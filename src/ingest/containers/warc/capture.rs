//! What a web archive says of a page that it captured: where and when.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::records::Head;
use crate::ingest::notice::Notice;
use crate::ingest::record::Record;

/// A capture.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Capture {
    /// The address, as far as it is one.
    pub(super) url: String,
    /// When, as the standard writes it.
    date: Option<String>,
}

impl Capture {
    pub(super) fn of(head: &Head) -> Self {
        let url = head.url.as_deref().unwrap_or_default().trim();
        // One program wrote the brackets of the standard's grammar.
        let bare = url.strip_prefix('<').and_then(|url| url.strip_suffix('>'));
        let url = bare.unwrap_or(url).replace(' ', "%20");
        let date = head.date.as_deref().map(str::trim);
        let is_date = |date: &&str| date.starts_with(|ch: char| ch.is_ascii_digit());
        let date = date
            .filter(is_date)
            .map(|date| written(date).unwrap_or_else(|| date.to_owned()));
        match replayed(&url) {
            Some((date, inner)) => Self {
                url: inner.to_owned(),
                date: written(date),
            },
            None => Self { url, date },
        }
    }

    /// The scheme of the address, in small letters; empty where it has none.
    pub(super) fn scheme(&self) -> String {
        let scheme = self.url.split_once(':').map(|(scheme, _)| scheme);
        scheme.unwrap_or_default().to_ascii_lowercase()
    }

    /// That the page was as it had been captured before.
    pub(super) fn revisited(self) -> Notice {
        Notice::Revisited {
            url: self.url,
            captured: self.date,
        }
    }

    /// What it tells of the article.
    pub(super) fn defaults(self) -> Record {
        let moment = self
            .date
            .as_deref()
            .and_then(|date| date.parse::<Timestamp>().ok());
        let mut record = Record {
            url: Some(self.url).filter(|url| !url.is_empty()),
            version: moment.and_then(|moment| u64::try_from(moment.as_second()).ok()),
            captured: self.date.clone(),
            ..Record::default()
        };
        if let Some(date) = self.date {
            record.metadata.insert("captured".to_owned(), date.into());
        }
        record
    }
}

/// A moment of digits alone, `20140216050221`, as the standard writes it. Those of years are shorter, and of fractions longer.
fn written(digits: &str) -> Option<String> {
    if digits.len() < 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |from: usize, to: usize, least: i8| match digits.get(from..to) {
        Some(part) => part.parse().ok(),
        None => Some(least),
    };
    let moment = DateTime::new(
        digits.get(..4)?.parse().ok()?,
        part(4, 6, 1)?,
        part(6, 8, 1)?,
        part(8, 10, 0)?,
        part(10, 12, 0)?,
        part(12, 14, 0)?,
        0,
    );
    let moment = moment.ok()?.to_zoned(TimeZone::UTC).ok()?;
    Some(moment.timestamp().to_string())
}

/// Of the address of a replayed page, `…/web/20190101000000id_/http://…`, when it was captured and its own address.
fn replayed(url: &str) -> Option<(&str, &str)> {
    let inner = url.match_indices("/http").find_map(|(at, _)| {
        let inner = url.get(at + 1..)?;
        let is_address = inner.starts_with("http://") || inner.starts_with("https://");
        is_address.then_some((at, inner))
    });
    let (at, inner) = inner?;
    let (before, moment) = url.get(..at)?.rsplit_once('/')?;
    let digits = moment.trim_end_matches(|ch: char| ch.is_ascii_lowercase() || ch == '_');
    let is_moment = digits.bytes().all(|byte| byte.is_ascii_digit());
    let names_it = before.ends_with("/web") || before.ends_with("/wayback");
    (is_moment && (digits.len() == 14 || (names_it && (4..14).contains(&digits.len()))))
        .then_some((digits, inner))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_moments_are_those_of_the_page() {
        let table = [
            (
                "<http://a.example/>",
                "2014-02-16T05:02:21Z",
                "http://a.example/",
                "2014-02-16T05:02:21Z",
                1_392_526_941,
            ),
            (
                "http://a.example/b c",
                "20140216050221",
                "http://a.example/b%20c",
                "2014-02-16T05:02:21Z",
                1_392_526_941,
            ),
            (
                "https://web.archive.org/web/20190101120000if_/https://a.example/b?u=http://c.example/",
                "2024-05-06T00:00:00Z",
                "https://a.example/b?u=http://c.example/",
                "2019-01-01T12:00:00Z",
                1_546_344_000,
            ),
            (
                "http://a.example/2019/http://b.example/",
                "2024-05-06T00:00:00.5Z",
                "http://a.example/2019/http://b.example/",
                "2024-05-06T00:00:00.5Z",
                1_714_953_600,
            ),
        ];
        for (url, date, own, captured, version) in table {
            let head = Head {
                url: Some(url.to_owned()),
                date: Some(date.to_owned()),
                ..Head::default()
            };
            let record = Capture::of(&head).defaults();
            assert_eq!(record.url.as_deref(), Some(own));
            assert_eq!(record.captured.as_deref(), Some(captured));
            assert_eq!(record.version, Some(version));
        }
        assert_eq!(written("2019").as_deref(), Some("2019-01-01T00:00:00Z"));
        assert_eq!(written("20141301000000"), None);
    }
}
