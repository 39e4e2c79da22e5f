//! The npm package: the crate as WebAssembly, the TypeScript around it, and the papers, in `pkg/`.

use crate::shell::{Outcome, cargo, copy, is_up_to_date, npm_program, program, root, run};
use crate::{papers, setup};
use std::fs;

pub fn build(_: &[String]) -> Outcome {
    setup::build_tools()?;
    make()
}

/// Builds the package with tools that are there.
pub fn make() -> Outcome {
    compile_wasm()?;
    let dist = root().join("pkg/dist");
    if dist.exists() {
        fs::remove_dir_all(&dist).map_err(|error| format!("{}: {error}", dist.display()))?;
    }
    run("compile the TypeScript", npm_program("tsc").args(["-p", "pkg-template"]))?;
    let wasm = root().join("pkg-template/src/wasm");
    for file in ["core.js", "core.d.ts", "core.wasm"] {
        copy(&wasm.join(file), &dist.join("wasm").join(file))?;
    }
    papers::lay_out()?;
    run("lay out what stands in one file", program("node").args(["pkg-template/bundle.js", "pkg"]))?;
    let mut describe = npm_program("cem");
    run("describe the elements", describe.args(["analyze", "--quiet", "--config", "pkg-template/elements.config.js"]))
}

/// The crate as WebAssembly beside the TypeScript sources, which import its glue.
fn compile_wasm() -> Outcome {
    let target = "wasm32-unknown-unknown";
    run("compile the crate", cargo().args(["build", "--quiet", "--release", "--lib", "--target", target]))?;
    let compiled = root().join("target").join(target).join("release/inboxlens.wasm");
    let wasm = root().join("pkg-template/src/wasm");
    let optimised = wasm.join("core.wasm");
    if is_up_to_date(&optimised, &compiled) {
        return Ok(());
    }
    let bound = root().join("target/bound");
    let mut bind = program(setup::wasm_bindgen_program("wasm-bindgen"));
    bind.args(["--target", "web", "--omit-default-module-path", "--out-name", "core", "--out-dir"]);
    run("bind it to JavaScript", bind.arg(&bound).arg(&compiled))?;
    copy(&bound.join("core.js"), &wasm.join("core.js"))?;
    copy(&bound.join("core.d.ts"), &wasm.join("core.d.ts"))?;
    let mut optimise = npm_program("wasm-opt");
    run("optimise it", optimise.arg("-O2").arg(bound.join("core_bg.wasm")).arg("-o").arg(&optimised))
}
