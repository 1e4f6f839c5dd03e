//! In place of `png` where the program is built without it.

use std::io;

use super::plotted::Chart;

/// Refuses, since this program was built without `png`.
///
/// # Errors
/// [`io::ErrorKind::Unsupported`].
pub fn png(_: &Chart) -> io::Result<Vec<u8>> {
    let message = "this program was built without `png`";
    Err(io::Error::new(io::ErrorKind::Unsupported, message))
}
