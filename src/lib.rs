//! Conversation metrics, computed where the data is.
//!
//! Raw conversation data goes in as bytes, answers come out as JSON, charts go onto a canvas; nothing else happens.
//!
//! ```text
//! error  registry  time  lang  stats                 know nothing of conversations
//! bytes → ingest → store → args → query → metrics → report → chart → dashboard → api
//! ```
//!
//! Data flows to the right, and modules use only what stands left of them (`tests/native/layers.rs` sees to it).
//!
//! | module | what it does |
//! |---|---|
//! | [`stats`] | statistics of plain numbers: quantiles, rates, waiting curves, tests, queues |
//! | [`ingest`] | recognises what an input is and reads it, piece by piece, into a batch |
//! | [`store`] | tables of columns; a batch is merged into them whole, or not at all |
//! | [`query`] | what follows from a policy (conversations, cycles, turns), and which observations a filter leaves |
//! | [`metrics`] | what each measure observes |
//! | [`report`] | answers: counts, statistics, splits, buckets, comparisons, tables, explanations |
//! | [`chart`] | draws an answer on any plotters backend |
//! | [`dashboard`] | sets of requests and charts |
//! | `api` | the boundary to JavaScript; in WebAssembly only |
//!
//! # Words
//!
//! A *thread* is one row of the source. A *conversation* is what is counted: a thread, or a part of one that silence
//! ends. Opening and close cut its life into *cycles*. A *turn* begins with the contact's unanswered message and ends
//! with a reply; turns without half an hour of silence in between are a *sitting*. An *actor* is who did it: contact,
//! agent, echo, bot, automation, broadcast, system. A *public* message is what one side said to the other. A measure
//! makes *observations*, each dated by its *anchor*; a *period* is a half-open interval of local dates, cut into
//! *buckets*. A *schedule* says which intervals of local time are open: *business hours*, a clock of their own.
//! *Coverage* is which *facts* a source supplies. What had not come to its end when it was last seen is *censored*.
//!
//! # What this does not do
//!
//! It does not read a clock, know any zone's rules, fetch anything, or keep what people wrote. The caller brings the
//! time, the zones and the bytes; of a message only who, when and of what kind is kept.

#[cfg(target_arch = "wasm32")]
pub mod api;
pub mod args;
pub mod chart;
pub mod dashboard;
pub mod error;
pub mod ingest;
pub mod lang;
pub mod metrics;
pub mod query;
pub mod registry;
pub mod report;
pub mod stats;
pub mod store;
pub mod time;

#[cfg(test)]
mod testing;
