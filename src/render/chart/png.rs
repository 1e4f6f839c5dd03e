//! A chart as PNG: what `svg` writes, drawn on white at twice its size.
//!
//! The font is our own, so that a chart looks the same everywhere. Those of the system are looked at only for characters that it lacks;
//! a character that none of them has is drawn as a box.

use std::io;
use std::sync::Arc;

use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::fontdb::{Database, ID, Source, Stretch, Style, Weight};
use resvg::usvg::{FontResolver, Options, Tree};

use super::plotted::Chart;
use super::svg::svg;

/// `DejaVu Sans`, cut to Latin, Greek and Cyrillic (`font/LICENSE`).
const FONT: &[u8] = include_bytes!("font/latin_greek_cyrillic.ttf");

/// Pixels for a unit of the drawing.
const SCALE: f32 = 2.0;

/// The chart as the bytes of a PNG file, 1920 pixels wide.
///
/// # Errors
/// [`io::ErrorKind::InvalidData`] where the chart cannot be drawn.
pub fn png(chart: &Chart) -> io::Result<Vec<u8>> {
    let tree = Tree::from_str(&svg(chart), &options()).map_err(not_drawn)?;
    let size = tree
        .size()
        .to_int_size()
        .scale_by(SCALE)
        .ok_or_else(|| not_drawn("no size"))?;
    let mut pixels =
        Pixmap::new(size.width(), size.height()).ok_or_else(|| not_drawn("too large"))?;
    pixels.fill(Color::WHITE);
    resvg::render(
        &tree,
        Transform::from_scale(SCALE, SCALE),
        &mut pixels.as_mut(),
    );
    pixels.encode_png().map_err(not_drawn)
}

fn not_drawn(why: impl std::fmt::Display) -> io::Error {
    let message = format!("the chart cannot be drawn as `png`: {why}");
    io::Error::new(io::ErrorKind::InvalidData, message)
}

/// All text in our font, and what it lacks in one of the system.
fn options() -> Options<'static> {
    let mut fonts = Database::new();
    let own = fonts.load_font_source(Source::Binary(Arc::new(FONT)));
    let own = own.first().copied();
    Options {
        fontdb: Arc::new(fonts),
        font_resolver: FontResolver {
            select_font: Box::new(move |_, _| own),
            select_fallback: Box::new(of_system),
        },
        ..Options::default()
    }
}

/// A font of the system that has the character: an upright one of common weight, if there is one.
fn of_system(character: char, used: &[ID], fonts: &mut Arc<Database>) -> Option<ID> {
    // Ours alone: they are not loaded yet.
    if fonts.len() < 2 {
        Arc::make_mut(fonts).load_system_fonts();
    }
    let unlike = fonts.faces().filter(|face| {
        face.monospaced
            || (face.style, face.weight, face.stretch)
                != (Style::Normal, Weight::NORMAL, Stretch::Normal)
    });
    let mut unlike: Vec<ID> = unlike.map(|face| face.id).collect();
    unlike.splice(0..0, used.iter().copied());
    let select = FontResolver::default_fallback_selector();
    select(character, &unlike, fonts).or_else(|| select(character, used, fonts))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use proptest::prelude::*;

    use super::super::plotted::{ChartLine, ChartPoint, ChartStep};
    use super::*;

    fn chart(names: &[&str]) -> Chart {
        let line = |name: &&str| ChartLine {
            name: (*name).to_owned(),
            points: [Some(0.1), None, Some(0.3)]
                .map(|value| ChartPoint {
                    value,
                    ..ChartPoint::default()
                })
                .to_vec(),
        };
        let step = |number: i64| ChartStep {
            label: format!("1987-{number:02}"),
            number,
            is_uncertain: number == 1,
        };
        Chart {
            title: names.join(", "),
            is_share: true,
            steps: (1..4).map(step).collect(),
            axis_steps: &[1, 3, 6, 12],
            lines: names.iter().map(line).collect(),
            ..Chart::default()
        }
    }

    fn pixels(names: &[&str]) -> Pixmap {
        Pixmap::decode_png(&png(&chart(names)).unwrap()).unwrap()
    }

    /// Whether something is drawn where the title stands.
    fn has_title(pixels: &Pixmap) -> bool {
        (20..70).any(|y| (32..400).any(|x| pixels.pixel(x, y).is_some_and(|one| one.red() < 128)))
    }

    #[test]
    fn it_is_as_large_as_it_should_be_and_light() {
        for names in [&["oil"][..], &["oil", "gas"]] {
            let pixels = pixels(names);
            assert_eq!((pixels.width(), pixels.height()), (1920, 840));
            let corner = pixels.pixel(0, 0).unwrap();
            assert_eq!((corner.red(), corner.alpha()), (255, 255));
            assert!(has_title(&pixels));
        }
        assert_eq!(
            png(&chart(&["oil"])).unwrap(),
            png(&chart(&["oil"])).unwrap()
        );
    }

    #[test]
    fn text_of_other_scripts_does_not_vanish() {
        for name in ["русский", "ελληνικά", "中文", "العربية", "\u{10ffff}"]
        {
            assert!(has_title(&pixels(&[name])), "{name}");
        }
        assert!(!has_title(&pixels(&[""])));
    }

    /// Whether our own font lacks something of these names.
    fn needs_others(names: &[&str]) -> bool {
        let is_asked = Arc::new(AtomicBool::new(false));
        let asked = Arc::clone(&is_asked);
        let mut options = options();
        options.font_resolver.select_fallback = Box::new(move |_, _, _| {
            asked.store(true, Ordering::Relaxed);
            None
        });
        Tree::from_str(&svg(&chart(names)), &options).unwrap();
        is_asked.load(Ordering::Relaxed)
    }

    #[test]
    fn our_font_has_the_scripts_that_it_is_for() {
        let names = ["„Łódź – žluť…“", "русский №", "ελληνικά", "it’s 5 €"];
        assert!(!needs_others(&names));
        assert!(needs_others(&["中文"]));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]
        #[test]
        fn any_names_are_drawn(names in prop::collection::vec("\\PC{0,40}|[<>&\"'\u{0}\u{1b}]{0,9}", 0..4)) {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            prop_assert!(png(&chart(&names)).is_ok());
        }
    }
}
