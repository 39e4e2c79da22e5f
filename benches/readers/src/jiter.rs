//! The same by jiter, which hands out one value after the other.

use jiter::{Jiter, JiterResult, Peek};
use std::hint::black_box;

pub fn messages(bytes: &[u8]) -> JiterResult<usize> {
    let mut json = Jiter::new(bytes);
    let mut messages = 0;
    object(&mut json, &["agents", "contacts", "conversations"], |json, key, _| {
        each(json, |json| match key {
            "conversations" => conversation(json, &mut messages),
            _ => object(json, &["id", "name", "kind", "createdAt"], text),
        })
    })?;
    Ok(messages)
}

fn conversation(json: &mut Jiter, messages: &mut usize) -> JiterResult<()> {
    const KEYS: [&str; 12] = [
        "id",
        "contactId",
        "channel",
        "category",
        "status",
        "createdAt",
        "closedAt",
        "unread",
        "agentId",
        "tags",
        "events",
        "messages",
    ];
    object(json, &KEYS, |json, key, peek| match key {
        "messages" => each(json, |json| {
            *messages += 1;
            object(json, &["id", "at", "direction", "sender", "senderId", "type"], text)
        }),
        "events" => each(json, |json| object(json, &["type", "at", "by", "to"], text)),
        "tags" => each(json, |json| json.next_str().map(used)),
        _ => text(json, key, peek),
    })
}

fn text(json: &mut Jiter, _: &str, peek: Peek) -> JiterResult<()> {
    match peek {
        Peek::String => json.known_str().map(used),
        _ => json.known_skip(peek),
    }
}

/// As if something were done with it.
fn used(text: &str) {
    black_box(text);
}

/// Calls `take` for the values of an object whose keys are wanted; it has to go past them.
fn object(
    json: &mut Jiter,
    wanted: &[&'static str],
    mut take: impl FnMut(&mut Jiter, &'static str, Peek) -> JiterResult<()>,
) -> JiterResult<()> {
    let known = |key: Option<&str>| key.map(|key| wanted.iter().find(|wanted| **wanted == key).copied());
    let mut key = known(json.next_object()?);
    while let Some(found) = key {
        let peek = json.peek()?;
        match found {
            Some(name) => take(json, name, peek)?,
            None => json.known_skip(peek)?,
        }
        key = known(json.next_key()?);
    }
    Ok(())
}

fn each(json: &mut Jiter, mut take: impl FnMut(&mut Jiter) -> JiterResult<()>) -> JiterResult<()> {
    let mut item = json.next_array()?;
    while item.is_some() {
        take(json)?;
        item = json.array_step()?;
    }
    Ok(())
}
