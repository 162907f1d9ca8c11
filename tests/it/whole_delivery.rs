//! One bad delivery from the first look to the signed-off batch, as it is typed: an export nobody has described, in another
//! encoding, with lines above its header, a total, labels without a code, and rows at fault.

use encoding_rs::WINDOWS_1252;

use crate::support::shell::{Shell, on_both_shells};
use crate::support::transcript::Transcript;

/// As the old system wrote it.
const EXPORT: &str = "Relevé du temps, exercice 2025-2026\r\nImprimé le 01/04/2026\r\n\
    Intervenant;Dossier;Activité;Date;Heures;Description\r\n\
    P-1;UKR-12;TA-LEG;13/05/2025;1,5;Réunion à Kyiv\r\n\
    P-1;UKR-12;Rédaction;14/05/2025;2;Projet d'entente\r\n\
    P-2;SA-7;SA-RES;05/06/2025;0,5;\"Note; suite\"\r\n\
    P-2;SA-7;SA-RES;31/06/2025;1;Avis\r\n\
    P-7;OT-1;OT-ADM;06/06/2025;1,25;Courrier\r\n\
    P-1;OT-1;OT-KM;07/06/2025;0,75;Fiche\r\n\
    Total;;;;7;\r\n";

fn ran(shell: &Shell, transcript: &mut Transcript, arguments: &[&str], code: i32) {
    let ran = shell.run(arguments);
    assert_eq!(ran.code, code, "{ran:?}");
    transcript.ran_today(arguments, &ran);
}

on_both_shells! {
    async fn a_bad_delivery_from_the_first_look_to_the_sign_off(shell: filled) {
        let transcript = &mut Transcript::default();
        shell.write("releve.csv", WINDOWS_1252.encode(EXPORT).0);

        transcript.say("What is it? The file says; what it leaves open would be asked");
        ran(shell, transcript, &["import", "sniff", "releve.csv"], 0);

        transcript.say("A profile is drafted from that, and kept");
        ran(shell, transcript, &["import", "profile", "new", "releve.csv", "--out", "releve.toml"], 0);
        transcript.say("What the draft could not find out is added by hand: where the value of a total stands");
        let value = "value = { column = \"Heures\", form = \"decimal_hours\" }\n";
        let drafted = String::from_utf8(shell.read("releve.toml")).expect("UTF-8");
        assert!(drafted.ends_with("starts_with = \"Total\"\n"), "{drafted}");
        shell.write("releve.toml", format!("{drafted}{value}"));
        transcript.text(value);
        ran(shell, transcript, &["import", "profile", "save", "releve.toml"], 0);

        transcript.say("The rehearsal: every line is accounted for, and nothing is stored");
        ran(shell, transcript, &["import", "releve.csv", "--profile", "releve.toml", "--rehearse"], 1);

        transcript.say("The import, with what could not be used in a file of its own");
        let arguments = ["import", "releve.csv", "--profile", "releve.toml", "--rejects", "rejects.csv"];
        ran(shell, transcript, &arguments, 1);
        let rejects = shell.read("rejects.csv");
        let (rejects, _, _) = WINDOWS_1252.decode(&rejects);
        transcript.say("rejects.csv");
        transcript.text(&rejects);

        transcript.say("The total says more than its rows, and rows are rejected: without a reason nobody signs that");
        let listed = shell.run(&["import", "list", "--json"]).json();
        let batch = listed["batches"][0]["id"].as_str().expect("a batch").to_owned();
        ran(shell, transcript, &["import", "sign-off", &batch], 2);

        transcript.say("Mended where the rows stand, and sent back: just those lines of that batch become what they are");
        let mended = rejects.replace("31/06/2025", "30/06/2025").replace("P-7;", "P-2;");
        shell.write("rejects.csv", WINDOWS_1252.encode(&mended).0);
        ran(shell, transcript, &["import", "repair", "rejects.csv"], 0);

        transcript.say("Now the total agrees, and the batch is signed off");
        ran(shell, transcript, &["import", "sign-off", &batch], 0);

        transcript.say("The batch as it stands, and the same file once more");
        ran(shell, transcript, &["import", "show", &batch], 0);
        ran(shell, transcript, &arguments[..4], 0);
        transcript.keep("bad-delivery");
    }
}
