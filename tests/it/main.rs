//! The program as its users run it: a folder, a command, what it prints.

mod archive;

mod batch;
mod configuration;
mod copies;
mod count;
mod delete;
mod dialects;
mod dry_run;
mod export;
mod formats;
mod groups;
mod help;
mod highlights;
mod identity;
mod index;
mod journeys;
mod kwic;
mod limits;
#[cfg(feature = "serve")]
mod mcp;
mod news;
mod newsroom;
mod nothing;
mod open;
mod operators;
mod order;
mod pages;
mod quote;
mod ranking;
mod recipes;
mod schemas;
mod search;
#[cfg(feature = "serve")]
mod serve;
mod served_pages;
#[cfg(feature = "serve")]
mod server;
mod timeline;

mod spreadsheets;
mod stories;
mod verify;
mod version;
mod versions;
mod words;
