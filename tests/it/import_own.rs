//! Our own export comes back: in English and in French, into another database without a difference, and into the one it
//! came from without an entry more.

use casetime::context::Context;
use casetime::entries::{self, RawCorrection, RawEntry};
use casetime::exports::{self, Period};
use casetime::ids::EntryId;
use casetime::import::profile::Profile;
use casetime::import::sniff::{self, fit};
use casetime::lang::Lang;

use crate::support::delivery::{StoredEntry, entries as stored, import};
use crate::support::{Fixture, on_both_engines};

/// Narratives made to break what they are written into and read from.
const HARD: [&str; 16] = [
    "=cmd|' /C calc'!A1",
    "+1",
    "-2 hours, then @home",
    "@everybody",
    "'=1",
    "''+",
    "'quoted'",
    "l’été à Montréal – « Œuvre »",
    "a;b \"quoted\", c\r\n=2+2\r\n\"\r\n",
    "two\nlines\n\nand a blank one",
    "🧑‍⚖️ court 🇨🇦",
    "＝1+1",
    "",
    "Total 12.5",
    "date,file,activity",
    "tab\tinside | pipe",
];

fn own() -> &'static str {
    Profile::shipped("casetime-entries").expect("a shipped profile")
}

async fn record(context: &Context) -> Vec<EntryId> {
    let mut ids = Vec::new();
    for (at, narrative) in HARD.into_iter().enumerate() {
        let (file, activity) = if at % 2 == 0 { ("OT-1", "OT-ADM") } else { ("UKR-12", "TA-TRN") };
        let raw = RawEntry {
            person: "P-1".to_owned(),
            file: file.to_owned(),
            activity: activity.to_owned(),
            worked_on: format!("2026-11-{:02}", 1 + at),
            minutes: format!("{}m", 1 + 7 * at),
            narrative: narrative.to_owned(),
            ..RawEntry::default()
        };
        ids.push(entries::ops::record(context, &raw).await.expect("recorded").view().entry.id);
    }
    ids
}

async fn exported(context: &Context, lang: Lang) -> String {
    let period = Period::parse(None, None, context.clock.today()).expect("a period");
    let export = exports::ops::of(context, "P-1", period, "csv").await.expect("exported");
    exports::csv(&export, &context.vocabulary, lang)
}

/// What entries say, without the lines they came from.
async fn said(fixture: &Fixture) -> Vec<StoredEntry> {
    stored(fixture).await.into_iter().map(|entry| StoredEntry { line: None, ..entry }).collect()
}

#[test]
fn the_profile_is_made_for_both_headers() {
    for header in [
        "date,file,activity,activity label,category,minutes,hours,narrative,entered on,identifier,person\r\n",
        "date,dossier,activité,libellé de l’activité,catégorie,minutes,heures,description,consignée le,identificateur,personne\r\n",
    ] {
        let row = "2026-11-02,OT-1,OT-ADM,x,OT,50,0.83,y,2026-11-02,01234567-89ab-7def-8123-456789abcdee,P-1\r\n";
        let sniffed = sniff::sniff(&mut std::io::Cursor::new(format!("{header}{row}"))).expect("readable");
        let fits = fit::shipped(&sniffed);
        assert!(fits.len() == 1 && fits[0].by_fingerprint && fits[0].profile == "casetime-entries", "{fits:?}");
    }
}

on_both_engines! {
    async fn another_database_has_the_same_entries_to_the_last_byte(fixture: with_cast) {
        let all = record(&fixture.context).await.len() as u64;
        for lang in Lang::ALL {
            let text = exported(&fixture.context, lang).await;
            let other = Fixture::with_cast(fixture.engine).await;
            let taken = import(&other, &text, own()).await;
            assert_eq!(taken.outcomes(), [all, 0, 0, 0, 0], "{:?} {}", taken.ledger, taken.reject_text());
            assert_eq!(said(&other).await, said(fixture).await);
            for again in Lang::ALL {
                assert_eq!(exported(&other.context, again).await, exported(&fixture.context, again).await);
            }
            // The same time in the other language is the same time.
            let lang = if lang == Lang::En { Lang::Fr } else { Lang::En };
            let taken = import(&other, exported(&fixture.context, lang).await, own()).await;
            assert_eq!(taken.outcomes(), [0, all, 0, 0, 0]);
            assert_eq!(said(&other).await, said(fixture).await);
            other.finish().await;
        }
    }

    async fn the_database_it_came_from_has_no_entry_more(fixture: with_cast) {
        let ids = record(&fixture.context).await;
        let all = ids.len() as u64;
        let (english, french) = (exported(&fixture.context, Lang::En).await, exported(&fixture.context, Lang::Fr).await);
        let before = stored(fixture).await;
        assert_eq!(import(fixture, &english, own()).await.outcomes(), [0, all, 0, 0, 0]);
        assert_eq!(stored(fixture).await, before);
        // One that says something else by now, and one that was withdrawn, are told and left as they are.
        for (id, change) in [
            (ids[0], RawCorrection { narrative: Some("Mended.".to_owned()), ..RawCorrection::default() }),
            (ids[1], RawCorrection { withdrawn: true, ..RawCorrection::default() }),
        ] {
            let change = RawCorrection { reason: "Wrong.".to_owned(), ..change };
            entries::ops::correct(&fixture.context, id, 1, &change).await.expect("corrected");
        }
        let before = stored(fixture).await;
        let taken = import(fixture, &french, own()).await;
        assert_eq!(taken.outcomes(), [0, all - 2, 0, 0, 2]);
        assert_eq!(taken.ledger.rejected_codes.get("id_conflict"), Some(&2), "{:?}", taken.ledger.rejected_codes);
        assert!(taken.reject_text().contains(",identificateur,id_conflict,"), "{}", taken.reject_text());
        assert_eq!(stored(fixture).await, before);
    }

    async fn an_identifier_stands_for_one_entry(fixture: with_cast) {
        let header = "date,file,activity,minutes,hours,narrative,entered on,identifier,person\n";
        let row = |day: &str, id: &str| format!("2026-11-{day},OT-1,OT-ADM,30,0.5,x,,{id},P-1\n");
        let id = "01234567-89ab-7def-8123-456789abcdee";
        let rows = [row("02", id), row("02", id), row("03", id), row("04", ""), row("05", "17")].concat();
        let taken = import(fixture, format!("{header}{rows}"), own()).await;
        assert_eq!(taken.outcomes(), [2, 0, 1, 0, 2], "{}", taken.reject_text());
        let codes = &taken.ledger.rejected_codes;
        assert_eq!((codes.get("source_id_repeated"), codes.get("malformed_id")), (Some(&1), Some(&1)), "{codes:?}");
        let found = entries::ops::find(&fixture.context, EntryId::parse(id, "id").expect("an id")).await.expect("found");
        assert_eq!(found.0.entry.worked_on.to_string(), "2026-11-02");
    }
}
