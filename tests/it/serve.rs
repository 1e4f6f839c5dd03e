//! `unbury serve`: the API, and who may ask it.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::archive::Archive;
use crate::server::{Server, read};

/// The same question on the command line, and as an address.
const QUESTIONS: &[(&str, &str)] = &[
    ("search dam --format json", "search?q=dam"),
    (
        "search peace talks --format json --limit 3 --offset 2 --sort newest",
        "search?q=peace+talks&limit=3&offset=2&sort=newest",
    ),
    ("search dam --by passage --format json", "passages?q=dam"),
    (
        "search dam --any --passages all --facets source,year --format json",
        "search?q=dam&any=true&passages=all&facets=source,year",
    ),
    (
        "search --source Ledger --since 2024 --format json",
        "search?source=Ledger&since=2024",
    ),
    ("search dam --format csv", "search?q=dam&format=csv"),
    (
        "search dam --format jsonl --citation mla",
        "search?q=dam&format=jsonl&citation=mla",
    ),
    (
        "show cw-20240411-001 --format json",
        "article?id=cw-20240411-001",
    ),
    (
        "show cw-20240411-001 --query minister --format json",
        "show?id=cw-20240411-001&query=minister",
    ),
    (
        "show cw-20231019-007 --copies --format json",
        "copies?id=cw-20231019-007",
    ),
    (
        "similar cw-20240411-001 --format json",
        "similar?id=cw-20240411-001",
    ),
    (
        "kwic dam --sort r1 --context 4 --format json",
        "kwic?q=dam&sort=r1&context=4",
    ),
    ("count dam talks --format json", "count?q=dam&q=talks"),
    (
        "count dam --by year --format csv",
        "count?q=dam&by=year&format=csv",
    ),
    (
        "keyness dam --min-articles 2 --format json",
        "keyness?q=dam&min-articles=2",
    ),
    ("collocates dam --format json", "collocates?q=dam"),
    (
        "timeline dam talks --by year --format json",
        "timeline?q=dam&q=talks&by=year",
    ),
    (
        "timeline dam --by year --format svg",
        "timeline?q=dam&by=year&format=svg",
    ),
    ("facets dam --format json", "facets?q=dam"),
    ("export dam", "export?q=dam"),
    ("export dam --format ris", "export?q=dam&format=ris"),
    ("stats --format json", "stats"),
];

/// Without what differs from run to run.
fn without_time(text: &str) -> String {
    let is_time = |line: &&str| !line.contains("\"took_ms\"");
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(mut object)) => {
            object.remove("took_ms");
            Value::Object(object).to_string()
        }
        _ => text.lines().filter(is_time).collect::<Vec<_>>().join("\n"),
    }
}

#[test]
fn every_command_that_asks_answers_as_on_the_command_line() {
    let archive = Archive::of_samples();
    let server = Server::of(&archive);
    for (line, path) in QUESTIONS {
        let run = archive.line(line);
        let answered = server.get(&format!("/api/v1/{path}"));
        assert_eq!(answered.status, 200, "{path}\n{}", answered.text());
        assert_eq!(
            without_time(&answered.text()),
            without_time(&run.stdout),
            "{path}"
        );
        assert!(!answered.body.is_empty(), "{path}");
        let by_body = server.ask(
            &format!("POST /api/v1/{}", path.split('?').next().expect("a name")),
            &[],
            path.split_once('?')
                .map_or("", |(_, query)| query)
                .as_bytes(),
        );
        if *path != "stats" {
            assert_eq!(
                without_time(&by_body.text()),
                without_time(&run.stdout),
                "{path}"
            );
        }
    }
}

#[test]
fn a_request_may_be_an_object_of_json_and_a_batch_a_list_of_them() {
    let archive = Archive::of_samples();
    let server = Server::of(&archive);
    let json = ["Content-Type: application/json"];
    let one = br#"{"q": ["dam", "talks"], "since": "2023", "strict": true}"#;
    let answered = server.ask("POST /api/v1/count", &json, one);
    let run = archive.line("count dam talks --since 2023 --strict --format json");
    assert_eq!(answered.json(), run.json());
    let batch = br#"[{"command": "count", "q": "dam"}, {"command": "show", "id": "nope"}, {"q": "dam"}, {"command": "delete", "q": "dam"}]"#;
    let answered = server.ask("POST /api/v1/batch", &json, batch);
    let answers = answered.json();
    assert_eq!(
        answers[0]["answer"],
        archive.line("count dam --format json").json()
    );
    let statuses: Vec<_> = (1..4)
        .map(|at| answers[at]["problem"]["status"].as_u64())
        .collect();
    assert_eq!(statuses, [Some(404), Some(400), Some(404)]);
    for (path, body) in [
        ("batch", "{}"),
        ("batch", "[1]"),
        ("count", "[]"),
        ("count", "{\"q\": {}}"),
        ("count", "\u{0}"),
    ] {
        let answered = server.ask(&format!("POST /api/v1/{path}"), &json, body.as_bytes());
        let problem = answered.json();
        let of_one = &problem[0]["problem"]["status"];
        assert!(
            answered.status == 400 || of_one == 400,
            "{path} {body}: {}",
            answered.text()
        );
    }
}

#[test]
fn errors_are_problems_with_what_to_do() {
    let archive = Archive::of_samples();
    let server = Server::of(&archive);
    for (path, status, said) in [
        ("/api/v1/show?id=nope", 404, "no article has the id `nope`"),
        (
            "/api/v1/show?id=cw-20240411-001&at=9999",
            404,
            "no sentence 9999",
        ),
        ("/api/v1/nope?q=dam", 404, "`nope` is nothing to ask"),
        ("/api/v1/delete?q=dam", 404, "`delete` is nothing to ask"),
        ("/api/v1/search?q=dam&nope=1", 400, "no parameter `nope`"),
        ("/api/v1/search?q=dam&limit=many", 400, "a number or `all`"),
        ("/api/v1/search?q=dam&sort=best", 400, "possible values"),
        ("/api/v1/search?q=dam&since=whenever", 400, "whenever"),
        ("/api/v1/search?q=(dam&strict=true", 400, "^"),
        ("/api/v1/search?q=dam&effort=11", 400, "10 at most"),
        ("/?q=dam&effort=11", 400, "10 at most"),
        ("/kwic?q=dam&effort=4000000000", 400, "10 at most"),
        ("/compare?q=dam&effort=%2B11", 400, "10 at most"),
        ("/keyness.json?q=dam&effort=11", 400, "10 at most"),
        ("/api/v1/count", 400, "QUERY"),
        (
            "/api/v1/export?q=dam&format=txt",
            400,
            "a file for each article",
        ),
        ("/nope", 404, "/nope"),
    ] {
        let answered = server.get(path);
        assert_eq!(answered.status, status, "{path}\n{}", answered.text());
        assert_eq!(
            answered.header("content-type"),
            Some("application/problem+json"),
            "{path}"
        );
        let problem = answered.json();
        assert_eq!(problem["status"], status, "{path}");
        let detail = problem["detail"].as_str().expect("a detail");
        assert!(detail.contains(said), "{path}: {detail}");
    }
    let answered = server.ask("DELETE /api/v1/search?q=dam", &[], b"");
    assert_eq!(answered.status, 405);
}

#[test]
fn nothing_of_this_machine_can_be_read_or_written() {
    let archive = Archive::of_samples();
    archive.write(
        "secret.txt",
        "The secret of the dam is kept here and nowhere else.",
    );
    let server = Server::of(&archive);
    let secret = archive.path("secret.txt").display().to_string();
    for path in [
        format!("/api/v1/similar?id={secret}"),
        "/api/v1/similar?id=secret.txt".to_owned(),
        "/api/v1/search?q=dam&output=stolen.json".to_owned(),
        "/api/v1/search?q=dam&index=/".to_owned(),
        "/api/v1/export?q=dam&format=txt&output=stolen".to_owned(),
        "/api/v1/search?q=--output%3Dstolen.json".to_owned(),
        "/api/v1/search?q=dam&limit=1%20--output%20stolen.json".to_owned(),
        "/../secret.txt".to_owned(),
        "/assets/../../secret.txt".to_owned(),
        "/assets/%2e%2e/%2e%2e/secret.txt".to_owned(),
        "/api/v1/schema/..%2f..%2fsecret.txt".to_owned(),
    ] {
        let answered = server.get(&path);
        assert!(!answered.text().contains("secret of the dam"), "{path}");
    }
    let mut written: Vec<String> = std::fs::read_dir(archive.path("."))
        .expect("readable")
        .map(|found| {
            found
                .expect("readable")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    written.sort();
    assert_eq!(written, ["corpus", "index", "secret.txt"]);
}

#[test]
fn an_answer_that_is_known_is_not_made_again_until_the_index_changes() {
    let archive = Archive::of_samples();
    let server = Server::of(&archive);
    let path = "/api/v1/count?q=observatory";
    let first = server.get(path);
    let tag = first.header("etag").expect("a tag").to_owned();
    let known = format!("If-None-Match: {tag}");
    let again = server.ask(&format!("GET {path}"), &[&known], b"");
    assert_eq!((again.status, again.body.len()), (304, 0));
    let other = server.ask("GET /api/v1/count?q=dam", &[&known], b"");
    assert_eq!(other.status, 200);

    archive.write(
        "new/a.txt",
        "A new observatory\n\nThe observatory opened on the hill above the town.\n",
    );
    assert_eq!(archive.line("index new").status, 0);
    let until = Instant::now() + Duration::from_mins(1);
    loop {
        let again = server.ask(&format!("GET {path}"), &[&known], b"");
        if again.status == 200 {
            assert_eq!(
                again.json(),
                archive.line("count observatory --format json").json()
            );
            assert_ne!(again.header("etag"), Some(&*tag));
            break;
        }
        assert!(Instant::now() < until, "the server does not follow");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_page_from_elsewhere_and_a_name_from_elsewhere_are_turned_away() {
    let archive = Archive::of_samples();
    let server = Server::with(&archive, &["--host", "archive.example"]);
    let path = "GET /api/v1/count?q=dam";
    for (host, status) in [
        ("localhost", 200),
        ("archive.example", 200),
        ("evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("", 421),
    ] {
        let answered = server.ask(path, &[&format!("Host: {host}")], b"");
        assert_eq!(answered.status, status, "{host}");
    }
    let post = |origin: &str| {
        let origin = format!("Origin: {origin}");
        server
            .ask(
                "POST /api/v1/count",
                &[&origin, "Host: archive.example"],
                b"q=dam",
            )
            .status
    };
    assert_eq!(post("https://archive.example"), 200);
    assert_eq!(post("https://evil.example"), 403);
    assert_eq!(post("null"), 403);
}

#[test]
fn every_answer_tells_browsers_to_load_nothing() {
    let archive = Archive::of_samples();
    let server = Server::of(&archive);
    for path in [
        "/",
        "/nope",
        "/api/v1/stats",
        "/healthz",
        "/api/v1/export?q=dam&format=html",
    ] {
        let answered = server.get(path);
        let policy = answered
            .header("content-security-policy")
            .expect("a policy");
        assert!(policy.starts_with("default-src 'none'"), "{path}");
        assert!(
            !policy.contains("unsafe-inline") || policy.ends_with("sandbox"),
            "{path}"
        );
        assert_eq!(
            answered.header("x-content-type-options"),
            Some("nosniff"),
            "{path}"
        );
        assert_eq!(
            answered.header("access-control-allow-origin"),
            None,
            "{path}"
        );
    }
}

#[test]
fn with_a_token_nothing_is_answered_without_it() {
    let archive = Archive::of_samples();
    let server = Server::with(&archive, &["--token", "s3cret"]);
    let path = "GET /api/v1/count?q=dam";
    let refused = server.ask(path, &[], b"");
    assert_eq!(
        (refused.status, refused.header("www-authenticate")),
        (401, Some("Bearer"))
    );
    for wrong in [
        "Authorization: Bearer s3cre",
        "Authorization: Bearer s3cret0",
        "Authorization: Basic s3cret",
        "Cookie: unbury-token=s",
    ] {
        assert_eq!(server.ask(path, &[wrong], b"").status, 401, "{wrong}");
    }
    for right in [
        "Authorization: Bearer s3cret",
        "Cookie: other=1; unbury-token=s3cret",
    ] {
        assert_eq!(server.ask(path, &[right], b"").status, 200, "{right}");
    }
    assert_eq!(server.get("/healthz").status, 200);
    assert_eq!(server.get("/metrics").status, 401);
    // The address that is printed lets a browser in, and a browser that has none is asked for it.
    assert!(
        server.address.ends_with("/token?token=s3cret"),
        "{}",
        server.address
    );
    let entered = server.get("/token?token=s3cret");
    assert_eq!(entered.status, 303);
    let cookie = entered.header("set-cookie").expect("a cookie");
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"),
        "{cookie}"
    );
    assert_eq!(server.get("/token?token=wrong").status, 401);
    let page = server.ask("GET /", &["Accept: text/html"], b"");
    assert!(
        page.status == 401 && page.text().contains("<form"),
        "{}",
        page.text()
    );
}

#[test]
fn off_this_machine_a_token_is_made() {
    let archive = Archive::of_samples();
    let server = Server::with(&archive, &["--address", "0.0.0.0"]);
    let (_, token) = server
        .address
        .split_once("?token=")
        .expect("a token is printed");
    assert_eq!(token.len(), 32);
    assert_eq!(server.get("/api/v1/stats").status, 401);
    let said = format!("Authorization: Bearer {token}");
    assert_eq!(server.ask("GET /api/v1/stats", &[&said], b"").status, 200);
}

#[test]
fn what_is_too_long_or_no_request_is_refused_and_others_are_answered() {
    let archive = Archive::of_samples();
    let server = Server::of(&archive);
    let long = "a".repeat(100_000);
    let uri = server.get(&format!("/api/v1/count?q={long}"));
    assert!([400, 414, 431].contains(&uri.status), "{}", uri.status);
    let header = format!("X-Long: {}", long.repeat(10));
    let header = server.ask("GET /healthz", &[&header], b"");
    assert_eq!(header.status, 431);
    let body = server.ask("POST /api/v1/count", &[], &vec![b'q'; 3 << 20]);
    assert_eq!(body.status, 413);
    let deep = format!("/api/v1/count?q={}", "(".repeat(20_000));
    assert!([200, 400].contains(&server.get(&deep).status));
    let many = format!("/api/v1/count?{}", "q=dam&".repeat(5_000));
    assert_eq!(server.get(&many).status, 200);
    let mut garbage = server.connect();
    garbage
        .write_all(b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n")
        .expect("sent");
    assert_eq!(read(garbage).status, 400);
    // Whoever says half and waits holds up nobody.
    let mut slow = server.connect();
    slow.write_all(b"GET /healthz HTTP/1.1\r\nHost: loc")
        .expect("sent");
    assert_eq!(server.get("/healthz").status, 200);
}

/// An archive of so many articles with one text.
fn alike(articles: usize, text: &str) -> Archive {
    let archive = Archive::new();
    let mut lines = String::new();
    for at in 0..articles {
        let _ = writeln!(
            lines,
            "{{\"id\":\"a{at}\",\"title\":\"Ferry {at}\",\"body\":\"{text}{at}\"}}"
        );
    }
    archive.write("a.jsonl", &lines);
    assert_eq!(archive.line("index a.jsonl").status, 0);
    archive
}

#[test]
fn a_long_answer_comes_as_it_is_written_and_ends_when_nobody_reads_it() {
    let archive = alike(3000, &"The ferry crossed the river again. ".repeat(40));
    let server = Server::with(&archive, &["--at-once", "1"]);
    let answered = server.get("/api/v1/export?q=ferry");
    assert_eq!(answered.status, 200);
    assert_eq!(answered.header("transfer-encoding"), Some("chunked"));
    assert_eq!(answered.text(), archive.line("export ferry").stdout);
    // There is one place, and whoever leaves gives it back.
    let mut leaves = server.connect();
    let head = format!(
        "GET /api/v1/export?q=ferry HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n",
        server.port
    );
    leaves.write_all(head.as_bytes()).expect("sent");
    leaves.read_exact(&mut [0; 100]).expect("it begins");
    drop(leaves);
    assert_eq!(server.get("/api/v1/count?q=ferry").status, 200);
}

/// Waits until the numbers of the server have this line.
fn wait_for(server: &Server, line: &str) {
    let until = Instant::now() + Duration::from_mins(1);
    loop {
        let numbers = server.get("/metrics").text();
        if numbers.lines().any(|known| known == line) {
            return;
        }
        assert!(Instant::now() < until, "no {line:?} in {numbers}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn what_nobody_waits_for_any_more_is_stopped() {
    let archive = alike(2000, &"The old ferry crossed the river again. ".repeat(80));
    let server = Server::with(&archive, &["--at-once", "1"]);
    // A hundred times what takes seconds: nobody is answered before having left.
    let question = r#"{"command": "collocates", "q": "ferry"}"#;
    let batch = format!("[{}]", [question; 100].join(","));
    let mut leaves = server.connect();
    let head = format!(
        "POST /api/v1/batch HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Length: {}\r\n\r\n{batch}",
        server.port,
        batch.len()
    );
    leaves.write_all(head.as_bytes()).expect("sent");
    wait_for(&server, "unbury_answering 1");
    drop(leaves);
    wait_for(&server, "unbury_answering 0");
    wait_for(&server, "unbury_given_up_total{why=\"left\"} 1");
    wait_for(&server, "unbury_given_up_total{why=\"time\"} 0");
    // There is one place, and it is free.
    assert_eq!(server.get("/api/v1/count?q=ferry").status, 200);
}

#[test]
fn the_description_of_the_api_is_true() {
    let archive = Archive::of_samples();
    let server = Server::of(&archive);
    let description = server.get("/api/v1/openapi.json").json();
    let paths = description["paths"].as_object().expect("paths");
    for (_, path) in QUESTIONS {
        let name = format!("/api/v1/{}", path.split('?').next().expect("a name"));
        let known = paths[&name]["get"]["parameters"]
            .as_array()
            .expect("parameters");
        for pair in path
            .split_once('?')
            .map_or("", |(_, query)| query)
            .split('&')
            .filter(|pair| !pair.is_empty())
        {
            let parameter = pair.split('=').next().expect("a name");
            assert!(
                known.iter().any(|known| known["name"] == parameter),
                "{path}: {parameter}"
            );
        }
    }
    // Each schema that it names is there, and what is answered is of it.
    for (path, schema) in [
        ("search?q=dam", "search"),
        ("show?id=cw-20240411-001", "article"),
        ("copies?id=cw-20231019-007", "copies"),
        ("count?q=dam", "count"),
        ("kwic?q=dam", "kwic"),
        ("facets?q=dam", "facets"),
        ("timeline?q=dam", "timeline"),
        ("keyness?q=dam&min-articles=2", "keyness"),
        ("collocates?q=dam", "collocates"),
        ("similar?id=cw-20240411-001", "similar"),
        ("quote?quote=was+closed+indefinitely", "quotes"),
        ("stats", "stats"),
    ] {
        let name = path.split('?').next().expect("a name");
        let named = &paths[&format!("/api/v1/{name}")]["get"]["responses"]["200"]["content"]["application/json"]
            ["schema"]["$ref"];
        assert_eq!(*named, format!("/api/v1/schema/{schema}"), "{path}");
        let schema = server.get(&format!("/api/v1/schema/{schema}")).json();
        let validator = jsonschema::validator_for(&schema).expect("a schema");
        let answer = server.get(&format!("/api/v1/{path}")).json();
        let wrong: Vec<String> = validator
            .iter_errors(&answer)
            .map(|error| error.to_string())
            .collect();
        assert!(wrong.is_empty(), "{path}: {wrong:?}");
    }
}

#[test]
fn the_numbers_of_the_server_say_what_was_answered() {
    let archive = Archive::of_samples();
    let server = Server::of(&archive);
    for _ in 0..3 {
        server.get("/api/v1/count?q=dam");
    }
    server.get("/api/v1/show?id=nope");
    let numbers = server.get("/metrics").text();
    let articles = archive.line("stats --format json").json()["articles"].clone();
    assert!(
        numbers.contains(&format!("unbury_articles {articles}\n")),
        "{numbers}"
    );
    let answered = "unbury_request_seconds_count{route=\"/api/v1/{name}\",status=\"200\"} 3";
    assert!(numbers.contains(answered), "{numbers}");
    assert!(numbers.contains("status=\"404\"} 1"), "{numbers}");
}

#[test]
fn what_a_page_shows_is_there_as_data_too() {
    let archive = Archive::of_samples();
    let server = Server::of(&archive);
    let json = ["Accept: application/json"];
    for (path, headers, line) in [
        (
            "/search.json?q=dam&limit=3",
            &[][..],
            "search dam --limit 3 --format json",
        ),
        (
            "/?q=dam&limit=3",
            &json[..],
            "search dam --limit 3 --format json",
        ),
        ("/kwic.csv?q=dam", &[][..], "kwic dam --format csv"),
        (
            "/compare.svg?q=dam&by=year",
            &[][..],
            "timeline dam --by year --format svg",
        ),
        (
            "/article/cw-20240411-001?q=minister",
            &json[..],
            "show cw-20240411-001 --query minister --format json",
        ),
    ] {
        let answered = server.ask(&format!("GET {path}"), headers, b"");
        assert_eq!(answered.status, 200, "{path}");
        assert_eq!(
            without_time(&answered.text()),
            without_time(&archive.line(line).stdout),
            "{path}"
        );
    }
    let page = server.ask(
        "GET /?q=dam",
        &["Accept: text/html,application/json;q=0.9"],
        b"",
    );
    assert!(
        page.text().starts_with("<!DOCTYPE html>"),
        "{}",
        page.text()
    );
}

#[test]
fn what_cannot_be_served_is_said() {
    let archive = Archive::new();
    let run = archive.line("serve --port 0");
    assert_eq!(run.status, 2, "{}", run.whole());
    assert!(run.stderr.contains("hint:"), "{}", run.stderr);
    let archive = Archive::of_samples();
    let server = Server::of(&archive);
    let run = archive.line(&format!("serve --port {}", server.port));
    assert_eq!(run.status, 2, "{}", run.whole());
    assert!(run.stderr.contains("--port"), "{}", run.stderr);
}
