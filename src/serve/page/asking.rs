//! The parameters of a request as a query and its conditions.

use unbury::api::{CountRequest, SearchRequest};
use unbury::query::{Parsed, Query};

use super::address::Address;
use crate::cli::Error;
use crate::cli::asked::{self, Parameters};

/// Parameters that say which articles are looked at: the filters of the command line.
pub(super) const FILTERS: [&str; 7] = [
    "source", "section", "author", "tag", "lang", "since", "until",
];
/// Parameters that say how a query is read.
const READING: [&str; 4] = ["syntax", "date-order", "strict", "effort"];

/// What is asked, without what was left empty in a form.
pub(super) struct Asking<'a> {
    parameters: &'a Parameters,
}

impl<'a> Asking<'a> {
    pub(super) fn of(parameters: &'a Parameters) -> Self {
        Self { parameters }
    }

    /// Whether nothing at all is asked.
    pub(super) fn is_empty(&self) -> bool {
        self.all().next().is_none()
    }

    /// What is asked, in order.
    pub(super) fn all(&self) -> impl Iterator<Item = &'a (String, String)> + use<'a> {
        let parameters = self.parameters.iter();
        parameters.filter(|(_, value)| !value.trim().is_empty())
    }

    /// The values of a parameter.
    pub(super) fn values(&self, name: &str) -> Vec<&'a str> {
        let values = self.all().filter(|(known, _)| known == name);
        values.map(|(_, value)| value.as_str()).collect()
    }

    /// The last value of a parameter.
    pub(super) fn value(&self, name: &str) -> Option<&'a str> {
        self.values(name).pop()
    }

    /// A number; what is none counts as not given.
    pub(super) fn number(&self, name: &str) -> Option<usize> {
        self.value(name)?.trim().parse().ok()
    }

    /// The query as typed.
    pub(super) fn typed(&self) -> String {
        self.values("q").join(" ")
    }

    /// The page of that path with the same question.
    pub(super) fn address(&self, path: &str) -> Address {
        let all: Vec<(String, String)> = self.all().cloned().collect();
        Address::of(path).with_all(&all)
    }

    fn some(&self, names: &[&str]) -> Vec<(String, String)> {
        let some = self
            .all()
            .filter(|(name, _)| names.contains(&name.as_str()));
        some.cloned().collect()
    }

    /// The conditions that are set, in order.
    pub(super) fn filters(&self) -> Vec<(String, String)> {
        self.some(&FILTERS)
    }

    /// The whole as a search.
    ///
    /// # Errors
    /// When a parameter is none of a search, or wrong.
    pub(super) fn search(&self) -> Result<SearchRequest, Error> {
        let all: Vec<(String, String)> = self.all().cloned().collect();
        asked::search_request(&all)
    }

    /// The query with its conditions, whatever else is asked.
    ///
    /// # Errors
    /// When one of them is wrong.
    pub(super) fn query(&self) -> Result<SearchRequest, Error> {
        let names: Vec<&str> = ["q"].into_iter().chain(FILTERS).chain(READING).collect();
        asked::search_request(&self.some(&names))
    }

    /// The conditions alone.
    ///
    /// # Errors
    /// When one of them is wrong.
    pub(super) fn within(&self) -> Result<Query, Error> {
        let names: Vec<&str> = FILTERS.into_iter().chain(READING).collect();
        Ok(asked::search_request(&self.some(&names))?.query)
    }

    /// A query by itself, read as the others are.
    ///
    /// # Errors
    /// When it is not to be read otherwise than it looks.
    pub(super) fn alone(&self, typed: &str) -> Result<SearchRequest, Error> {
        let mut parameters = self.some(&READING);
        parameters.push(("q".to_owned(), typed.to_owned()));
        asked::search_request(&parameters)
    }

    /// The same, whatever is wrong with it.
    ///
    /// # Errors
    /// When it is read in a language that is not known.
    pub(super) fn not_strictly(&self, typed: &str) -> Result<SearchRequest, Error> {
        let mut parameters = self.some(&READING);
        parameters.retain(|(name, _)| name != "strict");
        parameters.push(("q".to_owned(), typed.to_owned()));
        asked::search_request(&parameters)
    }
}

/// The same to count.
pub(super) fn counted(request: &SearchRequest) -> CountRequest {
    CountRequest {
        effort: request.effort,
        ..CountRequest::new(parsed(request))
    }
}

/// The query of a request, with what in it was read otherwise than it looks.
pub(super) fn parsed(request: &SearchRequest) -> Parsed {
    Parsed {
        query: request.query.clone(),
        problems: request.problems.clone(),
    }
}
