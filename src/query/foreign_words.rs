//! Operators of other services, and operators in small letters, in a query of the native language.
//!
//! Between the lexer and the pass that settles operators. What is certain is read and said; what is not stays a word and is said.

use super::date::ReadRange;
use super::dialects::natively::{ForeignName, before_equals, before_group, date_filters};
use super::foreign_problem::ForeignProblem;
use super::lexer::{Opening, Token, TokenKind};
use super::problem::{Problem, ProblemKind};
use super::tree::{DateRange, Field, Term};
use crate::dates::DateReading;
use crate::span::ByteSpan;

/// The tokens with what is foreign in them read, as far as that is certain.
pub(super) fn read(
    text: &str,
    tokens: Vec<Token>,
    dates: DateReading,
    problems: &mut Vec<Problem>,
) -> Vec<Token> {
    let mut reader = Reader { text, problems };
    let tokens = reader.dates(tokens, dates);
    let tokens = reader.names(tokens);
    if is_query_language(text, &tokens) {
        reader.in_query_language(tokens)
    } else {
        reader.note_in_prose(&tokens);
        tokens
    }
}

/// Words that are operators in small letters, or are elsewhere.
pub(super) fn may_be_operator(word: &str) -> bool {
    small_operator(word).is_some()
        || matches!(word, "same" | "but" | "date")
        || is_distance(word)
        || has_hash(word)
        || equals(word).is_some()
        || dollar(word).is_some()
        || count(word).is_some()
}

fn small_operator(word: &str) -> Option<TokenKind> {
    match word {
        "and" => Some(TokenKind::And),
        "or" => Some(TokenKind::Or),
        "not" | "andnot" | "butnot" => Some(TokenKind::Not),
        _ => None,
    }
}

/// The word and the number of `earn$2`; the number is empty where it is not written.
fn dollar(word: &str) -> Option<(&str, &str)> {
    let (stem, most) = word.split_once('$')?;
    let is_word = stem.chars().count() > 2 && stem.chars().all(char::is_alphabetic);
    is_word.then_some((stem, most))
}

/// `w5`, `n5`, `pre5`: nearness in other services, and names of roads.
fn is_distance(word: &str) -> bool {
    let name = word.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = word.len() - name.len();
    (1..3).contains(&digits)
        && ["w", "n", "pre"]
            .iter()
            .any(|known| name.eq_ignore_ascii_case(known))
}

/// `wom#n`, `merg#`: any letter in other services. `C#` and `#1` are words.
fn has_hash(word: &str) -> bool {
    let is_part = |part: &str| part.chars().all(char::is_lowercase);
    word.split_once('#')
        .is_some_and(|(stem, rest)| stem.chars().count() > 2 && is_part(stem) && is_part(rest))
}

/// Whether commas and the like stand among the words, as in prose.
fn has_pauses(text: &str, tokens: &[Token]) -> bool {
    tokens.iter().any(|token| {
        let written = token.span.of(text);
        matches!(token.kind, TokenKind::Term(_)) && written.ends_with([',', ';', '.', ':', '?'])
    })
}

/// The code and the value of `hd=value`, where the code is one of Factiva's.
fn equals(word: &str) -> Option<(ForeignName, &str)> {
    let (code, value) = word.split_once(['=', '>', '<'])?;
    before_equals(code).map(|name| (name, value))
}

/// Whether more than words is asked for: nearness, a field, a wildcard, a group; or an operator beside a quoted text.
///
/// A parenthesis or quotation marks alone do not make prose a query, where it has commas and the like.
fn is_query_language(text: &str, tokens: &[Token]) -> bool {
    let is_strong = |token: &Token| match &token.kind {
        TokenKind::Near(_)
        | TokenKind::Field(_)
        | TokenKind::Date(_)
        | TokenKind::Copies(_)
        | TokenKind::Open(Opening::AtLeast(_) | Opening::First(_)) => true,
        TokenKind::Term(term) => matches!(term, Term::Wildcard(_) | Term::Regex(_)),
        _ => false,
    };
    if tokens.iter().any(is_strong) {
        return true;
    }
    let written = |token: &Token| token.span.of(text);
    if has_pauses(text, tokens) {
        return false;
    }
    let is_small = |token: &Token| small_operator(written(token)).is_some();
    let is_phrase = |token: &Token| matches!(token.kind, TokenKind::Phrase { .. });
    let beside_quotes = tokens.windows(2).any(|pair| {
        matches!(pair, [a, b] if (is_small(a) && is_phrase(b)) || (is_phrase(a) && is_small(b)))
    });
    let groups = tokens.windows(2).any(|pair| {
        // `minister(s)` is no group.
        matches!(pair, [a, b] if b.kind == TokenKind::Open(Opening::Group) && a.span.end < b.span.start)
    });
    let begins = tokens
        .first()
        .is_some_and(|token| token.kind == TokenKind::Open(Opening::Group));
    beside_quotes || groups || begins
}

struct Reader<'a> {
    text: &'a str,
    problems: &'a mut Vec<Problem>,
}

impl Reader<'_> {
    fn problem(&mut self, kind: impl Into<ProblemKind>, span: ByteSpan) {
        let kind = kind.into();
        self.problems.push(Problem { kind, span });
    }

    fn read_as(&mut self, reading: &str, span: ByteSpan) {
        let written = span.of(self.text).to_owned();
        let reading = reading.to_owned();
        self.problem(ForeignProblem::ReadAs { written, reading }, span);
    }

    /// `date aft 5/1/1987`, at the start or behind an operator.
    fn dates(&mut self, tokens: Vec<Token>, dates: DateReading) -> Vec<Token> {
        let mut filters = date_filters(self.text, dates).into_iter().peekable();
        if filters.peek().is_none() {
            return tokens;
        }
        let mut read: Vec<Token> = Vec::with_capacity(tokens.len());
        let mut behind = 0;
        for token in tokens {
            if token.span.start < behind {
                continue;
            }
            while filters
                .next_if(|(span, _)| span.start < token.span.start)
                .is_some()
            {}
            let joins = read.last().is_none_or(|before| {
                let is_small = small_operator(before.span.of(self.text)).is_some();
                is_small
                    || matches!(
                        before.kind,
                        TokenKind::And | TokenKind::Or | TokenKind::Not | TokenKind::Open(_)
                    )
            });
            let filter = filters.next_if(|(span, _)| span.start == token.span.start);
            let Some((span, found)) = filter.filter(|_| joins) else {
                if let Some((span, found)) = filter {
                    self.date_words(span, &found);
                }
                read.push(token);
                continue;
            };
            behind = span.end;
            self.problems.retain(|problem| !span.contains(problem.span));
            if found.assumed.is_some() {
                self.problem(ProblemKind::AssumedOrder(found.range.to_string()), span);
            }
            self.read_as(&format!("date:{}", found.range), span);
            read.push(Token {
                kind: TokenKind::Date(found.range),
                span,
            });
        }
        read
    }

    /// Says of a filter behind a word that it is words, unless these may be prose: *the date from 1987 to 1990*.
    fn date_words(&mut self, span: ByteSpan, found: &ReadRange) {
        let written = span.of(self.text).to_owned();
        let relation = written.split_whitespace().nth(1).unwrap_or_default();
        let is_short = |short: &str| relation.eq_ignore_ascii_case(short);
        if !["aft", "bef"].into_iter().any(is_short) {
            return;
        }
        let filter = format!("date:{}", found.range);
        self.problem(ForeignProblem::DateWords { written, filter }, span);
    }

    /// `HEADLINE(…)`, `TI(…)`, `hd=word`.
    fn names(&mut self, tokens: Vec<Token>) -> Vec<Token> {
        let mut read: Vec<Token> = Vec::with_capacity(tokens.len());
        let mut rest = tokens.into_iter().peekable();
        while let Some(token) = rest.next() {
            let is_value = read
                .last()
                .is_some_and(|before| matches!(before.kind, TokenKind::Field(_)));
            let TokenKind::Term(Term::Word(word)) = &token.kind else {
                read.push(token);
                continue;
            };
            if is_value {
                read.push(token);
                continue;
            }
            let next = rest.peek();
            let is_glued = next.is_some_and(|next| next.span.start == token.span.end);
            let opens =
                is_glued && next.is_some_and(|next| next.kind == TokenKind::Open(Opening::Group));
            let quotes =
                is_glued && next.is_some_and(|next| matches!(next.kind, TokenKind::Phrase { .. }));
            let written = token.span.of(self.text);
            let code = equals(written).filter(|(_, value)| !value.is_empty() || opens || quotes);
            if let Some((name, value)) = code {
                let value_start = token.span.end - value.len();
                let name_span = ByteSpan::new(token.span.start, value_start);
                let value_span = ByteSpan::new(value_start, token.span.end);
                let value = (!value.is_empty()).then(|| Token {
                    kind: TokenKind::Term(Term::Word(value.to_owned())),
                    span: value_span,
                });
                let operand = value.map_or_else(|| operand(&mut rest), |value| vec![value]);
                self.named(&name, name_span, operand, &mut read);
            } else if opens
                && written == word
                && let Some(name) = before_group(word)
            {
                let span = token.span;
                let is_plural = rest.peek().is_some_and(|open| {
                    let behind = self.text.get(open.span.end..).unwrap_or_default();
                    behind.starts_with("s)") || behind.starts_with("es)")
                });
                if is_plural || self.is_unknown(&name, span) {
                    read.push(token);
                    continue;
                }
                let operand = operand(&mut rest);
                self.named(&name, span, operand, &mut read);
            } else if let Some(number) = count(written)
                && next.is_some()
                && !opens
            {
                // Factiva's `atleast3 word`.
                let span = token.span;
                let operand = operand(&mut rest);
                self.problems.retain(|problem| problem.span != span);
                self.named(&ForeignName::AtLeast(number), span, operand, &mut read);
            } else {
                read.push(token);
            }
        }
        read
    }

    /// Says of a name that has no meaning here that it is read as a word.
    fn is_unknown(&mut self, name: &ForeignName, span: ByteSpan) -> bool {
        if let ForeignName::Unknown(asks) = name {
            let written = span.of(self.text).to_owned();
            self.problem(ForeignProblem::NotHere { written, asks }, span);
        }
        matches!(name, ForeignName::Unknown(_))
    }

    /// Writes what a name asks for of its operand.
    fn named(
        &mut self,
        name: &ForeignName,
        span: ByteSpan,
        operand: Vec<Token>,
        out: &mut Vec<Token>,
    ) {
        let open = operand.first().map_or(span, |first| first.span);
        self.problems
            .retain(|problem| problem.kind != ProblemKind::GroupBehindWord || problem.span != open);
        let end = operand.last().map_or(span, |last| last.span);
        let token = |kind: TokenKind, span: ByteSpan| Token { kind, span };
        let function = |opening: Opening, out: &mut Vec<Token>| {
            out.push(token(TokenKind::Open(opening), span));
            out.extend(operand.iter().cloned());
            out.push(token(TokenKind::Close, end));
        };
        let reading = match name {
            ForeignName::Field(field) => {
                out.push(token(TokenKind::Field(field.clone()), span));
                out.extend(operand);
                format!("{field}:")
            }
            ForeignName::HeadlineOrLead(words) => {
                out.push(token(TokenKind::Open(Opening::Group), span));
                out.push(token(TokenKind::Field(Field::Title), span));
                out.extend(operand.iter().cloned());
                out.push(token(TokenKind::Or, span));
                function(Opening::First(*words), out);
                out.push(token(TokenKind::Close, end));
                format!("title:(…) OR first{words}(…)")
            }
            ForeignName::Lead(words) => {
                function(Opening::First(*words), out);
                format!("first{words}(…)")
            }
            ForeignName::AtLeast(count) => {
                function(Opening::AtLeast(*count), out);
                format!("atleast{count}(…)")
            }
            ForeignName::Anywhere => {
                out.extend(operand);
                "(…)".to_owned()
            }
            ForeignName::AllCapitals => {
                out.extend(spelled(operand, str::to_uppercase));
                "=WORD".to_owned()
            }
            ForeignName::SmallLetters => {
                out.extend(spelled(operand, str::to_lowercase));
                "=word".to_owned()
            }
            ForeignName::Unknown(asks) => {
                let whole = span.cover(end);
                let written = whole.of(self.text).to_owned();
                self.problem(ForeignProblem::NoMeaning { written, asks }, whole);
                out.push(token(TokenKind::Date(DateRange::NEVER), whole));
                return;
            }
        };
        self.read_as(&reading, span);
    }

    /// Operators in small letters and endings such as `merg!`, in a text that is query language otherwise.
    fn in_query_language(&mut self, tokens: Vec<Token>) -> Vec<Token> {
        let mut is_first = true;
        let mut read: Vec<Token> = Vec::with_capacity(tokens.len());
        for token in tokens {
            let written = token.span.of(self.text);
            // `title:or`, `-and`
            let is_glued = read.last().is_some_and(|before| {
                before.span.end == token.span.start
                    && matches!(before.kind, TokenKind::Field(_) | TokenKind::Not)
            });
            let word = match &token.kind {
                TokenKind::Term(Term::Word(word)) if !is_glued => word.as_str(),
                _ => "",
            };
            let kind = if word.is_empty() {
                None
            } else if let Some(kind) = small_operator(written) {
                if std::mem::take(&mut is_first) {
                    let written = written.to_owned();
                    self.problem(ForeignProblem::SmallOperator(written), token.span);
                }
                Some(kind)
            } else {
                self.ending(word, written, token.span)
            };
            if written == "same" && !is_glued {
                self.problem(ForeignProblem::Same, token.span);
            } else if !word.is_empty() {
                self.note_signs(written, token.span);
            }
            // `but not` is one operator.
            let is_but = |before: &Token| before.span.of(self.text) == "but";
            if kind == Some(TokenKind::Not) && read.last().is_some_and(is_but) {
                read.pop();
            }
            read.push(Token {
                kind: kind.unwrap_or(token.kind),
                span: token.span,
            });
        }
        read
    }

    /// The note on `w5` and on `wom#n`.
    fn note_signs(&mut self, written: &str, span: ByteSpan) {
        let word = written.to_owned();
        if is_distance(written) {
            self.problem(ForeignProblem::Distance(word), span);
        } else if has_hash(written) {
            self.problem(ForeignProblem::Ending { written: word }, span);
        }
    }

    /// `merg!` and `merg$2`; the note on `share$`.
    fn ending(&mut self, word: &str, written: &str, span: ByteSpan) -> Option<TokenKind> {
        let is_name = word.starts_with(char::is_uppercase) && word.contains(char::is_lowercase);
        let letters =
            |word: &str| word.chars().count() > 2 && word.chars().all(char::is_alphabetic);
        if letters(word) && written.strip_suffix('!') == Some(word) && !is_name {
            self.read_as(&format!("{word}*"), span);
            return Some(TokenKind::Term(Term::Wildcard(format!("{word}*"))));
        }
        let (stem, most) = dollar(word).filter(|_| written == word)?;
        if most.is_empty() {
            let written = word.to_owned();
            self.problem(ForeignProblem::Ending { written }, span);
            return None;
        }
        let most: u32 = most.parse().ok().filter(|most| (1..10).contains(most))?;
        let pattern = format!("{stem}.{{0,{most}}}");
        self.read_as(&format!("/{pattern}/"), span);
        Some(TokenKind::Term(Term::Regex(pattern)))
    }

    /// Small words in a few words of prose that look like operators.
    fn note_in_prose(&mut self, tokens: &[Token]) {
        let words: Vec<(&str, ByteSpan)> = tokens
            .iter()
            .map(|token| (token.span.of(self.text), token.span))
            .collect();
        let between = words.get(1..words.len().saturating_sub(1)).unwrap_or(&[]);
        for (word, span) in between {
            let is_operator = matches!(*word, "or" | "not" | "andnot" | "butnot")
                && (3..=5).contains(&words.len());
            if is_operator {
                let written = (*word).to_owned();
                self.problem(ForeignProblem::SmallWord(written), *span);
            } else if *word == "same" && words.len() == 3 {
                self.problem(ForeignProblem::Same, *span);
            } else if words.len() < 6 && is_distance(word) {
                self.note_signs(word, *span);
            }
        }
        for (word, span) in &words {
            if has_hash(word) {
                self.note_signs(word, *span);
            }
            let plain = word.trim_end_matches('!');
            let is_ending = word.len() == plain.len() + 1
                && plain.len() > 2
                && plain.chars().all(char::is_lowercase)
                && words.len() < 6
                && !has_pauses(self.text, tokens);
            let is_dollar = word
                .strip_suffix('$')
                .is_some_and(|stem| stem.len() > 2 && stem.chars().all(char::is_lowercase));
            if is_ending || is_dollar {
                let written = (*word).to_owned();
                self.problem(ForeignProblem::Ending { written }, *span);
            }
        }
    }
}

/// The number of Factiva's `atleast3` before a word.
fn count(word: &str) -> Option<u32> {
    let lower = word.to_ascii_lowercase();
    let digits = lower
        .strip_prefix("atleast")
        .or_else(|| lower.strip_prefix("atl"))?;
    digits
        .parse()
        .ok()
        .filter(|count| (1..1000).contains(count))
}

/// The next operand: a word, a quoted text or a group.
fn operand(rest: &mut std::iter::Peekable<std::vec::IntoIter<Token>>) -> Vec<Token> {
    let mut operand = Vec::new();
    let mut depth = 0;
    for token in rest.by_ref() {
        match token.kind {
            TokenKind::Open(_) => depth += 1,
            TokenKind::Close => depth -= 1,
            _ => {}
        }
        operand.push(token);
        if depth <= 0 {
            break;
        }
    }
    operand
}

/// Tokens with their words in another spelling only.
fn spelled(tokens: Vec<Token>, spell: fn(&str) -> String) -> impl Iterator<Item = Token> {
    tokens.into_iter().map(move |token| match token.kind {
        TokenKind::Term(Term::Word(word)) => Token {
            kind: TokenKind::Term(Term::Cased(spell(&word))),
            span: token.span,
        },
        _ => token,
    })
}

#[cfg(test)]
mod tests {
    use crate::query::{Problem, parse};

    /// A query, its canonical form, and what is said about it.
    type Said = (&'static str, &'static str, &'static [&'static str]);

    /// Operators of other services, and in small letters.
    const FOREIGN: &[Said] = &[
        ("a /s b", "a w/s b", &["`/s` is read as `w/s`"]),
        ("a near5 b", "a w/5 b", &["`near5` is read as `w/5`"]),
        ("a NEAR5 b", "a w/5 b", &["`NEAR5` is read as `w/5`"]),
        ("a adj3 b", "a pre/3 b", &["`adj3` is read as `pre/3`"]),
        ("a N/5 b", "a w/5 b", &["`N/5` is read as `w/5`"]),
        ("a P/5 b", "a pre/5 b", &["`P/5` is read as `pre/5`"]),
        ("a /5 b", "a w/5 b", &["`/5` is read as `w/5`"]),
        (
            "a SAME b",
            "a \\SAME b",
            &["`SAME` is no operator here and is read as text"],
        ),
        (
            "iran same talks",
            "iran \\same talks",
            &["`same` is read as a word"],
        ),
        (
            "war or truce",
            "war \\or truce",
            &["`or` in small letters is read as a word"],
        ),
        (
            "war not truce",
            "war \\not truce",
            &["`not` in small letters is read as a word"],
        ),
        (
            "war and not truce",
            "war \\and \\not truce",
            &["`not` in small letters is read as a word"],
        ),
        (
            "(war or truce) and opec",
            "(war OR truce) opec",
            &["`or` in small letters is read as an operator, since the text is a query otherwise"],
        ),
        (
            "\"oil price\" and not opec",
            "\"oil price\" -opec",
            &["`and` in small letters is read as an operator, since the text is a query otherwise"],
        ),
        (
            "title:or opec* and price",
            "title:\\or opec* price",
            &["`and` in small letters is read as an operator, since the text is a query otherwise"],
        ),
        (
            "merg! w/5 oil",
            "merg* w/5 oil",
            &["`merg!` is read as `merg*`"],
        ),
        ("Yahoo! w/5 oil", "Yahoo w/5 oil", &[]),
        (
            "earn$2 w/5 oil",
            "/earn.{0,2}/ w/5 oil",
            &["`earn$2` is read as `/earn.{0,2}/`"],
        ),
        (
            "opec w/5 share$",
            "opec w/5 \\share$",
            &["the sign in `share$` is read as punctuation"],
        ),
        (
            "merg!",
            "merg",
            &["the sign in `merg!` is read as punctuation"],
        ),
        (
            "HEADLINE(a)",
            "title:a",
            &["`HEADLINE` is read as `title:`"],
        ),
        (
            "TI(a) AND TX(b*)",
            "title:a b*",
            &["`TI` is read as `title:`", "`TX` is read as `(…)`"],
        ),
        ("PUB(a)", "source:a", &["`PUB` is read as `source:`"]),
        (
            "hlead(a)",
            "title:a OR first50(a)",
            &["`hlead` is read as `title:(…) OR first50(…)`"],
        ),
        (
            "atl3(a)",
            "atleast3(a)",
            &["`atl3` is read as `atleast3(…)`"],
        ),
        ("allcaps(aids)", "=AIDS", &["`allcaps` is read as `=WORD`"]),
        (
            "hd=(a b) -c",
            "title:(a b) -c",
            &["`hd=` is read as `title:`"],
        ),
        (
            "hl=\"a b\"",
            "title:\"a b\"",
            &["`hl=` is read as `title:`"],
        ),
        ("la=fr a", "lang:fr a", &["`la=` is read as `lang:`"]),
        (
            "co=texaco",
            "date:never",
            &[
                "`co=texaco` asks for a company's code, which articles here do not have; nothing is found for it",
            ],
        ),
        (
            "company(texaco)",
            "company texaco",
            &[
                "`company(` asks another service for a company that the service marks; here it is read as a word",
                "`(` right behind a word opens a group, and both are required",
            ],
        ),
        (
            "a and date aft 1987-04-01",
            "a date:1987-04-02..",
            &[
                "`and` in small letters is read as an operator, since the text is a query otherwise",
                "`date aft 1987-04-01` is read as `date:1987-04-02..`",
            ],
        ),
        (
            "plural(bank)",
            "plural bank",
            &[
                "`plural(` asks another service for the plural alone; here it is read as a word",
                "`(` right behind a word opens a group, and both are required",
            ],
        ),
        (
            "a date aft 1987",
            "a \\date aft 1987",
            &["`date aft 1987` is read as words"],
        ),
        (
            "the date from 1987 to 1990",
            "the date from 1987 to 1990",
            &[],
        ),
        (
            "a w/5 b or c",
            "(a w/5 b) OR c",
            &[
                "read as `(a w/5 b) OR c`",
                "here nearness binds before `or`; in Lexis `or` binds first",
                "`or` in small letters is read as an operator, since the text is a query otherwise",
            ],
        ),
    ];

    #[test]
    fn what_is_certain_is_read_and_the_rest_is_said() {
        for (text, expected, problems) in FOREIGN {
            let parsed = parse(text);
            assert_eq!(parsed.query.to_string(), *expected, "{text}");
            let said: Vec<String> = parsed.problems.iter().map(Problem::message).collect();
            assert_eq!(said, *problems, "{text}");
        }
    }

    #[test]
    fn strict_refuses_what_may_mean_something_else() {
        for (text, is_faithful) in [
            ("war or truce", false),
            ("iran same talks", false),
            ("a SAME b", false),
            ("opec near share w/5 b or c", false),
            ("co=texaco", false),
            ("oil w5 price", false),
            ("wom#n", false),
            ("share$ w/5 opec", false),
            ("opec near5 quota", true),
            ("(war or truce) and opec", true),
            ("hd=(a b)", true),
            ("merg! w/5 oil", true),
            ("war and peace", true),
            ("to be or not to be", true),
        ] {
            assert_eq!(parse(text).is_faithful(), is_faithful, "{text}");
        }
    }
}
