//! What a contact is known by outside of its source, so that two sources can mean the same person.
//!
//! Only a fingerprint is kept. Does not guess a country: a number without its country's prefix is another one.

use super::dict::hash_all;
use crate::registry::Word;
use crate::words;

words! {
    HandleKind {
        Phone = "phone",
        Email = "email",
        /// An id of another system's, such as a customer's number in a shop.
        External = "external",
        /// What an advertisement's click is called by.
        Click = "click",
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Handle {
    pub kind: HandleKind,
    pub fingerprint: u64,
}

impl Handle {
    /// Nothing where the text is no handle of this kind.
    pub fn read(kind: HandleKind, raw: &str) -> Option<Self> {
        let text = match kind {
            HandleKind::Phone => phone(raw.trim())?,
            HandleKind::Email => raw.trim().to_lowercase(),
            HandleKind::External | HandleKind::Click => raw.trim().to_owned(),
        };
        let is_one = !text.is_empty() && (kind != HandleKind::Email || text.contains('@'));
        is_one.then(|| Self { kind, fingerprint: hash_all(&[kind.id(), &text]) })
    }
}

/// The digits of a number, its country's first.
fn phone(raw: &str) -> Option<String> {
    let number = PREFIXES.iter().find_map(|prefix| raw.strip_prefix(prefix)).unwrap_or(raw);
    let number = SUFFIXES.iter().find_map(|suffix| number.strip_suffix(suffix)).unwrap_or(number);
    // Is dialled within the country only, as in +44 (0)20.
    let number = number.replace("(0)", "");
    let mut digits = String::with_capacity(number.len());
    for character in number.chars() {
        match digit(character) {
            Some(digit) => digits.push(digit),
            // Not a number alone: a word, an e-mail address, several numbers.
            None if character.is_alphanumeric() || matches!(character, '@' | ',' | ';' | '*' | '#') => return None,
            None => {}
        }
    }
    let digits = digits.strip_prefix("00").unwrap_or(&digits);
    let is_number = (FEWEST_DIGITS..=MOST_DIGITS).contains(&digits.len()) && digits.bytes().any(|digit| digit != b'0');
    is_number.then(|| digits.to_owned())
}

const PREFIXES: [&str; 3] = ["whatsapp:", "tel:", "sms:"];
const SUFFIXES: [&str; 2] = ["@c.us", "@s.whatsapp.net"];

/// Whole numbers have so many digits.
const FEWEST_DIGITS: usize = 7;
const MOST_DIGITS: usize = 15;

/// The digit that a character of any script is.
fn digit(character: char) -> Option<char> {
    let value = |zero: &u32| (character as u32).checked_sub(*zero).filter(|value| *value < 10);
    ZEROS.iter().find_map(value).and_then(|value| char::from_digit(value, 10))
}

/// Where the ten digits of each script in use begin.
const ZEROS: [u32; 20] = [
    0x30, 0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xE50, 0xED0, 0xF20,
    0x1040, 0x17E0, 0x1810, 0xFF10,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_the_same_however_it_is_written() {
        let spellings = [
            "39 333 1112223",
            "+39 333 1112223",
            "00393331112223",
            "0039 333-111.22.23",
            "393331112223",
            " whatsapp:+39 (333) 1112223 ",
            "393331112223@c.us",
            "393331112223@s.whatsapp.net",
            "tel:+39/333/1112223",
            "+٣٩ ٣٣٣ ١١١٢٢٢٣",
            "\u{202a}+۳۹ ۳۳۳ ۱۱۱۲۲۲۳\u{202c}",
            "+39 (0)333 1112223",
        ];
        for spelling in spellings {
            assert_eq!(phone(spelling.trim()).as_deref(), Some("393331112223"), "{spelling}");
        }
        assert_eq!(phone("+39 06 1234567").as_deref(), Some("39061234567"));
    }

    #[test]
    fn what_is_no_number_is_no_handle() {
        let texts = ["", "123456", "0000000", "+00 000 000", "unknown", "a@b.c", "12036302111@g.us", "1234567,7654321"];
        for text in texts {
            assert_eq!(phone(text), None, "{text}");
        }
        assert_eq!(phone("1234567890123456"), None);
    }

    #[test]
    fn kinds_are_kept_apart() {
        let [phone, external] = [HandleKind::Phone, HandleKind::External].map(|kind| Handle::read(kind, "1234567"));
        assert!(phone.is_some() && external.is_some() && phone != external);
        let email = |text| Handle::read(HandleKind::Email, text);
        assert_eq!(email(" Lina@Shop.example "), email("lina@shop.example"));
        assert_eq!((email("-"), Handle::read(HandleKind::Click, " ")), (None, None));
    }
}
