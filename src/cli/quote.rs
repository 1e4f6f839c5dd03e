//! `unbury quote`: whether a quotation is in the archive.

use std::io::Read;
use std::process::ExitCode;

use clap::Args as ClapArgs;
use unbury::api::{QuoteRequest, Verdict, VerifiedQuote};
use unbury::render::{self, Format, TableKind};

use super::error::Result;
use super::exit;
use super::index_folder::Indexes;
use super::output::{OutputArgs, one_of};

/// Say whether a quotation is in the archive: word for word, nearly, or not at all.
///
/// Verbatim is what has the same words and the same signs; white space and the forms of quotation marks, apostrophes and dashes are told, and
/// are no difference. An ellipsis (… or [...]) stands for any words, [sic] for none. Of what is near, every difference is shown:
/// [-as it is quoted-]{+as it stands there+}.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// The quotation, a sentence or several; `-` reads standard input, each paragraph a quotation.
    #[arg(value_name = "QUOTE", required = true)]
    quotes: Vec<String>,
    /// Places of one quotation to show, at most.
    #[arg(short = 'n', long, value_name = "NUMBER", default_value_t = 20)]
    limit: usize,
    /// How it is written [default: text, or by the name of `--output`].
    #[arg(short, long, value_parser = one_of(Format::QUOTES))]
    format: Option<Format>,
    #[command(flatten)]
    index: Indexes,
    #[command(flatten, next_help_heading = "Output")]
    output: OutputArgs,
}

impl Args {
    /// Where it finds the archive, and where it writes.
    #[cfg(feature = "serve")]
    pub(super) fn places(&mut self) -> (&mut Indexes, &mut super::output_file::OutputFile) {
        (&mut self.index, self.output.file())
    }

    /// The quotations.
    fn quotes(&self) -> Result<Vec<String>> {
        if self.quotes != ["-"] || self.index.is_served() {
            return Ok(self.quotes.clone());
        }
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes)?;
        Ok(paragraphs(&String::from_utf8_lossy(&bytes)))
    }
}

/// The paragraphs of a text: blank lines part them.
fn paragraphs(text: &str) -> Vec<String> {
    let mut paragraphs = vec![String::new()];
    for line in text.lines() {
        match paragraphs.last_mut() {
            Some(paragraph) if !line.trim().is_empty() => {
                paragraph.push_str(line);
                paragraph.push('\n');
            }
            _ => paragraphs.push(String::new()),
        }
    }
    for paragraph in &mut paragraphs {
        paragraph.truncate(paragraph.trim_end().len());
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs
}

pub(super) fn run(args: &Args) -> Result<ExitCode> {
    let format = args.output.format(args.format, Format::QUOTES)?;
    let mut options = args.output.options(TableKind::Article, format)?;
    let archive = args.index.open()?;
    options.folder = archive.folder();
    let mut verified: Vec<VerifiedQuote> = Vec::new();
    for quote in args.quotes()? {
        verified.push(archive.verify_quote(&QuoteRequest {
            limit: args.limit,
            ..QuoteRequest::new(quote)
        })?);
    }
    let mut out = args.output.writer(format)?;
    render::quotes(format, &options, &verified, &mut out)?;
    out.end()?;
    let is_verbatim = |quote: &VerifiedQuote| quote.verdict == Verdict::Verbatim;
    Ok(exit::found(
        !verified.is_empty() && verified.iter().all(is_verbatim),
    ))
}

#[cfg(test)]
mod tests {
    use super::paragraphs;

    #[test]
    fn blank_lines_part_quotations() {
        assert_eq!(
            paragraphs("\n one\ntwo \n\n \n\nthree"),
            [" one\ntwo", "three"]
        );
        assert!(paragraphs(" \n\n").is_empty());
    }
}
