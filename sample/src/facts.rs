//! What is known of the invented inbox beside what was written and what became of it: marks, flows, surveys, orders.
//!
//! Chance of its own is used here, so that conversations go as they go without any of it.

use crate::{Contact, Conversation, Event, Message, Millis, Survey, Who};
use fastrand::Rng;

const MINUTE: Millis = 60_000;
const HOUR: Millis = 60 * MINUTE;
const DAY: Millis = 24 * HOUR;
const QUARTER: Millis = 91 * DAY;

/// A campaign and its template, for each quarter of a year.
const CAMPAIGNS: [(&str, &str); 4] = [
    ("spring-sale", "spring_offer"),
    ("summer-sale", "summer_offer"),
    ("back-to-school", "school_offer"),
    ("black-friday", "friday_offer"),
];
const VARIANTS: [(&str, u32); 2] = [("a", 50), ("b", 50)];
const TEMPLATES: [(&str, u32); 3] = [("order_update", 60), ("appointment_reminder", 25), ("payment_request", 15)];
const FLOWS: [(&str, u32); 2] = [("order-status", 65), ("returns", 35)];
/// The last one is reached by whom the bot helps to the end.
const STEPS: [&str; 4] = ["welcome", "details", "confirm", "done"];
const ERRORS: [(&str, u32); 4] = [("131026", 45), ("131047", 30), ("131049", 20), ("unreachable", 5)];
const ADDED_VIA: [(Option<&str>, u32); 5] =
    [(Some("first-message"), 66), (Some("import"), 16), (Some("manual"), 8), (Some("api"), 7), (None, 3)];
const CONTACT_TAGS: [(&str, u32); 4] = [("newsletter", 45), ("vip", 25), ("wholesale", 15), ("staff", 15)];
const PLANS: [(&str, u32); 3] = [("free", 60), ("pro", 30), ("business", 10)];
const SCORES: [(u32, u32); 5] = [(5, 46), (4, 26), (3, 12), (2, 6), (1, 10)];

pub struct Facts(Rng);

impl Facts {
    pub fn new(seed: u64) -> Self {
        Self(Rng::with_seed(!seed))
    }

    fn chance(&mut self, percent: u32) -> bool {
        self.0.u32(..100) < percent
    }

    fn pick<T: Copy>(&mut self, weighted: &[(T, u32)]) -> T {
        pick(&mut self.0, weighted)
    }

    fn span(&mut self, shortest: Millis, longest: Millis) -> Millis {
        span(&mut self.0, shortest, longest)
    }

    /// What is known of a contact.
    pub fn of_contact(&mut self, contact: &mut Contact) {
        contact.added_via = self.pick(&ADDED_VIA);
        contact.removed_at = self.chance(5).then(|| contact.created_at + self.span(DAY, 200 * DAY));
        for (tag, percent) in CONTACT_TAGS {
            if self.chance(percent / 2) {
                contact.tags.push(tag);
            }
        }
        if self.chance(70) {
            contact.attributes.push(("plan", self.pick(&PLANS).to_owned()));
            contact.attributes.push(("orders", self.0.u32(..12).to_string()));
        }
        if self.chance(40) {
            contact.attributes.push(("isSubscribed", self.chance(50).to_string()));
        }
    }

    /// What is known of a conversation that has been told to its end.
    pub fn of_conversation(&mut self, conversation: &mut Conversation, contact: &Contact) {
        self.mark_templates(conversation);
        self.walk_through_flow(conversation);
        self.explain_failures(conversation);
        self.ask_for_scores(conversation);
        self.sell(conversation, contact);
        self.note(conversation);
        self.opt_out(conversation);
        let marked = conversation.messages.clone();
        for repeat in &mut conversation.repeated {
            if let Some(Message { template, campaign, variant, flow, step, .. }) =
                marked.iter().find(|message| message.id == repeat.id).cloned()
            {
                *repeat = Message { template, campaign, variant, flow, step, ..repeat.clone() };
            }
        }
    }

    fn mark_templates(&mut self, conversation: &mut Conversation) {
        for message in conversation.messages.iter_mut().filter(|message| message.kind == "template") {
            match message.who {
                Who::Broadcast => {
                    let (campaign, template) = CAMPAIGNS[(message.at / QUARTER % 4) as usize];
                    (message.campaign, message.template) = (Some(campaign), Some(template));
                    message.variant = Some(self.pick(&VARIANTS));
                }
                Who::Automation => {
                    message.template = Some("cart_reminder");
                    (message.flow, message.step) = (Some("cart"), Some("reminder"));
                    let by = Some(message.who);
                    let (flow, step) = (message.flow, message.step);
                    conversation.events.push(Event { flow, step, ..Event::new(message.at, "flow-step", by) });
                }
                _ => message.template = Some(self.pick(&TEMPLATES)),
            }
        }
    }

    /// Each of the bot's messages is a step; the last one is to be done.
    fn walk_through_flow(&mut self, conversation: &mut Conversation) {
        let flow = Some(self.pick(&FLOWS));
        let mut left = STEPS.iter().copied();
        for message in conversation.messages.iter_mut().filter(|message| matches!(message.who, Who::Bot(_))) {
            (message.flow, message.step) = (flow, left.next());
            let step = message.step;
            conversation.events.push(Event { flow, step, ..Event::new(message.at, "flow-step", Some(message.who)) });
        }
        let is_close = |event: &&Event| event.kind == "closed" && matches!(event.by, Some(Who::Bot(_)));
        let close = conversation.events.iter().find(is_close).map(|event| (event.at, event.by));
        if let (Some((at, by)), Some(step), None) = (close, left.next(), left.next()) {
            conversation.events.push(Event { flow, step: Some(step), ..Event::new(at, "flow-step", by) });
        }
    }

    fn explain_failures(&mut self, conversation: &mut Conversation) {
        for message in conversation.messages.iter_mut().filter(|message| message.failed.is_some()) {
            message.error = self.chance(90).then(|| self.pick(&ERRORS));
        }
    }

    /// After people and bots have closed it, the contact is asked how it was.
    fn ask_for_scores(&mut self, conversation: &mut Conversation) {
        for close in conversation.events.iter().filter(|event| event.kind == "closed") {
            if !matches!(close.by, Some(Who::Agent(_) | Who::Bot(_))) || !self.chance(60) {
                continue;
            }
            let sent_at = close.at + MINUTE;
            let mut survey = Survey {
                sent_at: Some(sent_at),
                answered_at: None,
                score: None,
                scale: self.pick(&[(5, 88), (10, 12)]),
            };
            if self.chance(45) {
                survey.answered_at = Some(sent_at + self.span(MINUTE, 3 * DAY));
                survey.score = Some(self.pick(&SCORES) * survey.scale / 5 - self.0.u32(..=survey.scale / 10));
                // Of some answers it is not known when they were asked for.
                survey.sent_at = survey.sent_at.filter(|_| self.chance(92));
            }
            conversation.surveys.push(survey);
        }
    }

    fn sell(&mut self, conversation: &mut Conversation, contact: &Contact) {
        let last = conversation.messages.iter().rfind(|message| message.who == Who::Contact).map(|message| message.at);
        let Some(last) = last else { return };
        if self.chance(3) {
            let at = last + self.span(MINUTE, HOUR);
            conversation.events.push(Event { conversion: Some("signup"), ..Event::new(at, "conversion", None) });
        }
        if !self.chance(12) {
            return;
        }
        let currency = Some(if contact.country == "SA" { "SAR" } else { "EUR" });
        let cents = self.0.i64(500..30_000);
        let at = last + self.span(5 * MINUTE, 8 * DAY);
        let order = Event {
            value_cents: Some(cents),
            currency,
            conversion: Some("order"),
            ..Event::new(at, "conversion", Some(Who::Contact))
        };
        if self.chance(9) {
            let value_cents = Some(if self.chance(60) { -cents } else { -cents / 2 });
            let at = at + self.span(HOUR, 20 * DAY);
            conversation.events.push(Event { at, value_cents, conversion: Some("refund"), ..order.clone() });
        }
        conversation.events.push(order);
    }

    fn note(&mut self, conversation: &mut Conversation) {
        let Conversation { agent: Some(agent), messages, .. } = &*conversation else { return };
        let (Some(first), Some(last)) = (messages.first(), messages.last()) else { return };
        if self.chance(9) {
            let at = self.0.i64(first.at..=last.at);
            let by = Some(Who::Agent(*agent));
            conversation.events.push(Event::new(at, "note", by));
        }
    }

    /// Some want no more broadcasts, and a few of them want them again.
    fn opt_out(&mut self, conversation: &mut Conversation) {
        let first = conversation.messages.first().filter(|message| message.who == Who::Broadcast);
        let Some(at) = first.map(|message| message.at) else { return };
        if !self.chance(8) {
            return;
        }
        let at = at + self.span(MINUTE, 2 * DAY);
        conversation.events.push(Event::new(at, "opt-out", Some(Who::Contact)));
        if self.chance(15) {
            let at = at + self.span(DAY, 30 * DAY);
            conversation.events.push(Event::new(at, "opt-in", Some(Who::Contact)));
        }
    }
}

pub fn pick<T: Copy>(rng: &mut Rng, weighted: &[(T, u32)]) -> T {
    let total: u32 = weighted.iter().map(|(_, weight)| weight).sum();
    let mut left = rng.u32(..total);
    for &(item, weight) in weighted {
        if left < weight {
            return item;
        }
        left -= weight;
    }
    weighted[0].0
}

/// A time span between two bounds, short ones much more often than long ones.
pub fn span(rng: &mut Rng, shortest: Millis, longest: Millis) -> Millis {
    let ratio = longest as f64 / shortest as f64;
    (shortest as f64 * ratio.powf(rng.f64() * rng.f64().sqrt())) as Millis
}

#[cfg(test)]
mod tests {
    use crate::{Inbox, Message, Plan};

    fn events<'a>(inbox: &'a Inbox, kind: &'static str) -> impl Iterator<Item = &'a crate::Event> {
        inbox.conversations.iter().flat_map(|it| &it.events).filter(move |event| event.kind == kind)
    }

    #[test]
    fn there_is_enough_of_everything_in_an_inbox_of_250_conversations() {
        for seed in 1..5 {
            let inbox = Plan::year_2025(seed, 250).inbox();
            for kind in ["flow-step", "conversion", "note"] {
                assert!(events(&inbox, kind).count() > 8, "{seed}: {kind}");
            }
            let surveys: Vec<_> = inbox.conversations.iter().flat_map(|it| &it.surveys).collect();
            assert!(surveys.iter().filter(|survey| survey.score.is_some()).count() > 20);
            assert!(surveys.iter().all(|it| it.score.is_none_or(|score| (1..=it.scale).contains(&score))));
            assert!(inbox.contacts.iter().any(|contact| contact.removed_at.is_some()));
            let is_marked = |message: &&Message| message.template.is_some();
            assert!(inbox.conversations.iter().flat_map(|it| &it.messages).filter(is_marked).count() > 20);
        }
        let inbox = Plan::year_2025(5, 4000).inbox();
        assert!(events(&inbox, "opt-out").count() > 5 && events(&inbox, "opt-in").count() > 0);
        assert!(events(&inbox, "conversion").any(|event| event.value_cents.is_some_and(|cents| cents < 0)));
        let reached = |step| events(&inbox, "flow-step").filter(|event| event.step == Some(step)).count();
        let steps = super::STEPS.map(reached);
        assert!(steps.is_sorted_by(|before, after| before > after) && steps[3] > 0, "{steps:?}");
    }
}
