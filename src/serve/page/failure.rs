//! What is said when there is no answer.

use askama::Template;

use super::frame::Frame;
use super::notices::Told;
use super::shelf::Shelf;

#[derive(Template)]
#[template(path = "failure.html")]
struct FailurePage {
    frame: Frame,
    heading: &'static str,
    told: Told,
}

/// A page that says why there is no answer, and what to do about it.
pub(crate) fn failure(shelf: &Shelf<'_>, status: u16, message: &str, hint: Option<&str>) -> String {
    let heading = match status {
        404 => "Not found",
        400..500 => "That cannot be asked",
        503 => "Busy",
        504 => "That took too long",
        _ => "Something is wrong here",
    };
    let page = FailurePage {
        frame: Frame::of(shelf, "", heading),
        heading,
        told: Told::sentence(message, hint),
    };
    page.render().unwrap_or_else(|_| heading.to_owned())
}
