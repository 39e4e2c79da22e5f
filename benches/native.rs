//! How long it takes natively to read the invented year, to derive from it, and to answer a dashboard: `cargo bench
//! --bench native`, for comparing one change with another. What a user gets is measured by `cargo xtask bench`.
#![allow(clippy::unwrap_used)] // A measurement that cannot go on has failed.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use inboxlens::dashboard::{DASHBOARDS, Panel};
use inboxlens::ingest::{Intake, Options};
use inboxlens::report::Inbox;
use inboxlens::report::request::ReportQuery;
use inboxlens::time::Zone;
use inboxlens_sample::{Phone, Plan, chatwoot_pages, write_canonical, write_whatsapp};
use serde_json::{Map, Value, json};

const CONVERSATIONS: usize = 1_000;
const NOW: i64 = 1_767_225_600_000;

/// Each a whole input.
type Texts = Vec<Vec<u8>>;

/// The same inbox as each source gives it.
fn inputs() -> [(&'static str, Texts); 3] {
    let inbox = Plan::year_2025(1, CONVERSATIONS).inbox();
    let mut canonical = Vec::new();
    write_canonical(&inbox, &mut canonical).unwrap();
    let pages = chatwoot_pages(&inbox);
    let pages = pages.conversations.into_iter().chain(pages.messages).map(String::into_bytes).collect();
    let chat_with = |contact| {
        let mut chat = Vec::new();
        write_whatsapp(&inbox, contact, Phone::Ios, "The Shop", 1, &mut chat).unwrap();
        chat
    };
    let chats = (0..inbox.contacts.len()).map(chat_with).filter(|chat| !chat.is_empty()).collect();
    [("canonical", vec![canonical]), ("chatwoot", pages), ("whatsapp", chats)]
}

fn read(source: &str, texts: &Texts) -> Inbox {
    let (format, business) = (Some(source.to_owned()), vec!["The Shop".to_owned()]);
    let mut intake = Intake::new(Options { format, business, ..Options::new(Zone::utc(), NOW) });
    for text in texts {
        intake.begin("");
        intake.push(text).unwrap();
        intake.end().unwrap();
    }
    let inputs = intake.inputs.clone();
    let mut inbox = Inbox::default();
    inbox.add(intake.finish(), inputs);
    inbox
}

fn reading(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("read");
    for (source, texts) in &inputs() {
        group.throughput(Throughput::Bytes(texts.iter().map(|text| text.len() as u64).sum()));
        group.bench_function(*source, |bencher| bencher.iter(|| read(source, texts)));
    }
}

/// Everything that the dashboards show of the year, compared with the year before.
fn question() -> ReportQuery {
    let panels = DASHBOARDS.iter().flat_map(|dashboard| dashboard.sections).flat_map(|section| section.panels);
    let requests = panels.map(Panel::to_json).flat_map(|panel| [panel["request"].clone(), panel["spark"].clone()]);
    let requests = requests.filter(Value::is_object).enumerate();
    let metrics: Map<_, _> = requests.map(|(number, request)| (number.to_string(), request)).collect();
    let year = json!({ "from": "2025-01-01", "to": "2026-01-01" });
    let asked = json!({ "period": year, "compare": "previous-year", "metrics": metrics });
    ReportQuery::from_json(&asked.to_string()).unwrap()
}

fn answering(criterion: &mut Criterion) {
    let [(source, texts), ..] = inputs();
    let mut group = criterion.benchmark_group("answer");
    let (nothing, all) = (ReportQuery::default(), question());
    let answer = |inbox: &Inbox, asked: &ReportQuery| inbox.report(asked, &Zone::utc(), NOW).unwrap();
    // Nothing has been derived from what has just been read. It is handed back, since letting go of it takes time, too.
    let derive = |inbox: Inbox| (answer(&inbox, &nothing), inbox);
    group.bench_function("derive", |bencher| {
        bencher.iter_batched(|| read(source, &texts), derive, BatchSize::LargeInput);
    });
    let inbox = read(source, &texts);
    group.bench_function("dashboard", |bencher| bencher.iter(|| answer(&inbox, &all)));
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = reading, answering
}
criterion_main!(benches);
