//! Which conversation keeps which business hours: its agent's, else its team's, else everybody's.

use super::conversation::Conversations;
use super::schedule::{Schedules, Whose};
use crate::store::Dataset;
use crate::store::dict::{NONE, some};
use crate::time::schedule::Hours;
use crate::time::{DAY_MS, Millis, Span, Zone};
use crate::words;

words! {
    /// Where an instant lies.
    Opening {
        Inside = "inside",
        Outside = "outside",
    }
}

/// The schedules of a question, laid out, and whose each conversation keeps.
#[derive(Debug)]
pub struct BusinessHours {
    pub schedules: Schedules<Zone>,
    /// Of each of the schedules.
    hours: Vec<Hours>,
    /// The place of each conversation's schedule; `NONE` where it has none.
    of: Vec<u32>,
}

/// Conversations are closed, and clocks read, some time after the last message.
const MARGIN_MS: Millis = 92 * DAY_MS;

impl BusinessHours {
    pub fn new(data: &Dataset, conversations: &Conversations, schedules: Schedules<Zone>) -> Self {
        let Span { from, to } = data.span();
        let near = Span { from: from - MARGIN_MS, to: to + MARGIN_MS };
        let hours = schedules.all.iter().map(|of| Hours::new(of.schedule.clone(), of.zone.clone(), near)).collect();
        let place = |whose: &Whose| schedules.all.iter().position(|of| of.whose == *whose).map(|place| place as u32);
        let agents = 0..data.agents.keys.len() as u32;
        let of_agents: Vec<_> =
            agents.map(|agent| place(&Whose::Agent(data.agents.keys.id(agent).to_owned()))).collect();
        let of_teams: Vec<_> = data.teams.iter().map(|team| place(&Whose::Team(team.to_owned()))).collect();
        let everybodys = place(&Whose::Everybody);
        let of = |conversation: usize| {
            let agent = some(conversations.agent[conversation]).and_then(|agent| of_agents[agent as usize]);
            let team = || some(conversations.team(data, conversation)).and_then(|team| of_teams[team as usize]);
            agent.or_else(team).or(everybodys).unwrap_or(NONE)
        };
        let of = (0..conversations.len()).map(of).collect();
        Self { schedules, hours, of }
    }

    /// The hours of a conversation, if it has any.
    pub fn of(&self, conversation: usize) -> Option<&Hours> {
        some(self.of[conversation]).map(|place| &self.hours[place as usize])
    }

    /// Whether the conversation's hours are open at an instant; nothing where it has none.
    pub fn opening(&self, conversation: usize, at: Millis) -> Option<Opening> {
        let is_open = self.of(conversation)?.is_open(at);
        Some(if is_open { Opening::Inside } else { Opening::Outside })
    }
}
