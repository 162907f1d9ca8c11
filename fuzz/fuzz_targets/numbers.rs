//! A decimal number is read or is not, with both signs; scaled by one it does not move further than rounding does.

#![no_main]

use casetime::import::numbers::{Decimal, DecimalSign, Rounding};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for sign in [DecimalSign::Point, DecimalSign::Comma] {
        if let Some(decimal) = Decimal::parse(text, sign) {
            let whole = decimal.scaled(1, 1, Rounding::default());
            let tenfold = decimal.scaled(10, 10, Rounding::default());
            if let (Some(whole), Some(tenfold)) = (whole, tenfold) {
                assert_eq!(whole, tenfold, "{text:?}");
            }
        }
    }
});
