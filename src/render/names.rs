//! Values that a user chooses by name.

/// A value that a user chooses by name.
pub trait Named: Copy + 'static {
    /// What the values are: `a format`.
    const KIND: &'static str;
    /// Every value, in the order in which help lists them.
    const ALL: &'static [Self];

    /// What a user types.
    fn name(self) -> &'static str;
}

/// A name that no value has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is not {kind}")]
pub struct UnknownName {
    name: String,
    kind: &'static str,
    valid: String,
}

impl UnknownName {
    /// What to type instead.
    pub fn hint(&self) -> String {
        format!("choose from {}", self.valid)
    }
}

/// The value of this name.
pub(super) fn by_name<T: Named>(name: &str) -> Result<T, UnknownName> {
    let mut values = T::ALL.iter().copied();
    values
        .find(|value| value.name() == name)
        .ok_or_else(|| UnknownName {
            name: name.to_owned(),
            kind: T::KIND,
            valid: T::ALL
                .iter()
                .map(|value| value.name())
                .collect::<Vec<_>>()
                .join(", "),
        })
}

/// Gives the values of an enum their names: reads them, writes them, lists them.
macro_rules! named {
    ($type:ident: $kind:literal { $($value:ident: $name:literal),+ $(,)? }) => {
        impl $crate::render::Named for $type {
            const KIND: &'static str = $kind;
            const ALL: &'static [Self] = &[$(Self::$value),+];

            fn name(self) -> &'static str {
                match self {
                    $(Self::$value => $name),+
                }
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str($crate::render::Named::name(*self))
            }
        }

        impl std::str::FromStr for $type {
            type Err = $crate::render::UnknownName;

            fn from_str(name: &str) -> Result<Self, Self::Err> {
                $crate::render::names::by_name(name)
            }
        }
    };
}

pub(super) use named;
