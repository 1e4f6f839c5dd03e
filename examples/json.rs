//! Asks, and writes the answer as `unbury search --format json` does: `cargo run --example json INDEX QUERY`.

use unbury::Archive;
use unbury::api::SearchRequest;
use unbury::render::{self, Format, Options};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [index, query] = &*arguments else {
        return Err("INDEX QUERY".into());
    };
    let archive = Archive::open(index)?;
    let response = archive.search(&SearchRequest::new(query.as_str()))?;
    let options = Options::default();
    let mut out = std::io::stdout().lock();
    render::response(Format::Json, &options, &response, Some(query), &mut out)?;
    Ok(())
}
