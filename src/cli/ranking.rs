//! Options that say how articles are ranked, for the commands that rank.

use std::str::FromStr;

use clap::{Args as ClapArgs, ValueEnum};
use jiff::civil::Date;
use unbury::api::{Ranking, Recency};

/// What ranks besides the query.
#[derive(Debug, ClapArgs)]
pub(super) struct RankingArgs {
    /// Rank articles published around this day (YYYY-MM-DD) higher.
    #[arg(long, value_name = "DAY")]
    around: Option<Date>,
    /// With `--around`: after this many days, the boost is halved.
    #[arg(long, value_name = "DAYS", default_value_t = 30.0, value_parser = positive, requires = "around")]
    half_life: f32,
}

impl RankingArgs {
    /// The ranking with these options.
    pub(super) fn apply(&self, ranking: Ranking) -> Ranking {
        Ranking {
            recency: self.around.map(|day| Recency {
                day,
                half_life: self.half_life,
            }),
            ..ranking
        }
    }
}

/// What an experiment starts from.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Model {
    /// As `search` ranks.
    Default,
    /// BM25 alone, function words as any others.
    Bm25,
}

impl Model {
    pub(super) fn ranking(self) -> Ranking {
        match self {
            Self::Default => Ranking::default(),
            Self::Bm25 => Ranking::BM25,
        }
    }
}

/// One number of a ranking set to another: `title=0.4`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting {
    name: &'static str,
    value: f32,
}

/// The numbers of a ranking.
const NAMES: [&str; 5] = ["function-words", "title", "lead", "closeness", "candidates"];

impl Setting {
    pub(super) fn apply(self, ranking: &mut Ranking) {
        let value = self.value;
        match self.name {
            "function-words" => ranking.function_words = value,
            "title" => ranking.title = value,
            "lead" => ranking.lead = value,
            "closeness" => ranking.closeness = value,
            _ => ranking.candidates = count(value),
        }
    }
}

impl FromStr for Setting {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, value) = text.split_once('=').ok_or("`NAME=VALUE`")?;
        let Some(name) = NAMES.into_iter().find(|known| *known == name) else {
            return Err(format!("choose from {}", NAMES.join(", ")));
        };
        match value.parse::<f32>() {
            Ok(value) if value >= 0.0 && value.is_finite() => Ok(Self { name, value }),
            _ => Err("a number from 0".into()),
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "no setting is negative, and a fraction is cut"
)]
fn count(value: f32) -> usize {
    value as usize
}

fn positive(text: &str) -> Result<f32, String> {
    match text.parse::<f32>() {
        Ok(value) if value > 0.0 && value.is_finite() => Ok(value),
        _ => Err("a number above 0".into()),
    }
}
