//! What of a text is compared with another, and what two have in common.

use serde::Serialize;

use super::boilerplate::Boilerplate;
use super::shingles::{Shingles, word_hash};
use crate::analysis::{query_words, surfaces};

/// Share of the shorter text that two have in common where one is a copy, in percent, with and without its boilerplate.
const LEAST_PERCENT: usize = 50;
/// The same of texts that are nearly nothing but boilerplate: reports on different matters fill in the same form.
const LEAST_PERCENT_OF_BOILERPLATE: usize = 90;
/// The same where there is no date that says that they belong together.
pub(crate) const LEAST_PERCENT_WITHOUT_DATE: usize = 80;
/// Share of the longer text: of a page of ten news in brief, none is a copy of the page.
const LEAST_PERCENT_OF_LONGER: usize = 10;
/// Shingles that are not boilerplate, of which a text must have so many to be compared by them.
const LEAST_OWN: usize = 10;

/// What of a text is compared: its shingles, without places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Outline {
    /// Of a text that is too short for shingles, all of its words and those of its title.
    short: Option<Vec<String>>,
    /// The shingles, ascending, each once: the hash, and in the last bit whether it is boilerplate.
    shingles: Vec<u32>,
}

/// Shingles that two texts have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Counts {
    a: usize,
    b: usize,
    common: usize,
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
        let short = shingles.is_short().then(|| {
            // Else a word could go over from one to the other.
            let between = std::iter::once(String::new());
            lowered(body).chain(between).chain(lowered(title)).collect()
        });
        Self {
            short,
            ..Self::of_shingles(&shingles, boilerplate)
        }
    }

    /// Of a text by its shingles. Of those that are not sampled, boilerplate is what stands next to it.
    fn of_shingles(shingles: &Shingles, boilerplate: &Boilerplate) -> Self {
        let hashes = shingles.hashes();
        let sampled = shingles.sampled();
        let are_boilerplate: Vec<bool> = sampled
            .iter()
            .map(|at| boilerplate.contains(hashes[*at]))
            .collect();
        let mut marked = Vec::with_capacity(hashes.len());
        let mut near = 0;
        for (at, hash) in hashes.iter().enumerate() {
            let is_nearer = |next: usize| sampled[next].abs_diff(at) <= sampled[near].abs_diff(at);
            if near + 1 < sampled.len() && is_nearer(near + 1) {
                near += 1;
            }
            let is_boilerplate = are_boilerplate.get(near).copied().unwrap_or(true);
            marked.push(hash << 1 | u32::from(is_boilerplate));
        }
        marked.sort_unstable();
        // One that stands in both is none.
        marked.dedup_by_key(|marked| *marked >> 1);
        Self {
            short: None,
            shingles: marked,
        }
    }

    /// Share of the shorter text that both have, in percent, where it is enough for a copy.
    pub(crate) fn share(&self, other: &Self) -> Option<u8> {
        if self.short.is_some() || other.short.is_some() {
            return (self.short == other.short).then_some(100);
        }
        let (all, own) = self.counts(other);
        if own.shorter() >= LEAST_OWN {
            let is_copy = all.are_copies(LEAST_PERCENT) && own.are_copies(LEAST_PERCENT);
            return is_copy.then(|| own.percent());
        }
        let is_copy = all.are_copies(LEAST_PERCENT_OF_BOILERPLATE);
        is_copy.then(|| all.percent())
    }

    /// Shingles of two texts: all, and those that are boilerplate in neither. Whether a shingle is sampled depends on what stands around it, so
    /// that it may be known for boilerplate in one of them only.
    fn counts(&self, other: &Self) -> (Counts, Counts) {
        let is_own = |marked: u32| usize::from(marked & 1 == 0);
        let (mut all, mut own) = (Counts::default(), Counts::default());
        let mut others = other.shingles.iter().copied().peekable();
        for marked in &self.shingles {
            while let Some(before) = others.next_if(|next| next >> 1 < marked >> 1) {
                own.b += is_own(before);
            }
            all.a += 1;
            match others.next_if(|next| next >> 1 == marked >> 1) {
                Some(same) => {
                    let both = is_own(*marked | same);
                    all.common += 1;
                    own.a += both;
                    own.b += both;
                    own.common += both;
                }
                None => own.a += is_own(*marked),
            }
        }
        own.b += others.map(is_own).sum::<usize>();
        all.b = other.shingles.len();
        (all, own)
    }
}

impl Counts {
    fn shorter(self) -> usize {
        self.a.min(self.b)
    }

    fn are_copies(self, least_percent: usize) -> bool {
        let common = self.common * 100;
        common >= least_percent * self.shorter()
            && common >= LEAST_PERCENT_OF_LONGER * self.a.max(self.b)
    }

    fn percent(self) -> u8 {
        percent(self.common, self.shorter())
    }
}

/// The words of a text in lower case, with their accents.
fn lowered(text: &str) -> impl Iterator<Item = String> {
    query_words(text).into_iter().map(|word| word.lowered)
}

/// Compares an article with the one that its story begins with, each as title and body.
pub fn compare(leader: (&str, &str), copy: (&str, &str)) -> CopyComparison {
    let boilerplate = Boilerplate::default();
    let outline = |(title, body)| Outline::of(title, body, &boilerplate);
    let words = |(_, body)| -> Vec<String> { lowered(body).collect() };
    let (before, after) = (words(leader), words(copy));
    let (leader, copy) = (outline(leader), outline(copy));
    if before == after && leader.short == copy.short {
        return CopyComparison {
            kind: CopyKind::Identical,
            percent: 100,
        };
    }
    let (before, after) = (before.len(), after.len());
    let kind = if after * 5 <= before * 4 {
        CopyKind::Shortened
    } else if after * 4 >= before * 5 {
        CopyKind::Extended
    } else {
        CopyKind::Edited
    };
    let (all, _) = leader.counts(&copy);
    CopyComparison {
        kind,
        percent: all.percent(),
    }
}

/// A share in whole percent, downwards.
fn percent(part: usize, of: usize) -> u8 {
    u8::try_from(part * 100 / of.max(1)).unwrap_or(100)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::super::boilerplate::in_week;
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
            .flat_map(|hash| (0..30).map(|week| in_week(*hash, 7 * week)));
        let mut boilerplate = Boilerplate::default();
        boilerplate.add(weekly.collect());
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
        // Half of one and something else: without the boilerplate it is the same, but little of it.
        let little = text((0..300).chain(500..540));
        let other = text((900..1300).chain(500..540));
        assert_eq!(
            outline(&little, &boilerplate).share(&outline(&other, &boilerplate)),
            None
        );
        let same = outline(&a, &boilerplate).share(&outline(&a, &boilerplate));
        assert_eq!(same, Some(100));
        // Of two texts that share a passage, it may be known for boilerplate in one of them only.
        assert_eq!(
            outline(&a, &boilerplate).share(&outline(&b, &nothing)),
            None
        );
        // What is nothing but boilerplate is a copy where it is all the same.
        let form = |from: u32| text((0..260).chain(from..from + 40));
        assert_eq!(
            outline(&form(500), &boilerplate).share(&outline(&form(600), &boilerplate)),
            None
        );
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
        fn shingles_of_two_texts_are_counted(
            a in prop::collection::btree_map(0..60_u32, any::<bool>(), 0..40),
            b in prop::collection::btree_map(0..60_u32, any::<bool>(), 0..40),
        ) {
            let outline = |shingles: &BTreeMap<u32, bool>| Outline {
                short: None,
                shingles: shingles.iter().map(|(hash, is_boilerplate)| hash << 1 | u32::from(*is_boilerplate)).collect(),
            };
            let is_own = |hash: &&u32| ![&a, &b].iter().any(|of| of.get(*hash) == Some(&true));
            let common = || a.keys().filter(|hash| b.contains_key(hash));
            let all = Counts { a: a.len(), b: b.len(), common: common().count() };
            let own = Counts {
                a: a.keys().filter(is_own).count(),
                b: b.keys().filter(is_own).count(),
                common: common().filter(is_own).count(),
            };
            prop_assert_eq!(outline(&a).counts(&outline(&b)), (all, own));
        }
    }
}
