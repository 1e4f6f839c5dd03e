//! What can go wrong in the program: the library's errors, and its own. Hints that name options stand here.

use std::io;
use std::path::Path;

use unbury::query::DateError;
use unbury::render::Format;
use unbury::{eval, index, search};

/// An error, with what to do about it in [`Error::hint`].
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The library's.
    #[error(transparent)]
    Library(unbury::Error),
    /// A file of an evaluation.
    #[error(transparent)]
    Eval(#[from] eval::Error),
    /// A date given for `--since` or `--until`.
    #[error(transparent)]
    Date(#[from] DateError),
    /// An option names nothing.
    #[error("`{0}` needs a name with a letter or a digit")]
    NoName(&'static str),
    /// A query with problems where none are allowed: the problems, each with its place.
    #[error("the query has problems, and `--strict` allows none\n\n{0}")]
    Query(String),
    /// A parameter of a request is wrong.
    #[cfg(feature = "serve")]
    #[error("{message}")]
    Parameter {
        /// What is wrong.
        message: String,
        /// What is right.
        hint: Option<String>,
    },
    /// Nothing is served.
    #[cfg(feature = "serve")]
    #[error("{message}")]
    Serve {
        /// Why not.
        message: String,
        /// What to do about it.
        hint: Option<String>,
    },
    /// No article has the id.
    #[error("no article has the id `{id}`")]
    NoArticle {
        /// The id asked for.
        id: String,
    },
    /// A query for what is to be deleted says nothing.
    #[error("the query is empty: it would delete every article")]
    WouldDeleteAll,
    /// Articles are to be deleted, and nobody can be asked.
    #[error("{many} would be deleted, and there is no terminal to ask on")]
    NotConfirmed {
        /// How many articles.
        many: String,
    },
    /// No command and no topic has the name.
    #[error("there is no help for `{name}`")]
    NoTopic {
        /// The name asked for.
        name: String,
        /// The one that is most like it.
        nearest: Option<String>,
    },
    /// The name of a file says no format that the answer has.
    #[error("the name of `{path}` says no format of this answer")]
    NoFormat {
        /// The file.
        path: String,
        /// The formats that it has.
        formats: Vec<&'static str>,
    },
    /// An export is not written so.
    #[error("{message}")]
    Export {
        /// What is wrong.
        message: String,
        /// What does it.
        hint: String,
    },
    /// A column was asked for that the table does not have, or of what is no table.
    #[error("{message}")]
    Column {
        /// What is wrong.
        message: String,
        /// What to choose from.
        hint: String,
    },
    /// The colours of the environment cannot be read.
    #[error("`{part}` in `UNBURY_COLORS` is no style")]
    Colors {
        /// What cannot be read.
        part: String,
    },
    /// A configuration is not as it must be.
    #[error("`{path}`: {what}")]
    Config {
        /// The file.
        path: String,
        /// What is wrong with it.
        what: String,
    },
    /// An article has neither an address nor a file.
    #[error("the article `{id}` has no address, and was read from no file")]
    NothingToOpen {
        /// Its id.
        id: String,
    },
    /// The article has not so many sentences.
    #[error("the article has no sentence {sentence}")]
    NoSentence {
        /// The one asked for, from 1.
        sentence: u32,
    },
    /// A file named on the command line cannot be read or written.
    #[error("cannot {action} `{path}`: {source}")]
    File {
        /// What was tried: `read` or `write`.
        action: &'static str,
        /// The path as given.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// A table of queries has neither of the columns looked for.
    #[error("`{path}` has neither a column `{query}` nor a column `{name}`")]
    NoColumn {
        /// The path as given.
        path: String,
        /// The column of queries looked for.
        query: String,
        /// The column of names looked for.
        name: String,
        /// The columns that it has.
        found: Vec<String>,
    },
    /// A table would overwrite a file.
    #[error("`{path}` is there already")]
    Exists {
        /// The path as given.
        path: String,
    },
    /// A file is not what an earlier run of the same list left.
    #[error("`{path}` is no unfinished table of this list")]
    OtherTable {
        /// The path as given.
        path: String,
    },
    /// Statistics as a whole are no list.
    #[error("only one list of names can be written as `{format}`")]
    NoList {
        /// The format asked for.
        format: Format,
    },
    /// A table is to be gone on with in a format of which a part is not readable.
    #[error("a part of a JSON object cannot be gone on with")]
    NoResume,
    /// The output cannot be written.
    #[error("cannot write the output: {0}")]
    Output(#[from] io::Error),
}

impl From<unbury::Error> for Error {
    /// What this program raised while the library wrote or told something comes back as it was.
    fn from(error: unbury::Error) -> Self {
        match error {
            unbury::Error::Search(search::Error::Output(error)) => Self::Output(error),
            unbury::Error::Sink(error) => match error.downcast::<Self>() {
                Ok(error) => *error,
                Err(error) => Self::Library(unbury::Error::Sink(error)),
            },
            error => Self::Library(error),
        }
    }
}

impl From<search::Error> for Error {
    fn from(error: search::Error) -> Self {
        unbury::Error::from(error).into()
    }
}

/// Says which file an error is about, and what was to be done with it.
pub(super) fn file_error(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Error {
    let path = path.display().to_string();
    move |source| Error::File {
        action,
        path,
        source,
    }
}

impl Error {
    /// Why nothing is served.
    #[cfg(feature = "serve")]
    pub(crate) fn serving(message: String, hint: &str) -> Self {
        let hint = (!hint.is_empty()).then(|| hint.to_owned());
        Self::Serve { message, hint }
    }

    /// What to do about it, where there is something.
    pub(crate) fn hint(&self) -> Option<String> {
        match self {
            Self::Library(error) => of_library(error),
            Self::Eval(error @ eval::Error::NoField { .. }) => {
                Some(format!("{} with `--topic-field`", error.hint()))
            }
            Self::Eval(error) => Some(error.hint()),
            Self::Date(error) => Some(error.hint()),
            Self::NoName(option) => Some(format!("leave `{option}` out for all articles")),
            Self::Query(_) => Some("leave `--strict` out to search for what was understood".into()),
            #[cfg(feature = "serve")]
            Self::Parameter { hint, .. } | Self::Serve { hint, .. } => hint.clone(),
            Self::NoArticle { .. } => {
                Some("ids stand below the title in the answer of `unbury search`".into())
            }
            Self::WouldDeleteAll => {
                Some("to begin anew, remove the folder of the index".into())
            }
            Self::NotConfirmed { .. } => {
                Some("`--yes` deletes without asking, `--dry-run` lists only".into())
            }
            Self::NoFormat { path, formats } => {
                let say = format!("say it: `--format {}`", formats.join("|"));
                Some(if path.contains(['.', '/']) {
                    say
                } else {
                    format!("{say}; to leave a word out, put the query in quotes: 'gas -o{path}'")
                })
            }
            Self::Column { hint, .. } | Self::Export { hint, .. } => Some(hint.clone()),
            Self::Colors { .. } => Some("for example `match=bold blue:title=underline`; besides them there are `faint`, `note` and `hint`".into()),
            Self::Config { .. } => Some("keys are options without their hyphens, at the top or in a table of a command's name: `unbury help configuration`".into()),
            Self::NothingToOpen { .. } => Some("`unbury show` prints it".into()),
            Self::NoSentence { .. } => Some("`unbury search` numbers the sentences beside a passage".into()),
            Self::NoTopic { nearest, .. } => {
                let nearest = nearest.as_ref();
                let nearest = nearest.map(|name| format!("did you mean `{name}`? "));
                let nearest = nearest.unwrap_or_default();
                Some(format!("{nearest}`unbury help` lists the commands and topics"))
            }
            Self::NoColumn { found, .. } => Some(format!(
                "its columns are `{}`: choose with `--query-column` or `--name-column`",
                found.join("`, `")
            )),
            Self::Exists { .. } => {
                Some("go on where an earlier run was stopped with `--resume`, or name another file".into())
            }
            Self::NoList { .. } => {
                Some("choose it: `--sources`, `--sections` or `--languages`".into())
            }
            Self::NoResume => Some("`--format jsonl` has the same rows, one a line".into()),
            Self::OtherTable { .. } => Some(
                "name another file with `--output`, or give the list, the format and the fields of the earlier run".into(),
            ),
            Self::File { source, .. } if source.kind() == io::ErrorKind::NotFound => {
                Some("check how it is spelled".into())
            }
            Self::File { .. } | Self::Output(_) => None,
        }
    }

    /// Whether it only says that the reader of our output has gone away.
    pub(crate) fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

/// The library's hint, with the option that does it.
fn of_library(error: &unbury::Error) -> Option<String> {
    let hint = error.hint()?;
    Some(match error {
        unbury::Error::Search(
            search::Error::TooMuchWork { effort } | search::Error::TooManyWords { effort },
        ) => or_more_effort(&hint, *effort),
        unbury::Error::Index(error) | unbury::Error::Search(search::Error::Index(error)) => {
            of_index(error, hint)
        }
        _ => hint,
    })
}

fn of_index(error: &index::Error, hint: String) -> String {
    if let index::Error::NoIndex(path) = error {
        return format!(
            "make one with `unbury index FOLDER --index {}`, or name another with `--index`",
            path.display()
        );
    }
    if let index::Error::SearchExists(name) = error {
        return format!("`unbury save --delete {name}` forgets it; or take another name");
    }
    if let index::Error::NoSearch(_) = error {
        return "`unbury save --list` lists them".to_owned();
    }
    if let index::Error::Damaged { .. }
    | index::Error::DamagedFile { .. }
    | index::Error::Article { .. } = error
    {
        return format!("{hint}; `unbury verify` says what is damaged");
    }
    match error.io_error().map(io::Error::kind) {
        Some(io::ErrorKind::PermissionDenied) => {
            format!("{hint}, or name another folder with `--index`")
        }
        _ => hint,
    }
}

/// A hint that says besides how a bound is raised.
pub(super) fn or_more_effort(hint: &str, effort: u32) -> String {
    let effort = effort.saturating_mul(10);
    format!("{hint}, or allow more with `--effort {effort}`")
}

/// Result of a command.
pub(crate) type Result<T> = std::result::Result<T, Error>;
