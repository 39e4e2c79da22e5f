//! The boundary to JavaScript: converts in, makes one call, converts out. Knows nothing of conversations.
//!
//! Questions and answers cross as JSON texts, files as chunks of bytes. Errors are thrown as the JSON of an
//! [`Error`](crate::error::Error), and become JavaScript errors on the other side.

mod canvas;
mod convert;
mod host;

use crate::chart;
use crate::dashboard::{DASHBOARDS, Dashboard};
use crate::error::Error;
use crate::ingest::Intake;
use crate::ingest::scan::zip;
use crate::ingest::whatsapp;
use crate::registry;
use crate::report::Inbox;
use crate::report::anomalies::AnomaliesQuery;
use crate::report::canonical;
use crate::report::comparison::ComparisonQuery;
use crate::report::reading;
use crate::report::request::{ExplainQuery, PoliciesQuery, ReportQuery, RowsQuery};
use crate::report::staffing::StaffingQuery;
use crate::time::{Zone, Zones};
use canvas::{CanvasPen, Context};
use convert::{Thrown, json, thrown};
use host::Formatter;
use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

/// An inbox, and the reading that is going on.
#[wasm_bindgen]
pub struct Engine {
    inbox: Inbox,
    zones: Vec<Zone>,
    /// The zone of questions that name none.
    zone: String,
    intake: Option<Intake>,
}

#[wasm_bindgen]
impl Engine {
    /// An empty inbox in a zone, which is still to be made known.
    #[wasm_bindgen(constructor)]
    pub fn new(zone: &str) -> Self {
        host::remember_panics();
        Self { inbox: Inbox::default(), zones: Vec::new(), zone: zone.to_owned(), intake: None }
    }

    #[wasm_bindgen(js_name = knowsZone)]
    pub fn knows_zone(&self, name: &str) -> bool {
        self.zones.iter().any(|zone| zone.name() == name)
    }

    /// Makes a zone known: from each instant (milliseconds) on, the offset (seconds) that follows it.
    #[wasm_bindgen(js_name = addZone)]
    pub fn add_zone(&mut self, name: &str, changes: &[f64]) {
        self.zones.push(convert::zone(name, changes));
    }

    /// Begins a reading; what was read before stays as it is until [`Engine::commit`].
    pub fn begin(&mut self, options: &str) -> Result<(), Thrown> {
        let zones = self.zones_of(None).map_err(thrown)?;
        let options = reading::options(options, zones).map_err(thrown)?;
        self.intake = Some(Intake::new(options));
        Ok(())
    }

    /// The inputs from now on are in this one of the parts that were given, and have options of their own.
    #[wasm_bindgen(js_name = beginPart)]
    pub fn begin_part(&mut self, part: u32, options: &str) -> Result<(), Thrown> {
        let zones = self.zones_of(None).map_err(thrown)?;
        let options = reading::options(options, zones).map_err(thrown)?;
        self.intake.iter_mut().for_each(|intake| intake.begin_part(part, options.clone()));
        Ok(())
    }

    /// Begins an input; its size in bytes is said where it is known, and how many files beside it are not read.
    #[wasm_bindgen(js_name = beginInput)]
    pub fn begin_input(&mut self, name: &str, size: Option<f64>, left_out: Option<u32>) {
        if let Some(intake) = &mut self.intake {
            intake.begin(name);
            intake.warn_of_files_beside(left_out.unwrap_or_default());
            if let Some(size) = size {
                intake.expect(size as u64);
            }
        }
    }

    /// Takes the next bytes of the input, a quarter of a megabyte at the most.
    pub fn push(&mut self, bytes: &Uint8Array) -> Result<(), Thrown> {
        let Some(intake) = &mut self.intake else { return Ok(()) };
        intake.push_with(bytes.length() as usize, |room| bytes.copy_to(room)).map_err(thrown)
    }

    /// The input has ended.
    #[wasm_bindgen(js_name = endInput)]
    pub fn end_input(&mut self) -> Result<(), Thrown> {
        let Some(intake) = &mut self.intake else { return Ok(()) };
        intake.end().map(drop).map_err(thrown)
    }

    /// The input that has begun is left out: reading it has ended in this error.
    #[wasm_bindgen(js_name = leaveOut)]
    pub fn leave_out(&mut self, error: &str) -> Result<(), Thrown> {
        let error = reading::error(error).map_err(thrown)?;
        self.intake.iter_mut().for_each(|intake| intake.leave_out(error.clone()));
        Ok(())
    }

    /// How many messages the reading has come across so far.
    #[wasm_bindgen(js_name = messagesRead)]
    pub fn messages_read(&self) -> u32 {
        self.intake.as_ref().map_or(0, |intake| intake.messages() as u32)
    }

    /// What the reading has gathered becomes part of the inbox.
    pub fn commit(&mut self) {
        if let Some(intake) = self.intake.take() {
            let inputs = intake.inputs.clone();
            self.inbox.add(intake.finish(), inputs);
        }
    }

    /// What the reading has gathered is forgotten.
    pub fn abandon(&mut self) {
        self.intake = None;
    }

    pub fn summary(&self) -> String {
        json(&self.inbox.summary(&self.zone))
    }

    pub fn report(&self, query: &str, now: f64) -> Result<String, Thrown> {
        let asked = ReportQuery::from_json(query).map_err(thrown)?;
        let zones = self.zones_of(asked.query.time_zone.as_deref()).map_err(thrown)?;
        self.inbox.report(&asked, zones, now as i64).map_err(thrown).map(|report| json(&report.with_buckets_apart()))
    }

    pub fn rows(&self, table: &str, query: &str, now: f64) -> Result<String, Thrown> {
        let asked = RowsQuery::from_json(query).map_err(thrown)?;
        let zones = self.zones_of(asked.query.time_zone.as_deref()).map_err(thrown)?;
        self.inbox.rows(table, &asked, zones, now as i64).map_err(thrown).map(|page| json(&page))
    }

    pub fn explain(&self, query: &str, now: f64) -> Result<String, Thrown> {
        let asked = ExplainQuery::from_json(query).map_err(thrown)?;
        let zones = self.zones_of(asked.rows.query.time_zone.as_deref()).map_err(thrown)?;
        self.inbox.explain(&asked, zones, now as i64).map_err(thrown).map(|explanation| json(&explanation))
    }

    pub fn compare(&self, query: &str, now: f64) -> Result<String, Thrown> {
        let asked = ComparisonQuery::from_json(query).map_err(thrown)?;
        let zones = self.zones_of(asked.query.time_zone.as_deref()).map_err(thrown)?;
        self.inbox.compare(&asked, zones, now as i64).map_err(thrown).map(|comparison| json(&comparison))
    }

    pub fn staffing(&self, query: &str, now: f64) -> Result<String, Thrown> {
        let asked = StaffingQuery::from_json(query).map_err(thrown)?;
        let zones = self.zones_of(asked.query.time_zone.as_deref()).map_err(thrown)?;
        self.inbox.staffing(&asked, zones, now as i64).map_err(thrown).map(|staffing| json(&staffing))
    }

    pub fn anomalies(&self, query: &str, now: f64) -> Result<String, Thrown> {
        let asked = AnomaliesQuery::from_json(query).map_err(thrown)?;
        let zones = self.zones_of(asked.query.time_zone.as_deref()).map_err(thrown)?;
        self.inbox.anomalies(&asked, zones, now as i64).map_err(thrown).map(|anomalies| json(&anomalies))
    }

    #[wasm_bindgen(js_name = comparePolicies)]
    pub fn compare_policies(&self, query: &str, now: f64) -> Result<String, Thrown> {
        let asked = PoliciesQuery::from_json(query).map_err(thrown)?;
        let zones = self.zones_of(asked.query.time_zone.as_deref()).map_err(thrown)?;
        self.inbox.compare_policies(&asked, zones, now as i64).map_err(thrown).map(|comparison| json(&comparison))
    }

    #[wasm_bindgen(js_name = compareWithVendor)]
    pub fn compare_with_vendor(&self, query: &str, now: f64) -> Result<String, Thrown> {
        let asked = RowsQuery::from_json(query).map_err(thrown)?;
        let zones = self.zones_of(asked.query.time_zone.as_deref()).map_err(thrown)?;
        self.inbox.compare_with_vendor(&asked, zones, now as i64).map_err(thrown).map(|comparison| json(&comparison))
    }

    /// The document of [`to_canonical`](crate::report::canonical::to_canonical) in pieces; nothing behind the last.
    pub fn canonical(&self, piece: usize) -> Option<String> {
        canonical::piece(self.inbox.data(), piece)
    }

    pub fn quality(&self) -> Result<String, Thrown> {
        let zones = self.zones_of(None).map_err(thrown)?;
        Ok(json(&self.inbox.quality(zones.own)))
    }

    fn zones_of(&self, question: Option<&str>) -> Result<Zones<'_>, Error> {
        Zones::new(question.unwrap_or(&self.zone), &self.zones)
    }
}

/// Draws an answer on a 2D context of `width` by `height` CSS pixels, each `ratio` device pixels wide.
#[wasm_bindgen]
pub fn draw(
    context: Context,
    width: f64,
    height: f64,
    ratio: f64,
    answer: &str,
    options: &str,
    format: &Formatter,
) -> Result<String, Thrown> {
    let options = chart::Options::from_json(options).map_err(thrown)?;
    let mut pen = CanvasPen::new(context, (width, height), ratio, options.is_mirrored);
    chart::draw(answer, &options, &mut pen, format).map_err(thrown).map(|drawing| json(&drawing))
}

#[wasm_bindgen]
pub fn dashboard(id: &str) -> Result<String, Thrown> {
    registry::find(&DASHBOARDS, "dashboard", id).map_err(thrown).map(Dashboard::spelled)
}

/// The ids of all dashboards.
#[wasm_bindgen]
pub fn dashboards() -> Vec<String> {
    DASHBOARDS.iter().map(|dashboard| dashboard.id.to_owned()).collect()
}

/// Where the directory of a zip archive stands, given its last bytes.
#[wasm_bindgen(js_name = zipDirectory)]
pub fn zip_directory(tail: &[u8], size: f64) -> Result<String, Thrown> {
    zip::directory(tail, size as u64).map_err(thrown).map(|directory| json(&directory))
}

/// The files in a zip archive that may be read, given its directory.
#[wasm_bindgen(js_name = zipEntries)]
pub fn zip_entries(directory: &[u8]) -> Result<String, Thrown> {
    zip::entries(directory, whatsapp::is_chat).map_err(thrown).map(|entries| json(&entries))
}

/// Where the bytes of a file in an archive begin, given where its local header stands, and that header.
#[wasm_bindgen(js_name = zipDataOffset)]
pub fn zip_data_offset(header_offset: f64, header: &[u8]) -> Result<f64, Thrown> {
    zip::data_offset(header_offset as u64, header).map_err(thrown).map(|offset| offset as f64)
}

/// Where in the sources the module has panicked, if it has.
#[wasm_bindgen(js_name = lastPanic)]
pub fn last_panic() -> Option<String> {
    host::last_panic()
}
