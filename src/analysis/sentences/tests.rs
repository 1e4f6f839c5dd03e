use super::*;

/// The sentences of a text, each as it would be quoted.
fn sentences<'a>(text: &'a str, headings: &[ByteSpan], language: &str) -> Vec<&'a str> {
    let language = Language::from_code(language).unwrap_or_default();
    let mut sentences = Sentences::new(text, headings, language);
    let mut spans: Vec<ByteSpan> = Vec::new();
    let end_last = |end, spans: &mut Vec<ByteSpan>| {
        if let Some(last) = spans.last_mut() {
            last.end = end;
        }
    };
    for word in Words::new(text) {
        if let Some(beginning) = sentences.next_word(word) {
            end_last(beginning.previous_end, &mut spans);
            spans.push(ByteSpan::new(beginning.start, beginning.start));
        }
    }
    end_last(sentences.end(), &mut spans);
    spans.into_iter().map(|span| span.of(text)).collect()
}

/// Where `|` stands a sentence ends; the space after it is left out of both.
fn check(cases: &[(&str, &str)]) {
    for (language, marked) in cases {
        let text = marked.replace('|', "");
        let expected: Vec<_> = marked.split('|').map(str::trim).collect();
        assert_eq!(sentences(&text, &[], language), expected);
    }
}

/// `|` stands where a sentence begins.
const ENGLISH: &[(&str, &str)] = &[
    ("en", "It rained.| It stopped."),
    (
        "en",
        "Mr. Smith met Dr. Jones and Mrs. O'Hara.| They talked.",
    ),
    (
        "en",
        "Gen. Lee and Sen. Ted Cruz saw Gov. Abbott at St. Mary's.",
    ),
    ("en", "J. K. Rowling met George W. Bush and J.K. Simmons."),
    ("en", "He moved to the U.S.| The family followed."),
    (
        "en",
        "The U.S. Senate voted.| U.S. President Joe Biden signed.",
    ),
    (
        "en",
        "It fell in the U.S. and rose in the U.K.| But not for long.",
    ),
    ("en", "He left the U.S.| “It was time,” he said."),
    (
        "en",
        "Apple Inc. Chief Executive Tim Cook spoke.| Apple Inc.| He left.",
    ),
    ("en", "Shares of Exxon Corp. rose.| Ford Motor Co. fell."),
    (
        "en",
        "Martin Luther King Jr. Day is a holiday.| He was Sammy Davis Jr.| They knew.",
    ),
    (
        "en",
        "At 5 p.m. Ms. Ray spoke.| He left Acme Inc.| Mr. Ray stayed.",
    ),
    (
        "en",
        "At 5 p.m. Monday it began.| It ended at 6 p.m.| The crowd left.",
    ),
    ("en", "See No. 5 and p. 12.| He said no.| Then he left."),
    ("en", "On Jan. 6, 2021, it began.| By Feb. 3 it was over."),
    (
        "en",
        "LONDON, March 3 (Reuters) - Shares rose on Monday.| They fell later.",
    ),
    (
        "en",
        "WASHINGTON (AP) — U.S. officials met.| “No,” they said.",
    ),
    ("en", "It rose 3.5 percent to $4.2 billion.| It fell 1.2."),
    ("en", "In 2024.| 15 people died."),
    ("en", "“We won.”| “We lost.”| (He left.)| She stayed."),
    ("en", "“We won.” |Then they left."),
    (
        "en",
        "“Why?” he asked.| “Why not?” Smith asked.| Nobody knew.",
    ),
    ("en", "What now?!| Nobody knows!!!| Really?"),
    (
        "en",
        "Well... maybe.| He waited…| Then he left.| I said... I know.",
    ),
    (
        "en",
        "Smith vs. Jones, e.g. Paris, i.e. London etc. and so on.",
    ),
    ("en", "They came from Washington, D.C.| In 2003 they left."),
    ("en", "Vitamin C.| The rest is noise."),
    ("en", "Yahoo! Inc. rose.| Go!| Now."),
    ("en", "Visit example.com.| Write to a.b@c.org now."),
    ("en", "He used an iPhone.| iPhones sell.| eBay does too."),
    ("en", "One line\nand another.\n| Then a new one."),
    (
        "en",
        "First paragraph\n\n| second paragraph\n \n| third.\n\n\n|* Fourth",
    ),
    ("en", "He wrote: “It is late.”\n\n|— She agreed."),
    ("en", "The end.|  (See below.)|  [Note]"),
    ("en", "'It's over.'| 'No.'"),
    ("en", "No stop here"),
    ("en", "A. Smith and B. Jones came.| A new day."),
];

#[test]
fn english() {
    check(ENGLISH);
}

#[test]
fn other_languages() {
    check(&[
        ("fr", "M. Macron et Mme Le Pen sont venus.| Ils ont parlé."),
        (
            "fr",
            "« C’est fini. »| Il est parti.| « Vraiment\u{202f}?\u{202f}» demanda-t-il.",
        ),
        (
            "de",
            "Am 3. Oktober sprach Dr. Weber, z. B. über Nr. 5.| Er ging.",
        ),
        (
            "de",
            "Der 2. Weltkrieg begann.| „Ja.“| „Nein.“| Das war es.",
        ),
        ("de", "Das gilt z.B. Frankreich.| Es kam d.h. Berlin dran."),
        ("ru", "Это было в 2024 г. в Москве и т. д.| Он ушёл."),
        ("ru", "А. С. Пушкин родился в Москве.| Он писал."),
        ("es", "¿Qué pasó?| ¡Nada!| El Sr. Pérez salió."),
        ("zh", "政府宣布。|会议继续！|真的吗？|“好。”|他走了。"),
        ("ja", "会議は終わった。|「そうだ。」と彼は言った。|次の日。"),
        ("ar", "هل انتهى؟| نعم. |ذهب الوزير."),
        ("ur", "یہ ختم ہوا۔| وہ گیا۔"),
        ("hi", "यह समाप्त हुआ।| वह गया।"),
        ("el", "Τελείωσε.| Έφυγε."),
        ("el", "Πού πας;| Σπίτι.| Γιατί\u{37e}| Δεν ξέρω· ίσως."),
        ("en", "He left; Nobody saw.| She stayed."),
        ("th", "ประชุม เริ่ม แล้ว"),
    ]);
}

/// Where a reader of English news ends sentences and a full stop alone does not say so. `|` stands where a sentence begins.
const DIFFICULT: &[&str] = &[
    // Times of day.
    "The hearing opened at 2 p.m. Mr. Lee spoke first.",
    "Doors open at 7 a.m.| The first bus leaves an hour later.",
    "It closed at 5 p.m. Friday in Geneva.",
    "They met at 9 a.m. Eastern time on the pier.",
    "He slept until 11 a.m.| Then the phone rang.",
    "Polls close at 8 p.m. EST on Tuesday.",
    "She arrived at 6 p.m.| Nobody was there.",
    // Countries and cities.
    "He sailed for the U.S.| The crossing took a week.",
    "The U.S. Treasury sold bonds to U.K. banks.",
    "The U.S. Steel works at Gary, Ind. reopened.",
    "She lives in Washington, D.C.| Her brother does not.",
    "The U.N. Security Council met.| The U.N. has no army.",
    "Troops left the U.S.S.R.| They were tired.",
    "A ship from the U.S. docked in St. John's.",
    // Companies.
    "Harbor Inc. said it would merge with Quay Corp. in May.",
    "The buyer is Harbor Inc.| The price was not given.",
    "Quay Corp. Chairman Ann Ray resigned.",
    "It sued Pier & Sons Ltd.| A judge will hear it.",
    "Mills Bros. Co. of Toledo closed.",
    "He works for Dock Co.| His wife does too.",
    // Initials and titles.
    "J. P. Marlow met Dr. A. B. Keane at noon.",
    "President John F. Kennedy spoke.| Robert F. Kennedy listened.",
    "Gov. Hale and Lt. Gov. Moss signed it.",
    "Prof. Dr. Weber and Sen. Mary K. Dunn agreed.",
    "The Rev. Paul Orr prayed.| Col. West did not.",
    "It was plan B.| They had no plan C.",
    "He and I.| That was all.",
    // Numbers.
    "See No. 5 on p. 12 and fig. 3 there.",
    "She said no.| 5 people left.",
    "It rose 3.5 pct to 4.25 dlrs.| It fell 1.2.",
    "Sales were 1.2 mln.| Costs were 3.4 mln.",
    "He was born on Jan. 3, 1950.| He died in Feb. 1999.",
    "They met in Sept.| The talks failed.",
    "It weighs 5 lbs.| The box weighs more.",
    "Version 2.0 came out.| 3.0 will follow.",
    "It cost $5.| It was worth $50.",
    "In 1987.| 1988 was worse.",
    "It lasted from 1914 to 1918.| Millions died.",
    "Chapter 3.| The river",
    // Quotation marks.
    "“We are done.”| She left.",
    "“Are we done?” she asked.",
    "\"Stop!\" Keane shouted.| Nobody did.",
    "“It is over,” he said.| “Go home.”",
    "He called it “a mess.”| The mayor agreed.",
    "\"I saw it.\"| \"So did I.\"",
    "“What?”| “Nothing.”",
    "She said: “Wait.”| He did not.",
    "‘No.’| ‘Yes.’",
    // Ellipses and other signs.
    "Well... I do not know.",
    "They waited...| The door opened.",
    "He paused… then went on.",
    "Wait!| What was that?!| Nobody knew.",
    "Yahoo! shares rose.| Others fell.",
    "(It rained.)| Then the sun came out.",
    "It rained (a lot.)| Then it stopped.",
    "The result [see below.]| It was close.",
    // Headlines, lists, lines, addresses.
    "LONDON, March 3 - Shares rose.| They fell later.",
    "1. Open the box.\n| 2. Take out the part.",
    "See example.org.| Or write to us.",
    "He likes jazz, blues, etc. and plays them.",
    "He likes jazz, blues, etc.| She does not.",
    "Smith v. Jones was cited in Roe v. Wade.",
    "It is in Portland, Ore.| The town is small.",
    "They moved to Boston, Mass. in 1990.",
];

/// Where `no` ends a sentence before a number cannot be told from a number's `no.`
const IN_DOUBT: &str = "She said no.| 5 people left.";

#[test]
fn difficult_ends_are_found() {
    let wrong: Vec<_> = DIFFICULT
        .iter()
        .copied()
        .filter(|marked| {
            let text = marked.replace('|', "");
            let expected: Vec<_> = marked.split('|').map(str::trim).collect();
            sentences(&text, &[], "en") != expected
        })
        .collect();
    assert_eq!(DIFFICULT.len(), 64);
    assert_eq!(wrong, [IN_DOUBT]);
}

#[test]
fn headings_are_paragraphs_of_their_own() {
    let text = "Summary. Of it\nThe text follows here.\n\nNext part\n\nMore.";
    let headings = [ByteSpan::new(0, 14), ByteSpan::new(39, 48)];
    assert_eq!(
        sentences(text, &headings, "en"),
        [
            "Summary.",
            "Of it",
            "The text follows here.",
            "Next part",
            "More."
        ]
    );
}

#[test]
fn endless_sentences_are_cut_at_white_space() {
    let text = "word and ".repeat(3_000);
    let cut = sentences(&text, &[], "en");
    assert!(
        cut.len() >= 5
            && cut
                .iter()
                .all(|sentence| sentence.len() <= LONG_SENTENCE_BYTES + 10)
    );
    let unspaced = "会議".repeat(3_000);
    assert!(
        sentences(&unspaced, &[], "zh")
            .iter()
            .all(|sentence| sentence.len() <= LONGEST_SENTENCE_BYTES + 10)
    );
}
