//! Numbers as newspapers write them: where one ends, and its one form.
//!
//! | text | word | |
//! |---|---|---|
//! | `1,200` `1'200` `1,200.50` | `1200` `1200` `1200.50` | thousands go, decimals stay |
//! | `1.234.567` `1.234,5` | `1234567` `1234.5` | the same, as most of Europe writes it |
//! | `4.2` `1.200` `3,5` | `4.2` `1.200` `3.5` | one full stop or comma is a decimal one |
//! | `9/11` `24/7` `3:30` `3:30:05` | as they stand | two short numbers; a time of day |
//! | `15.03.2024` `2024/03/15` `16:9` | three words, three, two | else the parts, so that the year is found |
//!
//! Letters that follow belong to the word: `4.2bn`, `21st`, `90s`. Signs of money, `%` and dashes do not.

/// Bytes of the longest word, be it a number or not: a longer one would be too long for the index, and is cut.
pub(super) const LONGEST_WORD_BYTES: usize = 200;

/// What stands at the first digit of a number.
pub(super) struct Number {
    /// Where its first word ends.
    pub(super) end: usize,
    /// Numbers that begin before this byte are mere digits: groups that made no number together.
    pub(super) plain_until: usize,
    /// Numbers that begin before this byte take no `/` and no `:`: parts of a longer chain.
    pub(super) unpaired_until: usize,
}

/// The end of the ASCII digits at `start`, at most a word's length away.
pub(super) fn digits_end(bytes: &[u8], start: usize) -> usize {
    let rest = bytes.get(start..).unwrap_or_default();
    start
        + rest
            .iter()
            .take(LONGEST_WORD_BYTES)
            .take_while(|byte| byte.is_ascii_digit())
            .count()
}

/// Reads the number whose first digit is at `start`; `paired` if `/` and `:` may be part of it.
pub(super) fn scan(bytes: &[u8], start: usize, paired: bool) -> Number {
    let mut unpaired_until = 0;
    if paired {
        let end = chain_end(bytes, start, b",.'/:");
        let chain = bytes.get(start..end).unwrap_or_default();
        if is_pair(chain) || is_time(chain) {
            return Number {
                end,
                plain_until: 0,
                unpaired_until: 0,
            };
        }
        unpaired_until = end;
    }
    let end = chain_end(bytes, start, b",.'");
    if decimal_at(bytes.get(start..end).unwrap_or_default()).is_some() {
        return Number {
            end,
            plain_until: 0,
            unpaired_until,
        };
    }
    Number {
        end: digits_end(bytes, start),
        plain_until: end,
        unpaired_until,
    }
}

/// The end of the groups of digits from `start` that are joined by one of `signs` each.
pub(super) fn chain_end(bytes: &[u8], start: usize, signs: &[u8]) -> usize {
    let mut end = digits_end(bytes, start);
    while bytes.get(end).is_some_and(|byte| signs.contains(byte)) {
        let next = digits_end(bytes, end + 1);
        if next == end + 1 || next - start > LONGEST_WORD_BYTES {
            break;
        }
        end = next;
    }
    end
}

/// `9/11`: two numbers of at most two digits.
fn is_pair(chain: &[u8]) -> bool {
    let mut parts = chain.split(|&byte| byte == b'/');
    let is_short = |part: Option<&[u8]>| {
        part.is_some_and(|part| part.len() <= 2 && part.iter().all(u8::is_ascii_digit))
    };
    is_short(parts.next()) && is_short(parts.next()) && parts.next().is_none()
}

/// `3:30` or `3:30:05`.
fn is_time(chain: &[u8]) -> bool {
    let mut parts = chain.split(|&byte| byte == b':');
    let hours = parts
        .next()
        .is_some_and(|hours| hours.len() <= 2 && hours.iter().all(u8::is_ascii_digit));
    let rest = memchr::memchr_iter(b':', chain).count();
    hours
        && (1..=2).contains(&rest)
        && parts.all(|part| part.len() == 2 && part.iter().all(u8::is_ascii_digit))
}

/// Where the decimal sign stands in a chain of groups (its length if there is none); `None` if the
/// chain is not one number.
fn decimal_at(chain: &[u8]) -> Option<usize> {
    let Some(first) = chain.iter().position(|byte| !byte.is_ascii_digit()) else {
        return Some(chain.len());
    };
    let last = chain.iter().rposition(|byte| !byte.is_ascii_digit())?;
    let sign = chain[first];
    let decimals = chain.len() - last - 1;
    if first == last {
        return match sign {
            b'.' => Some(last),
            _ if is_grouped(chain, sign) => Some(chain.len()),
            b',' if decimals <= 2 => Some(last),
            _ => None,
        };
    }
    if is_grouped(chain, sign) {
        return Some(chain.len());
    }
    let is_decimal =
        chain[last] != sign && (chain[last] == b'.' || chain[last] == b',' && decimals <= 2);
    (is_decimal && is_grouped(&chain[..last], sign)).then_some(last)
}

/// Groups of three after a first one of one to three digits.
fn is_grouped(digits: &[u8], sign: u8) -> bool {
    let mut groups = digits.split(|&byte| byte == sign);
    groups
        .next()
        .is_some_and(|first| (1..=3).contains(&first.len()))
        && groups.all(|group| group.len() == 3 && group.iter().all(u8::is_ascii_digit))
}

/// The one form of a number's text, letters after it included.
pub(super) fn normal_form(word: &str) -> String {
    let number_end = scan(word.as_bytes(), 0, true).end;
    let (number, rest) = word.split_at_checked(number_end).unwrap_or((word, ""));
    if number.contains(['/', ':']) {
        return word.to_owned();
    }
    let decimal = decimal_at(number.as_bytes()).unwrap_or(number.len());
    let mut form = String::with_capacity(word.len());
    for (at, c) in number.char_indices() {
        if at == decimal {
            form.push('.');
        } else if c.is_ascii_digit() {
            form.push(c);
        }
    }
    form + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_one_end_and_one_form() {
        let cases = [
            ("1,200", "1200"),
            ("1,200,000 people", "1200000"),
            ("1,200.50", "1200.50"),
            ("1'200", "1200"),
            ("1.234.567", "1234567"),
            ("1.234.567,89", "1234567.89"),
            ("1.234,5", "1234.5"),
            ("4.2bn", "4.2"),
            ("1.200", "1.200"),
            ("3,5", "3.5"),
            ("1234,567", "1234"),
            ("9/11", "9/11"),
            ("2024/25", "2024"),
            ("1,850/1,880", "1850"),
            ("1/2/3", "1"),
            ("3:30,4:30", "3"),
            ("3:30", "3:30"),
            ("3:30:05", "3:30:05"),
            ("16:9", "16"),
            ("15.03.2024", "15"),
            ("192.168.1.10", "192"),
            ("7.", "7"),
            ("7,", "7"),
            ("1,2,3", "1"),
        ];
        for (text, form) in cases {
            let end = scan(text.as_bytes(), 0, true).end;
            assert_eq!(normal_form(&text[..end]), form, "{text}");
        }
    }
}
