//! Progress bars, on a terminal only: of indexing, by bytes; of a list of queries.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use unbury::IndexRequest;

/// A bar over all bytes to index; hidden where nobody looks.
pub(super) fn bytes(request: &IndexRequest) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    styled(
        request.size_bytes(),
        "{bar:30} {bytes}/{total_bytes}, {binary_bytes_per_sec}, {msg}, {eta} left",
    )
}

/// A bar over so many queries; hidden where nobody looks.
pub(super) fn queries(number: u64) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    styled(number, "{bar:30} {pos}/{len} queries, {eta} left")
}

fn styled(length: u64, style: &str) -> ProgressBar {
    let bar = ProgressBar::new(length);
    if let Ok(style) = ProgressStyle::with_template(style) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
