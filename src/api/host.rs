//! The platform's part: how numbers and times are spelled, and where a panic leaves its trace.

use crate::lang::Format;
use crate::registry::Word;
use crate::time::Step;
use std::cell::RefCell;
use std::panic;
use std::sync::Once;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// An object of the package that spells with `Intl`.
    pub type Formatter;
    #[wasm_bindgen(method, js_name = number)]
    fn spell_number(this: &Formatter, value: f64) -> String;
    #[wasm_bindgen(method, js_name = duration)]
    fn spell_duration(this: &Formatter, ms: f64) -> String;
    #[wasm_bindgen(method, js_name = money)]
    fn spell_money(this: &Formatter, value: f64, currency: Option<String>) -> String;
    #[wasm_bindgen(method, js_name = percent)]
    fn spell_percent(this: &Formatter, share: f64) -> String;
    #[wasm_bindgen(method, js_name = bucket)]
    fn spell_bucket(this: &Formatter, local: &str, step: &str) -> String;
    #[wasm_bindgen(method, js_name = weekday)]
    fn spell_weekday(this: &Formatter, number: u32) -> String;
    #[wasm_bindgen(method, js_name = hour)]
    fn spell_hour(this: &Formatter, hour: u32) -> String;
    #[wasm_bindgen(method, js_name = word)]
    fn spell_word(this: &Formatter, key: &str) -> String;
}

impl Format for Formatter {
    fn number(&self, value: f64) -> String {
        self.spell_number(value)
    }

    fn duration(&self, ms: f64) -> String {
        self.spell_duration(ms)
    }

    fn money(&self, value: f64, currency: Option<&str>) -> String {
        self.spell_money(value, currency.map(str::to_owned))
    }

    fn percent(&self, share: f64) -> String {
        self.spell_percent(share)
    }

    fn bucket(&self, local: &str, step: Step) -> String {
        self.spell_bucket(local, step.id())
    }

    fn weekday(&self, number: u32) -> String {
        self.spell_weekday(number)
    }

    fn hour(&self, hour: u32) -> String {
        self.spell_hour(hour)
    }

    fn word(&self, key: &str) -> String {
        self.spell_word(key)
    }
}

thread_local! {
    static LAST_PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Has panics leave their place behind. Only the place: a panic's message may quote the data.
pub fn remember_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            let place = panic.location().map(|place| format!("{}:{}", place.file(), place.line()));
            LAST_PANIC.with_borrow_mut(|last| *last = place);
            before(panic);
        }));
    });
}

pub fn last_panic() -> Option<String> {
    LAST_PANIC.with_borrow(Clone::clone)
}
