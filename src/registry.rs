//! Lists that can be read, and closed sets of words: find by id, spell all ids as a TypeScript union.

use crate::error::{Code, Error, Place};

/// Something that stands in one of the lists (`METRICS`, `SOURCES`, `CHARTS`, `DASHBOARDS`, `LANGUAGES`).
pub trait Entry {
    /// Kebab-case; the same word in snake_case names the file. Part of the public API.
    fn id(&self) -> &'static str;
}

/// The entry of that id, or an error of code `unknown-id` that names the ids there are.
pub fn find<T: Entry>(list: &'static [T], what: &str, id: &str) -> Result<&'static T, Error> {
    list.iter().find(|entry| entry.id() == id).ok_or_else(|| {
        let known: Vec<_> = list.iter().map(Entry::id).collect();
        let message = format!("there is no {what} of this id; there are: {}", known.join(", "));
        Error::new(Code::UnknownId, Place::default(), message)
    })
}

/// The ids as a TypeScript union: `'a' | 'b'`.
pub fn typescript_union<T: Entry>(list: &[T]) -> String {
    let quoted: Vec<_> = list.iter().map(|entry| format!("'{}'", entry.id())).collect();
    quoted.join(" | ")
}

/// A closed set of words: its values in order, and the id of each.
pub trait Word: Copy + PartialEq + 'static {
    const ALL: &'static [Self];
    /// Of each of them.
    const IDS: &'static [&'static str];

    fn id(self) -> &'static str;

    fn from_id(id: &str) -> Option<Self> {
        place_of(id, Self::IDS).map(|place| Self::ALL[place])
    }
}

/// Where an id stands among those of a set of words; the same code for all of them.
#[inline(never)]
pub fn place_of(id: &str, ids: &[&str]) -> Option<usize> {
    ids.iter().position(|known| *known == id)
}

/// Declares a closed set of words: an enum whose values have ids, and are spelled as them in JSON.
#[macro_export]
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $id:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl $crate::registry::Word for $name {
            const ALL: &'static [Self] = &[$(Self::$variant),*];
            const IDS: &'static [&'static str] = &[$($id),*];

            fn id(self) -> &'static str {
                Self::IDS[self as usize]
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str($crate::registry::Word::id(*self))
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fruit(&'static str);

    impl Entry for Fruit {
        fn id(&self) -> &'static str {
            self.0
        }
    }

    static FRUITS: [Fruit; 2] = [Fruit("apple"), Fruit("passion-fruit")];

    #[test]
    fn an_entry_is_found_by_its_id() {
        assert_eq!(find(&FRUITS, "fruit", "apple").unwrap().id(), "apple");
        let error = find(&FRUITS, "fruit", "brick").err().unwrap();
        assert_eq!((error.code, error.message.contains("apple, passion-fruit")), (Code::UnknownId, true));
    }

    #[test]
    fn ids_are_spelled_for_typescript() {
        assert_eq!(typescript_union(&FRUITS), "'apple' | 'passion-fruit'");
    }
}
