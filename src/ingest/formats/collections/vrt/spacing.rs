//! Words of a corpus to the text that they were cut from: which of them stood together.

/// Signs that stand with the word before them.
const WITH_BEFORE: &[&str] = &[
    ".", ",", ";", ":", "!", "?", "…", "...", ")", "]", "}", "”", "’", "»", "%", "‰", "°", "-RRB-",
    "-RSB-", "''",
];

/// Signs that stand with the word behind them.
const WITH_BEHIND: &[&str] = &[
    "(", "[", "{", "“", "‘", "«", "¿", "¡", "$", "£", "€", "#", "-LRB-", "-LSB-", "``", "„",
];

/// Parts that tools cut off from words.
const PARTS: &[&str] = &[
    "n't", "'s", "'re", "'ve", "'ll", "'d", "'m", "’s", "’re", "’ve", "’ll", "’d", "’m", "n’t",
];

/// Joins words to a text.
pub(super) struct Joiner {
    text: String,
    /// Whether the corpus says itself where no space stands.
    told: bool,
    /// Whether the next word stands with the one before.
    glued: bool,
    /// Whether a straight quote is open.
    quoted: bool,
}

impl Joiner {
    pub(super) fn new(told: bool) -> Self {
        Self {
            text: String::new(),
            told,
            glued: true,
            quoted: false,
        }
    }

    /// The next word stands with the one before.
    pub(super) fn glue(&mut self) {
        self.glued = true;
    }

    /// A sentence ends: what follows it stands apart.
    pub(super) fn end_sentence(&mut self) {
        self.glued = self.text.is_empty();
        self.quoted = false;
    }

    /// Adds a word.
    pub(super) fn word(&mut self, word: &str) {
        let with_before = self.glued || !self.told && self.stands_with_before(word);
        if !with_before && !are_unspaced(&self.text, word) {
            self.text.push(' ');
        }
        self.text.push_str(match word {
            "-LRB-" => "(",
            "-RRB-" => ")",
            "-LSB-" => "[",
            "-RSB-" => "]",
            "``" | "''" if !self.told => "\"",
            word => word,
        });
        self.glued = !self.told && self.stands_with_behind(word);
        if word == "\"" {
            self.quoted = !self.quoted;
        }
    }

    fn stands_with_before(&self, word: &str) -> bool {
        let small = word.to_lowercase();
        WITH_BEFORE.contains(&word)
            || PARTS.contains(&small.as_str())
            || word == "\"" && self.quoted
    }

    fn stands_with_behind(&self, word: &str) -> bool {
        // `L'` and `d'` of French and Italian.
        let is_article = word.chars().count() <= 3
            && word.ends_with(['\'', '’'])
            && word.starts_with(char::is_alphabetic);
        WITH_BEHIND.contains(&word) || is_article || word == "\"" && !self.quoted
    }

    /// The text, which begins anew.
    pub(super) fn take(&mut self) -> String {
        self.glued = true;
        self.quoted = false;
        std::mem::take(&mut self.text)
    }
}

/// Whether no space parts words where a text ends and a word begins: in the scripts of China, Japan and South-East Asia.
fn are_unspaced(text: &str, word: &str) -> bool {
    let is_of_them = |ch: char| matches!(ch, '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}');
    let ends = text.chars().next_back().is_some_and(is_of_them);
    ends && word.chars().next().is_some_and(is_of_them)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_as_they_did() {
        for (words, told, expected) in [
            (
                "`` It 's 5 % , '' he -LRB- she -RRB- said .",
                false,
                "\"It's 5%,\" he (she) said.",
            ),
            ("l' été , « oui »", false, "l'été, «oui»"),
            ("橋 が 閉鎖 さ れ た 。", false, "橋が閉鎖された。"),
            ("a , b", true, "a , b"),
        ] {
            let mut joiner = Joiner::new(told);
            words.split(' ').for_each(|word| joiner.word(word));
            assert_eq!(joiner.take(), expected);
        }
    }
}
