//! Ids as names: of files on any file system, of entries, and of texts in corpora.

use twox_hash::XxHash3_64;

/// Bytes of a name, at most, without its hash: of files, whose systems allow 255 with the path on some, and of keys and handles.
const LONGEST_FILE: usize = 60;
const LONGEST: usize = 200;

/// Which characters a name may have besides ASCII letters and digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Names {
    /// `.`, `_` and `-`, in lower case: there are file systems that know no other.
    Files,
    /// `_` alone, as the handles of corpora (CWB) are.
    Handles,
    /// What BibTeX and `biber` take as part of a key.
    Keys,
}

impl Names {
    fn allows(self, sign: char) -> bool {
        match self {
            Self::Files => {
                sign.is_ascii_lowercase()
                    || sign.is_ascii_digit()
                    || matches!(sign, '.' | '_' | '-')
            }
            Self::Handles => sign.is_ascii_alphanumeric() || sign == '_',
            Self::Keys => {
                sign.is_ascii_alphanumeric()
                    || matches!(sign, '.' | '_' | '-' | ':' | '/' | '+' | '@')
            }
        }
    }

    /// The text as a name. Where it had to be changed, a hash of it stands at the end, so that texts that differ have names that differ.
    pub(super) fn of(self, text: &str) -> String {
        let kept = self.readable(text);
        if kept == text && !kept.is_empty() {
            return kept;
        }
        let hash = XxHash3_64::oneshot(text.as_bytes());
        format!("{kept}_{hash:016x}")
    }

    /// As much of the text as can be in a name: what cannot stands as `_`.
    pub(super) fn readable(self, text: &str) -> String {
        let longest = if self == Self::Files {
            LONGEST_FILE
        } else {
            LONGEST
        };
        let mut name = String::new();
        for sign in text.chars() {
            let sign = if self == Self::Files {
                sign.to_ascii_lowercase()
            } else {
                sign
            };
            if name.len() >= longest {
                break;
            }
            if self.allows(sign) {
                name.push(sign);
            } else if !name.ends_with('_') {
                name.push('_');
            }
        }
        if self == Self::Files {
            name = name.trim_matches('.').to_owned();
        }
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_and_differ_where_their_texts_do() {
        assert_eq!(Names::Files.of("cw-20240411-001"), "cw-20240411-001");
        assert_eq!(Names::Handles.of("t1"), "t1");
        assert_eq!(Names::Keys.of("a:b/c"), "a:b/c");
        let texts = [
            "A1",
            "a1",
            "a 1",
            "a/1",
            "",
            ".",
            "..",
            "con",
            "é",
            "https://e.org/?a=1",
            "https://e.org/?a=2",
            &"x".repeat(300),
            &"x".repeat(301),
        ];
        for names in [Names::Files, Names::Handles, Names::Keys] {
            let mut made: Vec<String> = texts
                .iter()
                .map(|text| names.of(text).to_ascii_lowercase())
                .collect();
            assert!(made.iter().all(|name| name.len() <= LONGEST + 17
                && !name.is_empty()
                && (names != Names::Files || !name.starts_with('.'))));
            assert!(
                made.iter()
                    .flat_map(|name| name.chars())
                    .all(|sign| names.allows(sign))
            );
            if names == Names::Files {
                made.sort();
                made.dedup();
                assert_eq!(made.len(), texts.len());
            }
        }
    }
}
