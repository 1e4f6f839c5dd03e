//! What stands around every page.

use askama::Template;
use unbury::render::grouped;

use super::address::Address;
use super::assets;
use super::shelf::Shelf;
use super::text::shown;
use crate::cli::Error;

/// A page that every page leads to.
pub(super) struct Tab {
    pub(super) name: &'static str,
    pub(super) address: String,
    pub(super) is_current: bool,
}

/// The same answer in another form.
pub(super) struct Twin {
    pub(super) name: &'static str,
    pub(super) media_type: &'static str,
    pub(super) address: String,
}

/// What stands around a page.
pub(super) struct Frame {
    /// What the archive is called.
    pub(super) archive: String,
    /// What the page is about, in the title bar.
    pub(super) title: String,
    pub(super) style: String,
    pub(super) script: String,
    pub(super) icon: String,
    pub(super) tabs: Vec<Tab>,
    pub(super) twins: Vec<Twin>,
    pub(super) articles: String,
    pub(super) version: &'static str,
}

/// The pages, and what they are called.
const TABS: [(&str, &str); 7] = [
    ("/", "Search"),
    ("/kwic", "In context"),
    ("/compare", "Compare"),
    ("/keyness", "Typical words"),
    ("/searches", "Saved"),
    ("/archive", "Archive"),
    ("/help", "Help"),
];

impl Frame {
    /// That of a page; `path` is the tab that it belongs to.
    pub(super) fn of(shelf: &Shelf<'_>, path: &str, title: &str) -> Self {
        let [style, script, icon] = assets::paths();
        let tabs = TABS.map(|(address, name)| Tab {
            name,
            address: address.to_owned(),
            is_current: address == path,
        });
        Self {
            archive: shown(shelf.name),
            title: shown(title),
            style,
            script,
            icon,
            tabs: tabs.into(),
            twins: Vec::new(),
            articles: articles(shelf.archive.len()),
            version: env!("CARGO_PKG_VERSION"),
        }
    }

    /// The same with a question that goes along where a tab takes one.
    pub(super) fn asking(mut self, question: &Address) -> Self {
        for tab in &mut self.tabs {
            if matches!(&*tab.address, "/" | "/kwic" | "/compare" | "/keyness") {
                tab.address = question.to(&tab.address).to_string();
            }
        }
        self
    }

    /// The same with the answer of a command of the API in these formats.
    pub(super) fn with_twins(
        mut self,
        question: &Address,
        command: &str,
        formats: &[&str],
    ) -> Self {
        let at = question.to(&format!("/api/v1/{command}"));
        for (format, name, media_type) in [
            ("json", "JSON", "application/json"),
            ("csv", "CSV", "text/csv"),
            ("svg", "SVG", "image/svg+xml"),
        ] {
            if formats.contains(&format) {
                self.twins.push(Twin {
                    name,
                    media_type,
                    address: at.clone().set("format", format).to_string(),
                });
            }
        }
        self
    }
}

/// `1 article`, `12 articles`.
pub(super) fn articles(number: u64) -> String {
    many(number, "article", "articles")
}

/// A number of things.
pub(super) fn many(number: u64, one: &str, more: &str) -> String {
    format!(
        "{} {}",
        grouped(number),
        if number == 1 { one } else { more }
    )
}

/// The HTML of a page.
///
/// # Errors
/// Never, as long as templates only write.
pub(super) fn written(page: &impl Template) -> Result<String, Error> {
    page.render()
        .map_err(|error| Error::Output(std::io::Error::other(error)))
}
