//! Which observations a question is about.

use super::Derived;
use super::dimension::{Dimension, Keys};
use super::observation::Observation;
use crate::store::{Dataset, Mask};
use crate::time::Zone;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// For each dimension the keys that are wanted, by id; `null` stands for *none*.
pub type Filter = BTreeMap<Dimension, Choice>;

/// All three lists have to be met. An empty or missing list is met by everything.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Choice {
    /// At least one of these keys.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub any: Vec<Option<String>>,
    /// Every one of these keys.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub all: Vec<Option<String>>,
    /// None of these keys.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub none: Vec<Option<String>>,
}

/// A filter whose keys have been looked up.
pub struct Lookup<'a> {
    clauses: Vec<Clause<'a>>,
}

struct Clause<'a> {
    keys: Keys<'a>,
    any: Option<Vec<bool>>,
    none: Vec<bool>,
    all: Vec<usize>,
    /// A key that the data does not have is wanted, so nothing can have all of them.
    is_impossible: bool,
}

impl<'a> Lookup<'a> {
    pub fn new(filter: &Filter, data: &'a Dataset, derived: &'a Derived, zone: &'a Zone) -> Self {
        let clauses = filter.iter().map(|(&dimension, choice)| {
            let keys = Keys { dimension, data, derived, zone };
            Clause::new(choice, keys)
        });
        Self { clauses: clauses.collect() }
    }

    pub fn dimensions(&self) -> impl Iterator<Item = Dimension> {
        self.clauses.iter().map(|clause| clause.keys.dimension)
    }

    /// The conversations that meet what can be told from a conversation alone. What it leaves open, for observations
    /// that know more, is what [`Lookup::passes`] tells.
    pub fn conversations(&self, is_own: impl Fn(Dimension) -> bool) -> Mask {
        let Some(first) = self.clauses.first() else { return Mask::all(0) };
        let mut mask = Mask::all(first.keys.derived.conversations.len());
        for clause in self.clauses.iter().filter(|clause| !is_own(clause.keys.dimension)) {
            mask.retain(|conversation| clause.passes(&Observation::new(0, conversation)));
        }
        mask
    }

    /// Whether the observation meets the clauses on the dimensions that it knows itself.
    pub fn passes(&self, of: &Observation, is_own: impl Fn(Dimension) -> bool) -> bool {
        self.clauses.iter().filter(|clause| is_own(clause.keys.dimension)).all(|clause| clause.passes(of))
    }

    pub fn is_empty(&self) -> bool {
        self.clauses.is_empty()
    }
}

impl<'a> Clause<'a> {
    fn new(choice: &Choice, keys: Keys<'a>) -> Self {
        let number = |id: &Option<String>| (0..keys.count()).find(|&key| keys.id(key) == *id);
        let set = |ids: &[Option<String>]| {
            let mut set = vec![false; keys.count()];
            ids.iter().filter_map(number).for_each(|key| set[key] = true);
            set
        };
        let all: Vec<_> = choice.all.iter().map(number).collect();
        Self {
            any: (!choice.any.is_empty()).then(|| set(&choice.any)),
            none: set(&choice.none),
            is_impossible: all.contains(&None),
            all: all.into_iter().flatten().collect(),
            keys,
        }
    }

    fn passes(&self, of: &Observation) -> bool {
        if self.is_impossible {
            return false;
        }
        let mut has_any = self.any.is_none();
        let mut has_none = true;
        let mut left = self.all.len();
        self.keys.each(of, |key| {
            has_any = has_any || self.any.as_ref().is_some_and(|any| any[key]);
            has_none = has_none && !self.none[key];
            left -= usize::from(self.all.contains(&key));
        });
        has_any && has_none && left == 0
    }
}
