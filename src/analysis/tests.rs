//! The newsroom's table of words, and the properties of the whole scan.

use proptest::prelude::*;

use super::*;
use crate::span::ByteSpan;

/// The surface and, where it differs, the spelling of each word.
fn words_of(text: &str) -> Vec<(String, Option<String>)> {
    let mut seen = Vec::new();
    let text = Text {
        body: text,
        headings: &[],
        title: "",
        language: Language::UNKNOWN,
    };
    Analyzer::new().scan(&text, |word| {
        let terms = word.terms();
        let surface = folded_word(terms.surface).unwrap();
        let spelling = spelling(terms);
        seen.push((
            surface.to_owned(),
            (spelling != surface).then_some(spelling),
        ));
    });
    seen
}

/// The word as it is written, read back from its terms.
fn spelling(terms: Terms<'_>) -> String {
    let value = &terms.surface[1..];
    let lowered = value.split_once('\0').map_or(value, |(_, lowered)| lowered);
    let Some((_, capitals)) = terms.cased.and_then(|term| term.split_once('\u{1}')) else {
        return lowered.to_owned();
    };
    let upper = |text: &str| {
        text.chars()
            .flat_map(char::to_uppercase)
            .collect::<String>()
    };
    match capitals {
        "T" => {
            let first = lowered.chars().next().map_or(0, char::len_utf8);
            upper(&lowered[..first]) + &lowered[first..]
        }
        "U" => upper(lowered),
        written => written[1..].to_owned(),
    }
}

/// `surface` or `surface=Spelling`, separated by white space.
fn written(words: &[(String, Option<String>)]) -> String {
    let words = words.iter().map(|(surface, spelling)| match spelling {
        Some(spelling) => format!("{surface}={spelling}"),
        None => surface.clone(),
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Design §4's table and what belongs to it: text, and the words it is, as [`written`] prints them.
const NEWSROOM: &[(&str, &str)] = &[
    // Acronyms: one word, its full stops dropped; told from the pronoun by the cased layer.
    ("U.S. US us", "us=US us=US us"),
    (
        "the U.S.-led U.S.'s U.S.A. a.m. 5 p.m.",
        "the us=US led us=US usa=USA am 5 pm",
    ),
    (
        "e.g. J.K. Rowling, M.P.s and MPs",
        "eg jk=JK rowling=Rowling mps=MPs and mps=MPs",
    ),
    (
        "Plan B. Next A.Smith",
        "plan=Plan b=B next=Next a=A smith=Smith",
    ),
    ("т.д. Η.Π.Α.", "тд ηπα=ΗΠΑ"),
    // Apostrophes: one kind; possessives go, contractions stay.
    (
        "O’Brien O'Brien O‘BRIEN O´Brien",
        "o'brien=O'Brien o'brien=O'Brien o'brien=O'BRIEN o'brien=O'Brien",
    ),
    (
        "Putin’s PUTIN'S students' McDonald's",
        "putin=Putin putin=PUTIN students mcdonald=McDonald",
    ),
    ("don’t don't can't it's", "don't don't can't it's"),
    (
        "Apple Inc.'s rock 'n' roll '90s 1990's",
        "apple=Apple inc=Inc rock n roll 90s 1990",
    ),
    // Elision: two words in every language.
    (
        "l’équipe d'Artagnan qu'il",
        "l equipe=équipe d artagnan=Artagnan qu il",
    ),
    (
        "L'Oréal dell'Unità aujourd'hui s’est",
        "l=L oreal=Oréal dell unita=Unità aujourd'hui s est",
    ),
    // Hyphens and dashes separate.
    (
        "cease-fire state-of-the-art COVID-19 F‑16",
        "cease fire state of the art covid=COVID 19 f=F 16",
    ),
    (
        "war—peace 10–12 war – peace war --peace",
        "war peace 10 12 war peace war peace",
    ),
    // Numbers.
    (
        "$4.2bn 3.5% 1,200 1200 €1,200.50",
        "4.2bn 3.5 1200 1200 1200.50",
    ),
    ("9/11 24/7 3:30 pm 21st 5½", "9/11 24/7 3:30 pm 21st 5 1/2"),
    (
        "1.234.567,89 15.03.2024 2024/03/15 June/July",
        "1234567.89 15 03 2024 2024 03 15 june=June july=July",
    ),
    (
        "1,850/1,880 192.168.1.10 5'10\" m² CO₂",
        "1850 1880 192 168 1 10 5 10 m 2 co2=CO2",
    ),
    // Signs that are part of a name.
    (
        "AT&T at&t R&D Q&A black&white",
        "at&t=AT&T at&t r&d=R&D q&a=Q&A black white",
    ),
    (
        "C++ C# A+ Notepad++ ++x",
        "c++=C++ c#=C# a=A notepad++=Notepad++ x",
    ),
    (
        "@handle #tag .@POTUS #1",
        "handle=@handle tag=#tag potus=@POTUS 1=#1",
    ),
    // Addresses fall in parts.
    (
        "https://www.example.com/a-b?c=d",
        "https www example com a b c d",
    ),
    (
        "jane.doe@example.org snake_case _emphasis_",
        "jane doe example org snake_case emphasis",
    ),
    // Presentation.
    (
        "naïve nai\u{308}ve ﬁnance co\u{ad}op\u{ad}erate zero\u{200b}width",
        "naive=naïve naive=naïve finance cooperate zerowidth",
    ),
    (
        "ＡＢＣ １２３ “quoted” ‘single’ «French» word…",
        "abc=ABC 123 quoted single french=French word",
    ),
    (
        "Straße Łódź Ærø İzmir",
        "strasse=Straße lodz=Łódź aero=Ærø izmir=İzmir",
    ),
    // Scripts.
    ("مُحَمَّد محمد ٢٠٢٤", "محمد=مُحَمَّد محمد 2024=٢٠٢٤"),
    ("שָׁלוֹם צה״ל צה\"ל", "שלום=שָׁלוֹם צהל צהל"),
    ("Ёлка й Αθήνα", "елка=Ёлка й αθηνα=Αθήνα"),
    ("हिन्दी में தமிழ் 학교에서", "हिन्दी में தமிழ் 학교에서"),
    ("2024年、東京で会議。", "2024 年 東京 で 会議"),
    ("中国政府宣布 ภาษาไทย", "中国 政府 宣布 ภาษา ไทย"),
    ("", ""),
    ("— … ' \u{301} @ # ' _ ★ → € ₹", ""),
    (
        "👍 fire🔥🔥 1️⃣ 👍🏽 👨‍👩‍👧 🇩🇪🇫🇷 ❤️ ok",
        "👍 fire 🔥 🔥 1=1⃣ 👍🏽 👨👩👧 🇩🇪 🇫🇷 ❤ ok",
    ),
    ("it's It’s let's that's", "it's it's=It's let's that's"),
    (
        "AT&T’s “R&B” S&P… R&D–led",
        "at&t=AT&T r&b=R&B s&p=S&P r&d=R&D led",
    ),
    (
        "Ｍ＆Ａの件 M＆A AAAAA&B A&éa",
        "m&a=M&A の 件 m&a=M&A aaaaa=AAAAA b=B a=A ea=éa",
    ),
    ("5.\u{200f}7 1,\u{200e}200", "5.7 1200"),
];

#[test]
fn words_as_a_newsroom_means_them() {
    for (text, expected) in NEWSROOM {
        assert_eq!(written(&words_of(text)), *expected, "{text}");
    }
}

#[test]
fn words_with_hyphens_are_known_as_one() {
    let english = Language::from_code("en").unwrap();
    let cases: &[(&str, &[&str])] = &[
        ("a cease-fire now", &["2ceasefire"]),
        ("e‑mails COVID-19 F-16", &["2emails", "2covid19", "2f16"]),
        (
            "state-of-the-art",
            &[
                "2stateof",
                "3stateofthe",
                "4stateoftheart",
                "2ofthe",
                "3oftheart",
                "2theart",
            ],
        ),
        ("9-11 10-year x- y -z —a war–peace 東京-x", &["210year"]),
        ("a U.S.-led plan", &[]),
        ("Coca-Cola’s", &["2cocacola"]),
    ];
    for (body, expected) in cases {
        let mut seen = Vec::new();
        let text = Text {
            body,
            headings: &[],
            title: "",
            language: english,
        };
        Analyzer::new().scan(&text, |word| {
            seen.extend(word.compounds.iter().map(|compound| {
                let surface = word.terms_of(compound.joined).surface;
                compound_surface(surface, compound.parts)[1..].to_owned()
            }));
        });
        assert_eq!(seen, *expected, "{body}");
    }
}

#[test]
fn nothing_is_too_long_to_be_found() {
    for letter in ["a", "é", "7", "漢", "カ", "ab\u{301}", "क्"] {
        let body = letter.repeat(100_000 / letter.len());
        let text = Text {
            body: &body,
            headings: &[],
            title: "",
            language: Language::UNKNOWN,
        };
        let mut end = 0;
        Analyzer::new().scan(&text, |word| {
            assert_eq!(word.span.start, end, "a piece is missing: {letter}");
            assert!(
                word.terms().surface.len() < 600,
                "{}",
                word.terms().surface.len()
            );
            end = word.span.end;
        });
        assert_eq!(end, body.len(), "{letter}");
    }
}

#[test]
fn a_title_stands_after_a_gap() {
    let mut seen = Vec::new();
    let text = Text {
        body: "One two.",
        headings: &[],
        title: "Three “four”. Five",
        language: Language::UNKNOWN,
    };
    Analyzer::new().scan(&text, |word| {
        seen.push((
            word.position,
            word.in_title,
            word.starts_sentence,
            word.starts_paragraph,
        ));
    });
    assert_eq!(
        seen,
        [
            (0, false, true, true),
            (1, false, false, false),
            (3, true, true, true),
            (4, true, false, false),
            (5, true, false, false)
        ]
    );
}

/// What meets every rule of words and sentences.
const PIECES: &[&str] = &[
    "Mr",
    "Smith",
    "U.S.",
    "said",
    "the",
    "cease",
    "-",
    " ",
    " ",
    " ",
    ". ",
    ", ",
    "\n\n",
    "\n",
    "?",
    "!",
    "…",
    "’s",
    "'",
    "“",
    "”",
    "\"",
    ")",
    "(",
    "3.5",
    "1,200",
    "9/11",
    ":",
    "/",
    "@",
    "#",
    "&",
    "+",
    "_",
    "é",
    "\u{301}",
    "\u{ad}",
    "\u{200b}",
    "Ж",
    "ж",
    "ש",
    "״",
    "م",
    "ُ",
    "क",
    "्",
    "漢字",
    "カナ",
    "かな",
    "ไทย",
    "한국",
    "½",
    "²",
    "ﬁ",
    "ß",
    "İ",
    "l",
    "qu",
    "s",
    ".",
    "。",
    "」",
    "؟",
    "·",
    "—",
    "‑",
    "0",
    "A",
    "\u{2029}",
    "\r\n",
];

/// News-like texts that meet every rule, and arbitrary ones.
fn text() -> impl Strategy<Value = String> {
    let pieces = proptest::sample::select(PIECES);
    prop_oneof![
        4 => proptest::collection::vec(pieces, 0..60).prop_map(|pieces| pieces.concat()),
        1 => any::<String>(),
    ]
}

fn headings_of(body: &str, picks: &[usize]) -> Vec<ByteSpan> {
    let mut edges: Vec<_> = picks.iter().map(|pick| pick % (body.len() + 2)).collect();
    edges.sort_unstable();
    edges
        .chunks_exact(2)
        .map(|edge| ByteSpan::new(edge[0], edge[1]))
        .collect()
}

fn languages() -> impl Strategy<Value = Language> {
    proptest::sample::select(
        Language::all()
            .chain([Language::UNKNOWN])
            .collect::<Vec<_>>(),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn words_are_in_order_and_analyse_to_themselves(body in text()) {
        let text = Text { body: &body, headings: &[], title: "", language: Language::UNKNOWN };
        let mut position = 0;
        let mut end = 0;
        let mut words = Vec::new();
        let count = Analyzer::new().scan(&text, |word| {
            let terms = word.terms();
            words.push((word.position, word.span, terms.surface.to_owned(), spelling(terms)));
        });
        prop_assert_eq!(count as usize, words.len());
        for (at, span, surface, written) in words {
            prop_assert_eq!(at, position);
            prop_assert!(span.start >= end && !span.is_empty() && body.get(span.start..span.end).is_some());
            prop_assert!(surface.len() > 1);
            let part = span.of(&body);
            let again = words_of(part);
            // What a dictionary makes of a run depends on the whole run.
            if !part.contains(is_unspaced) {
                prop_assert_eq!(again.len(), 1, "{:?}", part);
                prop_assert_eq!(Some(&*again[0].0), folded_word(&surface));
                prop_assert_eq!(again[0].1.as_ref().unwrap_or(&again[0].0), &written);
            }
            (position, end) = (at + 1, span.end);
        }
    }

    #[test]
    fn a_query_is_cut_as_an_article(body in text()) {
        let query: Vec<_> = query_words(&body).into_iter().map(|word| {
            let spelling = (word.spelling != word.surface).then_some(word.spelling);
            (word.surface, spelling)
        }).collect();
        prop_assert_eq!(query, words_of(&body));
    }

    #[test]
    fn memory_changes_nothing(bodies in proptest::collection::vec((text(), languages()), 1..5)) {
        let mut remembering = Analyzer::new();
        for (body, language) in &bodies {
            let text = Text { body, headings: &[], title: body, language: *language };
            let owned = |word: &Word<'_>| {
                let of = |Terms { stem, folded_stem, surface, cased }: Terms<'_>| {
                    [Some(stem), folded_stem, Some(surface), cased].map(|term| term.map(str::to_owned))
                };
                let compounds = word.compounds.iter().map(|compound| (of(word.terms_of(compound.joined)), compound.parts));
                (word.position, word.span, of(word.terms()), compounds.collect::<Vec<_>>())
            };
            let (mut with, mut without) = (Vec::new(), Vec::new());
            remembering.scan(&text, |word| with.push(owned(word)));
            Analyzer::new().scan(&text, |word| without.push(owned(word)));
            prop_assert_eq!(with, without);
            let words = query_words(body);
            let mut at = 0;
            Analyzer::new().scan(&text, |word| if !word.in_title {
                let terms = word.terms();
                assert_eq!(terms.stem, stem_term(&words[at], *language));
                assert_eq!(terms.surface, surface_term(&words[at].surface, &words[at].lowered));
                assert_eq!(terms.cased.map(str::to_owned), cased_term(&words[at]));
                at += 1;
            });
        }
    }

    #[test]
    fn units_hold_all_words_and_agree_with_the_scan(body in text(), picks in proptest::collection::vec(0_usize..300, 0..6), language in languages()) {
        let headings = headings_of(&body, &picks);
        let text = Text { body: &body, headings: &headings, title: "A title", language };
        let analysis = Analyzer::new().analyze(&text);
        let mut starts = (Vec::new(), Vec::new(), Vec::new());
        let mut spans = Vec::new();
        Analyzer::new().scan(&text, |word| if !word.in_title {
            spans.push(word.span);
            if word.starts_sentence { starts.0.push(word.position); }
            if word.starts_paragraph { starts.1.push(word.position); }
            if word.starts_heading { starts.2.push(word.position); }
        });
        prop_assert_eq!(&analysis.words, &spans);
        prop_assert_eq!(analysis.body_words as usize, spans.len());
        prop_assert_eq!(analysis.sentences.iter().map(|sentence| sentence.first).collect::<Vec<_>>(), starts.0);
        prop_assert_eq!(analysis.paragraphs.iter().map(|paragraph| paragraph.first).collect::<Vec<_>>(), starts.1);
        prop_assert_eq!(analysis.paragraphs.iter().filter(|paragraph| paragraph.heading).count(), starts.2.len());
        check_units(&body, &analysis);
    }
}

/// Sentences and paragraphs are disjoint, trimmed, on character boundaries, and hold their words.
fn check_units(body: &str, analysis: &Analysis) {
    let (mut next, mut end) = (0, 0);
    for sentence in &analysis.sentences {
        let text = body
            .get(sentence.span.start..sentence.span.end)
            .expect("on character boundaries");
        assert_eq!(text, text.trim());
        assert!(sentence.span.start >= end, "sentences overlap in {body:?}");
        assert_eq!(sentence.first, next);
        assert!(sentence.last >= sentence.first);
        for word in &analysis.words[sentence.first as usize..=sentence.last as usize] {
            assert!(sentence.span.contains(*word));
        }
        let paragraph = &analysis.paragraphs[sentence.paragraph as usize];
        assert!(
            paragraph.span.contains(sentence.span)
                && paragraph.first <= sentence.first
                && sentence.last <= paragraph.last
        );
        assert!(
            paragraph.heading || !text.contains("\n\n"),
            "a sentence crosses paragraphs in {body:?}"
        );
        (next, end) = (sentence.last + 1, sentence.span.end);
    }
    assert_eq!(next, analysis.body_words);
}
