//! Languages: their codes, their stemmers, and which one a text is in.

use std::sync::LazyLock;

use frostem::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;

use super::words::is_unspaced;

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
    /// Not known, or not one of ours. Its words are stemmed as English, which many short texts that are too
    /// little to tell are in; a query for them is stemmed the same way, so every word still finds itself.
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
    pub(super) fn stem_tag(self) -> char {
        let stemmer = self.row().3;
        let first = LANGUAGES.iter().position(|row| row.3 == stemmer);
        char::from(b' ' + u8::try_from(first.unwrap_or(0)).unwrap_or(0))
    }

    /// A language whose stems have this [`Self::stem_tag`].
    pub(super) fn from_stem_tag(tag: char) -> Option<Self> {
        let ordinal = u8::try_from(tag).ok()?.checked_sub(b' ')?;
        (usize::from(ordinal) < LANGUAGES.len()).then_some(Self(ordinal))
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

    fn row(self) -> Row {
        LANGUAGES
            .get(usize::from(self.0))
            .copied()
            .unwrap_or(LANGUAGES[0])
    }
}

/// Bytes of text that are looked at: enough for any language that newspapers use.
const SAMPLE_BYTES: usize = 500;
/// Latin, Cyrillic, Arabic and Devanagari letters that make a guess worth something.
const LEAST_LETTERS: usize = 25;

/// The language of a text, from a sample after its dateline; `None` where that is too little to tell.
///
/// First by script, then by the commonest words of the large languages, then by `whatlang`'s
/// trigrams.
pub fn detect(text: &str) -> Option<Language> {
    let sample = sample(text);
    let scripts = Scripts::of(sample);
    if let Some(language) = scripts.language() {
        return Language::from_code(language);
    }
    if scripts.letters < LEAST_LETTERS {
        return None;
    }
    if scripts.latin * 2 > scripts.letters
        && let Some(language) = by_function_words(sample)
    {
        return Language::from_code(language);
    }
    let guess = whatlang::detect(sample).filter(whatlang::Info::is_reliable)?;
    Language::from_code(guess.lang().code())
}

/// Past the dateline, if there is one: `LONDON, March 3 (Reuters) - ` says nothing of the language.
fn sample(text: &str) -> &str {
    let text = text.trim_start();
    let head = text.get(..text.floor_char_boundary(80)).unwrap_or("");
    let dateline = [" - ", " -- ", " — ", " – "]
        .iter()
        .filter_map(|dash| Some(head.find(dash)? + dash.len()))
        .min();
    let rest = text.get(dateline.unwrap_or(0)..).unwrap_or("");
    let rest = if rest.len() < SAMPLE_BYTES / 4 {
        text
    } else {
        rest
    };
    rest.get(..rest.floor_char_boundary(SAMPLE_BYTES))
        .unwrap_or("")
}

/// How many letters of a sample are of which script.
#[derive(Default)]
struct Scripts {
    letters: usize,
    latin: usize,
    han: usize,
    kana: usize,
    hangul: usize,
    unspaced: usize,
    thai: usize,
    greek: usize,
}

impl Scripts {
    fn of(sample: &str) -> Self {
        let mut scripts = Self::default();
        for c in sample.chars() {
            let count = match c {
                'a'..='z' | 'A'..='Z' | 'À'..='ɏ' | 'Ḁ'..='ỿ' => &mut scripts.latin,
                '\u{0}'..='\u{bf}' => continue,
                'Ͱ'..='Ͽ' | 'ἀ'..='῾' => &mut scripts.greek,
                '가'..='힣' => &mut scripts.hangul,
                'ぁ'..='ヿ' => &mut scripts.kana,
                '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}' => &mut scripts.han,
                '\u{e01}'..='\u{e3a}' | '\u{e40}'..='\u{e4e}' => &mut scripts.thai,
                _ if is_unspaced(c) => &mut scripts.unspaced,
                _ if c.is_alphabetic() => {
                    scripts.letters += 1;
                    continue;
                }
                _ => continue,
            };
            *count += 1;
            scripts.letters += 1;
        }
        scripts
    }

    /// The language, where the script says it. Han and kana tell it from few letters.
    fn language(&self) -> Option<&'static str> {
        let most = |count: usize| count > 1 && count * 2 > self.letters;
        if most(self.han + self.kana) {
            // Japanese news has a quarter to a half of kana; a Chinese text may quote a name.
            return Some(if self.kana * 10 > self.han {
                "ja"
            } else {
                "zh"
            });
        }
        [(self.hangul, "ko"), (self.thai, "th"), (self.greek, "el")]
            .into_iter()
            .find(|&(count, _)| most(count))
            .map(|(_, language)| language)
    }
}

/// The commonest words of the large languages in Latin script; a word may be in several.
const FUNCTION_WORDS: [(&str, &str); 8] = [
    (
        "en",
        "the of to and in a is that for on with said has was by as at from it its his he be are this but have which not an would \
            were been will they their who had or we you",
    ),
    (
        "fr",
        "le la les de des du et est en un une que qui dans pour pas sur au aux par avec ce cette sont il elle ont mais se a d l son",
    ),
    (
        "de",
        "der die das und in den von zu mit sich auf ist dem nicht ein eine im wird auch nach bei an am als für hat es dass des war",
    ),
    (
        "es",
        "el la los las de del y en que un una con por para su al se no es lo a según más como",
    ),
    (
        "it",
        "il la le di che e è della del per non una un con nel gli i sono ha dei da alla in a lo al si",
    ),
    (
        "pt",
        "o a os as de do da e em um uma que para com na no por se dos ao mais à não foi",
    ),
    (
        "nl",
        "de het een van en in is dat op te zijn voor met niet aan ook door die was bij er heeft",
    ),
    (
        "sv",
        "och att det som av en inte har ett om till på är för den med i",
    ),
];

/// A text of so few words cannot be asked for many of the commonest.
const A_HEADLINE: u32 = 15;

/// The language whose commonest words a Latin sample is full of, if none comes near it.
fn by_function_words(sample: &str) -> Option<&'static str> {
    static LANGUAGES_OF: LazyLock<FxHashMap<&str, u8>> = LazyLock::new(|| {
        let mut languages = FxHashMap::default();
        for (bit, (_, words)) in FUNCTION_WORDS.iter().enumerate() {
            for word in words.split_whitespace() {
                *languages.entry(word).or_insert(0) |= 1 << bit;
            }
        }
        languages
    });
    let languages_of = &*LANGUAGES_OF;
    let lowered = sample.to_lowercase();
    let mut words = 0;
    let mut hits = [0_u32; FUNCTION_WORDS.len()];
    for word in lowered
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
    {
        words += 1;
        let languages = languages_of.get(word).copied().unwrap_or(0);
        for (bit, count) in hits.iter_mut().enumerate() {
            *count += u32::from(languages >> bit & 1);
        }
    }
    let (best, &most) = hits.iter().enumerate().max_by_key(|&(_, count)| count)?;
    let second = hits
        .iter()
        .enumerate()
        .filter(|&(language, _)| language != best)
        .map(|(_, &count)| count)
        .max()?;
    // A sixth of the words, and clear of the next: Danish is not taken for Swedish, nor Catalan for Spanish.
    let enough = if words <= A_HEADLINE { 2 } else { 5 };
    (most >= enough && most * 6 >= words && most >= second * 2).then_some(FUNCTION_WORDS[best].0)
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

    /// A sentence of news in each of the larger languages.
    const SENTENCES: [(&str, &str); 15] = [
        (
            "en",
            "LONDON, March 3 (Reuters) - The prime minister said on Monday that talks with the union would go on, but not for long.",
        ),
        (
            "fr",
            "PARIS — Le gouvernement a annoncé mardi que les négociations avec les syndicats se poursuivront dans les prochains jours.",
        ),
        (
            "de",
            "Die Regierung hat am Dienstag mitgeteilt, dass die Gespräche mit den Gewerkschaften in den nächsten Tagen weitergehen.",
        ),
        (
            "es",
            "El gobierno anunció el martes que las negociaciones con los sindicatos continuarán en los próximos días, según el ministro.",
        ),
        (
            "it",
            "Il governo ha annunciato martedì che i negoziati con i sindacati continueranno nei prossimi giorni, secondo il ministro.",
        ),
        (
            "pt",
            "O governo anunciou na terça-feira que as negociações com os sindicatos vão continuar nos próximos dias, segundo o ministro.",
        ),
        (
            "nl",
            "De regering heeft dinsdag bekendgemaakt dat de gesprekken met de vakbonden de komende dagen zullen worden voortgezet.",
        ),
        (
            "sv",
            "Regeringen meddelade på tisdagen att samtalen med facken kommer att fortsätta under de närmaste dagarna, och det är bra.",
        ),
        (
            "ru",
            "Правительство объявило во вторник, что переговоры с профсоюзами продолжатся в ближайшие дни, сообщил министр.",
        ),
        (
            "ar",
            "أعلنت الحكومة يوم الثلاثاء أن المحادثات مع النقابات سوف تستمر في الأيام المقبلة حسب ما قال الوزير.",
        ),
        ("zh", "政府周二宣布，与工会的谈判将在未来几天继续进行。"),
        (
            "ja",
            "政府は火曜日、労働組合との協議を今後数日間続けると発表した。",
        ),
        (
            "ko",
            "정부는 화요일 노조와의 협상이 앞으로 며칠간 계속될 것이라고 발표했다.",
        ),
        (
            "th",
            "รัฐบาลประกาศเมื่อวันอังคารว่าการเจรจากับสหภาพแรงงานจะดำเนินต่อไป",
        ),
        (
            "el",
            "Η κυβέρνηση ανακοίνωσε την Τρίτη ότι οι συνομιλίες με τα συνδικάτα θα συνεχιστούν.",
        ),
    ];

    #[test]
    fn detection() {
        for (code, text) in SENTENCES {
            assert_eq!(detect(text).map(Language::code), Some(code), "{text}");
        }
        for text in ["", "  ", "OK", "12345 67890 — 3.5%", "IBM Q4 net 1.23 dlrs"] {
            assert_eq!(detect(text), None, "{text}");
        }
    }
}
