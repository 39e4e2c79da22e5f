//! What a reading is asked to do.

use crate::args::{self, Arg};
use crate::error::{Code, Error, Place};
use crate::ingest::Options;
use crate::ingest::mapping::{Mapping, Role, is_word};
use crate::registry::Word;
use crate::time::Zones;

/// How a reading is to go on, or an input to be read; times without a zone are in the one that is named, else in the
/// inbox's own.
pub fn options<'z>(text: &str, zones: impl Into<Zones<'z>>) -> Result<Options, Error> {
    let value = args::parse(text)?;
    let members = Arg::new(&value).object(&["format", "business", "dateOrder", "timeZone", "now"])?;
    let zones = zones.into();
    let zone_of_input = members.read("timeZone", |name| zones.named(name.text()?, name.path()))?;
    let names = |list: &Arg<'_>| list.list()?.iter().map(|name| Ok(name.text()?.to_owned())).collect();
    let (format, mapping) = match members.get("format") {
        Some(format) if format.is_text() => (Some(format.text()?).filter(|id| *id != "auto"), None),
        Some(format) => (None, Some(mapping(&format)?)),
        None => (None, None),
    };
    Ok(Options {
        format: format.map(str::to_owned),
        mapping,
        zone: zone_of_input.unwrap_or(zones.own).clone(),
        is_zone_of_input: zone_of_input.is_some(),
        now: members.require("now")?.integer()?,
        business: members.read_or_default("business", names)?,
        date_order: members.read("dateOrder", Arg::word)?,
    })
}

/// An error that came up before the bytes did.
pub fn error(text: &str) -> Result<Error, Error> {
    let value = args::parse(text)?;
    let members = Arg::new(&value).object(&["code", "message", "file", "offset", "line", "path"])?;
    let number = |key| Ok(members.read(key, Arg::integer)?.map(|number| number as u64));
    let place = Place {
        file: None,
        offset: number("offset")?,
        line: number("line")?,
        path: members.read("path", Arg::text)?.map(str::to_owned),
    };
    let message = members.require("message")?.text()?;
    Ok(Error::new(members.require("code")?.word::<Code>()?, place, message))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::zone::tests::zone;

    #[test]
    fn an_input_may_have_a_zone_of_its_own() {
        let zones = [zone("Europe/Rome"), zone("UTC")];
        let read = |text: &str| options(text, Zones::new("UTC", &zones).unwrap());
        let zone = |text: &str| read(text).map(|options| (options.zone.name().to_owned(), options.is_zone_of_input));
        assert_eq!(zone(r#"{"now":0}"#).unwrap(), ("UTC".to_owned(), false));
        assert_eq!(zone(r#"{"now":0,"timeZone":"Europe/Rome"}"#).unwrap(), ("Europe/Rome".to_owned(), true));
        let error = read(r#"{"now":0,"timeZone":"Mars/Olympus"}"#).unwrap_err();
        assert_eq!((error.code, error.place.path.as_deref()), (Code::UnknownTimeZone, Some("timeZone")));
    }

    #[test]
    fn an_error_that_is_handed_over() {
        let read = error(r#"{"code":"bad-zip","message":"it is damaged","file":3,"offset":9}"#).unwrap();
        assert_eq!(read, Error::new(Code::BadZip, Place::at_offset(9), "it is damaged"));
        assert!(error(r#"{"code":"no-such","message":""}"#).is_err());
    }
}
