//! Tables open as what they are in `LibreOffice` and R, whatever the articles hold. Where one is not installed, it is said and left out.

use crate::archive::Archive;

/// Titles, dates and quotes that programs are known to misread.
const STORIES: &str = r#"{"id":"a-1","title":"=1+1","date":"2024-03-05","source":"The \"Quoted\" Herald","words":1234,"text":"The bridge \"at dawn\", he said, is shut;\n\n=SUM(A1:A9) bridge\tand tab. 日本の橋 bridge — naïve café."}
{"id":"a-2","title":"+4 percent","date":"March 2024","source":"Herald","text":"A bridge, 1,234.5 long.\n-5 degrees at the bridge."}
{"id":"a-3","title":"@everyone: 'bridge' shut","date":"1066","text":"Bridge one.\r\nBridge two: 1/2 and 3-4."}
{"id":"a-4","title":"\t-2 degrees","date":"1789-07-14","text":"Old bridge."}
{"id":"a-5","title":"=HYPERLINK(\"http://example.org\")","text":"No date; a bridge."}
"#;

fn tables() -> Archive {
    let archive = Archive::new();
    archive.write("stories.jsonl", STORIES);
    archive.line("index stories.jsonl");
    let columns = "id,title,date,source,meta.words,left,keyword,right";
    for file in ["lines.csv", "lines.tsv"] {
        let run = archive.line(&format!("kwic bridge -o {file} --columns {columns}"));
        assert_eq!(run.status, 0, "{}", run.whole());
    }
    archive
}

/// What another program prints in the folder; nothing where it is not installed.
fn printed(archive: &Archive, program: &str, arguments: &[&str]) -> Option<String> {
    let run = archive.command_of(program).args(arguments).output();
    let run = run.ok()?;
    let errors = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{program}: {errors}");
    Some(String::from_utf8_lossy(&run.stdout).into_owned())
}

/// What stands between two texts, each time.
fn between<'a>(text: &'a str, start: &'a str, end: &'a str) -> Vec<&'a str> {
    let parts = text.split(start).skip(1);
    parts.filter_map(|part| part.split(end).next()).collect()
}

#[test]
fn a_spreadsheet_has_rows_days_and_no_formulas() {
    let archive = tables();
    let profile = format!(
        "-env:UserInstallation=file://{}",
        archive.path("profile").display()
    );
    for (file, separator) in [("lines.csv", "44"), ("lines.tsv", "9")] {
        // As its window proposes where a file begins with a byte order mark: UTF-8.
        let filter = format!("--infilter=CSV:{separator},34,UTF8");
        let arguments = [
            profile.as_str(),
            "--headless",
            &filter,
            "--convert-to",
            "fods",
            file,
        ];
        if printed(&archive, "soffice", &arguments).is_none() {
            eprintln!("left out, since `soffice` is not installed");
            return;
        }
        let sheet = std::fs::read_to_string(archive.path("lines.fods")).expect("a sheet");
        assert!(!sheet.contains("table:formula="), "{file}: {sheet}");
        let rows = between(&sheet, "<table:table-row", "</table:table-row>");
        let rows = rows.iter().filter(|row| row.contains("<text:p"));
        assert_eq!(rows.count(), 11, "{file}");
        let days = between(&sheet, "office:date-value=\"", "\"");
        for day in ["2024-03-05", "2024-03-01", "1789-07-14"] {
            assert!(days.contains(&day), "{file}: {days:?}");
        }
        assert_eq!(days.len(), 9, "{file}: all but the undated: {days:?}");
        for text in [
            "&apos;=1+1<",
            "The &quot;Quoted&quot; Herald",
            "日本の橋",
            "naïve café",
            ">id<",
            // Its value is another, by the calendar of that time.
            ">1066-01-01<",
        ] {
            assert!(sheet.contains(text), "{file}: {text}");
        }
        assert_eq!(
            between(&sheet, "office:value-type=\"float\"", ">").len(),
            3,
            "{file}"
        );
    }
}

#[test]
fn r_reads_rows_days_and_numbers() {
    let archive = tables();
    let script = r#"
        csv <- read.csv("lines.csv", fileEncoding = "UTF-8-BOM")
        tsv <- read.delim("lines.tsv", encoding = "UTF-8")
        tables <- list(csv, tsv)
        for (lines in tables) {
            day <- as.Date(lines$date)
            cat(nrow(lines), ncol(lines), sum(is.na(day)), format(min(day, na.rm = TRUE)), class(lines$meta.words), sum(lines$id == "a-1"),
                lines$source[lines$id == "a-1"][1], "\n")
        }
    "#;
    let Some(printed) = printed(&archive, "Rscript", &["-e", script]) else {
        eprintln!("left out, since `Rscript` is not installed");
        return;
    };
    let expected = "10 8 1 1066-01-01 integer 3 The \"Quoted\" Herald";
    let lines: Vec<&str> = printed.lines().map(str::trim).collect();
    assert_eq!(lines, [expected, expected]);
}
