//! Pages of `unbury serve`, as browsers and programs ask for them. What stands on a page is tested beside its code.

use crate::archive::Archive;
use crate::server::{Answered, Server};

/// What browsers say that they read.
const BROWSER: &str = "Accept: text/html,application/xhtml+xml,*/*;q=0.8";

fn browse(server: &Server, path: &str) -> Answered {
    server.ask(&format!("GET {path}"), &[BROWSER], b"")
}

#[test]
fn a_page_is_html_that_loads_nothing_from_elsewhere_and_is_asked_for_again() {
    let archive = Archive::of_samples();
    let server = Server::of(&archive);
    for path in [
        "/",
        "/?q=bridge",
        "/article/cw-20240411-001?q=minister",
        "/kwic?q=bridge",
        "/help",
    ] {
        let page = browse(&server, path);
        assert_eq!(page.status, 200, "{path}: {}", page.text());
        assert_eq!(
            page.header("content-type"),
            Some("text/html; charset=utf-8")
        );
        let policy = page.header("content-security-policy").expect("a policy");
        assert!(
            policy.starts_with("default-src 'none'; style-src 'self';"),
            "{policy}"
        );
        let tag = page.header("etag").expect("a tag");
        let known = format!("If-None-Match: {tag}");
        let again = server.ask(&format!("GET {path}"), &[BROWSER, &known], b"");
        assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
    }
    // Its files are kept for good: another version has another name.
    let page = browse(&server, "/").text();
    for kind in ["style", "script", "icon"] {
        let name = page
            .split("/assets/")
            .find(|rest| rest.starts_with(kind))
            .expect("a file");
        let name = name.split('"').next().unwrap_or_default();
        let file = server.get(&format!("/assets/{name}"));
        assert_eq!(file.status, 200, "{name}");
        assert!(
            file.header("cache-control")
                .is_some_and(|it| it.contains("immutable"))
        );
    }
    assert_eq!(server.get("/assets/style.css").status, 200);
    assert_eq!(server.get("/assets/../Cargo.toml").status, 404);
}

#[test]
fn programs_get_what_a_page_is_made_of() {
    let archive = Archive::of_samples();
    let server = Server::of(&archive);
    for (page, command) in [
        ("/?q=bridge&source=", "search?q=bridge"),
        (
            "/article/cw-20240411-001?q=minister",
            "show?query=minister&id=cw-20240411-001",
        ),
        ("/kwic?q=bridge", "kwic?q=bridge"),
        ("/compare?q=bridge&q=ferry", "timeline?q=bridge&q=ferry"),
        ("/keyness?q=bridge", "keyness?q=bridge"),
        ("/archive", "stats"),
    ] {
        let mut asked = server
            .ask(&format!("GET {page}"), &["Accept: application/json"], b"")
            .json();
        let mut answer = server.get(&format!("/api/v1/{command}")).json();
        for answer in [&mut asked, &mut answer] {
            answer.as_object_mut().expect("an object").remove("took_ms");
        }
        assert_eq!(asked, answer, "{page}");
    }
}

#[test]
fn what_is_not_there_is_said_to_people_and_to_programs() {
    let archive = Archive::of_samples();
    let server = Server::of(&archive);
    for (path, status) in [
        ("/nothing", 404),
        ("/article/nothing", 404),
        ("/?q=bridge&since=never", 400),
        ("/?nonsense=1", 400),
    ] {
        let page = browse(&server, path);
        assert_eq!(page.status, status, "{path}");
        assert!(page.text().contains("<h1>"), "{path}");
        let problem = server.get(path);
        assert_eq!(problem.status, status, "{path}");
        assert_eq!(
            problem.header("content-type"),
            Some("application/problem+json")
        );
    }
}

#[test]
fn a_saved_search_has_a_feed() {
    let archive = Archive::of_samples();
    archive.line("save bridges bridge");
    let server = Server::of(&archive);
    let page = browse(&server, "/searches").text();
    assert!(page.contains("href=\"/searches/bridges.atom\""), "{page}");
    let feed = server.get("/searches/bridges.atom");
    assert_eq!(
        feed.header("content-type"),
        Some("application/atom+xml; charset=utf-8")
    );
    assert!(
        feed.text().matches("<entry>").count() > 5,
        "{}",
        feed.text()
    );
    assert_eq!(server.get("/searches/others.atom").status, 404);
}

#[test]
fn a_word_that_is_typed_is_completed() {
    let archive = Archive::of_samples();
    let server = Server::of(&archive);
    let answered = server.get("/suggest?q=old+brid");
    assert_eq!(answered.header("content-type"), Some("application/json"));
    assert!(
        answered
            .header("cache-control")
            .is_some_and(|it| it.starts_with("private"))
    );
    let answer = answered.json();
    assert_eq!(answer["typed"], "brid");
    assert_eq!(answer["words"][0]["word"], "bridge");
    let none = server.get("/suggest").json();
    assert_eq!(none["words"], serde_json::json!([]));
}

/// A page as a program read it, and a picture of it that is beside it.
const SCANNED: &str = r#"<html><head><meta name="ocr-system" content="Reader"></head><body>
<div class="ocr_page" title='image "IMAGE"; bbox 0 0 600 400; ppageno 3'><p class="ocr_par">
<span class="ocr_line" title="bbox 10 60 400 80"><span class="ocrx_word" title="bbox 10 60 60 80">The</span>
<span class="ocrx_word" title="bbox 70 60 110 80">comet</span> <span class="ocrx_word" title="bbox 120 60 190 80">returned</span></span>
</p></div></body></html>"#;

#[test]
fn a_match_is_shown_on_the_scan_and_no_other_file_is() {
    const PNG: &[u8] = b"\x89PNG\r\n\x1a\nand so on";
    let archive = Archive::new();
    for (name, image) in [
        ("page", "page.png"),
        ("elsewhere", "C:\\scans\\page.png"),
        ("other-ending", "/home/reader/page.tif"),
        ("outside", "../outside.png"),
        ("absolute", "/etc/passwd"),
        ("text", "text.png"),
        ("linked", "linked.png"),
        ("folder", "folder.png"),
        ("none", ""),
    ] {
        let path = format!("scans/{name}.hocr");
        archive.write(&path, SCANNED.replace("IMAGE", image));
    }
    archive.write("scans/text.png", "A secret that is no image.");
    archive.write("scans/folder.png/x", "");
    archive.write("scans/page.png", PNG);
    archive.write("outside.png", PNG);
    #[cfg(unix)]
    std::os::unix::fs::symlink(
        archive.path("outside.png"),
        archive.path("scans/linked.png"),
    )
    .expect("linked");
    assert_eq!(archive.line("index scans").status, 0);
    let server = Server::of(&archive);
    let id = |name: &str| format!("scans%2F{name}.hocr");
    for name in ["page", "elsewhere", "other-ending"] {
        let scan = server.get(&format!("/scan/{}", id(name)));
        assert_eq!(scan.status, 200, "{name}: {}", scan.text());
        assert_eq!(scan.header("content-type"), Some("image/png"));
        assert_eq!(scan.body, PNG, "{name}");
    }
    for name in [
        "outside", "absolute", "text", "linked", "folder", "none", "nothing",
    ] {
        let scan = server.get(&format!("/scan/{}", id(name)));
        assert_eq!(scan.status, 404, "{name}: {}", scan.text());
        assert!(!scan.text().contains("secret"), "{name}");
    }
    for path in [
        "/scan/..%2Foutside.png",
        "/scan/page.png",
        "/scan/%2Fetc%2Fpasswd",
    ] {
        assert_eq!(server.get(path).status, 404, "{path}");
    }
    let page = browse(&server, &format!("/article/{}?q=comet", id("page"))).text();
    assert!(
        page.contains("<image href=\"/scan/scans%2Fpage.hocr\""),
        "{page}"
    );
    assert!(page.contains("x=\"70\" y=\"60\" width=\"40\" height=\"20\""));
    assert!(page.contains("region 70,60,40,20"));
    let page = browse(&server, &format!("/article/{}?q=comet", id("outside"))).text();
    assert!(!page.contains("<image") && page.contains("region 70,60,40,20"));
}
