//! Which language a text is in.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::language::Language;
use crate::analysis::characters::is_unspaced;

/// Pieces of a text that are looked at. They are spread over it, so that a foreign quotation, or a page's list of other stories
/// at its head, does not decide for the whole.
const PIECES: usize = 5;
/// Bytes of each piece: enough for any language that newspapers use.
const PIECE_BYTES: usize = 300;
/// Letters (Latin, Cyrillic, Arabic, Devanagari) below which no guess is made.
const LEAST_LETTERS: usize = 25;

/// The language of a text, from a few pieces of it; `None` where they are too little to tell.
///
/// First by script, then by the commonest words of the large languages, piece by piece, then by `whatlang`'s trigrams.
pub fn detect(text: &str) -> Option<Language> {
    let pieces = pieces(text);
    let scripts = Scripts::of(&pieces);
    if let Some(language) = scripts.language() {
        return Language::from_code(language);
    }
    if scripts.letters < LEAST_LETTERS {
        return None;
    }
    let is_latin = scripts.latin * 2 > scripts.letters;
    if is_latin && let Some(language) = by_function_words(&pieces) {
        return Language::from_code(language);
    }
    let sample = pieces.join(" ");
    let guess = whatlang::detect(&sample).filter(whatlang::Info::is_reliable)?;
    let language = Language::from_code(guess.lang().code())?;
    // Tables and lists of names look like anything.
    let refuted = is_latin && FunctionWords::of(&sample).refute(language.code());
    (!refuted).then_some(language)
}

/// Pieces of a text behind its dateline, spread evenly, cut at words.
fn pieces(text: &str) -> Vec<&str> {
    let text = without_dateline(text);
    let step = (text.len().saturating_sub(PIECE_BYTES) / (PIECES - 1)).max(PIECE_BYTES);
    (0..PIECES)
        .map(|number| number * step)
        .take_while(|&start| start < text.len())
        .map(|start| piece(text, start))
        .collect()
}

/// The piece of a text from about `start` on.
fn piece(text: &str, start: usize) -> &str {
    let rest = text.get(text.floor_char_boundary(start)..).unwrap_or("");
    let rest = match rest.find(char::is_whitespace) {
        Some(word_end) if start > 0 && word_end < PIECE_BYTES / 4 => rest.get(word_end..),
        _ => Some(rest),
    };
    let rest = rest.unwrap_or("");
    rest.get(..rest.floor_char_boundary(PIECE_BYTES))
        .unwrap_or("")
}

/// Past the dateline, if there is one: `LONDON, March 3 (Reuters) - ` says nothing of the language.
fn without_dateline(text: &str) -> &str {
    let text = text.trim_start();
    let head = text.get(..text.floor_char_boundary(80)).unwrap_or("");
    let dateline = memchr::memchr_iter(b' ', head.as_bytes()).find_map(|space| {
        let dash = head.get(space + 1..)?;
        let behind = dash
            .strip_prefix("--")
            .or_else(|| dash.strip_prefix(['-', '—', '–']))?
            .strip_prefix(' ')?;
        Some(head.len() - behind.len())
    });
    let rest = text.get(dateline.unwrap_or(0)..).unwrap_or("");
    if rest.len() < PIECE_BYTES / 2 {
        text
    } else {
        rest
    }
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
    fn of(pieces: &[&str]) -> Self {
        let mut scripts = Self::default();
        for piece in pieces {
            scripts.add(piece);
        }
        scripts
    }

    fn add(&mut self, piece: &str) {
        if piece.is_ascii() {
            let letters = piece.bytes().filter(u8::is_ascii_alphabetic).count();
            self.letters += letters;
            self.latin += letters;
            return;
        }
        for c in piece.chars() {
            let count = match c {
                'a'..='z' | 'A'..='Z' | 'À'..='ɏ' | 'Ḁ'..='ỿ' => &mut self.latin,
                '\u{0}'..='\u{bf}' => continue,
                'Ͱ'..='Ͽ' | 'ἀ'..='῾' => &mut self.greek,
                '가'..='힣' => &mut self.hangul,
                'ぁ'..='ヿ' => &mut self.kana,
                '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}' => &mut self.han,
                '\u{e01}'..='\u{e3a}' | '\u{e40}'..='\u{e4e}' => &mut self.thai,
                _ if is_unspaced(c) => &mut self.unspaced,
                _ if c.is_alphabetic() => {
                    self.letters += 1;
                    continue;
                }
                _ => continue,
            };
            *count += 1;
            self.letters += 1;
        }
    }

    /// The language, where the script says it. Han and kana tell it from few letters; one of them says as much as
    /// three Latin ones, so that names and addresses do not outweigh them.
    fn language(&self) -> Option<&'static str> {
        let most = |count: usize| count > 1 && count * 2 > self.letters;
        let ideographs = self.han + self.kana;
        if ideographs > 1 && ideographs * 4 > self.letters {
            // Japanese news has a quarter to a half of kana; a Chinese text may quote a name.
            return Some(if self.kana * 15 > self.han {
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
        "the of to and in a is that for on with said has was by as at from it its his he be are this but have which \
            not an would were been will they their who had or we you about after against all also before being between \
            can company could day did during each first former get government her how if into just last like loss made \
            many million months more most near new now only other our out over people police president profit sales says \
            school share shares she should since some state such than them then there these those three through two \
            under until up vs war week what when where while year years your",
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

/// Words of a headline, at most: a text this short need not hold many of the commonest words.
const A_HEADLINE: u32 = 15;

/// The Latin language that most pieces are in by their commonest words; of several the one that comes first.
fn by_function_words(pieces: &[&str]) -> Option<&'static str> {
    let mut votes = [0_u32; FUNCTION_WORDS.len()];
    for language in pieces
        .iter()
        .filter_map(|piece| FunctionWords::of(piece).language())
    {
        votes[language] += 1;
        // Nothing can outvote it any more.
        if votes[language] as usize > PIECES / 2 {
            return Some(FUNCTION_WORDS[language].0);
        }
    }
    let most = votes.iter().max().filter(|&&most| most > 0)?;
    let first = votes.iter().position(|count| count == most)?;
    Some(FUNCTION_WORDS[first].0)
}

/// A word in lower case as a number: its bytes, zeros behind them.
type FunctionWord = u128;

/// The number of a word; `None` where it is longer than any that is looked for.
fn function_word(word: &[u8]) -> Option<FunctionWord> {
    let mut bytes = [0; size_of::<FunctionWord>()];
    let here = bytes.get_mut(..word.len())?;
    here.copy_from_slice(word);
    here.make_ascii_lowercase();
    Some(FunctionWord::from_le_bytes(bytes))
}

/// How many of a text's words are among the commonest of which language.
struct FunctionWords {
    words: u32,
    hits: [u32; FUNCTION_WORDS.len()],
}

impl FunctionWords {
    fn of(text: &str) -> Self {
        let mut found = Self {
            words: 0,
            hits: [0; FUNCTION_WORDS.len()],
        };
        if text.is_ascii() {
            text.as_bytes()
                .split(|byte| !byte.is_ascii_alphanumeric())
                .filter(|word| !word.is_empty() && word.iter().all(u8::is_ascii_alphabetic))
                .for_each(|word| found.add(word));
        } else {
            text.to_lowercase()
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| !word.is_empty() && word.chars().all(char::is_alphabetic))
                .for_each(|word| found.add(word.as_bytes()));
        }
        found
    }

    /// Counts a word. Its letters outside ASCII are in lower case.
    fn add(&mut self, word: &[u8]) {
        static LANGUAGES_OF: LazyLock<FxHashMap<FunctionWord, u8>> = LazyLock::new(|| {
            let mut languages = FxHashMap::default();
            for (bit, (_, words)) in FUNCTION_WORDS.iter().enumerate() {
                for word in words.split_whitespace() {
                    let word = function_word(word.as_bytes()).unwrap_or_default();
                    *languages.entry(word).or_insert(0) |= 1 << bit;
                }
            }
            languages
        });
        self.words += 1;
        let languages = function_word(word).and_then(|word| LANGUAGES_OF.get(&word));
        for (bit, count) in self.hits.iter_mut().enumerate() {
            *count += languages.map_or(0, |languages| u32::from(languages >> bit & 1));
        }
    }

    /// The place of the language whose words the text is full of, if none comes near it.
    fn language(&self) -> Option<usize> {
        let (best, &most) = self
            .hits
            .iter()
            .enumerate()
            .max_by_key(|&(_, count)| count)?;
        let second = self
            .hits
            .iter()
            .enumerate()
            .filter(|&(language, _)| language != best)
            .map(|(_, &count)| count)
            .max()?;
        // A sixth of the words, and clear of the next: Danish is not taken for Swedish, nor Catalan for Spanish.
        let enough = if self.words <= A_HEADLINE { 2 } else { 5 };
        (most >= enough && most * 6 >= self.words && most >= second * 2).then_some(best)
    }

    /// Whether hardly any of a language's commonest words are here.
    fn refute(&self, language: &str) -> bool {
        FUNCTION_WORDS
            .iter()
            .zip(self.hits)
            .any(|((code, _), hits)| *code == language && hits * 8 < self.words)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader};
    use std::path::{Path, PathBuf};

    use super::*;

    /// A sentence of news in each of the larger languages.
    const SENTENCES: [(&str, &str); 25] = [
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
        (
            "pl",
            "Rząd poinformował we wtorek, że rozmowy ze związkami zawodowymi będą kontynuowane w najbliższych dniach.",
        ),
        (
            "cs",
            "Vláda v úterý oznámila, že jednání s odbory budou v příštích dnech pokračovat, řekl novinářům ministr dopravy.",
        ),
        (
            "da",
            "Regeringen meddelte tirsdag, at forhandlingerne med fagforeningerne fortsætter i de kommende dage. Det sagde ministeren til journalister, efter at han havde været til møde i går.",
        ),
        (
            "fi",
            "Hallitus ilmoitti tiistaina, että neuvottelut ammattiliittojen kanssa jatkuvat lähipäivinä, kertoi ministeri.",
        ),
        (
            "hu",
            "A kormány kedden bejelentette, hogy a szakszervezetekkel folytatott tárgyalások a következő napokban folytatódnak.",
        ),
        (
            "tr",
            "Hükümet salı günü sendikalarla görüşmelerin önümüzdeki günlerde devam edeceğini duyurdu, bakan gazetecilere söyledi.",
        ),
        (
            "vi",
            "Chính phủ hôm thứ Ba thông báo các cuộc đàm phán với công đoàn sẽ tiếp tục trong những ngày tới, theo bộ trưởng.",
        ),
        (
            "uk",
            "Уряд оголосив у вівторок, що переговори з профспілками триватимуть найближчими днями, повідомив журналістам міністр.",
        ),
        (
            "he",
            "הממשלה הודיעה ביום שלישי כי השיחות עם האיגודים המקצועיים יימשכו בימים הקרובים, כך אמר השר לעיתונאים.",
        ),
        (
            "hi",
            "सरकार ने मंगलवार को घोषणा की कि यूनियनों के साथ बातचीत आने वाले दिनों में जारी रहेगी, मंत्री ने कहा।",
        ),
    ];

    /// An English article, quoted in at both ends.
    const STORY: &str = "The jury found that the company had known of the cracks for years and had told nobody about them. \
        The judge said that she would hear the lawyers of both sides before she decided what the damages should be. \
        The families of the victims were in the court when the verdict was read, and some of them wept. ";

    #[test]
    fn a_foreign_paragraph_does_not_speak_for_the_article() {
        for code in ["vi", "es", "fr", "pl", "ja"] {
            let quoted = SENTENCES
                .iter()
                .find(|(other, _)| *other == code)
                .unwrap()
                .1;
            for text in [
                format!("{quoted} {quoted}\n\n{STORY}{STORY}"),
                format!("{STORY}{STORY}\n\n{quoted} {quoted}"),
                format!("{STORY}{quoted}\n\n{STORY}"),
            ] {
                assert_eq!(detect(&text).map(Language::code), Some("en"), "{text}");
            }
        }
    }

    #[test]
    fn figures_names_and_addresses_do_not_decide() {
        let cases = [
            (
                "Net loss 2,585,000 vs loss 2,885,000. Sales 27.6 mln vs 23.5 mln. Avg shrs 9,352,000 vs 9,049,000.",
                Some("en"),
            ),
            (
                "OPEN HIGH LOW CLOSE P SETT MAY7 10230L 10250H 10430 10190 JUL7 10390L 10410H 10625 DEC7 -- 953",
                None,
            ),
            (
                "Krzysztof Wójcik and Zbigniew Brzeziński were named to the board of Spółka Węglowa by the company after the vote.",
                Some("en"),
            ),
            (
                "競走馬の「ScarletTurrisburg」が、Prix de Cornulierで優勝したと主催者が発表した。参考資料 https://www.letrot.com/",
                Some("ja"),
            ),
        ];
        for (text, code) in cases {
            assert_eq!(detect(text).map(Language::code), code, "{text}");
        }
    }

    #[test]
    fn no_function_word_is_too_long_to_be_looked_for() {
        for (_, words) in FUNCTION_WORDS {
            assert!(
                words
                    .split_whitespace()
                    .all(|word| function_word(word.as_bytes()).is_some())
            );
        }
    }

    #[test]
    fn any_text_is_cut_into_pieces_that_cover_it() {
        for bytes in 0..4000_usize {
            let text = "né ".repeat(bytes / 4);
            let pieces = pieces(&text);
            assert!(pieces.len() <= PIECES);
            assert!(
                pieces.iter().map(|piece| piece.len()).sum::<usize>() + PIECES * PIECE_BYTES / 4
                    >= text.len().min(PIECES * PIECE_BYTES)
            );
        }
    }

    #[test]
    fn detection() {
        for (code, text) in SENTENCES {
            assert_eq!(detect(text).map(Language::code), Some(code), "{text}");
        }
        for text in ["", "  ", "OK", "12345 67890 — 3.5%", "IBM Q4 net 1.23 dlrs"] {
            assert_eq!(detect(text), None, "{text}");
        }
    }

    /// How many texts of a corpus are taken for which language; `None`, saying so, where it is absent.
    fn languages_of(name: &str) -> Option<FxHashMap<&'static str, usize>> {
        let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora");
        let folder = std::env::var_os("UNBURY_CORPORA").map_or_else(beside, PathBuf::from);
        let path = folder.join(name);
        let Ok(file) = std::fs::File::open(&path) else {
            println!("skipped: `{}` is not there", path.display());
            return None;
        };
        let mut found = FxHashMap::default();
        for line in BufReader::new(zstd::Decoder::new(file).unwrap()).lines() {
            let record: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
            let text = ["body", "title"]
                .iter()
                .filter_map(|field| record[field].as_str())
                .find(|text| !text.trim().is_empty());
            let language = text.and_then(detect).map_or("", Language::code);
            *found.entry(language).or_insert(0) += 1;
        }
        println!("{name}: {found:?}");
        Some(found)
    }

    #[test]
    fn wires_and_news_are_in_their_language() {
        if let Some(found) = languages_of("reuters21578.jsonl.zst") {
            // The rest are figures without a word of English; hardly one is taken for another language.
            assert!(found["en"] > 19_500, "{found:?}");
            assert!(found["en"] + found[""] > 21_560, "{found:?}");
        }
        if let Some(found) = languages_of("ja_wikinews.jsonl.zst") {
            assert_eq!(found.len(), 1, "{found:?}");
        }
    }
}
