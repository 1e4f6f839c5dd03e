//! The program as its users run it: a folder, a command, what it prints.

mod archive;

mod index;
mod limits;
mod ranking;
mod search;
