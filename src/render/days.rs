//! Days from one to another, as people write them.

use jiff::civil::Date;

/// `12 Mar 2024`, `12–13 Mar 2024`, `28 Feb – 2 Mar 2024`; months and years that are whole without their days: `Mar 2024`,
/// `1890–1891`.
pub fn days(first: Date, last: Date) -> String {
    let begins_month = first.day() == 1 && last == last.last_of_month();
    let (year, month) = (
        |day: Date| day.year().to_string(),
        |day: Date| MONTHS[usize::from(day.month().unsigned_abs()).saturating_sub(1) % 12],
    );
    let is_one_year = first.year() == last.year();
    let is_one_month = is_one_year && first.month() == last.month();
    if begins_month && first.month() == 1 && last.month() == 12 {
        return if is_one_year {
            year(first)
        } else {
            format!("{}–{}", year(first), year(last))
        };
    }
    let whole = |day: Date, with_year: bool| {
        let number = if begins_month {
            String::new()
        } else {
            format!("{} ", day.day())
        };
        let of_year = if with_year {
            format!(" {}", day.year())
        } else {
            String::new()
        };
        format!("{number}{}{of_year}", month(day))
    };
    if first == last || is_one_month && begins_month {
        whole(last, true)
    } else if is_one_month {
        format!("{}–{}", first.day(), whole(last, true))
    } else {
        format!("{} – {}", whole(first, !is_one_year), whole(last, true))
    }
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_as_short_as_they_can_be() {
        for (first, last, shown) in [
            ("2024-03-12", "2024-03-12", "12 Mar 2024"),
            ("2024-03-12", "2024-03-13", "12–13 Mar 2024"),
            ("2024-02-28", "2024-03-02", "28 Feb – 2 Mar 2024"),
            ("2023-12-31", "2024-01-01", "31 Dec 2023 – 1 Jan 2024"),
            ("2024-03-01", "2024-03-31", "Mar 2024"),
            ("2024-02-01", "2024-03-31", "Feb – Mar 2024"),
            ("1890-01-01", "1890-12-31", "1890"),
            ("1890-01-01", "1891-12-31", "1890–1891"),
            ("1890-12-01", "1891-01-31", "Dec 1890 – Jan 1891"),
        ] {
            let [first, last] = [first, last].map(|day| day.parse().unwrap());
            assert_eq!(days(first, last), shown);
        }
    }
}
