//! Paths as origins have them: text that leads back to the file, also where its name is no text.

use std::fmt::Write as _;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

/// The path as origins have it: relative to `base` where it lies below, else absolute, with `/` between its parts.
///
/// A byte that is no UTF-8, or part of a control character, is written `\xE9`. (Names on Unix are bytes; two of them must not
/// become one. And a name is as untrusted as a text: one with a line break or an escape would write into reports, ids and answers.)
pub(crate) fn origin_path(path: &Path, base: &Path) -> String {
    if path.as_os_str() == "-" {
        return "-".into();
    }
    let absolute = absolute(path);
    shown(absolute.strip_prefix(base).unwrap_or(&absolute))
}

/// A path as text, with `/` between its parts.
pub(crate) fn shown(path: &Path) -> String {
    let shown = escaped(path.as_os_str().as_encoded_bytes());
    if MAIN_SEPARATOR == '/' {
        shown
    } else {
        shown.replace(MAIN_SEPARATOR, "/")
    }
}

/// The path without links and detours, as far as there is something: what is gone had such a path too.
pub(crate) fn absolute(path: &Path) -> PathBuf {
    if let Ok(absolute) = std::fs::canonicalize(path) {
        return absolute;
    }
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let there = absolute
        .ancestors()
        .find_map(|above| Some((above, std::fs::canonicalize(above).ok()?)));
    let there =
        there.and_then(|(above, there)| Some(there.join(absolute.strip_prefix(above).ok()?)));
    there.unwrap_or(absolute)
}

pub(super) fn escaped(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            if character.is_control() {
                escape(character.encode_utf8(&mut [0; 4]).as_bytes(), &mut text);
            } else {
                text.push(character);
            }
        }
        escape(chunk.invalid(), &mut text);
    }
    text
}

fn escape(bytes: &[u8], text: &mut String) {
    for byte in bytes {
        // Writing to a string does not fail.
        let _ = write!(text, "\\x{byte:02X}");
    }
}

/// The file that an origin names.
pub(crate) fn file_of(origin: &str, base: &Path) -> PathBuf {
    let plain = base.join(origin);
    if !origin.contains("\\x") || plain.symlink_metadata().is_ok() {
        return plain;
    }
    base.join(unescaped(origin))
}

#[cfg(unix)]
fn unescaped(origin: &str) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;

    let mut bytes = Vec::with_capacity(origin.len());
    let mut rest = origin;
    while let Some(at) = rest.find("\\x") {
        let (before, code) = rest.split_at(at);
        bytes.extend_from_slice(before.as_bytes());
        let digits = code
            .get(2..4)
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        let length = if let Some(byte) = digits {
            bytes.push(byte);
            4
        } else {
            bytes.extend_from_slice(b"\\x");
            2
        };
        rest = code.get(length..).unwrap_or_default();
    }
    bytes.extend_from_slice(rest.as_bytes());
    std::ffi::OsString::from_vec(bytes).into()
}

#[cfg(not(unix))]
fn unescaped(origin: &str) -> PathBuf {
    origin.into()
}

/// Whether the file that an origin names is gone: the system says that it is not there. One that cannot be looked for, because
/// a folder above it cannot be read, is not gone.
pub(crate) fn is_gone(origin: &str, base: &Path) -> bool {
    matches!(file_of(origin, base).try_exists(), Ok(false))
}

#[cfg(all(test, unix))]
mod tests {
    use std::ffi::OsString;
    use std::os::unix::ffi::OsStringExt;

    use super::*;

    #[test]
    fn names_that_are_no_text_lead_back_to_their_files() {
        let folder = tempfile::tempdir().unwrap();
        let base = std::fs::canonicalize(folder.path()).unwrap();
        for (name, shown) in [
            (&b"caf\xe9.txt"[..], "caf\\xE9.txt"),
            (b"caf\xe8.txt", "caf\\xE8.txt"),
            ("café.txt".as_bytes(), "café.txt"),
            (b"a\\x41.txt", "a\\x41.txt"),
            (b"a\x1b[31m\n\x07.txt", "a\\x1B[31m\\x0A\\x07.txt"),
            ("a\u{9b}31m.txt".as_bytes(), "a\\xC2\\x9B31m.txt"),
        ] {
            let path = base.join(OsString::from_vec(name.to_vec()));
            std::fs::write(&path, "x").unwrap();
            let origin = origin_path(&path, &base);
            assert_eq!(
                (origin.as_str(), file_of(&origin, &base)),
                (shown, path.clone())
            );
            assert!(!is_gone(&origin, &base));
            std::fs::remove_file(&path).unwrap();
            assert!(is_gone(&origin, &base), "{origin}");
        }
    }
}
