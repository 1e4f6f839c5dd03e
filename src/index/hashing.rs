//! Hashes that stay on disk: XXH3 with 64 bits and no seed, as its specification has it. The standard library's hash may
//! change with a release, and every article would then be written again.

use twox_hash::XxHash3_64;

use crate::article::Article;

/// The hash of these bytes.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    XxHash3_64::oneshot(bytes)
}

/// The hash of what is read of an article: its headline and its text.
pub(crate) fn text_hash(article: &Article) -> u32 {
    let mut bytes = Vec::with_capacity(article.title.len() + article.body.len() + 1);
    bytes.extend_from_slice(article.title.as_bytes());
    bytes.push(0);
    bytes.extend_from_slice(article.body.as_bytes());
    short(hash(&bytes))
}

/// The lower half of a hash.
pub(crate) fn short(hash: u64) -> u32 {
    u32::try_from(hash & u64::from(u32::MAX)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_of_the_specification() {
        // The values of the reference implementation.
        assert_eq!(hash(b""), 0x2d06_8005_38d3_94c2);
        assert_eq!(hash(b"abc"), 0x78af_5f94_892f_3950);
    }
}
