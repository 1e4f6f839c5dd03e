//! The program as its users run it: a folder, a command, what it prints.

mod archive;

mod formats;
mod highlights;
mod index;
mod limits;
mod order;
mod ranking;
mod search;
