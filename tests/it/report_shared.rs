//! Reports that are passed on: what few people are behind is not shown, and nobody can work it out from what is.

use casetime::people::{self, RawPerson};
use casetime::reports::facts::Facts;
use casetime::reports::ops::{RawQuestion, workload};
use casetime::reports::workload::{Figures, Group, Workload};

use crate::support::delivery::{file_of, import, plain};
use crate::support::{Fixture, on_both_engines};

/// Eight people; what each works on is drawn, so that some groups are small.
async fn fill(fixture: &Fixture, seed: u64) {
    let mut draw = seed;
    let mut next = |below: u64| {
        draw = draw.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (draw >> 33) % below
    };
    let mut rows = Vec::new();
    for person in 0..8_u64 {
        let number = format!("Q-{person}");
        let raw = RawPerson {
            number: number.clone(),
            name: format!("Person {person}"),
            active_from: "2000-01-01".to_owned(),
            ..RawPerson::default()
        };
        people::ops::add(&fixture.context, &raw.parse().expect("a person")).await.expect("added");
        for (file, activity) in [
            ("UKR-12", "TA-LEG"),
            ("UKR-12", "TA-TRN"),
            ("SA-7", "SA-POL"),
            ("SA-7", "SA-RES"),
            ("OT-1", "OT-ADM"),
            ("OT-1", "OT-KM"),
        ] {
            if next(10) < 4 {
                rows.push(format!(
                    "{number},{file},{activity},2024-{:02}-{:02},{}.5,,",
                    next(3) + 5,
                    next(27) + 1,
                    next(9) + 1
                ));
            }
        }
        rows.push(format!("{number},OT-1,OT-ADM,2024-09-02,{},,", person + 1));
    }
    import(fixture, file_of(&rows.iter().map(String::as_str).collect::<Vec<_>>()), plain()).await;
}

/// Which unknowns of a system of linear equations have one value only: rows of coefficients, solved by elimination.
pub(crate) fn determined(mut rows: Vec<Vec<f64>>, unknowns: usize) -> Vec<usize> {
    let mut pivots = Vec::new();
    for column in 0..unknowns {
        let Some(at) = (pivots.len()..rows.len()).find(|row| rows[*row][column].abs() > 1e-9) else { continue };
        let to = pivots.len();
        rows.swap(at, to);
        let pivot = rows[to][column];
        for value in &mut rows[to] {
            *value /= pivot;
        }
        for row in 0..rows.len() {
            let factor = rows[row][column];
            if row != to && factor.abs() > 1e-9 {
                let taken = rows[to].clone();
                for (value, taken) in rows[row].iter_mut().zip(taken).take(unknowns) {
                    *value -= factor * taken;
                }
            }
        }
        pivots.push(column);
    }
    let alone = |row: &Vec<f64>| row.iter().filter(|value| value.abs() > 1e-9).count() == 1;
    pivots.iter().zip(&rows).filter(|(_, row)| alone(row)).map(|(column, _)| *column).collect()
}

/// Nobody can work out a hidden value of one period from the sums that are shown.
fn nothing_follows(work: &Workload, at: usize) -> usize {
    let mut hidden: Vec<(String, String)> = Vec::new();
    let mut place = |row: &str, column: &str, figures: &[Figures]| {
        figures[at].suppressed.then(|| {
            hidden.push((row.to_owned(), column.to_owned()));
            hidden.len() - 1
        })
    };
    let mut lines: Vec<Vec<(usize, f64)>> = Vec::new();
    let mut columns: Vec<(String, Vec<(usize, f64)>)> = Vec::new();
    let mut total_of_rows = Vec::new();
    for row in &work.groups {
        let mut line: Vec<(usize, f64)> = Vec::new();
        for cell in &row.across {
            if let Some(unknown) = place(&row.key, &cell.key, &cell.figures) {
                line.push((unknown, 1.0));
                match columns.iter_mut().find(|(key, _)| *key == cell.key) {
                    Some((_, terms)) => terms.push((unknown, 1.0)),
                    None => columns.push((cell.key.clone(), vec![(unknown, 1.0)])),
                }
            }
        }
        if let Some(unknown) = place(&row.key, "", &row.figures) {
            line.push((unknown, -1.0));
            total_of_rows.push((unknown, 1.0));
        }
        if !row.across.is_empty() {
            lines.push(line);
        }
    }
    let grand = place("", "", &work.totals);
    let mut total_of_columns = Vec::new();
    for column in &work.columns {
        let mut terms =
            columns.iter().find(|(key, _)| *key == column.key).map(|(_, terms)| terms.clone()).unwrap_or_default();
        if let Some(unknown) = place("", &column.key, &column.figures) {
            terms.push((unknown, -1.0));
            total_of_columns.push((unknown, 1.0));
        }
        lines.push(terms);
    }
    for mut total in [total_of_rows, total_of_columns] {
        total.extend(grand.map(|unknown| (unknown, -1.0)));
        lines.push(total);
    }
    if work.columns.is_empty() {
        lines.pop();
    }
    let unknowns = hidden.len();
    let rows = lines.into_iter().map(|line| {
        let mut row = vec![0.0; unknowns];
        for (unknown, factor) in line {
            row[unknown] += factor;
        }
        row
    });
    let known = determined(rows.collect(), unknowns);
    assert!(known.is_empty(), "{:?} can be worked out", known.iter().map(|at| &hidden[*at]).collect::<Vec<_>>());
    unknowns
}

fn each<'a>(groups: &'a [Group], see: &mut impl FnMut(&'a Figures)) {
    for group in groups {
        group.figures.iter().for_each(&mut *see);
        each(&group.across, see);
    }
}

on_both_engines! {
    async fn no_hidden_value_follows_from_what_is_shown(fixture: with_cast) {
        for seed in [7, 8] {
            if seed == 7 {
                fill(fixture, seed).await;
            } else {
                // More of the same people, so that other cells are small.
                let rows: Vec<String> = (0..8)
                    .map(|person| format!("Q-{person},SA-7,SA-OUT,2024-0{}-11,2,,", person % 3 + 5))
                    .collect();
                import(fixture, file_of(&rows.iter().map(String::as_str).collect::<Vec<_>>()), plain()).await;
            }
            for (by, across, per) in [
                ("category", "", "fiscal-year"),
                ("activity", "", "month"),
                ("category", "file", "month"),
                ("activity", "person", "fiscal-year"),
                ("activity", "file", "month"),
                ("file", "status", "fiscal-quarter"),
            ] {
                let question = RawQuestion {
                    from: "2024-25".to_owned(),
                    to: "2024-25".to_owned(),
                    by: by.to_owned(),
                    across: across.to_owned(),
                    per: per.to_owned(),
                    shared: "yes".to_owned(),
                    ..RawQuestion::default()
                };
                let shared = workload(&fixture.context, &Facts::default(), &question, 10).await.expect("a report").workload;
                let open = RawQuestion { shared: String::new(), ..question };
                let open = workload(&fixture.context, &Facts::default(), &open, 10).await.expect("a report").workload;
                let hidden: usize = (0..shared.periods.len()).map(|at| nothing_follows(&shared, at)).sum();
                assert!(hidden > 0 || per == "fiscal-year", "{by} {across} {per}: small groups there are");
                // What is shown is what it is, and what is hidden leaves nothing behind.
                let (mut ours, mut theirs) = (Vec::new(), Vec::new());
                each(&shared.groups, &mut |figures| ours.push(figures));
                each(&open.groups, &mut |figures| theirs.push(figures));
                assert_eq!(ours.len(), theirs.len());
                for (one, other) in ours.iter().zip(theirs) {
                    if one.suppressed {
                        assert_eq!(**one, Figures { suppressed: true, ..Figures::default() });
                    } else {
                        assert_eq!((one.minutes, one.entries), (other.minutes, other.entries));
                    }
                }
            }
        }
    }

    async fn a_group_of_people_enough_is_shown_and_a_person_never(fixture: with_cast) {
        let mut rows = Vec::new();
        for person in 0..5 {
            fixture.add_person(&format!("R-{person}"), "Somebody", "").await;
            rows.push(format!("R-{person},OT-1,OT-ADM,2024-05-0{},2,,", person + 1));
        }
        for person in 0..4 {
            rows.push(format!("R-{person},SA-7,SA-POL,2024-05-1{person},1,,"));
        }
        import(fixture, file_of(&rows.iter().map(String::as_str).collect::<Vec<_>>()), plain()).await;
        let ask = async |by: &str| {
            let question = RawQuestion { by: by.to_owned(), shared: "yes".to_owned(), ..RawQuestion::default() };
            workload(&fixture.context, &Facts::default(), &question, 10).await.expect("a report").workload
        };
        let work = ask("category").await;
        let hidden: Vec<bool> = work.groups.iter().map(|group| group.figures[0].suppressed).collect();
        // Four people did advice; the others are hidden because the total would give them away.
        assert_eq!(hidden, [true, true]);
        assert!(!work.totals[0].suppressed && work.totals[0].minutes == 840);
        let people = ask("person").await;
        assert!(people.groups.iter().all(|group| group.figures[0].suppressed));
        assert!(people.groups.iter().all(|group| group.figures[0].minutes == 0));
    }
}
