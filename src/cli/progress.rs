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
    let wide = "{wide_bar} {decimal_bytes}/{decimal_total_bytes}, {decimal_bytes_per_sec}, {msg}, {eta} left";
    styled(request.size_bytes(), wide, "{percent}%, {msg}")
}

/// A bar over so many queries; hidden where nobody looks.
pub(super) fn queries(number: u64) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let wide = "{wide_bar} {pos}/{len} queries, {eta} left";
    styled(number, wide, "{pos}/{len} queries")
}

/// A bar in this style, or in the other where the terminal has fewer columns than a line of it needs.
fn styled(length: u64, wide: &str, narrow: &str) -> ProgressBar {
    const WIDE: u16 = 80;
    let columns = terminal_size::terminal_size_of(std::io::stderr());
    let is_wide = columns.is_none_or(|(width, _)| width.0 >= WIDE);
    let style = if is_wide { wide } else { narrow };
    let bar = ProgressBar::new(length);
    if let Ok(style) = ProgressStyle::with_template(style) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
