//! A date is read or has a code; what is read is between the years that the reader knows, and its ISO form reads the same.

#![no_main]

use casetime::import::dates::{self, Order};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for order in [Order::Ymd, Order::Dmy, Order::Mdy] {
        if let Ok(date) = dates::parse(text, order) {
            assert_eq!(dates::parse(&date.to_string(), Order::Ymd), Ok(date), "{text:?}");
        }
        if let Ok((_, rest)) = dates::split(text, order) {
            assert!(text.ends_with(rest) || text.contains(rest), "{text:?}");
        }
    }
});
