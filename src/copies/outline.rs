//! What of a text is compared with another, and what two have in common.

use serde::Serialize;

use super::boilerplate::Boilerplate;
use super::shingles::{Shingles, word_hash};
use crate::analysis::surfaces;

/// Share of the shorter text that two have in common where one is a copy, in percent.
const LEAST_PERCENT: usize = 50;
/// The same where nothing else says that they belong together: there is no date, or there is boilerplate and little else.
pub(crate) const LEAST_PERCENT_ALONE: usize = 80;
/// Share of the longer text: of a page of ten news in brief, none is a copy of the page.
const LEAST_PERCENT_OF_LONGER: usize = 10;
/// Shingles that are not boilerplate, of which a text must have so many to be compared by them alone.
const LEAST_OWN: usize = 10;

/// What of a text is compared: its shingles, without places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Outline {
    is_short: bool,
    body_words: u32,
    whole: u64,
    /// All shingles, ascending, each once.
    all: Vec<u32>,
    /// Those that are not boilerplate.
    own: Vec<u32>,
}

/// How an article differs from the one that its story begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CopyKind {
    /// Word for word the same.
    Identical,
    /// Changed here and there, and about as long.
    Edited,
    /// A part of it, at most four fifths as long.
    Shortened,
    /// It is a part of this one, which is a quarter longer or more.
    Extended,
}

impl CopyKind {
    /// Its name, as JSON and filters have it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Identical => "identical",
            Self::Edited => "edited",
            Self::Shortened => "shortened",
            Self::Extended => "extended",
        }
    }
}

/// What an article has in common with the one that its story begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CopyComparison {
    /// How it differs.
    pub kind: CopyKind,
    /// Share of the shorter text that both have, in percent: of its shingles, which are the runs of five words.
    pub percent: u8,
}

impl Outline {
    /// Of an article.
    pub(crate) fn of(title: &str, body: &str, boilerplate: &Boilerplate) -> Self {
        let mut shingles = Shingles::default();
        for word in surfaces(body) {
            shingles.push(word_hash(&word));
        }
        if shingles.is_short() {
            for word in surfaces(title) {
                shingles.push_title(word_hash(&word));
            }
        }
        Self::of_shingles(&shingles, boilerplate)
    }

    /// Of a text by its shingles. Of those that are not sampled, boilerplate is what stands next to it.
    fn of_shingles(shingles: &Shingles, boilerplate: &Boilerplate) -> Self {
        let hashes = shingles.hashes();
        let sampled = shingles.sampled();
        let is_own: Vec<bool> = sampled
            .iter()
            .map(|at| !boilerplate.contains(hashes[*at]))
            .collect();
        let mut own = Vec::with_capacity(hashes.len());
        let mut near = 0;
        for (at, hash) in hashes.iter().enumerate() {
            let is_nearer = |next: usize| sampled[next].abs_diff(at) <= sampled[near].abs_diff(at);
            if near + 1 < sampled.len() && is_nearer(near + 1) {
                near += 1;
            }
            if is_own.get(near).copied().unwrap_or(false) {
                own.push(*hash);
            }
        }
        Self {
            is_short: shingles.is_short(),
            body_words: shingles.body_words(),
            whole: shingles.whole(),
            all: ascending(hashes.to_vec()),
            own: ascending(own),
        }
    }

    /// Share of the shorter text that both have, in percent, where it is enough for a copy.
    pub(crate) fn share(&self, other: &Self) -> Option<u8> {
        if self.is_short || other.is_short {
            let are_same = self.whole == other.whole && self.body_words == other.body_words;
            return are_same.then_some(100);
        }
        let have_own = self.own.len().min(other.own.len()) >= LEAST_OWN;
        let (a, b, least) = if have_own {
            (&self.own, &other.own, LEAST_PERCENT)
        } else {
            (&self.all, &other.all, LEAST_PERCENT_ALONE)
        };
        let common = common(a, b);
        let (shorter, longer) = (a.len().min(b.len()), a.len().max(b.len()));
        let is_copy =
            common * 100 >= least * shorter && common * 100 >= LEAST_PERCENT_OF_LONGER * longer;
        is_copy.then(|| percent(common, shorter))
    }
}

/// Compares an article with the one that its story begins with, each as title and body.
pub fn compare(leader: (&str, &str), copy: (&str, &str)) -> CopyComparison {
    let boilerplate = Boilerplate::default();
    let outline = |(title, body)| Outline::of(title, body, &boilerplate);
    let (leader, copy) = (outline(leader), outline(copy));
    if leader.whole == copy.whole && leader.body_words == copy.body_words {
        return CopyComparison {
            kind: CopyKind::Identical,
            percent: 100,
        };
    }
    let (before, after) = (u64::from(leader.body_words), u64::from(copy.body_words));
    let kind = if after * 5 <= before * 4 {
        CopyKind::Shortened
    } else if after * 4 >= before * 5 {
        CopyKind::Extended
    } else {
        CopyKind::Edited
    };
    let shorter = leader.all.len().min(copy.all.len());
    CopyComparison {
        kind,
        percent: percent(common(&leader.all, &copy.all), shorter),
    }
}

fn ascending(mut hashes: Vec<u32>) -> Vec<u32> {
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

/// How many values two ascending lists have in common.
fn common(a: &[u32], b: &[u32]) -> usize {
    let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
    let mut common = 0;
    while let (Some(left), Some(right)) = (a.peek(), b.peek()) {
        let order = left.cmp(right);
        common += usize::from(order.is_eq());
        if order.is_le() {
            a.next();
        }
        if order.is_ge() {
            b.next();
        }
    }
    common
}

/// A share in whole percent, downwards.
fn percent(part: usize, of: usize) -> u8 {
    u8::try_from(part * 100 / of.max(1)).unwrap_or(100)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(words: impl IntoIterator<Item = u32>) -> String {
        let words: Vec<String> = words
            .into_iter()
            .map(|number| format!("w{number}"))
            .collect();
        words.join(" ")
    }

    fn share(a: &str, b: &str) -> Option<u8> {
        let outline = |body| Outline::of("A title", body, &Boilerplate::default());
        assert_eq!(outline(a).share(&outline(b)), outline(b).share(&outline(a)));
        outline(a).share(&outline(b))
    }

    #[test]
    fn half_of_the_shorter_text_makes_a_copy() {
        let whole = text(0..200);
        assert_eq!(share(&whole, &whole), Some(100));
        assert_eq!(share(&whole, &text(0..100)), Some(100));
        assert_eq!(share(&whole, &text((0..120).chain(900..980))), Some(59));
        assert_eq!(share(&whole, &text((0..100).chain(900..1020))), None);
        // One of many in a page of news in brief.
        assert_eq!(share(&text(0..900), &text(100..160)), None);
        assert_eq!(share(&text(0..29), &text(0..29)), Some(100));
        assert_eq!(share(&text(0..29), &text(0..28)), None);
        assert_eq!(share(&text(0..29), &whole), None);
    }

    #[test]
    fn boilerplate_makes_no_copies() {
        let outline = |body: &str, boilerplate: &Boilerplate| Outline::of("", body, boilerplate);
        let table = text(0..300);
        let sample = {
            let mut shingles = Shingles::default();
            surfaces(&table).for_each(|word| shingles.push(word_hash(&word)));
            shingles.sample()
        };
        let weekly = sample
            .iter()
            .flat_map(|hash| (0..30).map(|week| (*hash, 7 * week)));
        let boilerplate = Boilerplate::of(weekly);
        let (a, b) = (
            text((0..300).chain(500..700)),
            text((0..300).chain(800..1000)),
        );
        let nothing = Boilerplate::default();
        assert!(
            outline(&a, &nothing)
                .share(&outline(&b, &nothing))
                .is_some()
        );
        assert_eq!(
            outline(&a, &boilerplate).share(&outline(&b, &boilerplate)),
            None
        );
        let same = outline(&a, &boilerplate).share(&outline(&a, &boilerplate));
        assert_eq!(same, Some(100));
        // What is nothing but boilerplate is a copy where it is all the same.
        assert_eq!(
            outline(&table, &boilerplate).share(&outline(&table, &boilerplate)),
            Some(100)
        );
    }

    #[test]
    fn kinds_are_told_by_length() {
        let kind = |copy: String| compare(("A", &text(0..200)), ("B", &copy));
        assert_eq!(kind(text(0..200)).kind, CopyKind::Identical);
        assert_eq!(kind(text(0..190)).kind, CopyKind::Edited);
        assert_eq!(kind(text(0..160)).kind, CopyKind::Shortened);
        assert_eq!(kind(text(0..250)).kind, CopyKind::Extended);
        assert_eq!(kind(text(0..250)).percent, 100);
        assert_eq!(kind(text((0..100).chain(900..1000))).percent, 48);
    }

    proptest! {
        #[test]
        fn common_values_are_counted(a in prop::collection::btree_set(0..60_u32, 0..40), b in prop::collection::btree_set(0..60_u32, 0..40)) {
            let expected = a.intersection(&b).count();
            let (a, b): (Vec<u32>, Vec<u32>) = (a.into_iter().collect(), b.into_iter().collect());
            prop_assert_eq!(common(&a, &b), expected);
        }
    }
}
