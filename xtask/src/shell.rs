//! Running other programs, saying what is run.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::SystemTime;

/// What a task comes to: done, or one line that says why not.
pub type Outcome<T = ()> = Result<T, String>;

/// The repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the repository").to_owned()
}

/// A program to be run in the repository.
pub fn program(name: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root());
    command
}

/// The cargo that runs us.
pub fn cargo() -> Command {
    program(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// A program that npm has installed.
pub fn npm_program(name: &str) -> Command {
    program(root().join("node_modules/.bin").join(name))
}

/// Runs it to the end; it has failed if it says so.
pub fn run(what: &str, command: &mut Command) -> Outcome {
    println!("· {what}");
    let status = command.status().map_err(|error| format!("{what}: {} {error}", name_of(command)))?;
    if status.success() { Ok(()) } else { Err(format!("{what}: {} has failed", name_of(command))) }
}

/// What it prints, if it can be run and does not fail.
pub fn printed(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn name_of(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}

/// Whether a file is there and no older than the other.
pub fn is_up_to_date(made: &Path, from: &Path) -> bool {
    let time = |path: &Path| -> Option<SystemTime> { path.metadata().ok()?.modified().ok() };
    match (time(made), time(from)) {
        (Some(made), Some(from)) => made >= from,
        _ => false,
    }
}

/// Writes a file, making the folder that it lies in.
pub fn write(file: &Path, text: impl AsRef<[u8]>) -> Outcome {
    make_folder_of(file)?;
    std::fs::write(file, text).map_err(|error| format!("{}: {error}", file.display()))
}

fn make_folder_of(file: &Path) -> Outcome {
    let folder = file.parent().expect("a file lies in a folder");
    std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))
}

/// Copies a file, making the folder that it goes to.
pub fn copy(from: &Path, to: &Path) -> Outcome {
    make_folder_of(to)?;
    std::fs::copy(from, to).map(drop).map_err(|error| format!("{} to {}: {error}", from.display(), to.display()))
}
