//! Queries over time: every number is what brute force counts over the articles, and every step leads to its articles.

use serde_json::Value;

use crate::archive::Archive;

/// Articles of several years, some without a date, some with a coarse one: id, date, outlet, text.
const ARTICLES: [(&str, &str, &str, &str); 12] = [
    (
        "a",
        "1641-10-23",
        "Gazette",
        "The ferry sank. The ferry was old.",
    ),
    ("b", "1641-10-30", "Gazette", "Corn is dear."),
    ("c", "1641", "Gazette", "A ferry is built."),
    ("d", "1643-01-05", "Herald", "The ferry sails."),
    ("e", "1643-01-20", "Herald", "The bridge is shut."),
    ("f", "1643-01", "Herald", "A ferry again."),
    ("g", "", "Herald", "No ferry today."),
    ("h", "", "Gazette", "Rain."),
    (
        "i",
        "1643-03-02T23:30:00-05:00",
        "Herald",
        "Ferry, ferry, ferry.",
    ),
    ("j", "1643-03-03", "Mercury", "The bridge opens."),
    ("k", "1643-12-31", "Mercury", "Ferry prices."),
    ("l", "1643-12-31", "Mercury", "Snow."),
];

fn archive() -> Archive {
    let archive = Archive::new();
    let lines = ARTICLES.map(|(id, date, source, text)| {
        serde_json::json!({
            "id": id, "date": Some(date).filter(|date| !date.is_empty()), "source": source,
            "lang": "en", "title": id, "text": text,
        })
        .to_string()
    });
    archive.write("a.jsonl", lines.join("\n"));
    let run = archive.line("index a.jsonl");
    assert_eq!(run.status, 0, "{}", run.whole());
    archive
}

/// Articles of a step, those of them that have the word, and how often: from the texts.
fn brute_force(is_in: impl Fn(&str) -> bool, word: &str) -> (u64, u64, u64) {
    let of_step = || ARTICLES.iter().filter(|(_, date, ..)| is_in(date));
    let often = |text: &str| text.to_lowercase().matches(word).count() as u64;
    let found = of_step().filter(|(.., text)| often(text) > 0).count() as u64;
    let occurrences = of_step().map(|(.., text)| often(text)).sum();
    (of_step().count() as u64, found, occurrences)
}

fn numbers(count: &Value) -> (u64, u64, u64) {
    let number = |name: &str| count[name].as_u64().expect("a number");
    (number("all"), number("articles"), number("occurrences"))
}

#[test]
fn steps_are_what_brute_force_counts() {
    let archive = archive();
    for word in ["ferry", "bridge", "zebra"] {
        for (by, length) in [("month", 7), ("year", 4), ("day", 10)] {
            let run = archive.line(&format!("timeline {word} --by {by} --format json"));
            assert_eq!(run.status, i32::from(word == "zebra"), "{}", run.whole());
            let json = run.json();
            let series = &json["series"][0];
            let steps = json["steps"].as_array().expect("steps");
            let points = series["points"].as_array().expect("points");
            assert_eq!(steps.len(), points.len());
            let mut sum = (0, 0, 0);
            for (step, point) in steps.iter().zip(points) {
                let label = step["value"].as_str().expect("a label");
                let is_in = |date: &str| date.get(..length) == Some(label);
                assert_eq!(numbers(point), brute_force(is_in, word), "{word} {label}");
                // No article is unknown, not zero.
                let (all, articles, occurrences) = numbers(point);
                assert_eq!(point["share"].is_null(), all == 0);
                sum = (sum.0 + all, sum.1 + articles, sum.2 + occurrences);
            }
            let undated = brute_force(str::is_empty, word);
            let coarser = brute_force(|date| !date.is_empty() && date.len() < length, word);
            assert_eq!(numbers(&series["without"]), undated);
            assert_eq!(numbers(&series["coarser"]), coarser);
            let whole = numbers(series);
            assert_eq!(whole.0, sum.0 + undated.0 + coarser.0);
            assert_eq!(whole.1, sum.1 + undated.1 + coarser.1);
            assert_eq!(whole.2, sum.2 + undated.2 + coarser.2);
            let counted = archive.line(&format!("count {word} --format json")).json();
            assert_eq!(counted["counts"][0]["articles"], whole.1);
            assert_eq!(counted["counts"][0]["occurrences"], whole.2);
        }
    }
}

/// Thirty articles of a year, one of a decade, one of a day, one of no date.
fn coarse_lines() -> Vec<String> {
    let article = |id: &str, date: &str, text: &str| {
        let title = format!("About {id}");
        serde_json::json!({"id": id, "title": title, "date": date, "text": text}).to_string()
    };
    let of_the_year = (0..30).map(|at| {
        let text = if at < 12 { "The ferry." } else { "Nothing." };
        article(&format!("c{at}"), "1641", text)
    });
    let others = [
        article("decade", "1640s", "Nothing."),
        article("day", "1641-03-05", "The ferry."),
        article("undated", "", "The ferry."),
    ];
    of_the_year.chain(others).collect()
}

/// The ferry by month, of articles that are read in so many runs.
fn by_month(lines: &[String], runs: usize, options: &str) -> Value {
    let archive = Archive::new();
    for (run, part) in lines.chunks(lines.len().div_ceil(runs)).enumerate() {
        archive.write(&format!("{run}.jsonl"), part.join("\n"));
        let run = archive.line(&format!("index {run}.jsonl --no-merge"));
        assert!(run.status < 2, "{}", run.whole());
    }
    let run = archive.line(&format!("timeline ferry --by month {options}"));
    assert_eq!(run.status, 0, "{}", run.whole());
    match options {
        "--spread" => {
            assert!(run.stdout.contains("spread evenly"), "{}", run.stdout);
            Value::Null
        }
        _ => run.json(),
    }
}

#[test]
fn coarse_dates_can_be_spread_over_their_steps() {
    let mut lines = coarse_lines();
    let apart = by_month(&lines, 1, "--format json");
    assert_eq!(apart["spread"], false);
    assert_eq!(apart["steps"].as_array().map(Vec::len), Some(1));
    let spread = by_month(&lines, 1, "--format json --spread");
    assert_eq!(spread["spread"], true);
    let series = &spread["series"][0];
    let (mut sum, mut of_1641) = ((0, 0, 0), Vec::new());
    for (step, point) in (spread["steps"].as_array().expect("steps").iter())
        .zip(series["points"].as_array().expect("points"))
    {
        let of_step = numbers(point);
        sum = (sum.0 + of_step.0, sum.1 + of_step.1, sum.2 + of_step.2);
        let label = step["value"].as_str().expect("a label");
        if label.starts_with("1641") {
            of_1641.push(of_step.0);
        }
    }
    let (whole, without) = (numbers(series), numbers(&series["without"]));
    let both = (sum.0 + without.0, sum.1 + without.1, sum.2 + without.2);
    assert_eq!(both, whole);
    let coarser = |json: &Value| numbers(&json["series"][0]["coarser"]);
    assert_eq!(coarser(&spread), coarser(&apart));
    // Thirty in twelve months, and one of a day.
    assert_eq!(of_1641.len(), 12);
    assert!(
        of_1641.iter().all(|all| (2..=4).contains(all)),
        "{of_1641:?}"
    );
    by_month(&lines, 1, "--spread");
    // In another order, in several runs.
    lines.reverse();
    let again = by_month(&lines, 3, "--format json --spread");
    assert_eq!(again["series"][0]["points"], series["points"]);
}

#[test]
fn lines_are_the_points_of_each_query() {
    let archive = archive();
    let options = "timeline ferry bridge --by year --split source --format";
    let json = archive.line(&format!("{options} json")).json();
    let run = archive.line(&format!("{options} jsonl"));
    let lines = run.stdout.lines().rev();
    let mut lines: Vec<Value> = lines
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    for series in json["series"].as_array().expect("series") {
        for (step, point) in (json["steps"].as_array().expect("steps").iter())
            .zip(series["points"].as_array().expect("points"))
        {
            let line = lines.pop().expect("a line");
            assert_eq!(line["typed"], series["query"]["text"]);
            assert_eq!(line["of"], series["value"]);
            assert_eq!(line["value"], step["value"]);
            assert_eq!(numbers(&line), numbers(point));
            assert_eq!(line["query"], point["query"]);
        }
    }
    assert!(lines.is_empty());
}

#[test]
fn a_step_leads_to_its_articles() {
    let archive = archive();
    let json = archive
        .line("timeline ferry --by day --since 1643 --format json")
        .json();
    for point in json["series"][0]["points"].as_array().expect("points") {
        let query = point["query"].as_str().expect("a query");
        let found = archive
            .run(["count", "--format", "json", "--", query])
            .json();
        let articles = found["counts"][0]["articles"].as_u64().expect("a number");
        // A query also finds what is dated more coarsely.
        let january = query.contains("1643-01");
        let expected = point["articles"].as_u64().expect("a number") + u64::from(january);
        assert_eq!(articles, expected, "{query}");
    }
}

#[test]
fn conditions_say_of_what_shares_are() {
    let archive = archive();
    let json = archive
        .line("timeline ferry --by year --source Herald --format json")
        .json();
    assert_eq!(json["all"], 5);
    assert_eq!(json["steps"].as_array().map(Vec::len), Some(1));
    let point = &json["series"][0]["points"][0];
    assert_eq!(numbers(point), (4, 3, 5));
    assert_eq!(point["share"], 0.75);
    let split = archive
        .line("timeline ferry --by year --split source --format json")
        .json();
    let series = split["series"].as_array().expect("series");
    let values: Vec<&str> = series
        .iter()
        .filter_map(|one| one["value"].as_str())
        .collect();
    assert_eq!(values, ["Herald", "Gazette", "Mercury"]);
    let shares: Vec<&Value> = series
        .iter()
        .map(|one| &one["points"][2]["share"])
        .collect();
    assert_eq!(
        shares,
        [
            &serde_json::json!(0.75),
            &Value::Null,
            &serde_json::json!(1.0 / 3.0)
        ]
    );
}

#[test]
fn the_sheet_has_a_row_a_date_and_columns_for_each_query() {
    let archive = archive();
    let run = archive.line("timeline ferry bridge --by year --format csv");
    let expected = "date,year,partial,ferry: articles,ferry: occurrences,ferry: stories,ferry: all,ferry: share,\
                    bridge: articles,bridge: occurrences,bridge: stories,bridge: all,bridge: share\r\n\
                    1641-01-01,1641,false,2,3,2,3,0.6666666666666666,0,0,0,3,0\r\n\
                    1642-01-01,1642,false,0,0,0,0,,0,0,0,0,\r\n\
                    1643-01-01,1643,false,4,6,4,7,0.5714285714285714,2,2,2,7,0.2857142857142857\r\n";
    assert_eq!(
        run.stdout.trim_start_matches('\u{feff}'),
        expected,
        "{}",
        run.whole()
    );
    assert!(
        run.stderr.contains("1 article without a date"),
        "{}",
        run.stderr
    );
}

#[test]
fn plots_fit_their_width_and_say_what_is_apart() {
    let archive = archive();
    for width in [40, 80, 200] {
        let run = archive.line(&format!("timeline ferry bridge --by month --width {width}"));
        for line in run.stdout.lines().take(4) {
            assert!(line.chars().count() <= width, "{line}");
        }
        assert!(run.stdout.contains("1 without a date"), "{}", run.stdout);
        let gaps = run
            .stdout
            .lines()
            .filter(|line| line.ends_with("  no articles"));
        let gaps: Vec<&str> = gaps.collect();
        assert!(gaps.iter().any(|line| line.contains(" to ")), "{gaps:?}");
        // A row stands for all steps of a gap, so none follows on another.
        let rows: Vec<&str> = run.stdout.lines().collect();
        let follows = |pair: &[&str]| pair.iter().all(|row| row.ends_with("  no articles"));
        assert!(!rows.windows(2).any(follows), "{}", run.stdout);
    }
    let svg = archive
        .line("timeline ferry --by month --format svg")
        .stdout;
    assert!(
        svg.starts_with("<svg ") && svg.contains("<title id="),
        "{svg}"
    );
    assert!(svg.contains("ferry date:1643-03"), "{svg}");
    let again = archive
        .line("timeline ferry --by month --format svg")
        .stdout;
    assert_eq!(svg, again);
}

#[test]
fn a_drawing_in_pixels_is_a_file_of_png() {
    let archive = archive();
    let line = "timeline ferry bridge --by month -o drawn.png";
    let run = archive.line(line);
    if !cfg!(feature = "png") {
        assert_eq!(run.status, 2, "{}", run.whole());
        assert!(
            run.stderr.contains("built without `png`"),
            "{}",
            run.whole()
        );
        assert!(run.stderr.contains("--format svg"), "{}", run.whole());
        assert!(!archive.path("drawn.png").exists());
        return;
    }
    assert_eq!(run.status, 0, "{}", run.whole());
    let drawn = std::fs::read(archive.path("drawn.png")).expect("written");
    assert_eq!(drawn.get(..8), Some(&b"\x89PNG\r\n\x1a\n"[..]));
    // Width and height stand in the first chunk.
    assert_eq!(drawn.get(16..24), Some(&[0, 0, 7, 128, 0, 0, 3, 72][..]));
    archive.line(line);
    let again = std::fs::read(archive.path("drawn.png")).expect("written");
    assert!(drawn == again);
    let mut command = archive.command();
    command.args([
        "timeline", "ferry", "bridge", "--by", "month", "--format", "png",
    ]);
    assert!(command.output().expect("the program runs").stdout == drawn);
}

#[test]
fn any_question_is_answered_or_refused_in_words() {
    let archive = archive();
    for (line, status) in [
        ("timeline * --by decade", 0),
        ("timeline ferry --until 1600", 1),
        (
            "timeline ferry --since 1641-10 --until 1641-11 --by week",
            0,
        ),
        ("timeline ferry --by fortnight", 2),
        ("timeline ferry --split title", 2),
        ("timeline ferry -o x.md", 2),
        ("timeline ferry --split meta.nothing", 1),
        ("timeline ferry --bursts 0 --counts", 0),
    ] {
        let run = archive.line(line);
        assert_eq!(run.status, status, "{line}: {}", run.whole());
        assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
    }
}
