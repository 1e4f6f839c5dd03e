//! A position as the field `text` keeps it: twice the position, and one more where the word there has a capital first and no other.
//!
//! Most words with capitals have just that one, so that it need not be a term with a list of its own.

use crate::span::Position;

/// A position as it is kept. Articles are too short for it not to fit.
pub(crate) fn kept(position: Position, has_capital_first: bool) -> u32 {
    position << 1 | u32::from(has_capital_first)
}

/// The position that is kept so.
pub(crate) fn position(kept: u32) -> Position {
    kept >> 1
}

/// Whether the word there has a capital first and no other.
pub(crate) fn has_capital_first(kept: u32) -> bool {
    kept & 1 == 1
}
