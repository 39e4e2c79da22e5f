//! Measurements, as ratios: of the browser's own parser, of a frame, of the file.

use crate::sample::{CHATWOOT, HUGE, LARGE, MIDDLE, MILLION, SMALL, SOURCES, WHATSAPP};
use crate::shell::{Outcome, cargo, copy, is_up_to_date, program, root, run};
use crate::{package, sample, setup};

/// `cargo xtask bench [quick] [section …]`: all of it, or the shortest part that tells something, or some sections.
pub fn bench(arguments: &[String]) -> Outcome {
    setup::build_tools()?;
    let browser = setup::browser()?;
    package::make()?;
    let is_quick = arguments.iter().any(|argument| argument == "quick");
    if is_quick {
        sample::for_the_bench([SMALL, MIDDLE].iter().chain(&SOURCES))?;
    } else {
        let large = [SMALL, MIDDLE, LARGE, HUGE, MILLION, CHATWOOT, WHATSAPP];
        sample::for_the_bench(large.iter().chain(&SOURCES))?;
        compile_readers()?;
        install_peers()?;
    }
    let mut measure = program("node");
    measure.arg("benches/run.js").args(arguments).env("CHROMIUM", &browser.chromium);
    run("measure in Chromium", &mut measure)
}

/// Other crates that read JSON, as a WebAssembly module of their own.
fn compile_readers() -> Outcome {
    let (folder, target) = (root().join("benches/readers"), root().join("target/readers"));
    let mut compile = cargo();
    // Its flags stand in its own folder.
    compile.current_dir(folder).env("CARGO_TARGET_DIR", &target);
    compile.args(["build", "--quiet", "--release", "--target", "wasm32-unknown-unknown"]);
    run("compile other readers", &mut compile)?;
    let compiled = target.join("wasm32-unknown-unknown/release/readers.wasm");
    copy(&compiled, &root().join("target/bench/peers/readers.wasm"))
}

/// Peers that are npm packages; they are too large to be installed for those who only build.
fn install_peers() -> Outcome {
    let folder = root().join("benches");
    if is_up_to_date(&folder.join("node_modules/.package-lock.json"), &folder.join("package-lock.json")) {
        return Ok(());
    }
    let mut install = program("npm");
    run("install other peers", install.current_dir(folder).args(["ci", "--no-audit", "--no-fund"]))
}
