//! Invented data as files: for the demo, and for whoever wants some.

use crate::shell::{Outcome, is_up_to_date, root};
use inboxlens_sample::{Inbox, Phone, Plan, write_canonical, write_ndjson, write_whatsapp};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

type Writer = fn(&Inbox, &mut BufWriter<File>) -> io::Result<()>;

const FORMATS: [(&str, Writer); 3] = [
    ("canonical", write_canonical),
    ("ndjson", |inbox, out| write_ndjson(inbox, out)),
    ("whatsapp", |inbox, out| write_whatsapp(inbox, 0, Phone::Android, "Inbox Shop", 1, out)),
];

pub fn sample(arguments: &[String]) -> Outcome {
    let usage = "cargo xtask sample [--conversations N] [--seed S] [--format canonical|ndjson|whatsapp] FILE";
    let (mut conversations, mut seed, mut format, mut file) = (1000, 1, "canonical", None);
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().map(String::as_str).ok_or(usage);
        match argument.as_str() {
            "--conversations" => conversations = value()?.parse().map_err(|_| usage)?,
            "--seed" => seed = value()?.parse().map_err(|_| usage)?,
            "--format" => format = value()?,
            path => file = Some(path),
        }
    }
    let file = Path::new(file.ok_or(usage)?);
    let (_, writer) = FORMATS.iter().find(|(name, _)| *name == format).ok_or(usage)?;
    write(file, *writer, &Plan::year_2025(seed, conversations).inbox())
}

const CONVERSATIONS: usize = 4000;
/// 2025-12-17T12:00:00Z, when the demo's first file was read; the second is of two days later.
const FIRST_READ: i64 = 1_765_972_800_000;
const SECOND_READ: i64 = FIRST_READ + 2 * 86_400_000;

/// The two files of the demo: what there was, and what Refresh brings.
pub fn for_the_demo() -> Outcome {
    let folder = root().join("www/public/data");
    let (first, second) = (folder.join("inbox.json"), folder.join("inbox-since.json"));
    // They are as new as the program that makes them.
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    if is_up_to_date(&second, &program) {
        return Ok(());
    }
    println!("· invent the demo's data");
    let inbox = Plan::year_2025(2025, CONVERSATIONS).inbox().as_of(SECOND_READ);
    write(&first, write_canonical, &inbox.as_of(FIRST_READ))?;
    write(&second, write_canonical, &inbox.changed_since(FIRST_READ))
}

/// A year of a larger inbox, in one file.
pub fn for_the_bench(file: &Path, conversations: usize) -> Outcome {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    if is_up_to_date(file, &program) {
        return Ok(());
    }
    println!("· invent the data to be measured with");
    write(file, write_canonical, &Plan::year_2025(1, conversations).inbox())
}

fn write(file: &Path, writer: Writer, inbox: &Inbox) -> Outcome {
    let written = || -> io::Result<()> {
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut out = BufWriter::new(File::create(file)?);
        writer(inbox, &mut out)?;
        out.flush()
    };
    written().map_err(|error| format!("{}: {error}", file.display()))
}
