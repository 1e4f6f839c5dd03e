//! Pieces of a text as words, names and operators of a service.

use super::dated;
use super::letters::{Reading, term};
use super::node::{Node, NodeKind, RunWord};
use super::pieces::{Piece, PieceKind, Pieces};
use super::service::{Meaning, Naming, Operator, Service, number_in};
use super::syntax::Syntax;
use crate::dates::DateReading;
use crate::query::date::{DateError, ReadRange};
use crate::query::foreign_problem::ForeignProblem;
use crate::query::limits;
use crate::query::problem::{Problem, ProblemKind};
use crate::query::tree::{DateRange, Term};
use crate::span::ByteSpan;

/// A token of a service's language.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) span: ByteSpan,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum TokenKind {
    Operand(Node),
    Open,
    Close,
    Operator(Operator, u32),
    /// What follows is asked for in one of these.
    Name(Name),
}

/// A field or a function before its operand.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Name {
    /// What it asks for, with its number; any of them.
    pub(super) meanings: Vec<(Meaning, u32)>,
    /// Whether the operand is exactly a name.
    pub(super) exactly: bool,
    /// As written.
    pub(super) written: String,
}

/// Parentheses in parentheses that are read: the native tokens may have some more of them.
const MAX_DEPTH: usize = limits::MAX_DEPTH / 4;

/// The longest word that is looked at for names and operators, in characters.
const LONGEST_NAME: usize = 500;

/// The tokens of a text.
pub(super) fn tokens(
    text: &str,
    service: &'static Service,
    dates: DateReading,
    problems: &mut Vec<Problem>,
) -> Vec<Token> {
    let mut reader = Reader {
        pieces: Pieces::of(text, service.naming == Naming::Equals),
        service,
        dates,
        at: 0,
        groups: Vec::new(),
        tokens: Vec::new(),
        problems,
    };
    reader.part_infixes();
    while let Some(piece) = reader.pieces.all.get(reader.at).copied() {
        reader.piece(piece);
    }
    reader.tokens
}

/// Whether another service has an operator of that name, which is no word of any language.
fn is_operator_of_any(word: &str) -> bool {
    let is_sign = |template: &str| template.contains(['/', '#']);
    let mut operators = Syntax::ALL
        .into_iter()
        .filter_map(Syntax::service)
        .flat_map(|service| service.operators);
    operators.any(|(template, _)| is_sign(template) && number_in(template, word).is_some())
}

struct Reader<'a> {
    pieces: Pieces<'a>,
    service: &'static Service,
    dates: DateReading,
    /// The next piece.
    at: usize,
    /// Whether each open parenthesis is kept.
    groups: Vec<bool>,
    tokens: Vec<Token>,
    problems: &'a mut Vec<Problem>,
}

impl Reader<'_> {
    fn push(&mut self, kind: TokenKind, span: ByteSpan) {
        self.tokens.push(Token { kind, span });
    }

    fn problem(&mut self, kind: impl Into<ProblemKind>, span: ByteSpan) {
        let kind = kind.into();
        self.problems.push(Problem { kind, span });
    }

    fn lower(&self, piece: Piece) -> String {
        self.pieces.plain(piece.start, piece.end).to_lowercase()
    }

    /// Makes pieces of their own of operators that stand in words: `toyota/f50/`.
    fn part_infixes(&mut self) {
        if self.service.infixes.is_empty() {
            return;
        }
        let mut parted = Vec::with_capacity(self.pieces.all.len());
        for piece in std::mem::take(&mut self.pieces.all) {
            let mut rest = piece;
            while rest.kind == PieceKind::Word
                && let Some((start, end)) = self.infix(rest)
            {
                for (start, end) in [(rest.start, start), (start, end)] {
                    if start < end {
                        parted.push(Piece {
                            start,
                            end,
                            ..piece
                        });
                    }
                }
                rest.start = end;
            }
            if rest.start < rest.end || rest.kind != PieceKind::Word {
                parted.push(rest);
            }
        }
        self.pieces.all = parted;
    }

    /// The first operator that stands in a word.
    fn infix(&self, piece: Piece) -> Option<(usize, usize)> {
        let is_slash = |at: &usize| self.pieces.slice(*at, *at + 1).iter().any(|c| c.is('/'));
        let mut slashes = (piece.start..piece.end).filter(is_slash);
        let mut start = slashes.next()?;
        slashes.find_map(|end| {
            let word = self.pieces.plain(start, end + 1).to_lowercase();
            let mut infixes = self.service.infixes.iter();
            let found = infixes.any(|infix| number_in(infix, &word).is_some());
            let infix = (start, end + 1);
            start = end;
            found.then_some(infix)
        })
    }

    fn piece(&mut self, piece: Piece) {
        let span = self.pieces.span(piece.start, piece.end);
        match piece.kind {
            PieceKind::Open => {
                self.at += 1;
                let is_kept = self.groups.len() < MAX_DEPTH;
                self.groups.push(is_kept);
                if is_kept {
                    self.push(TokenKind::Open, span);
                } else {
                    self.problem(ProblemKind::TooDeep, span);
                }
            }
            PieceKind::Close => {
                self.at += 1;
                match self.groups.pop() {
                    Some(true) => self.push(TokenKind::Close, span),
                    Some(false) => {}
                    None => self.problem(ProblemKind::StrayParenthesis, span),
                }
            }
            PieceKind::Quoted | PieceKind::Braced => {
                self.at += 1;
                let marks = (piece.start.saturating_sub(1), piece.end + 1);
                let last = self.pieces.characters.len();
                let span = self.pieces.span(marks.0, marks.1.min(last));
                self.quoted(piece, span);
            }
            PieceKind::Word => {
                let is_short = piece.end - piece.start <= LONGEST_NAME;
                if !(is_short && (self.date(piece) || self.name(piece) || self.operator())) {
                    self.at += 1;
                    self.word(piece.start, piece.end);
                }
            }
        }
    }

    fn quoted(&mut self, piece: Piece, span: ByteSpan) {
        let exact = piece.kind == PieceKind::Quoted;
        // dtSearch: `"##199[0-9]"`.
        let text = self.pieces.plain(piece.start, piece.end);
        if self.service.naming == Naming::Contains
            && let Some(pattern) = text.strip_prefix("##")
            && regex_automata::util::syntax::parse(pattern).is_ok()
        {
            let term = Term::Regex(pattern.to_owned());
            return self.push_run(vec![RunWord { term, exact, span }], span);
        }
        let words = self.pieces.words(piece.start, piece.end);
        let mut run = Vec::with_capacity(words.len());
        for (start, end) in words {
            match self.run_word(start, end, exact) {
                Some(Ok(word)) => run.push(word),
                Some(Err(span)) => {
                    return self.push(TokenKind::Operand(Node::never(span)), span);
                }
                None => {}
            }
        }
        if run.is_empty() {
            self.problem(ProblemKind::EmptyQuotes, span);
            return self.push(TokenKind::Operand(Node::never(span)), span);
        }
        if run.len() > limits::MAX_PHRASE_WORDS {
            run.truncate(limits::MAX_PHRASE_WORDS);
            self.problem(ProblemKind::PhraseCut, span);
        }
        self.push_run(run, span);
    }

    fn push_run(&mut self, run: Vec<RunWord>, span: ByteSpan) {
        let kind = NodeKind::Run(run);
        self.push(TokenKind::Operand(Node { kind, span }), span);
    }

    fn word(&mut self, start: usize, end: usize) {
        let span = self.pieces.span(start, end);
        let written = self.pieces.plain(start, end);
        if self
            .service
            .first_word
            .is_some_and(|word| written.eq_ignore_ascii_case(word))
        {
            let kind = NodeKind::Start;
            return self.push(TokenKind::Operand(Node { kind, span }), span);
        }
        if self.service.first_word.is_some() && written.eq_ignore_ascii_case("xlastword") {
            return self.unknown(written, "the end of the text", span);
        }
        if is_operator_of_any(&written.to_lowercase()) {
            let service = self.service.name;
            self.problem(
                ForeignProblem::NotOfService {
                    written: written.clone(),
                    service,
                },
                span,
            );
        }
        match self.run_word(start, end, false) {
            Some(Ok(word)) => self.push_run(vec![word], span),
            Some(Err(span)) => self.push(TokenKind::Operand(Node::never(span)), span),
            None => self.problem(ProblemKind::NothingToSearch(written), span),
        }
    }

    fn unknown(&mut self, written: String, asks: &'static str, span: ByteSpan) {
        self.problem(ForeignProblem::NoMeaning { written, asks }, span);
        self.push(TokenKind::Operand(Node::never(span)), span);
    }

    /// One word as it is asked for; `Err` where it asks for what there is not.
    fn run_word(
        &mut self,
        start: usize,
        end: usize,
        exact: bool,
    ) -> Option<Result<RunWord, ByteSpan>> {
        let span = self.pieces.span(start, end);
        let mut problems = Vec::new();
        let word = self.pieces.slice(start, end);
        let reading = term(word, self.service, exact, &mut problems);
        for kind in problems {
            self.problem(kind, span);
        }
        match reading {
            Reading::Term(term, exact) => Some(Ok(RunWord { term, exact, span })),
            Reading::Nothing => None,
            Reading::Unknown(asks) => {
                let written = self.pieces.plain(start, end);
                self.problem(ForeignProblem::NoMeaning { written, asks }, span);
                Some(Err(span))
            }
        }
    }

    /// A filter by date; false where none begins here.
    fn date(&mut self, piece: Piece) -> bool {
        let Some(found) = dated::at(&self.pieces, self.at, self.service, self.dates) else {
            return false;
        };
        let span = self.pieces.span(piece.start, found.end);
        self.at += 1;
        while self
            .pieces
            .all
            .get(self.at)
            .is_some_and(|next| next.end <= found.end)
        {
            self.at += 1;
        }
        self.push_dates(vec![found.range], span);
        true
    }

    /// Dates that all hold.
    fn push_dates(&mut self, read: Vec<Result<ReadRange, DateError>>, span: ByteSpan) {
        let mut nodes = Vec::with_capacity(read.len());
        for read in read {
            let range = match read {
                Ok(read) => {
                    if read.assumed.is_some() {
                        self.problem(ProblemKind::AssumedOrder(read.range.to_string()), span);
                    }
                    read.range
                }
                Err(error) => {
                    self.problem(ProblemKind::BadDate(error), span);
                    DateRange::NEVER
                }
            };
            let kind = NodeKind::Date(range);
            nodes.push(Node { kind, span });
        }
        let node = Node::joined(nodes, true).unwrap_or_else(|| Node::never(span));
        self.push(TokenKind::Operand(node), span);
    }

    /// An operator, of up to three words; false where none begins here.
    fn operator(&mut self) -> bool {
        let words: Vec<Piece> = self
            .pieces
            .all
            .get(self.at..)
            .unwrap_or(&[])
            .iter()
            .take(3)
            .take_while(|piece| piece.kind == PieceKind::Word)
            .copied()
            .collect();
        for length in (1..=words.len()).rev() {
            let words = words.get(..length).unwrap_or(&[]);
            let text: Vec<String> = words.iter().map(|word| self.lower(*word)).collect();
            let text = text.join(" ");
            let mut operators = self.service.operators.iter();
            let found = operators.find_map(|(template, operator)| {
                number_in(template, &text).map(|number| (*operator, number))
            });
            let (Some((operator, number)), Some(first), Some(last)) =
                (found, words.first(), words.last())
            else {
                continue;
            };
            let span = self.pieces.span(first.start, last.end);
            let has_number = text.contains(|c: char| c.is_ascii_digit());
            let number = if has_number {
                self.number(number, span)
            } else {
                number
            };
            self.push(TokenKind::Operator(operator, number), span);
            self.at += length;
            return true;
        }
        false
    }

    /// A number that counts words, from 1 to [`limits::MAX_DISTANCE`].
    fn number(&mut self, number: u32, span: ByteSpan) -> u32 {
        let written = || span.of(self.pieces.text).to_owned();
        match number {
            0 => self.problem(ProblemKind::Zero(written()), span),
            _ if number > limits::MAX_DISTANCE => {
                self.problem(ProblemKind::NumberTooLarge(written()), span);
            }
            _ => {}
        }
        number.clamp(1, limits::MAX_DISTANCE)
    }

    /// The name of a field or function before its operand; false where the piece is none.
    fn name(&mut self, piece: Piece) -> bool {
        let next = self.pieces.all.get(self.at + 1).copied();
        let opens =
            next.is_some_and(|next| next.kind == PieceKind::Open && next.start == piece.end);
        match self.service.naming {
            Naming::Parentheses => self.name_before_group(piece, opens, next),
            Naming::Equals => self.name_with_equals(piece, opens),
            Naming::Contains => self.name_that_contains(piece, next),
        }
    }

    fn meaning(&self, name: &str) -> Option<(Meaning, u32)> {
        let name = name.to_lowercase();
        let mut names = self.service.names.iter();
        names.find_map(|(template, meaning)| {
            number_in(template, &name).map(|number| (*meaning, number))
        })
    }

    /// `HEADLINE(`, `TI,AB(`.
    fn name_before_group(&mut self, piece: Piece, opens: bool, next: Option<Piece>) -> bool {
        let written = self.pieces.plain(piece.start, piece.end);
        let span = self.pieces.span(piece.start, piece.end);
        let known: Option<Vec<(Meaning, u32)>> =
            written.split(',').map(|name| self.meaning(name)).collect();
        let is_count = matches!(known.as_deref(), Some([(Meaning::AtLeast, _)]));
        let opens_apart = is_count && next.is_some_and(|next| next.kind == PieceKind::Open);
        if !opens && !opens_apart {
            return false;
        }
        if self.is_operator(&written) {
            return false;
        }
        self.at += 1;
        match known {
            Some(meanings) if matches!(meanings.as_slice(), [(Meaning::Dates, _)]) => {
                self.dates_in_group(piece);
            }
            Some(meanings) => {
                let lower = written.to_lowercase();
                let kind = lower.rsplit_once('.').map(|(_, kind)| kind);
                let exactly = matches!(kind, Some("exact" | "x"));
                self.push_name(meanings, exactly, written, span);
            }
            None => {
                let service = self.service.name;
                self.problem(
                    ForeignProblem::UnknownName {
                        name: written.clone(),
                        service,
                    },
                    span,
                );
                let unknown = vec![(Meaning::Unknown(""), 0)];
                self.push_name(unknown, false, written, span);
            }
        }
        true
    }

    fn is_operator(&self, written: &str) -> bool {
        let lower = written.to_lowercase();
        let mut operators = self.service.operators.iter();
        operators.any(|(template, _)| number_in(template, &lower).is_some())
    }

    fn push_name(
        &mut self,
        meanings: Vec<(Meaning, u32)>,
        exactly: bool,
        written: String,
        span: ByteSpan,
    ) {
        let meanings = meanings
            .into_iter()
            .map(|(meaning, number)| match meaning {
                Meaning::AtLeast => (meaning, self.number(number, span)),
                _ => (meaning, number),
            })
            .collect();
        let name = Name {
            meanings,
            exactly,
            written,
        };
        self.push(TokenKind::Name(name), span);
    }

    /// The dates between the parentheses that follow.
    fn dates_in_group(&mut self, name: Piece) {
        let mut depth = 0;
        let pieces = self.pieces.all.get(self.at..).unwrap_or(&[]);
        let length = pieces.iter().position(|piece| {
            match piece.kind {
                PieceKind::Open => depth += 1,
                PieceKind::Close => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        let last = self.at + length.unwrap_or(pieces.len().saturating_sub(1));
        let end = self
            .pieces
            .all
            .get(last)
            .map_or(name.end, |piece| piece.end);
        self.at = last + 1;
        let read = dated::inside(&self.pieces.plain(name.end, end), self.dates);
        self.push_dates(read, self.pieces.span(name.start, end));
    }

    /// `hd=word`, `hd=(`, `atleast3 word`.
    fn name_with_equals(&mut self, piece: Piece, opens: bool) -> bool {
        let written = self.pieces.plain(piece.start, piece.end);
        let count = self
            .meaning(&written)
            .filter(|(meaning, _)| *meaning == Meaning::AtLeast);
        if let Some(meaning) = count {
            self.at += 1;
            let span = self.pieces.span(piece.start, piece.end);
            self.push_name(vec![meaning], false, written, span);
            return true;
        }
        let is_sign = |c: char| matches!(c, '=' | '>' | '<');
        let Some((name, value)) = written.split_once(is_sign) else {
            return false;
        };
        let is_name =
            (2..=4).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphabetic());
        let quoted = self.pieces.all.get(self.at + 1).is_some_and(|next| {
            matches!(next.kind, PieceKind::Quoted) && next.start == piece.end + 1
        });
        if !is_name || (value.is_empty() && !opens && !quoted) {
            return false;
        }
        let end = piece.start + name.chars().count() + 1;
        let span = self.pieces.span(piece.start, end);
        let name = name.to_owned();
        match self.meaning(&name) {
            Some((Meaning::Dates, _)) => {
                self.at += 1;
                let read = dated::inside(value, self.dates);
                self.push_dates(read, self.pieces.span(piece.start, piece.end));
                return true;
            }
            Some(meaning) => self.push_name(vec![meaning], false, format!("{name}="), span),
            None => {
                let service = self.service.name;
                self.problem(ForeignProblem::UnknownName { name, service }, span);
                self.push_name(
                    vec![(Meaning::Unknown(""), 0)],
                    false,
                    written.clone(),
                    span,
                );
            }
        }
        // The value is a piece of its own.
        if value.is_empty() {
            self.at += 1;
        } else if let Some(piece) = self.pieces.all.get_mut(self.at) {
            piece.start = end;
        }
        true
    }

    /// `title contains word`, `title::word`.
    fn name_that_contains(&mut self, piece: Piece, next: Option<Piece>) -> bool {
        let written = self.pieces.plain(piece.start, piece.end);
        let contains =
            next.is_some_and(|next| next.kind == PieceKind::Word && self.lower(next) == "contains");
        let (name, end) = match written.split_once("::") {
            Some((name, _)) if !name.is_empty() => {
                (name.to_owned(), piece.start + name.chars().count() + 2)
            }
            _ if contains => (written.clone(), next.map_or(piece.end, |next| next.end)),
            _ => return self.date_of_dtsearch(piece, next),
        };
        let span = self.pieces.span(piece.start, end);
        let meaning = self.meaning(&name).unwrap_or((Meaning::Metadata, 0));
        self.push_name(vec![meaning], false, name, span);
        if contains {
            self.at += 2;
        } else if end < piece.end {
            if let Some(piece) = self.pieces.all.get_mut(self.at) {
                piece.start = end;
            }
        } else {
            self.at += 1;
        }
        true
    }

    /// `date(…)`, which dtSearch looks for in the text.
    fn date_of_dtsearch(&mut self, piece: Piece, next: Option<Piece>) -> bool {
        let opens =
            next.is_some_and(|next| next.kind == PieceKind::Open && next.start == piece.end);
        if !opens {
            return false;
        }
        let written = self.pieces.plain(piece.start, piece.end);
        let span = self.pieces.span(piece.start, piece.end);
        match self.meaning(&written) {
            Some((Meaning::Dates, _)) => {
                self.at += 1;
                self.dates_in_group(piece);
                true
            }
            Some((meaning @ Meaning::Unknown(_), _)) => {
                self.at += 1;
                self.push_name(vec![(meaning, 0)], false, written, span);
                true
            }
            _ => false,
        }
    }
}
