//! Which observations a question is about.

use super::Derived;
use super::dimension::{Dimension, Keys};
use super::observation::{Columns, Observation, Reason};
use super::run::Rows;
use super::split::{self, Split};
use crate::args::Arg;
use crate::error::Error;
use crate::store::order::sorted;
use crate::store::{Dataset, Mask};
use crate::time::Zone;
use serde::{Serialize, Serializer};
use std::cell::OnceCell;

/// For each dimension, which keys are wanted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    pub choices: Vec<(Split, Choice)>,
}

/// Keys by id, nothing standing for *none*. All three lists have to be met; an empty one is met by everything.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
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

impl Filter {
    /// `{"agent": {"any": ["a1", null]}, "tag": {"none": ["spam"]}}`.
    pub fn read(arg: &Arg<'_>) -> Result<Self, Error> {
        let read = |(key, choice): (&str, Arg<'_>)| match Split::from_id(key) {
            Some(split) => Ok((split, Choice::read(&choice)?)),
            None => Err(Error::query(choice.path(), format!("there is no such key; there are: {}", split::ids()))),
        };
        let choices = arg.members()?.iter().map(read).collect::<Result<_, _>>()?;
        Ok(Self { choices: sorted(choices, &|a: &(Split, Choice), b| a.0.cmp(&b.0)) })
    }

    /// Wants this key, too.
    pub fn require(&mut self, split: impl Into<Split>, key: Option<String>) {
        self.choice(split.into()).all.push(key);
    }

    /// Wants no observation of this key.
    pub fn refuse(&mut self, split: impl Into<Split>, key: Option<String>) {
        self.choice(split.into()).none.push(key);
    }

    fn choice(&mut self, split: Split) -> &mut Choice {
        let known = self.choices.iter().position(|(known, _)| *known == split);
        let place = known.unwrap_or_else(|| {
            self.choices.push((split, Choice::default()));
            self.choices.len() - 1
        });
        &mut self.choices[place].1
    }
}

impl Choice {
    fn read(arg: &Arg<'_>) -> Result<Self, Error> {
        let members = arg.object(&["any", "all", "none"])?;
        let keys = |key: &str| {
            let read =
                |list: &Arg<'_>| list.list()?.iter().map(|key| Ok(key.text_or_null()?.map(str::to_owned))).collect();
            members.read_or_default(key, read)
        };
        Ok(Self { any: keys("any")?, all: keys("all")?, none: keys("none")? })
    }
}

impl Serialize for Filter {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.choices.iter().map(|(split, choice)| (split, choice)))
    }
}

/// A filter whose keys have been looked up.
pub struct Lookup<'a> {
    clauses: Vec<Clause<'a>>,
    conversations: usize,
}

struct Clause<'a> {
    keys: Keys<'a>,
    any: Option<Vec<bool>>,
    none: Vec<bool>,
    all: Vec<usize>,
    /// A key that the data does not have is wanted, so nothing can have all of them.
    is_impossible: bool,
    /// The conversations that meet it, once somebody has asked: all metrics ask for the same.
    conversations: OnceCell<Mask>,
}

impl<'a> Lookup<'a> {
    pub fn new(filter: &Filter, data: &'a Dataset, derived: &'a Derived, zone: &'a Zone) -> Self {
        let clause = |(split, choice): &(Split, Choice)| Clause::new(choice, Keys::new(split, data, derived, zone));
        let clauses = filter.choices.iter().map(clause);
        Self { clauses: clauses.collect(), conversations: derived.conversations.len() }
    }

    pub fn dimensions(&self) -> impl Iterator<Item = Dimension> {
        self.clauses.iter().map(|clause| clause.keys.dimension)
    }

    /// Why nobody can tell what meets it, if so.
    pub fn lacking(&self) -> Option<Reason> {
        self.clauses.iter().find_map(|clause| clause.keys.lacking())
    }

    /// The conversations that meet what can be told from a conversation alone. What it leaves open, for observations
    /// that know the dimensions of `own` better, is what [`Lookup::passes`] tells. Nothing if there is nothing to meet.
    pub fn conversations(&self, own: &[Dimension]) -> Option<Mask> {
        let clauses = self.clauses.iter().filter(|clause| !own.contains(&clause.keys.dimension));
        let masks = clauses.map(|clause| clause.conversations(self.conversations));
        masks.fold(None, |all, mask| match all {
            None => Some(mask.clone()),
            Some(mut all) => {
                all.keep(mask);
                Some(all)
            }
        })
    }

    /// Whether everything passes.
    pub fn is_empty(&self) -> bool {
        self.clauses.is_empty()
    }

    /// Whether the filter asks for a dimension of `own`.
    pub fn asks_for(&self, own: &[Dimension]) -> bool {
        self.dimensions().any(|dimension| own.contains(&dimension))
    }

    /// Whether the observation meets the clauses on the dimensions of `own`.
    pub fn passes(&self, of: &Observation, own: &[Dimension]) -> bool {
        self.clauses.iter().filter(|clause| own.contains(&clause.keys.dimension)).all(|clause| clause.passes(of))
    }

    /// Whether the observation in a row meets the clauses on the dimensions of `own`.
    pub fn passes_row(&self, rows: Rows<'_>, row: usize, own: &[Dimension]) -> bool {
        self.clauses
            .iter()
            .filter(|clause| own.contains(&clause.keys.dimension))
            .all(|clause| clause.passes_row(rows, row))
    }

    /// Whether the observation meets all clauses.
    pub fn passes_all(&self, of: &Observation) -> bool {
        self.clauses.iter().all(|clause| clause.passes(of))
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
            conversations: OnceCell::new(),
        }
    }

    fn conversations(&self, count: usize) -> &Mask {
        self.conversations.get_or_init(|| {
            if self.is_impossible {
                return Mask::none(count);
            }
            let index = self.keys.index();
            let having = |keys: &[bool]| {
                let mut mask = Mask::none(count);
                let keys = keys.iter().enumerate().filter(|(_, is_wanted)| **is_wanted);
                keys.for_each(|(key, _)| index.of(key).iter().for_each(|&row| mask.insert(row as usize)));
                mask
            };
            let mut mask = self.any.as_ref().map_or_else(|| Mask::all(count), |any| having(any));
            if self.none.contains(&true) {
                mask.drop(&having(&self.none));
            }
            for &key in &self.all {
                let mut only = vec![false; self.none.len()];
                only[key] = true;
                mask.keep(&having(&only));
            }
            mask
        })
    }

    fn passes(&self, of: &Observation) -> bool {
        self.meets(|key| self.keys.each(of, key))
    }

    fn passes_row(&self, rows: Rows<'_>, row: usize) -> bool {
        match (self.keys.dimension, rows) {
            // Of all that is known of an observation, this needs least.
            (Dimension::Agent, Rows::Columns(Columns { conversation, actor, agent, .. })) => {
                self.meets(|key| self.keys.each_agent(conversation[row] as usize, actor[row], agent[row], key))
            }
            _ => self.passes(&rows.get(row)),
        }
    }

    /// Whether what `each` hands over as its keys meets the clause.
    #[inline]
    fn meets(&self, each: impl FnOnce(&mut dyn FnMut(usize))) -> bool {
        if self.is_impossible {
            return false;
        }
        let mut has_any = self.any.is_none();
        let mut has_none = true;
        let mut left = self.all.len();
        each(&mut |key| {
            has_any = has_any || self.any.as_ref().is_some_and(|any| any[key]);
            has_none = has_none && !self.none[key];
            left -= usize::from(self.all.contains(&key));
        });
        has_any && has_none && left == 0
    }
}
