//! Whether the number of a pair that is not told follows from what is: from the totals of each code in either coding, and from
//! how often both codings agree.

/// Calculations are made modulo this prime, in which no rounding can hide an answer.
const PRIME: u64 = 2_147_483_647;

/// Whether one of these pairs of different codes, by their places, can be worked out where the totals of all codes and the
/// number of agreements are known, and every other pair of different codes.
pub(super) fn any_follows(codes: usize, hidden: &[(usize, usize)]) -> bool {
    // What is unknown: how often both codings agree on each code, then the pairs.
    let equation = |of_code: &dyn Fn(usize) -> bool, of_pair: &dyn Fn((usize, usize)) -> bool| -> Vec<u64> {
        let agreed = (0..codes).map(of_code);
        agreed.chain(hidden.iter().map(|pair| of_pair(*pair))).map(u64::from).collect()
    };
    let mut equations = vec![equation(&|_| true, &|_| false)];
    for code in 0..codes {
        equations.push(equation(&|other| other == code, &|(first, _)| first == code));
        equations.push(equation(&|other| other == code, &|(_, second)| second == code));
    }
    solve(&mut equations, codes + hidden.len());
    // An unknown is known where an equation has nothing else in it.
    equations.iter().any(|equation| {
        let mut unknowns = (0..equation.len()).filter(|at| equation[*at] != 0);
        matches!((unknowns.next(), unknowns.next()), (Some(at), None) if at >= codes)
    })
}

/// Brings equations into the form in which each begins with an unknown that is in no other (Gauss and Jordan).
fn solve(equations: &mut [Vec<u64>], unknowns: usize) {
    let mut solved = 0;
    for at in 0..unknowns {
        let Some(found) = (solved..equations.len()).find(|one| equations[*one][at] != 0) else { continue };
        equations.swap(solved, found);
        let inverse = power(equations[solved][at], PRIME - 2);
        for value in &mut equations[solved] {
            *value = *value * inverse % PRIME;
        }
        let leading = equations[solved].clone();
        for (place, equation) in equations.iter_mut().enumerate() {
            let times = equation[at];
            if place == solved || times == 0 {
                continue;
            }
            for (value, of) in equation.iter_mut().zip(&leading) {
                *value = (*value + (PRIME - times) * of) % PRIME;
            }
        }
        solved += 1;
    }
}

fn power(mut base: u64, mut exponent: u64) -> u64 {
    let mut result = 1;
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = result * base % PRIME;
        }
        base = base * base % PRIME;
        exponent >>= 1;
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_codes_every_pair_follows() {
        assert!(any_follows(2, &[(0, 1)]));
        assert!(any_follows(2, &[(0, 1), (1, 0)]));
        assert!(!any_follows(2, &[]));
    }

    #[test]
    fn of_more_codes_it_depends_on_how_many_are_hidden() {
        assert!(any_follows(3, &[(0, 1), (0, 2)]));
        assert!(any_follows(3, &[(0, 1), (1, 2), (2, 0)]));
        let all = [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)];
        assert!(!any_follows(3, &all));
        // Two codes that nobody mixes up with the others.
        assert!(any_follows(4, &[(2, 3)]));
    }
}
