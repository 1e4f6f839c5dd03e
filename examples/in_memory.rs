//! Indexes articles that are in memory, and asks: `cargo run --example in_memory INDEX`.

use std::io::Write;

use unbury::Archive;
use unbury::api::CountRequest;
use unbury::article::Article;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let index = std::env::args().nth(1).ok_or("INDEX")?;
    let articles = [
        Article::new("a1", "The bridge", "The council closed the old bridge."),
        Article {
            source: Some("Harbour Gazette".into()),
            ..Article::new(
                "a2",
                "The ferry",
                "A ferry runs while the bridge is closed.",
            )
        },
    ];
    unbury::index_articles(&index, articles)?;
    let archive = Archive::open(&index)?;
    for query in ["bridge", "bridge source:gazette", "\"old bridge\""] {
        let count = archive.count(&CountRequest::new(query))?.count;
        writeln!(std::io::stdout(), "{query}: {} articles", count.articles)?;
    }
    Ok(())
}
