//! `cargo xtask …`: everything that is done with this repository, on a machine with Rust and Node and nothing else.

mod bench;
mod fuzz;
mod package;
mod pages;
mod papers;
mod sample;
mod setup;
mod shell;
mod tests;

use shell::Outcome;
use std::process::ExitCode;

struct Task {
    name: &'static str,
    about: &'static str,
    run: fn(&[String]) -> Outcome,
}

const TASKS: [Task; 9] = [
    Task { name: "demo", about: "build everything and serve the pages on this machine", run: pages::demo },
    Task { name: "offline", about: "make the analyser as one file to be opened from the disk", run: pages::offline },
    Task { name: "test", about: "build everything and run every test", run: tests::test },
    Task { name: "matrix", about: "install the package as everybody does, and ask it", run: tests::matrix },
    Task { name: "build", about: "make the npm package in pkg/", run: package::build },
    Task { name: "bench", about: "measure, as ratios", run: bench::bench },
    Task { name: "fuzz", about: "look for inputs that are read wrongly: [seconds for each target]", run: fuzz::fuzz },
    Task { name: "golden", about: "write the golden files again, for review", run: tests::golden },
    Task {
        name: "sample",
        about: "write invented data: --conversations N --seed S --format F FILE",
        run: sample::sample,
    },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let task = arguments.first().and_then(|name| TASKS.iter().find(|task| task.name == name));
    let Some(task) = task else {
        println!("cargo xtask …");
        TASKS.iter().for_each(|Task { name, about, .. }| println!("  {name:<8} {about}"));
        return ExitCode::FAILURE;
    };
    match (task.run)(&arguments[1..]) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("{}: {reason}", task.name);
            ExitCode::FAILURE
        }
    }
}
