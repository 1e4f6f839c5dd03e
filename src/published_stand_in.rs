//! LEAD: a stand-in until `article.rs` has these; drop the file and its line in `lib.rs` at the merge.
use crate::article::Published;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

impl std::fmt::Display for Published {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::Day(day) => write!(f, "{day}"),
            Self::Local(local) => write!(f, "{local}"),
            Self::Instant(instant, offset) => write!(f, "{}{offset}", offset.to_datetime(*instant)),
        }
    }
}

impl Serialize for Published {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Published {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse()
            .map(Self::Day)
            .map_err(serde::de::Error::custom)
    }
}
