//! Indexes a folder and prints passages: `cargo run --example index_folder FOLDER INDEX QUERY`.

use std::io::Write;

use unbury::api::SearchRequest;
use unbury::{Archive, IndexRequest};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, index, query] = &*arguments else {
        return Err("FOLDER INDEX QUERY".into());
    };
    let report = unbury::index(&IndexRequest::new(index, [folder]), &mut |_| Ok(()))?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{} articles", report.articles())?;
    let archive = Archive::open(index)?;
    for hit in archive.search(&SearchRequest::new(query.as_str()))?.hits {
        writeln!(out, "{}. {}", hit.rank, hit.article.title)?;
        for passage in hit.passages {
            writeln!(out, "   {}", passage.text(&hit.article.body))?;
        }
    }
    Ok(())
}
