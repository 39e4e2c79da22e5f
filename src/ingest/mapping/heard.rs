//! Which words stood in the columns that say who wrote and how things stand, and what each was taken for, so that a
//! person can correct it.

use super::Role;
use crate::store::order::sorted;
use serde::Serialize;

/// Columns with more different values, or longer ones, hold no words but names, or what was written: of these nothing
/// is told.
const MOST: usize = 12;
const LONGEST: usize = 40;

/// A word, in small letters.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HeardWord {
    pub role: Role,
    pub word: String,
    pub count: u64,
    /// Nothing if nobody knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub means: Option<&'static str>,
}

#[derive(Default)]
pub struct Heard {
    words: Vec<HeardWord>,
    /// The roles whose columns hold no words.
    wordless: Vec<Role>,
}

impl Heard {
    pub fn hear(&mut self, role: Role, word: &str, means: Option<&'static str>) {
        if !matches!(role, Role::Sender | Role::Direction | Role::Status) || self.wordless.contains(&role) {
            return;
        }
        if let Some(known) = self.words.iter_mut().find(|known| known.role == role && known.word == word) {
            known.count += 1;
        } else if word.len() > LONGEST || self.words.iter().filter(|known| known.role == role).count() == MOST {
            self.words.retain(|known| known.role != role);
            self.wordless.push(role);
        } else {
            self.words.push(HeardWord { role, word: word.to_owned(), count: 1, means });
        }
    }

    /// By role, those that nobody knows first, and of these the most frequent.
    pub fn words(&self) -> Vec<HeardWord> {
        sorted(self.words.clone(), &|a, b| {
            let is_known = |word: &HeardWord| word.means.is_some();
            let order = a.role.cmp(&b.role).then(is_known(a).cmp(&is_known(b))).then(b.count.cmp(&a.count));
            order.then_with(|| a.word.cmp(&b.word))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_names_or_texts_are_not_told() {
        let words = |words: &[&str]| {
            let mut heard = Heard::default();
            heard.hear(Role::Status, "new", Some("open"));
            words.iter().for_each(|word| heard.hear(Role::Sender, word, None));
            heard.hear(Role::Type, "voice", Some("audio"));
            heard.words().iter().filter(|word| word.role != Role::Status).count()
        };
        let names: Vec<String> = (0..13).map(|number| format!("name {number}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        assert_eq!([words(&names[..12]), words(&names), words(&["a", &"long ".repeat(9), "a"])], [12, 0, 0]);
    }
}
