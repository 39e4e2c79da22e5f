//! What the beginning of an input looks like, for finding out which source it comes from.

use super::scan::json::{Cursor, Read, Stop};
use super::scan::walk::{Next, Trail, Visitor, Walk};

/// How much of an input is looked at.
pub const HEAD: usize = 64 << 10;

/// The beginning of an input and, where that is JSON, the keys that occur in it.
pub struct Head<'a> {
    pub text: &'a str,
    /// The file's name, where the input is one.
    pub name: &'a str,
    /// Each key with the way to it, as in `data.payload[].id`. Elements of an array are all written alike.
    keys: Vec<String>,
    /// Where the text stops to be JSON, if it starts as if it were.
    pub json_error: Option<Stop>,
}

impl<'a> Head<'a> {
    pub fn new(text: &'a str, name: &'a str, is_whole: bool) -> Self {
        let text = text.trim_start_matches('\u{feff}');
        let mut head = Self { text, name, keys: Vec::new(), json_error: None };
        if text.trim_start().starts_with(['{', '[']) {
            let mut keys = Keys::default();
            let mut walk = Walk::new(keys.root(), 0);
            head.json_error = walk.read(&mut keys, text.as_bytes(), is_whole).err();
            head.keys = keys.found;
        }
        head
    }

    pub fn is_json(&self) -> bool {
        !self.keys.is_empty()
    }

    /// Whether all these keys occur, on whichever level, beside each other: `beside(&["id", "inbox_id"])`.
    pub fn beside(&self, keys: &[&str]) -> bool {
        self.keys.iter().any(|path| {
            let (way, last) = path.rsplit_once('.').unwrap_or(("", path));
            last == keys[0] && keys[1..].iter().all(|key| self.has_at(way, key))
        })
    }

    fn has_at(&self, way: &str, key: &str) -> bool {
        self.keys.iter().any(|path| path.rsplit_once('.').unwrap_or(("", path)) == (way, key))
    }

    pub fn has(&self, path: &str) -> bool {
        self.keys.iter().any(|known| known == path)
    }

    /// The ways to arrays of objects, as in `data.payload[]`, those first that stand in the fewest others.
    pub fn arrays(&self) -> Vec<String> {
        let mut arrays = Vec::new();
        for key in &self.keys {
            for (at, _) in key.match_indices("[]") {
                let way = &key[..at + 2];
                if !arrays.iter().any(|known| known == way) {
                    arrays.push(way.to_owned());
                }
            }
        }
        arrays.sort_by_key(|way| way.matches("[]").count());
        arrays
    }

    /// The ways within an object to what is no object, and no array of objects but one of tags.
    pub fn fields_of(&self, way: &str) -> Vec<String> {
        let is_below = |key: &&String| key.starts_with(way) && (way.is_empty() || key[way.len()..].starts_with('.'));
        let fields = self.keys.iter().filter(is_below).map(|key| key[way.len()..].trim_start_matches('.'));
        let fields = fields.filter(|field| !field.contains("[]"));
        let leads_to = |field: &str, sign: &str| {
            let start = [way, if way.is_empty() { "" } else { "." }, field, sign].concat();
            self.keys.iter().any(|key| key.starts_with(&start))
        };
        let is_of_tags = |field: &str| matches!(field.rsplit('.').next(), Some("tags" | "labels"));
        let is_field = |field: &&str| !leads_to(field, ".") && (!leads_to(field, "[") || is_of_tags(field));
        fields.filter(is_field).map(str::to_owned).collect()
    }
}

/// Enters everything down to a few levels and writes down the keys.
#[derive(Default)]
struct Keys {
    found: Vec<String>,
    /// The ways to the containers that have been entered, by number.
    ways: Vec<String>,
}

const DEEPEST: usize = 5;

impl Keys {
    fn enter(&mut self, way: String) -> Next<usize> {
        if way.matches(['.', '[']).count() >= DEEPEST {
            return Next::Skip;
        }
        let number = self.ways.iter().position(|known| *known == way).unwrap_or_else(|| {
            self.ways.push(way);
            self.ways.len() - 1
        });
        Next::Either(number)
    }
}

impl Visitor for Keys {
    type Spot = usize;

    fn root(&mut self) -> Next<usize> {
        self.enter(String::new())
    }

    fn member(&mut self, of: usize, key: &str) -> Next<usize> {
        let way = &self.ways[of];
        let path = if way.is_empty() { key.to_owned() } else { format!("{way}.{key}") };
        if !self.found.contains(&path) {
            self.found.push(path.clone());
        }
        self.enter(path)
    }

    fn element(&mut self, of: usize) -> Next<usize> {
        let way = format!("{}[]", self.ways[of]);
        self.enter(way)
    }

    fn take(&mut self, _: usize, cursor: &mut Cursor<'_>, _: &Trail<'_, usize>) -> Read<()> {
        cursor.skip()
    }

    fn enter(&mut self, _: usize, _: &Trail<'_, usize>) {}
    fn leave(&mut self, _: usize, _: &Trail<'_, usize>) {}
    fn other(&mut self, _: usize, _: &Trail<'_, usize>) {}
    fn too_large(&mut self, _: usize, _: &Trail<'_, usize>) {}

    fn name(_: usize) -> &'static str {
        ""
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_in_a_head_that_is_cut_off() {
        let head = Head::new(
            r#"{"data":{"meta":{"all":1},"payload":[{"id":1,"meta":{"x":{"y":{"z":1}}}},{"inbox_id":"#,
            "",
            false,
        );
        assert!(head.is_json() && head.json_error.is_none());
        assert!(head.has("data.payload[].inbox_id") && head.has("data.meta.all"));
        assert!(head.beside(&["inbox_id", "id"]) && !head.beside(&["inbox_id", "all"]));
    }

    #[test]
    fn what_is_no_json_has_no_keys() {
        assert!(!Head::new("[18/03/22, 14:56:01] Sara: hi", "", false).is_json());
        let head = Head::new("{\"a\" 1}", "", true);
        assert!(!head.is_json() && head.json_error.is_some());
    }
}
