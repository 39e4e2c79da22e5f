//! What has to be there before anything is built or tested, and how it gets there.

use crate::papers;
use crate::shell::{Outcome, cargo, is_up_to_date, printed, program, root, run};
use std::env;
use std::path::PathBuf;

/// The WebAssembly target, the wasm-bindgen tool of the crate's version, and what npm installs.
pub fn build_tools() -> Outcome {
    wasm_target()?;
    wasm_bindgen()?;
    npm_packages()
}

fn wasm_target() -> Outcome {
    let target = "wasm32-unknown-unknown";
    let sysroot =
        printed(program("rustc").args(["--print", "sysroot"])).ok_or("rustc is not there: see https://rustup.rs")?;
    if PathBuf::from(sysroot).join("lib/rustlib").join(target).is_dir() {
        return Ok(());
    }
    run("add the WebAssembly target", program("rustup").args(["target", "add", target]))
}

/// Where the tools lie that are made for this repository.
fn tools() -> PathBuf {
    root().join("target/tools")
}

/// A program of wasm-bindgen-cli.
pub fn wasm_bindgen_program(name: &str) -> PathBuf {
    tools().join("bin").join(name)
}

fn wasm_bindgen() -> Outcome {
    let version = locked_version("wasm-bindgen")?;
    let installed = printed(program(wasm_bindgen_program("wasm-bindgen")).arg("--version"));
    if installed.is_some_and(|installed| installed.ends_with(&version)) {
        return Ok(());
    }
    // Without `--locked`: the locked dependencies of some versions have been withdrawn.
    let mut install = cargo();
    install.args(["install", "wasm-bindgen-cli", "--version", &version, "--root"]).arg(tools());
    // A folder of its own keeps it from waiting for the build that runs us.
    install.env("CARGO_TARGET_DIR", tools().join("build"));
    run("build wasm-bindgen (some minutes, once)", &mut install)
}

/// What looks for inputs that are read wrongly. The stable compiler does.
pub fn fuzzer() -> Outcome {
    let compiler = env::var_os("CXX").unwrap_or_else(|| "c++".into());
    printed(program(&compiler).arg("--version"))
        .ok_or("libFuzzer is C++, and there is no compiler: install c++, or name one in CXX")?;
    if printed(program(cargo_fuzz_program()).args(["fuzz", "--version"])).is_some() {
        return Ok(());
    }
    let mut install = cargo();
    install.args(["install", "cargo-fuzz", "--locked", "--root"]).arg(tools());
    install.env("CARGO_TARGET_DIR", tools().join("build"));
    run("build cargo-fuzz (a minute, once)", &mut install)
}

pub fn cargo_fuzz_program() -> PathBuf {
    tools().join("bin/cargo-fuzz")
}

/// The version of a crate that this repository is built with.
fn locked_version(name: &str) -> Outcome<String> {
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).map_err(|error| format!("Cargo.lock: {error}"))?;
    let entry = format!("name = \"{name}\"\nversion = \"");
    let version = lock.split_once(&entry).and_then(|(_, rest)| rest.split_once('"'));
    version.map(|(version, _)| version.to_owned()).ok_or_else(|| format!("Cargo.lock does not name {name}"))
}

fn npm_packages() -> Outcome {
    let node = printed(program("node").arg("--version")).ok_or("Node is not there: https://nodejs.org, 20 or later")?;
    let major: u32 = node.trim_start_matches('v').split('.').next().and_then(|major| major.parse().ok()).unwrap_or(0);
    if major < 20 {
        return Err(format!("Node {node} is too old: 20 or later is needed"));
    }
    papers::lay_out()?;
    if is_up_to_date(&root().join("node_modules/.package-lock.json"), &root().join("package-lock.json")) {
        return Ok(());
    }
    run("install npm packages", program("npm").args(["ci", "--no-audit", "--no-fund"]))
}

/// A Chromium and the driver that belongs to it.
pub struct Browser {
    pub chromium: PathBuf,
    pub driver: PathBuf,
}

const CHROMIUMS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const INSTALL: [(&str, &[&str]); 3] = [
    ("apt-get", &["install", "-y", "chromium", "chromium-driver", "fonts-noto-core", "fonts-noto-cjk"]),
    ("dnf", &["install", "-y", "chromium", "chromedriver", "google-noto-sans-arabic-fonts"]),
    ("brew", &["install", "--cask", "chromium", "chromedriver"]),
];

/// The browser, installed if that can be done. Tests need one: without it they fail.
pub fn browser() -> Outcome<Browser> {
    if let Some(browser) = installed_browser() {
        return matching(browser);
    }
    install_browser();
    let browser = installed_browser().ok_or(
        "no Chromium with its chromedriver: install both (Debian: apt-get install chromium chromium-driver), \
         or name them in CHROMIUM and CHROMEDRIVER",
    )?;
    matching(browser)
}

fn installed_browser() -> Option<Browser> {
    let named = |variable: &str| env::var_os(variable).map(PathBuf::from).filter(|path| path.is_file());
    let chromium = named("CHROMIUM").or_else(|| CHROMIUMS.iter().find_map(|name| on_path(name)))?;
    let driver = named("CHROMEDRIVER").or_else(|| on_path("chromedriver"))?;
    Some(Browser { chromium, driver })
}

fn on_path(name: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(name)).find(|path| path.is_file())
}

fn install_browser() {
    let Some((manager, arguments)) = INSTALL.iter().find(|(manager, _)| on_path(manager).is_some()) else { return };
    let is_root = printed(program("id").arg("-u")).as_deref() == Some("0");
    let mut install = if is_root || *manager == "brew" {
        program(manager)
    } else {
        let mut sudo = program("sudo");
        sudo.args(["-n", manager]);
        sudo
    };
    if *manager == "apt-get" && is_root {
        // A fresh machine has no lists yet; should this fail, the installation says so.
        let _ = run("update the lists of packages", program(manager).args(["update", "-q"]));
    }
    install.env("DEBIAN_FRONTEND", "noninteractive").args(*arguments);
    // Whether it has worked shows when the browser is looked for again.
    let _ = run("install Chromium and its driver", &mut install);
}

fn matching(browser: Browser) -> Outcome<Browser> {
    let major = |path: &PathBuf| {
        let text = printed(program(path).arg("--version"))?;
        text.split_whitespace().find_map(|word| word.split('.').next()?.parse::<u32>().ok())
    };
    match (major(&browser.chromium), major(&browser.driver)) {
        (Some(chromium), Some(driver)) if chromium != driver => {
            Err(format!("chromedriver {driver} does not match Chromium {chromium}: install them together"))
        }
        _ => Ok(browser),
    }
}
