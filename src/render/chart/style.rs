//! How lines and bars are told apart: by colour, and without it by dashes and markers.

use std::fmt::Write;

/// Colours of lines on a light and on a dark ground; each has a contrast of 4.5 to 1 or more, as WCAG 2.2 asks of text.
const COLOURS: [(&str, &str); 6] = [
    ("#0b5cad", "#7db7ff"),
    ("#a8480f", "#ffb07c"),
    ("#1b6e34", "#7fd99b"),
    ("#7b3294", "#d8b0ff"),
    ("#a50f3c", "#ff9cb0"),
    ("#4d4d4d", "#c8c8c8"),
];

/// Dashes of lines.
const DASHES: [&str; 6] = ["none", "7 4", "2 3", "10 3 2 3", "14 5", "5 2 1 2 1 2"];

/// Text, ground and lines of the drawing, light and dark.
const GROUND: &str = "\
.ground{fill:#fff}
text{fill:#1a1a1a;font-family:system-ui,'DejaVu Sans',sans-serif;font-size:13px}
.title{font-size:18px;font-weight:600}
.measure,.tick{fill:#4d4d4d}
.tick{font-size:12px}
.grid{stroke:#d9d9d9;stroke-width:1}
.axis{stroke:#4d4d4d;stroke-width:1}
.gap{fill:#ececec}
.line{fill:none;stroke-width:2;stroke-linejoin:round}
.query{display:none}
.query:target{display:inline}
a:focus{outline:none}
a:focus .mark,a:hover .mark{stroke-width:4}
";

const DARK: &str = "\
.ground{fill:#16181c}
text{fill:#f0f0f0}
.measure,.tick{fill:#c8c8c8}
.grid{stroke:#3a3e45}
.axis{stroke:#c8c8c8}
.gap{fill:#26292f}
";

/// The style sheet of a chart of so many lines.
pub(super) fn sheet(lines: usize) -> String {
    let rules = |of: fn(&(&'static str, &'static str)) -> &'static str, ground: &str| {
        let colours = COLOURS.iter().map(of).enumerate().take(lines.max(1));
        let rules = colours.fold(String::new(), |mut rules, (at, colour)| {
            let _ = writeln!(
                rules,
                ".c{at}{{stroke:{colour}}}.f{at}{{fill:{colour};stroke:{colour}}}.t{at}{{fill:{colour}}}"
            );
            rules
        });
        // Behind the colours, which it overrules.
        format!("{rules}.hollow{{fill:{ground}}}\n")
    };
    let light = rules(|colours| colours.0, "#fff");
    let dark = rules(|colours| colours.1, "#16181c");
    format!(
        "{GROUND}{light}@media (prefers-color-scheme:dark){{\n{DARK}{dark}}}\n\
         @media (forced-colors:active){{text{{fill:CanvasText}}.ground{{fill:Canvas}}}}\n"
    )
}

/// The number of the colour of a line.
pub(super) fn colour(line: usize) -> usize {
    line % COLOURS.len()
}

/// The dashes of a line: six of them, and five markers, so that thirty lines differ.
pub(super) fn dashes(line: usize) -> &'static str {
    DASHES[line % DASHES.len()]
}

/// The marker of a line around a place: a closed path of about eight units.
pub(super) fn marker(line: usize, x: f64, y: f64) -> String {
    match line % 5 {
        0 => format!("M{:.1} {y:.1}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z", x - 4.0),
        1 => format!("M{:.1} {:.1}h7v7h-7z", x - 3.5, y - 3.5),
        2 => format!("M{x:.1} {:.1}l4.5 8h-9z", y - 5.0),
        3 => format!("M{x:.1} {:.1}l5 5l-5 5l-5 -5z", y - 5.0),
        _ => format!("M{:.1} {:.1}h9l-4.5 8z", x - 4.5, y - 3.0),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn twelve_lines_differ_without_colour() {
        let looks = (0..12).map(|line| (dashes(line), marker(line, 0.0, 0.0)));
        assert_eq!(looks.collect::<BTreeSet<_>>().len(), 12);
    }

    /// Relative luminance as WCAG 2.2 defines it.
    fn luminance(colour: &str) -> f64 {
        let part = |at: usize| {
            let part = u8::from_str_radix(&colour[at..at + 2], 16).unwrap();
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    }

    #[test]
    fn colours_are_legible_on_their_grounds() {
        for (light, dark) in COLOURS {
            assert!(1.05 / (luminance(light) + 0.05) >= 4.5, "{light}");
            let ground = luminance("#16181c") + 0.05;
            assert!((luminance(dark) + 0.05) / ground >= 4.5, "{dark}");
        }
    }
}
