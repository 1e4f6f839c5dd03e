//! Any text is a query: parsing never panics, and what is printed parses back to the same tree.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let query = unbury::query::parse(text).query;
    let printed = query.to_string();
    assert_eq!(unbury::query::parse(&printed).query, query, "{printed}");
    let _ = unbury::query::describe(&query);
});
