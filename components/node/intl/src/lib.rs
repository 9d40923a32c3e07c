//! What `Intl`, and `Date` outside UTC, need of Unicode's locale data and of the time zone database:
//! plain functions over text and numbers, without anything of JavaScript.
//!
//! | Module | What |
//! |---|---|
//! | [`locale`] | language tags and the locales there are |
//! | [`zone`] | time zones and their offsets |
//! | [`number`] | decimal numbers, percent, money |
//! | [`plural`] | plural categories |
//! | [`list`] | lists |
//! | [`date`] | dates and times |
//! | [`collate`] | comparing |
//! | [`segment`] | graphemes, words, sentences |
//!
//! The data are constants of the crates (ICU4X, jiff): nothing is read, nothing is allocated before it
//! is used.

pub mod collate;
pub mod date;
pub mod list;
pub mod locale;
pub mod number;
pub mod plural;
pub mod segment;
pub mod zone;

mod parts;

pub use parts::Part;
