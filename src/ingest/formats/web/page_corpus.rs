//! How well articles are told from their pages, measured on saved pages; runs only where these are.

use std::collections::HashMap;

use super::html;
use crate::article::{Article, Origin};
use crate::ingest::clean::{CleanOptions, article};
use crate::ingest::formats::corpora::unpacked;
use crate::ingest::slice::{ReadOptions, Slice};

fn read(page: &str) -> Option<Article> {
    let mut found = None;
    html::read(
        &Slice::of_text(page),
        &ReadOptions::default(),
        &mut |record| {
            found = record.ok();
        },
    );
    Some(
        article(found?, Origin::default(), &CleanOptions::default())
            .ok()?
            .0,
    )
}

fn words(text: &str) -> Vec<String> {
    let spaced: String = text
        .chars()
        .flat_map(|ch| {
            if is_han(ch) {
                vec![' ', ch, ' ']
            } else {
                vec![ch]
            }
        })
        .collect();
    spaced
        .to_lowercase()
        .split(|ch: char| !ch.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

fn is_han(ch: char) -> bool {
    ('\u{3040}'..='\u{9fff}').contains(&ch)
}

/// Words in common, each as often as it stands in both.
fn shared(a: &[String], b: &[String]) -> usize {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for word in a {
        *counts.entry(word).or_default() += 1;
    }
    let taken = b.iter().filter(|word| {
        counts.get_mut(word.as_str()).is_some_and(|count| {
            *count > 0 && {
                *count -= 1;
                true
            }
        })
    });
    taken.count()
}

/// Figures of a set of pages: means over the pages, in percent.
#[derive(Default)]
struct Figures {
    pages: f64,
    precision: f64,
    recall: f64,
    f1: f64,
}

impl Figures {
    fn add(&mut self, name: &str, found: &[String], expected: &[String]) {
        let common = f64::from(u32::try_from(shared(found, expected)).unwrap());
        let of = |words: &[String]| f64::from(u32::try_from(words.len().max(1)).unwrap());
        let (precision, recall) = (common / of(found), common / of(expected));
        let f1 = if common > 0.0 {
            2.0 * precision * recall / (precision + recall)
        } else {
            0.0
        };
        println!("{name:45} precision {precision:.3} recall {recall:.3} f1 {f1:.3}");
        self.pages += 1.0;
        self.precision += precision;
        self.recall += recall;
        self.f1 += f1;
    }

    fn print(&self, name: &str) -> f64 {
        let mean = |sum: f64| sum / self.pages;
        println!(
            "{name}: {} pages, precision {:.4}, recall {:.4}, F1 {:.4}",
            self.pages,
            mean(self.precision),
            mean(self.recall),
            mean(self.f1)
        );
        mean(self.f1)
    }
}

fn same(found: Option<&str>, expected: Option<&str>) -> bool {
    words(found.unwrap_or("")) == words(expected.unwrap_or(""))
}

/// How often the pages' own titles, bylines and dates were found.
#[derive(Default)]
struct Metadata {
    titles: usize,
    bylines: usize,
    pages_with_byline: usize,
    dates: usize,
    pages_with_date: usize,
}

impl Metadata {
    fn add(&mut self, found: Option<&Article>, expected: &serde_json::Value) {
        self.add_title(found, &expected["title"]);
        if let Some(byline) = expected["byline"].as_str() {
            self.add_byline(found, byline);
        }
        if expected["publishedTime"].is_string() {
            self.add_date(found, &expected["publishedTime"]);
        }
    }

    fn add_title(&mut self, found: Option<&Article>, expected: &serde_json::Value) {
        let title = found.map(|found| found.title.as_str());
        if same(title, expected.as_str()) {
            self.titles += 1;
        } else {
            println!("    title `{}`, expected {expected}", title.unwrap_or(""));
        }
    }

    fn add_byline(&mut self, found: Option<&Article>, expected: &str) {
        self.pages_with_byline += 1;
        let byline = found.map(|found| found.authors.join(" "));
        let names = expected.replace(" and ", " ").replace("By ", "");
        if same(byline.as_deref(), Some(&names)) {
            self.bylines += 1;
        } else {
            let byline = byline.unwrap_or_default();
            println!("    byline `{byline}`, expected `{expected}`");
        }
    }

    fn add_date(&mut self, found: Option<&Article>, expected: &serde_json::Value) {
        self.pages_with_date += 1;
        if found.is_some_and(|found| found.published.is_some()) {
            self.dates += 1;
        } else {
            println!("    no date, expected {expected}");
        }
    }

    fn print(&self) {
        println!(
            "titles {}, bylines {} of {}, dates {} of {}",
            self.titles, self.bylines, self.pages_with_byline, self.dates, self.pages_with_date
        );
    }
}

#[test]
fn readability_pages_give_the_expected_text() {
    let Some(folder) = unpacked("html/readability-pages.tar.zst") else {
        return;
    };
    let mut figures = Figures::default();
    let mut told = Metadata::default();
    let mut names: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    names.sort();
    for path in names.iter().filter(|path| path.is_dir()) {
        let name = path.file_name().unwrap().to_string_lossy();
        let file = |name: &str| {
            String::from_utf8_lossy(&std::fs::read(path.join(name)).unwrap()).into_owned()
        };
        let expected = html::text_of(&file("expected.html"))
            .into_iter()
            .map(|paragraph| paragraph.text)
            .collect::<Vec<_>>()
            .join("\n");
        let metadata: serde_json::Value =
            serde_json::from_str(&file("expected-metadata.json")).unwrap();
        let found = read(&file("source.html"));
        let text = found.as_ref().map_or("", |found| &found.body);
        figures.add(&name, &words(text), &words(&expected));
        told.add(found.as_ref(), &metadata);
    }
    let f1 = figures.print("readability pages");
    told.print();
    assert!(f1 > 0.9, "F1 fell to {f1}");
}

#[test]
fn newspaper_pages_give_the_expected_text() {
    let Some(folder) = unpacked("html/newspaper4k-pages.tar.zst") else {
        return;
    };
    let root = folder.path().join("newspaper4k_tests");
    let mut figures = Figures::default();
    let mut names: Vec<_> = std::fs::read_dir(root.join("txt"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    names.sort();
    for path in names {
        let name = path.file_stem().unwrap().to_string_lossy();
        let Ok(page) = std::fs::read(root.join(format!("html/{name}.html"))) else {
            continue;
        };
        let expected = std::fs::read_to_string(&path).unwrap();
        let found = read(&String::from_utf8_lossy(&page));
        let text = found.as_ref().map_or("", |found| &found.body);
        figures.add(&name, &words(text), &words(&expected));
        println!(
            "    {:?}",
            found.map(|found| (
                found.title,
                found.authors,
                found.published.map(|date| date.to_string()),
                found.source
            ))
        );
    }
    let f1 = figures.print("newspaper4k pages");
    assert!(f1 > 0.7, "F1 fell to {f1}");
}

/// Runs of four words, each as often as it stands in the text.
fn shingles(text: &str) -> HashMap<Vec<&str>, usize> {
    let words: Vec<&str> = text
        .split(|ch: char| !ch.is_alphanumeric() && ch != '_')
        .filter(|word| !word.is_empty())
        .collect();
    let mut shingles = HashMap::new();
    for start in 0..words
        .len()
        .saturating_sub(3)
        .max(usize::from(!words.is_empty()))
    {
        let end = words.len().min(start + 4);
        *shingles.entry(words[start..end].to_vec()).or_default() += 1;
    }
    shingles
}

/// The measure of the benchmark: runs of four words, precision and recall as means over the pages, F1 of the two.
#[test]
fn benchmark_pages_give_the_expected_text() {
    let Some(folder) = unpacked("html/extraction-benchmark.tar.zst") else {
        return;
    };
    let root = folder.path().join("article_extraction_benchmark");
    let truth: serde_json::Map<String, serde_json::Value> =
        serde_json::from_slice(&std::fs::read(root.join("ground-truth.json")).unwrap()).unwrap();
    let (mut precision, mut recall) = (0.0, 0.0);
    for (name, expected) in &truth {
        let file = std::fs::File::open(root.join(format!("html/{name}.html.gz"))).unwrap();
        let mut page = Vec::new();
        std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(file), &mut page).unwrap();
        let found =
            read(&String::from_utf8_lossy(&page)).map_or_else(String::new, |found| found.body);
        let expected = shingles(expected["articleBody"].as_str().unwrap_or(""));
        let found = shingles(&found);
        let count = |counts: &HashMap<Vec<&str>, usize>| counts.values().sum::<usize>();
        let common: usize = found
            .iter()
            .map(|(words, times)| expected.get(words).map_or(0, |other| *times.min(other)))
            .sum();
        let of = |all: usize| {
            f64::from(u32::try_from(common).unwrap())
                / f64::from(u32::try_from(all.max(1)).unwrap())
        };
        precision += of(count(&found));
        recall += of(count(&expected));
    }
    let pages = f64::from(u32::try_from(truth.len()).unwrap());
    let (precision, recall) = (precision / pages, recall / pages);
    let f1 = 2.0 * precision * recall / (precision + recall);
    println!(
        "benchmark pages: {pages} pages, precision {precision:.4}, recall {recall:.4}, F1 {f1:.4}"
    );
    assert!(f1 > 0.965, "F1 fell to {f1}");
}

/// Days of publication, of pages in many languages.
#[test]
fn dated_pages_have_the_expected_day() {
    let Some(folder) = unpacked("html/dates-pages.tar.zst") else {
        return;
    };
    let root = folder.path().join("dates-pages");
    let truth = std::fs::read_to_string(root.join("dates.json")).unwrap();
    let truth = crate::ingest::formats::data::json::mending::mended(&truth).unwrap_or(truth);
    let truth: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&truth).unwrap();
    let (mut right, mut found, mut expected) = (0_u32, 0_u32, 0_u32);
    for (name, page) in &truth {
        let html = std::fs::read(root.join(name)).unwrap();
        let article = read(&String::from_utf8_lossy(&html));
        let day = article
            .and_then(|article| article.published)
            .map(|date| date.to_string());
        let wanted = page["date"].as_str();
        expected += u32::from(wanted.is_some());
        found += u32::from(day.is_some());
        let same = wanted
            .zip(day.as_deref())
            .is_some_and(|(wanted, day)| day.get(..10) == Some(wanted));
        right += u32::from(same);
        if !same {
            println!("    {name}: {day:?}, expected {wanted:?}");
        }
    }
    let (precision, recall) = (
        f64::from(right) / f64::from(found),
        f64::from(right) / f64::from(expected),
    );
    let f1 = 2.0 * precision * recall / (precision + recall);
    println!(
        "dated pages: {} pages, precision {precision:.4}, recall {recall:.4}, F1 {f1:.4}",
        truth.len()
    );
    assert!(f1 > 0.945, "F1 fell to {f1}");
}
