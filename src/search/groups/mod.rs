//! Articles by groups: steps of time, or values of a field.
//!
//! [`members`] says which articles are looked at, [`steps`] and [`values`] put each of them into its groups ([`memberships`]), and
//! [`grouping`] is either, and keeps those of all articles; [`counting`] counts a query by them. All of it is read from columns and postings; only values of other metadata are read from an article
//! that has them, since their postings have them folded.

pub(crate) mod counting;
pub(crate) mod grouping;
pub(crate) mod members;
pub(crate) mod memberships;
pub(crate) mod steps;
pub(crate) mod values;
