//! Between our values and what crosses the boundary.

use crate::args::{self, Arg};
use crate::error::Error;
use crate::ingest::Options;
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

/// How a reading is to go on; times without a zone are in `zone`.
pub fn read_options(text: &str, zone: &Zone) -> Result<Options, Error> {
    let value = args::parse(text)?;
    let members = Arg::new(&value).object(&["format", "business", "dateOrder", "now"])?;
    let names = |list: &Arg<'_>| list.list()?.iter().map(|name| Ok(name.text()?.to_owned())).collect();
    Ok(Options {
        format: members.read("format", Arg::text)?.filter(|format| *format != "auto").map(str::to_owned),
        zone: zone.clone(),
        now: members.require("now")?.integer()?,
        business: members.read_or_default("business", names)?,
        date_order: members.read("dateOrder", Arg::word)?,
    })
}
