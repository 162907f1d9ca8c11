//! Saved profiles: kept in all their versions, chosen before shipped ones, taken out of use; over the API, on the command
//! line, and on both engines.

use axum::http::StatusCode;
use casetime::access::Role;
use casetime::audit;
use casetime::context::Context;
use casetime::import::profiles::{self, NAME_MAX, Reference};
use casetime::import::sniff::look::look;
use casetime::people::ops::Added;
use casetime::repeats::Repeat;
use serde_json::json;

use crate::openapi::as_described;
use crate::recording::router;
use crate::support::accounts::Somebody;
use crate::support::delivery::{HEADER, codes, file_of, plain};
use crate::support::http::{Answer, get, post, request, send};
use crate::support::packed::{row, xlsx};
use crate::support::shell::{Shell, on_both_shells};
use crate::support::{Fixture, on_both_engines};

const PROFILES: &str = "/api/v1/import-profiles";

/// The profile `icase-plain` under another name and version.
fn named(name: &str, version: i64) -> String {
    let head = format!("name = \"{name}\"\nversion = {version}\n");
    plain().replace("name = \"icase-plain\"\nversion = 1\n", &head)
}

async fn refused(fixture: &Fixture, document: &str) -> Vec<&'static str> {
    let before = fixture.contents().await;
    let failure = profiles::ops::save(&fixture.context, document).await.expect_err("it is refused");
    assert_eq!(fixture.contents().await, before, "nothing is stored");
    codes(&failure)
}

async fn fitting(fixture: &Fixture, text: &str) -> Vec<String> {
    let path = fixture.write("fit.csv", text);
    let mut file = std::fs::File::open(path).expect("it was just written");
    let looked = look(&mut file, "fit.csv").expect("readable");
    let fits = profiles::ops::fitting(&fixture.context, &looked.sniffed).await.expect("profiles");
    fits.into_iter().map(|fit| fit.profile).collect()
}

async fn events(fixture: &Fixture) -> Vec<(String, String)> {
    let wanted =
        audit::ops::Wanted { object_kind: "import_profile".to_owned(), limit: 50, ..audit::ops::Wanted::default() };
    let all = audit::ops::list(&fixture.context, &wanted).await.expect("events");
    all.into_iter().map(|event| (event.action, event.object_id)).collect()
}

async fn retire(router: &axum::Router, name: &str, version: Option<&str>) -> Answer {
    let headers: Vec<(&str, &str)> = version.map(|version| ("if-match", version)).into_iter().collect();
    send(router, request("POST", &format!("{PROFILES}/{name}/retirement"), &headers, "")).await
}

on_both_engines! {
    async fn every_version_is_kept_and_the_same_text_again_changes_nothing(fixture: with_cast) {
        let save = async |document: &str| profiles::ops::save(&fixture.context, document).await.expect("saved");
        assert!(matches!(save(&named("ours", 1)).await, Added::New(_)));
        let before = fixture.contents().await;
        assert!(matches!(save(&named("ours", 1)).await, Added::Same(_)));
        assert_eq!(fixture.contents().await, before);
        assert_eq!(refused(fixture, &named("ours", 3)).await, ["profile_version"]);
        assert_eq!(refused(fixture, &named("ours", 2).replace("\"ymd\"", "\"mdy\"")).await, ["golden_row_contradicted"]);
        assert_eq!(refused(fixture, &format!("{}\n# another", named("ours", 1))).await, ["profile_version"]);
        assert!(matches!(save(&named("ours", 2)).await, Added::New(_)));
        // One that comes with the program goes on from its version.
        assert_eq!(refused(fixture, &format!("{}\n# ours", plain())).await, ["profile_version"]);
        assert!(matches!(save(plain()).await, Added::Same(_)), "as it is shipped it is there already");
        assert!(matches!(save(&named("icase-plain", 2)).await, Added::New(_)));
        let found = async |name: &str| {
            let found = profiles::ops::find(&fixture.context, &Reference::parse(name)).await;
            found.map(|written| (written.profile.version, written.profile.shipped, written.document))
        };
        assert_eq!(found("ours").await.expect("found"), (2, false, named("ours", 2)));
        assert_eq!(found("ours@1").await.expect("found"), (1, false, named("ours", 1)));
        assert_eq!(found("icase-plain").await.expect("found"), (2, false, named("icase-plain", 2)));
        assert_eq!(found("icase-plain@1").await.expect("found"), (1, true, plain().to_owned()));
        for unknown in ["ours@3", "theirs", "Ours", "", "a\0b", "clockify@7"] {
            assert_eq!(codes(&found(unknown).await.expect_err(unknown)), ["unknown_profile"], "{unknown}");
        }
        let saved = |id: &str| ("save".to_owned(), id.to_owned());
        assert_eq!(events(fixture).await, [saved("icase-plain@2"), saved("ours@2"), saved("ours@1")]);
    }

    async fn what_cannot_be_used_is_not_saved(fixture: with_cast) {
        for name in ["Ours", "a b", "-a", "a@1", "é/è", ""] {
            let expected = if name.is_empty() { "profile_contradiction" } else { "profile_name_format" };
            assert_eq!(refused(fixture, &named(name, 1)).await, [expected], "{name}");
        }
        assert_eq!(refused(fixture, &named(&"x".repeat(NAME_MAX + 1), 1)).await, ["profile_name_format"]);
        assert_eq!(refused(fixture, "name = 1").await, ["profile_syntax"]);
        assert_eq!(refused(fixture, &format!("unanswered = [\"date\"]\n{}", named("ours", 1))).await, ["profile_unanswered"]);
        let coded = named("ours", 1).replace("[person]", "[crosswalk]\n\"x\" = \"OT-NEW\"\n\n[person]");
        assert_eq!(refused(fixture, &coded).await, ["profile_activity_unknown"]);
        let doubtful = named("ours", 1).replace("minutes = 75", "minutes = 76");
        assert_eq!(refused(fixture, &doubtful).await, ["golden_row_contradicted", "golden_row_contradicted"]);
        let odd = named(&"é".repeat(NAME_MAX), 1).replace("version = 1", "version = 1\nfingerprints = [\"\\u0000\"]");
        profiles::ops::save(&fixture.context, &odd).await.expect("a long name of small letters is one");
    }

    async fn saved_profiles_are_chosen_before_shipped_ones_until_they_are_retired(fixture: with_cast) {
        let file = file_of(&["P-1,OT-1,OT-ADM,2019-05-02,1.5,,"]);
        assert_eq!(fitting(fixture, &file).await, ["icase-plain"]);
        profiles::ops::save(&fixture.context, &named("ours", 1)).await.expect("saved");
        assert_eq!(fitting(fixture, &file).await, ["ours"]);
        profiles::ops::save(&fixture.context, &named("theirs", 1)).await.expect("saved");
        assert_eq!(fitting(fixture, &file).await, ["ours", "theirs"]);
        let retired = profiles::ops::retire(&fixture.context, "theirs", None).await.expect("retired");
        assert_eq!(retired.profile.retired_at, Some(crate::support::now()));
        assert_eq!(fitting(fixture, &file).await, ["ours"]);
        let before = fixture.contents().await;
        profiles::ops::retire(&fixture.context, "theirs", None).await.expect("retired before");
        assert_eq!(fixture.contents().await, before, "once is enough");
        profiles::ops::save(&fixture.context, &named("theirs", 2)).await.expect("saved");
        assert_eq!(fitting(fixture, &file).await, ["ours", "theirs"], "the next version is in use");
        // A retired one stays in the place of the shipped one of its name.
        for name in ["ours", "theirs"] {
            profiles::ops::retire(&fixture.context, name, None).await.expect("retired");
        }
        assert_eq!(fitting(fixture, &file).await, ["icase-plain"]);
        profiles::ops::save(&fixture.context, &named("icase-plain", 2)).await.expect("saved");
        profiles::ops::retire(&fixture.context, "icase-plain", None).await.expect("retired");
        assert!(fitting(fixture, &file).await.is_empty());
        for unknown in ["clockify", "nobody", "a\0b"] {
            let failure = profiles::ops::retire(&fixture.context, unknown, None).await.expect_err("never saved");
            assert_eq!(codes(&failure), ["unknown_profile"]);
        }
    }

    async fn the_api_saves_lists_shows_and_retires(fixture: with_cast) {
        let router = router(fixture);
        let body = |name: &str, version| json!({ "document": named(name, version) });
        let made = post(&router, PROFILES, &body("ours", 1)).await;
        assert_eq!((made.status, made.header("etag")), (StatusCode::CREATED, "\"1\""), "{}", made.text);
        as_described(PROFILES, "post", &made);
        let again = post(&router, PROFILES, &body("ours", 1)).await;
        assert_eq!((again.status, again.json()), (StatusCode::OK, made.json()));
        let late = post(&router, PROFILES, &body("ours", 3)).await;
        assert_eq!((late.status, late.code()), (StatusCode::CONFLICT, "profile_version".to_owned()));
        assert!(late.text.contains("version = 2"), "{}", late.text);
        let first = get(&router, &format!("{PROFILES}?limit=3")).await;
        as_described(PROFILES, "get", &first);
        let mut names = Vec::new();
        let mut next = Some(format!("{PROFILES}?limit=3"));
        while let Some(address) = next {
            let page = get(&router, &address).await.json();
            names.extend(page["profiles"].as_array().expect("a list").iter().map(|one| one["name"].clone()));
            next = page["next"].as_str().map(ToOwned::to_owned);
        }
        assert_eq!(names.len(), casetime::import::profile::SHIPPED.len() + 1, "each once: {names:?}");
        assert!(names.contains(&json!("ours")) && names.is_sorted_by_key(|name| name.as_str().map(ToOwned::to_owned)));
        let path = "/api/v1/import-profiles/{name}";
        for (address, version, document) in
            [("ours", 1, named("ours", 1)), ("ours?version=1", 1, named("ours", 1)), ("icase-plain", 1, plain().to_owned())]
        {
            let shown = get(&router, &format!("{PROFILES}/{address}")).await;
            as_described(path, "get", &shown);
            assert_eq!((&shown.json()["version"], &shown.json()["document"]), (&json!(version), &json!(document)));
        }
        for unknown in ["ours?version=2", "nobody", "a%00b", "Ours"] {
            assert_eq!(get(&router, &format!("{PROFILES}/{unknown}")).await.status, StatusCode::NOT_FOUND, "{unknown}");
        }
        let retirement = "/api/v1/import-profiles/{name}/retirement";
        assert_eq!(retire(&router, "ours", None).await.code(), "precondition_required");
        let stale = retire(&router, "ours", Some("\"7\"")).await;
        assert_eq!((stale.code(), &stale.json()["current"]["version"]), ("version_conflict".to_owned(), &json!(1)));
        for unknown in ["clockify", "nobody"] {
            assert_eq!(retire(&router, unknown, Some("\"1\"")).await.status, StatusCode::NOT_FOUND, "{unknown}");
        }
        let retired = retire(&router, "ours", Some("\"1\"")).await;
        as_described(retirement, "post", &retired);
        assert!(retired.json()["retired_at"].is_string(), "{}", retired.text);
    }

    async fn a_request_that_is_sent_again_saves_nothing_twice(fixture: with_cast) {
        let keeper = Somebody::new(fixture, "keeper", &[(Role::Keeper, "")]).await;
        let request = named("ours", 1);
        let repeat = Repeat { account: keeper.account, key: "one".to_owned(), request };
        let repeated = Context { repeat: Some(repeat), ..keeper.context(fixture).await };
        let first = profiles::ops::save(&repeated, &named("ours", 1)).await.expect("saved");
        let before = fixture.contents().await;
        let again = profiles::ops::save(&repeated, &named("ours", 1)).await.expect("saved before");
        assert_eq!((first, fixture.contents().await), (again, before));
    }

    async fn a_file_that_is_sent_is_looked_at_and_not_kept(fixture: with_cast) {
        let router = router(fixture);
        let before = fixture.contents().await;
        let headers = [("content-type", "application/octet-stream"), ("accept-language", "fr")];
        let sniff = async |bytes: Vec<u8>| send(&router, request("POST", "/api/v1/import-sniffs", &headers, bytes)).await;
        let plain = file_of(&["P-1,OT-1,OT-ADM,2019-05-02,1.5,Secret plans,"]);
        let told = sniff(plain.clone().into_bytes()).await;
        as_described("/api/v1/import-sniffs", "post", &told);
        assert_eq!(told.json()["profiles"][0]["profile"], "icase-plain");
        assert!(!told.text.contains("Secret"), "{}", told.text);
        let packed = crate::support::packed::gz(plain.as_bytes());
        let told = sniff(packed).await.json();
        assert_eq!((&told["profiles"][0]["profile"], &told["sniffed"]["container"]), (&json!("icase-plain"), &json!("gzip")));
        let open = sniff(b"Person;File;Date;Hours\nP-1;OT-1;03/05/2019;1,5\n".to_vec()).await.json();
        let questions = open["questions"].as_array().expect("a list");
        assert!(questions.iter().any(|asked| asked.as_str().is_some_and(|asked| asked.contains("jour"))), "{questions:?}");
        for (bytes, code) in [(Vec::new(), "source_empty"), (b"PK\x03\x04rest".to_vec(), "archive_broken")] {
            assert_eq!(sniff(bytes).await.code(), code);
        }
        let text = send(&router, request("POST", "/api/v1/import-sniffs", &[("content-type", "text/csv")], "a,b\n")).await;
        assert_eq!(text.code(), "unsupported_media_type");
        assert_eq!(fixture.contents().await, before, "nothing is stored");
    }
}

on_both_shells! {
    async fn profiles_are_saved_shown_used_and_retired_on_the_command_line(shell: filled) {
        shell.write("ours.toml", named("ours", 1));
        let save = ["import", "profile", "save", "ours.toml"];
        let saved = shell.run(&save);
        assert!(saved.code == 0 && saved.out.is_empty() && saved.err.contains("saved as version 1"), "{saved:?}");
        assert!(shell.run(&save).err.contains("nothing changed"));
        shell.run(&["import", "profile", "save", "nowhere.toml"]).is_refused("profile_unreadable");
        shell.write("ours.toml", named("ours", 5));
        let late = shell.run(&save);
        late.is_refused("profile_version");
        assert!(late.err.contains("version = 2"), "{late:?}");
        shell.write("ours.toml", named("ours", 2));
        assert_eq!(shell.run(&[&save[..], &["--json"]].concat()).json()["version"], 2);
        assert_eq!(shell.run(&["import", "profile", "show", "ours"]).out, named("ours", 2));
        assert_eq!(shell.run(&["import", "profile", "show", "ours@1"]).out, named("ours", 1));
        assert_eq!(shell.run(&["import", "profile", "show", "icase-plain"]).out, plain());
        assert_eq!(shell.run(&["import", "profile", "show", "ours@1", "--json"]).json()["version"], 1);
        shell.run(&["import", "profile", "show", "ours@3"]).is_refused("unknown_profile");
        let listed = shell.run(&["import", "profile", "list"]).out;
        assert!(listed.contains("ours@2") && listed.contains("saved") && listed.contains("clockify@1"), "{listed}");
        shell.write("plain.csv", file_of(&["P-1,OT-1,OT-ADM,2019-05-02,1.5,,"]));
        let chosen = shell.run(&["import", "plain.csv", "--rehearse"]);
        assert!(chosen.code == 0 && chosen.err.contains("ours fits plain.csv"), "{chosen:?}");
        assert_eq!(shell.run(&["import", "plain.csv", "--profile", "ours@1", "--rehearse"]).code, 0);
        assert_eq!(shell.run(&["import", "plain.csv", "--profile", "ours.toml", "--rehearse"]).code, 0);
        shell.run(&["import", "plain.csv", "--profile", "nobody"]).is_refused("unknown_profile");
        shell.run(&["import", "plain.csv", "--profile", "nowhere.toml"]).is_refused("profile_unreadable");
        let retired = shell.run(&["import", "profile", "retire", "ours"]);
        assert!(retired.code == 0 && retired.err.contains("out of use after version 2"), "{retired:?}");
        shell.run(&["import", "profile", "retire", "clockify"]).is_refused("unknown_profile");
        let chosen = shell.run(&["import", "plain.csv", "--rehearse"]);
        assert!(chosen.err.contains("icase-plain fits plain.csv"), "{chosen:?}");
        assert!(shell.run(&["import", "profile", "list", "--lang", "fr"]).out.contains("retiré"));
    }

    async fn packed_files_and_standard_input_are_looked_at_and_imported_without_a_profile(shell: filled) {
        let text = file_of(&["P-1,OT-1,OT-ADM,2019-05-02,1.5,,"]);
        shell.write("plain.csv.gz", crate::support::packed::gz(text.as_bytes()));
        let sniffed = shell.run(&["import", "sniff", "plain.csv.gz"]);
        assert!(sniffed.code == 0 && sniffed.out.contains("icase-plain finds all its columns"), "{sniffed:?}");
        assert_eq!(shell.run(&["import", "plain.csv.gz", "--rehearse"]).code, 0);
        let drafted = shell.run(&["import", "profile", "new", "plain.csv.gz"]);
        assert!(drafted.code == 0 && drafted.out.contains("column = \"Timekeeper\""), "{drafted:?}");
        let piped = shell.run_with(&["import", "-", "--rehearse"], &text, &[]);
        assert!(piped.code == 0 && piped.err.contains("icase-plain fits -"), "{piped:?}");
        let piped = shell.run_with(&["import", "-", "--json", "--quiet"], &text, &[]);
        assert_eq!((piped.code, &piped.json()["outcome"]), (0, &"imported".into()), "{piped:?}");
        let header: Vec<&str> = HEADER.split(',').collect();
        let rows = [row(1, &header), row(2, &["P-1", "OT-1", "OT-ADM", "2019-05-04", "2.5", "", ""])].concat();
        shell.write("plain.xlsx", xlsx("", &rows));
        let sniffed = shell.run(&["import", "sniff", "plain.xlsx", "--json"]).json();
        assert_eq!((&sniffed["sniffed"]["container"], &sniffed["profiles"][0]["profile"]), (&"xlsx".into(), &"icase-plain".into()));
        let drafted = shell.run(&["import", "profile", "new", "plain.xlsx", "--out", "sheet.toml"]);
        assert_eq!(drafted.code, 0, "{drafted:?}");
        for profile in [&["--profile", "sheet.toml"][..], &[]] {
            let imported = shell.run(&[&["import", "plain.xlsx", "--rehearse", "--json"], profile].concat());
            assert_eq!(imported.json()["ledger"]["outcomes"]["new"]["records"], 1, "{imported:?}");
        }
    }
}
