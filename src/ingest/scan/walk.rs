//! Walking through one JSON text of any size with a window on it: containers are entered as they come, and only
//! the values that a visitor takes have to fit into the window.

use super::json::{Cursor, MAX_DEPTH, Read, Stop};
use super::known::Patterns;
use crate::error::Code;

/// What a visitor wants done with a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Next<S> {
    /// Enter it and ask about each member.
    Object(S),
    /// Enter it and ask about each element.
    Array(S),
    /// Enter it, whichever of the two it is.
    Either(S),
    /// Read it whole.
    Take(S),
    Skip,
}

/// Reads the values of one shape of JSON. A *spot* says where in that shape a value stands.
pub trait Visitor {
    type Spot: Copy;

    fn root(&mut self) -> Next<Self::Spot>;
    fn member(&mut self, of: Self::Spot, key: &str) -> Next<Self::Spot>;

    /// Whether there are many objects at this spot, so that their keys are worth remembering. Only at one spot they are.
    fn is_of_many(_: Self::Spot) -> bool {
        false
    }

    fn element(&mut self, of: Self::Spot) -> Next<Self::Spot>;

    /// Takes the whole value at `cursor`. May be called again for the same value with more text, so nothing may be
    /// kept before the value has been read to its end.
    fn take(&mut self, spot: Self::Spot, cursor: &mut Cursor<'_>, trail: &Trail<'_, Self::Spot>) -> Read<()>;

    fn enter(&mut self, spot: Self::Spot, trail: &Trail<'_, Self::Spot>);
    fn leave(&mut self, spot: Self::Spot, trail: &Trail<'_, Self::Spot>);

    /// Something else than what the visitor wanted to enter stands here, and is skipped. Not called for `null`.
    fn other(&mut self, spot: Self::Spot, trail: &Trail<'_, Self::Spot>);

    /// A value that the visitor wanted to take is too large for the window, and is skipped.
    fn too_large(&mut self, spot: Self::Spot, trail: &Trail<'_, Self::Spot>);

    /// The name of the spot in a path.
    fn name(spot: Self::Spot) -> &'static str;
}

/// The way from the root to a value.
pub struct Trail<'a, S> {
    open: &'a [Open<S>],
    name: fn(S) -> &'static str,
    /// The value's first byte, counted from the start of the text.
    pub offset: u64,
}

impl<S: Copy> Trail<'_, S> {
    /// As in `conversations[3].messages[0]`.
    pub fn path(&self) -> String {
        let mut path = String::new();
        for open in self.open {
            let Some(spot) = open.spot else { break };
            let name = (self.name)(spot);
            if !path.is_empty() && !name.is_empty() {
                path.push('.');
            }
            path.push_str(name);
            if !open.is_object {
                path.push_str(&format!("[{}]", open.index));
            }
        }
        path
    }
}

/// A container that has been entered.
#[derive(Clone, Copy, Debug)]
struct Open<S> {
    /// Nothing where the container is only entered to be skipped.
    spot: Option<S>,
    is_object: bool,
    /// The number of the element that is being read.
    index: u32,
}

#[derive(Clone, Copy, Debug)]
enum State<S> {
    /// A value comes; the visitor has said what to do with it.
    Value(Next<S>),
    /// The first key, or the end, of the object just entered.
    FirstKey,
    Key,
    /// The first element, or the end, of the array just entered.
    FirstElement,
    /// A comma or the end of what is open.
    AfterValue,
    /// The rest of a string that is being skipped.
    InString,
    /// The text's one value has been read.
    Done,
}

/// A window larger than this is not waited for: what does not fit is skipped.
pub const LARGEST_VALUE: usize = 16 << 20;

/// The walk through one text, which may come in pieces.
pub struct Walk<S> {
    open: Vec<Open<S>>,
    state: State<S>,
    /// The keys at the spot of many objects, and which comes next.
    keys: Patterns<Next<S>>,
    next_key: usize,
    /// How much of the text lies before the window.
    offset: u64,
}

impl<S: Copy> Walk<S> {
    pub fn new(root: Next<S>, offset: u64) -> Self {
        Self { open: Vec::new(), state: State::Value(root), keys: Patterns::default(), next_key: 0, offset }
    }

    /// A walk through another text of the same shape.
    pub fn again(self, root: Next<S>, offset: u64) -> Self {
        Self { keys: self.keys, ..Self::new(root, offset) }
    }

    pub fn is_done(&self) -> bool {
        matches!(self.state, State::Done)
    }

    /// The path to what is being read, in the words of its visitor.
    pub fn path_of<V: Visitor<Spot = S>>(&self, _: &V) -> String {
        self.trail::<V>(0).path()
    }

    /// Reads as much of `window` as there are whole values, and says how many bytes that was. The next window must
    /// start with the first byte that was not read. An error's place is counted from the start of this window.
    pub fn read<V: Visitor<Spot = S>>(&mut self, visitor: &mut V, window: &[u8], is_last: bool) -> Result<usize, Stop> {
        let mut at = 0;
        while !self.is_done() {
            let mut cursor = Cursor::new(window, at, is_last).within(self.open.len());
            if !matches!(self.state, State::InString) {
                cursor.skip_space();
                at = cursor.at();
            }
            match self.step(visitor, &mut cursor, window.len()) {
                Ok(()) => at = cursor.at(),
                Err(Stop::MORE) if matches!(self.state, State::InString) => {
                    at = cursor.at();
                    break;
                }
                Err(Stop::MORE) => break,
                Err(bad) => return Err(bad),
            }
        }
        self.offset += at as u64;
        Ok(at)
    }

    fn trail<V: Visitor<Spot = S>>(&self, at: usize) -> Trail<'_, S> {
        Trail { open: &self.open, name: V::name, offset: self.offset + at as u64 }
    }

    fn step<V: Visitor<Spot = S>>(&mut self, visitor: &mut V, cursor: &mut Cursor<'_>, window: usize) -> Read<()> {
        match self.state {
            State::Value(next) => self.value(visitor, next, cursor, window),
            State::FirstKey if cursor.peek()? == b'}' => self.leave(visitor, cursor),
            State::FirstKey | State::Key => self.key(visitor, cursor),
            State::FirstElement if cursor.peek()? == b']' => self.leave(visitor, cursor),
            State::FirstElement => {
                self.element(visitor);
                Ok(())
            }
            State::AfterValue => self.after_value(visitor, cursor),
            State::InString => {
                cursor.rest_of_string()?;
                self.close_value();
                Ok(())
            }
            State::Done => Ok(()),
        }
    }

    fn value<V: Visitor<Spot = S>>(
        &mut self,
        visitor: &mut V,
        next: Next<S>,
        cursor: &mut Cursor<'_>,
        window: usize,
    ) -> Read<()> {
        let start = cursor.at();
        match (next, cursor.peek()?) {
            (Next::Object(spot) | Next::Either(spot), b'{') => self.enter(visitor, Some(spot), true, cursor),
            (Next::Array(spot) | Next::Either(spot), b'[') => self.enter(visitor, Some(spot), false, cursor),
            (Next::Object(spot) | Next::Array(spot) | Next::Either(spot), first) => {
                if first != b'n' {
                    visitor.other(spot, &self.trail::<V>(start));
                }
                self.state = State::Value(Next::Skip);
                Ok(())
            }
            (Next::Take(spot), _) => match visitor.take(spot, cursor, &self.trail::<V>(start)) {
                Ok(()) => self.take_neighbours(visitor, cursor),
                Err(Stop::MORE) if window - start > LARGEST_VALUE => {
                    visitor.too_large(spot, &self.trail::<V>(start));
                    self.state = State::Value(Next::Skip);
                    *cursor = cursor.back_to(start);
                    Ok(())
                }
                Err(stop) => Err(stop),
            },
            (Next::Skip, first) => self.skip(visitor, first, cursor),
        }
    }

    /// After a value that has been taken: takes the elements that follow it, as far as the window has them.
    fn take_neighbours<V: Visitor<Spot = S>>(&mut self, visitor: &mut V, cursor: &mut Cursor<'_>) -> Read<()> {
        self.close_value();
        while self.open.last().is_some_and(|open| !open.is_object) && cursor.peek() == Ok(b',') {
            cursor.bump();
            if let Some(open) = self.open.last_mut() {
                open.index += 1;
            }
            self.element(visitor);
            let (State::Value(Next::Take(next)), Ok(_)) = (self.state, cursor.peek()) else { break };
            let start = cursor.at();
            match visitor.take(next, cursor, &self.trail::<V>(start)) {
                Ok(()) => self.close_value(),
                Err(Stop::MORE) => {
                    *cursor = cursor.back_to(start);
                    break;
                }
                Err(stop) => return Err(stop),
            }
        }
        Ok(())
    }

    /// Steps over a value: at once if the window holds all of it, else by entering it.
    fn skip<V: Visitor<Spot = S>>(&mut self, visitor: &mut V, first: u8, cursor: &mut Cursor<'_>) -> Read<()> {
        let mut ahead = cursor.clone();
        match (ahead.skip(), first) {
            (Ok(()), _) => {
                *cursor = ahead;
                self.close_value();
                Ok(())
            }
            (Err(Stop::MORE), b'{') => self.enter(visitor, None, true, cursor),
            (Err(Stop::MORE), b'[') => self.enter(visitor, None, false, cursor),
            (Err(Stop::MORE), b'"') => {
                cursor.bump();
                self.state = State::InString;
                Ok(())
            }
            (Err(stop), _) => Err(stop),
        }
    }

    fn enter<V: Visitor<Spot = S>>(
        &mut self,
        visitor: &mut V,
        spot: Option<S>,
        is_object: bool,
        cursor: &mut Cursor<'_>,
    ) -> Read<()> {
        if self.open.len() == MAX_DEPTH {
            return cursor.bad(Code::NestedTooDeep);
        }
        if let Some(spot) = spot {
            visitor.enter(spot, &self.trail::<V>(cursor.at()));
        }
        cursor.bump();
        self.open.push(Open { spot, is_object, index: 0 });
        self.state = if is_object { State::FirstKey } else { State::FirstElement };
        Ok(())
    }

    fn leave<V: Visitor<Spot = S>>(&mut self, visitor: &mut V, cursor: &mut Cursor<'_>) -> Read<()> {
        cursor.bump();
        if let Some(Open { spot: Some(spot), .. }) = self.open.pop() {
            visitor.leave(spot, &self.trail::<V>(cursor.at()));
        }
        self.close_value();
        Ok(())
    }

    fn close_value(&mut self) {
        self.state = if self.open.is_empty() { State::Done } else { State::AfterValue };
    }

    fn key<V: Visitor<Spot = S>>(&mut self, visitor: &mut V, cursor: &mut Cursor<'_>) -> Read<()> {
        let next = match self.open.last().and_then(|open| open.spot) {
            Some(spot) if V::is_of_many(spot) => {
                if matches!(self.state, State::FirstKey) {
                    self.next_key = 0;
                }
                cursor.known_key(&mut self.keys, &mut self.next_key, |key| visitor.member(spot, key))?
            }
            Some(spot) => visitor.member(spot, &cursor.key()?.get()),
            None => {
                cursor.key()?;
                Next::Skip
            }
        };
        self.state = State::Value(next);
        Ok(())
    }

    fn element<V: Visitor<Spot = S>>(&mut self, visitor: &mut V) {
        let next = match self.open.last().and_then(|open| open.spot) {
            Some(spot) => visitor.element(spot),
            None => Next::Skip,
        };
        self.state = State::Value(next);
    }

    fn after_value<V: Visitor<Spot = S>>(&mut self, visitor: &mut V, cursor: &mut Cursor<'_>) -> Read<()> {
        let is_object = self.open.last().is_some_and(|open| open.is_object);
        match cursor.peek()? {
            b',' => {
                cursor.bump();
                if is_object {
                    self.state = State::Key;
                } else {
                    if let Some(open) = self.open.last_mut() {
                        open.index += 1;
                    }
                    self.element(visitor);
                }
                Ok(())
            }
            b'}' if is_object => self.leave(visitor, cursor),
            b']' if !is_object => self.leave(visitor, cursor),
            _ => cursor.bad(Code::BadJson),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::scan::json::Scalar;

    /// Writes down what it is told, for JSON like `{"rows":[{"a":1,"deep":{…}},…],"skip":…}`.
    #[derive(Default)]
    struct Notes(Vec<String>);

    #[derive(Clone, Copy, Debug, PartialEq)]
    enum Spot {
        Root,
        Rows,
        Row,
        Field,
    }

    impl Visitor for Notes {
        type Spot = Spot;

        fn root(&mut self) -> Next<Spot> {
            Next::Either(Spot::Root)
        }

        fn member(&mut self, of: Spot, key: &str) -> Next<Spot> {
            match (of, key) {
                (Spot::Root, "rows") => Next::Array(Spot::Rows),
                (Spot::Row, "a") => Next::Take(Spot::Field),
                _ => Next::Skip,
            }
        }

        fn element(&mut self, of: Spot) -> Next<Spot> {
            if of == Spot::Rows { Next::Object(Spot::Row) } else { Next::Take(Spot::Field) }
        }

        fn take(&mut self, _: Spot, cursor: &mut Cursor<'_>, trail: &Trail<'_, Spot>) -> Read<()> {
            let value = match cursor.scalar()? {
                Scalar::Text(text) => text.get().into_owned(),
                other => format!("{other:?}"),
            };
            self.0.push(format!("{}@{} {value}", trail.path(), trail.offset));
            Ok(())
        }

        fn enter(&mut self, spot: Spot, trail: &Trail<'_, Spot>) {
            self.0.push(format!("+{spot:?}@{}", trail.offset));
        }

        fn leave(&mut self, spot: Spot, trail: &Trail<'_, Spot>) {
            self.0.push(format!("-{spot:?}@{}", trail.offset));
        }

        fn other(&mut self, spot: Spot, trail: &Trail<'_, Spot>) {
            self.0.push(format!("no {spot:?} at {}", trail.path()));
        }

        fn too_large(&mut self, spot: Spot, _: &Trail<'_, Spot>) {
            self.0.push(format!("too large {spot:?}"));
        }

        fn name(spot: Spot) -> &'static str {
            match spot {
                Spot::Rows => "rows",
                _ => "",
            }
        }
    }

    /// Reads `text` in pieces that end at the given places.
    fn read(text: &str, cuts: &[usize]) -> Result<Vec<String>, (u64, Code)> {
        let mut notes = Notes::default();
        let mut walk = Walk::new(notes.root(), 0);
        let mut done = 0;
        for (number, &end) in cuts.iter().chain(&[text.len()]).enumerate() {
            let is_last = number == cuts.len();
            match walk.read(&mut notes, &text.as_bytes()[done..end], is_last) {
                Ok(read) => done += read,
                Err(stop) => {
                    let (at, code) = stop.fault().expect("a walk waits by itself");
                    return Err(((done + at) as u64, code));
                }
            }
        }
        assert!(walk.is_done() || done == text.len());
        Ok(notes.0)
    }

    const TEXT: &str = r#" { "skip" : [1,{"x":"\u00e9\\"},[]], "rows":[ {"a":"xy","b":{"a":2}}, {"a":null,"c":[{}]} , {} ],
        "rows": 7, "rows": null, "long": "a string that is skipped \" in pieces", "end": false } "#;

    #[test]
    fn a_visitor_is_led_through_the_text() {
        let notes = read(TEXT, &[]).unwrap();
        let expected = [
            "+Root@1",
            "+Rows@44",
            "+Row@46",
            "rows[0]@51 xy",
            "-Row@68",
            "+Row@70",
            "rows[1]@75 Null",
            "-Row@89",
            "+Row@92",
            "-Row@94",
            "-Rows@96",
            "no Rows at ",
            "-Root@194",
        ];
        assert_eq!(notes, expected);
    }

    #[test]
    fn the_walk_is_the_same_wherever_the_text_is_cut() {
        let whole = read(TEXT, &[]).unwrap();
        for cut in 0..TEXT.len() {
            assert_eq!(read(TEXT, &[cut]).unwrap(), whole, "cut at {cut}");
        }
        let every: Vec<usize> = (1..TEXT.len()).collect();
        assert_eq!(read(TEXT, &every).unwrap(), whole);
    }

    #[test]
    fn an_error_has_the_same_place_wherever_the_text_is_cut() {
        for text in
            [r#"{"rows":[{"a":1},{"a":tru}]}"#, r#"{"skip":[1,2,{"x":[}]]}"#, r#"{"skip":"a\xb"}"#, r#"{"a":[1,2"#]
        {
            let whole = read(text, &[]).unwrap_err();
            for cut in 0..text.len() {
                assert_eq!(read(text, &[cut]).unwrap_err(), whole, "{text} cut at {cut}");
            }
        }
    }

    #[test]
    fn deep_nesting_ends_in_an_error_and_not_in_the_stack() {
        let text = format!("{{\"skip\":{}", "[".repeat(100_000));
        for cuts in [&[][..], &[100, 200, 5000], &[300], &[600]] {
            assert_eq!(read(&text, cuts), Err((8 + MAX_DEPTH as u64 - 1, Code::NestedTooDeep)), "{cuts:?}");
        }
    }

    #[test]
    fn a_value_too_large_to_take_is_skipped() {
        let text = format!("[\"{}\",1]", "x".repeat(LARGEST_VALUE + 10));
        let notes = read(&text, &[LARGEST_VALUE + 5]).unwrap();
        assert_eq!(notes, ["+Root@0", "too large Field", "[1]@16777230 Number(\"1\")", "-Root@16777232"]);
    }
}
