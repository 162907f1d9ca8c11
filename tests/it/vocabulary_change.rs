//! A change of the vocabulary as its keeper makes it: rehearsed with the impact statement, refused where entries stand in
//! its way, applied, and seen in reports as recorded and as of today's list.

use crate::support::shell::{Shell, on_both_shells};
use crate::support::transcript::Transcript;

/// Runs a command where no fiscal year closes, with this exit code.
fn ran(shell: &Shell, transcript: &mut Transcript, arguments: &[&str], code: i32) -> String {
    let ran = shell.run_open(arguments);
    assert_eq!(ran.code, code, "{arguments:?}: {ran:?}");
    transcript.ran(arguments, &ran);
    ran.out
}

on_both_shells! {
    async fn a_code_is_merged_into_another_and_the_keeper_sees_before_what_moves(shell: filled) {
        for (file, activity, on, time) in [
            ("UKR-12", "TA-TRN", "2023-11-06", "3:00"),
            ("UKR-12", "TA-TRN", "2024-05-06", "2:00"),
            ("UKR-12", "TA-INST", "2024-05-07", "1:30"),
            ("UKR-12", "TA-LEG", "2024-05-08", "4:00"),
        ] {
            let record = ["record", "--person", "P-1", "--file", file, "--activity", activity, "--on", on, "--time", time];
            assert_eq!(shell.run_open(&record).code, 0);
        }
        let transcript = &mut Transcript::default();
        let recorded = ["report", "workload", "--by", "activity", "--per", "fiscal-year", "--format", "csv"];
        let today = [&recorded[..], &["--as-of", "today"]].concat();
        transcript.say("What was recorded");
        let before = ran(shell, transcript, &recorded, 0);
        let retire = |on| ["vocabulary", "retire", "TA-TRN", "--on", on, "--replaced-by", "TA-INST"];
        transcript.say("A day before the last entry is refused, and so is a code that does not exist");
        ran(shell, transcript, &retire("2024-04-30"), 2);
        ran(shell, transcript, &["vocabulary", "retire", "TA-XXX", "--on", "2024-05-31"], 2);
        transcript.say("The rehearsal: the impact statement, and nothing is stored");
        ran(shell, transcript, &[&retire("2024-05-31")[..], &["--rehearse"]].concat(), 0);
        assert_eq!(shell.run(&today).out.lines().filter(|line| line.contains("TA-TRN")).count(), 2, "nothing has moved");
        transcript.say("The change itself");
        ran(shell, transcript, &retire("2024-05-31"), 0);
        transcript.say("Figures as recorded stay; as of today's list they have moved as was said");
        let figures = |report: &str| report.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(figures(&ran(shell, transcript, &recorded, 0)), figures(&before));
        let moved = ran(shell, transcript, &today, 0);
        assert!(!moved.contains(",TA-TRN,"), "{moved}");
        transcript.say("Time can be recorded under the code on the days when it was in use, and on no later one");
        let record = |on| {
            let what = ["record", "--person", "P-1", "--file", "UKR-12", "--activity", "TA-TRN"];
            [&what[..], &["--on", on, "--time", "0:30"]].concat()
        };
        ran(shell, transcript, &record("2024-05-31"), 0);
        ran(shell, transcript, &record("2024-06-03"), 2);
        transcript.say("The trail");
        ran(shell, transcript, &["audit", "show", "--object", "vocabulary"], 0);
        ran(shell, transcript, &["audit", "verify"], 0);
        transcript.keep("vocabulary-change");
    }
}
