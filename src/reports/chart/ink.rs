//! The inks of a chart, the few shapes it is made of, and how the drawing of plotters becomes accessible markup:
//! marker colours are replaced by classes and patterns, and the drawing gets its name and description.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use plotters::coord::Shift;
use plotters::prelude::{DrawingArea, IntoDrawingArea, IntoFont, PathElement, RGBColor, Rectangle, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontTransform, TextStyle};

use super::Chart;

/// Where shapes are put.
pub(super) type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// Height of letters in units of the drawing.
pub(super) const FONT: i32 = 16;

/// Marker colours: red names the role, green the series, blue the state. They never reach the page.
#[derive(Clone, Copy)]
pub(super) enum Ink {
    /// Words and values.
    Text,
    /// Words that head something.
    Strong,
    /// Words beside the matter.
    Quiet,
    /// Lines of the value axis.
    Grid,
    /// The zero line.
    Axis,
    /// A bar or its sample in the key.
    Bar {
        /// 0 to 3, or [`HELD`].
        look: u8,
        /// Whether the period is not complete.
        open: bool,
    },
}

/// The look of held hours, after the looks 0 to 3 of series.
pub(super) const HELD: u8 = 9;

impl Ink {
    const fn color(self) -> RGBColor {
        match self {
            Self::Text => RGBColor(1, 0, 0),
            Self::Strong => RGBColor(1, 1, 0),
            Self::Quiet => RGBColor(1, 2, 0),
            Self::Grid => RGBColor(1, 3, 0),
            Self::Axis => RGBColor(1, 4, 0),
            Self::Bar { look, open } => RGBColor(2, look, open as u8),
        }
    }
}

/// The plain colours for readers without the style sheet, as in a saved drawing.
const fn plain(look: u8, open: bool) -> (&'static str, &'static str) {
    match (open, look) {
        (true, _) => ("open", "#6b6b6b"),
        (false, 0) => ("0", "#26374a"),
        (false, 1) => ("1", "#0b6b6b"),
        (false, 2) => ("2", "#8a4b00"),
        (false, HELD) => ("held", "#333333"),
        (false, _) => ("3", "#5b2a86"),
    }
}

/// A line of words, centred on a height.
pub(super) fn text(area: &Area, ink: Ink, at: (i32, i32), horizontal: HPos, words: &str) {
    put(area, ink, at, Pos::new(horizontal, VPos::Center), FontTransform::None, words);
}

/// A line of words, anchored and turned.
pub(super) fn put(area: &Area, ink: Ink, at: (i32, i32), anchor: Pos, turn: FontTransform, words: &str) {
    // The back end divides sizes by 1.24.
    let font = ("sans-serif", f64::from(FONT) * 1.24).into_font().transform(turn);
    let color = ink.color();
    let style = TextStyle::from(font).color(&color).pos(anchor);
    area.draw_text(words, &style, at).expect("drawing into a string does not fail");
}

/// A thin line.
pub(super) fn line(area: &Area, ink: Ink, from: (i32, i32), to: (i32, i32)) {
    area.draw(&PathElement::new(vec![from, to], ink.color())).expect("drawing into a string does not fail");
}

/// A filled rectangle.
pub(super) fn bar(area: &Area, ink: Ink, corners: [(i32, i32); 2]) {
    area.draw(&Rectangle::new(corners, ink.color().filled())).expect("drawing into a string does not fail");
}

/// Draws into a string and answers the markup of plotters.
pub(super) fn drawn(width: i32, height: i32, draw: impl FnOnce(&Area)) -> String {
    let mut drawn = String::new();
    {
        let size = (width.unsigned_abs(), height.unsigned_abs());
        let area = SVGBackend::with_string(&mut drawn, size).into_drawing_area();
        draw(&area);
        area.present().expect("drawing into a string does not fail");
    }
    drawn
}

/// The drawing with name, description, classes and patterns, and without marker colours.
pub(super) fn accessible(chart: &Chart, id: &str, drawn: &str, width: i32, height: i32) -> String {
    let mut used = BTreeSet::new();
    let mut body = String::new();
    // The first and the last line are the frame that plotters writes.
    for line in drawn.lines().filter(|line| !line.starts_with("<svg") && *line != "</svg>") {
        body.push_str(&if line.starts_with('<') { repainted(line, id, &mut used) } else { line.to_owned() });
        if line.ends_with("/>") || line == "</text>" {
            body.push('\n');
        }
    }
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" font-family=\"sans-serif\" font-size=\"{FONT}\" fill=\"#333333\" role=\"img\" aria-labelledby=\"{id}-title\" aria-describedby=\"{id}-desc\">\
         <title id=\"{id}-title\">{}</title><desc id=\"{id}-desc\">{}</desc><defs>",
        escaped(&chart.title),
        escaped(&chart.description)
    );
    for (look, open) in used {
        svg.push_str(&pattern(id, look, open));
    }
    let _ = write!(svg, "</defs>\n{body}</svg>");
    svg
}

/// One element with its marker colour replaced.
fn repainted(line: &str, id: &str, used: &mut BTreeSet<(u8, bool)>) -> String {
    // What all elements share stands once, at the drawing itself.
    let shared = [" opacity=\"1\"", " font-family=\"sans-serif\"", &format!(" font-size=\"{FONT}\"")];
    let line = shared.iter().fold(line.to_owned(), |line, part| line.replace(part, ""));
    let Some(at) = line.find("=\"#0") else { return line };
    let part = |from: usize| u8::from_str_radix(line.get(at + from..at + from + 2).unwrap_or(""), 16).unwrap_or(0);
    let (role, first, second) = (part(3), part(5), part(7));
    let marker = line.get(at + 2..at + 9).unwrap_or_default();
    let (tag, rest) = line.split_once(' ').unwrap_or((&line, ""));
    if role == 2 {
        let open = second == 1;
        used.insert((first, open));
        let (class, color) = plain(first, open);
        let (fill, stroke) = match first {
            0 => ("currentColor".to_owned(), String::new()),
            HELD => (
                format!("url(#{})", pattern_id(id, first, open)),
                " stroke=\"currentColor\" stroke-dasharray=\"4 3\"".to_owned(),
            ),
            _ => (format!("url(#{})", pattern_id(id, first, open)), " stroke=\"currentColor\"".to_owned()),
        };
        let rest = rest.replace(&format!("fill=\"{marker}\""), &format!("fill=\"{fill}\""));
        let rest = rest.replace(" stroke=\"none\"", &stroke);
        return format!("{tag} class=\"ink-{class}\" color=\"{color}\" {rest}");
    }
    let (class, color) = match first {
        1 => ("strong", "#333333\" font-weight=\"700"),
        2 => ("quiet", "#545454"),
        3 => ("grid", "#d6d6d6"),
        4 => ("axis", "#333333"),
        _ => return format!("{tag} {}", rest.replace(&format!(" fill=\"{marker}\""), "")),
    };
    format!("{tag} class=\"{class}\" {}", rest.replace(marker, color))
}

fn pattern_id(id: &str, look: u8, open: bool) -> String {
    format!("{id}-{}{look}", if open { "open" } else { "look" })
}

/// What tells a series apart without its colour: hatching, dots, lines.
fn pattern(id: &str, look: u8, open: bool) -> String {
    let strokes = match look {
        // Plain: drawn in full colour, needs no pattern.
        0 => return String::new(),
        1 => "<path d=\"M-2 2l4-4M-1 9L9-1M6 10l4-4\" stroke=\"currentColor\" stroke-width=\"2\"/>",
        2 => {
            "<circle cx=\"2\" cy=\"2\" r=\"1.6\" fill=\"currentColor\"/><circle cx=\"6\" cy=\"6\" r=\"1.6\" fill=\"currentColor\"/>"
        }
        HELD => "",
        _ => "<path d=\"M0 2h8M0 6h8\" stroke=\"currentColor\" stroke-width=\"1.5\"/>",
    };
    let (class, color) = plain(look, open);
    format!(
        "<pattern id=\"{}\" class=\"ink-{class}\" color=\"{color}\" width=\"8\" height=\"8\" \
         patternUnits=\"userSpaceOnUse\"><rect class=\"paper\" width=\"8\" height=\"8\" fill=\"#ffffff\"/>{strokes}</pattern>",
        pattern_id(id, look, open)
    )
}

/// Text for markup and attributes.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
