//! The profiles for exports of other programs that no real sample is at hand for: each reads a small example with the
//! columns that its makers or users publish, on both engines, and is found by those columns.

use std::io::Cursor;

use casetime::import::profile::Profile;
use casetime::import::sniff::{self, fit};

use crate::support::delivery::{entries, import};
use crate::support::on_both_engines;

const HARVEST: &str = "Date,Client,Project,Project Code,Task,Notes,Hours,Hours Rounded,Billable?,Invoiced?,Approved?,First Name,Last Name,Roles,Employee?,Billable Rate,Billable Amount,Cost Rate,Cost Amount,Currency,External Reference URL\n\
2019-05-13,Client A,Inside,OT-1,OT-ADM,Planning,1.50,1.50,Yes,No,No,Alex,Example,,Yes,0,0,0,0,Canadian Dollar - CAD,\n\
2019-05-14,Client A,Inside,OT-1,Unheard of,\"Review, again\",0.25,0.25,Yes,No,No,Alex,Example,,Yes,0,0,0,0,Canadian Dollar - CAD,\n";

const KIMAI: &str = "Date,Begin,End,Duration,Currency,Rate,Internal rate,Hourly rate,Fixed rate,User,Name,Customer,Project,Activity,Description,Billable,Tags,Type,Category,Number,Project number,VAT-ID,Order number\n\
2019-05-13,09:00,10:30,1.50,EUR,0,0,0,0,Alex Example,,Client A,File OT-1,OT-ADM,Planning,1,\"one, two\",timesheet,work,1,,,\n\
2019-05-14,23:30,00:30,1.00,EUR,0,0,0,0,Alex Example,,Client A,File OT-1,Unheard of,,1,,timesheet,work,1,,,\n";

const REDMINE: &str = "Project,Date,User,Activity,Issue,Comment,Hours\n\
File OT-1,05/13/2019,Alex Example,OT-ADM,Support #12: Printer,Planning,1.50\n\
File OT-1,05/14/2019,Alex Example,Unheard of,,,0.25\n";

const TEMPO: &str = "Issue Key,Issue summary,Hours,Work date,Username,Full name,Period,Account Key,Account Name,Account Lead,Account Category,Account Customer,Activity Name,Component,All Components,Version Name,Issue Type,Issue Status,Project Key,Project Name,Epic,Epic Link,Work Description,Parent Key,Reporter,External Hours,Billed Hours,Issue Original Estimate,Issue Remaining Estimate\n\
OT-1-7,Printer,1.5,2019-05-13 09:00,alex,Alex Example,0519,,,,,,OT-ADM,,,,Task,Open,OT-1,Inside,,,Planning,,bo,0,1.5,0,0\n\
OT-1-8,Paper,0.25,2019-05-14 10:00,alex,Alex Example,0519,,,,,,Unheard of,,,,Task,Open,OT-1,Inside,,,,,bo,0,0.25,0,0\n";

const CLIO: &str = "matter,date,activity_description,note,price,quantity,type,activity_user,non_billable\n\
OT-1,05/13/2019,OT-ADM,Planning at court,250,1.5,,Alex Example,\n\
OT-1,05/14/2019,Unheard of,,250,0.25,TimeEntry,Alex Example,yes\n\
OT-1,05/14/2019,Copies,,12,1,ExpenseEntry,Alex Example,\n";

on_both_engines! {
    async fn exports_of_other_programs_are_imported_by_their_profiles(fixture: with_cast) {
        for (name, text, rejected, minutes) in [
            ("harvest", HARVEST, 0, [90, 15]),
            ("kimai", KIMAI, 0, [90, 60]),
            ("redmine", REDMINE, 0, [90, 15]),
            ("tempo", TEMPO, 0, [90, 15]),
            ("clio", CLIO, 1, [90, 15]),
        ] {
            let sniffed = sniff::sniff(&mut Cursor::new(text)).expect("memory is readable");
            let fits: Vec<String> = fit::shipped(&sniffed).into_iter().map(|fit| fit.profile).collect();
            assert_eq!(fits, [name]);
            let document = Profile::shipped(name).expect("it comes with the program");
            let before = entries(fixture).await.len();
            let taken = import(fixture, text, document).await;
            assert_eq!(taken.outcomes(), [1, 0, 0, 1, rejected], "{name}: {:?} {}", taken.ledger, taken.reject_text());
            let stored = entries(fixture).await;
            assert_eq!(stored.len(), before + 2, "{name}");
            let of_batch = |minutes: i64| stored.iter().filter(|entry| entry.minutes == minutes).count();
            assert!(minutes.iter().all(|minutes| of_batch(*minutes) > 0), "{name}");
            assert!(stored.iter().all(|entry| entry.person == "P-1"), "{name}");
            assert!(stored.iter().any(|entry| entry.narrative.contains("Planning")), "{name}");
        }
    }
}
