//! What is published of a service's search language, as a table.

use crate::query::tree::{Field, Within};

/// The rules of one service.
pub(super) struct Service {
    /// Its name, for people.
    pub(super) name: &'static str,
    /// Whether a plain word stands for its other forms too.
    pub(super) any_form: bool,
    /// What words beside each other ask for.
    pub(super) beside: Beside,
    /// Which operators bind alike, the tightest first.
    pub(super) binding: &'static [&'static [Joint]],
    /// Of nearness in a row, whether the smallest distance binds first.
    pub(super) smallest_first: bool,
    /// Operators in small letters, `#` for a number.
    pub(super) operators: &'static [(&'static str, Operator)],
    /// Operators that need no space around them.
    pub(super) infixes: &'static [&'static str],
    /// Signs in a word that stand for letters.
    pub(super) signs: &'static [(char, Sign)],
    /// Names of fields and functions, `#` for a number.
    pub(super) names: &'static [(&'static str, Meaning)],
    /// How a field is named.
    pub(super) naming: Naming,
    /// What stands for the first word of the text.
    pub(super) first_word: Option<&'static str>,
    /// How a date is introduced, and what stands before a day.
    pub(super) dates: &'static [(&'static str, DateForm)],
}

/// What words beside each other ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beside {
    /// All of them.
    All,
    /// These words in this order, adjacent.
    Phrase,
}

/// How a field is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Naming {
    /// `HEADLINE(word)`.
    Parentheses,
    /// `hd=word`.
    Equals,
    /// `headline contains word`, `headline::word`.
    Contains,
}

/// Kinds of operators, as they bind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joint {
    Near,
    Ordered,
    And,
    Or,
    AndNot,
}

/// What an operator asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    And,
    Or,
    AndNot,
    /// Only how what is behind it counts, not what is found.
    AndAny,
    Near {
        reach: Reach,
        ordered: bool,
        negated: bool,
    },
    /// In the headline both, or in the text both.
    SameField {
        negated: bool,
    },
    /// Behind its operand: within so many words from the start.
    First,
}

/// How far nearness reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// As many words as its number says.
    Number,
    /// So many words.
    Default(u32),
    Sentence,
    Paragraph,
}

impl Reach {
    pub(super) fn within(self, number: u32) -> Within {
        match self {
            Self::Number => Within::Words(number),
            Self::Default(words) => Within::Words(words),
            Self::Sentence => Within::Sentence,
            Self::Paragraph => Within::Paragraph,
        }
    }
}

impl Operator {
    pub(super) fn joint(self) -> Joint {
        match self {
            Self::And | Self::AndAny => Joint::And,
            Self::Or => Joint::Or,
            Self::AndNot => Joint::AndNot,
            Self::Near { ordered: true, .. } => Joint::Ordered,
            Self::Near { .. } | Self::SameField { .. } | Self::First => Joint::Near,
        }
    }
}

/// Near, in any order.
pub(super) const fn near(reach: Reach) -> Operator {
    Operator::Near {
        reach,
        ordered: false,
        negated: false,
    }
}

/// Near, in the order written.
pub(super) const fn before(reach: Reach) -> Operator {
    Operator::Near {
        reach,
        ordered: true,
        negated: false,
    }
}

/// The first with no second near it.
pub(super) const fn not_near(reach: Reach) -> Operator {
    Operator::Near {
        reach,
        ordered: false,
        negated: true,
    }
}

/// The first that no second follows near it.
pub(super) const fn not_before(reach: Reach) -> Operator {
    Operator::Near {
        reach,
        ordered: true,
        negated: true,
    }
}

/// What a sign in a word stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// Any letters, or none.
    Any,
    /// Any letters, or none; in older rules of the service one letter.
    AnyOrOne,
    /// One letter.
    One,
    /// One digit.
    Digit,
    /// As many letters as the number behind it says, at most, else so many.
    UpTo(u32),
    /// At the end of a word: any of its forms.
    Forms,
    /// A letter may differ.
    Fuzzy,
    /// It has no meaning here: what it asks for.
    Unknown(&'static str),
}

/// What a field or a function asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Field(Place),
    /// In metadata of that name.
    Metadata,
    /// In the headline or the beginning of the text.
    HeadlineOrLead,
    /// In the beginning of the text, of so many words.
    Lead(u32),
    /// In the headline or the text: the parentheses alone.
    Anywhere,
    /// In a language, by its name or its code.
    Language,
    /// Published on days.
    Dates,
    /// At least so often.
    AtLeast,
    /// In capitals.
    AllCapitals,
    /// With a capital.
    Capitals,
    /// In small letters.
    SmallLetters,
    /// Not in the plural.
    Singular,
    /// In the plural.
    Plural,
    /// As it is written.
    Exactly,
    /// It has no meaning here: what it asks for.
    Unknown(&'static str),
}

/// The fields that there are here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Title,
    Body,
    Author,
    Source,
    Section,
    Tag,
    Url,
}

impl Place {
    pub(super) fn field(self) -> Field {
        match self {
            Self::Title => Field::Title,
            Self::Body => Field::Body,
            Self::Author => Field::Author,
            Self::Source => Field::Source,
            Self::Section => Field::Section,
            Self::Tag => Field::Tag,
            Self::Url => Field::Url,
        }
    }
}

/// How the days of a filter are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DateForm {
    /// On that day, or in that month or year.
    On,
    /// Then or later.
    Since,
    /// Then or earlier.
    Until,
    /// Later.
    After,
    /// Earlier.
    Before,
    /// From one day to another.
    FromTo,
}

/// The number in `word`, where it is written as `template` with a number for `#`; 0 for a template without a number.
pub(super) fn number_in(template: &str, word: &str) -> Option<u32> {
    let Some((start, end)) = template.split_once('#') else {
        return (template == word).then_some(0);
    };
    let digits = word.strip_prefix(start)?.strip_suffix(end)?;
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().unwrap_or(u32::MAX))
}
