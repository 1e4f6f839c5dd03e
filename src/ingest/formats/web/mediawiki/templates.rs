//! Templates of wikis that stand in sentences: what they show. All others show boxes, notes and pictures.

/// What a template shows.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Shown {
    Nothing,
    Text(String),
    /// The day of a report, as `Wikinews` has it.
    Date(String),
}

/// Templates that name the day of a report.
const DATES: &[&str] = &[
    "date", "datum", "fecha", "data", "дата", "日付", "날짜", "byline",
];

/// Templates that show their first value.
const FIRST: &[&str] = &[
    "abbr",
    "nowrap",
    "nobr",
    "small",
    "big",
    "quote",
    "cquote",
    "blockquote",
    "sic",
    "em",
    "strong",
    "sc",
    "smallcaps",
    "tooltip",
    "as written",
    "val",
    "ill",
    "interlanguage link",
    "sup",
    "sub",
    "keypress",
    "code",
    "mono",
    "center",
    "pull quote",
    "rquote",
];

/// Templates that show their last value.
const LAST: &[&str] = &[
    "w",
    "lang",
    "lang-en",
    "langx",
    "transl",
    "transliteration",
    "wt",
    "wikt-lang",
    "link",
    "color",
    "font",
];

/// What a template shows, by its name and its values.
#[expect(clippy::too_many_lines, reason = "a table of names")]
pub(super) fn shown(parts: &[&str]) -> Shown {
    let name = parts
        .first()
        .copied()
        .unwrap_or_default()
        .trim()
        .to_lowercase()
        .replace('_', " ");
    let values = parts.get(1..).unwrap_or_default();
    let positional = || {
        values
            .iter()
            .map(|value| value.trim())
            .filter(|value| !is_named(value) && !value.is_empty())
    };
    let named = |wanted: &str| {
        let value = values.iter().find_map(|value| {
            let (name, value) = value.split_once('=')?;
            name.trim()
                .eq_ignore_ascii_case(wanted)
                .then(|| value.trim().to_owned())
        });
        value.filter(|value| !value.is_empty())
    };
    let text = |text: Option<String>| text.map_or(Shown::Nothing, Shown::Text);
    if DATES.contains(&name.as_str()) {
        let date = named("date").or_else(|| positional().next().map(str::to_owned));
        return date
            .filter(|date| date.bytes().any(|byte| byte.is_ascii_digit()))
            .map_or(Shown::Nothing, Shown::Date);
    }
    if FIRST.contains(&name.as_str()) {
        return text(
            named("1")
                .or_else(|| named("text"))
                .or_else(|| named("quote"))
                .or_else(|| positional().next().map(str::to_owned)),
        );
    }
    if LAST.contains(&name.as_str()) {
        return text(named("2").or_else(|| positional().next_back().map(str::to_owned)));
    }
    match name.as_str() {
        // A language in the name: `lang-fr`.
        _ if name.starts_with("lang-") => text(positional().next().map(str::to_owned)),
        "convert" | "cvt" => {
            let values: Vec<&str> = positional().take(2).collect();
            text(Some(values.join(" ")))
        }
        "circa" | "c." => text(Some(format!(
            "c. {}",
            positional().next().unwrap_or_default()
        ))),
        "as of" => text(Some(format!(
            "As of {}",
            positional().collect::<Vec<_>>().join("-")
        ))),
        "ndash" | "–" | "spnd" | "spaced ndash" => text(Some(" – ".to_owned())),
        "mdash" | "—" | "spaced mdash" => text(Some(" — ".to_owned())),
        "'" | "okina" => text(Some("'".to_owned())),
        "!" => text(Some("|".to_owned())),
        "nbsp" | "space" => text(Some(" ".to_owned())),
        _ => Shown::Nothing,
    }
}

/// Whether a value has a name before it: `date=1 May`.
fn is_named(value: &str) -> bool {
    value.split_once('=').is_some_and(|(name, _)| {
        !name.trim().is_empty()
            && name
                .trim()
                .chars()
                .all(|ch| ch.is_alphanumeric() || " _-".contains(ch))
    })
}
