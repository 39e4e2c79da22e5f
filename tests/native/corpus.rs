//! The cases of `tests/fixtures/json`: what is JSON, and what is not. How they are written stands there.

pub struct Case {
    pub name: &'static str,
    pub bytes: Vec<u8>,
    /// Where reading stops, if that is written.
    pub stops_at: Option<usize>,
    /// serde_json makes a value of it, if it is JSON.
    pub has_value: bool,
}

pub fn valid() -> Vec<Case> {
    cases(include_str!("../fixtures/json/valid.txt"))
}

pub fn invalid() -> Vec<Case> {
    cases(include_str!("../fixtures/json/invalid.txt"))
}

fn cases(file: &'static str) -> Vec<Case> {
    file.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(case).collect()
}

fn case(line: &'static str) -> Case {
    let (name, text) = line.split_once(": ").unwrap_or_else(|| panic!("{line}: no name"));
    let (before, after) = text.split_once('»').unwrap_or((text, ""));
    let mut bytes = spelled_out(before);
    let stops_at = text.contains('»').then_some(bytes.len());
    bytes.extend(spelled_out(after));
    let has_value = !name.starts_with("~ ");
    Case { name: name.trim_start_matches("~ "), bytes, stops_at, has_value }
}

/// The bytes that are meant by a text with `⟨…⟩` in it.
fn spelled_out(text: &str) -> Vec<u8> {
    let Some((before, rest)) = text.split_once('⟨') else { return text.as_bytes().to_vec() };
    let end = end_of_brackets(rest);
    let inside = &rest[..end];
    let mut bytes = before.as_bytes().to_vec();
    bytes.extend(match inside.split_once(" × ") {
        Some((times, what)) => spelled_out(what).repeat(times.parse().unwrap_or_else(|_| panic!("{text}: how often?"))),
        None => inside.split(' ').map(|byte| hexadecimal(byte, text)).collect(),
    });
    bytes.extend(spelled_out(&rest[end + '⟩'.len_utf8()..]));
    bytes
}

fn hexadecimal(byte: &str, text: &str) -> u8 {
    u8::from_str_radix(byte, 16).unwrap_or_else(|_| panic!("{text}: {byte} is no byte"))
}

/// The place of the `⟩` that ends what is open, with others within it.
fn end_of_brackets(text: &str) -> usize {
    let mut open = 1;
    for (at, letter) in text.char_indices() {
        open += i32::from(letter == '⟨') - i32::from(letter == '⟩');
        if open == 0 {
            return at;
        }
    }
    panic!("{text}: no end of ⟨");
}
