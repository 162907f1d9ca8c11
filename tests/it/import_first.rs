//! The first delivery of a database keeps what its rows say of each other in memory, and the indexes of the entries are made
//! at its end. It comes to the same as a delivery for which everything is looked up, and the indexes are what they were.

use std::path::Path;
use std::sync::Arc;

use casetime::config::Config;
use casetime::context::Context;
use casetime::failure::Failure;
use casetime::import::ops::{Delivered, Delivery, deliver};
use casetime::import::profile::Profile;
use casetime::import::rejects::RejectForm;
use casetime::import::source::Source;

use crate::support::delivery::{HEADER, Taken, codes, entries, file_of, import, plain, rehearse};
use crate::support::{Engine, Fixture, on_both_engines};

/// Rows of more than one chunk; among those that are far apart some are equal, and some make a day too long.
fn rows() -> String {
    let mut text = format!("{HEADER}\n");
    for at in 0..4600 {
        let day = format!("20{:02}-{:02}-{:02}", 10 + at / 336 % 15, at / 28 % 12 + 1, at % 28 + 1);
        let row = match at % 100 {
            11 => "P-1,OT-1,OT-ADM,2026-03-02,0.1,The same again,".to_owned(),
            37 => format!("P-1,OT-1,Unheard of,{day},0.1,,"),
            53 => format!("P-1,OT-1,OT-ADM,2026-03-03,0.75,Row {at},"),
            71 => format!("P-9,OT-1,OT-ADM,{day},1,,"),
            _ => format!("P-1,UKR-12,TA-LEG,{day},0.1,Row {at},"),
        };
        text.push_str(&row);
        text.push('\n');
    }
    text
}

/// The file of rejected rows, but for the identifier of the delivery.
fn rejected(taken: &Taken) -> String {
    taken.reject_text().replace(&taken.batch.expect("stored").to_string(), "")
}

#[derive(Debug, PartialEq, Eq, sqlx::FromRow)]
struct Index {
    name: String,
    made_by: String,
}

/// The indexes of the entries, and how they are made.
async fn indexes(fixture: &Fixture) -> Vec<Index> {
    let mut tx = fixture.context.db.read().await.expect("a transaction");
    let list = match fixture.engine {
        Engine::Sqlite => {
            "SELECT name, COALESCE(sql, '') AS made_by FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'entries' ORDER BY name"
        }
        Engine::Postgres => {
            "SELECT CAST(indexname AS TEXT) AS name, '' AS made_by FROM pg_indexes WHERE tablename = 'entries' \
             AND schemaname = current_schema() ORDER BY indexname"
        }
    };
    tx.all(list, ()).await.expect("indexes")
}

fn profile() -> Arc<Profile> {
    Arc::new(Profile::parse(plain()).expect("a profile"))
}

fn opened(path: &Path) -> Source {
    Source::open(path, &profile().file).expect("a source")
}

async fn delivered(context: &Context, source: Source) -> Result<Delivered, Failure> {
    let delivery = Delivery {
        source,
        profile: profile(),
        profile_document: plain(),
        rehearse: false,
        make_changes: false,
        rejects: None,
        reject_form: RejectForm::Lines,
        progress: &mut |_| {},
    };
    deliver(context, delivery).await
}

on_both_engines! {
    async fn the_first_delivery_comes_to_the_same_as_one_that_is_looked_up(fixture: with_cast) {
        let text = rows();
        let made = indexes(fixture).await;
        assert!(made.len() >= 4, "{made:?}");
        let duplicates = format!("{}\n[file]\nrepeats = \"duplicate\"\n", plain());
        for profile in [plain(), &duplicates] {
            let first = Fixture::with_cast(fixture.engine).await;
            assert_eq!(rehearse(&first, &text, profile).await.batch, None);
            assert_eq!(indexes(&first).await, made, "after a rehearsal");
            let taken = import(&first, &text, profile).await;
            assert_eq!(indexes(&first).await, made);
            let later = Fixture::with_cast(fixture.engine).await;
            import(&later, file_of(&["P-1,OT-1,OT-ADM,2026-03-05,1.5,Mail,"]), profile).await;
            let looked_up = import(&later, &text, profile).await;
            // 46 rows of three quarters of an hour are more than a day has: 32 of them fit.
            let again = if profile == plain() { 0 } else { 45 };
            assert_eq!(taken.outcomes(), [4600 - 46 * 2 - 14 - again, 0, again, 46, 46 + 14]);
            assert_eq!(taken.ledger, looked_up.ledger);
            assert!(rejected(&taken) == rejected(&looked_up), "each row is rejected for the same");
            let told = entries(&first).await;
            let all = entries(&later).await;
            assert_eq!(told.len() + 1, all.len());
            assert!(told.iter().all(|entry| all.contains(entry)));
            // What was kept in memory is found in the database by the next one.
            let next = import(&first, file_of(&["P-1,OT-1,OT-ADM,2026-03-02,0.1,The same again,", "P-1,OT-1,OT-ADM,2026-03-03,1,,"]), profile);
            assert_eq!(next.await.outcomes(), [0, 1, 0, 0, 1]);
            first.finish().await;
            later.finish().await;
        }
    }

    async fn a_first_delivery_that_fails_leaves_the_indexes_as_they_were(fixture: with_cast) {
        let made = indexes(fixture).await;
        let path = fixture.write("delivery.csv", rows());
        let source = opened(&path);
        // The file becomes another one after it was looked through.
        fixture.write("delivery.csv", rows().replace("Row 4599", "Row 9999"));
        let failed = delivered(&fixture.context, source).await.expect_err("another file");
        assert_eq!(codes(&failed), ["source_changed"]);
        assert_eq!(indexes(fixture).await, made);
        assert_eq!(fixture.number("SELECT count(*) FROM entries").await, 0);
        // In parts nothing is set aside: others look entries up between them.
        let config = Arc::new(Config { import_part_lines: 2000, ..Config::default() });
        let in_parts = Context { config, ..fixture.context.clone() };
        assert!(matches!(delivered(&in_parts, opened(&path)).await, Ok(Delivered::Ledger { .. })));
        assert_eq!(indexes(fixture).await, made);
    }
}
