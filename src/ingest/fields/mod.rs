//! The fields of a record to what an article has: their names, what the user says of them, their values.

mod map;
mod names;
mod nested;
mod own_export;
mod rich_text;
mod shapes;
mod values;

pub(crate) use map::is_text_name;
pub use map::{FieldMap, Mapping, MappingProblem};
pub(crate) use names::recognise_bytes;
pub use names::{FIELD_NAMES, Field, recognise};
pub(crate) use nested::{Given, is_article, is_titled_article, prose};
pub(crate) use values::{fill_mapped, record};
