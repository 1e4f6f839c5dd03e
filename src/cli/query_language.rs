//! Options of every command that reads queries: their language, and how their dates are read.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use unbury::dates::{DateOrder, DateReading};
use unbury::query::{Reading, Syntax};

/// How a query's text is read.
#[derive(Debug, Args)]
pub(super) struct QueryLanguage {
    /// The language that queries are written in: this program's, or another service's by its own rules.
    #[arg(long, value_name = "LANGUAGE", default_value_t = Syntax::Native, value_parser = syntax())]
    pub(super) syntax: Syntax,
    /// How 05/03/2024 is read in queries and filters; else the month stands first, and that is told.
    #[arg(long, value_enum, value_name = "ORDER")]
    date_order: Option<DateOrderArg>,
}

impl QueryLanguage {
    /// How a query is read today.
    pub(super) fn reading(&self) -> Reading {
        Reading {
            syntax: self.syntax,
            dates: dates(self.date_order),
        }
    }
}

/// How dates are read today.
pub(super) fn dates(order: Option<DateOrderArg>) -> DateReading {
    DateReading {
        order: order.map(DateOrder::from),
        today: Some(jiff::Zoned::now().date()),
    }
}

/// What stands first in a date of numbers.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum DateOrderArg {
    #[value(name = "day-first")]
    Day,
    #[value(name = "month-first")]
    Month,
    #[value(name = "year-first")]
    Year,
}

impl From<DateOrderArg> for DateOrder {
    fn from(order: DateOrderArg) -> Self {
        match order {
            DateOrderArg::Day => Self::DayFirst,
            DateOrderArg::Month => Self::MonthFirst,
            DateOrderArg::Year => Self::YearFirst,
        }
    }
}

/// Reads the name of a language, and lists them all in help and completions.
pub(super) fn syntax() -> impl TypedValueParser<Value = Syntax> {
    let names = Syntax::ALL.map(Syntax::name);
    PossibleValuesParser::new(names).try_map(|name| name.parse::<Syntax>())
}
