//! What is searched for: each task draws questions of one kind.

use std::collections::BTreeSet;

use crate::Outcome;
use crate::plain::PlainQuery;
use crate::sides::{Question, Sides};
use crate::vocabulary::{Frequency, Vocabulary, Word};

/// One kind of question.
pub(crate) struct Task {
    pub(crate) name: &'static str,
    pub(crate) group: Group,
    pub(crate) comparison: Comparison,
    draw: fn(&mut Vocabulary) -> Option<Question>,
    /// Why the sides may find different articles.
    pub(crate) difference: &'static str,
}

/// What the other side's figure means.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    /// The same question.
    Same,
    /// The words as a phrase, because plain Tantivy has no such question: a yardstick.
    Yardstick,
}

/// Tasks that are looked at together.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Group {
    Words,
    Phrases,
    Nearness,
    Patterns,
    Dates,
    Passages,
}

impl Group {
    pub(crate) const ALL: [(Self, &'static str); 6] = [
        (Self::Words, "words"),
        (Self::Phrases, "phrases"),
        (Self::Nearness, "nearness"),
        (Self::Patterns, "patterns"),
        (Self::Dates, "dates"),
        (Self::Passages, "passages"),
    ];
}

use Comparison::{Same, Yardstick};
use Frequency::{High, Medium};

const STEMS: &str = "unbury stems an article in the language it detects, by newer rules (*organize* is no *organ*), and cuts words otherwise at accents and initials";
const FORMS: &str = "quotes are exact words in unbury and any forms in plain Tantivy: phrases agree where the text has no other form";
const NEARNESS: &str =
    "plain Tantivy has no such question: its time is that of the two words as a phrase";
const DICTIONARY: &str = "patterns match whole words in unbury and stems in plain Tantivy, and unbury looks for the commonest 1,024 words at most";

pub(crate) const TASKS: [Task; 17] = [
    task(
        "Term",
        Group::Words,
        Same,
        |from| {
            let frequency = [High, Medium, Frequency::Low][from.below(3)];
            all(vec![from.of(frequency)?])
        },
        STEMS,
    ),
    task(
        "AndHighHigh",
        Group::Words,
        Same,
        |from| all(two(from, High, High)?),
        STEMS,
    ),
    task(
        "AndHighMed",
        Group::Words,
        Same,
        |from| all(two(from, High, Medium)?),
        STEMS,
    ),
    task(
        "OrHighHigh",
        Group::Words,
        Same,
        |from| any(two(from, High, High)?),
        STEMS,
    ),
    task(
        "OrHighMed",
        Group::Words,
        Same,
        |from| any(two(from, High, Medium)?),
        STEMS,
    ),
    task(
        "Phrase",
        Group::Phrases,
        Same,
        |from| {
            let length = 2 + from.below(2);
            phrase(from.neighbours(length, |_| true)?)
        },
        FORMS,
    ),
    task(
        "PhraseCommon",
        Group::Phrases,
        Same,
        |from| phrase(from.neighbours(2, |word| word.frequency == High)?),
        FORMS,
    ),
    task(
        "Near",
        Group::Nearness,
        Yardstick,
        |from| near(from, "w/5"),
        NEARNESS,
    ),
    task(
        "Pre",
        Group::Nearness,
        Yardstick,
        |from| near(from, "pre/5"),
        NEARNESS,
    ),
    task(
        "SameSentence",
        Group::Nearness,
        Yardstick,
        |from| near(from, "w/s"),
        NEARNESS,
    ),
    task(
        "SameParagraph",
        Group::Nearness,
        Yardstick,
        |from| near(from, "w/p"),
        NEARNESS,
    ),
    task(
        "Prefix",
        Group::Patterns,
        Same,
        |from| {
            let word = from.word(|word| word.text.len() >= 6)?;
            let start = word.get(..4)?;
            pattern(format!("{start}*"), format!("{start}.*"))
        },
        DICTIONARY,
    ),
    task(
        "Wildcard",
        Group::Patterns,
        Same,
        |from| {
            let word = from.word(|word| word.text.len() >= 7)?;
            let (start, middle) = (word.get(..2)?, word.get(3..5)?);
            pattern(format!("{start}?{middle}*"), format!("{start}.{middle}.*"))
        },
        DICTIONARY,
    ),
    task(
        "Fuzzy",
        Group::Patterns,
        Same,
        |from| {
            let word = from.word(|word| word.is_stem && word.text.len() >= 6)?;
            question(format!("{word}~"), PlainQuery::Fuzzy(word))
        },
        DICTIONARY,
    ),
    task(
        "DateRange",
        Group::Dates,
        Same,
        |from| {
            let word = from.word(is_common)?;
            let (first, last) = from.days()?;
            let text = format!("{word} since:{} until:{}", first.iso, last.iso);
            question(
                text,
                PlainQuery::Dated(word, first.starts_at_second..last.ends_at_second()),
            )
        },
        STEMS,
    ),
    task(
        "SortByDate",
        Group::Dates,
        Same,
        |from| {
            let question = all(vec![from.word(is_common)?])?;
            Some(Question {
                newest: true,
                ..question
            })
        },
        STEMS,
    ),
    task(
        "Passages",
        Group::Passages,
        Same,
        |from| {
            let question = all(from.companions(is_common)?)?;
            Some(Question {
                passages: 2,
                ..question
            })
        },
        STEMS,
    ),
];

const fn task(
    name: &'static str,
    group: Group,
    comparison: Comparison,
    draw: fn(&mut Vocabulary) -> Option<Question>,
    difference: &'static str,
) -> Task {
    Task {
        name,
        group,
        comparison,
        draw,
        difference,
    }
}

fn is_common(word: &Word) -> bool {
    word.frequency.is_common()
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "the last step of drawing, each of which may fail"
)]
fn question(text: String, plain: PlainQuery) -> Option<Question> {
    Some(Question::new(text, plain))
}

fn two(from: &mut Vocabulary, first: Frequency, second: Frequency) -> Option<Vec<String>> {
    let words = vec![from.of(first)?, from.of(second)?];
    (words[0] != words[1]).then_some(words)
}

fn all(words: Vec<String>) -> Option<Question> {
    question(words.join(" "), PlainQuery::All(words))
}

fn any(words: Vec<String>) -> Option<Question> {
    question(words.join(" OR "), PlainQuery::Any(words))
}

fn phrase(words: Vec<String>) -> Option<Question> {
    question(
        format!("\"{}\"", words.join(" ")),
        PlainQuery::Phrase(words),
    )
}

fn pattern(text: String, regex: String) -> Option<Question> {
    question(text, PlainQuery::Pattern(regex))
}

/// Two words that are neighbours somewhere, so that the phrase is found too.
fn near(from: &mut Vocabulary, operator: &str) -> Option<Question> {
    let words = from.neighbours(2, is_common)?;
    question(
        words.join(&format!(" {operator} ")),
        PlainQuery::Phrase(words),
    )
}

/// The questions of a task that may be timed.
pub(crate) struct Drawn {
    pub(crate) task: &'static Task,
    pub(crate) questions: Vec<Question>,
    /// How many articles match each, unbury first.
    pub(crate) matches: Vec<(u64, u64)>,
    /// How many were tried.
    pub(crate) tried: usize,
    /// One on which the sides do not agree.
    pub(crate) disagreement: Option<(String, u64, u64)>,
}

impl Drawn {
    /// Whether so few agree that their times say little.
    pub(crate) fn is_doubtful(&self) -> bool {
        self.questions.len() * 2 < self.tried
    }
}

/// So many times as many questions as are wanted are drawn, at most.
const TRIES: usize = 20;

/// Draws questions until `wanted` of them find as many articles on both sides, in every pair of indexes; of yardsticks
/// any will do. Those that find nothing do not count.
pub(crate) fn draw(
    task: &'static Task,
    from: &mut Vocabulary,
    sides: &mut [Sides],
    wanted: usize,
) -> Outcome<Drawn> {
    let mut drawn = Drawn {
        task,
        questions: Vec::new(),
        matches: Vec::new(),
        tried: 0,
        disagreement: None,
    };
    let mut seen = BTreeSet::new();
    for _ in 0..wanted * TRIES {
        if drawn.questions.len() == wanted {
            break;
        }
        let Some(question) = (task.draw)(from).filter(|it| seen.insert(it.text.clone())) else {
            continue;
        };
        let matches = sides.iter_mut().map(|sides| sides.matches(&question));
        let matches = matches.collect::<Outcome<Vec<(u64, u64)>>>()?;
        if !matches
            .iter()
            .all(|(ours, theirs)| *ours > 0 || *theirs > 0)
        {
            continue;
        }
        drawn.tried += 1;
        let differing = matches.iter().find(|(ours, theirs)| ours != theirs);
        if let Some(&(ours, theirs)) = differing.filter(|_| task.comparison == Same) {
            let other = (question.text, ours, theirs);
            drawn.disagreement = drawn.disagreement.or(Some(other));
        } else {
            drawn.matches.extend(matches.last());
            drawn.questions.push(question);
        }
    }
    Ok(drawn)
}
