//! Messages that two sources tell: each counts twice, since what a source says is never taken for what another one does.
//!
//! Products that pass messages on keep the id that the channel gave them, or else at least the person and the instant.

use crate::store::dict::some;
use crate::store::order::sorted;
use crate::store::spotted::Spotted;
use crate::store::vocabulary::Actor;
use crate::store::{Dataset, Mask};
use crate::time::{DAY_MS, Millis};

/// Two sources, and what both tell.
#[derive(Debug, PartialEq)]
pub struct ToldTwice {
    pub sources: [&'static str; 2],
    pub messages: Spotted,
}

/// So far apart one product writes down the same message later than the other one.
const NEAR_MS: Millis = 5_000;

/// So many messages of contacts have to be the same, and half of those that the source with fewer has of these contacts
/// in the time that both are of: what is sent to them by two channels at once is not the same.
const LEAST: usize = 3;

/// Messages as one source tells them.
#[derive(Clone, Copy)]
struct Told {
    /// What two of them have in common: the id, or the person and the side.
    key: (u64, bool),
    at: Millis,
    thread: u32,
    source: usize,
}

/// All pairs of sources that tell the same messages.
pub fn told_twice(data: &Dataset) -> Vec<ToldTwice> {
    let mut sources: Vec<&'static str> = Vec::new();
    let of_thread: Vec<usize> = (0..data.threads.len() as u32)
        .map(|thread| {
            let source = data.threads.keys.source(thread);
            sources.iter().position(|known| *known == source).unwrap_or_else(|| {
                sources.push(source);
                sources.len() - 1
            })
        })
        .collect();
    if sources.len() < 2 {
        return Vec::new();
    }
    let (by_id, by_person) = (by_id(data, &of_thread), by_person(data, &of_thread));
    let pairs = (0..sources.len()).flat_map(|a| (a + 1..sources.len()).map(move |b| [a, b]));
    pairs
        .filter_map(|pair| {
            let of_pair = |all: &[Told]| {
                pair.map(|source| all.iter().filter(|told| told.source == source).copied().collect::<Vec<_>>())
            };
            let mut same = same(&of_pair(&by_id), DAY_MS);
            if same.is_empty() {
                let both = of_pair(&by_person);
                same = self::same(&both, NEAR_MS);
                same = if are_enough(&same, &both) { same } else { Vec::new() };
            }
            let mut messages = Spotted::default();
            same.iter().for_each(|told| messages.add(told.thread, 1));
            (!same.is_empty()).then(|| ToldTwice { sources: pair.map(|source| sources[source]), messages })
        })
        .collect()
}

/// The messages whose ids are long enough to be nobody else's.
fn by_id(data: &Dataset, of_thread: &[usize]) -> Vec<Told> {
    told(data, of_thread, |_, row| {
        data.messages.id[row].is_fingerprint().then(|| (data.messages.id[row].number(), false))
    })
}

/// The messages that persons who are known to several sources wrote or got.
fn by_person(data: &Dataset, of_thread: &[usize]) -> Vec<Told> {
    let mut source_of = vec![None; data.contacts.keys.len()];
    let mut is_of_several = Mask::none(source_of.len());
    for (&contact, &source) in data.threads.contact.iter().zip(of_thread) {
        if let Some(contact) = some(contact).map(|contact| contact as usize)
            && *source_of[contact].get_or_insert(source) != source
        {
            is_of_several.insert(contact);
        }
    }
    if is_of_several.count() == 0 {
        return Vec::new();
    }
    told(data, of_thread, |thread, row| {
        let contact =
            some(data.threads.contact[thread as usize]).filter(|&contact| is_of_several.has(contact as usize))?;
        let actor = data.messages.actor[row];
        (actor == Actor::Contact || actor.is_ours()).then(|| (u64::from(contact), actor == Actor::Contact))
    })
}

/// The public messages that have a key, by key and time.
fn told(data: &Dataset, of_thread: &[usize], key: impl Fn(u32, usize) -> Option<(u64, bool)>) -> Vec<Told> {
    let messages = &data.messages;
    let mut all = Vec::new();
    for (thread, &source) in (0..).zip(of_thread) {
        let rows = messages.rows_of(thread).filter(|&row| messages.is_public(row));
        all.extend(rows.filter_map(|row| Some(Told { key: key(thread, row)?, at: messages.at[row], thread, source })));
    }
    sorted(all, &|a, b| (a.key, a.at).cmp(&(b.key, b.at)))
}

/// The messages of the first source that the second one tells, too, each once.
fn same([first, second]: &[Vec<Told>; 2], near_ms: Millis) -> Vec<Told> {
    let mut same = Vec::new();
    let mut others = second.iter().peekable();
    for told in first {
        let is_before = |other: &&Told| (other.key, other.at + near_ms) < (told.key, told.at);
        while others.next_if(|other| is_before(other)).is_some() {}
        if others.next_if(|other| other.key == told.key && other.at <= told.at + near_ms).is_some() {
            same.push(*told);
        }
    }
    same
}

fn are_enough(same: &[Told], both: &[Vec<Told>; 2]) -> bool {
    let reach = |all: &[Told]| {
        let at = || all.iter().map(|told| told.at);
        Some((at().min()? - NEAR_MS, at().max()? + NEAR_MS))
    };
    let [Some(first), Some(second)] = [reach(&both[0]), reach(&both[1])] else { return false };
    let (from, to) = (first.0.max(second.0), first.1.min(second.1));
    let of_contacts = |all: &[Told]| all.iter().filter(|told| told.key.1 && from <= told.at && told.at <= to).count();
    let found = of_contacts(same);
    found >= LEAST && found * 2 >= of_contacts(&both[0]).min(of_contacts(&both[1]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Inbox;
    use crate::testing::batch;

    const MARCH_3: i64 = 1_740_992_400;

    /// What the Cloud API tells of a contact, each message by its id and how many seconds it comes after nine.
    fn webhooks(messages: &[(&str, i64)]) -> String {
        let message = |(id, after): &(&str, i64)| {
            let at = MARCH_3 + after;
            format!(r#"{{"from":"393331112223","id":"{id}","timestamp":"{at}","type":"text","text":{{"body":"hi"}}}}"#)
        };
        let messages: Vec<_> = messages.iter().map(message).collect();
        format!(
            r#"{{"object":"whatsapp_business_account","entry":[{{"id":"1","changes":[{{"field":"messages","value":{{
            "metadata":{{"phone_number_id":"77"}},"contacts":[{{"profile":{{"name":"L"}},"wa_id":"393331112223"}}],
            "messages":[{}]}}}}]}}]}}"#,
            messages.join(",")
        )
    }

    /// What another product does.
    fn product(phone: &str, messages: &[(&str, i64, &str)]) -> String {
        let message = |(id, after, sender): &(&str, i64, &str)| {
            format!(r#"{{"id":"{id}","at":{},"sender":"{sender}"}}"#, (MARCH_3 + after) * 1000)
        };
        let messages: Vec<_> = messages.iter().map(message).collect();
        format!(
            r#"{{"contacts":[{{"id":"c1","phone":"{phone}"}}],"conversations":[{{"id":"k1","contactId":"c1","messages":[{}]}}]}}"#,
            messages.join(",")
        )
    }

    fn found(inputs: &[String]) -> Vec<ToldTwice> {
        let mut inbox = Inbox::default();
        inputs.iter().for_each(|input| inbox.add(batch(input).unwrap(), Vec::new()));
        told_twice(inbox.data())
    }

    fn count(inputs: &[String]) -> u64 {
        let forth = found(inputs).iter().map(|twice| twice.messages.count).sum();
        let back: Vec<_> = inputs.iter().rev().cloned().collect();
        assert_eq!(found(&back).iter().map(|twice| twice.messages.count).sum::<u64>(), forth);
        forth
    }

    #[test]
    fn by_the_ids_of_the_channel() {
        let (first, second) = ("wamid.HBgLMzkzMzMxMTEyMjIz1", "wamid.HBgLMzkzMzMxMTEyMjIz2");
        let both = [
            webhooks(&[(first, 0), (second, 60)]),
            product("", &[(first, 2, "contact"), ("17", 60, "contact"), (second, 7200, "contact")]),
        ];
        let found = found(&both);
        let [ToldTwice { sources, messages }] = &found[..] else { panic!("{found:?}") };
        assert_eq!((*sources, messages.count), (["whatsapp-cloud", "canonical"], 2));
        assert_eq!(count(&both), 2);
        // A short id, or a long one on another day, may be another message's.
        assert_eq!(count(&[webhooks(&[("17", 0)]), product("", &[("17", 0, "contact")])]), 0);
        assert_eq!(count(&[webhooks(&[(first, 0)]), product("", &[(first, 100_000, "contact")])]), 0);
    }

    #[test]
    fn by_persons_and_instants() {
        let webhook = webhooks(&[("a", 0), ("b", 60), ("c", 300), ("d", 900)]);
        let told = |phone: &str, afters: [i64; 4], sender: &str| {
            let messages = afters.map(|after| (after.to_string(), after));
            let messages: Vec<_> = messages.iter().map(|(id, after)| (id.as_str(), *after, sender)).collect();
            count(&[webhook.clone(), product(phone, &messages)])
        };
        assert_eq!(told("+39 333 1112223", [1, 61, 305, 2000], "contact"), 3);
        // Two are too few, six seconds too far, and another person, or what we write, is something else.
        assert_eq!(told("+39 333 1112223", [1, 61, 306, 2000], "contact"), 0);
        assert_eq!(told("+39 333 1112224", [1, 61, 301, 901], "contact"), 0);
        assert_eq!(told("+39 333 1112223", [1, 61, 301, 901], "agent"), 0);
    }

    #[test]
    fn three_of_many_are_chance() {
        let all: Vec<_> = (0..10).map(|number| (number.to_string(), number * 100)).collect();
        let webhook = webhooks(&all.iter().map(|(id, after)| (id.as_str(), *after)).collect::<Vec<_>>());
        let shifted = |same: usize| {
            let shift = |place: usize| if place < same { 1 } else { 50 };
            let messages =
                all.iter().enumerate().map(|(place, (id, after))| (id.as_str(), after + shift(place), "contact"));
            count(&[webhook.clone(), product("+39 333 1112223", &messages.collect::<Vec<_>>())])
        };
        assert_eq!([shifted(4), shifted(5)], [0, 5]);
    }

    #[test]
    fn an_invented_inbox_in_two_formats_and_two_inboxes() {
        use inboxlens_sample::{Plan, chatwoot_pages, write_canonical};
        let canonical = |seed| {
            let mut text = Vec::new();
            write_canonical(&Plan::year_2025(seed, 60).inbox(), &mut text).unwrap();
            String::from_utf8(text).unwrap()
        };
        let pages = |seed| {
            let pages = chatwoot_pages(&Plan::year_2025(seed, 60).inbox());
            pages.conversations.into_iter().chain(pages.messages).collect::<Vec<_>>()
        };
        assert_eq!(found(&[canonical(7)]), []);
        let two_inboxes: Vec<_> = [canonical(7)].into_iter().chain(pages(8)).collect();
        assert_eq!(found(&two_inboxes), []);
    }
}
