//! A chart as SVG: the same bytes for the same data.
//!
//! It says what it shows in words (`<title>`, `<desc>`), is readable without colour, takes the reader's light or dark ground, and needs no
//! script: each point is a link to its query, which is shown below the chart when the point is chosen.

use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

use super::plotted::{Chart, ChartLine, MOST_LINES};
use super::scale::{at_axis, labelled, measured, ticks};
use super::style;
use crate::render::xml::escaped;

/// Size of the drawing, in units of the document.
const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 420.0;
/// Room on the left for numbers, above for the title, below for labels and the query of a point.
const LEFT: f64 = 72.0;
const TOP: f64 = 66.0;
const BOTTOM: f64 = 66.0;
/// Room on the right of bars.
const RIGHT: f64 = 20.0;
/// Width of a character, about.
const CHARACTER: f64 = 7.4;
/// Characters of a name beside its line, at most.
const LONGEST_NAME: usize = 26;
/// Units between two names.
const NAME_HEIGHT: f64 = 16.0;
/// Points of a line up to which each has a marker.
const MOST_MARKERS: usize = 70;
/// Points of all lines up to which each is a link.
const MOST_LINKS: usize = 1_500;

/// The chart as a document of its own, which can also stand in a page of HTML.
pub fn svg(chart: &Chart) -> String {
    let drawing = Drawing::of(chart);
    let sheet = style::sheet(drawing.lines.len());
    written(&drawing, &format!("<style>\n{sheet}</style>\n"))
}

/// The same for a page that has rules for its classes in a style sheet of its own: without any style, which such a page may forbid.
pub fn svg_in_page(chart: &Chart) -> String {
    written(&Drawing::of(chart), "")
}

fn written(drawing: &Drawing<'_>, style: &str) -> String {
    let chart = drawing.chart;
    let (id, title) = (escaped(&chart.id), escaped(&chart.title));
    let description = escaped(&chart.description);
    // What is drawn is one image; links cannot stand in an image, so they stand beside it, in a group.
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" \
         role=\"group\" aria-labelledby=\"{id}title\" aria-describedby=\"{id}desc\">\n\
         <title id=\"{id}title\">{title}</title>\n<desc id=\"{id}desc\">{description}</desc>\n{style}"
    );
    drawing.patterns(&mut out);
    let _ = writeln!(
        out,
        "<g role=\"img\" aria-label=\"{title}. {description}\">\n\
         <rect class=\"ground\" width=\"{WIDTH}\" height=\"{HEIGHT}\"/>"
    );
    drawing.heading(&mut out);
    drawing.gaps(&mut out);
    drawing.axes(&mut out);
    if drawing.lines.len() > 1 {
        drawing.curves(&mut out);
        drawing.names(&mut out);
    }
    out.push_str("</g>\n");
    drawing.points(&mut out);
    out.push_str("</svg>\n");
    out
}

/// A chart and where its parts stand.
struct Drawing<'a> {
    chart: &'a Chart,
    lines: &'a [ChartLine],
    ticks: Vec<f64>,
    /// Where the plot ends on the right.
    right: f64,
    has_links: bool,
}

#[expect(clippy::cast_precision_loss, reason = "steps of a drawing are few")]
fn real(number: usize) -> f64 {
    number as f64
}

impl<'a> Drawing<'a> {
    fn of(chart: &'a Chart) -> Self {
        let lines = &chart.lines[..chart.lines.len().min(MOST_LINES)];
        // What says little does not set the scale.
        let highest = |all: bool| {
            let points = lines
                .iter()
                .flat_map(|line| chart.steps.iter().zip(&line.points));
            let values = points.filter(|(step, _)| all || !step.is_uncertain);
            let values = values.filter_map(|(_, point)| point.value);
            values.fold(0.0, f64::max)
        };
        let of_certain = highest(false);
        let most = if of_certain > 0.0 {
            of_certain
        } else {
            highest(true)
        };
        let longest = lines.iter().map(|line| shortened(&line.name).width());
        let names = if lines.len() > 1 {
            real(longest.max().unwrap_or(0)) * CHARACTER + 34.0
        } else {
            RIGHT
        };
        Self {
            chart,
            lines,
            ticks: ticks(most, chart.is_share),
            right: WIDTH - names,
            has_links: lines.len() * chart.steps.len() <= MOST_LINKS,
        }
    }

    /// Width of a step.
    fn step(&self) -> f64 {
        (self.right - LEFT) / real(self.chart.steps.len().max(1))
    }

    fn x(&self, step: usize) -> f64 {
        LEFT + (real(step) + 0.5) * self.step()
    }

    fn y(&self, value: f64) -> f64 {
        let most = self.ticks.last().copied().unwrap_or(1.0);
        HEIGHT - BOTTOM - (value / most).min(1.0) * (HEIGHT - BOTTOM - TOP)
    }

    fn patterns(&self, out: &mut String) {
        let id = escaped(&self.chart.id);
        let _ = writeln!(
            out,
            "<defs><pattern id=\"{id}part\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
             <path class=\"c0\" stroke-width=\"4\" d=\"M0 0v6\"/></pattern></defs>"
        );
    }

    fn heading(&self, out: &mut String) {
        let title = cut(&self.chart.title, 86);
        let others = self.chart.lines.len() - self.lines.len();
        let mut measure = self.chart.measure.clone();
        if others > 0 {
            let _ = write!(measure, "; {others} more queries are not drawn");
        }
        if self.chart.steps.iter().any(|step| step.is_uncertain) {
            let how = if self.lines.len() > 1 {
                "hollow"
            } else {
                "hatched"
            };
            let _ = write!(measure, "; {how}: few articles, or covered in part");
        }
        let _ = writeln!(
            out,
            "<text class=\"title\" x=\"16\" y=\"28\">{}</text>\n<text class=\"measure\" x=\"16\" y=\"48\">{}</text>",
            escaped(&title),
            escaped(&measure)
        );
    }

    /// Where nothing is known of any line.
    fn gaps(&self, out: &mut String) {
        let is_gap = |step: usize| {
            let mut points = self.lines.iter().map(|line| line.points.get(step));
            points.all(|point| point.is_none_or(|point| point.value.is_none()))
        };
        let steps: Vec<usize> = (0..self.chart.steps.len()).collect();
        for run in steps.chunk_by(|&one, &other| is_gap(one) == is_gap(other)) {
            let Some(&first) = run.first().filter(|&&first| is_gap(first)) else {
                continue;
            };
            let _ = writeln!(
                out,
                "<rect class=\"gap\" x=\"{:.1}\" y=\"{TOP:.1}\" width=\"{:.1}\" height=\"{:.1}\"><title>{}: no articles</title></rect>",
                self.x(first) - self.step() / 2.0,
                real(run.len()) * self.step(),
                HEIGHT - BOTTOM - TOP,
                escaped(&self.span_of(first, first + run.len() - 1))
            );
        }
    }

    fn span_of(&self, first: usize, last: usize) -> String {
        let label = |step: usize| self.chart.steps[step].label.as_str();
        if first == last {
            label(first).to_owned()
        } else {
            format!("{} to {}", label(first), label(last))
        }
    }

    fn axes(&self, out: &mut String) {
        for &tick in &self.ticks {
            let y = self.y(tick);
            let _ = writeln!(
                out,
                "<path class=\"grid\" d=\"M{LEFT:.1} {y:.1}H{:.1}\"/><text class=\"tick\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
                self.right,
                LEFT - 8.0,
                y + 4.0,
                escaped(&at_axis(tick, self.chart.is_share))
            );
        }
        let longest = self.chart.steps.iter().map(|step| step.label.width());
        let label = real(longest.max().unwrap_or(0)) * CHARACTER + 14.0;
        let most = i64::try_from(self.chart.steps.len()).unwrap_or(i64::MAX);
        let enough = |room: &i64| real(usize::try_from(*room).unwrap_or(0)) * self.step() >= label;
        let room = (1..=most).find(enough).unwrap_or(most.max(1));
        let base = HEIGHT - BOTTOM;
        for step in labelled(&self.chart.steps, self.chart.axis_steps, room) {
            let x = self.x(step);
            let _ = writeln!(
                out,
                "<path class=\"axis\" d=\"M{x:.1} {base:.1}v5\"/><text class=\"tick\" x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
                base + 20.0,
                escaped(&self.chart.steps[step].label)
            );
        }
        let _ = writeln!(
            out,
            "<path class=\"axis\" d=\"M{LEFT:.1} {base:.1}H{:.1}\"/>",
            self.right
        );
    }

    /// The lines, broken where nothing is known.
    fn curves(&self, out: &mut String) {
        for (at, line) in self.lines.iter().enumerate() {
            let mut path = String::new();
            let mut is_open = false;
            for (step, point) in line.points.iter().enumerate() {
                let Some(value) = point.value else {
                    is_open = false;
                    continue;
                };
                let sign = if is_open { 'L' } else { 'M' };
                let _ = write!(path, "{sign}{:.1} {:.1}", self.x(step), self.y(value));
                is_open = true;
            }
            let _ = writeln!(
                out,
                "<path class=\"line c{}\" stroke-dasharray=\"{}\" d=\"{path}\"/>",
                style::colour(at),
                style::dashes(at)
            );
        }
    }

    /// The names of lines where they end, none above another.
    fn names(&self, out: &mut String) {
        let last = |line: &ChartLine| line.points.iter().rev().find_map(|point| point.value);
        let ends = self
            .lines
            .iter()
            .map(|line| self.y(last(line).unwrap_or(0.0)));
        let mut order: Vec<(usize, f64)> = ends.enumerate().collect();
        order.sort_by(|one, other| one.1.total_cmp(&other.1));
        let mut lowest = TOP;
        for (_, y) in &mut order {
            *y = y.max(lowest);
            lowest = *y + NAME_HEIGHT;
        }
        // Those that stand too low are pushed up again.
        let mut highest = HEIGHT - BOTTOM + 4.0;
        for (_, y) in order.iter_mut().rev() {
            *y = y.min(highest);
            highest = *y - NAME_HEIGHT;
        }
        for (line, y) in order {
            let _ = writeln!(
                out,
                "<path class=\"f{0}\" d=\"{1}\"/><text class=\"t{0}\" x=\"{2:.1}\" y=\"{3:.1}\">{4}</text>",
                style::colour(line),
                style::marker(line, self.right + 12.0, y),
                self.right + 22.0,
                y + 4.0,
                escaped(&shortened(&self.lines[line].name))
            );
        }
    }

    /// The points, each a link.
    fn points(&self, out: &mut String) {
        let base = HEIGHT - BOTTOM;
        let every = self.chart.steps.len().div_ceil(MOST_MARKERS).max(1);
        let mut queries = String::new();
        out.push_str("<g>\n");
        for (at, line) in self.lines.iter().enumerate() {
            for (step, point) in line.points.iter().enumerate() {
                let Some(value) = point.value else { continue };
                let is_uncertain = self.chart.steps[step].is_uncertain;
                let mark = if self.lines.len() > 1 {
                    if step % every > 0 {
                        continue;
                    }
                    let hollow = if is_uncertain { " hollow" } else { "" };
                    let mark = style::marker(at, self.x(step), self.y(value));
                    format!(
                        "<path class=\"mark f{}{hollow}\" d=\"{mark}\"/>",
                        style::colour(at)
                    )
                } else {
                    let width = (self.step() * 0.8).max(1.0);
                    let (x, y) = (self.x(step) - width / 2.0, self.y(value));
                    // A zero is there too: it can be chosen, and is no gap.
                    let height = (base - y).max(if value > 0.0 { 1.0 } else { 0.5 });
                    // An attribute, which no rule of a style sheet overrules: the class of the colour is only set without it.
                    let fill = if is_uncertain {
                        format!(
                            "class=\"mark c0\" fill=\"url(#{}part)\"",
                            escaped(&self.chart.id)
                        )
                    } else {
                        "class=\"mark f0\"".to_owned()
                    };
                    format!(
                        "<rect {fill} x=\"{x:.1}\" y=\"{:.1}\" width=\"{width:.1}\" height=\"{height:.1}\"/>",
                        base - height
                    )
                };
                self.point((at, step), &mark, out, &mut queries);
            }
        }
        out.push_str("</g>\n");
        out.push_str(&queries);
    }

    fn point(
        &self,
        (line, step): (usize, usize),
        mark: &str,
        out: &mut String,
        queries: &mut String,
    ) {
        let point = &self.lines[line].points[step];
        let words = if point.about.is_empty() {
            let value = point.value.unwrap_or_default();
            let label = &self.chart.steps[step].label;
            format!("{label}: {}", measured(value, self.chart.is_share))
        } else {
            point.about.clone()
        };
        let words = escaped(&words);
        if !self.has_links || point.query.is_empty() && point.link.is_none() {
            let _ = writeln!(out, "<g><title>{words}</title>{mark}</g>");
            return;
        }
        let id = format!("{}q{line}-{step}", escaped(&self.chart.id));
        let own = format!("#{id}");
        let target = escaped(point.link.as_deref().unwrap_or(&own));
        let _ = writeln!(
            out,
            "<a href=\"{target}\" aria-label=\"{words}\"><title>{words}</title>{mark}</a>"
        );
        if point.link.is_none() {
            let _ = writeln!(
                queries,
                "<g class=\"query\" id=\"{id}\"><text x=\"16\" y=\"{:.1}\">{words} · {}</text></g>",
                HEIGHT - 18.0,
                escaped(&point.query)
            );
        }
    }
}

fn shortened(name: &str) -> String {
    cut(name, LONGEST_NAME)
}

/// A text of so many characters, at most.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{kept}…")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::plotted::{ChartPoint, ChartStep};
    use super::*;

    fn chart(names: &[&str], values: &[Vec<Option<f64>>]) -> Chart {
        let steps = values.first().map_or(0, Vec::len);
        Chart {
            title: "oil & <gas>".to_owned(),
            description: "two lines".to_owned(),
            measure: "share of all articles".to_owned(),
            is_share: true,
            steps: (0..)
                .take(steps)
                .map(|at| ChartStep {
                    label: format!("1987-{:02}", at + 1),
                    number: 1987 * 12 + at,
                    is_uncertain: at == 0,
                })
                .collect(),
            axis_steps: &[1, 3, 6, 12],
            lines: names
                .iter()
                .zip(values)
                .map(|(name, values)| ChartLine {
                    name: (*name).to_owned(),
                    points: values
                        .iter()
                        .map(|&value| ChartPoint {
                            value,
                            about: String::new(),
                            query: "unbury search '\"oil\" date:1987-01'".to_owned(),
                            link: None,
                        })
                        .collect(),
                })
                .collect(),
            id: "c".to_owned(),
        }
    }

    /// The names of elements that are open at the end; none in a sound document.
    fn unclosed(svg: &str) -> Vec<String> {
        let mut reader = quick_xml::Reader::from_str(svg);
        reader.config_mut().check_end_names = true;
        let mut open = Vec::new();
        loop {
            match reader.read_event().expect("sound XML") {
                quick_xml::events::Event::Start(tag) => {
                    open.push(AsRef::<str>::as_ref(&tag.name()).to_owned());
                }
                quick_xml::events::Event::End(_) => {
                    open.pop();
                }
                quick_xml::events::Event::Eof => return open,
                _ => {}
            }
        }
    }

    #[test]
    fn one_query_is_bars_and_zero_is_no_gap() {
        let svg = svg(&chart(
            &["oil"],
            &[vec![Some(0.1), Some(0.0), None, Some(0.2)]],
        ));
        assert_eq!(svg.matches("<rect class=\"mark").count(), 3);
        assert_eq!(svg.matches("class=\"gap\"").count(), 1);
        assert!(svg.contains("1987-03: no articles"), "{svg}");
        assert!(svg.contains("fill=\"url(#cpart)\""), "{svg}");
        assert!(svg.contains("<title id=\"ctitle\">oil &amp; &lt;gas&gt;</title>"));
        assert!(
            svg.contains("<a href=\"#cq0-0\" aria-label=\"1987-01: 10 %\">"),
            "{svg}"
        );
        assert!(svg.contains("id=\"cq0-0\""), "{svg}");
    }

    #[test]
    fn several_queries_are_lines_with_their_names() {
        let values = [
            vec![Some(0.1), None, Some(0.3)],
            vec![Some(0.3), Some(0.2), Some(0.3)],
        ];
        let svg = svg(&chart(&["oil", "gas"], &values));
        assert_eq!(svg.matches("class=\"line c").count(), 2);
        assert!(svg.contains(">oil</text>") && svg.contains(">gas</text>"));
        // A gap breaks the line: it begins again.
        let curve = svg.lines().find(|line| line.contains("class=\"line c0\""));
        assert_eq!(
            curve.map(|line| line.matches('M').count()),
            Some(2),
            "{svg}"
        );
        assert!(svg.contains("hollow: few articles, or covered in part"));
    }

    #[test]
    fn many_lines_are_told_of() {
        let names: Vec<String> = (0..15).map(|at| format!("q{at}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let svg = svg(&chart(&names, &vec![vec![Some(0.1)]; 15]));
        assert!(svg.contains("3 more queries are not drawn"), "{svg}");
        assert_eq!(svg.matches("class=\"line c").count(), MOST_LINES);
    }

    proptest! {
        #[test]
        fn any_numbers_and_names_are_sound_xml(
            names in prop::collection::vec("\\PC{0,40}|[<>&\"'\u{0}\u{1b}]{0,9}", 0..4),
            steps in 0..40_usize,
            values in prop::collection::vec(prop::option::of(prop_oneof![Just(0.0), 0.0..1.0, 0.0..1e9]), 160),
        ) {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let values: Vec<Vec<Option<f64>>> = (0..names.len()).map(|line| values[line * 40..line * 40 + steps].to_vec()).collect();
            let chart = chart(&names, &values);
            let drawn = svg(&chart);
            prop_assert_eq!(unclosed(&drawn), Vec::<String>::new());
            prop_assert!(!drawn.contains("NaN") && !drawn.contains("inf\""));
            prop_assert_eq!(svg(&chart), drawn);
        }
    }
}
