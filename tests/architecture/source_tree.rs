//! Which files of a crate use one another, read from the source: paths in `use` and in the code, through the faces that hand
//! names on. Globs are not followed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::{code, rust_files};

/// The path of a module or of what is in it, from the crate's root.
pub(crate) type ModulePath = Vec<String>;

/// The files of a crate.
pub(crate) struct SourceTree {
    /// The code of each file, by its module.
    code: BTreeMap<ModulePath, String>,
    /// Modules that are faces of a folder: `mod.rs`, and the crate's root.
    faces: BTreeSet<ModulePath>,
}

impl SourceTree {
    pub(crate) fn read(folder: &Path) -> Self {
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
        let is_product =
            |module: &ModulePath| !tests.iter().any(|of: &ModulePath| module.starts_with(of));
        code.retain(|module, _| is_product(module));
        faces.retain(is_product);
        Self { code, faces }
    }

    /// Which files each file uses.
    pub(crate) fn uses(&self) -> BTreeMap<ModulePath, BTreeSet<ModulePath>> {
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
pub(crate) fn reached_from<'a>(
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

pub(crate) fn is_of_name(c: char) -> bool {
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
pub(crate) fn code_before_tests(path: &Path) -> String {
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
