//! The program as its users run it: a folder, a command, what it prints.

mod archive;

mod batch;
mod count;
mod dialects;
mod formats;
mod highlights;
mod index;
mod kwic;
mod limits;
mod operators;
mod order;
mod ranking;
mod search;
mod verify;
mod version;
mod words;
