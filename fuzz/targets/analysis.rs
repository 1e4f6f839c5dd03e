//! Any text can be analysed: words, sentences and paragraphs lie on character boundaries, in order, sentences cover all
//! words, words are the same whether they are indexed or shown, and a word of a text is cut as a query cuts it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use unbury::analysis::{Analyzer, Language, Text, detect, fold, query_words, surfaces};
use unbury::span::ByteSpan;

fuzz_target!(|text: &str| {
    let (title, body) = text.split_once('\n').unwrap_or(("", text));
    let headings: Vec<ByteSpan> = body
        .find("\n\n")
        .filter(|end| !body[..*end].trim().is_empty() && text.len().is_multiple_of(2))
        .map(|end| ByteSpan::new(0, end))
        .into_iter()
        .collect();
    let languages: Vec<Language> = Language::all().collect();
    let text = Text {
        body,
        headings: &headings,
        title,
        language: languages[text.len() % languages.len()],
    };
    let analysis = Analyzer::new().analyze(&text);
    assert_in_order(analysis.words.iter().copied(), body);
    assert_in_order(analysis.title_words.iter().copied(), title);
    assert_in_order(analysis.sentences.iter().map(|unit| unit.span), body);
    assert_in_order(analysis.paragraphs.iter().map(|unit| unit.span), body);
    let covered: u32 = analysis
        .sentences
        .iter()
        .map(|sentence| sentence.last - sentence.first + 1)
        .sum();
    assert_eq!(covered, analysis.body_words);

    let mut scanned = (Vec::new(), Vec::new(), 0);
    let body_words = Analyzer::new().scan(&text, |word| {
        scanned.2 += usize::from(word.starts_sentence && !word.in_title);
        let words = if word.in_title {
            &mut scanned.1
        } else {
            &mut scanned.0
        };
        words.push(word.span);
        // Every term can be made, of compounds as well.
        let _ = word.terms();
        for compound in word.compounds {
            let _ = word.terms_of(compound.joined);
        }
    });
    assert_eq!(body_words, analysis.body_words);
    assert_eq!(scanned.0, analysis.words);
    assert_eq!(scanned.1, analysis.title_words);
    assert_eq!(scanned.2, analysis.sentences.len());

    let asked = query_words(body);
    assert!(asked.iter().map(|word| word.span).eq(scanned.0));
    assert!(
        asked
            .iter()
            .map(|word| word.surface.as_str())
            .eq(surfaces(body))
    );
    let folded = fold(body);
    assert_eq!(fold(&folded), folded);
    let _ = detect(body);
});

/// The spans lie in the text, one behind the other, and none is empty.
fn assert_in_order(spans: impl Iterator<Item = ByteSpan>, text: &str) {
    let mut end = 0;
    for span in spans {
        assert!(span.start >= end && !span.of(text).is_empty(), "{span:?}");
        end = span.end;
    }
}
