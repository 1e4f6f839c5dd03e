//! Declared languages (`en_GB`, `English`, `eng`) as ISO 639-1 codes.

/// Two-letter code, three-letter codes (terminological, bibliographic), names in English and in itself, lower case.
const LANGUAGES: &[(&str, &[&str])] = &[
    ("ar", &["ara", "arabic", "العربية"]),
    ("bg", &["bul", "bulgarian", "български"]),
    ("bn", &["ben", "bengali"]),
    ("ca", &["cat", "catalan", "català"]),
    ("cs", &["ces", "cze", "czech", "čeština"]),
    ("cy", &["cym", "wel", "welsh"]),
    ("da", &["dan", "danish", "dansk"]),
    ("de", &["deu", "ger", "german", "deutsch"]),
    ("el", &["ell", "gre", "greek", "ελληνικά"]),
    ("en", &["eng", "english"]),
    ("es", &["spa", "spanish", "español", "castellano"]),
    ("et", &["est", "estonian", "eesti"]),
    ("eu", &["eus", "baq", "basque", "euskara"]),
    ("fa", &["fas", "per", "persian", "farsi", "فارسی"]),
    ("fi", &["fin", "finnish", "suomi"]),
    ("fr", &["fra", "fre", "french", "français", "francais"]),
    ("ga", &["gle", "irish", "gaeilge"]),
    ("he", &["heb", "iw", "hebrew", "עברית"]),
    ("hi", &["hin", "hindi", "हिन्दी"]),
    ("hr", &["hrv", "croatian", "hrvatski"]),
    ("hu", &["hun", "hungarian", "magyar"]),
    ("hy", &["hye", "arm", "armenian"]),
    ("id", &["ind", "in", "indonesian"]),
    ("is", &["isl", "ice", "icelandic"]),
    ("it", &["ita", "italian", "italiano"]),
    ("ja", &["jpn", "jp", "japanese", "日本語"]),
    ("ko", &["kor", "korean", "한국어"]),
    ("lt", &["lit", "lithuanian", "lietuvių"]),
    ("lv", &["lav", "latvian", "latviešu"]),
    ("ms", &["msa", "may", "malay"]),
    ("nl", &["nld", "dut", "dutch", "nederlands"]),
    (
        "no",
        &["nor", "nob", "nno", "nb", "nn", "norwegian", "norsk"],
    ),
    ("pl", &["pol", "polish", "polski"]),
    ("pt", &["por", "portuguese", "português", "portugues"]),
    ("ro", &["ron", "rum", "romanian", "română"]),
    ("ru", &["rus", "russian", "русский"]),
    ("sk", &["slk", "slo", "slovak", "slovenčina"]),
    ("sl", &["slv", "slovenian", "slovene", "slovenščina"]),
    ("sr", &["srp", "serbian", "српски"]),
    ("sv", &["swe", "swedish", "svenska"]),
    ("ta", &["tam", "tamil"]),
    ("th", &["tha", "thai", "ไทย"]),
    ("tr", &["tur", "turkish", "türkçe"]),
    ("uk", &["ukr", "ukrainian", "українська"]),
    ("ur", &["urd", "urdu"]),
    ("vi", &["vie", "vietnamese"]),
    ("yi", &["yid", "ji", "yiddish"]),
    ("zh", &["zho", "chi", "cmn", "cn", "chinese", "中文"]),
];

/// The ISO 639-1 code of a declared language; `None` where the declaration says nothing we know.
///
/// A two-letter code that is not in our table is taken as it is.
pub(crate) fn code(declared: &str) -> Option<&'static str> {
    let declared = declared.trim().to_lowercase();
    let main = declared.split(['-', '_', ',', ';', '@', '.', ' ']).next()?;
    let known = LANGUAGES
        .iter()
        .find(|(code, names)| *code == main || names.contains(&main));
    known.map(|(code, _)| *code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_become_codes() {
        let cases = [
            ("en", Some("en")),
            ("EN", Some("en")),
            ("en-GB", Some("en")),
            ("en_US", Some("en")),
            ("en-US,en;q=0.9", Some("en")),
            ("English", Some("en")),
            ("English (US)", Some("en")),
            ("eng", Some("en")),
            ("ger", Some("de")),
            ("Deutsch", Some("de")),
            ("fr_FR.UTF-8", Some("fr")),
            ("Français", Some("fr")),
            ("zh-Hans", Some("zh")),
            ("zh_CN", Some("zh")),
            ("ja-JP", Some("ja")),
            ("nb-NO", Some("no")),
            ("iw", Some("he")),
            ("", None),
            ("und", None),
            ("xx", None),
            ("mul", None),
            ("☃", None),
        ];
        for (declared, expected) in cases {
            assert_eq!(code(declared), expected, "{declared}");
        }
    }

    #[test]
    fn no_name_stands_twice() {
        let mut seen = std::collections::HashSet::new();
        for name in LANGUAGES
            .iter()
            .flat_map(|(code, names)| std::iter::once(code).chain(*names))
        {
            assert!(seen.insert(name), "`{name}` stands twice");
        }
    }
}
