//! What must hold for every tree and every text: printing reads back, places lie in the text.

use proptest::prelude::*;

use super::*;
use crate::span::ByteSpan;

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z]{1,4}",
        1 => "(AND|OR|NOT|and|or|same|date|aft|from|1987|to|andnot|but|w5|N3|wom#n|near5|adj/3|atl2|hd=x|rst=y|wc>5|earn\\$2|abc\\$|title|allcaps|abc!|not|Not|w/5|near/s|atleast3|title:x|foo:y|-x|=y|a\\*|b\\?|c~|d\\^2|O'B|x\\)|\"|“|\\\\|\\(|/r/|C\\+\\+|U\\.S\\.|http://a\\.b/c|x y|--|é|和|a—b|'z'|:|/s)",
        1 => "[ -~é和‘’]{1,6}".prop_filter("a word has letters", |word| word.chars().any(char::is_alphanumeric)),
    ]
}

fn term() -> impl Strategy<Value = Term> {
    prop_oneof![
        5 => word().prop_map(Term::Word),
        1 => "[A-Z][a-z.]{0,2}[a-z]".prop_map(Term::Cased),
        1 => "([a-z]{1,3}\\*|\\*[a-z]{1,3}|[a-z]\\?[a-z])".prop_map(Term::Wildcard),
        1 => (word(), 1u8..3).prop_map(|(word, edits)| Term::Fuzzy { word, edits }),
    ]
}

fn field() -> impl Strategy<Value = Field> {
    prop_oneof![
        Just(Field::Title),
        Just(Field::Body),
        Just(Field::Author),
        Just(Field::Tag),
        Just(Field::Language),
        "[a-zA-Z][a-z _:*-]{0,4}".prop_map(Field::Meta),
    ]
}

fn day() -> impl Strategy<Value = jiff::civil::Date> {
    (-400i16..2500, 1i8..13, 1i8..29)
        .prop_map(|(year, month, day)| jiff::civil::Date::new(year, month, day).unwrap())
}

fn leaf() -> impl Strategy<Value = Query> {
    let kind = prop_oneof![
        6 => term().prop_map(QueryKind::Term),
        1 => "[a-z/]{1,4}[|]([a-z]|\\\\d|\\\\[.])".prop_map(|pattern| QueryKind::Term(Term::Regex(pattern))),
        2 => (prop::collection::vec(term(), 2..4), 0u32..4).prop_map(|(terms, slop)| QueryKind::Phrase { terms, slop }),
        1 => prop::collection::vec(term(), 1..2).prop_map(|terms| QueryKind::Phrase { terms, slop: 0 }),
        1 => (day(), 0i32..500).prop_map(|(first, days)| {
            let last = first.checked_add(jiff::Span::new().days(days)).unwrap();
            QueryKind::Date(DateRange { first: Some(first), last: Some(last) })
        }),
        1 => prop::sample::select(vec![CopyFilter::No, CopyFilter::First, CopyFilter::Only])
            .prop_map(QueryKind::Copies),
        1 => "[ -~é]{1,8}".prop_map(|value| {
            QueryKind::Field { field: Field::Id, query: Box::new(Query::new(QueryKind::Term(Term::Word(value)))) }
        }),
    ];
    kind.prop_map(Query::new)
}

fn within() -> impl Strategy<Value = Within> {
    prop_oneof![
        (1u32..30).prop_map(Within::Words),
        Just(Within::Sentence),
        Just(Within::Paragraph)
    ]
}

/// Not `query`; a double negation is none.
fn negated(query: Query) -> Query {
    match query.kind {
        QueryKind::Not(inner) => *inner,
        kind => Query::new(QueryKind::Not(Box::new(Query::new(kind)))),
    }
}

/// Trees as [`parse`] makes them: proximity and functions only over what has positions, groups merged.
fn tree() -> impl Strategy<Value = Query> {
    leaf().prop_recursive(5, 40, 4, |inner| {
        prop_oneof![
            2 => prop::collection::vec(inner.clone(), 2..4).prop_map(Query::all_of),
            2 => prop::collection::vec(inner.clone(), 2..4).prop_map(Query::any_of),
            1 => inner.clone().prop_map(negated),
            3 => (inner.clone(), inner.clone(), within(), any::<bool>(), any::<bool>()).prop_map(|(left, right, within, ordered, negated)| {
                if positions::position_of(&left).is_some() || positions::position_of(&right).is_some() {
                    return left;
                }
                Query::new(QueryKind::Near { left: Box::new(left), right: Box::new(right), within, ordered, negated })
            }),
            1 => (inner.clone(), 1u32..9, any::<bool>()).prop_map(|(inner, count, first)| {
                if positions::position_of(&inner).is_some() {
                    return inner;
                }
                let query = Box::new(inner);
                Query::new(if first { QueryKind::First { words: count, query } } else { QueryKind::AtLeast { count, query } })
            }),
            1 => (field(), inner.clone()).prop_map(|(field, inner)| {
                let inner = if field.has_positions() { inner } else { positions::without_positions(inner).0 };
                Query::new(QueryKind::Field { field, query: Box::new(inner) })
            }),
            1 => (inner, 1u16..5000).prop_map(|(inner, factor)| inner.boosted(f32::from(factor) / 64.0, ByteSpan::default())),
        ]
    })
}

/// Text made of what the language is made of.
fn query_like() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-zA-Zé]{1,3}",
        "(AND|OR|NOT|not| w/5 | pre/s |not w/p|atleast2\\(|first9\\(|title:|id:|url:|meta\\.x:|date:|date:2024|copies:|copies:no|foo:|http://)",
        "( and | or | not |and|or| same |date aft |1987|date from 1987 to 1988|hd=|co=|la=|HEADLINE\\(|TI\\(|hlead\\(|allcaps\\(|company\\(|atl2 |abc!|abc\\$2|near5| /s | SAME )",
        "[-+=*?~^\\\\\"'“”„«»「」()/:;,.&|!<>\\[\\]]",
        "(~2|\\^2|\\^0\\.5|~|/a\\.b/| | |  |—|　|（|）|‘|’|和|😀|\u{200b}|\u{feff})",
    ];
    prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

/// Text made of what the languages of other services are made of.
fn foreign() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-zA-Zé]{1,3}",
        "( and | or | not | and not | w/5 | pre/3 | near5 | adj | same |/f5/|/n3/| not w/s | w/seg | contains |::| but not )",
        "(headline\\(|hlead\\(|atl2\\(|atleast3 |allcaps\\(|plural\\(|hd=|rst=|wc>|TI\\(|TI,AB\\(|PD\\(|date aft |date from | to |date\\(|foo\\(|la=)",
        "[!*?$#%&=~(){}\\[\\]\"'“”.,:;/+0-9-]",
        "(1987|5/3/1987|19870305|March 1987|xfirstword|12~~15|\\$2| |  )",
    ];
    prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn a_tree_prints_and_reads_back(query in tree()) {
        let printed = query.to_string();
        let parsed = parse(&printed);
        prop_assert_eq!(&parsed.query, &query, "{}", printed);
        let only_fields_in_fields = parsed.problems.iter().all(|problem| matches!(problem.kind, ProblemKind::FieldInField { .. }));
        prop_assert!(only_fields_in_fields, "{}: {:?}", printed, parsed.problems);
    }

    #[test]
    fn what_was_understood_reads_back(text in query_like()) {
        let parsed = parse(&text);
        let printed = parsed.query.to_string();
        let again = parse(&printed);
        prop_assert_eq!(&again.query, &parsed.query, "{} -> {}", text, printed);
        let only_fields_in_fields = again.problems.iter().all(|problem| matches!(problem.kind, ProblemKind::FieldInField { .. }));
        prop_assert!(only_fields_in_fields, "{} -> {}: {:?}", text, printed, again.problems);
        prop_assert_eq!(again.query.to_string(), printed);
    }

    #[test]
    fn any_text_parses(text in any::<String>()) {
        let parsed = parse(&text);
        prop_assert_eq!(parse(&parsed.query.to_string()).query, parsed.query);
    }

    #[test]
    fn places_lie_in_the_text(text in query_like()) {
        let parsed = parse(&text);
        for problem in &parsed.problems {
            prop_assert!(text.get(problem.span.start..problem.span.end).is_some(), "{:?}", problem);
            prop_assert!(problem.render(&text).contains('^'));
        }
        parsed.query.walk(&mut |query| {
            assert!(text.get(query.span.start..query.span.end).is_some(), "{query:?}");
            true
        });
        prop_assert!(!describe(&parsed.query).is_empty());
    }

    #[test]
    fn what_was_translated_reads_back(text in foreign(), which in 0..Syntax::ALL.len()) {
        let reading = Reading { syntax: Syntax::ALL[which], ..Reading::default() };
        let parsed = parse_as(&text, reading);
        let printed = parsed.query.to_string();
        let again = parse(&printed);
        prop_assert_eq!(&again.query, &parsed.query, "{} -> {}", text, printed);
        for problem in &parsed.problems {
            prop_assert!(text.get(problem.span.start..problem.span.end).is_some(), "{:?}", problem);
        }
    }
}

/// Found by fuzzing: what is printed reads back as the same tree.
#[test]
fn what_a_fuzzer_found_reads_back() {
    for text in [
        "(http://a.b/c)^5",
        "(title:http://a.b/c)^5",
        "8.~2",
        "id:(/?x)",
        "C++ AT\"T C#",
        "\0DEL\0.;;A",
        "N\0TO",
        "(US) TO",
        "WHY)",
        "C AT&.() ",
        "/\0THEY\0\0*",
        "-(TO)",
        "K?\\?",
        "/\\\\d+\\./",
        "/a\\/b\\\\/",
        "\\*?",
        "a\\*b*",
    ] {
        let query = parse(text).query;
        assert_eq!(parse(&query.to_string()).query, query, "{text} -> {query}");
    }
}

proptest::proptest! {
    /// Whatever days an article may have been published on, it matches any of the ranges or none of either.
    #[test]
    fn joined_dates_match_the_same_articles(
        ranges in proptest::collection::vec((0..20_i8, 0..20_i8, 0..8_u8), 0..6),
    ) {
        let day = |number: i8| jiff::civil::date(2024, 3, 1 + number);
        let ranges: Vec<DateRange> = ranges
            .into_iter()
            .map(|(first, last, open)| DateRange {
                first: (open != 0).then(|| day(first)),
                last: (open != 1).then(|| day(last)),
            })
            .collect();
        let matches = |ranges: &[DateRange], (first, last)| {
            ranges.iter().any(|range| {
                range.first.is_none_or(|from| last >= from) && range.last.is_none_or(|to| first <= to)
            })
        };
        let joined = DateRange::joined(ranges.clone());
        for first in 0..24 {
            for last in first..24 {
                let span = (day(first), day(last));
                assert_eq!(matches(&joined, span), matches(&ranges, span), "{ranges:?} {joined:?} {span:?}");
            }
        }
    }
}
