//! Between our values and what crosses the boundary.

use crate::error::Error;
use crate::time::Zone;
use crate::time::zone::Change;
use serde::Serialize;
use wasm_bindgen::JsValue;

/// The JSON of an [`Error`], as it is thrown.
pub type Thrown = JsValue;

pub fn thrown(error: Error) -> Thrown {
    JsValue::from_str(&json(&error))
}

pub fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("answers have only text keys and no infinite numbers that matter")
}

/// A zone from pairs of an instant and the offset from then on.
pub fn zone(name: &str, changes: &[f64]) -> Zone {
    let change = |pair: &[f64]| Change { at: pair[0] as i64, offset_s: pair[1] as i32 };
    Zone::new(name, changes.chunks_exact(2).map(change).collect())
}
