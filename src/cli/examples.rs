//! Examples of every command: the first thing in its help, and a section of its manual page. Tests run them.

use std::fmt::Write;

/// What a line does, and the line.
pub(super) type Example = (&'static str, &'static str);

/// The examples of a command; those of the program under no name.
pub(super) fn of(command: &str) -> &'static [Example] {
    EXAMPLES
        .iter()
        .find(|(name, _)| *name == command)
        .map_or(&[], |(_, examples)| examples)
}

/// The commands.
pub(super) fn commands() -> impl Iterator<Item = &'static str> {
    EXAMPLES[1..].iter().map(|(name, _)| *name)
}

/// The examples of a command as its help shows them.
pub(super) fn text(command: &str) -> String {
    let examples = of(command).iter();
    examples.fold("Examples:".to_owned(), |mut text, (about, line)| {
        let _ = write!(text, "\n  # {about}\n  {line}");
        text
    })
}

const EXAMPLES: &[(&str, &[Example])] = &[
    (
        "unbury",
        &[
            ("Read a folder of articles", "unbury index articles/"),
            ("Search it", "unbury search 'peace talks'"),
        ],
    ),
    (
        "index",
        &[
            (
                "Read a folder into the index `index`; later, what changed in it",
                "unbury index articles/",
            ),
            (
                "Into an index elsewhere, without articles whose files are gone",
                "unbury index articles/ --index press.index --prune",
            ),
            (
                "What would be read as what, without writing anything",
                "unbury index articles/ --dry-run",
            ),
            (
                "A table with columns of its own names",
                "unbury index export.csv --map body=TEXT --map title=HEADLINE --date-order day-first",
            ),
            (
                "From another program",
                "cat stories.jsonl | unbury index - --source 'The Ansel Herald'",
            ),
        ],
    ),
    #[cfg(feature = "serve")]
    (
        "mcp",
        &[(
            "What a client is told to start, with permalinks to the page of the same archive",
            "unbury mcp --index index --page http://127.0.0.1:7878",
        )],
    ),
    #[cfg(feature = "serve")]
    (
        "serve",
        &[
            (
                "A page on the index here, opened in the browser",
                "unbury serve --open",
            ),
            (
                "For the colleagues, who need the token that is printed",
                "unbury serve --address 0.0.0.0",
            ),
            (
                "Behind a proxy that is reached by a name",
                "unbury serve --host archive.newsroom.example",
            ),
        ],
    ),
    (
        "search",
        &[
            (
                "All words, in any form, anywhere in the article",
                "unbury search 'peace talks'",
            ),
            ("Exactly these words", "unbury search '\"root causes\"'"),
            (
                "Both in one sentence; from one outlet, of one year",
                "unbury search 'minister w/s resign*' --source 'Continental Wire' --since 2024 --until 2024",
            ),
            (
                "The best twenty passages of all articles, to paste",
                "unbury search bridge --by passage -n 20 --format markdown",
            ),
            (
                "Every article by itself, near-copies of another too",
                "unbury search bridge --copies show",
            ),
            (
                "Every article that matches, for a spreadsheet",
                "unbury search bridge -n all --format csv > bridge.csv",
            ),
        ],
    ),
    (
        "show",
        &[
            (
                "One article, with a query's matches marked",
                "unbury show cw-20240411-001 --query 'minister resign*'",
            ),
            (
                "From the sentence on that a passage names",
                "unbury show cw-20240411-001 --at 3",
            ),
        ],
    ),
    (
        "quote",
        &[
            (
                "Whether a sentence is in the archive, and where",
                "unbury quote 'was closed indefinitely early on Tuesday after a crack was found'",
            ),
            (
                "Each paragraph of a file, for a program",
                "unbury quote - --format json < quotes.txt",
            ),
        ],
    ),
    (
        "open",
        &[(
            "The page of an article in the browser, or its file; with `--print`, which",
            "unbury open cw-20240411-001 --print",
        )],
    ),
    (
        "kwic",
        &[
            (
                "Every occurrence, ordered by the word to its right",
                "unbury kwic bridge --sort r1",
            ),
            (
                "A hundred of them, drawn at random, for a spreadsheet",
                "unbury kwic bridge --sample 100 --format csv > bridge.csv",
            ),
        ],
    ),
    (
        "count",
        &[
            (
                "Each argument is a query",
                "unbury count bridge '\"peace talks\"' 'minister w/5 resign*'",
            ),
            (
                "Of one year, for a program",
                "unbury count bridge --since 2024 --until 2024 --format json",
            ),
            (
                "By outlet, with the share of all that each published",
                "unbury count bridge ferry --by source",
            ),
        ],
    ),
    (
        "facets",
        &[
            (
                "Who writes about it, where and when, and what is typical",
                "unbury facets bridge",
            ),
            (
                "Authors and tags, the first three of each",
                "unbury facets 'peace talks' --by author,tag -n 3",
            ),
        ],
    ),
    (
        "keyness",
        &[
            (
                "What articles about a bridge say that others do not",
                "unbury keyness bridge",
            ),
            (
                "One outlet beside another",
                "unbury keyness 'source:\"Continental Wire\"' --against source:herald",
            ),
        ],
    ),
    (
        "collocates",
        &[
            (
                "What is said of a bridge, in the words next to it",
                "unbury collocates bridge",
            ),
            (
                "Anywhere in the sentence, for a spreadsheet",
                "unbury collocates bridge --window sentence --format csv",
            ),
        ],
    ),
    (
        "similar",
        &[
            (
                "What else there is on the matter of an article",
                "unbury similar cw-20240411-001",
            ),
            (
                "On that of a file, in one year",
                "unbury similar articles/text/bridge-closes.txt --since 2024 --until 2024",
            ),
        ],
    ),
    (
        "trends",
        &[
            (
                "What rose and what fell from a year to a month",
                "unbury trends --from 2023 --to 2024-04",
            ),
            (
                "The same in articles about a bridge, for a spreadsheet",
                "unbury trends bridge --from 2023 --to 2024-04 --format csv",
            ),
        ],
    ),
    (
        "timeline",
        &[
            (
                "Three queries, each its share of all articles, month by month",
                "unbury timeline bridge ferry '\"peace talks\"' --by month",
            ),
            (
                "As a drawing, and as a sheet with a row a date",
                "unbury timeline bridge ferry --by month -o bridge.svg",
            ),
            (
                "Which outlet wrote most of it, and when",
                "unbury timeline bridge --by month --split source",
            ),
        ],
    ),
    (
        "batch",
        &[
            (
                "A list of names, a line each: how often, and the best passage",
                "unbury batch names.txt > names.csv",
            ),
            (
                "Every passage of every name; goes on where it was stopped",
                "unbury batch names.txt --passages all --output names.csv --resume",
            ),
        ],
    ),
    (
        "export",
        &[
            (
                "All articles that match, whole, as columns for pandas, R and DuckDB",
                "unbury export bridge --output bridge.parquet",
            ),
            (
                "Citations for Zotero, with what is quoted and its place",
                "unbury export '\"peace talks\"' --output talks.ris",
            ),
            (
                "A report to read and to print",
                "unbury export '\"peace talks\"' --output talks.html",
            ),
            (
                "A folder of texts for AntConc",
                "unbury export bridge --since 2024 --format txt --output bridge-texts",
            ),
        ],
    ),
    (
        "formats",
        &[
            (
                "What these files would be read as, and how they look",
                "unbury formats articles/",
            ),
            ("The formats that there are", "unbury formats"),
        ],
    ),
    (
        "save",
        &[
            (
                "Keep a search: what matches now is known",
                "unbury save bridge 'bridge OR ferry' --source 'Continental Wire'",
            ),
            ("Which searches are kept", "unbury save --list"),
        ],
    ),
    (
        "news",
        &[
            (
                "What came for all saved searches since the last look",
                "unbury news",
            ),
            (
                "For a script: a mail where something is new for one of them",
                "unbury news bridge --output news.html && echo mail news.html",
            ),
        ],
    ),
    ("stats", &[("What the index holds", "unbury stats")]),
    (
        "translate",
        &[(
            "What a query of Lexis is here",
            "unbury translate --from lexis 'merg! w/5 (bank or insurer)'",
        )],
    ),
    (
        "delete",
        &[
            (
                "What would go, if all articles of one outlet that name a person did",
                "unbury delete --query '\"Edda Lorring\"' --source 'Continental Wire' --dry-run",
            ),
            (
                "One article, without being asked",
                "unbury delete cw-20240411-001 --yes",
            ),
            (
                "Let it back, and read it again",
                "unbury delete --undo cw-20240411-001 && unbury index articles/",
            ),
        ],
    ),
    (
        "optimize",
        &[("Merge the index, when it is complete", "unbury optimize")],
    ),
    (
        "verify",
        &[("Read the whole index and check it", "unbury verify")],
    ),
    (
        "eval",
        &[(
            "How often a sentence of the archive is found again by some of its words",
            "unbury eval --known-items 50",
        )],
    ),
    (
        "help",
        &[
            ("The query language", "unbury help syntax"),
            ("A command", "unbury help search"),
        ],
    ),
    (
        "completions",
        &[
            (
                "For bash: this line in ~/.bashrc",
                "source <(unbury completions bash)",
            ),
            (
                "For zsh: this line in ~/.zshrc, behind that of compinit",
                "source <(unbury completions zsh)",
            ),
            (
                "For fish: this line in ~/.config/fish/config.fish",
                "unbury completions fish | source",
            ),
        ],
    ),
    (
        "man",
        &[
            (
                "The manual page of a command",
                "unbury man search | man -l -",
            ),
            ("All of them, for a package", "unbury man --all man1"),
        ],
    ),
];
