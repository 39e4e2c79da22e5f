//! Measurements, as ratios: of the browser's own parser, of a frame, of the file.

use crate::sample::{CHATWOOT, HUGE, LARGE, MIDDLE, MILLION, SMALL, WHATSAPP};
use crate::shell::{Outcome, program, run};
use crate::{package, sample, setup};

/// `cargo xtask bench [quick] [section …]`: all of it, or the shortest part that tells something, or some sections.
pub fn bench(arguments: &[String]) -> Outcome {
    setup::build_tools()?;
    let browser = setup::browser()?;
    package::make()?;
    let is_quick = arguments.iter().any(|argument| argument == "quick");
    if is_quick {
        sample::for_the_bench(&[MIDDLE, MILLION])?;
    } else {
        sample::for_the_bench(&[SMALL, MIDDLE, LARGE, HUGE, MILLION, CHATWOOT, WHATSAPP])?;
    }
    let mut measure = program("node");
    measure.arg("benches/run.js").args(arguments).env("CHROMIUM", &browser.chromium);
    run("measure in Chromium", &mut measure)
}
