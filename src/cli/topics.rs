//! What there is to read besides the help of the commands.

use std::borrow::Cow;
use std::fmt::Write;

use super::exit;

/// A page of the documentation.
pub(super) struct Topic {
    /// What it is asked for by.
    pub(super) name: &'static str,
    /// What it is about.
    pub(super) about: &'static str,
    /// The page, in Markdown.
    pub(super) text: fn() -> Cow<'static, str>,
}

/// The pages that the program carries.
pub(super) const TOPICS: &[Topic] = &[
    Topic {
        name: "syntax",
        about: "the query language",
        text: || Cow::Borrowed(unbury::query::SYNTAX),
    },
    Topic {
        name: "explore",
        about: "questions to an archive, and the command for each",
        text: || Cow::Borrowed(include_str!("../../docs/explore.md")),
    },
    Topic {
        name: "configuration",
        about: "options of every command, and names of indexes, in a file",
        text: || Cow::Borrowed(include_str!("../../docs/configuration.md")),
    },
    Topic {
        name: "formats",
        about: "what is read, and how",
        text: || Cow::Borrowed(include_str!("../../docs/formats.md")),
    },
    Topic {
        name: "json",
        about: "the output for programs",
        text: || Cow::Borrowed(include_str!("../../docs/json.md")),
    },
    Topic {
        name: "exports",
        about: "what other programs read, and how it is written",
        text: || Cow::Borrowed(include_str!("../../docs/exports.md")),
    },
    Topic {
        name: "news",
        about: "saved searches, and what is new for them",
        text: || Cow::Borrowed(include_str!("../../docs/news.md")),
    },
    Topic {
        name: "serve",
        about: "the page, the API and the tools for language models",
        text: || Cow::Borrowed(include_str!("../../docs/serve.md")),
    },
    Topic {
        name: "mcp",
        about: "tools for language models, and how a client is set up",
        text: || Cow::Borrowed(include_str!("../../docs/mcp.md")),
    },
    Topic {
        name: "recipes",
        about: "spreadsheets, pandas, R, jq",
        text: || Cow::Borrowed(include_str!("../../docs/recipes.md")),
    },
    Topic {
        name: "ranking",
        about: "how articles and passages are ranked",
        text: || Cow::Borrowed(include_str!("../../docs/ranking.md")),
    },
    Topic {
        name: "copies",
        about: "which articles tell one story, and how they are found",
        text: || Cow::Borrowed(include_str!("../../docs/copies.md")),
    },
    Topic {
        name: "statistics",
        about: "what the numbers of `keyness`, `trends` and `collocates` mean",
        text: || Cow::Borrowed(include_str!("../../docs/statistics.md")),
    },
    Topic {
        name: "coming-from-lexis",
        about: "queries as they are written in Lexis",
        text: || coming_from("lexis"),
    },
    Topic {
        name: "coming-from-factiva",
        about: "queries as they are written in Factiva",
        text: || coming_from("factiva"),
    },
    Topic {
        name: "coming-from-proquest",
        about: "queries as they are written in ProQuest",
        text: || coming_from("proquest"),
    },
    Topic {
        name: "coming-from-newsbank",
        about: "queries as they are written in NewsBank",
        text: || coming_from("newsbank"),
    },
    Topic {
        name: "coming-from-dtsearch",
        about: "queries as they are written in dtSearch",
        text: || coming_from("dtsearch"),
    },
];

/// What the page on languages of other services says of all of them and of one.
fn coming_from(service: &str) -> Cow<'static, str> {
    let page = include_str!("../../docs/dialects.md");
    let heading = |section: &str| {
        section
            .lines()
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase()
    };
    let mut sections = page.split("\n## ");
    let all = sections.next().unwrap_or_default();
    let of_service = sections.filter(|section| [service, "sources"].contains(&&*heading(section)));
    let sections: Vec<&str> = std::iter::once(all).chain(of_service).collect();
    Cow::Owned(sections.join("\n## "))
}

/// The environment variables that are read, and what each does.
pub(super) const ENVIRONMENT: &[(&str, &str)] = &[
    (
        "UNBURY_INDEX",
        "the folder of the index [default: `index` here or above]",
    ),
    (
        "UNBURY_COLORS",
        "own colours, such as match=bold blue:title=underline:faint=",
    ),
    (
        "CLICOLOR_FORCE",
        "coloured also where no terminal is, if it is not 0",
    ),
    ("FORCE_COLOR", "the same, if it is not empty"),
    (
        "UNBURY_CONFIG",
        "the configuration; empty for none [default: ~/.config/unbury/unbury.toml]",
    ),
    ("NO_COLOR", "nothing is coloured if it is not empty"),
    (
        "PAGER",
        "the pager for long answers; empty for none [default: less]",
    ),
    (
        "RAYON_NUM_THREADS",
        "threads that answer a query [default: all cores]",
    ),
];

/// The topics, a line each.
pub(super) fn list() -> String {
    let rows = TOPICS.iter().map(|topic| (topic.name, topic.about));
    table("Topics (unbury help TOPIC):", rows)
}

/// The topics, the exit statuses and the environment.
pub(super) fn more() -> String {
    [
        list(),
        table("Exit status:", exit::STATUSES.iter().copied()),
        table("Environment:", ENVIRONMENT.iter().copied()),
    ]
    .join("\n\n")
}

fn table<'a>(heading: &str, rows: impl Iterator<Item = (&'a str, &'a str)> + Clone) -> String {
    let width = rows.clone().map(|(name, _)| name.len()).max().unwrap_or(0);
    rows.fold(heading.to_owned(), |mut text, (name, about)| {
        let _ = write!(text, "\n  {name:width$}  {about}");
        text
    })
}
