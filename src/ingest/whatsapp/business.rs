//! Who the business may be: who writes in several chats is most likely the one whose phone they are on.
//!
//! Does not decide it: the person who brings the chats does.

use crate::ingest::Recognised;
use std::collections::{BTreeMap, BTreeSet};

/// Puts the name that writes in most of the chats of one reading, in two at least, where somebody has to be asked. A
/// chat's own name is the other side's. Of two names in equally many chats neither is likelier.
pub fn guess(inputs: &mut [Recognised]) {
    let mut chats_of: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for input in inputs.iter() {
        let names: Vec<_> = input.details.senders.iter().map(|sender| sender.name.as_str()).collect();
        // A chat that is there twice counts once.
        let chat = input.details.chat.clone().unwrap_or_else(|| names.join(", "));
        for name in names {
            chats_of.entry(name).or_default().insert(chat.clone());
        }
    }
    let is_title = |name: &str| inputs.iter().any(|input| input.details.chat.as_deref() == Some(name));
    let likely = chats_of.into_iter().map(|(name, chats)| (chats.len(), name));
    let mut likely: Vec<_> = likely.filter(|&(chats, name)| chats > 1 && !is_title(name)).collect();
    likely.sort_unstable();
    let guess = match likely[..] {
        [.., (second, _), (first, _)] if second == first => return,
        [.., (_, name)] => name.to_owned(),
        [] => return,
    };
    for details in inputs.iter_mut().map(|input| &mut input.details) {
        if !details.is_business_named && details.senders.iter().any(|sender| sender.name == guess) {
            details.likely_business = Some(guess.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{Details, Sender};

    fn guesses(chats: &[(Option<&str>, &[&str])]) -> Vec<Option<String>> {
        let input = |(chat, names): &(Option<&str>, &[&str])| {
            let senders = names.iter().map(|name| Sender { name: (*name).to_owned(), messages: 1 }).collect();
            let details = Details { chat: chat.map(str::to_owned), senders, ..Details::default() };
            Recognised { format: "whatsapp", details, ..Recognised::default() }
        };
        let mut inputs: Vec<_> = chats.iter().map(input).collect();
        guess(&mut inputs);
        inputs.into_iter().map(|input| input.details.likely_business).collect()
    }

    #[test]
    fn who_writes_in_several_chats_and_is_the_name_of_none() {
        let shop = Some("Shop".to_owned());
        let (lina, marco) = ((Some("Lina"), &["Lina", "Shop"][..]), (Some("Marco"), &["Shop", "Marco"][..]));
        assert_eq!(guesses(&[lina, marco]), [shop.clone(), shop.clone()]);
        assert_eq!(guesses(&[(None, lina.1), (None, marco.1)]), [shop.clone(), shop.clone()]);
        // In one chat alone, though it is there twice, either may be it.
        assert_eq!(guesses(&[lina]), [None]);
        assert_eq!(guesses(&[lina, lina]), [None, None]);
        assert_eq!(guesses(&[(None, lina.1), (None, lina.1)]), [None, None]);
        // Lina has a chat of her own, and nobody asks for a name where it did not write.
        let team = (Some("Team"), &["Lina", "Shop", "Omar"][..]);
        assert_eq!(guesses(&[lina, team, (Some("Ana"), &["Ana"])]), [shop.clone(), shop, None]);
        // Omar and the shop are in the same groups.
        assert_eq!(guesses(&[team, (Some("Sales"), &["Shop", "Omar"])]), [None, None]);
    }
}
