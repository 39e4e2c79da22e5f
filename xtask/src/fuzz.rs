//! Looking for inputs that are read differently from what they should be, for as long as one likes.

#[path = "../../tests/native/corpus.rs"]
#[allow(dead_code)] // What is expected of a case is the tests' business.
mod corpus;

use crate::setup;
use crate::shell::{Outcome, program, root, run, write};
use inboxlens_sample::{
    ChatwootPages, Phone, Plan, RespondIoExport, chatwoot_pages, cloud_webhooks, respond_io_export, write_canonical,
    write_csv, write_json_rows, write_ndjson, write_whatsapp,
};
use std::path::PathBuf;
use std::{fs, io};

/// What is looked for that is not of a source.
const TARGETS: &[&str] = &["json", "canonical", "zip"];
const SECONDS: &str = "300";
/// Longer inputs find nothing that shorter ones do not, and take longer.
const LONGEST: usize = 8192;

/// `cargo xtask fuzz [seconds [names]]`: each of the targets and sources has so many, or each of those named.
pub fn fuzz(arguments: &[String]) -> Outcome {
    let seconds = arguments.first().map_or(SECONDS, String::as_str);
    if !seconds.parse().is_ok_and(|seconds: u32| seconds > 0) {
        return Err("cargo xtask fuzz [seconds [names]]".into());
    }
    setup::fuzzer()?;
    write_seeds()?;
    let is_asked = |name: &str| arguments.len() < 2 || arguments[1..].iter().any(|asked| asked == name);
    TARGETS.iter().filter(|name| is_asked(name)).try_for_each(|name| search(name, name, seconds))?;
    sources()?.iter().filter(|name| is_asked(name)).try_for_each(|name| search("source", name, seconds))
}

/// The sources, each of which has a folder of fixtures.
fn sources() -> Result<Vec<String>, String> {
    let fixtures = root().join("tests/fixtures");
    let failed = |error: io::Error| format!("{}: {error}", fixtures.display());
    let mut names = Vec::new();
    for folder in fs::read_dir(&fixtures).map_err(failed)? {
        names.push(folder.map_err(failed)?.file_name().to_string_lossy().into_owned());
    }
    names.retain(|name| !matches!(name.as_str(), "json" | "zip"));
    names.sort();
    Ok(names)
}

/// Searches with what starts like the seeds of `name`.
fn search(target: &str, name: &str, seconds: &str) -> Outcome {
    let corpus = root().join("target/fuzz/corpus").join(name);
    fs::create_dir_all(&corpus).map_err(|error| format!("{}: {error}", corpus.display()))?;
    let mut fuzzer = program(setup::cargo_fuzz_program());
    // No sanitizer: there is no unsafe code, and without one the stable compiler will do.
    fuzzer.args(["fuzz", "run", "--fuzz-dir", "fuzz", "--target-dir", "target/fuzz", "--sanitizer", "none", target]);
    fuzzer.env("SOURCE", name).arg(corpus).arg(seeds(name)).args([
        "--",
        "-dict=fuzz/words.dict",
        "-timeout=20",
        "-print_final_stats=1",
    ]);
    fuzzer.arg(format!("-max_len={LONGEST}")).arg(format!("-max_total_time={seconds}"));
    run(&format!("look for differences in {name} for {seconds} seconds"), &mut fuzzer)
        .map_err(|_| format!("{name} has found one: it stands above, and its input lies in fuzz/artifacts/{target}"))
}

fn seeds(name: &str) -> PathBuf {
    root().join("target/fuzz/seeds").join(name)
}

/// What the searches start from: the tests' fixtures and cases, and small inboxes.
fn write_seeds() -> Outcome {
    let inbox = Plan::year_2025(1, 3).inbox();
    let written = |write: &dyn Fn(&mut Vec<u8>) -> io::Result<()>| {
        let mut text = Vec::new();
        write(&mut text).map(|()| text).map_err(|error| error.to_string())
    };
    let cases: Vec<_> = corpus::valid().into_iter().chain(corpus::invalid()).map(|case| case.bytes).collect();
    let document = written(&|out| write_canonical(&inbox, out))?;
    let lines = written(&|out| write_ndjson(&inbox, out))?;
    let ChatwootPages { conversations, messages } = chatwoot_pages(&inbox);
    let pages = conversations.into_iter().chain(messages).map(String::into_bytes).collect();
    let phone = |phone| written(&|out| write_whatsapp(&inbox, 0, phone, "The Shop", 1, out));
    let chats = vec![phone(Phone::Ios)?, phone(Phone::Android)?];
    write_seeds_of("json", cases.clone())?;
    write_seeds_of("canonical", [cases, vec![document, lines]].concat())?;
    write_seeds_of("chatwoot", pages)?;
    let webhooks = cloud_webhooks(&inbox);
    let webhooks: Vec<_> = webhooks.lines().collect();
    write_seeds_of("whatsapp-cloud", webhooks.chunks(12).map(|lines| lines.join("\n").into_bytes()).collect())?;
    write_seeds_of("whatsapp", chats)?;
    let RespondIoExport { messages, conversations } = respond_io_export(&inbox, 0);
    write_seeds_of("respond-io", vec![messages.into_bytes(), conversations.into_bytes()])?;
    write_seeds_of("json-rows", vec![written(&|out| write_json_rows(&inbox, out))?])?;
    write_seeds_of("csv", vec![written(&|out| write_csv(&inbox, out))?])?;
    write_seeds_of("zip", Vec::new())?;
    sources()?.iter().filter(|name| !seeds(name).exists()).try_for_each(|name| write_seeds_of(name, Vec::new()))
}

/// Besides the fixtures.
fn write_seeds_of(name: &str, mut texts: Vec<Vec<u8>>) -> Outcome {
    let fixtures = root().join("tests/fixtures").join(name);
    let failed = |error: io::Error| format!("{}: {error}", fixtures.display());
    for file in fs::read_dir(&fixtures).map_err(failed)? {
        texts.push(fs::read(file.map_err(failed)?.path()).map_err(failed)?);
    }
    let texts = texts.into_iter().map(|text| [text, CUTS.to_vec()].concat()).filter(|text| text.len() <= LONGEST);
    texts.enumerate().try_for_each(|(number, text)| write(&seeds(name).join(number.to_string()), text))
}

/// What most targets read behind the text: two places where it is cut, and that there are two.
const CUTS: [u8; 5] = [7, 0, 29, 1, 2];
