//! What requests do, one file per family.

pub mod commands;
pub mod configure;
pub mod entries;
pub mod extension;
pub mod files;
pub mod inspect;
pub mod layers;
pub mod process;
pub mod session;
pub mod tools;
pub mod vm;
