//! Style sheet, script, fonts and icon, embedded in the program and served under names that carry a hash of their
//! bytes, so that browsers may keep them for ever. Knows no page and no header: the handler sets caching.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

/// Where the handler mounts the assets.
pub const PREFIX: &str = "/assets/";

#[derive(RustEmbed)]
#[folder = "src/web/assets/"]
struct Files;

/// One file as it is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// The content.
    pub bytes: Cow<'static, [u8]>,
    /// The value of `Content-Type`.
    pub content_type: &'static str,
}

struct Shelf {
    /// Plain name to name with hash.
    served: BTreeMap<String, String>,
    /// Name with hash to content.
    assets: BTreeMap<String, Asset>,
}

static SHELF: LazyLock<Shelf> = LazyLock::new(fill);

fn fill() -> Shelf {
    let mut shelf = Shelf { served: BTreeMap::new(), assets: BTreeMap::new() };
    // Style sheets last: they name fonts, so the hashed names of the fonts must be known.
    let (styles, others): (Vec<_>, Vec<_>) = Files::iter().partition(|name| content_type(name).starts_with("text/css"));
    for name in others.into_iter().chain(styles) {
        let mut bytes = Files::get(&name).expect("the embedded list names embedded files").data;
        if content_type(&name).starts_with("text/css") {
            let mut text = String::from_utf8(bytes.into_owned()).expect("style sheets are UTF-8");
            for (plain, hashed) in &shelf.served {
                text = text.replace(&format!("url(\"{plain}\")"), &format!("url(\"{hashed}\")"));
            }
            bytes = Cow::Owned(text.into_bytes());
        }
        let hashed = hashed_name(&name, &bytes);
        shelf.served.insert(name.clone().into_owned(), hashed.clone());
        shelf.assets.insert(hashed, Asset { bytes, content_type: content_type(&name) });
    }
    shelf
}

fn hashed_name(name: &str, bytes: &[u8]) -> String {
    let mut hash = String::new();
    for byte in Sha256::digest(bytes).iter().take(4) {
        let _ = write!(hash, "{byte:02x}");
    }
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}-{hash}.{extension}"),
        None => format!("{name}-{hash}"),
    }
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// The path of an asset with the hash in its name, or `None` when there is no such asset.
#[must_use]
pub fn find_path(name: &str) -> Option<String> {
    SHELF.served.get(name).map(|hashed| format!("{PREFIX}{hashed}"))
}

/// The path of an asset with the hash in its name: `casetime.css` becomes `/assets/casetime-1a2b3c4d.css`.
/// A name that is not there is returned without a hash (templates refuse it, see `template`).
#[must_use]
pub fn path(name: &str) -> String {
    find_path(name).unwrap_or_else(|| format!("{PREFIX}{name}"))
}

/// The asset behind the part of an address after `/assets/`; only names with their present hash are found.
#[must_use]
pub fn find(url_path_tail: &str) -> Option<Asset> {
    SHELF.assets.get(url_path_tail).cloned()
}

/// The addresses (after `/assets/`) of everything that is served.
pub fn tails() -> impl Iterator<Item = &'static str> {
    SHELF.assets.keys().map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_asset_is_found_under_its_hashed_name_only() {
        let path = path("casetime.css");
        let tail = path.strip_prefix(PREFIX).expect("assets have one prefix");
        assert_ne!(tail, "casetime.css");
        assert_eq!(find(tail).map(|asset| asset.content_type), Some("text/css; charset=utf-8"));
        assert_eq!(find("casetime.css"), None);
        assert_eq!(find("../Cargo.toml"), None);
    }

    #[test]
    fn every_address_in_the_style_sheet_is_served() {
        let tail = path("casetime.css").replace(PREFIX, "");
        let sheet = find(&tail).expect("there is a style sheet");
        let text = String::from_utf8(sheet.bytes.into_owned()).expect("style sheets are UTF-8");
        let named: Vec<&str> = text.split("url(\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert!(named.len() >= 4, "the style sheet names the fonts");
        for name in named {
            assert!(find(name).is_some(), "{name} is not served");
        }
    }

    #[test]
    fn each_font_has_its_licence_beside_it() {
        for family in ["lato", "noto-sans"] {
            let licence = path(&format!("{family}-OFL.txt")).replace(PREFIX, "");
            let text = find(&licence).expect("the licence is there").bytes.into_owned();
            assert!(String::from_utf8_lossy(&text).contains("SIL OPEN FONT LICENSE"), "{family}");
        }
    }
}
