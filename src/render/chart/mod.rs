//! Numbers over time as a drawing: plain data to SVG and PNG, to a row of a terminal.
//!
//! | file | what it knows |
//! |---|---|
//! | `plotted` | what is drawn: steps of time, lines, points |
//! | `scale` | round numbers for an axis, and which steps of time get a label |
//! | `svg` | a chart as SVG: the same bytes for the same data |
//! | `png` | the same drawing in pixels, where the program is built with it |
//! | `style` | how lines and bars are told apart, with and without colour |
//! | `blocks` | numbers as a row of block characters |

mod blocks;
mod plotted;
#[cfg_attr(not(feature = "png"), path = "no_png.rs")]
mod png;
mod scale;
mod style;
mod svg;

pub(in crate::render) use blocks::{ASCII, BLOCKS, blocks, pooled};
pub use plotted::{Chart, ChartLine, ChartPoint, ChartStep};
pub use png::png;
pub(in crate::render) use scale::measured;
pub use svg::{svg, svg_in_page};
