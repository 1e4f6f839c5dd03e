//! `SQLite` files: the rows of their tables of articles, or of a query, are records.

use std::io;
use std::ops::ControlFlow;
use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, Statement};
use serde_json::Value;

use super::json_rows::{JsonRows, Row, text};
use crate::ingest::fields;
use crate::ingest::format;
use crate::ingest::member::{Limits, Meet, Member, Met, Source, read_bounded};
use crate::ingest::reason::Reason;
use crate::ingest::slice::ReadOptions;

/// Whether a file starts like one.
pub(in crate::ingest) fn sniff(head: &[u8]) -> bool {
    head.starts_with(b"SQLite format 3\0")
}

/// Rows by which it is told whether a table holds articles.
const LOOKED_AT: usize = 20;

/// Yields the rows of each table of articles as lines of JSON, or those that the user asks for. A file of its own is only read; what
/// comes in a stream is held in memory.
pub(in crate::ingest) fn read(
    source: &mut Source<'_>,
    limits: Limits,
    meet: &mut Meet<'_>,
) -> ControlFlow<()> {
    let options = source.options.clone();
    let opened = match source.path {
        Some(path) => open(path).map_err(|error| unreadable(&error)),
        None => read_bounded(source, limits.member_bytes)
            .and_then(|bytes| in_memory(&bytes).map_err(|error| unreadable(&error))),
    };
    let read = opened
        .and_then(|database| tables(&database, &options, meet).map_err(|error| unreadable(&error)));
    match read {
        Ok(Ok(flow)) => flow,
        Ok(Err(reason)) | Err(reason) => meet(Met::broken_off(reason)),
    }
}

fn open(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(path, flags)
}

fn in_memory(bytes: &[u8]) -> rusqlite::Result<Connection> {
    let mut database = Connection::open_in_memory()?;
    database.deserialize_read_exact(rusqlite::MAIN_DB, bytes, bytes.len(), true)?;
    Ok(database)
}

fn unreadable(error: &rusqlite::Error) -> Reason {
    Reason::Unreadable {
        problem: error.to_string(),
    }
}

type Flow = Result<ControlFlow<()>, Reason>;

fn tables(
    database: &Connection,
    options: &ReadOptions,
    meet: &mut Meet<'_>,
) -> rusqlite::Result<Flow> {
    if let Some(query) = &options.sql {
        let mut statement = database.prepare(query)?;
        if !statement.readonly() {
            return Ok(Err(Reason::Unreadable {
                problem: "the SQL query would change it".to_owned(),
            }));
        }
        return Ok(Ok(member(&mut statement, String::new(), meet)?));
    }
    let names = "select name from sqlite_schema where type in ('table', 'view') and name not like 'sqlite\\_%' escape '\\'";
    let mut names = database.prepare(names)?;
    let names = names.query_map((), |row| row.get(0))?;
    let names: Vec<String> = names.collect::<rusqlite::Result<_>>()?;
    let mut has_articles = false;
    for name in &names {
        let select = format!("select * from \"{}\"", name.replace('"', "\"\""));
        // The tables behind a full-text index may need an engine that is not there.
        let Ok(mut statement) = database.prepare(&select) else {
            continue;
        };
        let is_wanted = match &options.table {
            Some(table) => table.eq_ignore_ascii_case(name),
            None => holds_articles(&mut statement, options),
        };
        if !is_wanted {
            if meet(Met::PassedOver("table without articles")).is_break() {
                return Ok(Ok(ControlFlow::Break(())));
            }
            continue;
        }
        has_articles = true;
        if member(&mut statement, format!("!{name}"), meet)?.is_break() {
            return Ok(Ok(ControlFlow::Break(())));
        }
    }
    if has_articles {
        return Ok(Ok(ControlFlow::Continue(())));
    }
    Ok(Err(Reason::NoTable { tables: names }))
}

/// Whether one of the first rows is an article.
fn holds_articles(statement: &mut Statement<'_>, options: &ReadOptions) -> bool {
    let Ok(rows) = rows(statement) else {
        return false;
    };
    let mut looked_at = rows.take(LOOKED_AT).flatten();
    looked_at.any(|row| fields::is_article(&row, &options.map))
}

fn member(
    statement: &mut Statement<'_>,
    way: String,
    meet: &mut Meet<'_>,
) -> rusqlite::Result<ControlFlow<()>> {
    let rows = rows(statement)?;
    let bytes = Box::new(JsonRows::new(rows));
    Ok(meet(Met::Member(Member {
        format: format::by_name("jsonl"),
        ..Member::new(way, String::new(), bytes)
    })))
}

fn rows<'s>(
    statement: &'s mut Statement<'_>,
) -> rusqlite::Result<impl Iterator<Item = io::Result<Row>> + 's> {
    let columns = statement.column_names();
    let columns: Vec<String> = columns.map(str::to_owned).collect();
    let mut rows = statement.query(())?;
    Ok(std::iter::from_fn(move || {
        let row = match rows.next() {
            Ok(row) => row?,
            Err(error) => return Some(Err(io::Error::other(error))),
        };
        let values = columns.iter().enumerate().map(|(at, name)| {
            let value = row.get_ref(at).map_or(Value::Null, value);
            (name.clone(), value)
        });
        Some(Ok(values.collect()))
    }))
}

fn value(found: ValueRef<'_>) -> Value {
    match found {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => number.into(),
        ValueRef::Real(number) => number.into(),
        ValueRef::Text(bytes) => String::from_utf8_lossy(bytes).into(),
        ValueRef::Blob(bytes) => text(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file with a table of articles, one of authors, and a view.
    fn sample() -> (tempfile::TempDir, Vec<u8>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("news.db");
        let database = Connection::open(&path).unwrap();
        database
            .execute_batch(
                "create table authors (id integer, born integer); insert into authors values (1, 1962);
                 create table \"the \"\"stories\" (id integer, title text, body text, date text);
                 insert into \"the \"\"stories\" values (1, 'Bridge opens', 'It opened.', '2024-03-09'), (2, 'Ferry stops', x'4974', null);
                 create view old as select title, body from \"the \"\"stories\" where id = 1;",
            )
            .unwrap();
        drop(database);
        let bytes = std::fs::read(&path).unwrap();
        (folder, bytes)
    }

    fn met(bytes: &[u8], path: Option<&Path>, options: &ReadOptions) -> Vec<String> {
        let mut met = Vec::new();
        let limits = Limits {
            member_bytes: 1 << 20,
        };
        let mut stream = bytes;
        let mut source = Source {
            bytes: &mut stream,
            path,
            options,
        };
        let _ = read(&mut source, limits, &mut |found| {
            match found {
                Met::Member(mut member) => {
                    let mut text = String::new();
                    let read = member.bytes.read_to_string(&mut text);
                    let lines = text.lines().map(|line| format!("{} {line}", member.way));
                    met.extend(lines);
                    met.extend(read.err().map(|_| "broken".to_owned()));
                }
                Met::Refused { reason, .. } => met.push(reason.code().to_owned()),
                Met::PassedOver(what) => met.push(what.to_owned()),
                Met::Record { .. } | Met::Noted { .. } => {}
            }
            ControlFlow::Continue(())
        });
        met
    }

    #[test]
    fn rows_of_tables_and_of_queries_are_lines_of_json() {
        let (folder, bytes) = sample();
        let path = folder.path().join("news.db");
        let rows = [
            r#"!the "stories {"id":1,"title":"Bridge opens","body":"It opened.","date":"2024-03-09"}"#,
            r#"!the "stories {"id":2,"title":"Ferry stops","body":"It","date":null}"#,
        ];
        let view = r#"!old {"title":"Bridge opens","body":"It opened."}"#;
        for path in [Some(path.as_path()), None] {
            let read = |options| met(&bytes, path, &options);
            assert_eq!(
                read(ReadOptions::default()),
                ["table without articles", rows[0], rows[1], view]
            );
            let table = |name: &str| ReadOptions {
                table: Some(name.to_owned()),
                ..ReadOptions::default()
            };
            assert_eq!(read(table("OLD")).last().unwrap(), view);
            assert_eq!(read(table("none")).last().unwrap(), "no_table");
            let query = |query: &str| ReadOptions {
                sql: Some(query.to_owned()),
                ..ReadOptions::default()
            };
            assert_eq!(
                read(query("select body as text from old")),
                [r#" {"text":"It opened."}"#]
            );
            for bad in ["drop view old", "selec"] {
                assert_eq!(read(query(bad)), ["unreadable"], "{bad}");
            }
        }
    }

    #[test]
    fn damage_is_told() {
        let (_, bytes) = sample();
        for at in (0..bytes.len()).step_by(37) {
            let mut broken = bytes.clone();
            broken[at] ^= 0x55;
            met(&broken, None, &ReadOptions::default());
            met(&bytes[..at], None, &ReadOptions::default());
        }
    }
}
