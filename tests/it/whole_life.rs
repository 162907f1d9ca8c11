//! The whole way through, each step by whoever takes it: a request becomes a file, the file gets time, the time is
//! corrected, approved and signed off, the file is closed, and the audit trail tells of all of it.

use axum::Router;
use axum::http::StatusCode;
use casetime::access::Role;
use casetime::audit::ops::Verified;
use casetime::people;
use serde_json::{Value, json};

use crate::support::accounts::Somebody;
use crate::support::http::{get, request, send};
use crate::support::transcript::Transcript;
use crate::support::{Fixture, on_both_engines};

/// Whoever takes steps: a name, and the service as that account meets it.
struct Who {
    name: &'static str,
    router: Router,
}

impl Who {
    async fn new(fixture: &Fixture, name: &'static str, role: Role, team: &str, person: &str) -> Self {
        let somebody = Somebody::new(fixture, name, &[(role, team)]).await;
        if person.is_empty() {
            return Self { name, router: somebody.router(fixture).await };
        }
        let person = people::ops::find_by_number(&fixture.context, person).await.expect("a person").id;
        Self { name, router: somebody.standing_for(person).router(fixture).await }
    }

    /// Sends a body, against the version that is stored where there is one.
    async fn tell(
        &self,
        transcript: &mut Transcript,
        (method, path): (&str, &str),
        version: Option<&Value>,
        body: &Value,
    ) -> Value {
        let tag = version.map(|version| format!("\"{version}\""));
        let key = format!("\"{method} {path}\"");
        let mut headers = vec![("content-type", "application/json"), ("idempotency-key", key.as_str())];
        headers.extend(tag.as_deref().map(|tag| ("if-match", tag)));
        let answer = send(&self.router, request(method, path, &headers, body.to_string())).await;
        assert!(answer.status.is_success(), "{method} {path} {body}: {}", answer.text);
        transcript.asked(self.name, method, path, tag.as_deref(), body, &answer);
        answer.json()
    }

    async fn look(&self, path: &str) -> Value {
        let answer = get(&self.router, path).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        answer.json()
    }
}

on_both_engines! {
    async fn a_request_becomes_a_file_gets_time_and_is_closed_with_every_step_in_the_audit_trail(fixture: with_cast) {
        fixture.by_hand("UPDATE people SET team = 'A' WHERE number = 'P-1'").await.expect("a team");
        let lawyer = Who::new(fixture, "lawyer", Role::Timekeeper, "", "P-1").await;
        let manager = Who::new(fixture, "manager", Role::Manager, "A", "").await;
        let auditor = Who::new(fixture, "auditor", Role::Auditor, "", "").await;
        let transcript = &mut Transcript::default();

        transcript.say("The request, its triage, its decision, and the file it becomes");
        let asked = json!({
            "received_on": "2026-10-02", "requester": "Global Affairs Canada", "country": "UA",
            "wanted": "Training of prosecutors.", "deadline": "2026-12-15",
        });
        let mut register = manager.tell(transcript, ("POST", "/api/v1/requests"), None, &asked).await;
        let address = format!("/api/v1/requests/{}", register["id"].as_str().expect("an id"));
        let new = json!({
            "number": "UKR-13", "title": "Training", "category": "TA", "project": "Prosecutors", "opened_on": "2026-10-05",
        });
        for (step, body) in [
            ("triage", json!({ "kind": "technical_assistance", "team": "A" })),
            ("decision", json!({ "decision": "accepted" })),
            ("file", json!({ "new": new })),
        ] {
            register = manager.tell(transcript, ("POST", &format!("{address}/{step}")), Some(&register["version"]), &body).await;
        }
        assert_eq!((&register["state"], &register["file"]), (&json!("accepted"), &json!("UKR-13")));
        let file = format!("/api/v1/files/{}", register["file_id"].as_str().expect("the file"));
        let found = manager.look(&file).await;
        let lead = format!("{file}/leads/2026-10-05");
        manager.tell(transcript, ("PUT", &lead), Some(&found["version"]), &json!({ "person": "P-1" })).await;

        transcript.say("Time on it, corrected, handed in and approved");
        let entry = json!({
            "file": "UKR-13", "activity": "TA-TRN", "worked_on": "2026-10-20", "minutes": 90, "narrative": "Prepared.",
        });
        let mut entry = lawyer.tell(transcript, ("POST", "/api/v1/entries"), None, &entry).await;
        let at = format!("/api/v1/entries/{}", entry["id"].as_str().expect("an id"));
        let change = json!({ "minutes": 120, "reason": "Misread." });
        entry = lawyer.tell(transcript, ("PATCH", &at), Some(&entry["version"]), &change).await;
        for (who, step) in [(&lawyer, "submissions"), (&manager, "approvals")] {
            let seen = json!({ "entries": [{ "id": entry["id"], "version": entry["version"] }] });
            let path = format!("/api/v1/entries/{step}");
            entry = who.tell(transcript, ("POST", &path), None, &seen).await["entries"][0].clone();
        }
        assert_eq!((&entry["status"], &entry["client"]), (&json!("approved"), &json!("Global Affairs Canada")));

        transcript.say("Lead counsel signs the month off; the file is closed; the request is completed");
        let sign_off = json!({ "period": "2026-10", "comment": "As worked." });
        let signed = lawyer.tell(transcript, ("POST", &format!("{file}/sign-offs")), None, &sign_off).await;
        assert_eq!(signed["minutes"], 120, "{signed}");
        let version = manager.look(&file).await["version"].clone();
        let close = json!({ "closed_on": "2026-11-20", "reason": "The project has ended." });
        manager.tell(transcript, ("POST", &format!("{file}/close")), Some(&version), &close).await;
        manager.tell(transcript, ("POST", &format!("{address}/completion")), Some(&register["version"]), &json!({})).await;
        let states = manager.look(&address).await["states"].clone();
        let states: Vec<&str> =
            states.as_array().expect("states").iter().filter_map(|one| one["state"].as_str()).collect();
        assert!(states.starts_with(&["received", "triaged", "accepted"]) && states.ends_with(&["completed"]), "{states:?}");

        transcript.say("The audit trail tells of each step, without a word of the narrative");
        let trail = auditor.look("/api/v1/audit-events?limit=200").await;
        let trail = trail["events"].as_array().expect("events");
        let told_of = |kind: &str, action: &str| {
            trail.iter().any(|event| event["object_kind"] == kind && event["action"] == action)
        };
        for action in ["record", "correct", "submit", "approve"] {
            assert!(told_of("entry", action), "{action}");
        }
        for (kind, action) in [("file", "open"), ("file", "close")] {
            assert!(told_of(kind, action), "{kind} {action}: {trail:?}");
        }
        assert!(trail.iter().filter(|event| event["object_kind"] == "request").count() >= 4, "{trail:?}");
        assert!(!trail.iter().any(|event| event.to_string().contains("Prepared")));
        let verified = casetime::audit::ops::verify(&fixture.context.db).await.expect("verified");
        assert!(matches!(verified, Verified::Sound(_)), "{verified:?}");
        for event in trail.iter().rev().skip_while(|event| event["object_kind"] != "request") {
            transcript.event(event);
        }
        transcript.keep("request-to-audit");
    }
}
