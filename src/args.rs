//! Reading the JSON of questions and options, with the path to whatever is wrong in it.

use crate::error::{Code, Error};
use crate::ingest::scan::json::{Cursor, Read, Scalar, Stop};
use crate::registry::{Word, place_of};

/// What a JSON text says.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Flag(bool),
    Number(f64),
    Text(String),
    List(Vec<Self>),
    /// By key, sorted.
    Members(Vec<(String, Self)>),
}

/// Parses a JSON text that somebody asks with.
pub fn parse(text: &str) -> Result<Value, Error> {
    let mut cursor = Cursor::new(text, 0, true);
    let value = value(&mut cursor).and_then(|value| {
        cursor.skip_space();
        if cursor.at() < text.len() { cursor.bad(Code::BadJson) } else { Ok(value) }
    });
    value.map_err(|stop| {
        let at = stop.fault().map_or(text.len(), |(at, _)| at);
        Error::query("", format!("this is not JSON from byte {at} on"))
    })
}

fn value(cursor: &mut Cursor<'_>) -> Read<Value> {
    match cursor.peek()? {
        b'[' => {
            let mut list = Vec::new();
            cursor.array(|cursor| {
                list.push(value(cursor)?);
                Ok(())
            })?;
            Ok(Value::List(list))
        }
        b'{' => {
            let mut members: Vec<(String, Value)> = Vec::new();
            cursor.object(|key, cursor| {
                let value = value(cursor)?;
                match members.binary_search_by(|(known, _)| known.as_str().cmp(key)) {
                    Ok(place) => members[place].1 = value,
                    Err(place) => members.insert(place, (key.to_owned(), value)),
                }
                Ok(())
            })?;
            Ok(Value::Members(members))
        }
        _ => scalar(cursor),
    }
}

fn scalar(cursor: &mut Cursor<'_>) -> Read<Value> {
    let start = cursor.at();
    Ok(match cursor.scalar()? {
        Scalar::Bool(flag) => Value::Flag(flag),
        Scalar::Text(text) => Value::Text(text.get().into_owned()),
        Scalar::Number(number) => match number.parse() {
            Ok(number) if f64::is_finite(number) => Value::Number(number),
            _ => return Err(Stop::bad(start, Code::BadJson)),
        },
        Scalar::Null | Scalar::Nested => Value::Null,
    })
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
    #[cold]
    #[inline(never)]
    pub fn wrong(&self, expected: &str) -> Error {
        Error::query(&self.path, format!("{expected} is expected here"))
    }

    pub fn is_text(&self) -> bool {
        matches!(self.value, Value::Text(_))
    }

    pub fn is_flag(&self) -> bool {
        matches!(self.value, Value::Flag(_))
    }

    pub fn text(&self) -> Result<&'v str, Error> {
        match self.value {
            Value::Text(text) => Ok(text),
            _ => Err(self.wrong("a text")),
        }
    }

    pub fn number(&self) -> Result<f64, Error> {
        match *self.value {
            Value::Number(number) => Ok(number),
            _ => Err(self.wrong("a number")),
        }
    }

    /// A number without a fraction, however it is written.
    pub fn integer(&self) -> Result<i64, Error> {
        match *self.value {
            Value::Number(number) if number.fract() == 0.0 && number.abs() < 9e15 => Ok(number as i64),
            _ => Err(self.wrong("a whole number")),
        }
    }

    pub fn count(&self) -> Result<usize, Error> {
        usize::try_from(self.integer()?).map_err(|_| self.wrong("a number that is not negative"))
    }

    pub fn flag(&self) -> Result<bool, Error> {
        match *self.value {
            Value::Flag(flag) => Ok(flag),
            _ => Err(self.wrong("true or false")),
        }
    }

    /// A number, or nothing for `null`.
    pub fn number_or_null(&self) -> Result<Option<f64>, Error> {
        if *self.value == Value::Null { Ok(None) } else { self.number().map(Some) }
    }

    /// A text, or nothing for `null`.
    pub fn text_or_null(&self) -> Result<Option<&'v str>, Error> {
        if *self.value == Value::Null { Ok(None) } else { self.text().map(Some) }
    }

    pub fn list(&self) -> Result<Vec<Self>, Error> {
        let Value::List(values) = self.value else { return Err(self.wrong("an array")) };
        let element = |(number, value)| Self { value, path: format!("{}[{number}]", self.path) };
        Ok(values.iter().enumerate().map(element).collect())
    }

    /// One of a closed set of words.
    pub fn word<W: Word>(&self) -> Result<W, Error> {
        self.place(W::IDS).map(|place| W::ALL[place])
    }

    fn place(&self, ids: &[&str]) -> Result<usize, Error> {
        place_of(self.text()?, ids).ok_or_else(|| self.wrong(&format!("one of {}", ids.join(", "))))
    }

    /// An object, whatever its keys.
    pub fn members(&self) -> Result<Members<'v>, Error> {
        let Value::Members(fields) = self.value else { return Err(self.wrong("an object")) };
        Ok(Members { of: self.clone(), fields })
    }

    /// An object with no other keys than these.
    pub fn object(&self, keys: &[&str]) -> Result<Members<'v>, Error> {
        let members = self.members()?;
        match members.fields.iter().find(|(key, _)| !keys.contains(&key.as_str())) {
            Some((key, _)) => Err(Error::query(
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
    fields: &'v [(String, Value)],
}

impl<'v> Members<'v> {
    /// The member, unless it is missing or `null`.
    pub fn get(&self, key: &str) -> Option<Arg<'v>> {
        self.get_or_null(key).filter(|member| *member.value != Value::Null)
    }

    /// The member, `null` included, unless it is missing.
    pub fn get_or_null(&self, key: &str) -> Option<Arg<'v>> {
        let member = self.fields.iter().find(|(known, _)| known == key);
        member.map(|(_, value)| self.of.inside(value, key))
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
    }

    #[test]
    fn what_is_no_json_is_refused_with_its_place() {
        for (text, message) in [
            ("{", "this is not JSON from byte 1 on"),
            ("[1,1e999]", "this is not JSON from byte 3 on"),
            ("true false", "this is not JSON from byte 5 on"),
        ] {
            assert_eq!(parse(text).unwrap_err().message, message, "{text}");
        }
        let members = r#"{"b":1,"a":[null,"\u00e9",-2.5e1],"b":true}"#;
        let list = Value::List(vec![Value::Null, Value::Text("é".to_owned()), Value::Number(-25.0)]);
        let sorted = [("a".to_owned(), list), ("b".to_owned(), Value::Flag(true))];
        assert_eq!(parse(members), Ok(Value::Members(sorted.into())));
    }
}
