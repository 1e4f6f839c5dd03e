//! The progress bar of indexing: on a terminal only, by bytes.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use unbury::ingest::walk::Walk;

/// A bar over all bytes below `paths`; hidden where nobody looks.
pub(super) fn bar(paths: &[PathBuf], excluded: &[PathBuf]) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bytes = Walk::new(paths, excluded)
        .filter_map(Result::ok)
        .map(|found| found.size_bytes)
        .sum();
    let style = "{bar:30} {bytes}/{total_bytes}, {binary_bytes_per_sec}, {msg}, {eta} left";
    let bar = ProgressBar::new(bytes);
    if let Ok(style) = ProgressStyle::with_template(style) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
