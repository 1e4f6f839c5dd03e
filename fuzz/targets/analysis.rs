//! Any text can be analysed: spans lie on character boundaries, in order, and sentences cover all words.
#![no_main]

use libfuzzer_sys::fuzz_target;
use unbury::analysis::{Analyzer, Language, Text};

fuzz_target!(|body: &str| {
    let text = Text {
        body,
        headings: &[],
        title: "",
        language: Language::UNKNOWN,
    };
    let analysis = Analyzer::new().analyze(&text);
    let mut end = 0;
    for word in &analysis.words {
        assert!(
            word.start >= end && word.end > word.start && body.get(word.start..word.end).is_some()
        );
        end = word.end;
    }
    let covered: u32 = analysis
        .sentences
        .iter()
        .map(|sentence| sentence.last - sentence.first + 1)
        .sum();
    assert_eq!(covered, analysis.body_words);
});
