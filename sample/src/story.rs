//! How the conversations of the invented inbox go.

use crate::facts::{self, Facts};
use crate::phrases::phrase;
use crate::{Agent, Contact, Conversation, Event, Inbox, Message, Millis, Who};
use fastrand::Rng;

const MINUTE: Millis = 60_000;
const HOUR: Millis = 60 * MINUTE;
const DAY: Millis = 24 * HOUR;

/// What to invent.
#[derive(Clone, Debug)]
pub struct Plan {
    pub seed: u64,
    pub conversations: usize,
    /// Conversations begin from here up to `to`.
    pub from: Millis,
    pub to: Millis,
    /// How far the team's clocks are ahead of UTC, for its rush hours.
    pub ahead_of_utc_hours: i64,
}

impl Plan {
    /// From 2025-01-01 to 2026-01-01.
    pub fn year_2025(seed: u64, conversations: usize) -> Self {
        Self { seed, conversations, from: 1_735_689_600_000, to: 1_767_225_600_000, ahead_of_utc_hours: 1 }
    }

    pub fn inbox(&self) -> Inbox {
        let mut writer = Writer {
            rng: Rng::with_seed(self.seed),
            facts: Facts::new(self.seed),
            plan: self.clone(),
            agents: agents(),
            contacts: Vec::new(),
            messages: 0,
        };
        let mut starts: Vec<Millis> = (0..self.conversations).map(|_| writer.start()).collect();
        starts.sort_unstable();
        let conversations = starts.into_iter().enumerate().map(|(n, at)| writer.conversation(n, at)).collect();
        Inbox { agents: writer.agents, contacts: writer.contacts, conversations }
    }
}

const BOT: usize = 5;

fn agents() -> Vec<Agent> {
    let agent = |n: usize, name, team| Agent { id: format!("a{n}"), name, team, is_bot: n == BOT + 1 };
    vec![
        agent(1, "Omar", "sales"),
        agent(2, "Chiara", "sales"),
        agent(3, "Noor", "support"),
        agent(4, "Mei", "support"),
        agent(5, "Tomás", "support"),
        agent(BOT + 1, "Helper", "support"),
    ]
}

const NAMES: [&str; 16] = [
    "Lina", "Marco", "Sara", "Youssef", "Ana", "Wei", "Jonas", "Fatima", "Priya", "Luca", "Hana", "Pedro", "Zoë",
    "Ahmed", "Élise", "Ivan",
];
const COUNTRIES: [&str; 5] = ["SA", "IT", "FR", "ES", "TW"];
const CHANNELS: [(&str, u32); 4] = [("whatsapp", 70), ("instagram", 12), ("web", 12), ("email", 6)];
const CATEGORIES: [&str; 4] = ["payment", "delivery", "product", "return"];
const TAGS: [(&str, u32); 7] =
    [("delivery", 30), ("refund", 18), ("size", 14), ("vip", 12), ("invoice", 12), ("complaint", 9), ("spam", 5)];
/// How much is written in each hour of the team's day.
const HOURS: [u32; 24] = [2, 1, 1, 1, 1, 2, 4, 9, 18, 28, 32, 30, 22, 18, 22, 27, 28, 24, 20, 22, 24, 18, 10, 5];
const WEEKDAYS: [u32; 7] = [20, 18, 17, 16, 17, 9, 6];

struct Writer {
    plan: Plan,
    rng: Rng,
    facts: Facts,
    agents: Vec<Agent>,
    contacts: Vec<Contact>,
    messages: usize,
}

impl Writer {
    fn chance(&mut self, percent: u32) -> bool {
        self.rng.u32(..100) < percent
    }

    fn pick<T: Copy>(&mut self, weighted: &[(T, u32)]) -> T {
        facts::pick(&mut self.rng, weighted)
    }

    fn span(&mut self, shortest: Millis, longest: Millis) -> Millis {
        facts::span(&mut self.rng, shortest, longest)
    }

    /// An instant in the plan's period, in the rush hours of weekdays more often than at other times.
    fn start(&mut self) -> Millis {
        let ahead = self.plan.ahead_of_utc_hours * HOUR;
        loop {
            let at = self.rng.i64(self.plan.from..self.plan.to);
            let local = at + ahead;
            let hour = local.div_euclid(HOUR).rem_euclid(24) as usize;
            // 1970-01-01 was a Thursday.
            let weekday = (local.div_euclid(DAY) + 3).rem_euclid(7) as usize;
            if self.rng.u32(..32 * 20) < HOURS[hour] * WEEKDAYS[weekday] {
                return at;
            }
        }
    }

    fn contact(&mut self, at: Millis) -> usize {
        if !self.contacts.is_empty() && self.chance(40) {
            // Mostly one of those who wrote lately.
            let back = self.rng.usize(..self.contacts.len().min(400));
            return self.contacts.len() - 1 - back;
        }
        let number = self.contacts.len() + 1;
        let name = NAMES[self.rng.usize(..NAMES.len())];
        let country = COUNTRIES[self.rng.usize(..COUNTRIES.len())];
        let mut contact = Contact {
            id: format!("c{number}"),
            name: format!("{name} {number}"),
            country,
            created_at: at,
            added_via: None,
            removed_at: None,
            tags: Vec::new(),
            attributes: Vec::new(),
        };
        self.facts.of_contact(&mut contact);
        self.contacts.push(contact);
        number - 1
    }

    fn conversation(&mut self, number: usize, at: Millis) -> Conversation {
        let contact = self.contact(at);
        let channel = self.pick(&CHANNELS);
        let category = self.chance(60).then(|| CATEGORIES[self.rng.usize(..CATEGORIES.len())]);
        let mut story = Story {
            writer: self,
            now: at,
            conversation: Conversation {
                id: format!("k{}", number + 1),
                contact,
                channel,
                category,
                status: "open",
                created_at: at,
                closed_at: None,
                agent: None,
                team: None,
                unread: 0,
                tags: Vec::new(),
                surveys: Vec::new(),
                events: Vec::new(),
                messages: Vec::new(),
                repeated: Vec::new(),
            },
        };
        story.tell();
        story.conversation
    }
}

/// One conversation while it is being written.
struct Story<'a> {
    writer: &'a mut Writer,
    now: Millis,
    conversation: Conversation,
}

impl Story<'_> {
    fn tell(&mut self) {
        match self.writer.rng.u32(..100) {
            0..80 => self.asked_by_contact(),
            80..88 => self.begun_by_agent(),
            88..94 => self.begun_by_broadcast(),
            94..98 => self.begun_by_automation(),
            _ => self.without_a_message(),
        }
        self.tag();
        self.mark_unread();
        self.conversation.messages.sort_by_key(|message| message.at);
        let Writer { facts, contacts, .. } = &mut *self.writer;
        let contact = &contacts[self.conversation.contact];
        facts.of_conversation(&mut self.conversation, contact);
        self.conversation.events.sort_by_key(|event| event.at);
    }

    fn asked_by_contact(&mut self) {
        self.contact_writes();
        let has_bot = self.writer.chance(30);
        if has_bot && self.bot_answers() {
            self.maybe_come_back();
            return;
        }
        if self.writer.chance(6) {
            return; // Nobody ever answered.
        }
        self.assign();
        self.exchange();
        self.end();
    }

    fn begun_by_agent(&mut self) {
        self.assign();
        let agent = self.agent();
        self.say(Who::Agent(agent), "template");
        if self.writer.chance(50) {
            self.wait(MINUTE, 2 * DAY);
            self.contact_writes();
            self.exchange();
        }
        self.end();
    }

    fn begun_by_broadcast(&mut self) {
        self.say(Who::Broadcast, "template");
        if self.writer.chance(25) {
            self.wait(MINUTE, DAY);
            self.contact_writes();
            self.assign();
            self.exchange();
            self.end();
        }
    }

    fn begun_by_automation(&mut self) {
        self.say(Who::Automation, "template");
        if self.writer.chance(40) {
            self.wait(MINUTE, DAY);
            self.contact_writes();
            if self.writer.chance(50) {
                self.wait(MINUTE, HOUR);
                self.say(Who::Echo, "text");
            }
        }
        self.end();
    }

    fn without_a_message(&mut self) {
        self.assign();
        self.wait(MINUTE, DAY);
        self.end();
    }

    /// Time passes.
    fn wait(&mut self, shortest: Millis, longest: Millis) {
        self.now += self.writer.span(shortest, longest);
        // Some products write whole seconds, and some things happen in the same one.
        if self.writer.chance(30) {
            self.now -= self.now % 1000;
        }
    }

    fn event(&mut self, kind: &'static str, by: Option<Who>) {
        self.conversation.events.push(Event::new(self.now, kind, by));
    }

    fn agent(&mut self) -> usize {
        self.conversation.agent.unwrap_or(0)
    }

    fn say(&mut self, who: Who, kind: &'static str) {
        self.writer.messages += 1;
        let text = phrase(&mut self.writer.rng);
        let mut message = Message {
            id: format!("m{}", self.writer.messages),
            at: self.now,
            who,
            kind,
            text,
            sent: None,
            delivered: None,
            read: None,
            failed: None,
            error: None,
            template: None,
            campaign: None,
            variant: None,
            flow: None,
            step: None,
        };
        if !matches!(who, Who::Contact | Who::System) && !matches!(kind, "note" | "reaction") {
            self.receipts(&mut message);
        }
        self.conversation.messages.push(message);
    }

    /// Receipts come late, and the same message may be written again with the later ones.
    fn receipts(&mut self, message: &mut Message) {
        let late = |writer: &mut Writer, after: Millis| after + writer.span(300, 6 * HOUR);
        message.sent = Some(message.at);
        if self.writer.chance(3) {
            message.failed = Some(late(self.writer, message.at));
            return;
        }
        let delivered = late(self.writer, message.at);
        if !self.writer.chance(4) {
            message.delivered = Some(delivered);
        }
        if self.writer.chance(70) {
            message.read = Some(late(self.writer, delivered));
        }
        if self.writer.chance(5) {
            self.conversation.repeated.push(message.clone());
            message.read = None;
        }
    }

    fn contact_writes(&mut self) {
        for part in 0..1 + self.writer.rng.u32(..3) {
            if part > 0 {
                self.wait(2_000, 5 * MINUTE);
            }
            let kind = self.writer.pick(&[("text", 80), ("image", 8), ("audio", 7), ("document", 3), ("location", 2)]);
            self.say(Who::Contact, kind);
        }
        if self.writer.chance(4) {
            self.wait(1_000, MINUTE);
            self.say(Who::Contact, "reaction");
        }
        if self.writer.chance(2) {
            self.wait(1_000, MINUTE);
            self.say(Who::Contact, "deleted");
        }
    }

    /// The bot answers; `true` if that was all the contact needed.
    fn bot_answers(&mut self) -> bool {
        self.wait(800, 10_000);
        self.say(Who::Bot(BOT), "text");
        for _ in 0..self.writer.rng.u32(..3) {
            self.wait(5_000, 5 * MINUTE);
            self.contact_writes();
            self.wait(800, 10_000);
            self.say(Who::Bot(BOT), "interactive");
        }
        self.wait(10_000, 10 * MINUTE);
        if self.writer.chance(55) {
            self.close(Who::Bot(BOT));
            return true;
        }
        self.event("handoff", Some(Who::Bot(BOT)));
        false
    }

    fn assign(&mut self) {
        self.wait(1_000, 10 * MINUTE);
        let agent = self.writer.rng.usize(..BOT);
        self.give_to(agent);
    }

    fn give_to(&mut self, agent: usize) {
        self.conversation.agent = Some(agent);
        self.conversation.team = Some(self.writer.agents[agent].team);
        let by = if self.writer.chance(50) { None } else { Some(Who::Agent(agent)) };
        self.conversation.events.push(Event { to: Some(agent), ..Event::new(self.now, "assigned", by) });
    }

    /// The agent and the contact take turns.
    fn exchange(&mut self) {
        for round in 0..1 + self.writer.rng.u32(..5) {
            if round > 0 {
                self.wait(10_000, 8 * HOUR);
                self.contact_writes();
            }
            self.wait(15_000, 20 * HOUR);
            self.interlude();
            let who = if self.writer.chance(4) { Who::Echo } else { Who::Agent(self.agent()) };
            for _ in 0..1 + self.writer.rng.u32(..3) {
                self.say(who, "text");
                self.wait(1_000, 3 * MINUTE);
            }
            self.event("seen", Some(who));
        }
    }

    /// What happens beside the conversation itself.
    fn interlude(&mut self) {
        let agent = Who::Agent(self.agent());
        match self.writer.rng.u32(..100) {
            0..8 => self.say(agent, "note"),
            8..14 => self.say(Who::System, "notice"),
            14..18 => {
                let other = self.writer.rng.usize(..BOT);
                self.give_to(other);
            }
            18..21 => self.event("pending", Some(agent)),
            21..24 => self.event("snoozed", Some(agent)),
            _ => return,
        }
        self.wait(1_000, 10 * MINUTE);
    }

    fn end(&mut self) {
        match self.writer.rng.u32(..100) {
            0..72 => {
                self.wait(MINUTE, DAY);
                let agent = self.agent();
                self.close(Who::Agent(agent));
                self.maybe_come_back();
            }
            72..82 => {
                self.wait(HOUR, 2 * DAY);
                self.close(Who::Automation);
                self.maybe_come_back();
            }
            82..86 => self.set_aside("pending"),
            86..90 => self.set_aside("snoozed"),
            _ => {}
        }
    }

    fn set_aside(&mut self, status: &'static str) {
        self.wait(MINUTE, HOUR);
        let agent = self.agent();
        self.event(status, Some(Who::Agent(agent)));
        self.conversation.status = status;
    }

    fn close(&mut self, by: Who) {
        self.event("closed", Some(by));
        self.conversation.status = "closed";
        self.conversation.closed_at = Some(self.now);
    }

    /// After a close, some contacts say thanks, and some need more.
    fn maybe_come_back(&mut self) {
        match self.writer.rng.u32(..100) {
            0..8 => {
                self.wait(MINUTE, 2 * HOUR);
                self.say(Who::Contact, "text"); // Thanks: nobody opens the conversation again.
            }
            8..22 => {
                self.wait(HOUR, 10 * DAY);
                self.contact_writes();
                if self.writer.chance(70) {
                    self.event("reopened", None);
                }
                self.conversation.status = "open";
                self.conversation.closed_at = None;
                self.assign();
                self.exchange();
                self.end();
            }
            _ => {}
        }
    }

    fn tag(&mut self) {
        let last = self.conversation.messages.last().map_or(self.now, |message| message.at);
        let first = self.conversation.created_at;
        for _ in 0..self.writer.pick(&[(0, 40), (1, 38), (2, 16), (3, 6)]) {
            let tag = self.writer.pick(&TAGS);
            if self.conversation.tags.contains(&tag) {
                continue;
            }
            let at = first + self.writer.rng.i64(0..=(last - first).max(1));
            let by = self.writer.pick(&[(None, 20), (Some(Who::Automation), 10), (Some(Who::Agent(0)), 70)]);
            let by = by.map(|who| if who == Who::Automation { who } else { Who::Agent(self.agent()) });
            self.conversation.events.push(Event { tag: Some(tag), ..Event::new(at, "tagged", by) });
            if self.writer.chance(8) {
                let at = at + self.writer.span(MINUTE, DAY);
                self.conversation.events.push(Event { tag: Some(tag), ..Event::new(at, "untagged", by) });
            } else {
                self.conversation.tags.push(tag);
            }
        }
    }

    fn mark_unread(&mut self) {
        if self.conversation.status == "closed" {
            return;
        }
        let seen = self.conversation.events.iter().filter(|event| event.kind == "seen").map(|event| event.at).max();
        let public = self.conversation.messages.iter().filter(|message| message.is_public());
        let unread = public.filter(|message| message.who == Who::Contact && seen.is_none_or(|seen| message.at > seen));
        self.conversation.unread = unread.count() as u32;
    }
}
