//! One contact's messages of the invented inbox as a phone exports them.

use crate::canonical::civil;
use crate::{Inbox, Millis, Who};
use std::io::{self, Write};

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Phone {
    Ios,
    Android,
}

/// All conversations with one contact (by place in `Inbox::contacts`) as one chat. The business is `business`;
/// clocks show `ahead_of_utc_hours`.
pub fn write_whatsapp(
    inbox: &Inbox,
    contact: usize,
    phone: Phone,
    business: &str,
    ahead_of_utc_hours: i64,
    out: &mut impl Write,
) -> io::Result<()> {
    let of_contact = inbox.conversations.iter().filter(|conversation| conversation.contact == contact);
    let mut messages: Vec<_> =
        of_contact.flat_map(|conversation| &conversation.messages).filter(|message| message.is_public()).collect();
    messages.sort_by_key(|message| message.at);
    for message in messages {
        let name = if message.who == Who::Contact { inbox.contacts[contact].name.as_str() } else { business };
        let local = message.at + ahead_of_utc_hours * 3_600_000;
        write_message(phone, local, name, message.kind, &message.text, out)?;
    }
    Ok(())
}

fn write_message(phone: Phone, at: Millis, name: &str, kind: &str, text: &str, out: &mut impl Write) -> io::Result<()> {
    let (year, month, day) = civil(at.div_euclid(86_400_000));
    let of_day = at.rem_euclid(86_400_000);
    let (hour, minute, second) = (of_day / 3_600_000, of_day / 60_000 % 60, of_day / 1000 % 60);
    match phone {
        Phone::Ios => {
            let (mark, body) = match kind {
                "image" => ("\u{200e}", "\u{200e}image omitted".to_owned()),
                "audio" => ("\u{200e}", "\u{200e}audio omitted".to_owned()),
                _ => ("", text.to_owned()),
            };
            let short_year = year % 100;
            write!(
                out,
                "{mark}[{day:02}/{month:02}/{short_year:02}, {hour:02}:{minute:02}:{second:02}] {name}: {body}\r\n"
            )
        }
        Phone::Android => {
            let body = if matches!(kind, "image" | "audio") { "<Media omitted>" } else { text };
            writeln!(out, "{day:02}/{month:02}/{year}, {hour:02}:{minute:02} - {name}: {body}")
        }
    }
}
