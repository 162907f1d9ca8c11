//! One entry as a page: what it says, its history, correcting it, withdrawing it and putting it back.

pub mod pages;
pub mod view;
