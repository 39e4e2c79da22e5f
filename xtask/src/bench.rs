//! Measurements, as ratios: of the browser's own parser, of a frame, of the file.

use crate::shell::{Outcome, program, root, run};
use crate::{package, sample, setup};

/// About 250,000 messages, 100 MB.
const CONVERSATIONS: usize = 23_500;

/// `cargo xtask bench [rounds]`
pub fn bench(arguments: &[String]) -> Outcome {
    setup::build_tools()?;
    let browser = setup::browser()?;
    package::make()?;
    let data = root().join("target/bench/inbox.json");
    sample::for_the_bench(&data, CONVERSATIONS)?;
    let mut measure = program("node");
    measure.arg("benches/browser.js").arg(&data).args(arguments.first()).env("CHROMIUM", &browser.chromium);
    run("measure in Chromium", &mut measure)
}
