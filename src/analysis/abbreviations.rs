//! Words whose full stop is part of them, and the words that begin a sentence after all.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

/// What a full stop after a word means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FullStop {
    /// It ends the sentence.
    Ends,
    /// It belongs to a title or the like, which is followed by a name: `Mr. Smith`, `vs. Jones`.
    Never,
    /// It belongs to the word before a number (`No. 5`); otherwise it ends the sentence.
    UnlessNumber,
    /// It belongs to the word; whether it also ends the sentence, the next word tells: `Inc. The`.
    Either,
}

/// Titles, military ranks and what else stands before a name, in several languages.
const NEVER: &str = "\
Mr Mrs Ms Mx Dr Drs MR MRS MS DR Messrs Prof Profs Rev Hon Gen Maj Brig Col Lt Capt Cpt Cmdr Cdr \
Adm Sgt Cpl Pvt Pfc Spc Sen Sens Rep Reps Gov Govs Pres Supt Insp Det Atty Msgr Fr Ft Mt Univ \
Mme Mmes Mlle MM Mgr Hr Frl Sra Srta Sig Dott Ing Avv vs eg ie cf bzw bzgl vgl sog z \
т проф акад гр ул им см";

/// What stands before a number.
const UNLESS_NUMBER: &str = "\
No no Nos nos Nr nr Art art p pp vol Vol vols fig Fig Figs figs Sec sec Sect sect Ch ch chap Chap \
Abs abs Bd Kap núm pág par Par cl op Op ver Ver tel Tel ext Ext approx Approx ca стр рис";

/// Companies, generations, streets, months, weekdays, states and measures. Not `mln`, `dlrs`, `pct`:
/// newswires write them without a full stop, so one after them ends the sentence.
const EITHER: &str = "\
Inc Corp Co Cos Ltd Bros LLC Plc plc Jr Sr Esq St Ste Ave Blvd Rd Dept Assn Intl Natl etc al \
Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thurs Fri \
Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Md Mass Mich Minn Miss Mo Mont Neb Nev \
Okla Ore Pa Tenn Tex Va Vt Wash Wis Wyo Ont Que min max ft lb lbs oz est Est usw Str Mio Mrd \
тыс млн млрд руб др пр гг вв Yahoo Jeopardy";

/// What the full stop after `word` means, whatever follows.
pub(super) fn full_stop_after(word: &str) -> FullStop {
    static MEANINGS: LazyLock<FxHashMap<&str, FullStop>> = LazyLock::new(|| {
        let lists = [
            (NEVER, FullStop::Never),
            (UNLESS_NUMBER, FullStop::UnlessNumber),
            (EITHER, FullStop::Either),
        ];
        let meanings = lists
            .into_iter()
            .flat_map(|(list, meaning)| list.split(' ').map(move |word| (word, meaning)));
        meanings.collect()
    });
    MEANINGS.get(word).copied().unwrap_or(FullStop::Ends)
}

/// `a.m.`, `p.m.`: of all that follows them, a person more often goes on with the sentence.
pub(super) fn is_time_of_day(word: &str) -> bool {
    ["a.m.", "p.m."]
        .iter()
        .any(|time| time.eq_ignore_ascii_case(word))
}

/// Whether an abbreviation of single letters is one that something always follows.
pub(super) fn always_goes_on(acronym: &str) -> bool {
    [
        "e.g.", "i.e.", "c.f.", "z.B.", "d.h.", "p.ej.", "o.a.", "т.е.",
    ]
    .contains(&acronym)
}

/// Words that begin sentences and are hardly ever part of a name.
const STARTERS: &str = "\
a after all also although among an and another any anyone anything as asked at authorities because before both but \
by critics despite during each even everybody everyone everything experts for from had has he her here his how however i if in \
instead investigators is it its just last later lawmakers many meanwhile more most mr mrs ms my \
nearly neither no nobody nor not nothing now of officials on once one only or other our over police prosecutors \
researchers residents she since so some somebody someone something soon still such that the their then there these they this \
those though through to two under unlike until was we were what when where whether which while who \
why with yet you your analysts economists \
le la les un une des du il elle ils elles nous vous ce cette ces cet mais et dans en pour par sur \
après selon au aux \
der die das den dem ein eine er sie es wir ihr ich im am an auf bei mit nach von zu für und aber \
doch auch dies diese dieser seit als wenn \
el los las una según pero y se su lo con sin para al del este esta \
gli nel nella per ma è si o os um uma na de het een hij zij van maar ook \
он она оно они мы вы я это в на по с к и о но а как что при для из за до после этот эта эти также \
однако его её их не";

/// Whether a word begins a sentence rather than a name, so that it tells what an abbreviation's
/// full stop meant.
pub(super) fn is_starter(word: &str) -> bool {
    static WORDS: LazyLock<FxHashSet<&str>> = LazyLock::new(|| STARTERS.split(' ').collect());
    let lowered = word.to_lowercase();
    let bare = lowered.split(['\'', '’']).next().unwrap_or("");
    WORDS.contains(bare)
}

/// Whether a word says that somebody spoke: `“Why?” Smith asked` is one sentence.
pub(super) fn is_speech_verb(word: &str) -> bool {
    const VERBS: &str = "said says asked asks told wrote writes added replied shouted cried exclaimed \
        demanded wondered quipped tweeted insisted declared";
    VERBS.split_ascii_whitespace().any(|verb| verb == word)
}

/// Whether this is a month's name, which a day's full stop may stand before: `3. März`.
pub(super) fn is_month(word: &str) -> bool {
    const MONTHS: &str = "Januar Jänner Februar März April Mai Juni Juli August September Oktober \
        November Dezember januar februar marts mars maj juni juli oktober desember december";
    MONTHS.split_ascii_whitespace().any(|month| month == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_is_in_two_lists() {
        let mut seen = FxHashSet::default();
        for word in [NEVER, UNLESS_NUMBER, EITHER]
            .iter()
            .flat_map(|list| list.split(' '))
        {
            assert!(!word.is_empty() && seen.insert(word), "`{word}`");
        }
    }
}
