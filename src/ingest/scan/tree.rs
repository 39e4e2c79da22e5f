//! A whole JSON value as the places of its parts, which can then be looked at in any order.

use super::json::{Cursor, Read, Scalar, Text, str_of};
use super::known::Patterns;
use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;
use std::cell::Cell;

/// One value at a time. Of objects only the members are kept whose keys are wanted; the room is used again.
pub struct Tree {
    /// The keys that are wanted. The number 0 stands for that of the outermost value, which has none.
    numbers: HashMap<&'static str, u16, FxBuildHasher>,
    /// For each of them the keys of the objects that stand there, and in arrays there: the numbers of those that are wanted.
    members: Vec<Patterns<Option<u16>>>,
    /// What is in an object or in an array stands together; the outermost value stands last.
    nodes: Vec<Node>,
    /// What belongs to objects and arrays of which the end has not been read.
    open: Vec<Node>,
    ways: Ways,
}

#[derive(Clone, Copy)]
struct Node {
    /// Of an object, which keys it has.
    keys: Keys,
    /// Its first byte in the text, and the one behind it.
    at: u32,
    behind: u32,
    /// The first node in it, and the one behind these.
    first: u32,
    end: u32,
    /// Its own key, or that of the array that it is an element of.
    key: u16,
    kind: Kind,
}

/// Keys by their numbers, a bit each.
#[derive(Clone, Copy, Default)]
struct Keys([u64; 2]);

impl Keys {
    const MOST: usize = 128;

    #[inline(always)]
    fn has(self, key: u16) -> bool {
        self.0[usize::from(key >> 6 & 1)] >> (key & 63) & 1 == 1
    }

    #[inline(always)]
    fn add(&mut self, key: u16) {
        self.0[usize::from(key >> 6 & 1)] |= 1 << (key & 63);
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Object,
    Array,
    /// A text with escapes in it.
    Escaped,
    /// Another text, a number or a word.
    Plain,
}

impl Tree {
    pub fn new(wanted: impl IntoIterator<Item = &'static str>) -> Self {
        let mut numbers = HashMap::default();
        for name in wanted {
            let next = numbers.len() as u16 + 1;
            numbers.entry(name).or_insert(next);
        }
        assert!(numbers.len() < Keys::MOST, "of each of these keys an object has it or not in one bit");
        let members = (0..=numbers.len()).map(|_| Patterns::default()).collect();
        Self { numbers, members, nodes: Vec::new(), open: Vec::new(), ways: Ways::default() }
    }

    /// Takes the value at the cursor in the place of the one before.
    pub fn read<'t, 'c: 't>(&'t mut self, cursor: &mut Cursor<'c>) -> Read<Value<'t>> {
        self.nodes.clear();
        self.open.clear();
        self.take(0, cursor)?;
        self.nodes.append(&mut self.open);
        Ok(Value { tree: self, text: cursor.text_before(), node: self.nodes.last() })
    }

    fn take(&mut self, key: u16, cursor: &mut Cursor<'_>) -> Read<()> {
        let mut kind = match cursor.peek()? {
            b'{' => Kind::Object,
            b'[' => Kind::Array,
            _ => Kind::Plain,
        };
        let (at, outer) = (cursor.at() as u32, self.open.len());
        let mut keys = Keys::default();
        match kind {
            Kind::Object => {
                let mut place = 0;
                cursor.each(b'{', b'}', |cursor| {
                    let Self { numbers, members, .. } = self;
                    let members = &mut members[usize::from(key)];
                    let Some(key) = cursor.known_key(members, &mut place, |name| numbers.get(name).copied())? else {
                        return cursor.skip();
                    };
                    if keys.has(key) {
                        self.forget(key, outer);
                    }
                    keys.add(key);
                    self.take(key, cursor)
                })?;
            }
            Kind::Array => {
                cursor.array(|cursor| self.take(key, cursor))?;
            }
            Kind::Plain | Kind::Escaped => match cursor.text()? {
                Some(text) if text.is_escaped() => kind = Kind::Escaped,
                Some(_) => {}
                None => cursor.skip()?,
            },
        }
        let first = self.nodes.len() as u32;
        if self.open.len() > outer {
            self.nodes.extend_from_slice(&self.open[outer..]);
            self.open.truncate(outer);
        }
        let (behind, end) = (cursor.at() as u32, self.nodes.len() as u32);
        self.open.push(Node { keys, at, behind, first, end, key, kind });
        Ok(())
    }

    /// Of members with one key the last counts.
    #[cold]
    fn forget(&mut self, key: u16, outer: usize) {
        if let Some(place) = self.open[outer..].iter().position(|node| node.key == key) {
            self.open.remove(outer + place);
        }
    }

    /// What is known of a way, which is read where it has not come before.
    #[inline]
    fn way(&self, way: &'static str) -> Way {
        let at = way.as_ptr() as usize;
        let place = &self.ways.0[(at ^ at >> 7 ^ way.len() << 4) % Ways::MOST];
        let seen = place.get();
        if (seen.at, seen.length) == (at, way.len() as u32) {
            return seen;
        }
        let read = self.read_way(way);
        place.set(read);
        read
    }

    fn read_way(&self, way: &'static str) -> Way {
        let dot = way.find('.').unwrap_or(way.len());
        let first = self.numbers.get(&way[..dot]).copied();
        debug_assert!(first.is_some(), "`{way}` is looked for and its first key is not among those that are kept");
        Way { at: way.as_ptr() as usize, length: way.len() as u32, dot: dot as u32, first: first.unwrap_or(0) }
    }
}

/// The ways of keys that have been looked up, so that they need not be read again: each stands in the program, at a place of
/// its own. Without it, a quarter of the time that a page of Chatwoot's takes goes there.
struct Ways(Vec<Cell<Way>>);

#[derive(Clone, Copy, Default)]
struct Way {
    /// Where it stands, and how long it is.
    at: usize,
    length: u32,
    /// Where its first dot is; its end, if it has none.
    dot: u32,
    /// The number of its first key.
    first: u16,
}

impl Ways {
    const MOST: usize = 1024;
}

impl Default for Ways {
    fn default() -> Self {
        Self(vec![Cell::default(); Self::MOST])
    }
}

/// A value within a tree, or one that is not there.
#[derive(Clone, Copy)]
pub struct Value<'t> {
    tree: &'t Tree,
    text: &'t [u8],
    node: Option<&'t Node>,
}

impl<'t> Value<'t> {
    fn kind(self) -> Option<Kind> {
        self.node.map(|node| node.kind)
    }

    pub fn is_object(self) -> bool {
        self.kind() == Some(Kind::Object)
    }

    pub fn is_array(self) -> bool {
        self.kind() == Some(Kind::Array)
    }

    pub fn is_there(self) -> bool {
        self.node.is_some()
    }

    /// Its first byte in the text.
    pub fn at(self) -> Option<usize> {
        self.node.map(|node| node.at as usize)
    }

    /// What stands at the end of a way of keys, as in `meta.sender.id`. Of members with one key, the last.
    pub fn get(self, way: &'static str) -> Self {
        let Way { dot, first, .. } = self.tree.way(way);
        let node = self.node.filter(|node| node.keys.has(first));
        let node = node.and_then(|_| self.inner().iter().find(|node| node.key == first));
        let inner = Self { node, ..self };
        match dot as usize {
            dot if node.is_some() && dot < way.len() => inner.get(&way[dot + 1..]),
            _ => inner,
        }
    }

    /// Whether it is a text that is not empty.
    pub fn is_text(self) -> bool {
        self.at().is_some_and(|at| self.text[at] == b'"' && self.text[at + 1] != b'"')
    }

    /// The elements of an array; none of anything else.
    pub fn elements(self) -> impl Iterator<Item = Self> + 't {
        let elements = if self.is_array() { self.inner() } else { &[] };
        elements.iter().map(move |node| Self { node: Some(node), ..self })
    }

    /// The nodes directly in this one.
    fn inner(self) -> &'t [Node] {
        self.node.map_or(&[], |node| &self.tree.nodes[node.first as usize..node.end as usize])
    }

    /// What it says; `null` where it is not there.
    pub fn scalar(self) -> Scalar<'t> {
        let Some(&Node { kind, at, behind, .. }) = self.node else { return Scalar::Null };
        let text = &self.text[at as usize..behind as usize];
        match text[0] {
            _ if matches!(kind, Kind::Object | Kind::Array) => Scalar::Nested,
            b'"' => Scalar::Text(Text::read_before(&text[1..text.len() - 1], kind == Kind::Escaped)),
            b'n' => Scalar::Null,
            b't' => Scalar::Bool(true),
            b'f' => Scalar::Bool(false),
            _ => Scalar::Number(str_of(text)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is there, as serde_json has it, of the keys that are wanted.
    fn rebuilt(value: Value<'_>) -> serde_json::Value {
        if value.is_array() {
            return value.elements().map(rebuilt).collect();
        }
        if value.is_object() {
            let keys = value.tree.numbers.keys().copied().filter(|key| value.get(key).is_there());
            return keys.map(|key| (key.to_owned(), rebuilt(value.get(key)))).collect();
        }
        let at = value.at().unwrap();
        let mut cursor = Cursor::new(value.text, at, true);
        cursor.skip().unwrap();
        serde_json::from_slice(&value.text[at..cursor.at()]).unwrap()
    }

    #[test]
    fn whatever_is_wanted_is_kept_as_it_was() {
        for text in [
            r#"{"a":1,"b":[{"a":2},{"c":3},[],{}],"c":{"a":"x\n","b":null,"a":true}}"#,
            r#"[[1,[2]],"a",{"a":{"a":{"a":[]}}}]"#,
            r#" {"\u0061" : -1.5e3 , "b" : "" } "#,
            "7",
            "{}",
        ] {
            let mut tree = Tree::new(["a", "b", "c"]);
            let read = rebuilt(tree.read(&mut Cursor::new(text, 0, true)).unwrap());
            assert_eq!(read, serde_json::from_str::<serde_json::Value>(text).unwrap(), "{text}");
        }
    }

    #[test]
    fn what_is_not_wanted_or_not_there_is_nothing() {
        let text = r#"[0,{"a":{"x":[1]},"x":{"a":2}}]"#;
        let mut tree = Tree::new(["a", "b"]);
        let mut cursor = Cursor::new(text, 3, true);
        let value = tree.read(&mut cursor).unwrap();
        assert_eq!((cursor.at(), value.at()), (text.len() - 1, Some(3)));
        assert_eq!((value.get("a.b.a").scalar(), value.get("b").is_there()), (Scalar::Null, false));
        assert_eq!(value.get("a").elements().count() + value.get("a.b").elements().count(), 0);
        assert!(tree.read(&mut Cursor::new(r#"{"a":[1"#, 0, false)).is_err());
        assert!(tree.read(&mut Cursor::new(r#"{"x":[1,]}"#, 0, true)).is_err());
    }
}
