//! Sums of few people, which are not shown where something is passed on, and what else must not be shown so that nobody can
//! work them out.

/// A sum that is shown beside others which add up with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sum {
    /// What it is, in minutes; what is zero hides nothing else.
    pub minutes: i64,
    /// Whether it is not shown.
    pub hidden: bool,
}

impl Sum {
    /// A sum with so many people behind it; with fewer than the fewest it is not shown.
    #[must_use]
    pub fn of(minutes: i64, people: i64, fewest: i64) -> Self {
        Self { minutes, hidden: (1..fewest).contains(&people) }
    }
}

/// Hides more until no hidden sum follows from the others. Each line names the sums of which one is all others together;
/// no two sums stand together in two lines, and lines that share sums make no circle. Then a hidden sum follows from
/// what is shown only where it is the one hidden sum of a line: otherwise some could be larger for what others, along
/// the lines and out of them, were smaller.
pub fn complete(sums: &mut [Sum], lines: &[Vec<usize>]) {
    let alone = |sums: &[Sum], line: &&Vec<usize>| line.iter().filter(|at| sums[**at].hidden).count() == 1;
    loop {
        let cheapest = lines.iter().filter(|line| alone(sums, line)).find_map(|line| {
            let open = line.iter().copied().filter(|at| !sums[*at].hidden && sums[*at].minutes > 0);
            open.min_by_key(|at| sums[*at].minutes)
        });
        let Some(at) = cheapest else { return };
        sums[at].hidden = true;
    }
}

/// As [`complete`], where all sums are one line: the last is all others together.
pub fn complete_line(sums: &mut [Sum]) {
    let line = (0..sums.len()).collect();
    complete(sums, &[line]);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sum(minutes: i64, people: i64) -> Sum {
        Sum::of(minutes, people, 5)
    }

    fn hidden(sums: &[Sum]) -> Vec<usize> {
        (0..sums.len()).filter(|at| sums[*at].hidden).collect()
    }

    #[test]
    fn a_small_group_takes_the_smallest_other_with_it() {
        let mut sums = [sum(60, 1), sum(500, 9), sum(90, 6), sum(0, 0), sum(650, 12)];
        complete(&mut sums, &[vec![0, 1, 2, 3, 4]]);
        assert_eq!(hidden(&sums), [0, 2]);
        // Where there is no other, the total goes too.
        let mut sums = [sum(60, 4), sum(0, 0), sum(60, 4), sum(900, 20)];
        complete(&mut sums, &[vec![0, 1, 2], vec![2, 3]]);
        assert_eq!(hidden(&sums), [0, 2, 3], "what equals a hidden total is hidden");
        let mut sums = [sum(60, 7), sum(60, 7)];
        complete(&mut sums, &[vec![0, 1]]);
        assert_eq!(hidden(&sums), [0_usize; 0]);
    }

    /// Whether some other whole numbers, which add up in the same way to the same shown sums, are possible where each
    /// hidden sum is another: found by moving each one by one and the others after it.
    fn can_be_another(sums: &[Sum], lines: &[Vec<usize>], at: usize, from: Option<usize>) -> bool {
        let others = lines.iter().enumerate().filter(|(line, members)| Some(*line) != from && members.contains(&at));
        others.into_iter().all(|(line, members)| {
            let mut hidden = members.iter().filter(|other| **other != at && sums[**other].hidden);
            hidden.any(|other| can_be_another(sums, lines, *other, Some(line)))
        })
    }

    proptest! {
        #[test]
        fn no_hidden_sum_follows_from_files_states_and_their_total(
            files in proptest::collection::vec((0..3_usize, 0..200_i64, 0..9_i64), 0..12)
        ) {
            // Files by state, three states, and everything together.
            let mut sums: Vec<Sum> = files
                .iter()
                .map(|(_, minutes, people)| sum(*minutes, if *minutes > 0 { people + 1 } else { 0 }))
                .collect();
            let mut lines = Vec::new();
            for state in 0..3 {
                let of: Vec<usize> = (0..files.len()).filter(|at| files[*at].0 == state).collect();
                let minutes = of.iter().map(|at| files[*at].1).sum();
                let people = of.iter().filter(|at| files[**at].1 > 0).map(|at| files[*at].2 + 1).max().unwrap_or(0);
                sums.push(sum(minutes, people));
                lines.push(of.into_iter().chain([sums.len() - 1]).collect());
            }
            let states = sums.len() - 3..sums.len();
            let people = sums[states.clone()].iter().filter(|state| state.minutes > 0 && !state.hidden).count();
            let all = sums[states.clone()].iter().map(|state| state.minutes).sum();
            sums.push(Sum { minutes: all, hidden: people == 0 && all > 0 });
            lines.push(states.chain([sums.len() - 1]).collect());
            let before = hidden(&sums);
            complete(&mut sums, &lines);
            prop_assert!(before.iter().all(|at| sums[*at].hidden));
            prop_assert!(hidden(&sums).iter().all(|at| sums[*at].minutes > 0));
            for at in hidden(&sums) {
                prop_assert!(can_be_another(&sums, &lines, at, None), "{at} follows in {sums:?}");
            }
        }
    }
}
