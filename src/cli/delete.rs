//! `unbury delete`: articles out of the index.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use clap::Args as ClapArgs;
use unbury::Archive;
use unbury::api::{CountRequest, Matching, SearchRequest};
use unbury::article::Article;
use unbury::query::Query;
use unbury::render::{ArticleList, Format, Options, OutputField, TableKind};

use super::asking::{Filters, Understanding, tell};
use super::error::{Error, Result};
use super::exit::{self, NOTHING};
use super::index_folder::IndexFolder;
use super::many::many;
use super::output::{ColumnArgs, one_of, plain};
use super::output_file::OutputFile;

/// Delete articles from the index: by their ids, or all that match a query.
///
/// They are listed, and you are asked. Deleted articles stay away when their files are read again; the files are not touched.
/// `--undo` lets them back: they are in the index again when `unbury index` has read their files.
#[derive(Debug, ClapArgs)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an option of its own on the command line"
)]
pub(super) struct Args {
    /// Ids of articles.
    #[arg(value_name = "ID", required_unless_present_any = ["query", "list"])]
    ids: Vec<String>,
    /// Delete all articles that match, in the language of `search`; all its words are required.
    #[arg(short, long, value_name = "QUERY", conflicts_with_all = ["ids", "undo", "list"])]
    query: Option<String>,
    /// List what would be deleted, and delete nothing.
    #[arg(long, conflicts_with = "undo")]
    dry_run: bool,
    /// Do not ask.
    #[arg(short, long)]
    yes: bool,
    /// Let these articles back: the next `unbury index` reads their files again.
    #[arg(long)]
    undo: bool,
    /// List the ids of all articles that were deleted.
    #[arg(long, conflicts_with_all = ["ids", "undo", "dry_run"])]
    list: bool,
    /// How what is deleted is listed [default: text, or by the name of `--output`].
    #[arg(short, long, value_parser = one_of(Format::LIST))]
    format: Option<Format>,
    #[command(flatten)]
    index: IndexFolder,
    #[command(flatten, next_help_heading = "Filters")]
    filters: Filters,
    #[command(flatten, next_help_heading = "How the query is read")]
    understanding: Understanding,
    #[command(flatten, next_help_heading = "Output")]
    output: OutputFile,
    #[command(flatten, next_help_heading = "Output")]
    columns: ColumnArgs,
}

pub(super) fn run(args: &Args) -> Result<ExitCode> {
    let index = args.index.existing();
    if args.list {
        let deleted = unbury::deleted(&index)?;
        args.write_ids(&deleted)?;
        return Ok(exit::found(!deleted.is_empty()));
    }
    if args.undo {
        let back = unbury::undelete(&index, &args.ids)?;
        for id in args.ids.iter().filter(|id| !back.contains(id)) {
            writeln!(
                io::stderr(),
                "note: no article with the id `{id}` was deleted"
            )?;
        }
        args.write_ids(&back)?;
        if !back.is_empty() {
            let articles = many(back.len() as u64, "article");
            writeln!(
                io::stderr(),
                "{articles} let back: `unbury index` reads them again"
            )?;
        }
        return Ok(exit::found(!back.is_empty()));
    }
    let ids = args.listed(&Archive::open(&index)?)?;
    let articles = many(ids.len() as u64, "article");
    if ids.is_empty() {
        writeln!(io::stderr(), "nothing to delete")?;
        return Ok(ExitCode::from(NOTHING));
    }
    if args.dry_run {
        writeln!(io::stderr(), "{articles} would be deleted")?;
        return Ok(ExitCode::SUCCESS);
    }
    if !args.yes && !is_confirmed(&articles)? {
        writeln!(io::stderr(), "nothing was deleted")?;
        return Ok(ExitCode::from(NOTHING));
    }
    let deleted = unbury::delete(&index, ids)?;
    let articles = many(deleted.len() as u64, "article");
    writeln!(io::stderr(), "{articles} deleted")?;
    Ok(exit::found(!deleted.is_empty()))
}

impl Args {
    /// The format of the list, and what it may hold.
    fn options(&self) -> Result<(Format, Options)> {
        let format = self.output.format(self.format, Format::LIST)?;
        let mut options = plain(&self.output);
        self.columns
            .apply(TableKind::Articles, format, &mut options)?;
        Ok((format, options))
    }

    /// Writes a list of what is known by its id only.
    fn write_ids(&self, ids: &[String]) -> Result<()> {
        let (format, mut options) = self.options()?;
        options.fields = Some(vec![OutputField::Id]);
        let mut out = self.output.writer()?;
        let mut list = ArticleList::new(format, &options);
        list.begin(&mut out)?;
        for id in ids {
            list.article(&Article::new(id, "", ""), &mut out)?;
        }
        list.end(&mut out)?;
        out.end()
    }

    /// Lists the articles that are meant; their ids.
    fn listed(&self, archive: &Archive) -> Result<Vec<String>> {
        let (format, options) = self.options()?;
        let mut out = self.output.writer()?;
        let mut list = ArticleList::new(format, &options);
        list.begin(&mut out)?;
        let ids = self.each(archive, &mut |article| Ok(list.article(article, &mut out)?))?;
        list.end(&mut out)?;
        out.end()?;
        Ok(ids)
    }

    /// Gives the articles that are meant to `take`; their ids.
    fn each(
        &self,
        archive: &Archive,
        take: &mut dyn FnMut(&Article) -> Result<()>,
    ) -> Result<Vec<String>> {
        let mut ids = Vec::new();
        let mut list = |article: &Article| {
            // Named twice, it is one article.
            if self.query.is_none() && ids.contains(&article.id.0) {
                return Ok(());
            }
            ids.push(article.id.0.clone());
            take(article)
        };
        let Some(query) = &self.query else {
            for id in &self.ids {
                match archive.show(id, &Query::all())? {
                    Some((article, _)) => list(&article)?,
                    None => writeln!(io::stderr(), "note: no article has the id `{id}`")?,
                }
            }
            return Ok(ids);
        };
        let parsed = self.understanding.read(query, &self.filters)?;
        if parsed.query.is_all() {
            return Err(Error::WouldDeleteAll);
        }
        let effort = self.understanding.effort;
        // A query of which only a part can be searched is refused here.
        let counted = archive.count(&CountRequest {
            effort: effort.effort,
            ..CountRequest::new(parsed.clone())
        })?;
        self.understanding
            .explain(&parsed.query.to_string(), &counted.understood)?;
        tell(&effort.complete(&counted.notices), None)?;
        let answer = archive.answer(&SearchRequest {
            matching: Matching::All,
            limit: None,
            passages: 0,
            effort: effort.effort,
            ..SearchRequest::new(parsed)
        })?;
        for hit in answer.hits() {
            list(&hit?.article)?;
        }
        Ok(ids)
    }
}

/// Asks on the terminal; where there is none, nobody can be asked.
fn is_confirmed(many: &str) -> Result<bool> {
    if !(io::stdin().is_terminal() && io::stderr().is_terminal()) {
        return Err(Error::NotConfirmed { many: many.into() });
    }
    let mut asking = io::stderr().lock();
    write!(asking, "Delete {many}? [y/N] ")?;
    asking.flush()?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    let answer = answer.trim().to_lowercase();
    Ok(answer == "y" || answer == "yes")
}
