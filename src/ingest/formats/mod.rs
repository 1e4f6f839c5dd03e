//! A folder for each family of formats, a file for each format: how its records are read from a slice. What all of them share
//! stands beside the folders.

pub(crate) mod agency;
pub(crate) mod bibliography;
pub(crate) mod boilerplate;
pub(crate) mod collections;
pub mod data;
mod filling;
pub(crate) mod office;
pub(crate) mod paper;
pub(crate) mod paragraphs;
pub mod prose;
pub(crate) mod vendors;
pub mod web;
pub(crate) mod wrap;
mod xml_blocks;

#[cfg(test)]
pub(crate) mod corpora;
#[cfg(test)]
mod damage;
#[cfg(test)]
mod read_all;
