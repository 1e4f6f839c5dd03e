//! Any text is a query: parsing never panics, problems lie in the text, and what is printed parses back to the same tree
//! and prints the same again, unless it lies beyond the limits now that all its parentheses are written.
#![no_main]

use libfuzzer_sys::fuzz_target;
use unbury::query::ProblemKind::{ChainTooLong, TextCut, TooDeep, TooManyClauses};
use unbury::query::{Problem, describe, parse};

fn is_limit(problem: &Problem) -> bool {
    matches!(
        problem.kind,
        ChainTooLong | TextCut | TooDeep | TooManyClauses
    )
}

fuzz_target!(|text: &str| {
    let parsed = parse(text);
    for problem in &parsed.problems {
        assert!(text.get(problem.span.start..problem.span.end).is_some());
        let _ = problem.render(text);
    }
    let query = parsed.query;
    let printed = query.to_string();
    let again = parse(&printed);
    if !again.problems.iter().any(is_limit) {
        assert_eq!(again.query, query, "{printed}");
        assert_eq!(again.query.to_string(), printed);
    }
    let _ = describe(&query);
});
