//! The terms that stand at one position.

use super::fold::{Forms, fold_lowered};
use super::language::Language;
use super::query_words::QueryWord;

/// The term at the first word of each sentence.
pub const SENTENCE_MARK: &str = "\u{4}s";
/// The term at the first word of each paragraph; the title is one.
pub const PARAGRAPH_MARK: &str = "\u{4}p";
/// The term at the first word of each heading.
pub const HEADING_MARK: &str = "\u{4}h";

const STEM: char = '\u{1}';
const SURFACE: char = '\u{2}';
const CASED: char = '\u{3}';
const COMPOUND: char = '\u{5}';
const COMPOUND_SURFACE: char = '\u{6}';
const FOLDED_STEM: char = '\u{7}';

/// Stands between the stem of a compound and the number of its parts.
const PARTS: char = '\u{1}';

/// The layers without positions.
const STEMS: [char; 3] = [STEM, COMPOUND, FOLDED_STEM];

/// Stands before the accents of a surface that has any.
const ACCENTS: char = '\0';
/// Stands before the capitals of a cased term.
const CAPITALS: char = '\u{1}';
/// Capitals of a cased term: the first letter alone.
const CAPITAL_FIRST: &str = "T";
/// Capitals of a cased term: all letters.
const ALL_CAPITALS: &str = "U";
/// Stands between a stem and one of its forms.
const FORM: char = '\0';

/// Bytes of a term's value, at most: a hostile word can grow under NFKC or carry endless marks.
const LONGEST_VALUE_BYTES: usize = 4_000;

/// Bytes of a word above which it is not stemmed: it is not a word of any language.
const LONGEST_STEMMED_BYTES: usize = 80;

/// The stem term of a word for articles in `language`.
pub fn stem_term(word: &QueryWord, language: Language) -> String {
    stem_of(&word.lowered, &word.surface, language)
}

/// The stem terms of a folded word, however its accents are written: that of the folded word first, then those that its accents
/// would give it in `language`, each once.
///
/// An article's word has two stems: as it is written, and folded ([`folded_stem_term`]). Since these here depend on the folded word
/// alone, a word finds the same with and without its accents.
pub fn stem_terms(surface: &str, language: Language) -> Vec<String> {
    let mut stems = vec![stem_of(surface, surface, language)];
    if language.stemmer().is_some() && is_stemmable(surface) {
        for accented in accented(surface, language.accents()) {
            let stem = stem_of(&accented, surface, language);
            if !stems.contains(&stem) {
                stems.push(stem);
            }
        }
    }
    stems
}

/// Letters at the end of a word that decide on its stem.
const LETTERS_OF_ENDINGS: usize = 8;

/// A folded word with an accent on one or two of its last letters, in each way; `accents` are letters with their accents.
fn accented(surface: &str, accents: &[char]) -> Vec<String> {
    if accents.is_empty() {
        return Vec::new();
    }
    let letters: Vec<char> = surface.chars().collect();
    let first = letters.len().saturating_sub(LETTERS_OF_ENDINGS);
    let mut choices: Vec<(usize, char)> = Vec::new();
    for (at, &letter) in letters.iter().enumerate().skip(first) {
        let of_letter = accents
            .iter()
            .filter(|&&accented| folds_to(accented, letter));
        choices.extend(of_letter.map(|&accented| (at, accented)));
    }
    let with = |changes: &[(usize, char)]| -> String {
        let mut letters = letters.clone();
        for &(at, accented) in changes {
            letters[at] = accented;
        }
        letters.into_iter().collect()
    };
    let mut words = Vec::new();
    for (ord, &choice) in choices.iter().enumerate() {
        words.push(with(&[choice]));
        let others = choices[ord + 1..].iter().filter(|(at, _)| *at != choice.0);
        words.extend(others.map(|&other| with(&[choice, other])));
    }
    words
}

fn folds_to(accented: char, letter: char) -> bool {
    let mut bytes = [0; 4];
    let folded = fold_lowered(accented.encode_utf8(&mut bytes));
    folded.chars().eq([letter])
}

/// Where articles that write a word with accents are found by its stem without: the term that stands beside this stem term.
pub fn folded_stem_term(stem: &str) -> String {
    let value = stem.strip_prefix(STEMS).unwrap_or(stem);
    format!("{FOLDED_STEM}{value}")
}

/// The term of words with hyphens that would have this stem if they were written as one; without the number of their parts.
pub fn compound_stem_prefix(stem: &str) -> String {
    let value = stem.strip_prefix(STEMS).unwrap_or(stem);
    format!("{COMPOUND}{value}{PARTS}")
}

/// Most parts of a word with hyphens that it is found by as one.
pub const MOST_PARTS: u32 = 4;

/// The term of words with so many hyphenated parts that would have this stem if they were written as one.
pub fn compound_stem(stem: &str, parts: u32) -> String {
    let mut term = compound_stem_prefix(stem);
    term.push(digit(parts));
    term
}

/// The term that stands at the first part of a word with so many hyphenated parts; of the surface term that it would have if it
/// were written as one.
pub fn compound_surface(surface: &str, parts: u32) -> String {
    let value = surface.strip_prefix(SURFACE).unwrap_or(surface);
    format!("{COMPOUND_SURFACE}{}{value}", digit(parts))
}

fn digit(parts: u32) -> char {
    char::from_digit(parts.min(9), 10).unwrap_or('9')
}

/// The surface term of a word: its folded form, and the word in lower case where that has accents to be folded.
pub fn surface_term(surface: &str, lowered: &str) -> String {
    let mut term = String::with_capacity(surface.len() + 1);
    term.push(SURFACE);
    push_surface(&mut term, surface, lowered);
    term
}

/// What the surface terms of all accented forms of a folded word begin with, and what stands before each.
pub fn accented_prefix(surface: &str) -> String {
    let mut term = surface_term(surface, surface);
    term.push(ACCENTS);
    term
}

/// The folded word of a surface term.
pub fn folded_word(term: &str) -> Option<&str> {
    let value = term.strip_prefix(SURFACE)?;
    Some(
        value
            .split_once(ACCENTS)
            .map_or(value, |(folded, _)| folded),
    )
}

/// What the terms of words as they stand in texts begin with, and what follows on them: see [`surface_term`].
pub fn surface_bounds() -> (&'static str, &'static str) {
    ("\u{2}", "\u{3}")
}

/// Between which bounds (the second excluded) the terms of a folded word are, with all its accents and capitals: first those of the
/// surface, then those with other capitals than the first letter.
pub fn bounds_of_word(folded: &str) -> [(String, String); 2] {
    let word = bounded(folded);
    [
        (
            format!("{SURFACE}{word}"),
            format!("{SURFACE}{word}{CAPITALS}"),
        ),
        (
            format!("{CASED}{word}{ACCENTS}"),
            format!("{CASED}{word}\u{2}"),
        ),
    ]
}

/// How a word of a text is written, read from its term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spelling {
    /// In small letters, with its accents.
    pub lowered: String,
    /// As it stands in the text.
    pub written: String,
    /// Whether that has capitals, or other signs than the word in small letters.
    pub has_capitals: bool,
}

/// How the words are written that a surface or a cased term stands for; `None` of other terms.
pub fn spelling_of(term: &str) -> Option<Spelling> {
    let with_accents = |value: &str| {
        let accents = value.split_once(ACCENTS);
        accents.map_or(value, |(_, accents)| accents).to_owned()
    };
    if let Some(value) = term.strip_prefix(SURFACE) {
        let lowered = with_accents(value);
        return Some(Spelling {
            written: lowered.clone(),
            lowered,
            has_capitals: false,
        });
    }
    let (value, capitals) = term.strip_prefix(CASED)?.split_once(CAPITALS)?;
    let lowered = with_accents(value);
    let written = match capitals {
        CAPITAL_FIRST => {
            let mut rest = lowered.chars();
            let first = rest.next().into_iter().flat_map(char::to_uppercase);
            first.collect::<String>() + rest.as_str()
        }
        ALL_CAPITALS => lowered.to_uppercase(),
        other => other.strip_prefix('=')?.to_owned(),
    };
    Some(Spelling {
        lowered,
        written,
        has_capitals: true,
    })
}

/// The surface term of a cased term that says that the first letter is a capital and no other; `None` of other terms.
///
/// Such a term has no list in the index: beside each position of a surface it is noted whether the word is written so.
pub fn capitalized(cased: &str) -> Option<String> {
    capitalized_value(cased).map(|value| format!("{SURFACE}{value}"))
}

/// Whether a term is a cased one that says that the first letter is a capital and no other.
pub fn is_capitalized(cased: &str) -> bool {
    capitalized_value(cased).is_some()
}

fn capitalized_value(cased: &str) -> Option<&str> {
    let value = cased.strip_prefix(CASED)?.strip_suffix(CAPITAL_FIRST)?;
    value.strip_suffix(CAPITALS)
}

/// The cased term of a word with a capital first; the opposite of [`capitalized`].
pub fn capitalized_term(surface: &str) -> String {
    let value = surface.strip_prefix(SURFACE).unwrap_or(surface);
    format!("{CASED}{value}{CAPITALS}{CAPITAL_FIRST}")
}

/// The cased term of a word as it is written; `None` where it is written in lower case.
pub fn cased_term(word: &QueryWord) -> Option<String> {
    cased(&word.surface, &word.lowered, &word.spelling)
}

/// What the cased terms of all spellings of a word begin with; its accents count.
pub fn cased_prefix(word: &QueryWord) -> String {
    prefix_of_cased(&word.surface, &word.lowered)
}

/// What tells the language of a stem, be it of a word or of a compound; `None` of other terms.
pub fn language_of_stem(term: &str) -> Option<char> {
    term.strip_prefix(STEMS)?.chars().next()
}

/// Whether a term is a stem, which is kept without positions.
pub fn is_stem(term: &str) -> bool {
    term.starts_with(STEMS)
}

/// A stem term and a surface term that it stands for, in one.
pub fn stem_form(stem: &str, surface: &str) -> String {
    let value = surface.strip_prefix(SURFACE).unwrap_or(surface);
    format!("{stem}{FORM}{value}")
}

/// A stem term of a compound of so many parts, and the surface term that stands at the first of them, in one.
pub fn compound_form(stem: &str, surface: &str, parts: u32) -> String {
    stem_form(&compound_stem(stem, parts), surface)
}

/// What the forms of a stem begin with.
pub fn stem_forms_prefix(stem: &str) -> String {
    format!("{stem}{FORM}")
}

/// The surface term of a form; the opposite of [`stem_form`].
pub fn surface_of_form(form: &str) -> Option<String> {
    let (stem, value) = form.split_once(FORM)?;
    Some(if stem.starts_with(COMPOUND) {
        let parts = stem.chars().next_back()?;
        format!("{COMPOUND_SURFACE}{parts}{value}")
    } else {
        format!("{SURFACE}{value}")
    })
}

/// Whether a surface term is written as its stem term: such a form is known without being noted.
pub fn is_unchanged_by_stemming(stem: &str, surface: &str) -> bool {
    let value = surface.strip_prefix(SURFACE);
    value.is_some_and(|value| stem.chars().skip(2).eq(value.chars()))
}

/// The surface term that is written as this stem term, if it is one of its forms.
pub fn unchanged_by_stemming(stem: &str) -> Option<String> {
    let mut chars = stem.strip_prefix(STEM)?.chars();
    let language = Language::from_stem_tag(chars.next()?)?;
    let word = chars.as_str();
    (stem_of(word, word, language) == stem).then(|| surface_term(word, word))
}

fn push_surface(term: &mut String, surface: &str, lowered: &str) {
    term.push_str(bounded(surface));
    if lowered != surface {
        term.push(ACCENTS);
        term.push_str(bounded(lowered));
    }
}

fn prefix_of_cased(surface: &str, lowered: &str) -> String {
    let mut term = String::with_capacity(surface.len() + 2);
    term.push(CASED);
    push_surface(&mut term, surface, lowered);
    term.push(CAPITALS);
    term
}

/// The spelling follows as [`CAPITAL_FIRST`], [`ALL_CAPITALS`], or `=` and itself.
fn cased(surface: &str, lowered: &str, spelling: &str) -> Option<String> {
    if spelling == lowered {
        return None;
    }
    let mut term = prefix_of_cased(surface, lowered);
    if is_title_case(lowered, spelling) {
        term.push_str(CAPITAL_FIRST);
    } else if spelling
        .chars()
        .eq(lowered.chars().flat_map(char::to_uppercase))
    {
        term.push_str(ALL_CAPITALS);
    } else {
        term.push('=');
        term.push_str(bounded(spelling));
    }
    Some(term)
}

fn is_title_case(lowered: &str, spelling: &str) -> bool {
    let mut rest = lowered.chars();
    let first = rest.next().into_iter().flat_map(char::to_uppercase);
    spelling.chars().eq(first.chain(rest))
}

fn bounded(value: &str) -> &str {
    value
        .get(..value.floor_char_boundary(LONGEST_VALUE_BYTES))
        .unwrap_or(value)
}

pub(super) fn stem_of(lowered: &str, surface: &str, language: Language) -> String {
    let mut term = String::with_capacity(surface.len() + 2);
    term.push(STEM);
    term.push(language.stem_tag());
    match language.stemmer().filter(|_| is_stemmable(lowered)) {
        Some(stemmer) => {
            let stem = stemmer.stem(lowered);
            let folded = fold_lowered(&stem);
            term.push_str(if folded.is_empty() {
                bounded(surface)
            } else {
                &folded
            });
        }
        None => term.push_str(bounded(surface)),
    }
    term
}

fn is_stemmable(lowered: &str) -> bool {
    lowered.len() <= LONGEST_STEMMED_BYTES
        && !lowered
            .bytes()
            .any(|byte| byte.is_ascii_digit() || byte == b'&' || byte == b'+')
}

/// The terms at one position, with their tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms<'a> {
    /// The stem.
    pub stem: &'a str,
    /// The stem term of the word without its accents, where that is another.
    pub folded_stem: Option<&'a str>,
    /// The surface.
    pub surface: &'a str,
    /// How it is written, where that is not lower case.
    pub cased: Option<&'a str>,
}

impl<'a> Terms<'a> {
    /// Whether the word has a capital first and no other.
    pub fn has_capital_first(&self) -> bool {
        self.cased.is_some_and(is_capitalized)
    }

    /// The cased term, where the index has a list of it.
    pub fn listed_cased(&self) -> Option<&'a str> {
        self.cased.filter(|cased| !is_capitalized(cased))
    }
}

/// Calls `push` with the stem, the stem of the folded word or nothing, the surface, and the cased term or nothing.
pub(super) fn terms_of(forms: &Forms, language: Language, mut push: impl FnMut(&str)) {
    let stem = stem_of(&forms.lowered, &forms.surface, language);
    let folded = (forms.lowered != forms.surface)
        .then(|| stem_of(&forms.surface, &forms.surface, language))
        .filter(|folded| *folded != stem);
    push(&stem);
    push(&folded.as_deref().map(folded_stem_term).unwrap_or_default());
    push(&surface_term(&forms.surface, &forms.lowered));
    push(&cased(&forms.surface, &forms.lowered, &forms.spelling).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::query_words;

    fn language(code: &str) -> Language {
        Language::from_code(code).unwrap()
    }

    fn word(text: &str) -> QueryWord {
        query_words(text).pop().unwrap()
    }

    #[test]
    fn terms_of_the_layers() {
        let tag = language("en").stem_tag();
        assert_eq!(
            stem_term(&word("Running"), language("en")),
            format!("\u{1}{tag}run")
        );
        let cases = [
            ("running", "\u{2}running", None),
            ("Running", "\u{2}running", Some("\u{3}running\u{1}T")),
            ("RUNNING", "\u{2}running", Some("\u{3}running\u{1}U")),
            ("A", "\u{2}a", Some("\u{3}a\u{1}T")),
            ("iPhone", "\u{2}iphone", Some("\u{3}iphone\u{1}=iPhone")),
            ("naïve", "\u{2}naive\0naïve", None),
            ("Über", "\u{2}uber\0über", Some("\u{3}uber\0über\u{1}T")),
            ("Uber", "\u{2}uber", Some("\u{3}uber\u{1}T")),
            ("#tag", "\u{2}tag", Some("\u{3}tag\u{1}=#tag")),
        ];
        for (text, surface, cased) in cases {
            let word = word(text);
            let term = surface_term(&word.surface, &word.lowered);
            assert_eq!(
                (&*term, cased_term(&word).as_deref()),
                (surface, cased),
                "{text}"
            );
            assert_eq!(folded_word(&term), Some(&*word.surface));
            assert!(cased.is_none_or(|cased| cased.starts_with(&cased_prefix(&word))));
            let has_capital_first = cased.is_some_and(|cased| cased.ends_with("\u{1}T"));
            let of_surface = capitalized_term(&term);
            assert_eq!(cased == Some(&*of_surface), has_capital_first, "{text}");
            assert_eq!(
                cased.and_then(capitalized),
                has_capital_first.then_some(term)
            );
            assert_eq!(cased.is_some_and(is_capitalized), has_capital_first);
        }
    }

    #[test]
    fn compounds_are_found_by_what_they_would_be_as_one_word() {
        let english = language("en");
        let tag = english.stem_tag();
        let stem = stem_term(&word("ceasefires"), english);
        assert_eq!(compound_stem(&stem, 2), format!("\u{5}{tag}ceasefir\u{1}2"));
        let word = word("Céasefires");
        let surface = surface_term(&word.surface, &word.lowered);
        let form = compound_form(&stem, &surface, 2);
        assert!(form.starts_with(&compound_stem_prefix(&stem)));
        let at_first_part = compound_surface(&surface, 2);
        assert_eq!(at_first_part, "\u{6}2ceasefires\0céasefires");
        assert_eq!(surface_of_form(&form), Some(at_first_part));
    }

    #[test]
    fn accents_make_no_difference_to_what_is_asked_for() {
        for (code, written, asked) in [
            ("fr", "réfugiés", "refugie"),
            ("es", "habían", "haber"),
            ("es", "elecciones", "eleccion"),
            ("hu", "házról", "haz"),
            ("hu", "ház", "hazrol"),
            ("en", "Nestlé", "nestle"),
            ("de", "Häuser", "haus"),
        ] {
            let language = language(code);
            let of_article = [
                stem_term(&word(written), language),
                stem_of(&word(written).surface, &word(written).surface, language),
            ];
            let asked = stem_terms(asked, language);
            assert!(
                of_article.iter().any(|stem| asked.contains(stem)),
                "{written} {asked:?}"
            );
        }
    }

    #[test]
    fn some_stems_are_words() {
        let tag = language("en").stem_tag();
        let run = format!("\u{1}{tag}run");
        assert_eq!(unchanged_by_stemming(&run).as_deref(), Some("\u{2}run"));
        let ceas = format!("\u{1}{tag}ceas");
        assert_eq!(stem_term(&word("cease"), language("en")), ceas);
        assert_eq!(unchanged_by_stemming(&ceas), None);
        assert!(is_unchanged_by_stemming(&run, "\u{2}run"));
        assert!(!is_unchanged_by_stemming(&ceas, "\u{2}cease"));
        let form = stem_form(&ceas, "\u{2}cease");
        assert!(form.starts_with(&stem_forms_prefix(&ceas)));
        assert_eq!(surface_of_form(&form).as_deref(), Some("\u{2}cease"));
        let accented = stem_form(&run, "\u{2}run\0rün");
        assert_eq!(surface_of_form(&accented).as_deref(), Some("\u{2}run\0rün"));
    }
}
