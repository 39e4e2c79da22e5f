//! The demo dashboard and the offline analyser.

use crate::shell::{Outcome, npm_program, program, run};
use crate::{package, sample, setup};

const ADDRESS: &str = "127.0.0.1";
const PORT: &str = "4174";

/// Builds the pages and serves them until it is ended.
pub fn demo(arguments: &[String]) -> Outcome {
    setup::build_tools()?;
    package::make()?;
    build()?;
    let port = arguments.first().map_or(PORT, String::as_str);
    println!("\n  http://{ADDRESS}:{port}/               the demo dashboard");
    println!("  http://{ADDRESS}:{port}/analyser.html  the offline analyser\n");
    let mut serve = npm_program("vite");
    run(
        "serve the pages (Ctrl-C ends it)",
        serve.args(["preview", "www", "--host", ADDRESS, "--port", port, "--strictPort"]),
    )
}

/// Where the analyser lies as one file.
const OFFLINE: &str = "target/offline/inboxlens.html";

/// Makes the analyser as one file, which is opened from the disk.
pub fn offline(_: &[String]) -> Outcome {
    setup::build_tools()?;
    package::make()?;
    run("put the analyser into one file", program("node").args(["www/offline.js", OFFLINE]))?;
    println!("\n  {OFFLINE}\n");
    Ok(())
}

/// Builds the pages from the package.
pub fn build() -> Outcome {
    sample::for_the_demo()?;
    run("build the pages", npm_program("vite").args(["build", "www", "--logLevel", "warn"]))
}
