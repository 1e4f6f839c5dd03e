//! Languages: their codes, their stemmers, and which one a text is in.

use frostem::{Algorithm, Stemmer};

/// A language that articles are written in, or [`Language::UNKNOWN`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Language(u8);

/// ISO 639-1 code, English name, other codes and names (ISO 639-2 and 639-3, older ones), stemmer.
type Row = (
    &'static str,
    &'static str,
    &'static [&'static str],
    Option<Algorithm>,
);

/// Part of the index format: a language's tag is its place here. Add at the end only.
const LANGUAGES: [Row; 72] = [
    (
        "",
        "unknown",
        &["und", "mul", "zxx"],
        Some(Algorithm::English),
    ),
    (
        "ar",
        "Arabic",
        &["ara", "arb", "العربية"],
        Some(Algorithm::Arabic),
    ),
    ("hy", "Armenian", &["hye", "arm"], Some(Algorithm::Armenian)),
    (
        "eu",
        "Basque",
        &["eus", "baq", "euskara"],
        Some(Algorithm::Basque),
    ),
    (
        "ca",
        "Catalan",
        &["cat", "valencian", "català"],
        Some(Algorithm::Catalan),
    ),
    (
        "cs",
        "Czech",
        &["ces", "cze", "čeština"],
        Some(Algorithm::Czech),
    ),
    ("da", "Danish", &["dan", "dansk"], Some(Algorithm::Danish)),
    (
        "nl",
        "Dutch",
        &["nld", "dut", "flemish", "nederlands"],
        Some(Algorithm::Dutch),
    ),
    ("en", "English", &["eng"], Some(Algorithm::English)),
    ("eo", "Esperanto", &["epo"], Some(Algorithm::Esperanto)),
    (
        "et",
        "Estonian",
        &["est", "ekk", "eesti"],
        Some(Algorithm::Estonian),
    ),
    ("fi", "Finnish", &["fin", "suomi"], Some(Algorithm::Finnish)),
    (
        "fr",
        "French",
        &["fra", "fre", "français", "francais"],
        Some(Algorithm::French),
    ),
    (
        "de",
        "German",
        &["deu", "ger", "deutsch"],
        Some(Algorithm::German),
    ),
    (
        "el",
        "Greek",
        &["ell", "gre", "ελληνικά"],
        Some(Algorithm::Greek),
    ),
    ("hi", "Hindi", &["hin", "हिन्दी"], Some(Algorithm::Hindi)),
    (
        "hu",
        "Hungarian",
        &["hun", "magyar"],
        Some(Algorithm::Hungarian),
    ),
    (
        "id",
        "Indonesian",
        &["ind", "in"],
        Some(Algorithm::Indonesian),
    ),
    ("ga", "Irish", &["gle", "gaeilge"], Some(Algorithm::Irish)),
    (
        "it",
        "Italian",
        &["ita", "italiano"],
        Some(Algorithm::Italian),
    ),
    (
        "lt",
        "Lithuanian",
        &["lit", "lietuvių"],
        Some(Algorithm::Lithuanian),
    ),
    ("ne", "Nepali", &["nep", "npi"], Some(Algorithm::Nepali)),
    (
        "no",
        "Norwegian",
        &["nor", "nb", "nn", "nob", "nno", "bokmal", "norsk"],
        Some(Algorithm::Norwegian),
    ),
    (
        "fa",
        "Persian",
        &["fas", "per", "pes", "prs", "farsi", "فارسی"],
        Some(Algorithm::Persian),
    ),
    ("pl", "Polish", &["pol", "polski"], Some(Algorithm::Polish)),
    (
        "pt",
        "Portuguese",
        &["por", "português", "portugues"],
        Some(Algorithm::Portuguese),
    ),
    (
        "ro",
        "Romanian",
        &["ron", "rum", "mo", "română"],
        Some(Algorithm::Romanian),
    ),
    (
        "ru",
        "Russian",
        &["rus", "русский"],
        Some(Algorithm::Russian),
    ),
    (
        "sr",
        "Serbian",
        &["srp", "sh", "српски"],
        Some(Algorithm::Serbian),
    ),
    ("st", "Sesotho", &["sot"], Some(Algorithm::Sesotho)),
    (
        "es",
        "Spanish",
        &["spa", "castilian", "español", "castellano"],
        Some(Algorithm::Spanish),
    ),
    (
        "sv",
        "Swedish",
        &["swe", "svenska"],
        Some(Algorithm::Swedish),
    ),
    ("ta", "Tamil", &["tam"], Some(Algorithm::Tamil)),
    (
        "tr",
        "Turkish",
        &["tur", "türkçe"],
        Some(Algorithm::Turkish),
    ),
    (
        "uk",
        "Ukrainian",
        &["ukr", "українська"],
        Some(Algorithm::Ukrainian),
    ),
    ("yi", "Yiddish", &["yid", "ji"], Some(Algorithm::Yiddish)),
    (
        "zh",
        "Chinese",
        &["zho", "chi", "cmn", "yue", "mandarin", "cn", "中文"],
        None,
    ),
    ("ja", "Japanese", &["jpn", "jp", "日本語"], None),
    ("ko", "Korean", &["kor", "한국어"], None),
    ("th", "Thai", &["tha", "ไทย"], None),
    ("he", "Hebrew", &["heb", "iw", "עברית"], None),
    ("vi", "Vietnamese", &["vie"], None),
    ("bg", "Bulgarian", &["bul", "български"], None),
    ("hr", "Croatian", &["hrv", "hrvatski"], None),
    ("sk", "Slovak", &["slk", "slo", "slovenčina"], None),
    ("sl", "Slovenian", &["slv", "slovene", "slovenščina"], None),
    ("mk", "Macedonian", &["mkd", "mac"], None),
    ("be", "Belarusian", &["bel"], None),
    ("lv", "Latvian", &["lav", "lvs", "latviešu"], None),
    ("ka", "Georgian", &["kat", "geo"], None),
    ("az", "Azerbaijani", &["aze"], None),
    ("uz", "Uzbek", &["uzb"], None),
    ("kk", "Kazakh", &["kaz"], None),
    ("bn", "Bengali", &["ben"], None),
    ("ur", "Urdu", &["urd"], None),
    ("pa", "Punjabi", &["pan"], None),
    ("gu", "Gujarati", &["guj"], None),
    ("mr", "Marathi", &["mar"], None),
    ("te", "Telugu", &["tel"], None),
    ("kn", "Kannada", &["kan"], None),
    ("ml", "Malayalam", &["mal"], None),
    ("si", "Sinhala", &["sin", "sinhalese"], None),
    ("my", "Burmese", &["mya", "bur"], None),
    ("km", "Khmer", &["khm"], None),
    ("lo", "Lao", &[], None),
    ("am", "Amharic", &["amh"], None),
    ("sw", "Swahili", &["swa", "swh"], None),
    ("tl", "Tagalog", &["tgl", "fil", "filipino"], None),
    ("af", "Afrikaans", &["afr"], None),
    ("cy", "Welsh", &["cym", "wel"], None),
    ("is", "Icelandic", &["isl", "ice"], None),
    ("ms", "Malay", &["msa", "may"], None),
];

impl Language {
    /// Not known, or not in the table. Its words are stemmed as English, the language of many texts that are too short to
    /// tell. A query for them is stemmed the same way, so every word still finds itself.
    pub const UNKNOWN: Self = Self(0);

    /// Every language we name, [`Self::UNKNOWN`] left out.
    pub fn all() -> impl Iterator<Item = Self> {
        (1..=u8::MAX).take(LANGUAGES.len() - 1).map(Self)
    }

    /// From a code as sources declare it: `en`, `en-GB`, `en_US.UTF-8`, `eng`, `English (US)` or `Français`.
    pub fn from_code(code: &str) -> Option<Self> {
        let code = code.trim().to_lowercase();
        let main = code.split(['-', '_', ',', ';', '@', '.', ' ']).next()?;
        Self::all().find(|language| {
            let (short, name, others, _) = language.row();
            short == main || others.contains(&main) || name.eq_ignore_ascii_case(main)
        })
    }

    /// ISO 639-1; empty for [`Self::UNKNOWN`].
    pub fn code(self) -> &'static str {
        self.row().0
    }

    /// In English: `French`, `unknown`.
    pub fn name(self) -> &'static str {
        self.row().1
    }

    /// Its place in the table.
    pub(super) fn ordinal(self) -> u8 {
        self.0
    }

    pub(super) fn stemmer(self) -> Option<Stemmer> {
        self.row().3.map(Stemmer::new)
    }

    /// The character that tells stems of one stemmer from another's. Languages without one share it, so that a
    /// query needs one term for all of them.
    pub fn stem_tag(self) -> char {
        let stemmer = self.row().3;
        let first = LANGUAGES.iter().position(|row| row.3 == stemmer);
        char::from(b' ' + u8::try_from(first.unwrap_or(0)).unwrap_or(0))
    }

    /// A language whose stems have this [`Self::stem_tag`].
    pub(super) fn from_stem_tag(tag: char) -> Option<Self> {
        let ordinal = u8::try_from(tag).ok()?.checked_sub(b' ')?;
        (usize::from(ordinal) < LANGUAGES.len()).then_some(Self(ordinal))
    }

    /// Whether a semicolon is its question mark.
    pub(super) fn asks_with_semicolon(self) -> bool {
        self.code() == "el"
    }

    /// Whether a number and a full stop are an ordinal: `am 3. Oktober`.
    pub(super) fn has_dotted_ordinals(self) -> bool {
        matches!(
            self.code(),
            "de" | "da"
                | "no"
                | "fi"
                | "cs"
                | "sk"
                | "hu"
                | "pl"
                | "et"
                | "lv"
                | "hr"
                | "sl"
                | "sr"
                | "tr"
        )
    }

    /// The letters with accents that its spelling has, of those that its stemmer tells from the letters without.
    pub(super) fn accents(self) -> &'static [char] {
        match self.code() {
            "ca" => &['à', 'ç', 'è', 'é', 'í', 'ï', 'ò', 'ó', 'ú', 'ü'],
            "cs" => &[
                'á', 'č', 'ď', 'é', 'ě', 'í', 'ň', 'ó', 'ř', 'š', 'ť', 'ú', 'ů', 'ý', 'ž',
            ],
            "da" | "no" => &['å', 'ø', 'é'],
            "de" => &['ä', 'ö', 'ü'],
            "el" => &['ά', 'έ', 'ή', 'ί', 'ό', 'ύ', 'ώ', 'ϊ', 'ϋ'],
            "eo" => &['ĉ', 'ĝ', 'ĥ', 'ĵ', 'ŝ', 'ŭ'],
            "es" => &['á', 'é', 'í', 'ó', 'ú', 'ü', 'ñ'],
            "et" => &['ä', 'õ', 'ö', 'ü', 'š', 'ž'],
            "eu" => &['ñ', 'ü'],
            "fi" | "sv" => &['å', 'ä', 'ö'],
            "fr" => &['à', 'â', 'ç', 'é', 'è', 'ê', 'ë', 'î', 'ï', 'ô', 'ù', 'û'],
            "ga" => &['á', 'é', 'í', 'ó', 'ú'],
            "hu" => &['á', 'é', 'í', 'ó', 'ö', 'ő', 'ú', 'ü', 'ű'],
            "it" => &['à', 'è', 'é', 'ì', 'ò', 'ù'],
            "lt" => &['ą', 'č', 'ę', 'ė', 'į', 'š', 'ų', 'ū', 'ž'],
            "nl" => &['é', 'è', 'ë', 'ï', 'ö', 'ü'],
            "pl" => &['ą', 'ć', 'ę', 'ł', 'ń', 'ó', 'ś', 'ź', 'ż'],
            "pt" => &['á', 'â', 'ã', 'à', 'ç', 'é', 'ê', 'í', 'ó', 'ô', 'õ', 'ú'],
            "ro" => &['ă', 'â', 'î', 'ș', 'ț', 'ş', 'ţ'],
            "ru" => &['ё'],
            "sq" => &['ë', 'ç'],
            "sr" => &['č', 'ć', 'đ', 'š', 'ž'],
            "tr" => &['ç', 'ğ', 'ı', 'ö', 'ş', 'ü'],
            _ => &[],
        }
    }

    fn row(self) -> Row {
        LANGUAGES
            .get(usize::from(self.0))
            .copied()
            .unwrap_or(LANGUAGES[0])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_names() {
        let cases = [
            ("en", "en"),
            ("en-GB", "en"),
            ("EN_us", "en"),
            ("eng", "en"),
            ("English", "en"),
            ("nb", "no"),
            ("zh-Hans-CN", "zh"),
            ("cmn", "zh"),
            ("iw", "he"),
            ("ger", "de"),
            ("en-US,en;q=0.9", "en"),
            ("English (US)", "en"),
            ("Deutsch", "de"),
            ("fr_FR.UTF-8", "fr"),
            ("Français", "fr"),
            ("中文", "zh"),
        ];
        for (text, code) in cases {
            assert_eq!(
                Language::from_code(text).map(Language::code),
                Some(code),
                "{text}"
            );
        }
        for text in ["", "-", "xx", "klingon", "unknown", "und", "mul", "☃"] {
            assert_eq!(Language::from_code(text), None, "{text}");
        }
    }

    #[test]
    fn no_name_stands_twice() {
        let mut seen = std::collections::HashSet::new();
        for (short, name, others, _) in LANGUAGES {
            for known in std::iter::once(short).chain(others.iter().copied()) {
                assert!(seen.insert(known), "`{known}` stands twice");
            }
            assert!(
                !others.contains(&name.to_lowercase().as_str()),
                "`{name}` stands twice"
            );
        }
    }

    #[test]
    fn tags_are_told_apart() {
        for language in Language::all().chain([Language::UNKNOWN]) {
            let tag = language.stem_tag();
            assert!(matches!(tag, ' '..='~'));
            assert_eq!(
                Language::from_stem_tag(tag).map(Language::stem_tag),
                Some(tag)
            );
            assert_eq!(
                Language::all()
                    .filter(|other| other.code() == language.code())
                    .count(),
                usize::from(language.0 > 0)
            );
        }
        assert_eq!(Language::from_stem_tag('\u{7f}'), None);
        assert_eq!(Language::from_stem_tag('é'), None);
    }

    #[test]
    fn every_stemmer_of_a_living_language_is_used() {
        let historical = ["dutch_porter", "earlymodernenglish", "lovins", "porter"];
        for algorithm in Algorithm::all() {
            let used = LANGUAGES.iter().any(|row| row.3 == Some(*algorithm));
            assert!(
                used || historical.contains(&algorithm.name()),
                "{}",
                algorithm.name()
            );
        }
    }
}
