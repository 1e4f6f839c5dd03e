//! By what articles are counted: names of periods and fields on the command line.

use unbury::api::GroupBy;
use unbury::query::Field;

/// What can be named.
const NAMES: &str =
    "day, week, month, quarter, year, decade, source, section, author, tag, lang, meta.KEY";

/// Reads a period or a field.
pub(super) fn group_by(name: &str) -> Result<GroupBy, String> {
    GroupBy::of_name(name).ok_or_else(|| format!("choose from {NAMES}"))
}

/// Reads a field whose values articles are counted by.
pub(super) fn field_to_group_by(name: &str) -> Result<Field, String> {
    match GroupBy::of_name(name) {
        Some(GroupBy::Field(field)) => Ok(field),
        _ => Err("choose from source, section, author, tag, lang, meta.KEY".to_owned()),
    }
}
