//! Where everything stands in a chart: the value axis, one frame of bars, the key, and the two layouts (series side
//! by side, small multiples). Measures and places; colours and markup are in `ink`.

use plotters::style::FontTransform;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::ink::{Area, FONT, HELD, Ink, bar, line, put, text};
use super::{Chart, MOST_PANELS, Series};
use crate::lang::Lang;
use crate::number;

/// Width of the drawing for large screens.
pub(super) const WIDE: i32 = 1080;
/// Width of the drawing for small screens.
pub(super) const NARROW: i32 = 300;
const LETTER: i32 = 9;
const LINE: i32 = 22;
/// The least width of a bar that carries a code and turned digits.
const BAR: i32 = 26;

/// The value axis: from zero in even steps of whole hours.
pub(super) struct Scale {
    step: i64,
    steps: i64,
    lang: Lang,
}

impl Scale {
    /// The axis for all series of a chart, with at most so many steps.
    pub(super) fn new(chart: &Chart, most: i64) -> Self {
        let minutes = chart.series.iter().flat_map(|series| &series.minutes).copied().max().unwrap_or(0).max(60);
        let hours = (minutes + 59) / 60;
        let step = (0..15)
            .flat_map(|power| [10, 20, 25, 50].map(|digits| digits * 10_i64.pow(power) / 10))
            .find(|step| hours <= step * most)
            .unwrap_or(hours);
        Self { step, steps: (hours + step - 1) / step, lang: chart.lang }
    }

    fn label(&self, at: i64) -> String {
        number::grouped(at * self.step, self.lang)
    }

    fn axis_width(&self) -> i32 {
        text_width(&self.label(self.steps)) + 8
    }

    /// Pixels of a number of minutes, of `height` for the whole axis.
    fn pixels(&self, minutes: i64, height: i32) -> i32 {
        let whole = self.step * self.steps * 60;
        i32::try_from((minutes * i64::from(height) + whole / 2) / whole).unwrap_or(height).clamp(0, height)
    }
}

fn count(length: usize) -> i32 {
    i32::try_from(length).unwrap_or(i32::MAX / 1024)
}

/// An estimate: the drawing is made without the font at hand.
fn text_width(text: &str) -> i32 {
    count(text.chars().count()) * LETTER
}

fn wrapped(text: &str, width: i32) -> Vec<String> {
    let most = usize::try_from(width / LETTER).unwrap_or(1).max(8);
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last_mut().expect("there is always a line");
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > most {
            lines.push(word.to_owned());
        } else {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

/// One frame of axes and bars: where it lies and which series it holds.
struct Frame<'a> {
    left: i32,
    top: i32,
    width: i32,
    height: i32,
    /// Look, short code below the bar, series.
    series: Vec<(u8, String, &'a Series)>,
}

impl Frame<'_> {
    fn draw(&self, area: &Area, chart: &Chart, scale: &Scale) {
        let (right, base) = (self.left + self.width, self.top + self.height);
        for at in 1..=scale.steps {
            let y = base - scale.pixels(at * scale.step * 60, self.height);
            line(area, Ink::Grid, (self.left, y), (right, y));
            text(area, Ink::Quiet, (self.left - 6, y), HPos::Right, &scale.label(at));
        }
        text(area, Ink::Quiet, (self.left - 6, base), HPos::Right, "0");
        let slot = (self.width / count(chart.periods.len()).max(1)).max(1);
        let inner = (slot * 84 / 100).min(count(self.series.len()) * 84);
        let each = (inner / count(self.series.len()).max(1)).max(1);
        let coded = self.series.iter().any(|(_, code, _)| !code.is_empty());
        let label_room = chart.periods.iter().map(|period| text_width(&period.label)).max().unwrap_or(0) + 6;
        let every = usize::try_from((label_room + slot - 1) / slot.max(1)).unwrap_or(1).max(1);
        for (at, period) in chart.periods.iter().enumerate() {
            let middle = self.left + slot * count(at) + slot / 2;
            let start = middle - each * count(self.series.len()) / 2;
            for (nth, (look, code, series)) in self.series.iter().enumerate() {
                let minutes = series.minutes.get(at).copied().unwrap_or(0);
                let x = start + each * count(nth);
                let y = base - scale.pixels(minutes, self.height);
                let gap = match each {
                    ..4 => 0,
                    4..12 => 1,
                    _ => 2,
                };
                bar(area, Ink::Bar { look: *look, open: period.incomplete }, [(x + gap, y), (x + each - gap, base)]);
                let centre = x + each / 2;
                let value = number::hours_shown(minutes, chart.lang);
                if text_width(&value) <= each + 6 {
                    text(area, Ink::Text, (centre, y - 10), HPos::Center, &value);
                } else if each >= FONT {
                    // Turned text is anchored along its own direction.
                    let anchor = Pos::new(HPos::Left, VPos::Center);
                    put(area, Ink::Text, (centre, y - 5), anchor, FontTransform::Rotate270, &value);
                }
                if !code.is_empty() {
                    text(area, Ink::Text, (centre, base + 13), HPos::Center, code);
                }
            }
            if at % every == 0 {
                let y = base + if coded { 37 } else { 15 };
                let label = if period.incomplete { format!("{}*", period.label) } else { period.label.clone() };
                text(area, Ink::Strong, (middle, y), HPos::Center, &label);
                if period.incomplete && text_width(&chart.incomplete) <= slot {
                    text(area, Ink::Quiet, (middle, y + 20), HPos::Center, &chart.incomplete);
                }
            }
        }
        line(area, Ink::Axis, (self.left, base), (right, base));
    }
}

/// Room above the highest bar for its value, written across or, over a narrow bar, upwards.
fn head_room(chart: &Chart, each: i32) -> i32 {
    let longest = chart.series.iter().flat_map(|series| &series.minutes).copied().max().unwrap_or(0);
    let width = text_width(&number::hours_shown(longest, chart.lang));
    if width <= each + 6 || each < FONT { 24 } else { width + 12 }
}

/// The lines of the key: look (none for the note on grey), incomplete, words.
fn key_entries(chart: &Chart, with_series: bool) -> Vec<(u8, bool, String)> {
    let mut entries = Vec::new();
    if with_series {
        for (look, code, series) in looks(&chart.series) {
            let words = if code == series.label { code } else { format!("{code}\u{2002}{}", series.label) };
            entries.push((look, false, words));
        }
    }
    if chart.periods.iter().any(|period| period.incomplete) {
        entries.push((0, true, format!("* {}", chart.incomplete_key)));
    }
    entries
}

/// Each series with its look and the code that stands for it.
fn looks(series: &[Series]) -> Vec<(u8, String, &Series)> {
    let short = series.iter().filter(|one| !one.held).all(|one| (1..=3).contains(&one.code.chars().count()));
    series
        .iter()
        .enumerate()
        .map(|(nth, one)| {
            let nth = u8::try_from(nth).unwrap_or(u8::MAX);
            let code = match (one.held, short) {
                (true, _) => "?".to_owned(),
                (false, true) => one.code.clone(),
                (false, false) => char::from(b'A' + nth.min(25)).to_string(),
            };
            (if one.held { HELD } else { nth.min(3) }, code, one)
        })
        .collect()
}

/// Draws the key in rows and answers the height it takes; without an area it only measures.
fn key(area: Option<&Area>, entries: &[(u8, bool, String)], width: i32) -> i32 {
    let (mut x, mut y) = (0, 0);
    for (look, open, words) in entries {
        let lines = wrapped(words, width - 34);
        let room = 34 + lines.iter().map(|one| text_width(one)).max().unwrap_or(0) + 16;
        if x > 0 && x + room > width {
            (x, y) = (0, y + 28);
        }
        if let Some(area) = area {
            bar(area, Ink::Bar { look: *look, open: *open }, [(x + 1, y + 3), (x + 25, y + 20)]);
            for (nth, one) in lines.iter().enumerate() {
                text(area, Ink::Text, (x + 34, y + 11 + LINE * count(nth)), HPos::Left, one);
            }
        }
        if lines.len() > 1 {
            (x, y) = (0, y + 8 + LINE * count(lines.len()));
        } else {
            x += room;
        }
    }
    if x > 0 { y + 28 } else { y }
}

/// Bars of several series side by side.
pub(super) struct Grouped {
    width: i32,
    /// Its height.
    pub(super) height: i32,
    key_height: i32,
    head: i32,
    plot: i32,
}

impl Grouped {
    /// Whether the bars of all series are wide enough side by side.
    pub(super) fn fits(chart: &Chart, scale: &Scale, width: i32) -> bool {
        scale.axis_width() + count(chart.periods.len() * chart.series.len()) * BAR <= width
    }

    /// Measures a chart for a width.
    pub(super) fn plan(chart: &Chart, scale: &Scale, width: i32) -> Self {
        let slot = (width - scale.axis_width()) / count(chart.periods.len()).max(1);
        let each = slot * 84 / 100 / count(chart.series.len()).max(1);
        let key_height = key(None, &key_entries(chart, true), width);
        let (head, plot) = (head_room(chart, each.min(84)), if width == WIDE { 300 } else { 200 });
        Self { width, height: key_height + LINE + head + plot + 70, key_height, head, plot }
    }

    /// Draws it.
    pub(super) fn draw(&self, area: &Area, chart: &Chart, scale: &Scale) {
        key(Some(area), &key_entries(chart, true), self.width);
        text(area, Ink::Quiet, (0, self.key_height + 10), HPos::Left, &chart.unit);
        let left = scale.axis_width();
        let top = self.key_height + LINE + self.head;
        let series = looks(&chart.series);
        Frame { left, top, width: self.width - left - 2, height: self.plot, series }.draw(area, chart, scale);
    }
}

/// One small chart for each series, all on one scale.
pub(super) struct Panels {
    width: i32,
    /// Its height.
    pub(super) height: i32,
    columns: i32,
    panel: i32,
    title_lines: i32,
    key_height: i32,
    head: i32,
}

impl Panels {
    const PLOT: i32 = 120;
    const GAP: i32 = 30;

    /// Measures a chart for a width.
    pub(super) fn plan(chart: &Chart, scale: &Scale, width: i32) -> Self {
        // A year of months still has room for its values in a third of the width.
        let columns = if width == WIDE && chart.periods.len() <= 12 { 3 } else { 1 };
        let panel = (width - Self::GAP * (columns - 1)) / columns;
        let shown = chart.series.len().min(MOST_PANELS);
        let titles = chart.series[..shown].iter().map(|one| wrapped(&title(one), panel).len());
        let slot = (panel - scale.axis_width()) / count(chart.periods.len()).max(1);
        let mut plan = Self {
            width,
            height: 0,
            columns,
            panel,
            title_lines: titles.max().map_or(1, count),
            key_height: key(None, &key_entries(chart, false), width),
            head: head_room(chart, (slot * 84 / 100).min(84)),
        };
        let rows = (count(shown) + columns - 1) / columns;
        plan.height = plan.key_height + LINE + 8 + rows * plan.row_height();
        plan
    }

    const fn row_height(&self) -> i32 {
        self.title_lines * LINE + self.head + Self::PLOT + 66
    }

    /// Draws it.
    pub(super) fn draw(&self, area: &Area, chart: &Chart, scale: &Scale) {
        key(Some(area), &key_entries(chart, false), self.width);
        text(area, Ink::Quiet, (0, self.key_height + 8), HPos::Left, &chart.unit);
        for (nth, series) in chart.series.iter().take(MOST_PANELS).enumerate() {
            let (column, row) = (count(nth) % self.columns, count(nth) / self.columns);
            let x = column * (self.panel + Self::GAP);
            let y = self.key_height + LINE + 8 + row * self.row_height();
            for (nth, one) in wrapped(&title(series), self.panel).iter().enumerate() {
                text(area, Ink::Strong, (x, y + 12 + LINE * count(nth)), HPos::Left, one);
            }
            let left = x + scale.axis_width();
            let top = y + self.title_lines * LINE + self.head;
            let width = self.panel - scale.axis_width();
            let look = if series.held { HELD } else { 0 };
            let series = vec![(look, String::new(), series)];
            Frame { left, top, width, height: Self::PLOT, series }.draw(area, chart, scale);
        }
    }
}

fn title(series: &Series) -> String {
    if series.code.is_empty() || series.code == series.label {
        series.label.clone()
    } else {
        format!("{} {}", series.code, series.label)
    }
}
