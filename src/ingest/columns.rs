//! What the columns of a table hold: whether its first row names them, and their names where none does.

use serde_json::Value;

use super::fields::{self, FieldMap};
use crate::dates::written;

/// Whether a row names columns: one of the names is known, and none is prose.
pub(super) fn is_header(names: &[String], map: &FieldMap) -> bool {
    let known = |name: &String| {
        fields::recognise(name).is_some() || map.pairs.iter().any(|pair| pair.path == *name)
    };
    names.iter().any(known) && !names.iter().any(|name| is_prose(name))
}

/// Whether a row that names no known column holds values: a number, a date, an address, prose.
pub(super) fn is_row(cells: &[String]) -> bool {
    cells
        .iter()
        .any(|cell| is_number(cell) || is_address(cell) || is_prose(cell) || is_date(cell))
}

/// Names for the columns of these rows. The text is the column with the most prose, the headline the longest of the others
/// that hold words; a date and an address are known by their look.
pub(super) fn names(rows: &[Vec<String>]) -> Vec<String> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut names: Vec<String> = (1..=columns)
        .map(|column| format!("column {column}"))
        .collect();
    let cells = |column: usize| {
        rows.iter()
            .filter_map(move |row| row.get(column))
            .filter(|cell| !cell.trim().is_empty())
    };
    let most = |column: usize, test: fn(&str) -> bool| {
        let all = cells(column).count();
        all > 0 && cells(column).filter(|cell| test(cell)).count() * 5 >= all * 4
    };
    let letters = |column: usize| cells(column).map(String::len).sum::<usize>();
    let mut free: Vec<usize> = (0..columns).collect();
    let mut take = |free: &mut Vec<usize>, name: &str, chosen: Option<usize>| {
        if let Some(column) = chosen {
            free.retain(|other| *other != column);
            name.clone_into(&mut names[column]);
        }
    };
    let dated = free.iter().copied().find(|column| most(*column, is_date));
    take(&mut free, "date", dated);
    let address = free
        .iter()
        .copied()
        .find(|column| most(*column, is_address));
    take(&mut free, "url", address);
    let prose = |column: &usize| {
        cells(*column)
            .map(|cell| fields::prose(&Value::from(cell.as_str())))
            .sum::<usize>()
    };
    let worded = |column: &usize| most(*column, |cell| cell.chars().any(char::is_alphabetic));
    let text = free
        .iter()
        .copied()
        .filter(worded)
        .max_by_key(|column| (prose(column), letters(*column)));
    take(&mut free, "body", text);
    let title = free
        .iter()
        .copied()
        .filter(worded)
        .max_by_key(|column| letters(*column));
    take(&mut free, "title", title);
    names
}

fn is_prose(cell: &str) -> bool {
    fields::prose(&Value::from(cell)) > 0
}

fn is_number(cell: &str) -> bool {
    let bare = cell.trim().trim_start_matches(['-', '+']);
    !bare.is_empty()
        && bare
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.')
}

fn is_address(cell: &str) -> bool {
    let cell = cell.trim();
    (cell.starts_with("http://") || cell.starts_with("https://")) && !cell.contains(' ')
}

fn is_date(cell: &str) -> bool {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    !is_number(cell)
        && (3..=20).contains(&digits)
        && cell.len() <= 40
        && written::read(cell.trim(), None, None).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|cell| (*cell).to_owned()).collect()
    }

    #[test]
    fn headers_are_told_from_rows() {
        let map = FieldMap {
            pairs: vec!["body=COPY".parse().unwrap()],
        };
        assert!(is_header(&row(&["id", "x"]), &map));
        assert!(is_header(&row(&["n", "COPY"]), &map));
        assert!(!is_header(&row(&["day", "visits"]), &map));
        assert!(!is_header(
            &row(&["Media", "The council voted to close it."]),
            &map
        ));
        assert!(!is_row(&row(&["day", "visits"])));
        for cells in [
            ["7", "x"],
            ["x", "https://a.example"],
            ["9 March 2024", "x"],
        ] {
            assert!(is_row(&row(&cells)), "{cells:?}");
        }
    }

    #[test]
    fn columns_are_named_by_what_they_hold() {
        let rows = [
            row(&[
                "https://a.example/1",
                "Bridge shut",
                "The council voted to close the bridge.",
                "9 March 2024",
                "Harbour",
            ]),
            row(&[
                "https://a.example/2",
                "Ferry late again",
                "The ferry was late for the third time.",
                "10 March 2024",
                "Sea",
            ]),
        ];
        assert_eq!(names(&rows), ["url", "title", "body", "date", "column 5"]);
        assert_eq!(names(&[row(&["One", "Two"])]).len(), 2);
        assert!(names(&[]).is_empty());
    }
}
