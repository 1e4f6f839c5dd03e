//! The architecture of `docs/design.md`, held to by reading the source: who may use whom, no circles of files, names.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Which module may use which of ours: the table of `docs/design.md` §2.
const MAY_USE: [(&str, &[&str]); 14] = [
    ("span", &[]),
    ("random", &[]),
    ("article", &["span"]),
    ("query", &["span"]),
    ("analysis", &["span"]),
    ("passage", &["query", "analysis", "span"]),
    ("ingest", &["article", "analysis", "span"]),
    ("index", &["article", "analysis", "span"]),
    ("api", &["query", "article", "passage", "span"]),
    (
        "search",
        &[
            "api", "index", "passage", "query", "analysis", "article", "span", "random",
        ],
    ),
    ("render", &["api", "article", "passage", "span"]),
    (
        "eval",
        &["api", "query", "analysis", "article", "span", "random"],
    ),
    (
        "archive",
        &[
            "api", "article", "error", "index", "ingest", "query", "search",
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

/// Files that still have such a type.
const NOT_YET_RENAMED: [(&str, &str); 0] = [];

/// Modules whose files still use one another in circles.
const NOT_YET: [&str; 0] = [];

fn rust_files(folder: &Path) -> Vec<PathBuf> {
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
fn code(path: &Path) -> String {
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
            || ["lib", "main", "cli"].contains(&module.as_str());
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
        if module == "cli" {
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
        assert!(modules.contains(&module), "`{module}` is not on the page");
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
                    && !NOT_YET_RENAMED
                        .iter()
                        .any(|(exempt, of)| file.ends_with(exempt) && *of == name)
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
            let exempt = |file: &String| NOT_YET.iter().any(|module| file.starts_with(module));
            if circle.len() > 1 && !circle.iter().all(exempt) {
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

/// The path of a module or of what is in it, from the crate's root.
type ModulePath = Vec<String>;

/// The files of a crate.
struct SourceTree {
    /// The code of each file, by its module.
    code: BTreeMap<ModulePath, String>,
    /// Modules that are faces of a folder: `mod.rs`, and the crate's root.
    faces: BTreeSet<ModulePath>,
}

impl SourceTree {
    fn read(folder: &Path) -> Self {
        let (mut code, mut faces) = (BTreeMap::new(), BTreeSet::new());
        let mut tests = BTreeSet::new();
        for path in rust_files(folder) {
            let below = path
                .strip_prefix(folder)
                .expect("below the folder")
                .with_extension("");
            let mut module: ModulePath = below
                .iter()
                .map(|part| part.to_string_lossy().into_owned())
                .collect();
            let is_face =
                matches!(module.join("/").as_str(), "lib" | "main") || below.ends_with("mod");
            if is_face {
                module.pop();
                faces.insert(module.clone());
            }
            let text = code_before_tests(&path);
            for part in text.split("#[cfg(test)]\nmod ").skip(1) {
                let name: String = part.chars().take_while(|c| is_of_name(*c)).collect();
                tests.insert(module.iter().cloned().chain([name]).collect::<ModulePath>());
            }
            code.entry(module).or_insert(text);
        }
        code.retain(|module, _| !tests.contains(module));
        Self { code, faces }
    }

    /// Which files each file uses.
    fn uses(&self) -> BTreeMap<ModulePath, BTreeSet<ModulePath>> {
        let handed_on: BTreeMap<_, _> = self
            .faces
            .iter()
            .map(|face| (face, self.brought_into_scope(face)))
            .collect();
        let mut uses = BTreeMap::new();
        for (module, code) in self.code.iter().filter(|(module, _)| !module.is_empty()) {
            // What a face hands on is not used by it.
            let code = if self.faces.contains(module) {
                statements(code)
                    .filter(|statement| !is_handing_on(statement))
                    .collect::<Vec<_>>()
                    .join(";")
            } else {
                code.clone()
            };
            let scope = self.brought_into_scope(module);
            let files = self
                .paths(module, &code, &scope)
                .into_iter()
                .filter_map(|(path, _)| self.defining(path, &handed_on))
                .filter(|used| used != module)
                .collect();
            uses.insert(module.clone(), files);
        }
        uses
    }

    /// The names that the `use` statements of a file bring into scope.
    fn brought_into_scope(&self, module: &ModulePath) -> BTreeMap<String, ModulePath> {
        statements(&self.code[module])
            .filter(|statement| is_handing_on(statement) || statement.starts_with("use "))
            .flat_map(|statement| self.paths(module, statement, &BTreeMap::new()))
            .map(|(path, name)| (name, path))
            .collect()
    }

    /// The paths in some code of `module` that lead into the crate, and the name that each has in scope.
    fn paths(
        &self,
        module: &ModulePath,
        code: &str,
        scope: &BTreeMap<String, ModulePath>,
    ) -> Vec<(ModulePath, String)> {
        let mut paths = Vec::new();
        let mut before = ' ';
        for (at, c) in code.char_indices() {
            let starts = is_of_name(c) && !is_of_name(before) && before != ':';
            before = c;
            let rest = &code[at..];
            let first: &str = rest.split(|c| !is_of_name(c)).next().unwrap_or_default();
            if !starts || !rest[first.len()..].starts_with("::") {
                continue;
            }
            let child = || {
                module
                    .iter()
                    .cloned()
                    .chain([first.to_owned()])
                    .collect::<ModulePath>()
            };
            let base = match first {
                "crate" => Vec::new(),
                "self" => module.clone(),
                "super" => module[..module.len() - 1].to_vec(),
                _ if self.code.contains_key(&child()) => child(),
                _ => match scope.get(first) {
                    Some(path) => path.clone(),
                    None => continue,
                },
            };
            expand(&rest[first.len() + 2..], base, &mut paths);
        }
        paths
    }

    /// The file that defines what a path leads to, through the faces that hand it on.
    fn defining(
        &self,
        mut path: ModulePath,
        handed_on: &BTreeMap<&ModulePath, BTreeMap<String, ModulePath>>,
    ) -> Option<ModulePath> {
        // A chain of faces is not longer than this.
        for _ in 0..8 {
            let length = (0..=path.len())
                .rev()
                .find(|length| self.code.contains_key(&path[..*length]))?;
            let (module, item) = path.split_at(length);
            let Some(names) = handed_on.get(&module.to_vec()) else {
                return Some(module.to_vec());
            };
            // The path of a folder alone uses nothing yet.
            let (name, rest) = item.split_first()?;
            match names.get(name) {
                Some(target) => path = target.iter().chain(rest).cloned().collect(),
                None => return Some(module.to_vec()).filter(|module| !module.is_empty()),
            }
        }
        None
    }
}

/// What a file can reach by what it uses.
fn reached_from<'a>(
    file: &ModulePath,
    uses: &'a BTreeMap<ModulePath, BTreeSet<ModulePath>>,
) -> BTreeSet<&'a ModulePath> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&ModulePath> = uses[file].iter().collect();
    while let Some(next) = open.pop() {
        if reached.insert(next) {
            open.extend(uses.get(next).into_iter().flatten());
        }
    }
    reached
}

/// Adds the paths of a tree like `a::{self, b as c, d::E}` below `base`, with their names in scope.
fn expand(tree: &str, base: ModulePath, paths: &mut Vec<(ModulePath, String)>) {
    if let Some(inside) = tree.strip_prefix('{') {
        let (mut depth, mut from) = (0, 0);
        for (at, c) in inside.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth > 0 => depth -= 1,
                ',' | '}' if depth == 0 => {
                    expand(inside[from..at].trim_start(), base.clone(), paths);
                    from = at + 1;
                    if c == '}' {
                        return;
                    }
                }
                _ => {}
            }
        }
        return;
    }
    let name: String = tree.chars().take_while(|c| is_of_name(*c)).collect();
    let rest = &tree[name.len()..];
    let mut path = base;
    match name.as_str() {
        "super" => drop(path.pop()),
        "self" | "" => {}
        _ => path.push(name),
    }
    if let Some(below) = rest.strip_prefix("::") {
        return expand(below, path, paths);
    }
    let alias = rest
        .strip_prefix(" as ")
        .map(|alias| alias.chars().take_while(|c| is_of_name(*c)).collect());
    if let Some(name) = alias.or_else(|| path.last().cloned()) {
        paths.push((path, name));
    }
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The parts of code between semicolons, without attributes before them.
fn statements(code: &str) -> impl Iterator<Item = &str> {
    code.split(';').map(|statement| {
        let statement = statement.trim_start();
        statement
            .rsplit_once("]\n")
            .map_or(statement, |(attribute, rest)| {
                if attribute.starts_with("#[") {
                    rest.trim_start()
                } else {
                    statement
                }
            })
    })
}

/// Whether a statement gives a name to other modules.
fn is_handing_on(statement: &str) -> bool {
    let after_pub = statement.strip_prefix("pub").unwrap_or_default();
    let visible = after_pub
        .strip_prefix("(crate)")
        .or_else(|| after_pub.strip_prefix("(super)"));
    visible.unwrap_or(after_pub).starts_with(" use ")
}

/// The code of a file without the tests at its end.
fn code_before_tests(path: &Path) -> String {
    let code = code(path);
    let tests = code.match_indices("#[cfg(test)]\nmod ").find(|(at, _)| {
        code[*at..]
            .lines()
            .nth(1)
            .is_some_and(|line| line.ends_with('{'))
    });
    tests
        .map_or(code.as_str(), |(at, _)| &code[..at])
        .to_owned()
}
