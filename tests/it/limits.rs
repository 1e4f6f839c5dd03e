//! Queries that try to break it answer or refuse; they never hang, panic or fill the memory.

use crate::archive::Archive;

/// Signs without sense, patterns that match everything or nothing, words that every article has.
const SHORT: &[&str] = &[
    "*",
    "**",
    "?",
    "*a*",
    "a*",
    "/.*/",
    "/(a*)*b/",
    "/(x+x+)+y/",
    "/a{1000}{1000}/",
    "/[/",
    "~",
    "~2",
    "the~2",
    "\"",
    "\"*\"",
    "\"the * of\"",
    "-bridge",
    "NOT",
    "OR OR OR",
    "title:",
    "date:9999999",
    "since:banana",
    "^^^",
    "a^1e40",
    "()",
    "((((((",
    "w/5 w/5",
    "first0(x)",
    "atleast99999(the)",
    "=*",
    "\u{0}\u{1}\u{2}",
    "\u{202e}bridge",
    "𝕓𝕣𝕚𝕕𝕘𝕖",
];

#[test]
fn adversarial_queries_answer_or_refuse() {
    let archive = Archive::of_samples();
    let nested = format!("{}bridge{}", "(".repeat(5_000), ")".repeat(5_000));
    let many = (0..10_000)
        .map(|number| format!("w{number}"))
        .collect::<Vec<_>>()
        .join(" OR ");
    let long_word = "x".repeat(60_000);
    let near = vec!["a"; 200].join(" w/5 ");
    let long = [
        nested.as_str(),
        many.as_str(),
        long_word.as_str(),
        near.as_str(),
    ];
    for query in SHORT.iter().copied().chain(long) {
        let shown: String = query.chars().take(40).collect();
        if query.contains('\0') {
            continue; // no program can be given such an argument
        }
        let run = archive.run(["search", "--format", "json", "--", query]);
        assert!(matches!(run.status, 0 | 1), "{shown}: {}", run.whole());
        assert!(!run.stderr.contains("panicked"), "{shown}: {}", run.stderr);
        assert!(
            run.json()["total"]["searched"]
                .as_u64()
                .is_some_and(|searched| searched > 0),
            "{shown}"
        );
    }
}
