//! How far two codings of the same entries agree: observed agreement, Cohen's kappa, each with its 95 % interval, and the
//! pairs that are confused. Pure arithmetic over counts; nothing is looked up.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::number::Hundredths;

/// The 97.5th percentile of the normal distribution: two-sided intervals of 95 %.
const Z: f64 = 1.959_963_984_540_054;

/// Below this a variance is zero, but for what is lost in computing with fractions: the smallest real one, of a sample of a
/// thousand entries, is larger by far.
const LEAST_VARIANCE: f64 = 1e-12;

/// Items below which an interval made for many items is a rough guide only.
pub const FEW_ITEMS: i64 = 30;

/// Why a number cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CodingReason)]
pub enum Reason {
    /// Nothing was coded twice.
    NoItems,
    /// One item says nothing about the rest.
    OneItem,
    /// Both coders used one and the same code for everything: agreement by chance is complete, and kappa not defined.
    OneCode,
    /// All answers agree, or one coder used a single code: there is no spread to compute an interval of kappa from.
    NoSpread,
    /// The items are of so few people that nothing is shown.
    FewPeople,
}

impl Reason {
    /// As it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoItems => "no_items",
            Self::OneItem => "one_item",
            Self::OneCode => "one_code",
            Self::NoSpread => "no_spread",
            Self::FewPeople => "few_people",
        }
    }
}

/// A 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
#[schema(as = CodingInterval)]
pub struct Interval {
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

/// How far two codings agree. A number that cannot be told is null, and the reason says why.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = CodingAgreement)]
pub struct Agreement {
    /// Items that were coded twice.
    #[schema(minimum = 0)]
    pub items: i64,
    /// Those of them that have the same code in both codings; null where they are of few people and not shown.
    #[schema(minimum = 0, required = true)]
    pub agreed: Option<i64>,
    /// Their share in per cent.
    #[schema(value_type = Option<f64>, required = true)]
    pub percent: Option<Hundredths>,
    /// The interval of that share, in per cent.
    #[schema(required = true)]
    pub percent_interval: Option<Interval>,
    /// Cohen's kappa, three decimals.
    #[schema(required = true)]
    pub kappa: Option<f64>,
    /// The interval of kappa.
    #[schema(required = true)]
    pub kappa_interval: Option<Interval>,
    /// Why a number is missing.
    #[schema(required = true)]
    pub reason: Option<Reason>,
}

impl Agreement {
    /// Nothing but how many items there are.
    #[must_use]
    pub fn hidden(items: i64) -> Self {
        Self {
            items,
            agreed: None,
            percent: None,
            percent_interval: None,
            kappa: None,
            kappa_interval: None,
            reason: Some(Reason::FewPeople),
        }
    }
}

/// Two codes that stand for the same entries, and how often.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CodingPair)]
pub struct Pair {
    /// The first code.
    pub first: String,
    /// The second code.
    pub second: String,
    /// On how many items.
    #[schema(minimum = 1)]
    pub items: i64,
}

/// How often each pair of codes was met.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table(BTreeMap<(String, String), i64>);

impl<'a> FromIterator<(&'a str, &'a str)> for Table {
    fn from_iter<T: IntoIterator<Item = (&'a str, &'a str)>>(pairs: T) -> Self {
        let mut table = Self::default();
        for (first, second) in pairs {
            *table.0.entry((first.to_owned(), second.to_owned())).or_default() += 1;
        }
        table
    }
}

impl Table {
    /// Items.
    #[must_use]
    pub fn items(&self) -> i64 {
        self.0.values().sum()
    }

    /// Items with the same code twice.
    #[must_use]
    pub fn agreed(&self) -> i64 {
        self.0.iter().filter(|((first, second), _)| first == second).map(|(_, items)| items).sum()
    }

    /// Pairs of different codes, the most frequent first, then by code.
    #[must_use]
    pub fn confused(&self) -> Vec<Pair> {
        let differing = self.0.iter().filter(|((first, second), _)| first != second);
        let mut pairs: Vec<Pair> = differing
            .map(|((first, second), items)| Pair { first: first.clone(), second: second.clone(), items: *items })
            .collect();
        pairs.sort_by_key(|pair| std::cmp::Reverse(pair.items));
        pairs
    }

    /// How often a code was used, in the first and in the second coding.
    fn used(&self) -> BTreeMap<&str, (i64, i64)> {
        let mut used: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
        for ((first, second), items) in &self.0 {
            used.entry(first).or_default().0 += items;
            used.entry(second).or_default().1 += items;
        }
        used
    }

    /// Agreement, kappa and their intervals.
    #[must_use]
    pub fn agreement(&self) -> Agreement {
        let (items, agreed) = (self.items(), self.agreed());
        let mut found = Agreement {
            items,
            agreed: Some(agreed),
            percent: None,
            percent_interval: None,
            kappa: None,
            kappa_interval: None,
            reason: None,
        };
        if items < 2 {
            found.reason = Some(if items == 0 { Reason::NoItems } else { Reason::OneItem });
            return found;
        }
        found.percent = Hundredths::percent(agreed, items);
        found.percent_interval = Some(wilson(agreed, items));
        match self.kappa() {
            None => found.reason = Some(Reason::OneCode),
            Some(kappa) => {
                found.kappa = Some(rounded(kappa, 1000.0));
                let variance = self.kappa_variance(kappa);
                if agreed == items || variance < LEAST_VARIANCE {
                    // An interval of no width would claim to know what a few items cannot tell.
                    found.reason = Some(Reason::NoSpread);
                } else {
                    let half = Z * variance.sqrt();
                    found.kappa_interval = Some(Interval {
                        low: rounded((kappa - half).max(-1.0), 1000.0),
                        high: rounded((kappa + half).min(1.0), 1000.0),
                    });
                }
            }
        }
        found
    }

    /// Cohen's kappa: the share of what chance leaves that the coders agree on, `(po - pe) / (1 - pe)`, with `po` the share
    /// of items coded alike and `pe` the share expected where each coder draws from their own mix of codes (J. Cohen, "A
    /// coefficient of agreement for nominal scales", Educational and Psychological Measurement 20, 1960, pp. 37-46). None
    /// where both coders used one and the same code for everything, or nothing was coded.
    #[must_use]
    pub fn kappa(&self) -> Option<f64> {
        let items = i128::from(self.items());
        let by_chance: i128 =
            self.used().values().map(|(first, second)| i128::from(*first) * i128::from(*second)).sum();
        // In whole numbers, so that no rounding decides whether there is anything to divide by.
        let (above, below) = (items * i128::from(self.agreed()) - by_chance, items * items - by_chance);
        (below != 0).then(|| real(above) / real(below))
    }

    /// The variance of kappa for many items, as given by J. L. Fleiss, J. Cohen and B. S. Everitt, "Large sample standard
    /// errors of kappa and weighted kappa", Psychological Bulletin 72, 1969, pp. 323-327, equation 13:
    ///
    /// `[A + B - C] / [(1 - pe)² n]` with
    /// `A = Σ pii [1 - (pi. + p.i)(1 - κ)]²`, `B = (1 - κ)² Σ pij (p.i + pj.)²` over i ≠ j, `C = [κ - pe (1 - κ)]²`.
    fn kappa_variance(&self, kappa: f64) -> f64 {
        let items = real(self.items().into());
        let used = self.used();
        let share = |code: &str| {
            let (first, second) = used.get(code).copied().unwrap_or_default();
            (real(first.into()) / items, real(second.into()) / items)
        };
        let chance: f64 = used.keys().map(|code| share(code)).map(|(first, second)| first * second).sum();
        let (mut alike, mut apart) = (0.0, 0.0);
        for ((one, other), many) in &self.0 {
            let part = real((*many).into()) / items;
            // Of the first coder's code, its share in the second coding; of the second coder's code, in the first.
            let (first_of_other, second_of_one) = (share(other).0, share(one).1);
            if one == other {
                alike += part * (1.0 - (first_of_other + second_of_one) * (1.0 - kappa)).powi(2);
            } else {
                apart += part * (second_of_one + first_of_other).powi(2);
            }
        }
        let rest = (kappa - chance * (1.0 - kappa)).powi(2);
        (alike + apart * (1.0 - kappa).powi(2) - rest) / ((1.0 - chance).powi(2) * items)
    }
}

/// The interval of a share in per cent by E. B. Wilson, "Probable inference, the law of succession, and statistical
/// inference", Journal of the American Statistical Association 22, 1927, pp. 209-212; it holds for few items too, and for
/// shares of none and all.
fn wilson(part: i64, whole: i64) -> Interval {
    let (n, share) = (real(whole.into()), real(part.into()) / real(whole.into()));
    let below = 1.0 + Z * Z / n;
    let centre = (share + Z * Z / (2.0 * n)) / below;
    let half = Z / below * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    let percent = |value: f64| rounded(value.clamp(0.0, 1.0) * 100.0, 100.0);
    Interval { low: percent(centre - half), high: percent(centre + half) }
}

/// Rounded once, half away from zero, to the reciprocal of `parts`; zero has no sign.
fn rounded(value: f64, parts: f64) -> f64 {
    (value * parts).round() / parts + 0.0
}

#[expect(clippy::cast_precision_loss, reason = "squares of sample sizes stay far below 2^53")]
fn real(whole: i128) -> f64 {
    whole as f64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A square table of counts: rows are the first coding.
    fn table(counts: &[&[i64]]) -> Table {
        let mut table = Table::default();
        for (row, cells) in counts.iter().enumerate() {
            for (column, items) in cells.iter().enumerate().filter(|(_, items)| **items > 0) {
                table.0.insert((format!("C{row}"), format!("C{column}")), *items);
            }
        }
        table
    }

    fn near(found: f64, expected: f64, what: &str) {
        assert!((found - expected).abs() < 1e-9, "{what}: {found}, not {expected}");
    }

    /// Counts, and kappa with its standard error by `cohens_kappa(table).kappa` and `.std_kappa` of statsmodels 0.15.0,
    /// which `cohen_kappa_score` of scikit-learn 1.9.1 confirms (kappa), run on 2026-11-22.
    const REFERENCE: [(&str, &[&[i64]], f64, f64); 9] = [
        // J. Cohen 1960, table 1, in whole numbers of 200: the paper prints kappa .492.
        (
            "Cohen 1960",
            &[&[88, 14, 18], &[10, 40, 10], &[2, 6, 12]],
            0.491_525_423_728_813_47,
            0.051_001_815_576_077_86,
        ),
        ("three codes", &[&[53, 5, 2], &[11, 14, 5], &[1, 6, 3]], 0.428_571_428_571_428_5, 0.075_958_831_534_663_8),
        ("two codes", &[&[20, 5], &[10, 15]], 0.4, 0.126_996_062_931_100_33),
        ("same agreement, lower kappa", &[&[45, 15], &[25, 15]], 0.130_434_782_608_695_54, 0.098_661_537_623_439_6),
        ("same agreement, higher kappa", &[&[25, 35], &[5, 35]], 0.259_259_259_259_259_24, 0.077_159_731_744_445_72),
        ("a cell of none", &[&[10, 4, 1], &[5, 10, 12], &[2, 0, 5]], 0.283_800_243_605_359_3, 0.096_986_890_321_985_28),
        ("less than by chance", &[&[1, 9], &[8, 2]], -0.7, 0.158_886_752_122_384_76),
        (
            "a code nobody used",
            &[&[3, 1, 0, 0], &[0, 4, 0, 1], &[0, 0, 0, 0], &[1, 0, 2, 7]],
            0.604_166_666_666_666_6,
            0.144_936_530_333_241_28,
        ),
        (
            "four codes",
            &[&[21, 12, 0, 0], &[4, 17, 1, 0], &[3, 9, 15, 2], &[0, 0, 0, 1]],
            0.472_789_115_646_258_5,
            0.072_715_378_170_647_65,
        ),
    ];

    #[test]
    fn kappa_and_its_standard_error_are_those_of_others() {
        for (what, counts, kappa, error) in REFERENCE {
            let table = table(counts);
            let found = table.kappa().expect(what);
            near(found, kappa, what);
            near(table.kappa_variance(found).sqrt(), error, what);
            let agreement = table.agreement();
            let interval = agreement.kappa_interval.expect(what);
            near(interval.low, rounded((kappa - Z * error).max(-1.0), 1000.0), what);
            near(interval.high, rounded((kappa + Z * error).min(1.0), 1000.0), what);
            assert_eq!(agreement.reason, None, "{what}");
        }
        assert_eq!(table(REFERENCE[0].1).agreement().kappa, Some(0.492), "as the paper prints it");
    }

    #[test]
    fn the_interval_of_a_share_is_that_of_others() {
        // proportion_confint(part, whole, method="wilson") of statsmodels 0.15.0.
        for (part, whole, low, high) in
            [(140, 200, 63.32, 75.93), (35, 50, 56.25, 80.90), (3, 20, 5.24, 36.04), (15, 15, 79.61, 100.0)]
        {
            assert_eq!(wilson(part, whole), Interval { low, high }, "{part} of {whole}");
        }
        assert_eq!(wilson(0, 15), Interval { low: 0.0, high: 20.39 });
    }

    #[test]
    fn what_cannot_be_told_is_never_a_number() {
        let told = |counts: &[&[i64]]| {
            let found = table(counts).agreement();
            (found.percent.map(Hundredths::plain), found.kappa, found.kappa_interval, found.reason)
        };
        assert_eq!(told(&[]), (None, None, None, Some(Reason::NoItems)));
        assert_eq!(told(&[&[1]]), (None, None, None, Some(Reason::OneItem)));
        assert_eq!(told(&[&[0, 1]]), (None, None, None, Some(Reason::OneItem)));
        let whole = Some("100".to_owned());
        assert_eq!(told(&[&[9]]), (whole.clone(), None, None, Some(Reason::OneCode)));
        assert_eq!(told(&[&[10, 0], &[0, 5]]), (whole, Some(1.0), None, Some(Reason::NoSpread)));
        // A coder who used one code for everything agrees as far as chance does.
        let one_sided = table(&[&[5, 3]]).agreement();
        assert_eq!(
            (one_sided.kappa, one_sided.kappa_interval, one_sided.reason),
            (Some(0.0), None, Some(Reason::NoSpread))
        );
    }

    #[test]
    fn confused_pairs_stand_by_how_often_they_were_met() {
        let pairs = [("A", "B"), ("B", "A"), ("C", "A"), ("C", "A"), ("A", "A"), ("A", "C")];
        let table: Table = pairs.into_iter().collect();
        let found: Vec<(String, String, i64)> =
            table.confused().into_iter().map(|pair| (pair.first, pair.second, pair.items)).collect();
        let expected = [("C", "A", 2), ("A", "B", 1), ("A", "C", 1), ("B", "A", 1)];
        assert_eq!(found, expected.map(|(first, second, items)| (first.to_owned(), second.to_owned(), items)));
    }

    proptest! {
        #[test]
        fn whatever_was_coded_every_number_is_one_and_lies_in_its_interval(
            pairs in proptest::collection::vec((0..4_u8, 0..4_u8), 0..60)
        ) {
            let names = ["A", "B", "C", "D"];
            let table: Table =
                pairs.iter().map(|(one, other)| (names[usize::from(*one)], names[usize::from(*other)])).collect();
            let found = table.agreement();
            prop_assert_eq!(usize::try_from(found.items).ok(), Some(pairs.len()));
            if let Some(kappa) = found.kappa {
                prop_assert!((-1.0..=1.0).contains(&kappa));
                if let Some(interval) = found.kappa_interval {
                    prop_assert!(interval.low <= kappa && kappa <= interval.high, "{found:?}");
                }
            }
            if let (Some(percent), Some(interval)) = (found.percent, found.percent_interval) {
                let percent: f64 = percent.plain().parse().expect("a number");
                prop_assert!(interval.low <= percent && percent <= interval.high, "{found:?}");
            }
            prop_assert_eq!(found.percent.is_none(), pairs.len() < 2);
        }
    }
}
