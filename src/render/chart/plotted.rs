//! What a chart is drawn of: plain data.

/// Numbers over time, one line for each query. One alone is drawn as bars.
#[derive(Debug, Clone, Default)]
pub struct Chart {
    /// What it shows, in a few words.
    pub title: String,
    /// The same for those who do not see it: what rises, what falls, from when to when.
    pub description: String,
    /// What the numbers are, such as `share of all articles`.
    pub measure: String,
    /// Whether the numbers are shares from 0 to 1, which are written in per cent; else they are counts.
    pub is_share: bool,
    /// Steps of time, in order and without holes.
    pub steps: Vec<ChartStep>,
    /// How many steps may lie between two labels of the axis, so that they fall on round dates, the fewest first.
    pub axis_steps: &'static [i64],
    /// The lines. Of more than twelve the first twelve are drawn, and the number of the others is told.
    pub lines: Vec<ChartLine>,
    /// What names of parts begin with, where several charts stand on one page.
    pub id: String,
}

/// A step of time.
#[derive(Debug, Clone, Default)]
pub struct ChartStep {
    /// How it is called.
    pub label: String,
    /// Its number: labels stand where it is divisible.
    pub number: i64,
    /// Whether its number says little: it has few articles, or only a part of it is covered.
    pub is_uncertain: bool,
}

/// One line, or the bars of the only one.
#[derive(Debug, Clone, Default)]
pub struct ChartLine {
    /// What it is of.
    pub name: String,
    /// One for each step.
    pub points: Vec<ChartPoint>,
}

/// A number at a step of time.
#[derive(Debug, Clone, Default)]
pub struct ChartPoint {
    /// The number; `None` where it is not known, which is a gap and no zero.
    pub value: Option<f64>,
    /// What it says in words: `1987-03: 4.2 %, 12 of 286 articles`.
    pub about: String,
    /// The query that finds its articles, as it is typed. Shown where the point is chosen.
    pub query: String,
    /// Where the point leads; without it, to its query below the chart.
    pub link: Option<String>,
}

/// Lines that are drawn, at most.
pub(in crate::render) const MOST_LINES: usize = 12;
