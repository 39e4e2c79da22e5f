//! The lines that Chatwoot writes into a conversation about what happened to it.
//!
//! They are prose in the account's language, so they are recognised by the templates that Chatwoot fills in
//! (`config/locales/*.yml`, `conversations.activity`). Does not guess: a line that no template makes is no event.

use crate::store::vocabulary::EventKind;

/// What a line says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Activity<'a> {
    pub kind: EventKind,
    pub by: By<'a>,
    /// The agent (or team) assigned, or the labels with commas between them.
    pub subject: Option<&'a str>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum By<'a> {
    /// A name, as it is displayed.
    Name(&'a str),
    Contact,
    System,
}

struct Template {
    /// `{by}` and `{subject}` stand for names, `{_}` for anything.
    text: &'static str,
    /// Nothing for lines that are known and tell nothing that is kept.
    kind: Option<EventKind>,
    by: Doer,
}

#[derive(Clone, Copy, PartialEq)]
enum Doer {
    Named,
    Contact,
    System,
}

const fn template(text: &'static str, kind: EventKind) -> Template {
    Template { text, kind: Some(kind), by: Doer::Named }
}

const fn by_system(text: &'static str, kind: EventKind) -> Template {
    Template { text, kind: Some(kind), by: Doer::System }
}

const fn nothing(text: &'static str) -> Template {
    Template { text, kind: None, by: Doer::System }
}

/// The first that fits counts, so the more special ones come first.
const ENGLISH: [Template; 31] = [
    by_system("Conversation was marked resolved by system due to {_} of inactivity", EventKind::Closed),
    by_system("Conversation was marked open by system due to an error with the agent bot.", EventKind::Reopened),
    by_system("Conversation was marked open automatically after an agent reply", EventKind::Reopened),
    by_system("System reopened the conversation due to a new incoming message.", EventKind::Reopened),
    template("Conversation was marked resolved by {by} due to inactivity", EventKind::Closed),
    template("Conversation was marked resolved by {by}", EventKind::Closed),
    Template { text: "Conversation was resolved by {by}", kind: Some(EventKind::Closed), by: Doer::Contact },
    template("Conversation was marked open by {by}", EventKind::Reopened),
    template("Conversation was reopened by {by}", EventKind::Reopened),
    template("Conversation was marked as pending by {by}", EventKind::Pending),
    template("Conversation was snoozed by {by}", EventKind::Snoozed),
    template("Conversation unassigned by {by}", EventKind::Unassigned),
    template("{by} self-assigned this conversation", EventKind::Assigned),
    nothing("Unassigned from {_} by {by}"),
    template("Assigned to {subject} via {_} by {by}", EventKind::Assigned),
    template("Assigned to {subject} by {by}", EventKind::Assigned),
    nothing("{by} set the priority to {_}"),
    nothing("{by} changed the priority from {_}"),
    nothing("{by} removed the priority"),
    nothing("{by} added SLA policy {_}"),
    nothing("{by} removed SLA policy {_}"),
    nothing("{by} has muted the conversation"),
    nothing("{by} has unmuted the conversation"),
    nothing("Linear issue {_}"),
    nothing("Sent a call permission request to {_}"),
    nothing("{by} accepted the call permission request."),
    nothing("CSAT survey not sent {_}"),
    nothing("Auto-resolve message not sent {_}"),
    nothing("Resolving the conversation as it has been inactive {_}"),
    template("{by} added {subject}", EventKind::Tagged),
    template("{by} removed {subject}", EventKind::Untagged),
];

/// Names that Chatwoot itself acts under.
const OWN_NAMES: [&str; 3] = ["system", "Automation System", "Default Policy"];

/// What the line says, if it says something that is kept.
pub fn read(line: &str) -> Option<Activity<'_>> {
    let (template, slots) = ENGLISH.iter().find_map(|template| Some((template, fill(template.text, line.trim())?)))?;
    let by = match (template.by, slots.by) {
        (Doer::Named, Some(name)) if !OWN_NAMES.contains(&name) => By::Name(name),
        (Doer::Contact, _) => By::Contact,
        _ => By::System,
    };
    let is_own = template.kind == Some(EventKind::Assigned) && slots.subject.is_none();
    let subject = if is_own { slots.by } else { slots.subject };
    Some(Activity { kind: template.kind?, by, subject })
}

#[derive(Default)]
struct Slots<'a> {
    by: Option<&'a str>,
    subject: Option<&'a str>,
}

/// What stands in the template's slots if it makes this line. A name ends where the text after it occurs last.
fn fill<'a>(template: &str, line: &'a str) -> Option<Slots<'a>> {
    let mut slots = Slots::default();
    let (mut template, mut line) = (template, line);
    while let Some(open) = template.find('{') {
        line = line.strip_prefix(&template[..open])?;
        let close = open + template[open..].find('}')?;
        let name = &template[open + 1..close];
        template = &template[close + 1..];
        let text = &template[..template.find('{').unwrap_or(template.len())];
        let end = if text.is_empty() { line.len() } else { line.rfind(text)? };
        let value = Some(&line[..end]).filter(|value| !value.is_empty())?;
        match name {
            "by" => slots.by = Some(value),
            "subject" => slots.subject = Some(value),
            _ => {}
        }
        line = &line[end..];
    }
    (template == line).then_some(slots)
}

#[cfg(test)]
mod tests {
    use super::*;
    use EventKind::*;

    #[test]
    fn lines_that_tell_of_an_event() {
        for (line, kind, by, subject) in [
            ("Conversation was marked resolved by Omar", Closed, By::Name("Omar"), None),
            ("Conversation was marked resolved by system due to 3 days of inactivity", Closed, By::System, None),
            ("Conversation was marked resolved by Helper due to inactivity", Closed, By::Name("Helper"), None),
            ("Conversation was resolved by Lina", Closed, By::Contact, None),
            ("Conversation was reopened by Omar Ali", Reopened, By::Name("Omar Ali"), None),
            ("System reopened the conversation due to a new incoming message.", Reopened, By::System, None),
            ("Conversation was marked as pending by Omar", Pending, By::Name("Omar"), None),
            ("Conversation was snoozed by Omar", Snoozed, By::Name("Omar"), None),
            ("Omar self-assigned this conversation", Assigned, By::Name("Omar"), Some("Omar")),
            ("Assigned to Mei by Omar", Assigned, By::Name("Omar"), Some("Mei")),
            ("Assigned to Stand by Me by Omar", Assigned, By::Name("Omar"), Some("Stand by Me")),
            ("Assigned to Mei via sales by Automation System", Assigned, By::System, Some("Mei")),
            ("Conversation unassigned by Omar", Unassigned, By::Name("Omar"), None),
            ("Omar added refund, vip", Tagged, By::Name("Omar"), Some("refund, vip")),
            ("Omar removed refund", Untagged, By::Name("Omar"), Some("refund")),
        ] {
            assert_eq!(read(line), Some(Activity { kind, by, subject }), "{line}");
        }
    }

    #[test]
    fn lines_that_tell_nothing() {
        for line in [
            "",
            "Omar added SLA policy gold",
            "Omar set the priority to high",
            "Unassigned from sales by Omar",
            "Omar has muted the conversation",
            "My parcel was damaged",
            "Conversation was reopened by ",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }
}
