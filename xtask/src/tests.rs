//! Every test there is: native, in the module, of the types, in SQL, and on the pages.

use crate::setup::{self, Browser};
use crate::shell::{Outcome, cargo, npm_program, program, root, run, write};
use crate::{package, pages};

pub fn test(_: &[String]) -> Outcome {
    setup::build_tools()?;
    let browser = setup::browser()?;
    run("native tests", cargo().args(["test", "--quiet", "--workspace"]))?;
    in_wasm(&browser)?;
    package::make()?;
    of_types()?;
    in_sql()?;
    pages::build()?;
    on_the_pages(&browser)
}

/// Writes the golden files again. They are read like code when they change.
pub fn golden(_: &[String]) -> Outcome {
    run("write the golden files", cargo().args(["test", "--quiet", "--test", "native"]).env("UPDATE_GOLDEN", "1"))
}

/// The boundary, in Node and in a browser.
fn in_wasm(browser: &Browser) -> Outcome {
    for (place, environment) in [("Node", None), ("Chromium", Some("WASM_BINDGEN_USE_BROWSER"))] {
        let mut test = cargo();
        test.args(["test", "--target", "wasm32-unknown-unknown", "--test", "wasm"])
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", setup::wasm_bindgen_program("wasm-bindgen-test-runner"))
            .env("CHROMEDRIVER", &browser.driver)
            .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", "tests/wasm/webdriver.json")
            .env("WASM_BINDGEN_TEST_TIMEOUT", "120");
        if let Some(variable) = environment {
            test.env(variable, "1");
        }
        run(&format!("tests of the module in {place}"), &mut test)?;
    }
    Ok(())
}

/// Of the package as its users compile it, and of an answer that was really given.
fn of_types() -> Outcome {
    let answer = std::fs::read_to_string(root().join("tests/golden/report.json")).map_err(|error| error.to_string())?;
    let typed = format!("import type {{ Report }} from 'inboxlens';\nexport default ({answer}) satisfies Report;\n");
    write(&root().join("target/types/golden.ts"), &typed)?;
    run("type tests", npm_program("tsc").args(["-p", "tests/types"]))?;
    run("types of the pages", npm_program("tsc").args(["-p", "www"]))
}

/// The catalogue a second time, in SQL: the package has to come to the same numbers.
fn in_sql() -> Outcome {
    run("the same numbers in SQL", program("node").args(["--test", "tests/sql/agree.test.js"]))
}

fn on_the_pages(browser: &Browser) -> Outcome {
    let mut test = program("node");
    test.args(["--test", "--test-concurrency=1", "tests/package/", "tests/browser/", "tests/matrix/"])
        .env("CHROMIUM", &browser.chromium);
    run("tests of the package in Node, of the pages in Chromium, and of who uses it", &mut test)
}

/// The package in the hands of all that are known to use it: bundlers old and new, servers, other runtimes.
pub fn matrix(_: &[String]) -> Outcome {
    setup::build_tools()?;
    let browser = setup::browser()?;
    package::make()?;
    let mut test = program("node");
    test.args(["--test", "--test-concurrency=1", "tests/matrix/"])
        .env("MATRIX", "whole")
        .env("CHROMIUM", &browser.chromium);
    run("everybody who uses the package", &mut test)
}
