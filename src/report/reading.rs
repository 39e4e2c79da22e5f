//! What a reading is asked to do.

use crate::args::{self, Arg};
use crate::error::Error;
use crate::ingest::Options;
use crate::ingest::mapping::{Mapping, Role, is_word};
use crate::registry::Word;
use crate::time::Zone;

/// How a reading is to go on; times without a zone are in `zone`.
pub fn options(text: &str, zone: &Zone) -> Result<Options, Error> {
    let value = args::parse(text)?;
    let members = Arg::new(&value).object(&["format", "business", "dateOrder", "now"])?;
    let names = |list: &Arg<'_>| list.list()?.iter().map(|name| Ok(name.text()?.to_owned())).collect();
    let (format, mapping) = match members.get("format") {
        Some(format) if format.is_text() => (Some(format.text()?).filter(|id| *id != "auto"), None),
        Some(format) => (None, Some(mapping(&format)?)),
        None => (None, None),
    };
    Ok(Options {
        format: format.map(str::to_owned),
        mapping,
        zone: zone.clone(),
        now: members.require("now")?.integer()?,
        business: members.read_or_default("business", names)?,
        date_order: members.read("dateOrder", Arg::word)?,
    })
}

/// Which column is what.
pub fn mapping(arg: &Arg<'_>) -> Result<Mapping, Error> {
    let mut keys = vec!["rows", "words"];
    keys.extend(Role::IDS);
    let members = arg.object(&keys)?;
    let mut mapping = Mapping::default();
    if let Some(rows) = members.read("rows", Arg::text)? {
        mapping.rows = rows.split('.').filter(|key| !key.is_empty()).map(str::to_owned).collect();
    }
    let words = members.get("words").map(|words| words.object(Role::IDS)).transpose()?;
    for (&role, id) in Role::ALL.iter().zip(Role::IDS) {
        mapping.columns.extend(members.read(id, Arg::text)?.map(|column| (role, column.to_owned())));
        let Some(of_role) = words.as_ref().and_then(|words| words.get(id)) else { continue };
        let word = |(value, word): (&str, Arg<'_>)| {
            let known = word.text()?;
            if !is_word(role, known) {
                return Err(Error::query(word.path(), format!("`{known}` means nothing as a `{id}`")));
            }
            Ok((value.to_lowercase(), known.to_owned()))
        };
        let mut of_role = of_role.members()?.iter().map(word).collect::<Result<Vec<_>, Error>>()?;
        of_role.sort();
        mapping.words.push((role, of_role));
    }
    if !mapping.is_enough() {
        let message = "a mapping of messages has an `at` and a `conversation` or a `contact`, one of conversations a \
                       `conversation`, one of conversions a `convertedAt` and a `contact`, `phone`, `email`, \
                       `externalId`, `clientId` or `clickId`";
        return Err(Error::query(arg.path(), message));
    }
    Ok(mapping)
}
