//! Values that a user chooses by name.

/// A name that no value has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is not {kind}")]
pub struct UnknownName {
    name: String,
    kind: &'static str,
    valid: String,
}

impl UnknownName {
    pub(super) fn new(name: &str, kind: &'static str, valid: String) -> Self {
        Self {
            name: name.to_owned(),
            kind,
            valid,
        }
    }

    /// What to type instead.
    pub fn hint(&self) -> String {
        format!("choose from {}", self.valid)
    }
}

/// The value among `values` that has this name. `kind` says what they are: `a format`.
pub(super) fn by_name<T: Copy>(
    name: &str,
    kind: &'static str,
    values: &[T],
    name_of: fn(T) -> &'static str,
) -> Result<T, UnknownName> {
    let mut found = values.iter().copied();
    found
        .find(|&value| name_of(value) == name)
        .ok_or_else(|| UnknownName::new(name, kind, joined(values, name_of)))
}

/// The names of these values: `text, json, csv`.
pub(super) fn joined<T: Copy>(values: &[T], name_of: fn(T) -> &'static str) -> String {
    let names: Vec<&str> = values.iter().map(|&value| name_of(value)).collect();
    names.join(", ")
}
