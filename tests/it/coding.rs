//! The second coding of samples: drawn again by the same seed, coded without sight of the first code, counted as it was
//! answered; walls, reach, changes since the draw, and two coders at once.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::http::StatusCode;
use axum::{Extension, Router};
use casetime::access::{Right, Role};
use casetime::coding::{Item, RawAnswer, RawDraw, Sample, ops, result};
use casetime::context::Context;
use casetime::entries::{self, EntryView, RawCorrection, RawEntry, Step};
use casetime::fault::Code;
use casetime::files::{self, RawFile, RawFileChange};
use casetime::ids::{EntryId, PersonId, SampleId};
use casetime::lang::Lang;
use casetime::web::ask::Repeated;
use serde_json::{Value, json};

use crate::people_api::added;
use crate::recording::{faults, places, router};
use crate::support::accounts::Somebody;
use crate::support::http::{Answer, get, post, put, request, send};
use crate::support::{Fixture, on_both_engines};

const SAMPLES: &str = "/api/v1/coding-samples";

/// Time of two teams: four training entries and two of policy of team A, two internal ones of team B.
struct Cast {
    people: [PersonId; 2],
    entries: Vec<EntryView>,
    keeper: Somebody,
    head: Somebody,
    manager: Somebody,
}

impl Cast {
    async fn new(fixture: &Fixture) -> Self {
        let people = [added(fixture, "P-1", "A").await, added(fixture, "P-2", "B").await];
        for (number, category) in [("UKR-12", "TA"), ("SA-7", "SA"), ("OT-1", "OT")] {
            fixture.add_file(number, category, "").await;
        }
        let mut entries = Vec::new();
        for (at, (person, file, activity)) in [
            ("P-1", "UKR-12", "TA-TRN"),
            ("P-1", "UKR-12", "TA-TRN"),
            ("P-1", "UKR-12", "TA-TRN"),
            ("P-1", "UKR-12", "TA-TRN"),
            ("P-1", "SA-7", "SA-POL"),
            ("P-1", "SA-7", "SA-POL"),
            ("P-2", "OT-1", "OT-ADM"),
            ("P-2", "OT-1", "OT-ADM"),
        ]
        .into_iter()
        .enumerate()
        {
            entries.push(record(fixture, person, file, activity, at).await);
        }
        Self {
            people,
            entries,
            keeper: Somebody::new(fixture, "keeper", &[(Role::Keeper, "")]).await,
            head: Somebody::new(fixture, "head", &[(Role::Head, "")]).await,
            manager: Somebody::new(fixture, "manager", &[(Role::Manager, "A")]).await,
        }
    }

    /// All eight entries, drawn by the keeper.
    async fn drawn(&self, fixture: &Fixture) -> Sample {
        ops::draw(&self.keeper.context(fixture).await, &raw(8)).await.expect("drawn")
    }
}

async fn record(fixture: &Fixture, person: &str, file: &str, activity: &str, at: usize) -> EntryView {
    let raw = RawEntry {
        person: person.to_owned(),
        file: file.to_owned(),
        activity: activity.to_owned(),
        worked_on: format!("2026-10-{:02}", at + 1),
        minutes: "30m".to_owned(),
        narrative: format!("Work {at}."),
        ..RawEntry::default()
    };
    entries::ops::record(&fixture.context, &raw).await.expect("recorded").view().clone()
}

fn raw(size: i64) -> RawDraw {
    let [from, to] = ["2026-10-01", "2026-10-31"].map(ToOwned::to_owned);
    RawDraw { from, to, size, seed: Some(5), ..RawDraw::default() }
}

fn coded(category: &str, activity: &str) -> RawAnswer {
    RawAnswer { category: category.to_owned(), activity: activity.to_owned(), cannot_tell: false }
}

fn cannot_tell() -> RawAnswer {
    RawAnswer { cannot_tell: true, ..RawAnswer::default() }
}

/// Which of the entries an item is, by its narrative.
fn which(item: &Item) -> usize {
    item.narrative.trim_start_matches("Work ").trim_end_matches('.').parse().expect("a number")
}

/// The places of the items, by entry, as somebody sees them.
async fn item_places(context: &Context, id: SampleId) -> BTreeMap<usize, i64> {
    let mut found = BTreeMap::new();
    let mut after = 0;
    loop {
        let (item, left) = ops::next(context, id, after).await.expect("answered");
        let Some(item) = item else { return found };
        after = item.place;
        found.insert(which(&item), item.place);
        if i64::try_from(found.len()) == Ok(left) {
            return found;
        }
    }
}

async fn correct(fixture: &Fixture, id: EntryId, version: i64, change: RawCorrection) {
    let change = RawCorrection { reason: "Misread.".to_owned(), ..change };
    entries::ops::correct(&fixture.context, id, version, &change).await.expect("corrected");
}

async fn wall(fixture: &Fixture, number: &str, named: &Somebody) {
    let file = files::ops::find_by_number(&fixture.context, number).await.expect("a file");
    let change = RawFileChange { walled: Some(true), ..RawFileChange::default() };
    let raw = RawFile::of(&file).changed_by(change);
    let walled = files::ops::change(&fixture.context, file.id, file.version, &raw).await.expect("walled");
    let accounts = [named.account.to_string()];
    files::ops::set_members(&fixture.context, file.id, walled.version, &accounts).await.expect("named");
}

fn code<T>(outcome: Result<T, casetime::failure::Failure>) -> Option<Code> {
    outcome.err().map(|failure| failure.code())
}

async fn post_with(router: &Router, path: &str, version: &str) -> Answer {
    send(router, request("POST", path, &[("if-match", version)], String::new())).await
}

/// The second code of each entry: one training is taken for a needs assessment, one for policy, and of the last internal
/// entry one cannot tell.
fn second(entry: usize) -> Value {
    match entry {
        0 | 1 => json!({ "category": "TA", "activity": "TA-TRN" }),
        2 => json!({ "category": "TA", "activity": "TA-NEED" }),
        3..=5 => json!({ "category": "SA", "activity": "SA-POL" }),
        6 => json!({ "category": "OT", "activity": "OT-ADM" }),
        _ => json!({ "cannot_tell": true }),
    }
}

on_both_engines! {
    async fn a_sample_is_coded_blind_and_its_result_counts_what_was_answered(fixture: empty) {
        let cast = Cast::new(fixture).await;
        let sample = cast.drawn(fixture).await;
        let (id, router) = (sample.id, cast.head.router(fixture).await);
        let address = format!("{SAMPLES}/{id}");
        for left in (1..=8).rev() {
            let answer = get(&router, &format!("{address}/next")).await;
            let body = answer.json();
            assert_eq!(body["left"], left, "{}", answer.text);
            let item: BTreeMap<String, Value> = serde_json::from_value(body["item"].clone()).expect("an item");
            let members: Vec<&str> = item.keys().map(String::as_str).collect();
            let seen = ["activities", "answer", "file", "narrative", "place", "sample_id", "version", "worked_on"];
            assert_eq!(members, seen, "nothing of the first code");
            let file: BTreeMap<String, Value> = serde_json::from_value(item["file"].clone()).expect("a file");
            assert_eq!(file.keys().map(String::as_str).collect::<Vec<_>>(), ["country", "project", "requester", "title"]);
            for told in ["P-1", "P-2", "minutes", "\"TA\"", "\"SA\""] {
                assert!(!answer.text.contains(told), "{told}: {}", answer.text);
            }
            assert_eq!(item["activities"].as_array().map(Vec::len), Some(17), "every code but the one of imports");
            let entry: usize = item["narrative"].as_str().and_then(|text| text[5..6].parse().ok()).expect("a number");
            let place = format!("{address}/items/{}", item["place"]);
            let taken = put(&router, &place, Some(answer.header("etag")), &second(entry)).await;
            assert_eq!((taken.status, taken.header("etag")), (StatusCode::OK, "\"2\""), "{}", taken.text);
        }
        assert_eq!(get(&router, &format!("{address}/next")).await.json(), json!({ "item": null, "left": 0 }));
        let shown = get(&router, &address).await;
        assert_eq!(shown.json()["progress"], json!({
            "drawn": 8, "coded": 7, "cannot_tell": 1, "open": 0, "withdrawn": 0, "changed": 0, "code_retired": 0,
            "coders": [{ "coder": "head", "items": 8 }],
        }));
        assert_eq!(get(&router, &format!("{address}/result")).await.code(), "sample_open", "whoever codes sees no result");
        assert_eq!(post_with(&router, &format!("{address}/closing"), "\"7\"").await.code(), "version_conflict");
        let closed = post_with(&router, &format!("{address}/closing"), shown.header("etag")).await;
        assert_eq!((closed.status, closed.header("etag")), (StatusCode::OK, "\"2\""), "{}", closed.text);
        let found = get(&router, &format!("{address}/result")).await.json();
        let level = |name: &str| {
            let level = &found[name];
            (level["items"].clone(), level["agreed"].clone(), level["percent"].clone(), level["kappa"].clone())
        };
        // (7·6 − 19) / (49 − 19) and (7·5 − 15) / (49 − 15).
        assert_eq!(level("category"), (json!(7), json!(6), json!(85.71), json!(0.767)));
        assert_eq!(level("activity"), (json!(7), json!(5), json!(71.43), json!(0.588)));
        assert_eq!(found["category"]["confused"], json!([{ "first": "TA", "second": "SA", "items": 1 }]));
        assert_eq!(found["activity"]["confused"], json!([
            { "first": "TA-TRN", "second": "SA-POL", "items": 1 },
            { "first": "TA-TRN", "second": "TA-NEED", "items": 1 },
        ]));
        let share = |team: Value| {
            let all = found["shares"].as_array().expect("shares");
            let one = all.iter().find(|share| share["team"] == team && share["category"] == "TA").expect("a share");
            [&one["items"], &one["first_percent"], &one["second_percent"], &one["drift"]].map(Clone::clone)
        };
        assert_eq!(share(json!(null)), [json!(7), json!(57.14), json!(42.86), json!(-14.29)]);
        assert_eq!(share(json!("A")), [json!(6), json!(null), json!(null), json!(null)], "the other team would follow");
        assert_eq!(share(json!("B")), [json!(1), json!(null), json!(null), json!(null)], "one person’s coding is not told");
        let notes: Vec<&str> =
            found["notes"].as_array().expect("notes").iter().map(|note| note["code"].as_str().expect("a code")).collect();
        let expected = [
            "size", "population", "few_items", "cannot_tell", "small_teams", "not_truth", "not_blind_by_force", "not_drawn",
        ];
        assert_eq!(notes, expected);
        for (lang, line) in [("en", "# 7 entries have a second code, of 8 that were drawn."), ("fr", "# 7 entrées ont un second code, sur 8 tirées.")] {
            let sent = request("GET", &format!("{address}/result?format=csv"), &[("accept-language", lang)], String::new());
            let file = send(&router, sent).await;
            assert!(file.text.lines().any(|found| found == line), "{}", file.text);
            for row in ["coding-kappa,category,,,,0.767,", "coding-agreement,activity,,,,71.43,", "coding-drift,TA,*,,,-14.29,,", "coding-confused,category,,TA,SA,1,,"] {
                assert!(file.text.lines().any(|found| found.starts_with(row)), "{row}: {}", file.text);
            }
        }
        for (action, kind, many) in [("draw", "coding_sample", 1), ("code", "coding_sample", 8), ("close", "coding_sample", 1), ("export", "coding_sample", 2), ("read_narratives", "entry", 8)] {
            let events = format!("SELECT count(*) FROM audit_events WHERE action = '{action}' AND object_kind = '{kind}'");
            assert_eq!(fixture.number(&events).await, many, "{action}");
        }
    }

    async fn the_same_seed_draws_the_same_entries_and_a_repeat_draws_nothing_new(fixture: empty) {
        let cast = Cast::new(fixture).await;
        let keeper = cast.keeper.context(fixture).await;
        let drawn = async |raw: &RawDraw| {
            let sample = ops::draw(&keeper, raw).await.expect("drawn");
            item_places(&fixture.context, sample.id).await
        };
        let one = drawn(&raw(4)).await;
        assert_eq!(one, drawn(&raw(4)).await);
        assert_ne!(drawn(&raw(8)).await, drawn(&RawDraw { seed: Some(6), ..raw(8) }).await, "another order");
        let chosen = one.keys().filter(|entry| **entry < 4).count();
        assert_eq!(chosen, 2, "half of the entries are of technical assistance, and half of the sample");
        let free = ops::draw(&keeper, &RawDraw { seed: None, ..raw(4) }).await.expect("drawn");
        assert_eq!(one.len(), 4);
        assert!((0..=casetime::coding::SEED_MAX).contains(&free.seed));
        let of_b = ops::draw(&keeper, &RawDraw { teams: vec!["B".to_owned()], ..raw(2) }).await.expect("drawn");
        assert_eq!((of_b.population, item_places(&fixture.context, of_b.id).await.into_keys().collect::<Vec<_>>()), (2, vec![6, 7]));
        let plain = cast.keeper.router(fixture).await;
        let body = json!({ "from": "2026-10-01", "to": "2026-10-31", "size": 3 });
        assert_eq!(post(&plain, SAMPLES, &body).await.code(), "idempotency_key_required");
        let router = plain.layer(Extension(Repeated { key: "k".to_owned(), request: "same".to_owned() }));
        let (first, again) = (post(&router, SAMPLES, &body).await, post(&router, SAMPLES, &body).await);
        assert_eq!((first.status, first.json()), (StatusCode::CREATED, again.json()), "{}", again.text);
        assert_eq!(first.header("location"), format!("{SAMPLES}/{}", first.json()["id"].as_str().expect("an id")));
        assert_eq!(fixture.number("SELECT count(*) FROM coding_samples").await, 7);
        // Pages hold every sample once, the latest first.
        let (mut found, mut next) = (Vec::new(), Some(format!("{SAMPLES}?limit=4")));
        while let Some(path) = next {
            let page = get(&router, &path).await.json();
            let ids = page["samples"].as_array().expect("samples").iter().map(|one| one["id"].to_string());
            found.extend(ids);
            next = page["next"].as_str().map(ToOwned::to_owned);
            assert!(found.len() < 10, "the pages end");
        }
        assert_eq!(found.len(), 7);
        assert!(found.is_sorted_by(|one, other| one > other));
        assert_eq!(get(&router, &format!("{SAMPLES}?cursor=41")).await.code(), "unknown_cursor");
    }

    async fn what_cannot_be_drawn_is_refused_and_says_why(fixture: empty) {
        let cast = Cast::new(fixture).await;
        let router = router(fixture);
        let body = |changes: &Value| {
            let mut body = json!({ "from": "2026-10-01", "to": "2026-10-31", "size": 3 });
            for (name, value) in changes.as_object().expect("an object") {
                body[name] = value.clone();
            }
            body
        };
        for (changes, pointer, code) in [
            (json!({ "from": "2026-11-01" }), "/to", "period_reversed"),
            (json!({ "from": "" }), "/from", "required"),
            (json!({ "to": "2026-02-30" }), "/to", "date_impossible"),
            (json!({ "size": 0 }), "/size", "sample_size_out_of_range"),
            (json!({ "size": 1001 }), "/size", "sample_size_out_of_range"),
            (json!({ "size": 9 }), "/size", "sample_larger_than_population"),
            (json!({ "sampling": "clever" }), "/sampling", "unknown_sampling"),
            (json!({ "seed": -1 }), "/seed", "seed_out_of_range"),
            (json!({ "seed": 1.5 }), "/seed", "seed_out_of_range"),
            (json!({ "seed": 9_007_199_254_740_992_i64 }), "/seed", "seed_out_of_range"),
            (json!({ "teams": [""] }), "/teams/0", "required"),
            (json!({ "teams": vec!["A"; 51] }), "/teams", "too_many"),
            (json!({ "teams": ["nowhere"] }), "", "nothing_to_draw"),
            (json!({ "from": "2020-01-01", "to": "2020-12-31" }), "", "nothing_to_draw"),
            (json!({ "colour": "red" }), "/colour", "unknown_field"),
        ] {
            assert_eq!(faults(&post(&router, SAMPLES, &body(&changes)).await), places(&[(pointer, code)]), "{changes}");
        }
        // Withdrawn entries, and those on walled files, are nowhere, also for those named on them.
        let gone = RawCorrection { withdrawn: true, ..RawCorrection::default() };
        correct(fixture, cast.entries[0].entry.id, 1, gone).await;
        wall(fixture, "SA-7", &cast.head).await;
        for drawer in [&cast.head, &cast.keeper] {
            let refused = ops::draw(&drawer.context(fixture).await, &raw(6)).await;
            assert_eq!(code(refused), Some(Code::SampleLargerThanPopulation), "{}", drawer.login);
        }
        assert_eq!(cast.entries.len() - 3, 5);
        assert_eq!(ops::draw(&fixture.context, &raw(5)).await.map(|sample| sample.population).ok(), Some(5));
        assert_eq!(fixture.number("SELECT count(*) FROM coding_samples").await, 1);
    }

    async fn an_entry_that_changed_before_it_was_coded_is_left_out_and_one_that_changed_later_is_kept(fixture: empty) {
        let cast = Cast::new(fixture).await;
        let id = cast.drawn(fixture).await.id;
        let head = cast.head.context(fixture).await;
        let at = item_places(&head, id).await;
        assert_eq!(at.len(), 8);
        let answer = async |entry: usize, raw: &RawAnswer| ops::answer(&head, id, at[&entry], 1, raw).await;
        for entry in [0, 5, 7] {
            answer(entry, &coded("TA", "TA-TRN")).await.expect("answered");
        }
        let entry = |which: usize| cast.entries[which].entry.id;
        let gone = || RawCorrection { withdrawn: true, ..RawCorrection::default() };
        correct(fixture, entry(0), 1, gone()).await;
        correct(fixture, entry(1), 1, gone()).await;
        let other = RawCorrection { activity: Some("TA-NEED".to_owned()), ..RawCorrection::default() };
        correct(fixture, entry(2), 1, other).await;
        let words = RawCorrection { narrative: Some("Other words.".to_owned()), ..RawCorrection::default() };
        correct(fixture, entry(3), 1, words).await;
        // More minutes and a step on the way to approval are no other text and no other code.
        let longer = RawCorrection { minutes: Some("45m".to_owned()), ..RawCorrection::default() };
        correct(fixture, entry(4), 1, longer).await;
        let submitted = entries::ops::RawStep {
            entries: vec![entries::ops::Seen { id: entry(4).to_string(), version: 2 }],
            ..entries::ops::RawStep::default()
        };
        entries::ops::take(&fixture.context, Step::Submit, &submitted).await.expect("submitted");
        wall(fixture, "OT-1", &cast.head).await;
        for refused in [1, 2, 3] {
            assert_eq!(code(answer(refused, &cannot_tell()).await), Some(Code::ItemChanged), "{refused}");
        }
        assert_eq!(code(ops::answer(&head, id, at[&0], 2, &cannot_tell()).await), Some(Code::ItemChanged), "its answer stays");
        // Named on the walled file, the head could read it; nobody codes it any more.
        let head = cast.head.context(fixture).await;
        assert_eq!(code(ops::answer(&head, id, at[&6], 1, &cannot_tell()).await), Some(Code::ItemChanged));
        assert_eq!(item_places(&head, id).await.into_keys().collect::<Vec<_>>(), [4]);
        for reader in [&cast.head, &cast.keeper] {
            let (_, progress) = ops::show(&reader.context(fixture).await, id).await.expect("shown");
            let counts = [progress.drawn, progress.coded, progress.open, progress.withdrawn, progress.changed];
            assert_eq!(counts, [8, 2, 1, 1, 4], "the same for everybody: {}", reader.login);
        }
        // A code that the vocabulary no longer offers for the day is left out too.
        let mut vocabulary = (*fixture.context.vocabulary).clone();
        let retired = vocabulary.activities.iter_mut().find(|activity| activity.code == "SA-POL").expect("a code");
        retired.valid[0].to = Some("2026-09-30".parse().expect("a date"));
        let later = Context { vocabulary: Arc::new(vocabulary), ..head.clone() };
        let (_, progress) = ops::show(&later, id).await.expect("shown");
        assert_eq!([progress.coded, progress.open, progress.code_retired], [2, 0, 1]);
        assert_eq!(code(ops::answer(&later, id, at[&4], 1, &coded("SA", "SA-RES")).await), Some(Code::ItemChanged));
        ops::close(&head, id, 1).await.expect("closed");
        let found = result::result(&head, id, Lang::Fr, false).await.expect("a result");
        assert_eq!((found.category.agreement.items, found.category.agreement.agreed), (2, Some(1)));
        assert!(found.notes.iter().any(|note| note.code == "left_out" && note.sentence.starts_with('5')), "{:?}", found.notes);
    }

    async fn of_two_coders_at_once_one_answers_and_the_other_is_told(fixture: empty) {
        let cast = Cast::new(fixture).await;
        let id = cast.drawn(fixture).await.id;
        let (head, manager) = (cast.head.context(fixture).await, cast.manager.context(fixture).await);
        let at = item_places(&head, id).await;
        for entry in 0..3 {
            let (answer, other) = (coded("TA", "TA-TRN"), coded("SA", "SA-POL"));
            let (one, two) = tokio::join!(
                ops::answer(&head, id, at[&entry], 1, &answer),
                ops::answer(&manager, id, at[&entry], 1, &other)
            );
            let (one, two) = (code(one), code(two));
            assert!(
                [(None, Some(Code::ItemTaken)), (Some(Code::ItemTaken), None)].contains(&(one, two)),
                "{one:?} {two:?}"
            );
        }
        assert_eq!(fixture.number("SELECT CAST(SUM(version) AS BIGINT) FROM coding_items").await, 8 + 3);
        // One’s own answer can be changed until the sample is closed, from the version that is there.
        ops::answer(&head, id, at[&3], 1, &coded("TA", "TA-TRN")).await.expect("answered");
        assert_eq!(code(ops::answer(&head, id, at[&3], 1, &cannot_tell()).await), Some(Code::VersionConflict));
        let (changed, version) = ops::answer(&head, id, at[&3], 2, &cannot_tell()).await.expect("changed");
        assert!(changed.cannot_tell && version == 3);
        let again = ops::find_item(&head, id, at[&3]).await.expect("one’s own");
        assert!(again.answer.is_some_and(|answer| answer.cannot_tell));
        assert_eq!(code(ops::find_item(&manager, id, at[&3]).await), Some(Code::ItemTaken), "and shows nothing of it");
        let router = cast.head.router(fixture).await;
        let place = format!("{SAMPLES}/{id}/items/{}", at[&3]);
        let stale = put(&router, &place, Some("\"1\""), &json!({ "cannot_tell": true })).await;
        assert_eq!((stale.status, &stale.json()["current"]["version"]), (StatusCode::PRECONDITION_FAILED, &json!(3)));
        assert_eq!(put(&router, &place, None, &json!({ "cannot_tell": true })).await.code(), "precondition_required");
        for (body, pointer, code) in [
            (json!({}), "/category", "required"),
            (json!({ "cannot_tell": true, "category": "TA" }), "/cannot_tell", "answer_contradicts"),
            (json!({ "category": "TA", "activity": "SA-POL" }), "/category", "answer_category"),
            (json!({ "category": "TA", "activity": "TA-NOPE" }), "/activity", "unknown_activity"),
            (json!({ "category": "XX", "activity": "TA-TRN" }), "/category", "unknown_category"),
        ] {
            let found = faults(&put(&router, &place, Some("\"3\""), &body).await);
            assert!(found.is_superset(&places(&[(pointer, code)])), "{body}: {found:?}");
        }
        ops::close(&head, id, 1).await.expect("closed");
        for refused in [
            code(ops::answer(&head, id, at[&3], 3, &coded("TA", "TA-TRN")).await),
            code(ops::answer(&head, id, at[&4], 1, &cannot_tell()).await),
            code(ops::next(&head, id, 0).await),
            code(ops::find_item(&head, id, at[&3]).await),
            code(ops::close(&head, id, 2).await),
        ] {
            assert_eq!(refused, Some(Code::SampleClosed));
        }
    }

    async fn nobody_codes_their_own_time_or_what_they_may_not_read(fixture: empty) {
        let cast = Cast::new(fixture).await;
        let id = cast.drawn(fixture).await.id;
        let head = cast.head.context(fixture).await;
        let at = item_places(&head, id).await;
        let author = Somebody::new(fixture, "author", &[(Role::Timekeeper, ""), (Role::Head, "")]).await;
        let author = author.standing_for(cast.people[0]).context(fixture).await;
        assert_eq!(item_places(&author, id).await.into_keys().collect::<Vec<_>>(), [6, 7]);
        assert_eq!(code(ops::answer(&author, id, at[&0], 1, &cannot_tell()).await), Some(Code::ItemOwn));
        let manager = cast.manager.context(fixture).await;
        assert_eq!(item_places(&manager, id).await.into_keys().collect::<Vec<_>>(), [0, 1, 2, 3, 4, 5]);
        assert_eq!(code(ops::find_item(&manager, id, at[&6]).await), Some(Code::NotFound));
        let (_, progress) = ops::show(&manager, id).await.expect("shown");
        assert_eq!(progress.drawn, 6, "a manager counts the entries of the team");
        assert_eq!(code(ops::find_item(&head, id, 9).await), Some(Code::NotFound));
        for (login, role) in [("keeper2", Role::Keeper), ("auditor", Role::Auditor), ("administrator", Role::Administrator), ("timekeeper", Role::Timekeeper)] {
            let context = Somebody::new(fixture, login, &[(role, "")]).await.context(fixture).await;
            assert_eq!(code(ops::next(&context, id, 0).await), Some(Code::Forbidden), "{login}");
            assert_eq!(code(ops::answer(&context, id, 1, 1, &cannot_tell()).await), Some(Code::Forbidden), "{login}");
            let draws = role == Role::Keeper;
            assert_eq!(code(ops::draw(&context, &raw(2)).await), (!draws).then_some(Code::Forbidden), "{login}");
            let reads = draws || role == Role::Auditor;
            assert_eq!(code(ops::show(&context, id).await), (!reads).then_some(Code::Forbidden), "{login}");
        }
        assert_eq!(code(ops::draw(&manager, &raw(2)).await), Some(Code::Forbidden));
        assert_eq!(code(ops::close(&manager, id, 1).await), Some(Code::Forbidden));
        let reads = cast.head.with_scopes(&[Right::ReadEntries, Right::ReadFiles]).context(fixture).await;
        assert_eq!(code(ops::answer(&reads, id, at[&0], 1, &cannot_tell()).await), Some(Code::Forbidden), "a token that only reads");
        let (item, _) = ops::next(&head, id, 3).await.expect("answered");
        assert_eq!(item.map(|item| item.place), Some(4), "three are skipped");
        let (item, left) = ops::next(&head, id, 8).await.expect("answered");
        assert_eq!((item.map(|item| item.place), left), (Some(1), 8), "and come again at the end");
        ops::close(&head, id, 1).await.expect("closed");
        let none = result::result(&manager, id, Lang::En, false).await.expect("a result");
        let codes: Vec<&str> = none.notes.iter().map(|note| note.code).collect();
        let expected =
            ["size", "population", "not_enough", "open_items", "reach_only", "not_truth", "not_blind_by_force", "not_drawn"];
        assert_eq!(codes, expected);
        let found = serde_json::to_value(&none.category).expect("a document");
        assert_eq!((&found["kappa"], &found["percent"], &found["reason"]), (&json!(null), &json!(null), &json!("no_items")));
        assert!(none.shares.is_empty());
    }
}
