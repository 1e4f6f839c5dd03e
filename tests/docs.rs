//! The documentation says what is: its commands, options, paths and links exist, and the README's commands print
//! what it shows. `UNBURY_BLESS=1` writes into the README what they print now.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use tempfile::TempDir;
use unbury::ingest::format::FORMATS;

const PROGRAM: &str = env!("CARGO_BIN_EXE_unbury");

/// In the README, a line that stands for any lines.
const ANY_LINES: &str = "…";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(root().join(path))
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A page of the documentation.
#[derive(Default)]
struct Page {
    /// From the project's root.
    path: PathBuf,
    text: String,
    /// Targets of links and images, as written.
    links: Vec<String>,
    /// What `#…` may name: the headings as GitHub writes them.
    anchors: Vec<String>,
    /// Code inside a line.
    codes: Vec<String>,
    /// Fenced blocks: language and text.
    blocks: Vec<(String, String)>,
}

impl Page {
    fn read(path: &Path) -> Self {
        let text = read(path);
        let mut page = Self {
            path: path.to_owned(),
            ..Self::default()
        };
        let mut heading: Option<String> = None;
        let mut block: Option<(String, String)> = None;
        for event in Parser::new_ext(&text, Options::ENABLE_TABLES) {
            match event {
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    page.links.push(dest_url.to_string());
                }
                Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
                Event::End(TagEnd::Heading(_)) => {
                    page.anchors.extend(heading.take().as_deref().map(anchor));
                }
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => {
                    block = Some((language.to_string(), String::new()));
                }
                Event::End(TagEnd::CodeBlock) => page.blocks.extend(block.take()),
                Event::Text(part) => {
                    if let Some(written) = heading.as_mut() {
                        written.push_str(&part);
                    } else if let Some((_, written)) = block.as_mut() {
                        written.push_str(&part);
                    }
                }
                Event::Code(code) => {
                    if let Some(written) = heading.as_mut() {
                        written.push_str(&code);
                    }
                    page.codes.push(code.to_string());
                }
                _ => {}
            }
        }
        page.text = text;
        page
    }

    /// The shell's lines that the page shows: those of blocks, and code that begins with the program's name.
    fn commands(&self) -> Vec<&str> {
        let mut shown: Vec<&str> = Vec::new();
        for (language, text) in &self.blocks {
            match language.as_str() {
                "sh" => shown.extend(text.lines()),
                "console" => {
                    shown.extend(text.lines().filter_map(|line| line.strip_prefix("$ ")));
                }
                _ => {}
            }
        }
        let codes = self.codes.iter().map(String::as_str);
        shown.extend(codes.filter(|code| code.starts_with("unbury ")));
        shown
    }
}

/// The README and the pages in `docs`.
fn pages() -> Vec<Page> {
    let found = fs::read_dir(root().join("docs")).expect("the folder of pages");
    let names = found.map(|found| found.expect("readable").file_name());
    let mut paths: Vec<PathBuf> = names.map(|name| Path::new("docs").join(name)).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.push("README.md".into());
    paths.sort();
    paths.iter().map(|path| Page::read(path)).collect()
}

/// A heading as a link names it.
fn anchor(heading: &str) -> String {
    heading
        .to_lowercase()
        .chars()
        .filter(|sign| sign.is_alphanumeric() || " -_".contains(*sign))
        .map(|sign| if sign == ' ' { '-' } else { sign })
        .collect()
}

/// The help of a command; the program's own without one.
fn help(command: Option<&str>) -> String {
    let output = Command::new(PROGRAM)
        .args(command)
        .arg("--help")
        .output()
        .expect("the program runs");
    assert!(output.status.success(), "{command:?} has no help");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The commands that the program's help lists.
fn command_names() -> Vec<String> {
    help(None)
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.trim().is_empty())
        .filter_map(|line| line.strip_prefix("  "))
        .filter(|line| !line.starts_with(' '))
        .filter_map(|line| line.split(' ').next())
        .map(str::to_owned)
        .collect()
}

/// The options that a command's help lists, long and short.
fn options(command: Option<&str>) -> BTreeSet<String> {
    help(command)
        .lines()
        .filter(|line| line.trim_start().starts_with('-'))
        .flat_map(|line| line.split([' ', ',', '=', '[']))
        .filter(|word| word.len() > 1 && word.starts_with('-'))
        .map(str::to_owned)
        .collect()
}

/// The commands on a line of a shell, each as its words without their quotation marks.
fn parsed(line: &str) -> Vec<Vec<String>> {
    let mut commands: Vec<Vec<String>> = vec![Vec::new()];
    let mut word: Option<String> = None;
    let mut quote: Option<char> = None;
    let mut signs = line.chars();
    while let Some(sign) = signs.next() {
        match (quote, sign) {
            (Some(open), _) if open == sign => quote = None,
            (None | Some('"'), '\\') => {
                word.get_or_insert_default().extend(signs.next());
            }
            (None, '"' | '\'') => {
                quote = Some(sign);
                word.get_or_insert_default();
            }
            (None, '#') if word.is_none() => break,
            (None, ' ' | '|' | '&' | ';' | '<' | '>') => {
                commands.last_mut().expect("one").extend(word.take());
                if sign != ' ' {
                    commands.push(Vec::new());
                }
            }
            _ => word.get_or_insert_default().push(sign),
        }
    }
    commands.last_mut().expect("one").extend(word);
    commands
}

/// What the program is given by a command of a shell, if that command runs it.
fn arguments(words: &[String]) -> Option<&[String]> {
    let variables = words.iter().take_while(|word| word.contains('=')).count();
    match &words[variables..] {
        [program, rest @ ..] if program == "unbury" || program.ends_with("/unbury") => Some(rest),
        [cargo, run, rest @ ..] if cargo == "cargo" && run == "run" => {
            let behind = rest.iter().position(|word| word == "--")?;
            Some(&rest[behind + 1..])
        }
        _ => None,
    }
}

#[test]
fn commands_and_options_that_are_shown_exist() {
    let names = command_names();
    assert!(names.len() > 5, "{names:?}");
    let mut known: BTreeMap<Option<&str>, BTreeSet<String>> = BTreeMap::new();
    let pages = pages();
    let mut wrong = Vec::new();
    for page in &pages {
        for line in page.commands() {
            for words in parsed(line) {
                let Some(given) = arguments(&words) else {
                    continue;
                };
                let command = given.first().filter(|word| !word.starts_with('-'));
                let name = command.map(|word| names.iter().find(|name| *name == word));
                if name == Some(None) {
                    wrong.push(format!("{}: no such command: {line}", page.path.display()));
                    continue;
                }
                let name = name.flatten().map(String::as_str);
                let known = known.entry(name).or_insert_with(|| options(name));
                let given = given.iter().take_while(|word| *word != "--");
                for option in given.filter(|word| word.len() > 1 && word.starts_with('-')) {
                    let option = option.split('=').next().unwrap_or_default();
                    if !known.contains(option) {
                        wrong.push(format!("{}: no `{option}`: {line}", page.path.display()));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_command_and_format_is_documented() {
    let pages = pages();
    for name in command_names() {
        let shown = format!("unbury {name}");
        assert!(
            pages.iter().any(|page| page.text.contains(&shown)),
            "`{shown}` is on no page"
        );
    }
    let formats = read(Path::new("docs/formats.md"));
    for format in FORMATS {
        let start = format!("| {} |", format.name);
        let row = formats.lines().find(|line| line.starts_with(&start));
        let row = row.unwrap_or_else(|| panic!("docs/formats.md has no row for {}", format.name));
        for extension in format.extensions {
            assert!(
                row.contains(&format!("`.{extension}`")),
                "docs/formats.md does not name `.{extension}`"
            );
        }
    }
}

#[test]
fn links_lead_somewhere() {
    let pages = pages();
    let mut wrong = Vec::new();
    for page in &pages {
        for link in page.links.iter().filter(|link| !link.contains(':')) {
            let (file, heading) = link.split_once('#').unwrap_or((link.as_str(), ""));
            let target = match file {
                "" => page.path.clone(),
                file => page.path.with_file_name(file),
            };
            let exists = root().join(&target).exists();
            let is_page = target.extension().is_some_and(|it| it == "md");
            if !exists
                || (is_page
                    && !heading.is_empty()
                    && !Page::read(&target).anchors.iter().any(|it| it == heading))
            {
                wrong.push(format!("{}: {link}", page.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn paths_that_are_named_exist() {
    let folders = ["src/", "tests/", "docs/", "corpus/", "benches/", "fuzz/"];
    let is_path = |code: &str| {
        folders.iter().any(|folder| code.starts_with(*folder))
            && code
                .chars()
                .all(|sign| sign.is_ascii_alphanumeric() || "/._-".contains(sign))
    };
    let mut seen = 0;
    for page in pages() {
        for code in page.codes.iter().filter(|code| is_path(code)) {
            seen += 1;
            let exists = root().join(code).exists();
            assert!(exists, "{} names `{code}`", page.path.display());
        }
    }
    assert!(seen > 5, "the test reads nothing");
}

#[test]
fn every_schema_is_linked() {
    let page = Page::read(Path::new("docs/json.md"));
    for found in fs::read_dir(root().join("docs/schema")).expect("the schemas") {
        let name = found.expect("readable").file_name();
        let link = format!("schema/{}", name.to_string_lossy());
        assert!(
            page.links.contains(&link),
            "docs/json.md does not link {link}"
        );
    }
}

#[test]
fn every_dependency_has_a_reason() {
    let manifest = read(Path::new("Cargo.toml"));
    let mut among_dependencies = false;
    let mut explained = false;
    let mut seen = 0;
    for line in manifest.lines() {
        if line.starts_with('[') {
            among_dependencies = line.trim_end_matches(']').ends_with("dependencies");
        }
        if line.is_empty() || line.starts_with('[') {
            explained = false;
        } else if line.starts_with('#') {
            explained = true;
        } else if among_dependencies {
            seen += 1;
            assert!(explained, "no comment says what this is for: {line}");
        }
    }
    assert!(seen > 10, "the test reads nothing");
}

#[test]
fn the_changelog_begins_with_this_version() {
    let changelog = read(Path::new("CHANGELOG.md"));
    let heading = changelog.lines().find_map(|line| line.strip_prefix("## "));
    let newest = heading.expect("a heading").trim_start_matches('[');
    assert!(
        newest.starts_with("Unreleased") || newest.starts_with(env!("CARGO_PKG_VERSION")),
        "{newest}"
    );
}

/// A folder as the README's reader has it: the sample corpus and nothing else.
fn checkout() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    copy(&root().join("corpus"), &folder.path().join("corpus"));
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for found in fs::read_dir(from).expect("readable") {
        let found = found.expect("readable");
        let target = to.join(found.file_name());
        if found.path().is_dir() {
            copy(&found.path(), &target);
        } else {
            fs::copy(found.path(), &target).expect("copied");
        }
    }
}

/// What a command prints in a shell, on either stream, 80 columns wide and without colour.
fn printed(folder: &Path, command: &str) -> String {
    run(folder, command).1
}

/// The same, with the exit status.
fn run(folder: &Path, command: &str) -> (Option<i32>, String) {
    let mut path = vec![Path::new(PROGRAM).parent().expect("a folder").to_owned()];
    path.extend(std::env::split_paths(
        &std::env::var_os("PATH").unwrap_or_default(),
    ));
    let output = Command::new("sh")
        .args(["-c", &format!("exec 2>&1\n{command}")])
        .current_dir(folder)
        .env(
            "PATH",
            std::env::join_paths(path).expect("no colon in a path"),
        )
        .env("COLUMNS", "80")
        .env("NO_COLOR", "1")
        .env("UNBURY_INDEX", "index")
        .stdin(Stdio::null())
        .output()
        .expect("a shell");
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    (output.status.code(), told)
}

/// Whether the lines that are shown stand for the lines that were printed.
fn agrees(shown: &[&str], printed: &[&str]) -> bool {
    match (shown, printed) {
        ([], printed) => printed.is_empty(),
        ([ANY_LINES, rest @ ..], _) => {
            (0..=printed.len()).any(|skipped| agrees(rest, &printed[skipped..]))
        }
        ([line, rest @ ..], [first, others @ ..]) => {
            line.trim_end() == first.trim_end() && agrees(rest, others)
        }
        _ => false,
    }
}

/// The page with what its commands print now, and what is shown otherwise there.
fn retold(page: &str, printed: impl Fn(&str) -> String) -> (String, Vec<String>) {
    let lines: Vec<&str> = page.lines().collect();
    let mut told: Vec<String> = Vec::new();
    let mut wrong = Vec::new();
    let mut in_console = false;
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at];
        told.push(line.to_owned());
        at += 1;
        if line.starts_with("```") {
            in_console = line == "```console";
        }
        let command = line.strip_prefix("$ ").filter(|_| in_console);
        let Some(command) = command.filter(|command| command.starts_with("unbury ")) else {
            continue;
        };
        let ends = |line: &&str| line.starts_with("$ ") || line.starts_with("```");
        let end = lines[at..]
            .iter()
            .position(ends)
            .map_or(lines.len(), |lines| at + lines);
        let kept = |lines: &[&str]| {
            let last = lines.iter().rposition(|line| !line.trim().is_empty());
            last.map_or(0, |last| last + 1)
        };
        let (shown, blank) = lines[at..end].split_at(kept(&lines[at..end]));
        let output = printed(command);
        let now: Vec<&str> = output.lines().collect();
        let now = &now[..kept(&now)];
        if agrees(shown, now) {
            told.extend(shown.iter().map(|line| (*line).to_owned()));
        } else {
            wrong.push(format!("$ {command}\n{}", now.join("\n")));
            told.extend(now.iter().map(|line| line.trim_end().to_owned()));
        }
        told.extend(blank.iter().map(|line| (*line).to_owned()));
        at = end;
    }
    (told.join("\n") + "\n", wrong)
}

#[test]
fn the_commands_of_the_readme_print_what_it_shows() {
    let page = read(Path::new("README.md"));
    let folder = checkout();
    let first = page.lines().find(|line| line.starts_with("$ unbury "));
    if first.is_none_or(|line| !line.starts_with("$ unbury index ")) {
        printed(folder.path(), "unbury index corpus/*/");
    }
    let (told, wrong) = retold(&page, |command| printed(folder.path(), command));
    if std::env::var_os("UNBURY_BLESS").is_some() {
        fs::write(root().join("README.md"), told).expect("written");
    } else {
        assert!(
            wrong.is_empty(),
            "the README shows something else; `UNBURY_BLESS=1` writes this into it:\n\n{}",
            wrong.join("\n\n")
        );
    }
}

#[test]
fn the_commands_of_the_tour_answer() {
    let page = read(Path::new("docs/explore.md"));
    let folder = checkout();
    printed(folder.path(), "unbury index corpus/*/");
    let commands = page.lines().filter_map(|line| line.strip_prefix("$ "));
    let mut number = 0;
    for command in commands {
        number += 1;
        let (status, told) = run(folder.path(), command);
        // Nothing is new right after a search was saved.
        let expected = i32::from(command.starts_with("unbury news"));
        assert_eq!(status, Some(expected), "{command}\n{told}");
        let is_quiet = command.contains(" -o ");
        assert!(is_quiet || !told.trim().is_empty(), "{command}\n{told}");
    }
    assert!(number >= 10, "{number}");
}

#[test]
fn lines_of_a_shell_are_parsed() {
    let table: &[(&str, &[&[&str]])] = &[
        (
            "unbury search '\"root causes\" -flood' --limit=3",
            &[&["unbury", "search", "\"root causes\" -flood", "--limit=3"]],
        ),
        (
            "A=b unbury show \"a \\\" b\" | head -n 1 # three",
            &[&["A=b", "unbury", "show", "a \" b"], &["head", "-n", "1"]],
        ),
        ("a > ''", &[&["a"], &[""]]),
    ];
    for (line, expected) in table {
        assert_eq!(parsed(line), *expected, "{line}");
    }
    let words = |line: &str| parsed(line).swap_remove(0);
    for (line, expected) in [
        ("A=b unbury stats", Some(1)),
        ("cargo run --release -- show x", Some(2)),
        ("cargo test", None),
        ("", None),
    ] {
        assert_eq!(
            arguments(&words(line)).map(<[String]>::len),
            expected,
            "{line}"
        );
    }
}

#[test]
fn output_is_told_anew_only_where_it_differs() {
    let page =
        "```console\n$ unbury a\none\n…\n\n$ unbury b\nold\n$ other\nkept\n```\n$ unbury c\n";
    let printed = |command: &str| match command {
        "unbury a" => "one\ntwo\n\nthree\n".to_owned(),
        _ => "new  \nlines\n\n".to_owned(),
    };
    let (told, wrong) = retold(page, printed);
    assert_eq!(told, page.replace("old\n", "new\nlines\n"));
    assert_eq!(wrong.len(), 1);
    assert_eq!(retold(&told, printed), (told.clone(), Vec::new()));
    assert!(agrees(&["a", "…", "d"], &["a", "b", "c", "d"]));
    assert!(!agrees(&["a", "…", "d"], &["a", "b", "c"]));
    assert!(!agrees(&[], &["a"]));
}

/// The room of a file: its folder among those that the page of the design gives a line of their own.
fn room(file: &str) -> &str {
    let depth = if file.starts_with("search/") || file.starts_with("index/") {
        2
    } else {
        1
    };
    let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
    let end = folder.match_indices('/').nth(depth - 1);
    end.map_or(folder, |(end, _)| &folder[..end])
}

#[test]
fn the_journeys_are_functions_in_order() {
    let page = fs::read_to_string(root().join("docs/design.md")).expect("readable");
    let journeys: Vec<&str> = page.split("| step | file | function |").skip(1).collect();
    assert_eq!(journeys.len(), 2);
    for journey in journeys {
        let rows = journey.lines().skip(2);
        let mut rooms: Vec<String> = Vec::new();
        for row in rows.take_while(|line| line.starts_with('|')) {
            let code: Vec<&str> = row.split('`').collect();
            let [_, file, _, function, ..] = code[..] else {
                panic!("a file and a function in {row}");
            };
            let source = fs::read_to_string(root().join("src").join(file)).expect(file);
            let is_there = source.contains(&format!("fn {function}("))
                || source.contains(&format!("fn {function}<"));
            assert!(is_there, "`{file}` has no `{function}`");
            let room = room(file).to_owned();
            if rooms.last() != Some(&room) {
                assert!(!rooms.contains(&room), "{row} returns to {room}");
                rooms.push(room);
            }
        }
        assert!(rooms.len() > 3, "{rooms:?}");
    }
}
