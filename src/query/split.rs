//! What something is split or filtered by: a dimension, and of attributes which one.

use super::dimension::Dimension;
use crate::args::Arg;
use crate::error::Error;
use crate::registry::Word;
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::rc::Rc;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Split {
    pub dimension: Dimension,
    /// Of [`Dimension::Attribute`], and of no other: the key that the source calls it by.
    pub attribute: Option<Rc<str>>,
}

/// Stands before the key of an attribute.
const ATTRIBUTE: &str = "attribute:";

impl Split {
    /// By a contact's attribute.
    pub fn of_attribute(key: &str) -> Self {
        Self { dimension: Dimension::Attribute, attribute: Some(key.into()) }
    }

    /// `"agent"`, or `"attribute:plan"`: whatever follows the colon is the key.
    pub fn from_id(id: &str) -> Option<Self> {
        match id.strip_prefix(ATTRIBUTE) {
            Some(key) => Some(Self::of_attribute(key)),
            None => Dimension::from_id(id).filter(|&dimension| dimension != Dimension::Attribute).map(Self::from),
        }
    }

    pub fn read(arg: &Arg<'_>) -> Result<Self, Error> {
        Self::from_id(arg.text()?).ok_or_else(|| arg.wrong(&format!("one of {}", ids())))
    }

    pub fn id(&self) -> Cow<'static, str> {
        match &self.attribute {
            Some(key) => format!("{ATTRIBUTE}{key}").into(),
            None => self.dimension.id().into(),
        }
    }
}

impl From<Dimension> for Split {
    fn from(dimension: Dimension) -> Self {
        Self { dimension, attribute: None }
    }
}

impl Serialize for Split {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.id())
    }
}

/// All that there are, for errors.
pub fn ids() -> String {
    let dimensions = Dimension::ALL.iter().filter(|&&dimension| dimension != Dimension::Attribute);
    let ids: Vec<_> = dimensions.map(|dimension| dimension.id()).collect();
    format!("{}, {ATTRIBUTE}<key>", ids.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_says_the_dimension_and_the_attribute() {
        for id in ["agent", "attribute:plan", "attribute:", "attribute:a:b \"é\"", "currency"] {
            assert_eq!(Split::from_id(id).unwrap().id(), id);
        }
        for id in ["", "plan", "attribute", "Attribute:plan", "agent:plan"] {
            assert_eq!(Split::from_id(id), None, "{id}");
        }
    }
}
