//! What is said of the copies of a hit.

use serde::Serialize;

use crate::api::StorySummary;
use crate::render::days::days;
use crate::render::text::grouped;

/// `+7 copies in 5 sources, 12–13 Mar 2024`; `None` where there are no others.
pub fn line(story: &StorySummary) -> Option<String> {
    let others = story.copies.saturating_sub(story.matching);
    let copies = |number: u64| {
        let copies = if number == 1 { "copy" } else { "copies" };
        format!("{} {copies}", grouped(number))
    };
    if story.matching == 0 {
        let (do_not, number) = (if others == 1 { "does" } else { "do" }, copies(others));
        return (others > 0).then(|| format!("{number} that {do_not} not match"));
    }
    let sources = match &*story.sources {
        [] => String::new(),
        [only] => format!(" in {only}"),
        sources => format!(" in {} sources", grouped(sources.len() as u64)),
    };
    let when = story.days.map(|(first, last)| days(first, last));
    let when = when.map_or_else(String::new, |when| format!(", {when}"));
    let not_match = match others {
        0 => String::new(),
        1 => "; 1 more does not match".to_owned(),
        others => format!("; {} more do not match", grouped(others)),
    };
    let found = copies(story.matching);
    Some(format!("+{found}{sources}{when}{not_match}"))
}

/// A story as JSON.
#[derive(Serialize)]
pub(super) struct StoryForm<'a> {
    id: &'a str,
    copies: u64,
    matching: u64,
    sources: &'a [String],
    first_day: Option<String>,
    last_day: Option<String>,
}

impl<'a> StoryForm<'a> {
    pub(super) fn of(story: &'a StorySummary) -> Self {
        Self {
            id: &story.id,
            copies: story.copies,
            matching: story.matching,
            sources: &story.sources,
            first_day: story.days.map(|(first, _)| first.to_string()),
            last_day: story.days.map(|(_, last)| last.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_told_in_a_line() {
        let days = Some(["2024-03-12", "2024-03-13"].map(|day| day.parse().unwrap()));
        let days = days.map(|[first, last]| (first, last));
        let sources = ["Herald".to_owned(), "Times".to_owned()];
        for (copies, matching, sources, days, expected) in [
            (0, 0, &[][..], None, None),
            (1, 0, &[], None, Some("1 copy that does not match")),
            (1_200, 0, &[], None, Some("1,200 copies that do not match")),
            (1, 1, &sources[..1], None, Some("+1 copy in Herald")),
            (2, 2, &[], days, Some("+2 copies, 12–13 Mar 2024")),
            (
                7,
                3,
                &sources,
                days,
                Some("+3 copies in 2 sources, 12–13 Mar 2024; 4 more do not match"),
            ),
        ] {
            let story = StorySummary {
                copies,
                matching,
                sources: sources.to_vec(),
                days,
                ..StorySummary::default()
            };
            assert_eq!(line(&story).as_deref(), expected);
        }
    }
}
