//! Which part of a long answer a page shows, and where the rest is.

use unbury::render::grouped;

use super::address::Address;

/// Which part of a long answer a page shows.
#[derive(Default)]
pub(super) struct Paging {
    /// `11–20`; nothing where nothing is shown.
    pub(super) range: String,
    pub(super) previous: Option<String>,
    pub(super) next: Option<String>,
}

impl Paging {
    /// So many of `all` are shown behind the first `offset`; a page has `step`.
    pub(super) fn of(
        question: &Address,
        (offset, shown, step): (usize, usize, usize),
        all: u64,
    ) -> Self {
        let at = |offset: usize| match offset {
            0 => question.clone().without("offset"),
            offset => question.clone().set("offset", &offset.to_string()),
        };
        let until = offset.saturating_add(shown);
        let has_more = shown > 0 && (until as u64) < all;
        let range = format!("{}–{}", grouped(offset as u64 + 1), grouped(until as u64));
        Self {
            range: if shown > 0 { range } else { String::new() },
            previous: (offset > 0).then(|| at(offset.saturating_sub(step)).to_string()),
            next: has_more.then(|| at(until).to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_lead_to_one_another_and_repeat_nothing() {
        let question = Address::of("/").with("q", "a").with("offset", "20");
        let paging = Paging::of(&question, (20, 10, 10), 31);
        assert_eq!(paging.range, "21–30");
        assert_eq!(paging.previous.as_deref(), Some("/?q=a&offset=10"));
        assert_eq!(paging.next.as_deref(), Some("/?q=a&offset=30"));
        let paging = Paging::of(&question, (5, 0, 10), 31);
        assert_eq!((paging.range.as_str(), paging.next), ("", None));
        assert_eq!(paging.previous.as_deref(), Some("/?q=a"));
    }
}
