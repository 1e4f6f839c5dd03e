//! The architecture of `docs/design.md`, held to by reading the source: who may use whom, no circles of files, names.

mod source_tree;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use source_tree::{SourceTree, code_before_tests, is_of_name, reached_from};

/// The modules of the program, which use what is public.
const PROGRAM: [&str; 2] = ["cli", "serve"];

/// Which module may use which of ours: the table of `docs/design.md` §2.
const MAY_USE: &[(&str, &[&str])] = &[
    ("span", &[]),
    ("cores", &[]),
    ("random", &[]),
    ("stop", &[]),
    ("statistics", &[]),
    ("article", &["span"]),
    ("dates", &["article"]),
    ("query", &["dates", "span"]),
    ("analysis", &["span"]),
    ("passage", &["query", "analysis", "span", "stop"]),
    ("ingest", &["article", "analysis", "dates", "span"]),
    ("copies", &["analysis"]),
    (
        "index",
        &["article", "analysis", "copies", "span", "cores", "stop"],
    ),
    (
        "api",
        &[
            "query",
            "article",
            "copies",
            "dates",
            "passage",
            "span",
            "statistics",
        ],
    ),
    (
        "search",
        &[
            "api",
            "copies",
            "index",
            "passage",
            "query",
            "analysis",
            "article",
            "dates",
            "span",
            "random",
            "cores",
            "statistics",
        ],
    ),
    (
        "render",
        &[
            "analysis",
            "api",
            "article",
            "analysis",
            "dates",
            "passage",
            "query",
            "span",
            "statistics",
        ],
    ),
    (
        "eval",
        &["api", "query", "analysis", "article", "span", "random"],
    ),
    (
        "archive",
        &[
            "api", "article", "copies", "cores", "error", "index", "ingest", "query", "search",
            "stop",
        ],
    ),
    ("error", &["index", "search"]),
];

/// Tantivy's releases break things: it appears here only.
const KNOW_TANTIVY: [&str; 2] = ["index", "search"];

const LONGEST_FILE_LINES: usize = 700;

/// Names that say nothing, or that mean something else here.
const FORBIDDEN_FILES: [&str; 8] = [
    "utils", "util", "helpers", "common", "misc", "imp", "new", "types",
];

/// Names of types that say nothing.
const FORBIDDEN_TYPES: [&str; 16] = [
    "Asked", "Base", "Common", "Data", "Entry", "Helper", "Info", "Item", "Known", "Manager",
    "Misc", "Thing", "Util", "Utils", "Wanted", "Wish",
];

pub(crate) fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for found in fs::read_dir(folder).expect("the folder is there") {
        let path = found.expect("readable").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The module of a library file: the first part of its path below `src`.
fn module_of(path: &Path) -> String {
    let below = path.strip_prefix(root().join("src")).expect("below src");
    let first = below
        .components()
        .next()
        .expect("not empty")
        .as_os_str()
        .to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

/// Lines of code without comments.
pub(crate) fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).expect("readable");
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn modules_use_only_what_the_table_allows() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for path in rust_files(&root().join("src")) {
        let module = module_of(&path);
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == module) else {
            continue;
        };
        for part in code(&path).split("crate::").skip(1) {
            let used: String = part
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            let is_module = MAY_USE.iter().any(|(name, _)| *name == used);
            seen += 1;
            if is_module && used != module && !allowed.contains(&used.as_str()) {
                wrong.push(format!("{} uses crate::{used}", path.display()));
            }
        }
    }
    assert!(seen > 50, "the test reads nothing");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn tantivy_stays_in_its_two_folders() {
    for path in rust_files(&root().join("src")) {
        let module = module_of(&path);
        if !KNOW_TANTIVY.contains(&module.as_str()) {
            assert!(
                !code(&path).contains("tantivy::"),
                "{} knows Tantivy",
                path.display()
            );
        }
    }
}

#[test]
fn the_program_uses_the_library_from_outside() {
    for path in rust_files(&root().join("src/cli")) {
        assert!(
            !code(&path).contains("crate::"),
            "{} reaches into the program",
            path.display()
        );
    }
}

#[test]
fn files_are_short_and_have_names_that_say_why() {
    for folder in ["src", "tests", "benches", "fuzz"] {
        let folder = root().join(folder);
        if !folder.exists() {
            continue;
        }
        for path in rust_files(&folder) {
            let lines = fs::read_to_string(&path).expect("readable").lines().count();
            assert!(
                lines <= LONGEST_FILE_LINES,
                "{} has {lines} lines",
                path.display()
            );
            let name = path
                .file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            assert!(
                !FORBIDDEN_FILES.contains(&name.as_str()),
                "{} says nothing",
                path.display()
            );
        }
    }
}

#[test]
fn every_module_of_the_library_is_in_the_table() {
    for path in rust_files(&root().join("src")) {
        let module = module_of(&path);
        let known = MAY_USE.iter().any(|(name, _)| *name == module)
            || ["lib", "main"].contains(&module.as_str())
            || PROGRAM.contains(&module.as_str());
        assert!(known, "{} is in no row of the table", path.display());
    }
}

#[test]
fn the_page_has_this_table() {
    let page = fs::read_to_string(root().join("docs/design.md")).expect("readable");
    let rows = page
        .lines()
        .skip_while(|line| !line.starts_with("| module | may use |"))
        .skip(2)
        .take_while(|line| line.starts_with('|'));
    let mut modules = Vec::new();
    for row in rows {
        let cells: Vec<&str> = row.split('|').collect();
        let [_, module, may_use, ..] = cells[..] else {
            panic!("three columns in {row}");
        };
        // Names stand in backticks.
        let named: BTreeSet<&str> = may_use.split('`').skip(1).step_by(2).collect();
        let module = module.trim().trim_matches('`');
        modules.push(module);
        // The compiler sees to the program.
        if PROGRAM.contains(&module) {
            continue;
        }
        let (_, allowed) = MAY_USE
            .iter()
            .find(|(name, _)| *name == module)
            .unwrap_or_else(|| panic!("`{module}` is on the page only"));
        let allowed: BTreeSet<&str> = allowed.iter().copied().collect();
        assert_eq!(named, allowed, "`{module}`");
        assert_eq!(
            may_use.contains("Tantivy"),
            KNOW_TANTIVY.contains(&module),
            "`{module}`"
        );
    }
    for (module, _) in MAY_USE {
        assert!(modules.contains(module), "`{module}` is not on the page");
    }
}

#[test]
fn types_have_names_that_say_what_they_are() {
    let mut wrong = Vec::new();
    for folder in ["src", "benches"] {
        for path in rust_files(&root().join(folder)) {
            let file = path.strip_prefix(root()).expect("below the root");
            for line in code_before_tests(&path).lines() {
                let line = line.strip_prefix("pub(crate) ").unwrap_or(line);
                let line = line.strip_prefix("pub(super) ").unwrap_or(line);
                let line = line.strip_prefix("pub ").unwrap_or(line);
                let Some((keyword, rest)) = line.split_once(' ') else {
                    continue;
                };
                let name = rest
                    .split(|c: char| !is_of_name(c))
                    .next()
                    .unwrap_or_default();
                if ["struct", "enum", "trait", "type"].contains(&keyword)
                    && FORBIDDEN_TYPES.contains(&name)
                {
                    wrong.push(format!("{}: {name}", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "these say nothing:\n{}", wrong.join("\n"));
}

#[test]
fn files_use_one_another_one_way() {
    let mut circles = BTreeSet::new();
    for folder in ["src", "benches/compare/src"] {
        let uses = SourceTree::read(&root().join(folder)).uses();
        assert!(
            uses.values().flatten().count() > 20,
            "the test reads nothing"
        );
        let reached: BTreeMap<_, _> = uses
            .keys()
            .map(|file| (file, reached_from(file, &uses)))
            .collect();
        for file in uses.keys() {
            let circle: Vec<String> = reached[file]
                .iter()
                .filter(|other| reached.get(*other).is_some_and(|back| back.contains(file)))
                .map(|file| file.join("::"))
                .collect();
            if circle.len() > 1 {
                circles.insert(format!("{folder}: {}", circle.join(", ")));
            }
        }
    }
    let circles: Vec<String> = circles.into_iter().collect();
    assert!(
        circles.is_empty(),
        "circles of files:\n{}",
        circles.join("\n")
    );
}
