//! Numbers of things, as people say them.

use unbury::render::grouped;

/// `1 article`, `1,234 articles`, `2 matches`.
pub(super) fn many(number: u64, thing: &str) -> String {
    let plural = match number {
        1 => "",
        _ if thing.ends_with("ch") => "es",
        _ => "s",
    };
    format!("{} {thing}{plural}", grouped(number))
}
