//! Words that say how a sentence is built rather than what it is about.
//!
//! They are indexed and found like any other; ranking lets them count less in a question. English only: that is what was measured.

/// Folded, in the order of the alphabet.
#[rustfmt::skip]
const ENGLISH: &[&str] = &[
    "a", "about", "above", "across", "after", "afterwards", "again", "against", "all", "almost", "alone", "along",
    "already", "also", "although", "always", "am", "among", "amongst", "an", "and", "another", "any", "anyhow",
    "anyone", "anything", "anyway", "anywhere", "are", "aren't", "around", "as", "at", "be", "became", "because",
    "become", "becomes", "becoming", "been", "before", "beforehand", "behind", "being", "below", "beside", "besides",
    "between", "beyond", "both", "but", "by", "can", "can't", "cannot", "could", "couldn't", "did", "didn't", "do",
    "does", "doesn't", "doing", "don't", "done", "down", "during", "each", "either", "else", "elsewhere", "enough",
    "etc", "even", "ever", "every", "everyone", "everything", "everywhere", "except", "few", "for", "from", "further",
    "furthermore", "had", "has", "have", "having", "he", "hence", "her", "here", "hers", "herself", "him", "himself",
    "his", "how", "however", "i", "if", "in", "indeed", "instead", "into", "is", "isn't", "it", "its", "itself",
    "just", "least", "less", "many", "me", "might", "mine", "more", "moreover", "most", "mostly", "much", "must",
    "my", "myself", "namely", "neither", "never", "nevertheless", "no", "nobody", "none", "nor", "not", "nothing",
    "nowhere", "of", "off", "often", "on", "once", "only", "onto", "or", "other", "others", "otherwise", "our",
    "ours", "ourselves", "out", "over", "own", "per", "perhaps", "quite", "rather", "really", "same", "several",
    "shall", "she", "should", "since", "so", "some", "somehow", "someone", "something", "sometimes", "somewhere",
    "still", "such", "than", "that", "the", "their", "theirs", "them", "themselves", "then", "there", "thereby",
    "therefore", "these", "they", "this", "those", "though", "through", "throughout", "thus", "to", "together", "too",
    "toward", "towards", "under", "until", "up", "upon", "very", "via", "was", "wasn't", "we", "were", "what",
    "whatever", "when", "whenever", "where", "whereas", "whereby", "wherever", "whether", "which", "while", "who",
    "whoever", "whom", "whose", "why", "will", "with", "within", "without", "won't", "would", "wouldn't", "yet",
    "you", "your", "yours", "yourself", "yourselves",
];

/// Whether a folded word is a function word of English.
pub fn is_function_word(folded: &str) -> bool {
    ENGLISH.binary_search(&folded).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_and_folded() {
        assert!(ENGLISH.is_sorted_by(|a, b| a < b));
        assert!(ENGLISH.iter().all(|word| super::super::fold(word) == *word));
    }

    #[test]
    fn function_words_are_told_from_others() {
        assert!(
            ["the", "which", "don't", "yourself"]
                .into_iter()
                .all(is_function_word)
        );
        assert!(
            !["", "peace", "The", "us", "last"]
                .into_iter()
                .any(is_function_word)
        );
    }
}
