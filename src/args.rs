//! Reading the JSON of questions and options, with the path to whatever is wrong in it.

use crate::error::Error;
use crate::registry::Word;
use serde_json::{Map, Value};

/// Parses a JSON text that somebody asks with.
pub fn parse(text: &str) -> Result<Value, Error> {
    serde_json::from_str(text).map_err(|error| Error::query("", error.to_string()))
}

/// A value, and the way to it.
#[derive(Clone, Debug)]
pub struct Arg<'v> {
    value: &'v Value,
    path: String,
}

impl<'v> Arg<'v> {
    pub fn new(value: &'v Value) -> Self {
        Self { value, path: String::new() }
    }

    pub fn path(&self) -> &str {
        &self.path
    }

    fn inside(&self, value: &'v Value, key: &str) -> Self {
        let dot = if self.path.is_empty() { "" } else { "." };
        Self { value, path: format!("{}{dot}{key}", self.path) }
    }

    /// The error that something else is expected here.
    pub fn wrong(&self, expected: &str) -> Error {
        Error::query(&self.path, format!("{expected} is expected here"))
    }

    pub fn is_text(&self) -> bool {
        self.value.is_string()
    }

    pub fn is_flag(&self) -> bool {
        self.value.is_boolean()
    }

    pub fn text(&self) -> Result<&'v str, Error> {
        self.value.as_str().ok_or_else(|| self.wrong("a text"))
    }

    pub fn number(&self) -> Result<f64, Error> {
        self.value.as_f64().ok_or_else(|| self.wrong("a number"))
    }

    /// A number without a fraction, however it is written.
    pub fn integer(&self) -> Result<i64, Error> {
        let whole = self.value.as_f64().filter(|number| number.fract() == 0.0 && number.abs() < 9e15);
        whole.map(|number| number as i64).ok_or_else(|| self.wrong("a whole number"))
    }

    pub fn count(&self) -> Result<usize, Error> {
        usize::try_from(self.integer()?).map_err(|_| self.wrong("a number that is not negative"))
    }

    pub fn flag(&self) -> Result<bool, Error> {
        self.value.as_bool().ok_or_else(|| self.wrong("true or false"))
    }

    /// A number, or nothing for `null`.
    pub fn number_or_null(&self) -> Result<Option<f64>, Error> {
        if self.value.is_null() { Ok(None) } else { self.number().map(Some) }
    }

    /// A text, or nothing for `null`.
    pub fn text_or_null(&self) -> Result<Option<&'v str>, Error> {
        if self.value.is_null() { Ok(None) } else { self.text().map(Some) }
    }

    pub fn list(&self) -> Result<Vec<Self>, Error> {
        let values = self.value.as_array().ok_or_else(|| self.wrong("an array"))?;
        let element = |(number, value)| Self { value, path: format!("{}[{number}]", self.path) };
        Ok(values.iter().enumerate().map(element).collect())
    }

    /// One of a closed set of words.
    pub fn word<W: Word>(&self) -> Result<W, Error> {
        W::from_id(self.text()?).ok_or_else(|| {
            let known: Vec<_> = W::ALL.iter().map(|word| word.id()).collect();
            self.wrong(&format!("one of {}", known.join(", ")))
        })
    }

    /// An object, whatever its keys.
    pub fn members(&self) -> Result<Members<'v>, Error> {
        let fields = self.value.as_object().ok_or_else(|| self.wrong("an object"))?;
        Ok(Members { of: self.clone(), fields })
    }

    /// An object with no other keys than these.
    pub fn object(&self, keys: &[&str]) -> Result<Members<'v>, Error> {
        let members = self.members()?;
        match members.fields.keys().find(|key| !keys.contains(&key.as_str())) {
            Some(key) => Err(Error::query(
                self.inside(self.value, key).path,
                format!("there is no such key; there are: {}", keys.join(", ")),
            )),
            None => Ok(members),
        }
    }
}

/// The members of an object.
pub struct Members<'v> {
    of: Arg<'v>,
    fields: &'v Map<String, Value>,
}

impl<'v> Members<'v> {
    /// The member, unless it is missing or `null`.
    pub fn get(&self, key: &str) -> Option<Arg<'v>> {
        self.fields.get(key).filter(|value| !value.is_null()).map(|value| self.of.inside(value, key))
    }

    /// The member, `null` included, unless it is missing.
    pub fn get_or_null(&self, key: &str) -> Option<Arg<'v>> {
        self.fields.get(key).map(|value| self.of.inside(value, key))
    }

    pub fn require(&self, key: &str) -> Result<Arg<'v>, Error> {
        self.get(key).ok_or_else(|| Error::query(self.of.inside(self.of.value, key).path, "this has to be said"))
    }

    /// What `read` makes of the member, if there is one.
    pub fn read<T>(&self, key: &str, read: impl FnOnce(&Arg<'v>) -> Result<T, Error>) -> Result<Option<T>, Error> {
        self.get(key).map(|member| read(&member)).transpose()
    }

    /// As [`Members::read`]; the default where there is no such member.
    pub fn read_or_default<T: Default>(
        &self,
        key: &str,
        read: impl FnOnce(&Arg<'v>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        Ok(self.read(key, read)?.unwrap_or_default())
    }

    pub fn iter(&self) -> impl Iterator<Item = (&'v str, Arg<'v>)> {
        self.fields.iter().map(|(key, value)| (key.as_str(), self.of.inside(value, key)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words;

    words! {
        Colour {
            Red = "red",
            Green = "green",
        }
    }

    fn path_of<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
        result.unwrap_err().place.path.unwrap()
    }

    #[test]
    fn what_is_wrong_is_found_by_its_path() {
        let value = parse(r#"{"a":{"b":["red",7,"blue"]},"c":1.5,"d":null}"#).unwrap();
        let root = Arg::new(&value).object(&["a", "c", "d"]).unwrap();
        let list = root.get("a").unwrap().members().unwrap().get("b").unwrap().list().unwrap();
        assert_eq!(list[0].word::<Colour>(), Ok(Colour::Red));
        assert_eq!(path_of(list[1].text()), "a.b[1]");
        let error = list[2].word::<Colour>().unwrap_err();
        assert_eq!(
            (error.message.as_str(), error.place.path.as_deref()),
            ("one of red, green is expected here", Some("a.b[2]"))
        );
        assert_eq!(path_of(root.get("c").unwrap().integer()), "c");
        assert!(root.get("d").is_none() && root.get_or_null("d").unwrap().text_or_null() == Ok(None));
        assert_eq!(path_of(root.require("d").map(drop)), "d");
        assert_eq!(path_of(Arg::new(&value).object(&["a"]).map(drop)), "c");
        assert!(parse("{").is_err());
    }
}
