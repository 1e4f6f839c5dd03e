//! Names in bylines, taken apart as citations need them: what is sorted by, what stands behind the comma.

/// A name in a byline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Byline {
    /// A person. The particle (`van der`) is part of the family's name.
    Person {
        given: String,
        family: String,
        suffix: Option<String>,
    },
    /// An organisation, or a name that cannot be taken apart with certainty: it stays as it is.
    Whole(String),
}

/// Words that persons are seldom called, and newsrooms often.
const OF_ORGANISATIONS: &[&str] = &[
    "agency",
    "and",
    "associated",
    "association",
    "attorney",
    "board",
    "bureau",
    "by",
    "central",
    "city",
    "committee",
    "company",
    "correspondent",
    "correspondents",
    "council",
    "county",
    "department",
    "desk",
    "district",
    "editorial",
    "editor",
    "editors",
    "for",
    "foundation",
    "group",
    "inc.",
    "institute",
    "international",
    "magazine",
    "media",
    "ministry",
    "news",
    "newspaper",
    "newsroom",
    "of",
    "office",
    "our",
    "police",
    "post",
    "press",
    "radio",
    "redaktion",
    "reporter",
    "reporters",
    "service",
    "services",
    "staff",
    "team",
    "the",
    "times",
    "today",
    "tv",
    "university",
    "und",
    "wire",
    "writer",
    "writers",
];
const SUFFIXES: &[&str] = &["jr", "jr.", "sr", "sr.", "ii", "iii", "iv"];
/// Particles that are written small in front of a family's name.
const PARTICLES: &[&str] = &[
    "af", "al", "bin", "da", "das", "de", "del", "della", "den", "der", "di", "do", "dos", "du",
    "el", "ibn", "la", "le", "ten", "ter", "van", "vom", "von", "zu", "zum", "zur",
];
/// Words of a name, at most.
const MOST_WORDS: usize = 6;

impl Byline {
    /// Reads a name as people say it, or with its family in front of a comma.
    pub(super) fn read(name: &str) -> Self {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let read = match name.split(", ").collect::<Vec<_>>()[..] {
            [said] => person(said),
            [said, suffix] if is_suffix(suffix) => {
                person(said).map(|person| with_suffix(person, suffix))
            }
            [family, given] if are_names(family) && are_names(given) => Some(Self::Person {
                given: given.to_owned(),
                family: family.to_owned(),
                suffix: None,
            }),
            _ => None,
        };
        read.unwrap_or(Self::Whole(name))
    }

    /// `Beek, Jan van der` is not what it makes: `van der Beek, Jan, Jr.`
    pub(super) fn inverted(&self) -> String {
        match self {
            Self::Person {
                given,
                family,
                suffix,
            } => {
                let suffix = suffix.as_ref().map(|suffix| format!(", {suffix}"));
                format!("{family}, {given}{}", suffix.unwrap_or_default())
            }
            Self::Whole(name) => name.clone(),
        }
    }

    /// As people say it.
    pub(super) fn said(&self) -> String {
        match self {
            Self::Person {
                given,
                family,
                suffix,
            } => {
                let suffix = suffix.as_ref().map(|suffix| format!(" {suffix}"));
                format!("{given} {family}{}", suffix.unwrap_or_default())
            }
            Self::Whole(name) => name.clone(),
        }
    }

    /// `van der Beek, J. M.-C., Jr.`
    pub(super) fn with_initials(&self) -> String {
        let Self::Person {
            given,
            family,
            suffix,
        } = self
        else {
            return self.said();
        };
        let initials: Vec<String> = given.split(' ').map(initials).collect();
        let suffix = suffix.as_ref().map(|suffix| format!(", {suffix}"));
        format!(
            "{family}, {}{}",
            initials.join(" "),
            suffix.unwrap_or_default()
        )
    }
}

/// `Marie-Claire` as `M.-C.`
fn initials(name: &str) -> String {
    let parts = name.split('-').filter_map(|part| part.chars().next());
    let parts: Vec<String> = parts.map(|letter| format!("{letter}.")).collect();
    parts.join("-")
}

fn is_suffix(word: &str) -> bool {
    SUFFIXES.contains(&word.to_lowercase().as_str())
}

/// Whether all words may be part of a person's name.
fn are_names(words: &str) -> bool {
    words.split(' ').all(|word| {
        let small = word.to_lowercase();
        let is_name = |sign: char| {
            sign.is_alphabetic() || matches!(sign, '.' | '-' | '\'' | '’' | '\u{300}'..='\u{36f}')
        };
        word.chars().all(is_name)
            && !OF_ORGANISATIONS.contains(&small.as_str())
            && (word.starts_with(char::is_uppercase) || PARTICLES.contains(&word))
    })
}

fn person(said: &str) -> Option<Byline> {
    let words: Vec<&str> = said.split(' ').collect();
    let (names, suffix) = match words.split_last()? {
        (last, names) if is_suffix(last) => (names, Some((*last).to_owned())),
        _ => (&words[..], None),
    };
    if !(2..=MOST_WORDS).contains(&names.len()) || !are_names(&names.join(" ")) {
        return None;
    }
    let last = names.len() - 1;
    let particle = names.iter().position(|word| PARTICLES.contains(word));
    let family_at = particle.unwrap_or(last);
    // A name that begins or ends with a particle is not understood.
    if family_at == 0 || PARTICLES.contains(&names[last]) {
        return None;
    }
    Some(Byline::Person {
        given: names[..family_at].join(" "),
        family: names[family_at..].join(" "),
        suffix,
    })
}

fn with_suffix(person: Byline, with: &str) -> Byline {
    match person {
        Byline::Person {
            given,
            family,
            suffix: None,
        } => Byline::Person {
            given,
            family,
            suffix: Some(with.to_owned()),
        },
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart_where_that_is_certain() {
        for (name, inverted, initials) in [
            ("Tilda Marsh", "Marsh, Tilda", "Marsh, T."),
            (
                "Jan van der Beek Jr.",
                "van der Beek, Jan, Jr.",
                "van der Beek, J., Jr.",
            ),
            ("John Smith, Jr.", "Smith, John, Jr.", "Smith, J., Jr."),
            ("Smith, John A.", "Smith, John A.", "Smith, J. A."),
            (
                "Marie-Claire O’Hara",
                "O’Hara, Marie-Claire",
                "O’Hara, M.-C.",
            ),
            ("Željko Ćosić", "Ćosić, Željko", "Ćosić, Ž."),
            ("Echo staff", "Echo staff", "Echo staff"),
            ("Reuters", "Reuters", "Reuters"),
            (
                "The Associated Press",
                "The Associated Press",
                "The Associated Press",
            ),
            ("Der Spiegel 2", "Der Spiegel 2", "Der Spiegel 2"),
            ("田中 一郎", "田中 一郎", "田中 一郎"),
            ("a@b.c d", "a@b.c d", "a@b.c d"),
            ("", "", ""),
        ] {
            let read = Byline::read(name);
            assert_eq!(
                (read.inverted().as_str(), read.with_initials().as_str()),
                (inverted, initials)
            );
        }
        assert_eq!(Byline::read("Smith, John").said(), "John Smith");
    }
}
