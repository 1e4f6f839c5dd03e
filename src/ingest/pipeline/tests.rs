use super::*;
use crate::article::Article;
use crate::ingest::clean::CleanOptions;
use crate::ingest::format::Format;
use crate::ingest::format::Split;
use crate::ingest::formats::data::{csv, jsonl};
use crate::ingest::formats::web::feed;
use crate::ingest::reading::ReadAs;
use crate::ingest::reason::Refused;
use crate::ingest::record::Record;
use crate::ingest::slice::{ReadOptions, Slice};
use crate::ingest::stream::Given;

type Take<'a> = dyn FnMut(Result<Record, Refused>) + 'a;

/// What a reader with a bug does: it panics at a record that holds the word.
fn panics_at(word: &str, record: &Result<Record, Refused>) {
    assert!(
        !format!("{record:?}").contains(word),
        "the reader met {word}"
    );
}

fn lines_with_a_bug(slice: &Slice<'_>, options: &ReadOptions, take: &mut Take<'_>) {
    jsonl::read(slice, options, &mut |record| {
        panics_at("kaboom", &record);
        take(record);
    });
}

fn rows_with_a_bug(slice: &Slice<'_>, options: &ReadOptions, take: &mut Take<'_>) {
    csv::read(slice, options, &mut |record| {
        panics_at("kaboom", &record);
        take(record);
    });
}

fn elements_with_a_bug(slice: &Slice<'_>, options: &ReadOptions, take: &mut Take<'_>) {
    feed::read(slice, options, &mut |record| {
        panics_at("kaboom", &record);
        take(record);
    });
}

fn whole_with_a_bug(_: &Slice<'_>, _: &ReadOptions, _: &mut Take<'_>) {
    panic!("the reader met kaboom");
}

const fn with_a_bug(split: Split, read: crate::ingest::format::ReadSlice) -> Format {
    Format {
        name: "with a bug",
        extensions: &[],
        shares: &[],
        sniff: |_| false,
        split,
        read,
    }
}

static LINES: Format = with_a_bug(Split::Lines, lines_with_a_bug);
static ROWS: Format = with_a_bug(Split::Rows, rows_with_a_bug);
static ELEMENTS: Format = with_a_bug(Split::Elements(feed::RECORDS), elements_with_a_bug);
static WHOLE: Format = with_a_bug(Split::Whole, whole_with_a_bug);

/// Bodies of the articles, places of what was skipped with why, and files read to their end without a break.
#[derive(Debug, Default, PartialEq)]
struct Outcome {
    bodies: Vec<String>,
    skipped: Vec<String>,
    whole: usize,
}

fn read(folder: &Path, format: Option<&'static Format>, in_flight_bytes: usize) -> Outcome {
    let options = IngestOptions {
        paths: vec![folder.to_owned()],
        excluded: Vec::new(),
        base: folder.to_owned(),
        threads: 2,
        in_flight_bytes,
        record_bytes: 1 << 20,
        given: Given {
            format,
            ..Given::default()
        },
        read: ReadOptions::default(),
        clean: CleanOptions::default(),
    };
    let prepare = |article: Article, _: ReadAs, permit: &Arc<Permit>| {
        assert!(!article.body.contains("crash"), "preparing met crash");
        (article.body, Arc::clone(permit))
    };
    let mut outcome = Outcome::default();
    ingest(
        &options,
        &|_| false,
        &prepare,
        &AtomicBool::new(false),
        &mut |event| {
            match event {
                Event::Article((body, _)) => outcome.bodies.push(body),
                Event::Skipped(Skipped { origin, reason, .. }) => {
                    outcome.skipped.push(format!("{origin}: {reason}"));
                }
                Event::Done { tally, .. } => outcome.whole += usize::from(!tally.broken()),
                _ => {}
            }
            ControlFlow::Continue(())
        },
    )
    .unwrap();
    outcome
}

fn object(word: &str) -> String {
    format!("{{\"body\": \"All of {word} is here.\"}}\n")
}

#[test]
fn a_panic_costs_one_record_and_is_told_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let words = ["one", "kaboom", "two", "crash", "three"];
    let lines: String = words.iter().map(|word| object(word)).collect();
    std::fs::write(folder.path().join("a.jsonl"), lines).unwrap();
    let outcome = read(folder.path(), Some(&LINES), 1 << 20);
    assert_eq!(
        outcome.bodies,
        ["one", "two", "three"].map(|word| format!("All of {word} is here."))
    );
    assert_eq!(outcome.skipped.len(), 2);
    for (skipped, place) in outcome.skipped.iter().zip(["a.jsonl:2", "a.jsonl:4"]) {
        assert!(skipped.starts_with(place), "{skipped}");
        assert!(skipped.contains("this program failed at it"), "{skipped}");
    }
    assert_eq!(outcome.whole, 0, "it is read again");
}

#[test]
fn the_rows_around_a_panic_keep_their_header_and_places() {
    let folder = tempfile::tempdir().unwrap();
    let rows = "title,body\nA,one is here\nB,\"kaboom\nhere\"\nC,two is here\n";
    std::fs::write(folder.path().join("a.csv"), rows).unwrap();
    let outcome = read(folder.path(), Some(&ROWS), 1 << 20);
    assert_eq!(outcome.bodies, ["one is here", "two is here"]);
    assert!(outcome.skipped[0].starts_with("a.csv:3"), "{outcome:?}");
    assert_eq!(outcome.skipped.len(), 1);
}

#[test]
fn panics_in_many_files_neither_hang_nor_lose_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..60 {
        let name = format!("{number:02}.jsonl");
        let word = if number % 3 == 0 { "kaboom" } else { "peace" };
        // Some are cut into slices.
        let times = if number % 10 == 0 { 9_000 } else { 1 };
        std::fs::write(
            folder.path().join(name),
            object(word) + &object("war").repeat(times),
        )
        .unwrap();
    }
    let outcome = read(folder.path(), Some(&LINES), 10_000);
    assert_eq!(outcome.skipped.len(), 20);
    assert_eq!(outcome.bodies.len(), 40 + 54 + 6 * 9_000);
    assert_eq!(outcome.whole, 40);
    let outcome = read(folder.path(), Some(&WHOLE), 10_000);
    assert_eq!((outcome.skipped.len(), outcome.bodies.len()), (60, 0));
}

#[test]
fn a_small_file_that_holds_much_is_read_in_pieces_that_are_paid_for() {
    let folder = tempfile::tempdir().unwrap();
    let lines = object(&"peace ".repeat(500)).repeat(1_600);
    let stored = zstd::encode_all(lines.as_bytes(), 3).unwrap();
    assert!((stored.len() as u64) < SMALL_BYTES);
    std::fs::write(folder.path().join("a.jsonl.zst"), &stored).unwrap();
    let outcome = read(folder.path(), None, 1 << 20);
    assert_eq!((outcome.bodies.len(), outcome.whole), (1_600, 1));
    // Its name does not say that it is compressed, so it was taken for small.
    std::fs::rename(
        folder.path().join("a.jsonl.zst"),
        folder.path().join("a.jsonl"),
    )
    .unwrap();
    let lines = object("peace").repeat(5_000);
    std::fs::write(
        folder.path().join("b.jsonl"),
        zstd::encode_all(lines.as_bytes(), 3).unwrap(),
    )
    .unwrap();
    let outcome = read(folder.path(), None, 1 << 20);
    assert_eq!((outcome.bodies.len() > 5_000, outcome.whole), (true, 1));
    assert!(outcome.skipped[0].contains("which its name does not say"));
}

#[test]
fn a_record_larger_than_its_share_of_the_memory_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.txt"), "peace ".repeat(400_000)).unwrap();
    let lines = object("one") + &object(&"peace ".repeat(400_000)) + &object("two");
    std::fs::write(folder.path().join("b.jsonl"), lines).unwrap();
    let outcome = read(folder.path(), None, 1 << 20);
    assert_eq!(outcome.bodies.len(), 2);
    let too_large = "too large: more than 1 MB in one record";
    assert_eq!(
        outcome.skipped,
        [
            format!("a.txt: {too_large}"),
            format!("b.jsonl:2: {too_large}")
        ]
    );
}

#[test]
fn a_panic_at_an_element_leaves_its_neighbours_their_header() {
    let folder = tempfile::tempdir().unwrap();
    let item = |word: &str| format!("<item><description>{word} &nbsp;</description></item>\n");
    let items: String = ["one", "kaboom", "two"].map(item).concat();
    let feed = format!("<rss><channel><title>T</title>\n{items}</channel></rss>");
    std::fs::write(folder.path().join("a.rss"), feed).unwrap();
    let outcome = read(folder.path(), Some(&ELEMENTS), 1 << 20);
    assert_eq!(outcome.bodies, ["one", "two"]);
    assert!(
        outcome.skipped[0].starts_with("a.rss:3: this program failed"),
        "{outcome:?}"
    );
    assert_eq!(outcome.skipped.len(), 1);
}
