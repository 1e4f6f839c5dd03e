//! What is said when there is no answer: why, what to ask instead, and the box with what was asked.

use askama::Template;

use super::address::Address;
use super::asking::Asking;
use super::frame::Frame;
use super::narrowing::{self, Chip};
use super::notices::{Run, Told, runs};
use super::shelf::Shelf;
use super::text::beginning;
use crate::cli::asked::{MOST_EFFORT, Parameters};

/// Pages that are asked a query.
const ASKED: [&str; 4] = ["/", "/kwic", "/compare", "/keyness"];
/// Parameters that are tried to do without.
const MOST_TRIED: usize = 16;
/// Bytes of a value that are shown.
const LONGEST_VALUE: usize = 80;

#[derive(Template)]
#[template(path = "failure.html")]
struct FailurePage {
    frame: Frame,
    heading: &'static str,
    said: Told,
    told: Vec<Told>,
    fixes: Vec<Fix>,
    /// Where it is asked again.
    action: &'static str,
    typed: String,
    kept: Vec<(String, String)>,
    chips: Vec<Chip>,
}

/// What to ask instead.
struct Fix {
    label: Vec<Run>,
    address: String,
}

/// A question that was not answered, and what can be asked instead.
struct Question<'a> {
    page: &'static str,
    /// Whether it was asked there.
    is_there: bool,
    asking: Asking<'a>,
    /// Parameters without any one of which it could be asked.
    wrong: Vec<&'a str>,
    /// Whether it can be asked without all of them, and not otherwise.
    is_all_wrong: bool,
}

impl<'a> Question<'a> {
    /// That of an address; one that is no page with a query is asked as a search.
    fn of(path: &str, parameters: &'a Parameters, status: u16) -> Self {
        let page = ASKED.into_iter().find(|page| *page == path);
        let mut question = Self {
            page: page.unwrap_or("/"),
            is_there: page.is_some(),
            asking: Asking::of(parameters),
            wrong: Vec::new(),
            is_all_wrong: false,
        };
        if question.is_there && status == 400 && !question.can_be_asked_with(|_| true) {
            let mut names: Vec<&str> = question.asking.all().map(|(name, _)| &**name).collect();
            names.dedup();
            let tried = names.into_iter().filter(|name| *name != "q");
            let tried = tried.take(MOST_TRIED);
            question.wrong = tried
                .filter(|wrong| question.can_be_asked_with(|name| name != *wrong))
                .collect();
            question.is_all_wrong =
                question.wrong.is_empty() && question.can_be_asked_with(|name| name == "q");
        }
        question
    }

    /// Whether it can be asked with these of its parameters.
    fn can_be_asked_with(&self, is_said: impl Fn(&str) -> bool) -> bool {
        let said = self.asking.all().filter(|(name, _)| is_said(name));
        let said: Vec<(String, String)> = said.cloned().collect();
        let asking = Asking::of(&said);
        if self.page == "/" {
            asking.search().is_ok()
        } else {
            asking.query().is_ok()
        }
    }

    fn address(&self) -> Address {
        self.asking.address(self.page).without("offset")
    }

    /// What to ask instead, with one click.
    fn fixes(&self, status: u16) -> Vec<Fix> {
        let fix = |label: String, address: &Address| Fix {
            label: runs(&label, |_| None),
            address: address.to_string(),
        };
        let without = |name: &&str| {
            let values = self.asking.values(name);
            let value = values.join(" ").replace('`', "'");
            let value = beginning(&value, LONGEST_VALUE);
            let address = self.address().without(name);
            match *name {
                "strict" => fix("Ask it as it can be read".to_owned(), &address),
                name => fix(format!("Without `{name}={value}`"), &address),
            }
        };
        let mut fixes: Vec<Fix> = self.wrong.iter().map(without).collect();
        let typed = self.asking.typed();
        if self.is_all_wrong && !typed.is_empty() {
            let address = Address::of(self.page).with("q", &typed);
            fixes.push(fix("The query alone".to_owned(), &address));
        }
        if !self.is_there {
            return fixes;
        }
        if status == 503 {
            fixes.push(fix("Ask again".to_owned(), &self.asking.address(self.page)));
        } else if status == 422 && self.asking.value("by").is_some() {
            fixes.push(fix(
                "In steps as they fit".to_owned(),
                &self.address().without("by"),
            ));
        } else if status == 422 && self.asking.value("effort").is_none() {
            let address = self.address().with("effort", &MOST_EFFORT.to_string());
            fixes.push(fix(
                "Take more time for it: ten times the work".to_owned(),
                &address,
            ));
        }
        fixes
    }

    /// What is wrong with the text of the query, where that is why.
    fn problems(&self) -> Vec<Told> {
        if !self.wrong.contains(&"strict") {
            return Vec::new();
        }
        let typed = self.asking.typed();
        match self.asking.not_strictly(&typed) {
            Ok(request) => {
                let notices: Vec<_> = request.problems.iter().map(Into::into).collect();
                Told::all(&notices, &request.problems, &typed, &self.address())
            }
            Err(_) => Vec::new(),
        }
    }

    /// Whether a parameter goes along when something else is asked.
    fn is_kept(&self, name: &str) -> bool {
        !matches!(name, "q" | "offset") && !self.wrong.contains(&name) && !self.is_all_wrong
    }
}

/// A page that says why there is no answer to what was asked at a path, and what to do about it.
pub(crate) fn failure(
    shelf: &Shelf<'_>,
    (path, parameters): (&str, &Parameters),
    status: u16,
    message: &str,
    hint: Option<&str>,
) -> String {
    let heading = match status {
        404 => "Not found",
        400..500 => "That cannot be asked",
        503 => "Busy",
        504 => "That took too long",
        _ => "Something is wrong here",
    };
    let question = Question::of(path, parameters, status);
    let told = question.problems();
    // What is told below, with links, needs not be told twice.
    let message = match message.split_once("\n\n") {
        Some((first, _)) if !told.is_empty() => first,
        _ => message,
    };
    let message = message.replace("`--", "`");
    // Where what is there is listed: for programs, and on the command line.
    let hint = hint.filter(|_| status != 404);
    let kept = question.asking.all().filter(|_| question.is_there);
    let kept = kept.filter(|(name, _)| question.is_kept(name)).cloned();
    let chips = if question.is_there && question.wrong.is_empty() {
        narrowing::chips(&question.asking, &question.address())
    } else {
        Vec::new()
    };
    let page = FailurePage {
        frame: Frame::of(shelf, "", heading),
        heading,
        said: Told::sentence(&message, hint),
        told,
        fixes: question.fixes(status),
        action: question.page,
        typed: question.asking.typed(),
        kept: kept.collect(),
        chips,
    };
    page.render().unwrap_or_else(|_| heading.to_owned())
}
