//! Tools for language models (Model Context Protocol): an archive that a model asks, and quotations that a person can check.
//!
//! What is here, from the outside in: [`stdio`] speaks to one client over standard input and output, [`http`] to many; `handler` answers
//! both in the words of the protocol; `catalogue` says which tools there are and what each takes and gives; `tools` are what they do, by the
//! commands of the program; `fetched` gives whole articles; `forms` are passages as models get them; `arguments` reads what is asked; `budget` cuts answers to
//! what a model has room for; `fence` marks what is said by articles and not by this program.

mod arguments;
mod budget;
mod catalogue;
mod fence;
mod fetched;
mod forms;
mod handler;
mod http;
mod links;
mod stdio;
mod tools;

pub(crate) use http::service;
pub(crate) use stdio::run;
