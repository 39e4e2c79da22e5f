//! Tests that look at the library from outside, without a browser.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

mod agreement;
mod business_hours;
mod bytes;
mod canonical;
mod corpus;
mod damage;
mod durations;
mod golden;
mod invariants;
mod json;
mod layers;
mod readers;
mod same_conversation;
mod support;
mod types;
mod worked_cases;
