//! Every format, seen from outside: what it writes (`formats`), and what it promises (`contract`).

mod contract;
mod formats;
mod pages;
pub(super) mod sample;
pub(super) mod schema;
