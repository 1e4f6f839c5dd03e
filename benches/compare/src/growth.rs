//! How the figures grow with the number of articles.

use std::path::Path;

use crate::Outcome;
use crate::comparison;
use crate::corpus::{self, Workplace};
use crate::indexing::{self, Indexed, SIDES};
use crate::options::Options;
use crate::report::{Report, figure};
use crate::sides::{Sides, Way};
use crate::tasks::{Drawn, Group};
use crate::timing::{self, Times, percentile_of};

/// A figure and its value at each size.
struct Curve {
    name: String,
    values: Vec<f64>,
}

/// Indexes and searches the first articles of a file, so many at a time, and fits a power of their number to each figure.
pub(crate) fn growth(
    articles: &Path,
    sizes: &[&str],
    options: &Options,
    report: &mut Report,
) -> Outcome<()> {
    let mut numbers = sizes
        .iter()
        .map(|size| size.parse())
        .collect::<Result<Vec<usize>, _>>()?;
    numbers.sort_unstable();
    let places: Vec<Workplace> = numbers
        .iter()
        .map(|number| Workplace::named(&format!("first-{number}")))
        .collect();
    let mut indexed = Vec::new();
    for (place, &number) in places.iter().zip(&numbers) {
        let corpus = corpus::prepare(articles, Some(number), place)?;
        indexed.push(indexing::index(place, corpus, options.threads, 1)?);
    }
    let mut curves = index_curves(&indexed);
    curves.extend(search_curves(&places, options)?);
    report.heading("Growth")?;
    report.paragraph(&format!(
        "The first articles of one file, {} threads, indexed once. The same queries at every size, drawn from the smallest, each as many \
         articles on both sides at every size; milliseconds, percentiles over queries of the best of {} rounds. *exponent*: of the number of \
         articles, by least squares of the logarithms; 1 is linear, 0 constant.",
        options.threads, options.rounds,
    ))?;
    let named: Vec<String> = numbers.iter().map(usize::to_string).collect();
    let mut head = vec!["figure"];
    head.extend(named.iter().map(String::as_str));
    head.push("exponent");
    let rows: Vec<Vec<String>> = curves.iter().map(|curve| row(curve, &numbers)).collect();
    report.table(&head, &rows)
}

fn row(curve: &Curve, numbers: &[usize]) -> Vec<String> {
    let mut row = vec![curve.name.clone()];
    row.extend(curve.values.iter().copied().map(figure));
    let points = numbers.iter().zip(&curve.values);
    let points: Vec<(f64, f64)> = points
        .map(|(&number, &value)| (number as f64, value))
        .collect();
    row.push(format!("{:.2}", exponent(&points)));
    row
}

/// The power of x that fits y best: the slope of the logarithms by least squares.
fn exponent(points: &[(f64, f64)]) -> f64 {
    let logarithms: Vec<(f64, f64)> = points.iter().map(|(x, y)| (x.ln(), y.ln())).collect();
    let count = points.len() as f64;
    let mean_x = logarithms.iter().map(|(x, _)| x).sum::<f64>() / count;
    let mean_y = logarithms.iter().map(|(_, y)| y).sum::<f64>() / count;
    let together: f64 = logarithms
        .iter()
        .map(|(x, y)| (x - mean_x) * (y - mean_y))
        .sum();
    let alone: f64 = logarithms.iter().map(|(x, _)| (x - mean_x).powi(2)).sum();
    together / alone
}

fn index_curves(indexed: &[[Indexed; 2]]) -> Vec<Curve> {
    let curves = |figure: &str, value: fn(&Indexed) -> f64| {
        [0, 1].map(|side| Curve {
            name: format!("{figure}, {}", SIDES[side]),
            values: indexed.iter().map(|sides| value(&sides[side])).collect(),
        })
    };
    let speed = curves("MB of text a second", |side| side.megabytes_per_second);
    let size = curves("index bytes a byte of text", Indexed::bytes_per_byte);
    let memory = curves("peak memory, MB", |side| side.peak_megabytes);
    speed.into_iter().chain(size).chain(memory).collect()
}

fn search_curves(places: &[Workplace], options: &Options) -> Outcome<Vec<Curve>> {
    let mut all = places
        .iter()
        .map(|place| Sides::open(place, 1))
        .collect::<Outcome<Vec<Sides>>>()?;
    let smallest = places.first().ok_or("no sizes")?;
    let drawn = comparison::draw(smallest, &mut all, options)?;
    let mut by_size = Vec::new();
    for sides in &mut all {
        by_size.push(timing::time(sides, &drawn, options.rounds)?);
    }
    let mut curves = Vec::new();
    for (group, group_name) in Group::ALL {
        for percent in [50, 99] {
            for (way, side) in [Way::Unbury, Way::Plain].into_iter().zip(SIDES) {
                let of_group = by_size.iter().map(|times| of_group(group, &drawn, times));
                curves.push(Curve {
                    name: format!("{group_name} p{percent}, {side}"),
                    values: of_group
                        .map(|times| percentile_of(times, way, percent))
                        .collect(),
                });
            }
        }
    }
    Ok(curves)
}

fn of_group<'a>(
    group: Group,
    drawn: &'a [Drawn],
    times: &'a [Vec<Times>],
) -> impl Iterator<Item = &'a Times> {
    let tasks = drawn.iter().zip(times);
    let tasks = tasks.filter(move |(drawn, _)| drawn.task.group == group);
    tasks.flat_map(|(_, times)| times)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exponent_of_a_power_is_found() {
        let points: Vec<(f64, f64)> = [1e4, 5e4, 2e5]
            .map(|x: f64| (x, 3.0 * x.powf(0.7)))
            .to_vec();
        assert!((exponent(&points) - 0.7).abs() < 1e-9);
        assert!(exponent(&[(1.0, 1.0)]).is_nan());
    }
}
