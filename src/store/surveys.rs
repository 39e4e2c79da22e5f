//! The table of surveys: whether a contact was asked how satisfied it is, and what it answered.

use super::dict::NONE;
use super::messages::MessageId;
use super::order::sort_rows;
use super::reserve;
use crate::time::{Millis, UNKNOWN};
use std::ops::Range;

/// One survey, as a source hands it over.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Survey {
    /// Of the survey within its thread, such as that of the message that asked, where the source has one.
    pub id: Option<MessageId>,
    /// [`UNKNOWN`] where it is not given.
    pub sent_at: Millis,
    /// [`UNKNOWN`] where there is no answer, or its time is not given.
    pub answered_at: Millis,
    /// Nothing where there is no answer.
    pub score: Option<f64>,
    /// The best score there is; nothing where it is not given.
    pub scale: Option<u32>,
}

impl Survey {
    /// When it was sent, or else answered; [`UNKNOWN`] where neither is given.
    pub fn at(&self) -> Millis {
        if self.sent_at == UNKNOWN { self.answered_at } else { self.sent_at }
    }

    /// Whether this is what was answered: with the same score at the same instant, or at one that is not given here.
    fn has(&self, answer: &Self) -> bool {
        let is_then =
            self.answered_at == answer.answered_at || self.answered_at == UNKNOWN && self.sent_at <= answer.answered_at;
        answer.answered_at != UNKNOWN && self.score == answer.score && is_then
    }

    /// Of two versions of one survey, of which the other is the newer: the last answer counts, and an answer more than
    /// none. When it was sent may be known of the other one only.
    fn merge(self, newer: Self) -> Self {
        let is_later = newer.score.is_some() && (self.score.is_none() || newer.answered_at >= self.answered_at);
        let (last, other) = if is_later { (newer, self) } else { (self, newer) };
        let sent_at = if last.sent_at == UNKNOWN { other.sent_at } else { last.sent_at };
        Self { sent_at, scale: last.scale.or(other.scale), ..last }
    }
}

/// Columns of one length, by thread and in each thread by time. Most threads have none.
#[derive(Clone, Debug, Default)]
pub struct Surveys {
    /// Ascending, but for that of rows that are pending.
    pub thread: Vec<u32>,
    pub id: Vec<Option<MessageId>>,
    pub sent_at: Vec<Millis>,
    pub answered_at: Vec<Millis>,
    pub score: Vec<Option<f64>>,
    pub scale: Vec<Option<u32>>,
}

/// Stands for the thread of rows whose thread is not known yet.
const PENDING: u32 = NONE;

impl Surveys {
    pub fn len(&self) -> usize {
        self.thread.len()
    }

    pub fn is_empty(&self) -> bool {
        self.thread.is_empty()
    }

    pub fn reserve(&mut self, more: usize) {
        reserve(&mut self.thread, more);
        reserve(&mut self.id, more);
        reserve(&mut self.sent_at, more);
        reserve(&mut self.answered_at, more);
        reserve(&mut self.score, more);
        reserve(&mut self.scale, more);
    }

    pub fn rows_of(&self, thread: u32) -> Range<usize> {
        self.thread.partition_point(|&other| other < thread)..self.thread.partition_point(|&other| other <= thread)
    }

    pub fn get(&self, row: usize) -> Survey {
        Survey {
            id: self.id[row],
            sent_at: self.sent_at[row],
            answered_at: self.answered_at[row],
            score: self.score[row],
            scale: self.scale[row],
        }
    }

    pub fn of(&self, thread: u32) -> impl Iterator<Item = Survey> + Clone + '_ {
        self.rows_of(thread).map(|row| self.get(row))
    }

    pub fn push(&mut self, thread: u32, survey: &Survey) {
        self.thread.push(thread);
        self.id.push(survey.id);
        self.sent_at.push(survey.sent_at);
        self.answered_at.push(survey.answered_at);
        self.score.push(survey.score);
        self.scale.push(survey.scale);
    }

    pub(super) fn push_pending(&mut self, survey: &Survey) {
        self.push(PENDING, survey);
    }

    /// Gives the rows whose thread was not known to `thread`.
    pub(super) fn settle(&mut self, thread: u32) {
        self.thread.iter_mut().rev().take_while(|of| **of == PENDING).for_each(|of| *of = thread);
    }

    /// Leaves out the rows whose thread is not known.
    pub(super) fn drop_pending(&mut self) {
        let pending = self.thread.iter().rev().take_while(|&&of| of == PENDING).count();
        let len = self.len() - pending;
        self.thread.truncate(len);
        self.id.truncate(len);
        self.sent_at.truncate(len);
        self.answered_at.truncate(len);
        self.score.truncate(len);
        self.scale.truncate(len);
    }

    /// Takes in the rows of a later batch, whose thread `t` is `threads[t]` here.
    pub(super) fn append(&mut self, new: &Self, threads: &[u32]) {
        for row in 0..new.len() {
            self.push(threads[new.thread[row] as usize], &new.get(row));
        }
    }

    /// Each survey once, by thread and time. A survey is known by its thread and its id, or, where it has none, when it
    /// was sent, or else answered.
    pub(super) fn arrange(&mut self) {
        let is_in_order = |surveys: &Self| (1..surveys.len()).all(|row| surveys.place(row - 1) < surveys.place(row));
        if self.id.iter().all(Option::is_none) && is_in_order(self) {
            return;
        }
        let key = |surveys: &Self, row| (surveys.thread[row], surveys.id[row], surveys.without_id(row));
        self.merge_versions(&key);
        if self.name_answers() {
            self.merge_versions(&key);
        }
        if !is_in_order(self) {
            self.merge_versions(&|surveys, row| surveys.place(row));
        }
    }

    /// What is told without an id may be the answer to a survey that has one: the last of those that it fits gives it its
    /// id. Needs the rows by thread, and says whether there is such an answer.
    fn name_answers(&mut self) -> bool {
        let asked: Vec<_> = (0..self.len())
            .filter(|&row| self.id[row].is_none())
            .filter_map(|row| {
                let answer = self.get(row);
                let is_asked = |&other: &usize| self.id[other].is_some() && self.get(other).has(&answer);
                Some((row, self.rows_of(self.thread[row]).rev().find(is_asked)?))
            })
            .collect();
        asked.iter().for_each(|&(row, asked)| self.id[row] = self.id[asked]);
        !asked.is_empty()
    }

    /// Where a row stands.
    fn place(&self, row: usize) -> (u32, Times, Option<MessageId>) {
        (self.thread[row], self.times(row), self.id[row])
    }

    fn times(&self, row: usize) -> Times {
        (self.get(row).at(), self.sent_at[row])
    }

    /// The times that stand for the id of what has none.
    fn without_id(&self, row: usize) -> Option<Times> {
        self.id[row].is_none().then(|| self.times(row))
    }

    /// Sorts the rows by a key; of several with the same one, as they arrived, one is left.
    fn merge_versions<K: Ord>(&mut self, key: &dyn Fn(&Self, usize) -> K) {
        let key = |row: u32| key(self, row as usize);
        let mut order: Vec<u32> = (0..self.len() as u32).collect();
        sort_rows(&mut order, &|a, b| key(a).cmp(&key(b)));
        let mut arranged = Self::default();
        for versions in order.chunk_by(|&a, &b| key(a) == key(b)) {
            let merged = versions.iter().map(|&row| self.get(row as usize)).reduce(Survey::merge);
            merged.iter().for_each(|survey| arranged.push(self.thread[versions[0] as usize], survey));
        }
        *self = arranged;
    }
}

/// When a survey was sent, or else answered, and when it was sent.
type Times = (Millis, Millis);

#[cfg(test)]
mod tests {
    use super::*;

    const SENT: Survey = Survey { id: None, sent_at: 10, answered_at: UNKNOWN, score: None, scale: None };

    fn answered(sent_at: Millis, answered_at: Millis, score: f64) -> Survey {
        Survey { id: None, sent_at, answered_at, score: Some(score), scale: Some(5) }
    }

    fn arranged(of: &[(u32, Survey)]) -> Surveys {
        let mut surveys = Surveys::default();
        of.iter().for_each(|(thread, survey)| surveys.push(*thread, survey));
        surveys.arrange();
        surveys
    }

    #[test]
    fn the_last_answer_counts_whatever_order_the_versions_come_in() {
        let versions = [SENT, answered(10, 20, 3.0), answered(10, 30, 4.0), SENT];
        for first in 0..4 {
            let mut of: Vec<_> = versions.iter().map(|survey| (7, *survey)).collect();
            of.rotate_left(first);
            let surveys = arranged(&of);
            assert_eq!((surveys.len(), surveys.get(0)), (1, answered(10, 30, 4.0)), "from {first} on");
        }
    }

    #[test]
    fn of_answers_of_one_instant_the_newer_counts() {
        assert_eq!(arranged(&[(0, answered(10, 20, 3.0)), (0, answered(10, 20, 2.0))]).score, [Some(2.0)]);
        let without_scale = Survey { scale: None, ..answered(10, 20, 2.0) };
        assert_eq!(arranged(&[(0, answered(10, 20, 3.0)), (0, without_scale)]).get(0), answered(10, 20, 2.0));
    }

    #[test]
    fn surveys_stand_by_thread_and_time() {
        let rows = [(3, answered(UNKNOWN, 15, 1.0)), (1, SENT), (3, answered(40, 50, 5.0)), (3, SENT), (0, SENT)];
        let surveys = arranged(&rows);
        assert_eq!(surveys.thread, [0, 1, 3, 3, 3]);
        let of_three: Vec<_> = surveys.of(3).map(|survey| survey.at()).collect();
        assert_eq!((of_three, surveys.rows_of(2)), (vec![10, 15, 40], 2..2));
        let mut again = surveys.clone();
        again.append(&surveys, &[0, 1, 2, 3]);
        again.arrange();
        assert_eq!(format!("{again:?}"), format!("{surveys:?}"));
    }

    #[test]
    fn a_survey_with_an_id_is_one_whatever_times_are_told_of_it() {
        let id = Some(MessageId::from_text("109"));
        let told = [
            Survey { id, ..SENT },
            Survey { id, ..answered(10, UNKNOWN, 4.0) },
            Survey { id, ..answered(UNKNOWN, 30, 4.0) },
            Survey { id: Some(MessageId::from_text("110")), ..answered(10, 25, 2.0) },
            answered(10, 20, 3.0),
        ];
        let expected = [told[4], told[3], Survey { id, ..answered(10, 30, 4.0) }];
        for first in 0..told.len() {
            let mut of: Vec<_> = told.iter().chain(&told).map(|survey| (7, *survey)).collect();
            of.rotate_left(first);
            let mut surveys = arranged(&of);
            let scores = |surveys: &Surveys| {
                let mut all: Vec<_> = surveys.of(7).collect();
                all.sort_by(|a, b| a.score.partial_cmp(&b.score).unwrap());
                (all[0], all[1], all[2], all.len())
            };
            assert_eq!(scores(&surveys), (expected[1], expected[0], expected[2], 3), "from {first} on");
            surveys.append(&arranged(&of), &(0..8).collect::<Vec<_>>());
            surveys.arrange();
            assert_eq!(scores(&surveys), (expected[1], expected[0], expected[2], 3), "again, from {first} on");
        }
    }

    #[test]
    fn an_answer_told_without_an_id_is_that_of_the_survey_it_fits() {
        let id = Some(MessageId::from_text("109"));
        let bare = answered(UNKNOWN, 30, 4.0);
        let of_question = Survey { id, ..answered(10, UNKNOWN, 4.0) };
        let of_list = Survey { id, ..answered(UNKNOWN, 30, 4.0) };
        let whole = Survey { id, ..answered(10, 30, 4.0) };
        for told in [vec![bare, of_question], vec![of_list, bare], vec![bare, of_list, of_question]] {
            let expected = if told.contains(&of_question) { whole } else { of_list };
            for first in 0..told.len() {
                let mut of: Vec<_> = told.iter().chain(&told).map(|survey| (7, *survey)).collect();
                of.rotate_left(first);
                let surveys = arranged(&of);
                assert_eq!((surveys.len(), surveys.get(0)), (1, expected), "from {first} on");
            }
        }
        let other_score = answered(UNKNOWN, 30, 5.0);
        let before_the_question = answered(UNKNOWN, 9, 4.0);
        let of_another_thread = [(7, of_question), (8, bare)];
        assert_eq!(arranged(&[(7, of_list), (7, other_score)]).len(), 2);
        assert_eq!(arranged(&[(7, of_question), (7, before_the_question)]).len(), 2);
        assert_eq!(arranged(&of_another_thread).len(), 2);
    }

    #[test]
    fn pending_rows_are_settled_or_dropped() {
        let mut surveys = Surveys::default();
        surveys.push_pending(&SENT);
        surveys.settle(4);
        surveys.push_pending(&SENT);
        surveys.push_pending(&SENT);
        surveys.drop_pending();
        assert_eq!((surveys.thread, surveys.scale), (vec![4], vec![None]));
    }
}
