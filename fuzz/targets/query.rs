//! Any text is a query, in every language: parsing never panics, and what is printed parses back to the same tree, unless it lies beyond
//! the limits now that all its parentheses are written.
#![no_main]

use libfuzzer_sys::fuzz_target;
use unbury::query::ProblemKind::{ChainTooLong, TextCut, TooDeep, TooManyClauses};
use unbury::query::{Problem, Reading, Syntax, describe, parse, parse_as};

fn is_limit(problem: &Problem) -> bool {
    matches!(
        problem.kind,
        ChainTooLong | TextCut | TooDeep | TooManyClauses
    )
}

fuzz_target!(|text: &str| {
    for syntax in Syntax::ALL {
        let reading = Reading {
            syntax,
            ..Reading::default()
        };
        let parsed = parse_as(text, reading);
        for problem in &parsed.problems {
            assert!(text.get(problem.span.start..problem.span.end).is_some());
            let _ = problem.render(text);
        }
        let query = parsed.query;
        let printed = query.to_string();
        let again = parse(&printed);
        if !again.problems.iter().any(is_limit) {
            assert_eq!(again.query, query, "{syntax}: {printed}");
            assert_eq!(again.query.to_string(), printed);
        }
        let _ = describe(&query);
    }
});
