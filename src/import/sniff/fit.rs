//! Which profiles fit a file: by the fingerprint of its header, or because every column they name is there, and nothing
//! that the file proves contradicts them.

use serde::Serialize;

use super::Sniffed;
use super::encoding::Because;
use crate::digest::digest;
use crate::import::cells::Cells;
use crate::import::contradictions;
use crate::import::crosswalk::key;
use crate::import::dates::Order;
use crate::import::days::{self, DayColumns};
use crate::import::header::Header;
use crate::import::numbers::DecimalSign;
use crate::import::profile::{Profile, SHIPPED};

/// What stands for columns of days in a fingerprint.
const DAYS: &str = "#days";
/// The length of a fingerprint, in digits.
const LENGTH: usize = 16;

/// A profile that fits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = ImportFit)]
pub struct Fit {
    /// The name of the profile.
    pub profile: String,
    /// Whether it was made for this very header.
    pub by_fingerprint: bool,
}

/// The fingerprint of a header: the first half of a quarter of SHA-256 over its folded names in their order.
#[must_use]
pub fn fingerprint(names: &[String]) -> String {
    // The next week has other days in its header, and is the same export.
    let mut keys: Vec<String> =
        names.iter().map(|name| if days::is_date(name) { DAYS.to_owned() } else { key(name) }).collect();
    keys.dedup_by(|one, other| one == DAYS && other == DAYS);
    let mut fingerprint = digest(keys.join("\u{1f}").as_bytes());
    fingerprint.truncate(LENGTH);
    fingerprint
}

/// The profiles that come with the program and fit. Those that were made for this header stand alone.
#[must_use]
pub fn shipped(sniffed: &Sniffed) -> Vec<Fit> {
    // That every shipped profile can be read is held by a test.
    let profiles = SHIPPED.iter().filter_map(|(_, text)| Profile::parse(text).ok());
    among(sniffed, profiles)
}

/// The profiles among these that fit.
pub fn among(sniffed: &Sniffed, profiles: impl IntoIterator<Item = Profile>) -> Vec<Fit> {
    let Some(found) = &sniffed.fingerprint else { return Vec::new() };
    let cells = Cells::of(sniffed.layout.header.names.iter().map(String::as_str));
    let mut fits: Vec<Fit> = profiles
        .into_iter()
        .filter(|profile| {
            let header = Header::of(profile, &cells);
            has_columns(profile, &header, &cells) && !is_contradicted(profile, sniffed, &header)
        })
        .map(|profile| Fit { by_fingerprint: profile.fingerprints.contains(found), profile: profile.name })
        .collect();
    if fits.iter().any(|fit| fit.by_fingerprint) {
        fits.retain(|fit| fit.by_fingerprint);
    }
    fits
}

/// Whether every column that the profile names is there, and only once.
fn has_columns(profile: &Profile, header: &Header, cells: &Cells) -> bool {
    let mut faults = crate::fault::Faults::none();
    let all = contradictions::columns(profile).iter().all(|(_, name)| header.column(name, &mut faults).is_some());
    drop(DayColumns::new(profile, header, cells, &mut faults));
    profile.file.header && all && faults.is_empty()
}

/// Whether the file proves something else than the profile says.
fn is_contradicted(profile: &Profile, sniffed: &Sniffed, header: &Header) -> bool {
    let (file, layout) = (&profile.file, &sniffed.layout);
    let delimiter = file.delimiter.get().map(char::from);
    // What is computed proves nothing: it stands in no column of the file.
    let column_of = |name: &str| sniffed.columns.get(header.column(name, &mut crate::fault::Faults::none())?.index);
    let order_of = |name: &str| column_of(name)?.date.as_ref()?.order;
    // A date or a number of a sheet is written in one way, whatever the profile says of texts.
    let is_sheet = sniffed.container.is_workbook();
    let is_typed_order = |order: Order| is_sheet && order == Order::Ymd;
    let is_typed_sign = |sign: DecimalSign| is_sheet && sign == DecimalSign::Point;
    let other_order =
        order_of(&profile.date.column).is_some_and(|order| order != profile.date.order && !is_typed_order(order));
    let sign = profile.duration.column.as_ref().and_then(|name| column_of(name)?.decimal.as_ref()?.sign);
    let found = &sniffed.encoding;
    let other_sign = sign.is_some_and(|sign| sign != profile.duration.decimal_sign && !is_typed_sign(sign));
    let is_otherwise = other_order || other_sign || u64::from(file.preamble) != layout.preamble;
    if is_otherwise || is_sheet {
        return is_otherwise;
    }
    let other_encoding = found.because != Because::Ascii
        && found.encoding.is_some_and(|encoding| encoding != file.encoding)
        && found.alike != Some(file.encoding);
    other_encoding
        || (layout.delimiter.is_some() && delimiter != layout.delimiter)
        || file.line_suffix != layout.line_suffix
}
