//! The rows of the invented inbox, walked through one by one, without any column, mask or cache.

use inboxlens_sample::{Contact, Conversation, Event, Inbox, Message, Millis, Survey, Who};

/// From an opening to a close, if there was one, and by whom.
#[derive(Clone, Debug, PartialEq)]
pub struct Cycle {
    pub opened_at: Millis,
    pub closed_at: Option<Millis>,
    pub closed_by: Option<Who>,
    /// The state from each instant on.
    pub states: Vec<(Millis, &'static str)>,
}

impl Cycle {
    fn new(opened_at: Millis, state: &'static str) -> Self {
        Self { opened_at, closed_at: None, closed_by: None, states: vec![(opened_at, state)] }
    }

    pub fn holds(&self, at: Millis, is_first: bool) -> bool {
        (is_first || self.opened_at <= at) && self.closed_at.is_none_or(|closed_at| at <= closed_at)
    }
}

pub fn public(conversation: &Conversation) -> impl Iterator<Item = &Message> {
    conversation.messages.iter().filter(|message| message.is_public())
}

pub fn opened_at(conversation: &Conversation) -> Millis {
    public(conversation).map(|message| message.at).chain([conversation.created_at]).min().unwrap()
}

/// The life of a conversation, from all that happened in it, in order.
pub fn cycles(conversation: &Conversation) -> Vec<Cycle> {
    enum What {
        Knock,
        Close(Option<Who>),
        State(&'static str),
    }
    let mut happened = Vec::new();
    for message in public(conversation).filter(|message| message.who == Who::Contact) {
        happened.push((message.at, 0, What::Knock));
    }
    for event in &conversation.events {
        match event.kind {
            "closed" => happened.push((event.at, 1, What::Close(event.by))),
            "reopened" | "opened" => happened.push((event.at, 1, What::State("open"))),
            "pending" | "snoozed" => happened.push((event.at, 1, What::State(event.kind))),
            _ => {}
        }
    }
    happened.sort_by_key(|(at, order, _)| (*at, *order));
    let mut cycles = vec![Cycle::new(opened_at(conversation), "open")];
    let mut knocked = None;
    for (at, _, what) in happened {
        let current = cycles.last_mut().unwrap();
        let is_closed = current.closed_at.is_some();
        match what {
            What::Knock if is_closed => knocked = knocked.or(Some(at)),
            What::Knock => {}
            What::Close(by) if !is_closed => (current.closed_at, current.closed_by) = (Some(at), by),
            What::Close(by) => {
                if let Some(knock) = knocked.take() {
                    let closed_at = Some(at);
                    cycles.push(Cycle { closed_at, closed_by: by, ..Cycle::new(knock, "open") });
                }
            }
            What::State(state) if is_closed => {
                let from = knocked.take().filter(|knock| at - knock <= 60_000).unwrap_or(at);
                cycles.push(Cycle::new(from, state));
            }
            What::State(state) => {
                if current.states.last().unwrap().1 != state {
                    current.states.push((at, state));
                }
            }
        }
    }
    if conversation.status != "closed" {
        if let Some(knock) = knocked.filter(|_| cycles.last().unwrap().closed_at.is_some()) {
            cycles.push(Cycle::new(knock, conversation.status));
        }
        let last = cycles.last_mut().unwrap();
        let signs = conversation.messages.iter().map(|message| message.at);
        let is_sign = |event: &&Event| !matches!(event.kind, "opt-in" | "opt-out" | "conversion");
        let last_sign = signs.chain(conversation.events.iter().filter(is_sign).map(|event| event.at)).max();
        if last.closed_at.is_none() && last.states.len() == 1 {
            last.states[0].1 = conversation.status;
        } else if last.closed_at.is_none() && last.states.last().unwrap().1 != conversation.status {
            last.states.push((last_sign.unwrap(), conversation.status));
        }
    }
    cycles
}

/// The open state at an instant.
pub fn state(conversation: &Conversation, at: Millis) -> Option<&'static str> {
    let cycle = cycles(conversation).into_iter().rfind(|cycle| cycle.opened_at <= at)?;
    let is_open = cycle.closed_at.is_none_or(|closed_at| at < closed_at);
    is_open.then(|| cycle.states.iter().rfind(|(from, _)| *from <= at).unwrap().1)
}

/// A waiting contact's message and the reply, if there was one.
pub struct Turn<'a> {
    pub start: &'a Message,
    pub reply: Option<&'a Message>,
    /// When a close cut the waiting off, or an answer of nobody knows whom came.
    pub given_up_at: Option<Millis>,
}

pub fn turns<'a>(conversation: &'a Conversation, from_last: bool) -> Vec<Turn<'a>> {
    let mut turns = Vec::new();
    for (number, cycle) in cycles(conversation).iter().enumerate() {
        let mut waiting: Option<&Message> = None;
        for message in public(conversation).filter(|message| cycle.holds(message.at, number == 0)) {
            match message.who {
                Who::Contact => waiting = if from_last { Some(message) } else { waiting.or(Some(message)) },
                Who::Agent(_) | Who::Echo => {
                    turns.extend(waiting.take().map(|start| Turn { start, reply: Some(message), given_up_at: None }));
                }
                Who::Business => {
                    let given_up_at = Some(message.at);
                    turns.extend(waiting.take().map(|start| Turn { start, reply: None, given_up_at }));
                }
                _ => {}
            }
        }
        turns.extend(waiting.map(|start| Turn { start, reply: None, given_up_at: cycle.closed_at }));
    }
    turns
}

pub fn origin(conversation: &Conversation) -> &'static str {
    match public(conversation).next().map(|message| message.who) {
        Some(Who::Contact) => "inbound",
        Some(Who::Agent(_) | Who::Echo) => "inbox",
        Some(Who::Bot(_) | Who::Automation | Who::Broadcast) => "flow",
        Some(Who::Business | Who::System) | None => "other",
    }
}

pub fn beginner(conversation: &Conversation) -> &'static str {
    public(conversation).next().map_or("unknown", |message| message.who.word())
}

/// Who did something, and the agent it is credited to.
pub fn credited(inbox: &Inbox, who: Option<Who>, conversation: &Conversation) -> (&'static str, Option<usize>) {
    match who {
        None => ("unknown", conversation.agent),
        Some(Who::Contact) => ("contact", conversation.agent),
        Some(Who::Agent(agent)) if inbox.agents[agent].is_bot => ("bot", Some(agent)),
        Some(who) => (who.word(), who.agent()),
    }
}

/// How far a message of ours got, by all that its conversation says of it.
pub struct Got {
    pub is_sent: bool,
    pub is_delivered: bool,
    pub is_read: bool,
    pub is_failed: bool,
}

pub fn got(conversation: &Conversation, message: &Message) -> Got {
    let versions = || conversation.repeated.iter().filter(|other| other.id == message.id).chain([message]);
    let is_read = versions().any(|version| version.read.is_some());
    let is_delivered = is_read || versions().any(|version| version.delivered.is_some());
    let is_sent = is_delivered || versions().any(|version| version.sent.is_some());
    let is_failed = !is_delivered && versions().any(|version| version.failed.is_some());
    Got { is_sent, is_delivered, is_read, is_failed }
}

/// Public messages of the business, each with its conversation.
pub fn outgoing(inbox: &Inbox) -> impl Iterator<Item = (&Conversation, &Message)> {
    let is_ours = |message: &&Message| message.who != Who::Contact;
    let of = move |conversation| public(conversation).filter(is_ours).map(move |message| (conversation, message));
    inbox.conversations.iter().flat_map(of)
}

/// Public messages of contacts, each with its conversation.
pub fn written(inbox: &Inbox) -> impl Iterator<Item = (&Conversation, &Message)> {
    let is_theirs = |message: &&Message| message.who == Who::Contact;
    let of = move |conversation| public(conversation).filter(is_theirs).map(move |message| (conversation, message));
    inbox.conversations.iter().flat_map(of)
}

/// Messages that we began with and that did not fail: broadcasts, templates and the first ones of conversations, unless
/// they answer a turn.
pub fn reached(inbox: &Inbox) -> impl Iterator<Item = (&Conversation, &Message)> {
    outgoing(inbox).filter(|(conversation, message)| {
        let is_answer = turns(conversation, false).iter().any(|turn| {
            let cycles = cycles(conversation);
            let holds = |at| cycles.iter().enumerate().rfind(|(number, cycle)| cycle.holds(at, *number == 0));
            let ends_at = holds(turn.start.at).and_then(|(_, cycle)| cycle.closed_at).unwrap_or(Millis::MAX);
            let until = turn.reply.map_or(ends_at, |reply| reply.at);
            turn.start.at < message.at && message.at <= until
        });
        let is_first = public(conversation).next().is_some_and(|first| first.id == message.id);
        let is_sent_out = message.who == Who::Broadcast || message.kind == "template" || message.template.is_some();
        !is_answer && (is_first || is_sent_out) && !got(conversation, message).is_failed
    })
}

/// When a bot first wrote in a conversation.
pub fn first_of_bot(conversation: &Conversation) -> Option<Millis> {
    public(conversation).find(|message| matches!(message.who, Who::Bot(_))).map(|message| message.at)
}

/// Spans of a conversation without what was in a bot's hands. One that is empty stays, so that there is a length.
pub fn without_bot(inbox: &Inbox, conversation: &Conversation, spans: Vec<(Millis, Millis)>) -> Vec<(Millis, Millis)> {
    let is_human = |agent: usize| !inbox.agents[agent].is_bot;
    let mut left = spans;
    for (number, cycle) in cycles(conversation).iter().enumerate() {
        let said: Vec<_> = public(conversation).filter(|message| cycle.holds(message.at, number == 0)).collect();
        let Some(bot) = said.iter().find(|message| matches!(message.who, Who::Bot(_))) else { continue };
        let humans = said.iter().filter(|message| matches!(message.who, Who::Agent(_) | Who::Echo));
        let hands_over = |event: &&Event| event.kind == "handoff" || event.to.is_some_and(is_human);
        let handed = conversation.events.iter().filter(hands_over).map(|event| event.at).filter(|&at| at >= bot.at);
        let ends = humans.map(|message| message.at).chain(handed).chain(cycle.closed_at);
        let (from, to) = (bot.at, ends.min().unwrap_or(Millis::MAX));
        if from < to {
            let parts =
                |(start, end): (Millis, Millis)| [(start, end.min(from).max(start)), (start.max(to).min(end), end)];
            left = left.into_iter().flat_map(parts).collect();
        }
    }
    left
}

/// What became of a conversation with a bot.
pub fn bot_outcome(inbox: &Inbox, conversation: &Conversation, durable_days: i64) -> Option<&'static str> {
    let bot_at = first_of_bot(conversation)?;
    let cycles = cycles(conversation);
    let number = cycles.iter().rposition(|cycle| cycle.opened_at <= bot_at).unwrap_or(0);
    let cycle = &cycles[number];
    let is_human = |agent: usize| !inbox.agents[agent].is_bot;
    let lasts = |at: Millis| cycle.holds(at, number == 0);
    let hands_over = |event: &&Event| event.kind == "handoff" || event.to.is_some_and(is_human);
    let after_bot = conversation.events.iter().filter(|event| event.at >= bot_at && lasts(event.at));
    let handed_at = after_bot.filter(hands_over).map(|event| event.at).min();
    let by_human = |message: &&Message| matches!(message.who, Who::Agent(_) | Who::Echo) && lasts(message.at);
    let human_at = public(conversation).filter(by_human).map(|message| message.at).min();
    match (handed_at, human_at, cycle.closed_at) {
        (Some(handed_at), Some(human_at), _) if handed_at > human_at => return Some("human-took-over"),
        (Some(_), ..) => return Some("handed-off"),
        (_, Some(_), _) => return Some("human-took-over"),
        (None, None, None) => return Some("abandoned"),
        _ => {}
    }
    let closed_at = cycle.closed_at?;
    let is_back = |at: Millis| closed_at < at && at < closed_at + durable_days * 86_400_000;
    let of_contact = inbox.conversations.iter().filter(|other| other.contact == conversation.contact);
    let comes_back = of_contact.into_iter().any(|other| {
        let ours = usize::from(beginner(other) != "contact");
        self::cycles(other).iter().skip(ours).any(|cycle| is_back(cycle.opened_at))
    });
    Some(match cycle.closed_by {
        Some(Who::Agent(agent)) if is_human(agent) => "human-took-over",
        Some(Who::Echo) => "human-took-over",
        Some(Who::Bot(_) | Who::Contact | Who::Agent(_)) if comes_back => "resolved-then-back",
        Some(Who::Bot(_) | Who::Contact | Who::Agent(_)) => "resolved",
        _ => "auto-closed",
    })
}

/// When a conversation was first given to a human, and to whom.
pub fn first_assignment(inbox: &Inbox, conversation: &Conversation) -> Option<(Millis, usize)> {
    let assigned = conversation.events.iter().filter(|event| event.kind == "assigned");
    let mut to = assigned.filter_map(|event| Some((event.at, event.to?)));
    to.find(|&(_, agent)| !inbox.agents[agent].is_bot)
}

/// Surveys, each with its conversation.
pub fn surveys(inbox: &Inbox) -> impl Iterator<Item = (&Conversation, &Survey)> {
    inbox
        .conversations
        .iter()
        .flat_map(|conversation| conversation.surveys.iter().map(move |survey| (conversation, survey)))
}

/// What a contact has under the key that `attribute:` names.
pub fn attribute<'a>(contact: &'a Contact, dimension: &str) -> Option<&'a str> {
    let (_, key) = dimension.split_once(':')?;
    contact.attributes.iter().find(|(known, _)| *known == key).map(|(_, value)| value.as_str())
}
