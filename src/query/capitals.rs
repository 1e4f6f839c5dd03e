//! Texts wholly in capitals: whether they are prose or names and operators.

/// Words that a text in capitals has which is prose, and a query of names and operators has not. None is also a name.
const FUNCTION_WORDS: [&str; 50] = [
    "THE", "OF", "TO", "IN", "ON", "AT", "FOR", "WITH", "BY", "FROM", "ABOUT", "AS", "ARE", "WAS",
    "WERE", "BEEN", "HAVE", "HAD", "THIS", "THAT", "THESE", "THOSE", "HIS", "HER", "THEIR", "OUR",
    "YOUR", "WE", "YOU", "THEY", "ITS", "WHAT", "WHEN", "WHERE", "WHY", "HOW", "LET", "LES", "DU",
    "EST", "DANS", "DER", "DAS", "DEN", "EIN", "VON", "QUE", "DEL", "CON", "PARA",
];

/// Whether a text without any sign of an operator is wholly in capitals and holds function words: its `AND`, `US` and `IT` are words.
pub(super) fn is_prose_in_capitals(text: &str) -> bool {
    let is_sign = |c: char| "\"“”„«»‘*~^=:()/\\".contains(c);
    if text.contains(char::is_lowercase) || text.contains(is_sign) {
        return false;
    }
    let is_around = |c: char| c.is_ascii_punctuation();
    let mut words = text
        .split_whitespace()
        .map(|word| word.trim_matches(is_around));
    words.any(|word| FUNCTION_WORDS.contains(&word))
}
