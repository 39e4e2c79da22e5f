//! What is read of canonical JSON, as types for serde. Texts are borrowed where nothing is escaped in them, and nothing
//! is kept: a list only says how many messages there are in it.

#![expect(dead_code, reason = "what has been read is of no interest here")]

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;
use std::hint::black_box;
use std::marker::PhantomData;

#[derive(Deserialize)]
pub struct Document<'a> {
    #[serde(borrow, default)]
    pub agents: Tally<Person<'a>>,
    #[serde(borrow, default)]
    pub contacts: Tally<Person<'a>>,
    #[serde(borrow)]
    pub conversations: Tally<Conversation<'a>>,
}

#[derive(Deserialize)]
pub struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Person<'a> {
    #[serde(borrow)]
    id: Text<'a>,
    #[serde(borrow)]
    name: Option<Text<'a>>,
    #[serde(borrow)]
    kind: Option<Text<'a>>,
    #[serde(borrow)]
    created_at: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Conversation<'a> {
    #[serde(borrow)]
    id: Text<'a>,
    #[serde(borrow)]
    contact_id: Option<Text<'a>>,
    #[serde(borrow)]
    channel: Option<Text<'a>>,
    #[serde(borrow)]
    category: Option<Text<'a>>,
    #[serde(borrow)]
    status: Option<Text<'a>>,
    #[serde(borrow)]
    created_at: Option<Text<'a>>,
    #[serde(borrow)]
    closed_at: Option<Text<'a>>,
    unread: Option<u32>,
    #[serde(borrow)]
    agent_id: Option<Text<'a>>,
    #[serde(borrow, default)]
    tags: Tally<Text<'a>>,
    #[serde(borrow, default)]
    events: Tally<Event<'a>>,
    #[serde(borrow, default)]
    messages: Tally<Message<'a>>,
}

#[derive(Deserialize)]
pub struct Event<'a> {
    #[serde(borrow, rename = "type")]
    kind: Text<'a>,
    #[serde(borrow)]
    at: Text<'a>,
    #[serde(borrow)]
    by: Option<Text<'a>>,
    #[serde(borrow)]
    to: Option<Text<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Message<'a> {
    #[serde(borrow)]
    id: Option<Text<'a>>,
    #[serde(borrow)]
    at: Text<'a>,
    #[serde(borrow)]
    direction: Option<Text<'a>>,
    #[serde(borrow)]
    sender: Option<Text<'a>>,
    #[serde(borrow)]
    sender_id: Option<Text<'a>>,
    #[serde(borrow, rename = "type")]
    kind: Option<Text<'a>>,
}

/// How many messages there are in a list that has been read and forgotten.
pub struct Tally<T>(pub usize, PhantomData<T>);

impl<T> Default for Tally<T> {
    fn default() -> Self {
        Tally(0, PhantomData)
    }
}

/// What can be in a list.
trait Item {
    fn messages(&self) -> usize;
}

macro_rules! items {
    ($($item:ident => $messages:expr),*) => {
        $(impl Item for $item<'_> {
            fn messages(&self) -> usize {
                let count: fn(&Self) -> usize = $messages;
                count(black_box(self))
            }
        })*
    };
}

items!(Person => |_| 0, Text => |_| 0, Event => |_| 0, Message => |_| 1, Conversation => |conversation| conversation.messages.0);

impl<'de, T: Deserialize<'de> + Item> Deserialize<'de> for Tally<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_seq(Tally(0, PhantomData))
    }
}

impl<'de, T: Deserialize<'de> + Item> Visitor<'de> for Tally<T> {
    type Value = Self;

    fn expecting(&self, to: &mut std::fmt::Formatter) -> std::fmt::Result {
        to.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<Self, A::Error> {
        while let Some(item) = list.next_element::<T>()? {
            self.0 += item.messages();
        }
        Ok(self)
    }
}
