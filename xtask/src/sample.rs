//! Invented data as files: for the demo, and for whoever wants some.

use crate::shell::{Outcome, is_up_to_date, root};
use inboxlens_sample::{
    ChatwootPages, Inbox, Phone, Plan, chatwoot_pages, cloud_webhooks, write_canonical, write_csv, write_intercom,
    write_json_rows, write_ndjson, write_whatsapp,
};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

type Writer = fn(&Inbox, &mut BufWriter<File>) -> io::Result<()>;

const FORMATS: [(&str, Writer); 4] = [
    ("canonical", write_canonical),
    ("ndjson", |inbox, out| write_ndjson(inbox, out)),
    ("whatsapp-cloud", |inbox, out| out.write_all(cloud_webhooks(inbox).as_bytes())),
    ("whatsapp", |inbox, out| write_whatsapp(inbox, 0, Phone::Android, "Inbox Shop", 1, out)),
];

pub fn sample(arguments: &[String]) -> Outcome {
    let usage =
        "cargo xtask sample [--conversations N] [--seed S] [--format canonical|ndjson|whatsapp-cloud|whatsapp] FILE";
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

/// A file to be measured with: its name, how many conversations it has, and how it is written.
pub struct Measured {
    pub name: &'static str,
    conversations: usize,
    writer: Writer,
}

const fn canonical(name: &'static str, conversations: usize) -> Measured {
    Measured { name, conversations, writer: write_canonical }
}

/// One million messages of one year.
pub const MILLION: Measured = canonical("inbox-1m.json", 89_300);
/// 10, 100, 400 and 600 MB.
pub const SMALL: Measured = canonical("inbox-10.json", 2_317);
pub const MIDDLE: Measured = canonical("inbox-100.json", 23_170);
pub const LARGE: Measured = canonical("inbox-400.json", 92_680);
pub const HUGE: Measured = canonical("inbox-600.json", 139_020);
/// 100 MB each: the pages of an API, one a line, and one chat as a phone exports it.
pub const CHATWOOT: Measured = Measured { name: "chatwoot-100.ndjson", conversations: 18_900, writer: write_pages };
pub const WHATSAPP: Measured = Measured {
    name: "whatsapp-100.txt",
    conversations: 68_800,
    writer: |inbox, out| write_one_chat(inbox, Phone::Android, out),
};
/// 10 MB each: one input of each way of reading.
pub const SOURCES: [Measured; 7] = [
    Measured {
        name: "android-10.txt",
        conversations: 6_900,
        writer: |inbox, out| write_one_chat(inbox, Phone::Android, out),
    },
    Measured {
        name: "iphone-10.txt",
        conversations: 6_900,
        writer: |inbox, out| write_one_chat(inbox, Phone::Ios, out),
    },
    Measured { name: "rows-10.csv", conversations: 3_480, writer: |inbox, out| write_csv(inbox, out) },
    Measured { name: "rows-10.json", conversations: 1_660, writer: |inbox, out| write_json_rows(inbox, out) },
    Measured { name: "chatwoot-10.ndjson", conversations: 1_900, writer: write_pages },
    Measured {
        name: "cloud-10.ndjson",
        conversations: 1_220,
        writer: |inbox, out| out.write_all(cloud_webhooks(inbox).as_bytes()),
    },
    Measured { name: "intercom-10.json", conversations: 1_590, writer: |inbox, out| write_intercom(inbox, out) },
];

/// Makes the files that are not there, or that are older than the generator or than what is said here of them.
pub fn for_the_bench<'a>(files: impl IntoIterator<Item = &'a Measured>) -> Outcome {
    let folder = root().join("target/bench");
    let generator = newest(&root().join("sample/src"))?;
    let plan = root().join("xtask/src/sample.rs");
    for Measured { name, conversations, writer } in files {
        let file = folder.join(name);
        if !is_up_to_date(&file, &generator) || !is_up_to_date(&file, &plan) {
            println!("· invent {name}");
            write(&file, *writer, &Plan::year_2025(1, *conversations).inbox())?;
        }
    }
    Ok(())
}

fn newest(folder: &Path) -> Outcome<PathBuf> {
    let files = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let files = files.filter_map(|file| Some(file.ok()?.path()));
    let newest = files.max_by_key(|file| file.metadata().and_then(|data| data.modified()).ok());
    newest.ok_or_else(|| format!("{} is empty", folder.display()))
}

fn write_pages(inbox: &Inbox, out: &mut BufWriter<File>) -> io::Result<()> {
    let ChatwootPages { conversations, messages } = chatwoot_pages(inbox);
    conversations.iter().chain(&messages).try_for_each(|page| writeln!(out, "{page}"))
}

/// Everything as if it had been said in one chat.
fn write_one_chat(inbox: &Inbox, phone: Phone, out: &mut BufWriter<File>) -> io::Result<()> {
    let mut inbox = inbox.clone();
    inbox.conversations.iter_mut().for_each(|conversation| conversation.contact = 0);
    write_whatsapp(&inbox, 0, phone, "Inbox Shop", 1, out)
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
