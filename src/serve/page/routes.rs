//! Which page has which address.

use super::shelf::Shelf;
use super::{article, compare, help, holdings, keyness, kwic, members, search, searches};
use crate::cli::Error;
use crate::cli::asked::Parameters;

/// The page of a path, whose names are decoded already; `None` where there is none.
///
/// # Errors
/// When a parameter is wrong, something is not there, the index cannot be read, or a query is more work than it may be.
pub(crate) fn page(
    shelf: &Shelf<'_>,
    path: &str,
    parameters: &Parameters,
) -> Option<Result<String, Error>> {
    if let Some(id) = path.strip_prefix("/article/") {
        return Some(article::page(shelf, id, parameters));
    }
    if let Some(id) = path.strip_prefix("/copies/") {
        return Some(members::page(shelf, id, parameters));
    }
    Some(match path {
        "/" => search::page(shelf, parameters),
        "/kwic" => kwic::page(shelf, parameters),
        "/compare" => compare::page(shelf, parameters),
        "/keyness" => keyness::page(shelf, parameters),
        "/searches" => searches::page(shelf),
        "/archive" => holdings::page(shelf),
        "/help" => help::page(shelf),
        _ => return None,
    })
}
