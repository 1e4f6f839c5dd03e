//! A number with whether the word there has a capital first and no other, in one: twice the number, and one more where it is so.
//!
//! So the field `text` keeps positions: most words with capitals have just that one, and it need not be a term with a list of its own.

/// A number with the bit. Articles and segments are too short for it not to fit.
pub(crate) fn with(number: u32, has_capital_first: bool) -> u32 {
    number << 1 | u32::from(has_capital_first)
}

/// The number.
pub(crate) fn number(kept: u32) -> u32 {
    kept >> 1
}

/// The bit.
pub(crate) fn has_capital_first(kept: u32) -> bool {
    kept & 1 == 1
}
