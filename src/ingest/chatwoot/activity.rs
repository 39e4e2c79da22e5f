//! The lines that Chatwoot writes into a conversation about what happened to it.
//!
//! They are prose in the account's language, so they are recognised by the templates that Chatwoot fills in; see
//! [`sentences`](super::sentences). Of several templates that make a line, that with the most words of its own counts. Does
//! not guess: where two that count the same say different things, the line says nothing.

use super::sentences::{Says, templates};
use crate::store::vocabulary::EventKind;
use std::sync::OnceLock;

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

/// Names that Chatwoot itself acts under.
const OWN_NAMES: [&str; 4] = ["system", "Automation System", "Sistema de Automação", "Default Policy"];

/// What the line says, if it says something that is kept; nothing where no template makes it, or several that differ.
pub fn read(line: &str) -> Option<Option<Activity<'_>>> {
    static TEMPLATES: OnceLock<Vec<(Traces, (Says, &str))>> = OnceLock::new();
    let all = TEMPLATES.get_or_init(|| templates().map(|one| (Traces::of(own_parts(one.1)), one)).collect());
    let line = line.trim();
    let traces = Traces::of([line]);
    read_by(line, all.iter().filter(|(own, _)| own.are_among(traces)).map(|(_, template)| *template))
}

fn read_by(line: &str, templates: impl Iterator<Item = (Says, &'static str)>) -> Option<Option<Activity<'_>>> {
    let mut best: Option<(usize, Option<Activity<'_>>)> = None;
    let mut is_open = false;
    for (says, template) in templates {
        let Some(slots) = fill(template, line) else { continue };
        let said = activity(says, slots);
        match best {
            Some((own, _)) if own > slots.own => {}
            Some((own, known)) if own == slots.own => is_open |= known != said,
            _ => (best, is_open) = (Some((slots.own, said)), false),
        }
    }
    best.filter(|_| !is_open).map(|(_, said)| said)
}

fn activity(says: Says, Slots { by, subject, .. }: Slots<'_>) -> Option<Activity<'_>> {
    let by_name = match by {
        Some(name) if !OWN_NAMES.contains(&name) => By::Name(without_reason(name)),
        _ => By::System,
    };
    let (kind, by, subject) = match says {
        Says::Resolved => (EventKind::Closed, by_name, None),
        Says::ContactResolved => (EventKind::Closed, By::Contact, None),
        Says::Reopened => (EventKind::Reopened, by_name, None),
        Says::Pending => (EventKind::Pending, by_name, None),
        Says::Snoozed => (EventKind::Snoozed, by_name, None),
        Says::SelfAssigned => (EventKind::Assigned, by_name, by),
        Says::Assigned => (EventKind::Assigned, by_name, subject),
        Says::Unassigned => (EventKind::Unassigned, by_name, None),
        Says::Labelled => (EventKind::Tagged, by_name, subject),
        Says::Unlabelled => (EventKind::Untagged, by_name, subject),
        Says::Nothing => return None,
    };
    Some(Activity { kind, by, subject })
}

/// The name alone: behind an assistant's, its reason may stand in brackets, which is prose about the conversation.
fn without_reason(name: &str) -> &str {
    let is_prose = |brackets: &str| brackets.ends_with(')') && brackets.split_whitespace().count() > 3;
    name.split_once(" (").filter(|(_, brackets)| is_prose(brackets)).map_or(name, |(name, _)| name)
}

/// What stands in a template around its slots.
fn own_parts(template: &str) -> impl Iterator<Item = &str> {
    template.split(['{', '}']).step_by(2)
}

/// Which three bytes follow each other in some texts, in few bits, so that most templates of all languages are told not
/// to make a line without being compared with it: it would have all traces of theirs.
#[derive(Clone, Copy)]
struct Traces([u64; 4]);

impl Traces {
    fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let mut bits = [0; 4];
        for text in texts {
            for three in text.as_bytes().windows(3) {
                let number = u32::from_le_bytes([three[0], three[1], three[2], 0]);
                let place = number.wrapping_mul(0x9E37_79B1) >> 24;
                bits[place as usize / 64] |= 1 << (place % 64);
            }
        }
        Self(bits)
    }

    fn are_among(self, others: Self) -> bool {
        self.0.iter().zip(others.0).all(|(own, others)| own & !others == 0)
    }
}

#[derive(Clone, Copy, Default)]
struct Slots<'a> {
    by: Option<&'a str>,
    subject: Option<&'a str>,
    /// How much of the line is the template's own.
    own: usize,
}

/// What stands in the template's slots if it makes this line. A name ends where the text after it occurs last, but for where
/// the template has it again.
fn fill<'a>(template: &str, line: &'a str) -> Option<Slots<'a>> {
    let mut slots = Slots { own: line.len(), ..Slots::default() };
    let (mut template, mut line) = (template, line);
    while let Some(open) = template.find('{') {
        line = line.strip_prefix(&template[..open])?;
        let close = open + template[open..].find('}')?;
        let name = &template[open + 1..close];
        template = &template[close + 1..];
        let text = &template[..template.find('{').unwrap_or(template.len())];
        let end = match text {
            "" => line.len(),
            _ => {
                let again = template[text.len()..].matches(text).count();
                line.rmatch_indices(text).nth(again)?.0
            }
        };
        let value = Some(&line[..end]).filter(|value| !value.is_empty())?;
        match name {
            "by" => slots.by = Some(value),
            "to" => slots.subject = Some(value),
            _ => {}
        }
        slots.own -= value.len();
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
            (
                "Conversation was marked resolved by Helper (the customer has no more questions)",
                Closed,
                By::Name("Helper"),
                None,
            ),
            ("Conversation was marked resolved by Omar (night shift)", Closed, By::Name("Omar (night shift)"), None),
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
            assert_eq!(read(line), Some(Some(Activity { kind, by, subject })), "{line}");
        }
    }

    #[test]
    fn lines_that_tell_nothing() {
        for line in [
            "Omar added SLA policy gold",
            "Omar set the priority to high",
            "Unassigned from sales by Omar",
            "Omar has muted the conversation",
        ] {
            assert_eq!(read(line), Some(None), "{line}");
        }
    }

    #[test]
    fn lines_that_no_template_makes() {
        for line in ["", "My parcel was damaged", "Conversation was reopened by "] {
            assert_eq!(read(line), None, "{line}");
        }
    }

    #[test]
    fn the_slots_of_a_template_count_and_not_its_grammar() {
        for (line, kind, by, subject) in [
            ("Omar von Mei zugewiesen", Assigned, By::Name("Omar"), Some("Mei")),
            ("由 Mei 分配给 Omar", Assigned, By::Name("Omar"), Some("Mei")),
            ("Omar odstranil/a vip", Tagged, By::Name("Omar"), Some("vip")),
            ("La conversación fue marcada por Omar", Closed, By::Name("Omar"), None),
            ("La conversación fue marcada como pendiente por Omar", Pending, By::Name("Omar"), None),
            ("La conversación fue marcada por el sistema debido a 3 días de inactividad", Closed, By::System, None),
            ("تم حل المحادثة بواسطة Lina", Closed, By::Contact, None),
            ("تم إسنادها إلى Mei بواسطة Omar", Assigned, By::Name("Omar"), Some("Mei")),
            ("Assigné à Mei via sales par Omar", Assigned, By::Name("Omar"), Some("Mei")),
            ("Omar によって sales 経由で Mei に割り当てられました", Assigned, By::Name("Omar"), Some("Mei")),
        ] {
            assert_eq!(read(line), Some(Some(Activity { kind, by, subject })), "{line}");
        }
    }

    #[test]
    fn the_same_words_for_two_things_say_neither() {
        assert_eq!(read("对话被 Omar 重新打开"), None);
        assert_eq!(read("Görüşme Omar tarafından çözüldü olarak işaretlendi"), None);
    }

    /// Every template makes its own lines, and no other one makes them say something else; but for those above.
    #[test]
    fn templates_of_all_languages_are_read_back() {
        let mut open = Vec::new();
        for (says, template) in templates() {
            let line = template.replace("{by}", "Omar").replace("{to}", "Mei").replace("{_}", "7 x");
            let [by, subject] = ["Omar", "Mei"].map(|name| line.contains(name).then_some(name));
            let expected = activity(says, Slots { by, subject, own: 0 });
            assert_eq!(read(&line), read_by(&line, templates()), "{template}");
            match read(&line) {
                Some(said) => assert_eq!(said, expected, "{template}"),
                None => open.push(template),
            }
        }
        assert_eq!(open.len(), 4, "{open:?}");
    }
}
