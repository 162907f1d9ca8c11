//! Who may import whom: one way in, one way down, no cycles. The rule is read from the source as it stands.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Features in their order: each may use those to its left.
const FEATURES: [&str; 18] = [
    "audit",
    "repeats",
    "people",
    "accounts",
    "names",
    "vocabulary",
    "files",
    "requests",
    "periods",
    "entries",
    "daybook",
    "knowledge",
    "oversight",
    "coding",
    "exports",
    "import",
    "reports",
    "generate",
];

/// Small types that everyone may use.
const SMALL: [&str; 15] = [
    "access",
    "calendar",
    "clock",
    "digest",
    "fault",
    "figures",
    "ids",
    "lang",
    "number",
    "period",
    "sent",
    "small_groups",
    "text",
    "time",
    "words",
];

/// Every Rust file below `src`, with its path below it.
fn sources() -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("a folder of the project") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    walk(&root, &mut found);
    found.sort();
    assert!(found.len() > 50, "the sources are where they were");
    found
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).expect("a source file");
            (path.strip_prefix(&root).expect("below src").to_owned(), text)
        })
        .collect()
}

/// The code of a file: without its unit tests and comments.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The modules of the crate a file names: `crate::a::b` gives `a` and `a::b`.
fn used(text: &str) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for rest in text.split("crate::").skip(1) {
        if let Some(group) = rest.strip_prefix('{') {
            let group = group.split('}').next().unwrap_or_default();
            for part in group.split(',') {
                let mut names = part.trim().split("::");
                let first = names.next().unwrap_or_default().trim().to_owned();
                if !first.is_empty() {
                    found.insert((first, names.next().unwrap_or_default().trim().to_owned()));
                }
            }
            continue;
        }
        let path: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_' || *c == ':').collect();
        let mut names = path.split("::");
        let first = names.next().unwrap_or_default().to_owned();
        found.insert((first, names.next().unwrap_or_default().to_owned()));
    }
    found
}

fn first_folder(path: &Path) -> String {
    path.components().next().map(|part| part.as_os_str().to_string_lossy().replace(".rs", "")).unwrap_or_default()
}

fn file_name(path: &Path) -> String {
    path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Whether a folder of this name is on the way to a file.
fn stands_in(path: &Path, folder: &str) -> bool {
    path.components().any(|part| part.as_os_str() == folder)
}

/// What is wrong with the imports of one file.
fn violations(path: &Path, text: &str) -> Vec<String> {
    let (here, name) = (first_folder(path), file_name(path));
    let place = FEATURES.iter().position(|feature| *feature == here);
    let is_door = place.is_some()
        && (name == "api" || name == "pages" || ["pages", "view"].iter().any(|folder| stands_in(path, folder)));
    let mut wrong = Vec::new();
    for (module, part) in used(text) {
        let allowed = match here.as_str() {
            "main" | "cli" | "lib" | "routes" => true,
            // The gate stands before all doors; who asks is an account's affair.
            "gate" => {
                ["accounts", "app", "web", "failure"].contains(&module.as_str()) || SMALL.contains(&module.as_str())
            }
            "app" | "install" | "upkeep" => module != "routes" && module != "cli",
            small if SMALL.contains(&small) => SMALL.contains(&module.as_str()),
            "store" => module == "store" || SMALL.contains(&module.as_str()) || module == "config",
            "failure" | "config" => module == "store" || SMALL.contains(&module.as_str()),
            "context" => {
                ["audit", "config", "repeats", "store", "vocabulary"].contains(&module.as_str())
                    || SMALL.contains(&module.as_str())
            }
            "web" => {
                ["web", "store", "config", "failure"].contains(&module.as_str()) || SMALL.contains(&module.as_str())
            }
            _ => match (place, FEATURES.iter().position(|feature| *feature == module)) {
                (Some(place), Some(other)) if other < place => {
                    // The SQL of another feature is its own affair; only doors of one's own speak HTTP.
                    part != "store" && part != "api" && part != "pages"
                }
                (Some(place), Some(other)) if other == place => true,
                (Some(_), Some(_)) | (None, _) => false,
                (Some(_), None) => match module.as_str() {
                    "web" | "app" => is_door || name == "view",
                    "store" => !is_door,
                    "context" | "failure" | "config" => true,
                    module => SMALL.contains(&module),
                },
            },
        };
        if !allowed {
            wrong.push(format!("{} uses crate::{module}::{part}", path.display()));
        }
    }
    wrong
}

#[test]
fn modules_import_only_what_lies_below_them() {
    let wrong: Vec<String> = sources().iter().flat_map(|(path, text)| violations(path, &code(text))).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_library_stays_in_its_room() {
    let may_use = |library: &str, path: &Path| {
        let (folder, name) = (first_folder(path), file_name(path));
        match library {
            "sqlx::" => folder == "store" || name == "store",
            "rusqlite::" => folder == "store",
            "polars_parquet::" | "polars_arrow::" | "polars_buffer::" => path.starts_with("reports/facts"),
            "polars_error::" => folder == "reports",
            "axum::" => {
                ["web", "routes", "app", "gate"].contains(&folder.as_str())
                    || ["api", "pages"].contains(&name.as_str())
                    || stands_in(path, "pages")
                    || path == Path::new("cli/serve.rs")
            }
            "clap::" => folder == "cli",
            "calamine::" | "zip::" => path.starts_with("import/containers"),
            "flate2::" => path.starts_with("import/containers") || path == Path::new("import/blocks.rs"),
            "rust_xlsxwriter::" => path.starts_with("import/rejects"),
            _ => ["cli", "main"].contains(&folder.as_str()),
        }
    };
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let text = code(&text);
        let libraries = ["sqlx::", "rusqlite::", "axum::", "clap::", "anyhow::"];
        let columns = ["polars_parquet::", "polars_arrow::", "polars_buffer::", "polars_error::"];
        let packed = ["calamine::", "flate2::", "zip::", "rust_xlsxwriter::"];
        for library in libraries.into_iter().chain(packed).chain(columns) {
            if text.contains(library) && !may_use(library, &path) {
                wrong.push(format!("{} uses {library}", path.display()));
            }
        }
        if (text.contains("csv::Reader") || text.contains("csv_core::")) && first_folder(&path) != "import" {
            wrong.push(format!("{} reads CSV", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_rule_finds_what_it_forbids() {
    let forbidden = [
        ("store/mod.rs", "use crate::entries::Entry;"),
        ("web/page.rs", "use crate::files::ops;"),
        ("people/ops.rs", "use crate::entries::ops;"),
        ("entries/ops.rs", "use crate::files::store;"),
        ("entries/ops.rs", "use crate::web::ask::Ask;"),
        ("entries/api.rs", "use crate::store::Tx;"),
        ("time.rs", "use crate::{fault, store};"),
    ];
    for (path, text) in forbidden {
        assert_eq!(violations(Path::new(path), text).len(), 1, "{path}: {text}");
    }
    assert!(violations(Path::new("entries/ops.rs"), "use crate::{files, people};").is_empty());
}

#[test]
fn files_stay_short_enough_to_be_read() {
    let long: Vec<String> = sources()
        .iter()
        .filter(|(_, text)| text.lines().count() > 500)
        .map(|(path, text)| format!("{}: {} lines", path.display(), text.lines().count()))
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn every_file_says_what_it_holds() {
    let silent: Vec<String> = sources()
        .iter()
        .filter(|(_, text)| !text.starts_with("//!"))
        .map(|(path, _)| path.display().to_string())
        .collect();
    assert!(silent.is_empty(), "{}", silent.join("\n"));
}

#[test]
fn one_sqlite_library_is_in_the_program_and_it_is_the_pinned_one() {
    let lock = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock")).expect("a lock file");
    let versions: Vec<&str> = lock
        .split("[[package]]")
        .filter(|package| package.contains("name = \"libsqlite3-sys\""))
        .filter_map(|package| package.lines().find_map(|line| line.strip_prefix("version = ")))
        .collect();
    assert_eq!(versions, ["\"0.37.0\""]);
}

#[test]
fn both_migration_folders_hold_the_same_names() {
    let names = |folder: &str| -> BTreeSet<String> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(folder);
        fs::read_dir(path)
            .expect("a folder of migrations")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect()
    };
    assert!(!names("sqlite").is_empty());
    assert_eq!(names("sqlite"), names("postgres"));
}

#[test]
fn every_dependency_comes_from_the_registry() {
    let lock = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock")).expect("a lock file");
    let mut packages = 0;
    for package in lock.split("[[package]]").skip(1) {
        packages += 1;
        let own = package.contains("name = \"casetime\"");
        let registry = package.contains("source = \"registry+");
        assert!(own != registry, "{}", package.lines().nth(1).unwrap_or_default());
    }
    assert!(packages > 100, "the lock file lists the packages");
}
