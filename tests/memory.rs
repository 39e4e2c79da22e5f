//! How much memory reading takes beside the columns, for each source: `cargo test --test memory -- [megabytes]`.
//!
//! Each source's longest fixture is read again and again until there is so much of it; the same ids come every time,
//! but columns hold a row for each until the reading ends. At its highest, memory is above what is read in the end by no
//! more than [`LIMIT`], however much that is.

use inboxlens::ingest::{Intake, Options, SOURCES};
use inboxlens::store::Dataset;
use inboxlens::time::Zone;
use peak_alloc::PeakAlloc;
use serde_json::Value;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

const MB: usize = 1_000_000;
const DEFAULT_MB: usize = 40;
/// Beside the columns.
const LIMIT: usize = MB;
/// Pieces as a browser's stream gives them.
const PIECE: usize = 65_536;

/// What damaged inputs may take: so many times their size, and so long.
const DAMAGED_MB: usize = 1;
const TIMES: usize = 16;
const SECONDS: f64 = 1.0;

fn main() -> ExitCode {
    let megabytes = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(DEFAULT_MB);
    println!("{:<16} {:>8} {:>12} {:>12} {:>10}", "source", "MB", "columns MB", "beside MB", "MB/s");
    let mut is_over = false;
    for source in SOURCES {
        let text = text_of(source.id);
        let times = (megabytes * MB / text.rest.len()).max(1);
        let before = MEMORY.current_usage();
        MEMORY.reset_peak_usage();
        let begun = Instant::now();
        let intake = read(source.id, &text, times);
        let seconds = begun.elapsed().as_secs_f64();
        let (now, highest) = (MEMORY.current_usage(), MEMORY.peak_usage());
        let (columns, beside) = (now - before, highest - now);
        assert!(columns > MB / 10, "nothing is read of {}", source.id);
        is_over |= beside > LIMIT;
        let read_mb = (times * text.rest.len()) as f64 / MB as f64;
        let mb = |bytes: usize| bytes as f64 / MB as f64;
        println!(
            "{:<16} {read_mb:>8.0} {:>12.1} {:>12.1} {:>10.0}",
            source.id,
            mb(columns),
            mb(beside),
            read_mb / seconds
        );
        Dataset::default().add(intake.finish());
        (0..10).for_each(|seed| read_damaged(source.id, &text, seed));
    }
    if is_over { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// Reads a text in which every so often a byte is another one, a piece is missing, or one comes twice.
fn read_damaged(source: &str, text: &Text, seed: u64) {
    let mut chance = seed;
    let mut below = |end: usize| {
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (chance >> 33) as usize % end
    };
    let mut bytes = text.head.clone();
    while bytes.len() < DAMAGED_MB * MB {
        let from = bytes.len();
        bytes.extend(&text.rest);
        let at = from + below(text.rest.len());
        match below(5) {
            0 => bytes[at] = below(256) as u8,
            1 => bytes[at] = b"\"\\[]{},:;\n0-"[below(12)],
            2 => drop(bytes.drain(at..)),
            3 => bytes.extend_from_within(at..),
            _ => {}
        }
    }
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let begun = Instant::now();
    let mut intake = intake(source);
    let read = bytes.chunks(PIECE).try_for_each(|piece| intake.push(piece)).and_then(|()| intake.end().map(drop));
    if read.is_ok() {
        Dataset::default().add(intake.finish());
    }
    let (seconds, taken) = (begun.elapsed().as_secs_f64(), MEMORY.peak_usage() - before);
    assert!(seconds < SECONDS, "{source} takes {seconds} s to read {} bytes, damaged by {seed}", bytes.len());
    assert!(taken < TIMES * bytes.len(), "{source} takes {taken} bytes for {}, damaged by {seed}", bytes.len());
}

/// The text of a fixture: what can be repeated, and what comes before and behind it.
struct Text {
    head: Vec<u8>,
    rest: Vec<u8>,
    tail: Vec<u8>,
}

/// Of the longest fixture: all but the first line of a table, the elements of an array, else all of it, on one line.
fn text_of(source: &str) -> Text {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(source);
    let files = fs::read_dir(&folder).expect("it has fixtures");
    let texts = files.map(|file| fs::read(file.expect("it is there").path()).expect("it can be read"));
    let text = texts.max_by_key(Vec::len).expect("it has at least one");
    match serde_json::from_slice(&text) {
        Ok(Value::Array(elements)) => {
            let elements: Vec<String> = elements.iter().map(Value::to_string).collect();
            let elements = elements.join(",");
            Text { head: b"[".to_vec(), rest: format!("{elements},").into(), tail: format!("{elements}]").into() }
        }
        Ok(document) => Text { head: Vec::new(), rest: format!("{document}\n").into(), tail: Vec::new() },
        Err(_) => {
            let is_table = !matches!(source, "whatsapp") && text[0] != b'{';
            let end =
                if is_table { 1 + text.iter().position(|&byte| byte == b'\n').expect("there is a line") } else { 0 };
            let (head, rest) = text.split_at(end);
            Text { head: head.to_vec(), rest: [rest, b"\n"].concat(), tail: Vec::new() }
        }
    }
}

fn intake(source: &str) -> Intake {
    let mut intake =
        Intake::new(Options { format: Some(source.to_owned()), ..Options::new(Zone::utc(), 1_800_000_000_000) });
    intake.begin("");
    intake
}

fn read(source: &str, text: &Text, times: usize) -> Intake {
    let Text { head, rest, tail } = text;
    let mut intake = intake(source);
    intake.expect((head.len() + times * rest.len() + tail.len()) as u64);
    let mut push =
        |bytes: &[u8]| bytes.chunks(PIECE).for_each(|piece| intake.push(piece).expect("fixtures can be read"));
    push(head);
    (0..times).for_each(|_| push(rest));
    push(tail);
    intake.end().expect("fixtures can be read");
    intake
}
