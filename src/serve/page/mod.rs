//! Pages for people: HTML that needs no script, every state of it an address.
//!
//! Each page is a function of the archive and the parameters of a request; nothing here knows a socket. Text of articles reaches a page
//! through [`text`] alone, which makes control characters visible, and through templates, which escape it; an address is put together in
//! [`address`] alone, which percent-encodes names and values.
//!
//! | file | what it has |
//! |---|---|
//! | `address` | addresses of pages |
//! | `text` | text of articles, its matches apart |
//! | `shelf` | what all pages are about: the archive, its name |
//! | `asking` | the parameters of a request as a query and its conditions |
//! | `frame` | what stands around every page |
//! | `assets` | style sheet, script and icon |
//! | `notices` | what the reader should know of an answer, with a link to what to ask instead |
//! | `narrowing` | conditions that are set, and values to narrow an answer by |
//! | `paging` | which part of a long answer is shown |
//! | `bars` | an answer over time, as bars that are links |
//! | `hits` | articles of an answer, with their passages |
//! | `home`, `search` | the first page, and what is found |
//! | `reading`, `copies`, `cite`, `article` | an article: its text, its story, how it is cited |
//! | `scan` | where its words stand on a scan, and the image |
//! | `members` | the articles that tell one story |
//! | `suggest` | words that begin as the one does that is being typed |
//! | `kwic`, `compare`, `keyness`, `searches`, `holdings`, `help` | the other pages |
//! | `failure` | what is said when there is no answer |
//! | `routes` | which page has which address |

mod address;
mod article;
mod asking;
mod assets;
mod bars;
mod cite;
mod compare;
mod copies;
mod failure;
mod frame;
mod help;
mod hits;
mod holdings;
mod home;
mod keyness;
mod kwic;
mod members;
mod narrowing;
mod notices;
mod paging;
mod reading;
mod routes;
mod scan;
mod search;
mod searches;
mod shelf;
mod suggest;
#[cfg(test)]
mod tests;
mod text;

pub(crate) use address::decoded;
pub(crate) use assets::asset;
pub(crate) use failure::failure;
pub(crate) use routes::page;
pub(crate) use scan::image;
pub(crate) use searches::feed;
pub(crate) use shelf::Shelf;
pub(crate) use suggest::suggestions;
