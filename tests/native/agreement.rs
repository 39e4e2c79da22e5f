//! Our JSON reader beside serde_json: one text read in every way that there is, whole and in pieces. Any difference
//! is a panic. Used by tests, natively and in the module, and by the fuzzer.
//!
//! serde_json takes texts of any depth as long as no values are made of them, and texts with half a surrogate pair;
//! so the two agree on everything, but that we end at [`MAX_DEPTH`].

use inboxlens::error::{Code, Error};
use inboxlens::ingest::scan::json::{Cursor, MAX_DEPTH, Read, Scalar, Stop};
use inboxlens::ingest::scan::walk::{Next, Trail, Visitor, Walk};
use inboxlens::ingest::{Intake, Options};
use inboxlens::store::Dataset;
use inboxlens::time::Zone;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor as SerdeVisitor};
use serde_json::value::RawValue;

/// The white space of JSON.
const BLANKS: [char; 4] = [' ', '\t', '\n', '\r'];

/// What was read, or the place and the kind of what is wrong.
pub type Verdict<T> = Result<T, (usize, Code)>;

/// JSON, with numbers as they are written and members in the order in which they stand.
#[derive(Clone, Debug, PartialEq)]
pub enum Tree {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    Array(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

/// Reads `text` in every way, whole and in pieces that end at `cuts`, which rise, and compares all of that with each
/// other and with serde_json.
pub fn agree(text: &str, cuts: &[usize]) -> Verdict<Tree> {
    let cuts: Vec<usize> = cuts.iter().map(|&cut| boundary(text, cut)).collect();
    let verdict = whole(text, tree_of_cursor);
    match &verdict {
        Ok(tree) => assert_eq!(*tree, tree_of_serde(text), "values of {text:?}"),
        Err((at, code)) => assert_stops_rightly(text, *at, *code),
    }
    let skipped = verdict.as_ref().map(drop).map_err(|stop| *stop);
    assert_eq!(whole(text, |cursor| cursor.skip()), skipped, "{text:?} skipped");
    assert_eq!(in_pieces(text, &cuts, |cursor| cursor.skip()), skipped, "{text:?} skipped in pieces {cuts:?}");
    assert_eq!(in_pieces(text, &cuts, tree_of_cursor), verdict, "{text:?} in pieces {cuts:?}");
    for plan in 0..6 {
        let walked = walk(text, &[], plan);
        let what = || walked.notes.iter().map(|note| &note.what);
        assert_eq!(walked.verdict, skipped, "{text:?} walked by plan {plan}");
        if let Ok(tree) = &verdict {
            assert!(what().eq(&expected_notes(tree, plan)), "{text:?} walked by plan {plan}: {:?}", walked.notes);
        }
        assert_eq!(walk(text, &cuts, plan), walked, "{text:?} walked by plan {plan} in pieces {cuts:?}");
    }
    verdict
}

/// The last place up to `at` where no character is cut in two.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

fn is_json(text: &str) -> Result<(), serde_json::Error> {
    serde_json::from_str::<IgnoredAny>(text).map(drop)
}

/// The place has to be the first at which something stands that cannot stand there: what is before it may go on and
/// become JSON; with the letters that follow it, up to where a word or a number ends, it may not.
fn assert_stops_rightly(text: &str, at: usize, code: Code) {
    assert!(may_go_on(&text[..at]), "{text:?} is wrong before {at}");
    match code {
        Code::TruncatedInput => assert!(at == text.len(), "{text:?} is not over at {at}"),
        Code::NestedTooDeep => assert_eq!(depth_of(&text[..at]), MAX_DEPTH, "{text:?} is not too deep at {at}"),
        _ => {
            let wrong = &text[..at + length_of_word(&text[at..])];
            // The quotes are for serde_json, which looks for four digits before it looks at them.
            assert!(!may_go_on(&format!("{wrong}\"\"\"\"")), "{text:?} is not wrong at {at}");
        }
    }
}

/// Whether something may follow that makes it JSON.
fn may_go_on(text: &str) -> bool {
    let is_beginning = |text: &str| is_json(text).map_or_else(|error| error.is_eof(), |()| true);
    is_beginning(text) || is_beginning(&format!("{text}0"))
}

fn length_of_word(text: &str) -> usize {
    let is_of_word = |letter: char| letter.is_ascii_alphanumeric() || ['+', '-', '.'].contains(&letter);
    let word = match text.strip_prefix('\\') {
        Some(_) => boundary(text, 5),
        None => text.find(|letter| !is_of_word(letter)).unwrap_or(text.len()),
    };
    word + text[word..].chars().next().map_or(0, char::len_utf8)
}

/// How many arrays and objects are open at the end of a beginning of JSON.
fn depth_of(text: &str) -> usize {
    let (mut depth, mut is_in_string, mut is_escaped) = (0, false, false);
    for byte in text.bytes() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => is_in_string = !is_in_string,
            b'[' | b'{' if !is_in_string => depth += 1,
            b']' | b'}' if !is_in_string => depth -= 1,
            _ => {}
        }
    }
    depth
}

/// One value and white space.
fn all<T>(text: &str, is_last: bool, read: impl Fn(&mut Cursor<'_>) -> Read<T>) -> Read<T> {
    let mut cursor = Cursor::new(text, 0, is_last);
    let value = read(&mut cursor)?;
    cursor.skip_space();
    if cursor.at() < text.len() { Err(Stop::bad(cursor.at(), Code::BadJson)) } else { Ok(value) }
}

fn whole<T>(text: &str, read: impl Fn(&mut Cursor<'_>) -> Read<T>) -> Verdict<T> {
    all(text, true, read).map_err(|stop| stop.fault().unwrap_or_else(|| panic!("{text:?}: there is no more")))
}

/// As someone does it who has ever more of the text.
fn in_pieces<T>(text: &str, cuts: &[usize], read: impl Fn(&mut Cursor<'_>) -> Read<T>) -> Verdict<T> {
    for &cut in cuts {
        if let Some(fault) = all(&text[..cut], false, &read).err().and_then(Stop::fault) {
            return Err(fault);
        }
    }
    whole(text, read)
}

fn tree_of_cursor(cursor: &mut Cursor<'_>) -> Read<Tree> {
    match cursor.peek()? {
        b'[' => {
            let mut elements = Vec::new();
            cursor.array(|element| {
                elements.push(tree_of_cursor(element)?);
                Ok(())
            })?;
            Ok(Tree::Array(elements))
        }
        b'{' => {
            let mut members = Vec::new();
            cursor.object(|key, value| {
                members.push((key.to_owned(), tree_of_cursor(value)?));
                Ok(())
            })?;
            Ok(Tree::Object(members))
        }
        _ => Ok(match cursor.scalar()? {
            Scalar::Null => Tree::Null,
            Scalar::Bool(value) => Tree::Bool(value),
            Scalar::Number(written) => Tree::Number(written.to_owned()),
            Scalar::Text(text) => Tree::Text(text.get().into_owned()),
            Scalar::Nested => unreachable!("neither an array nor an object stands here"),
        }),
    }
}

/// Of text that is JSON.
fn tree_of_serde(text: &str) -> Tree {
    let raw: &RawValue = serde_json::from_str(text).unwrap_or_else(|error| panic!("{text:?}: {error}"));
    let text = raw.get();
    let value = match text.as_bytes()[0] {
        b'n' => Ok(Tree::Null),
        b't' => Ok(Tree::Bool(true)),
        b'f' => Ok(Tree::Bool(false)),
        b'"' => serde_json::from_str(text).map(|Loose(text)| Tree::Text(text)),
        b'[' => serde_json::from_str::<Vec<&RawValue>>(text)
            .map(|elements| Tree::Array(elements.into_iter().map(|raw| tree_of_serde(raw.get())).collect())),
        b'{' => serde_json::from_str(text).map(|RawMembers(members)| {
            Tree::Object(members.into_iter().map(|(Loose(key), raw)| (key, tree_of_serde(raw.get()))).collect())
        }),
        _ => Ok(Tree::Number(text.to_owned())),
    };
    value.unwrap_or_else(|error| panic!("{text:?}: {error}"))
}

/// A string with U+FFFD for half a surrogate pair, which serde_json puts into bytes, but not into strings.
struct Loose(String);

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes;

        impl SerdeVisitor<'_> for Bytes {
            type Value = Loose;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a string")
            }

            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Loose, E> {
                let mut text = String::new();
                for chunk in bytes.utf8_chunks() {
                    text.push_str(chunk.valid());
                    // The three bytes of a half are three invalid chunks, and its first is ED.
                    if chunk.invalid() == [0xED] {
                        text.push(char::REPLACEMENT_CHARACTER);
                    }
                }
                Ok(Loose(text))
            }
        }

        deserializer.deserialize_bytes(Bytes)
    }
}

/// The members of an object, each as often as it stands there.
struct RawMembers<'a>(Vec<(Loose, &'a RawValue)>);

impl<'de> Deserialize<'de> for RawMembers<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> SerdeVisitor<'de> for Members {
            type Value = RawMembers<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(RawMembers(members))
            }
        }

        deserializer.deserialize_map(Members)
    }
}

/// What a visitor was told.
#[derive(Clone, Debug, PartialEq)]
enum What {
    Key(String),
    Entered,
    Left,
    Took(Tree),
    /// Something else stood where it wanted to enter.
    Other,
}

#[derive(Debug, PartialEq)]
struct Note {
    what: What,
    /// Keys have no trail.
    path: String,
    offset: Option<u64>,
}

#[derive(Debug, PartialEq)]
struct Walked {
    verdict: Verdict<()>,
    notes: Vec<Note>,
}

/// What to do with one value after the other: plan 0 enters all of them, 1 takes, 2 skips, and others do all of it in
/// an order of their own.
struct Plan {
    number: u64,
    asked: u64,
}

impl Plan {
    fn new(number: u64) -> Self {
        Self { number, asked: 0 }
    }

    fn next(&mut self) -> Next<u64> {
        self.asked += 1;
        let spot = self.asked;
        let choice = match self.number {
            plan @ 0..=2 => plan,
            // The root is entered by most.
            plan => ((self.asked - 1) ^ (plan << 32)).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32,
        };
        match choice % 7 {
            0 | 3 => Next::Either(spot),
            1 => Next::Take(spot),
            2 => Next::Skip,
            4 => Next::Object(spot),
            5 => Next::Array(spot),
            _ => Next::Take(spot),
        }
    }
}

struct Diary {
    plan: Plan,
    notes: Vec<Note>,
}

impl Diary {
    fn note(&mut self, what: What, trail: &Trail<'_, u64>) {
        self.notes.push(Note { what, path: trail.path(), offset: Some(trail.offset) });
    }
}

impl Visitor for Diary {
    type Spot = u64;

    fn root(&mut self) -> Next<u64> {
        self.plan.next()
    }

    fn member(&mut self, _: u64, key: &str) -> Next<u64> {
        self.notes.push(Note { what: What::Key(key.to_owned()), path: String::new(), offset: None });
        self.plan.next()
    }

    fn element(&mut self, _: u64) -> Next<u64> {
        self.plan.next()
    }

    fn take(&mut self, _: u64, cursor: &mut Cursor<'_>, trail: &Trail<'_, u64>) -> Read<()> {
        let tree = tree_of_cursor(cursor)?;
        self.note(What::Took(tree), trail);
        Ok(())
    }

    fn enter(&mut self, _: u64, trail: &Trail<'_, u64>) {
        self.note(What::Entered, trail);
    }

    fn leave(&mut self, _: u64, trail: &Trail<'_, u64>) {
        self.note(What::Left, trail);
    }

    fn other(&mut self, _: u64, trail: &Trail<'_, u64>) {
        self.note(What::Other, trail);
    }

    fn too_large(&mut self, _: u64, trail: &Trail<'_, u64>) {
        panic!("too large at {}", trail.path());
    }

    fn name(_: u64) -> &'static str {
        "x"
    }
}

fn walk(text: &str, cuts: &[usize], plan: u64) -> Walked {
    let mut diary = Diary { plan: Plan::new(plan), notes: Vec::new() };
    let mut walk = Walk::new(diary.root(), 0);
    let mut done = 0;
    let mut verdict = Ok(());
    for (number, &end) in cuts.iter().chain(&[text.len()]).enumerate() {
        let is_last = number == cuts.len();
        match walk.read(&mut diary, &text.as_bytes()[done..end], is_last) {
            Ok(read) => done += read,
            Err(stop) => {
                let (at, code) = stop.fault().expect("a walk waits by itself");
                verdict = Err((done + at, code));
            }
        }
        if verdict.is_err() || walk.is_done() {
            break;
        }
    }
    let rest = text[done..].trim_start_matches(BLANKS);
    if verdict.is_ok() && !rest.is_empty() {
        assert!(walk.is_done(), "{text:?}: the walk has ended at {done}");
        verdict = Err((text.len() - rest.len(), Code::BadJson));
    }
    Walked { verdict, notes: diary.notes }
}

fn expected_notes(tree: &Tree, plan: u64) -> Vec<What> {
    let mut plan = Plan::new(plan);
    let mut notes = Vec::new();
    let next = plan.next();
    visit(tree, next, &mut plan, &mut notes);
    notes
}

fn visit(tree: &Tree, next: Next<u64>, plan: &mut Plan, notes: &mut Vec<What>) {
    match (next, tree) {
        (Next::Skip, _) => {}
        (Next::Take(_), tree) => notes.push(What::Took(tree.clone())),
        (Next::Either(_) | Next::Array(_), Tree::Array(elements)) => {
            notes.push(What::Entered);
            for element in elements {
                let next = plan.next();
                visit(element, next, plan, notes);
            }
            notes.push(What::Left);
        }
        (Next::Either(_) | Next::Object(_), Tree::Object(members)) => {
            notes.push(What::Entered);
            for (key, value) in members {
                notes.push(What::Key(key.clone()));
                let next = plan.next();
                visit(value, next, plan, notes);
            }
            notes.push(What::Left);
        }
        (_, Tree::Null) => {}
        _ => notes.push(What::Other),
    }
}

/// How much has to be there before an input is recognised. So many blanks stand before bytes that are to be read as
/// they come.
const HEAD: usize = inboxlens::ingest::fingerprint::HEAD;

/// Reads bytes as canonical JSON, in pieces that end at `cuts`, behind blanks: all that is known afterwards, or the
/// error, at its place in `bytes`.
pub fn take_in(bytes: &[u8], cuts: &[usize]) -> Result<String, Error> {
    let behind_blanks = [&[b' '; HEAD][..], bytes].concat();
    let cuts: Vec<usize> = cuts.iter().map(|cut| HEAD + cut).collect();
    read(&behind_blanks, &cuts, Some("canonical")).map_err(|mut error| {
        error.place.offset = error.place.offset.map(|offset| offset - HEAD as u64);
        error
    })
}

/// As [`take_in`], without blanks, and the format has to be recognised. Short bytes are not read before all are there.
fn recognise(bytes: &[u8], cuts: &[usize]) -> Result<String, Error> {
    read(bytes, cuts, None)
}

fn read(bytes: &[u8], cuts: &[usize], format: Option<&str>) -> Result<String, Error> {
    let format = format.map(str::to_owned);
    let options = Options { format, ..Options::new(Zone::utc(), 1_800_000_000_000) };
    let mut intake = Intake::new(options);
    intake.begin("");
    let mut from = 0;
    for &cut in cuts.iter().chain(&[bytes.len()]) {
        intake.push(&bytes[from..cut])?;
        from = cut;
    }
    let recognised = intake.end()?;
    let batch = intake.finish();
    let warnings = batch.warnings.clone();
    let mut dataset = Dataset::default();
    dataset.add(batch);
    Ok(format!("{recognised:?} {:?} {warnings:?}", *dataset))
}

/// Reads bytes whole and in pieces that end at `cuts`, which rise; all that is known afterwards has to be the same.
pub fn assert_same_in_pieces(bytes: &[u8], cuts: &[usize]) {
    let whole = take_in(bytes, &[]);
    let end = whole.as_ref().map(drop).map_err(|error| (error.place.offset, error.code));
    let expected = expected_end(bytes).map_err(|(at, code)| (Some(at as u64), code));
    assert_eq!(end, expected, "{}", bytes.escape_ascii());
    assert_eq!(take_in(bytes, cuts), whole, "{} in pieces {cuts:?}", bytes.escape_ascii());
    assert_eq!(recognise(bytes, cuts), recognise(bytes, &[]), "{} in pieces {cuts:?}", bytes.escape_ascii());
}

/// How the reading of canonical JSON has to end: an unknown shape is no error, a wrong line behind the first neither.
pub fn expected_end(bytes: &[u8]) -> Verdict<()> {
    let bad = std::str::from_utf8(bytes).err().map(|error| error.valid_up_to());
    let text = std::str::from_utf8(&bytes[..bad.unwrap_or(bytes.len())]).unwrap_or_default();
    let mut cursor = Cursor::new(text, 0, bad.is_none());
    let ended = match cursor.skip() {
        Ok(()) => after_first(text, cursor.at()),
        Err(stop) => stop.fault().map_or(Ok(()), Err),
    };
    match (ended, bad) {
        (Ok(()), Some(at)) => Err((at, Code::BadUtf8)),
        (ended, _) => ended,
    }
}

/// Behind the first text stands nothing, or further ones on lines of their own.
fn after_first(text: &str, at: usize) -> Verdict<()> {
    let rest = text[at..].trim_start_matches(BLANKS);
    let start = text.len() - rest.len();
    let is_further = rest.starts_with(['{', '[']) && text[at..start].contains('\n');
    if rest.is_empty() || is_further { Ok(()) } else { Err((start, Code::BadJson)) }
}
