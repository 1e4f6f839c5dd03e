//! `unbury eval`: how good the ranking is, and how well copies are found.

use std::collections::HashSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args as ClapArgs, ValueEnum, ValueHint};
use unbury::Archive;
use unbury::api::{Matching, Notice, Ranking, SearchRequest};
use unbury::eval::{self, CopyTruth, Measure, Qrels, Report, Run, Topic, TopicField};
use unbury::query::Severity;
use unbury::render::{self, Format};

use super::asking::tell;
use super::error::file_error;
use super::exit;
use super::index_folder::Indexes;
use super::output::one_of;
use super::output_file::OutputFile;
use super::ranking::{Model, RankingArgs, Setting};

/// Measure the ranking, by judged topics or by sentences that must be found again; or how well copies are found.
///
/// Topics, judgements and runs are those of TREC, the measures those of `trec_eval -c`. More: unbury help ranking.
#[derive(Debug, ClapArgs)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an option of the command line that is given or not"
)]
pub(super) struct Args {
    /// What is asked: lines of id, tab and query; or a TREC topic file, whose text is words without operators.
    #[arg(
        long,
        value_name = "FILE",
        requires = "qrels",
        required_unless_present_any = ["known_items", "copies"],
        value_hint = ValueHint::FilePath
    )]
    topics: Option<PathBuf>,
    /// The judgements: lines of topic, 0, article and grade.
    #[arg(long, value_name = "FILE", requires = "topics", value_hint = ValueHint::FilePath)]
    qrels: Option<PathBuf>,
    #[command(flatten)]
    index: Indexes,
    /// The topics are prose: nothing in them is an operator.
    #[arg(long)]
    prose: bool,
    /// Which part of TREC topics is asked.
    #[arg(long, value_enum, default_value_t = TopicFieldArg::Title)]
    topic_field: TopicFieldArg,
    /// What is measured: ndcg@K (graded gain, linear); map, mrr, p@K, recall@K, bpref (binary).
    #[arg(
        long,
        value_name = "MEASURE",
        value_delimiter = ',',
        default_value = "ndcg@10,map,mrr,p@10,recall@100,bpref"
    )]
    measures: Vec<Measure>,
    /// Articles answered to each topic, at most.
    #[arg(short = 'n', long, value_name = "NUMBER", default_value_t = 1000)]
    limit: usize,
    /// All words are required, even if nothing has them all.
    #[arg(long, conflicts_with = "any")]
    all: bool,
    /// Any of the words is enough; more are better.
    #[arg(long)]
    any: bool,
    /// What an experiment starts from.
    #[arg(long, value_enum, default_value_t = Model::Default)]
    model: Model,
    /// Set a number of the ranking, such as `title=0.4`. May be repeated.
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<Setting>,
    #[command(flatten, next_help_heading = "Ranking")]
    ranking: RankingArgs,
    /// Write what was answered to this file, as a TREC run.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    run: Option<PathBuf>,
    /// Compare with this run: a paired two-sided randomisation test for each measure.
    #[arg(long, value_name = "RUN", value_hint = ValueHint::FilePath)]
    compare: Option<PathBuf>,
    /// Show every topic.
    #[arg(long)]
    by_topic: bool,
    /// Instead of topics: draw this many sentences of the archive, and search for each by a few of its words.
    #[arg(
        long,
        value_name = "NUMBER",
        conflicts_with_all = ["topics", "qrels", "prose", "topic_field", "measures", "limit", "run", "compare", "by_topic"]
    )]
    known_items: Option<usize>,
    /// Instead of topics: measure how well copies are found, by lines of the ids of articles, between tabs, that are copies of each other,
    /// and of the kind of copy. May be repeated.
    #[arg(
        long,
        value_name = "FILE",
        value_hint = ValueHint::FilePath,
        conflicts_with_all = ["topics", "qrels", "prose", "topic_field", "measures", "limit", "run", "compare", "by_topic", "known_items"]
    )]
    copies: Vec<PathBuf>,
    /// Seed of everything random: the sentences of `--known-items`, the test of `--compare`.
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    seed: u64,
    /// How it is written [default: text, or by the name of `--output`].
    #[arg(short, long, value_parser = one_of(Format::REPORT))]
    format: Option<Format>,
    #[command(flatten)]
    output: OutputFile,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum TopicFieldArg {
    Title,
    Desc,
}

impl Args {
    fn matching(&self) -> Matching {
        match (self.all, self.any) {
            (true, _) => Matching::All,
            (_, true) => Matching::Any,
            _ => Matching::AllElseSome,
        }
    }

    fn ranking(&self) -> Ranking {
        let mut ranking = self.ranking.apply(self.model.ranking());
        for setting in &self.set {
            setting.apply(&mut ranking);
        }
        ranking
    }

    fn topic_field(&self) -> TopicField {
        match self.topic_field {
            TopicFieldArg::Title => TopicField::Title,
            TopicFieldArg::Desc => TopicField::Description,
        }
    }

    fn write(&self, text: &str, json: &serde_json::Value) -> super::error::Result<()> {
        let format = self.output.format(self.format, Format::REPORT)?;
        let mut out = self.output.writer()?;
        match format {
            Format::Json => writeln!(out, "{json:#}")?,
            _ => out.write_all(text.as_bytes())?,
        }
        out.end()
    }
}

pub(super) fn run(args: &Args) -> super::error::Result<ExitCode> {
    match (&args.topics, &args.qrels) {
        (Some(topics), Some(qrels)) => judged(args, topics, qrels),
        _ if args.copies.is_empty() => known_items(args),
        _ => copies(args),
    }
}

fn judged(args: &Args, topics: &Path, qrels: &Path) -> super::error::Result<ExitCode> {
    let (name, text) = read(topics)?;
    let mut topics = eval::read_topics(&name, &text, args.topic_field())?;
    if args.prose {
        topics = topics.into_iter().map(Topic::as_prose).collect();
    }
    let (name, text) = read(qrels)?;
    let qrels = Qrels::parse(&name, &text)?;
    let other = match &args.compare {
        Some(path) => {
            let (name, text) = read(path)?;
            Some(Run::parse(&name, &text)?)
        }
        None => None,
    };
    tell(&notices(&topics, &qrels), None)?;
    let archive = args.index.open()?;
    let lines = answer_all(args, &archive, &topics)?;
    if let Some(path) = &args.run {
        fs::write(path, &lines).map_err(file_error("write", path))?;
    }
    // What is measured is what is written: ids and scores as others will read them.
    let run = Run::parse("the run", &lines)?;
    let evaluation = eval::evaluate(&run, &qrels, &args.measures);
    let mut report = Report::new(evaluation, args.by_topic);
    if let Some(other) = &other {
        let other = eval::evaluate(other, &qrels, &args.measures);
        report = report.beside(other, args.seed);
    }
    args.write(&report.text(), &report.json())?;
    Ok(exit::found(!run.is_empty()))
}

/// Asks every topic. The lines of a TREC run.
fn answer_all(args: &Args, archive: &Archive, topics: &[Topic]) -> super::error::Result<String> {
    let mut lines = Vec::new();
    for topic in topics {
        let request = SearchRequest {
            matching: args.matching(),
            ranking: args.ranking(),
            limit: Some(args.limit),
            passages: 0,
            ..SearchRequest::new(topic.parsed.query.clone())
        };
        let answer = archive.answer(&request)?;
        for hit in answer.hits() {
            render::trec_line(&mut lines, &topic.id, &hit?)?;
        }
    }
    Ok(String::from_utf8_lossy(&lines).into_owned())
}

/// What in the files may not be as it was meant.
fn notices(topics: &[Topic], qrels: &Qrels) -> Vec<Notice> {
    let notice = |code, message| Notice {
        code,
        message,
        hint: None,
        span: None,
    };
    let mut notices = Vec::new();
    for topic in topics {
        let problems = topic.parsed.problems.iter();
        notices.extend(
            problems
                .filter(|problem| problem.severity() == Severity::Warning)
                .map(|problem| {
                    let message = format!("topic `{}`: {}", topic.id, problem.message());
                    notice("query_problem", message)
                }),
        );
    }
    let not_judged = topics.iter().filter(|topic| !qrels.has(&topic.id)).count();
    if not_judged > 0 {
        let message =
            format!("topics that are asked but not judged, and do not count: {not_judged}");
        notices.push(notice("not_judged", message));
    }
    let asked = |id: &str| topics.iter().any(|topic| topic.id == id);
    let not_asked = qrels.topics().filter(|(id, _)| !asked(id)).count();
    if not_asked > 0 {
        let message = format!("topics that are judged but not asked, and count as 0: {not_asked}");
        notices.push(notice("not_asked", message));
    }
    notices
}

fn known_items(args: &Args) -> super::error::Result<ExitCode> {
    let archive = args.index.open()?;
    let wanted = args.known_items.unwrap_or_default();
    let ranking = args.ranking();
    let found = eval::known_items(wanted, args.seed, args.matching(), |request| {
        let request = SearchRequest {
            ranking,
            ..request.clone()
        };
        archive.search(&request)
    })?;
    args.write(&found.text(), &found.json())?;
    Ok(exit::found(found.sentences > 0))
}

fn copies(args: &Args) -> super::error::Result<ExitCode> {
    let archive = args.index.open()?;
    let ids: HashSet<String> = archive.ids()?.into_iter().collect();
    let mut truth = CopyTruth::default();
    for path in &args.copies {
        let (name, text) = read(path)?;
        truth.add(&name, &text, |id| ids.contains(id))?;
    }
    let found = eval::evaluate_copies(&archive.stories()?, &truth, archive.len());
    args.write(&found.text(), &found.json())?;
    Ok(exit::found(found.found > 0))
}

/// The name of a file and its text. Old topic files are not UTF-8: what cannot be read stands as `�`.
fn read(path: &Path) -> super::error::Result<(String, String)> {
    let name = path.display().to_string();
    let bytes = fs::read(path).map_err(file_error("read", path))?;
    let text = String::from_utf8_lossy(&bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned();
    Ok((name, text))
}
