//! Guessing a mapping from the names of columns.

use super::{Mapping, Role};

/// The names that a column of each role has, in letters and digits alone, the surest first.
const NAMES: &[(Role, &[&str])] = &[
    (
        Role::Conversation,
        &[
            "conversationid",
            "conversation",
            "chatid",
            "ticketid",
            "threadid",
            "sessionid",
            "caseid",
            "roomid",
            "dialogid",
            "interactionid",
            "chat",
            "ticket",
            "thread",
            "session",
        ],
    ),
    (
        Role::At,
        &[
            "timestamp",
            "datetime",
            "messagecreatedat",
            "senttime",
            "sendtime",
            "messagetime",
            "datetimemessage",
            "dateandtime",
            "ts",
            "at",
            "createdon",
            "messagedate",
            "time",
            "date",
        ],
    ),
    (Role::Id, &["messageid", "msgid", "uuid", "guid", "ref", "id"]),
    (
        Role::Direction,
        &[
            "direction",
            "messagedirection",
            "inbound",
            "isinbound",
            "incoming",
            "isincoming",
            "outbound",
            "isoutbound",
            "outgoing",
            "isoutgoing",
            "fromme",
            "isfromme",
        ],
    ),
    (Role::Sender, &["sendertype", "authortype", "senderrole", "author", "sender", "role", "from", "speaker"]),
    (Role::SenderId, &["senderid", "authorid"]),
    (Role::SenderName, &["sendername", "authorname"]),
    (Role::Text, &["message", "text", "body", "content", "utterance", "messagetext"]),
    (Role::Type, &["messagetype", "contenttype", "msgtype", "type"]),
    (Role::Private, &["private", "isprivate", "internal", "isinternal", "note", "isnote"]),
    (Role::Delivery, &["deliverystatus", "messagestatus"]),
    (Role::SentAt, &["sentat", "senton"]),
    (Role::DeliveredAt, &["deliveredat", "deliveredon"]),
    (Role::ReadAt, &["readat", "readon", "seenat"]),
    (Role::FailedAt, &["failedat", "failedon"]),
    (Role::Error, &["errorcode", "error", "failurereason"]),
    (Role::Template, &["templatename", "template"]),
    (Role::Campaign, &["campaignname", "campaign", "campaignid"]),
    (
        Role::Contact,
        &[
            "contactid",
            "customerid",
            "clientid",
            "visitorid",
            "leadid",
            "phonenumber",
            "phone",
            "contact",
            "customer",
            "client",
            "waid",
            "requesterid",
        ],
    ),
    (Role::Phone, &["contactphone", "customerphone", "contactphonenumber", "phonenumber", "phone", "waid"]),
    (Role::Email, &["contactemail", "customeremail", "clientemail"]),
    (Role::ExternalId, &["externalid"]),
    (Role::ContactName, &["contactname", "customername", "clientname"]),
    (Role::Country, &["country", "countrycode"]),
    (Role::Channel, &["channel", "channeltype", "channelname", "medium"]),
    (Role::Category, &["category", "topic", "intent", "reason", "subject"]),
    (Role::Status, &["conversationstatus", "ticketstatus", "status", "state"]),
    (Role::CreatedAt, &["conversationstartedat", "startedat", "openedat", "createdat", "opened", "created"]),
    (Role::ClosedAt, &["closedat", "resolvedat", "solvedat", "endedat", "closed", "resolved"]),
    (Role::Unread, &["unreadcount", "unread"]),
    (
        Role::Agent,
        &["assigneeid", "assignee", "agentid", "operatorid", "agentname", "agent", "operator", "owner", "assignedto"],
    ),
    (Role::Team, &["team", "teamname", "department", "group", "queue"]),
    (Role::Tags, &["tags", "labels", "tag"]),
    (Role::Csat, &["csat", "csatscore", "rating", "satisfaction", "score", "stars"]),
];

/// The names that the columns of purchases and deals have. Where there is a time of these, they are taken before the others.
const CONVERSION_NAMES: &[(Role, &[&str])] = &[
    (
        Role::ConvertedAt,
        &[
            "convertedat",
            "eventtimestamp",
            "conversiontime",
            "conversiondate",
            "purchasedat",
            "paidat",
            "closedwondate",
            "closedate",
            "closingdate",
            "purchasedate",
            "transactiondate",
            "orderdate",
            "saledate",
            "eventdate",
        ],
    ),
    (
        Role::Value,
        &[
            "purchaserevenue",
            "conversionvalue",
            "dealamount",
            "dealvalue",
            "amount",
            "ordertotal",
            "grandtotal",
            "totalrevenue",
            "revenue",
            "totalamount",
            "total",
            "value",
            "price",
        ],
    ),
    (Role::Refund, &["refundvalue", "refundedamount", "refundamount"]),
    (
        Role::Currency,
        &["currency", "currencycode", "currencyisocode", "dealcurrency", "dealcurrencycode", "amountcurrency"],
    ),
    (Role::Kind, &["eventname", "conversionname", "conversionaction", "dealtype", "opportunitytype", "type"]),
    (
        Role::Stage,
        &[
            "iswon",
            "isclosedwon",
            "won",
            "dealstage",
            "stagename",
            "opportunitystage",
            "salesstage",
            "stage",
            "financialstatus",
        ],
    ),
    (Role::Id, &["transactionid", "orderid", "dealid", "opportunityid", "recordid", "id"]),
    (
        Role::Phone,
        &[
            "phone",
            "phonenumber",
            "contactphone",
            "customerphone",
            "mobile",
            "mobilephone",
            "contactmobile",
            "waid",
            "whatsapp",
        ],
    ),
    (
        Role::Email,
        &[
            "email",
            "emailaddress",
            "contactemail",
            "customeremail",
            "useremail",
            "associatedcontactemail",
            "associatedcontact",
        ],
    ),
    (Role::ExternalId, &["externalid", "customerid", "userid", "contactnameid", "associatedcontactids", "accountid"]),
    (Role::ClientId, &["clientid", "userpseudoid", "appinstanceid"]),
    (Role::ClickId, &["clickid", "gclid", "fbclid", "ctwaclid", "msclkid", "ttclid"]),
    (Role::Contact, &["contactid"]),
];

/// Which of the columns are what: each role at most once, by the surest name there is. Nothing if that is not enough to
/// put a row anywhere.
pub fn guess(rows: &[String], columns: &[String]) -> Option<Mapping> {
    Some(nearest(rows, columns)).filter(Mapping::is_enough)
}

/// As [`guess`], whether it is enough or not.
pub fn nearest(rows: &[String], columns: &[String]) -> Mapping {
    let mut mapping = Mapping { rows: rows.to_vec(), columns: named(columns, CONVERSION_NAMES), ..Mapping::default() };
    let says_more = [Role::Value, Role::Stage, Role::Refund].iter().any(|&role| mapping.has(role));
    if mapping.has(Role::ConvertedAt) && says_more && mapping.is_enough() {
        mapping.columns.sort_by_key(|(role, _)| *role as usize);
        return mapping;
    }
    let mut mapping = Mapping { rows: rows.to_vec(), columns: roles_of(columns), ..Mapping::default() };
    make_conversations(&mut mapping);
    mapping.columns.sort_by_key(|(role, _)| *role as usize);
    mapping
}

/// Of rows that are conversations with a list of their messages at `way`: which columns are what, of theirs and of the
/// messages'. Nothing if what stands in the list is no message.
pub fn guess_nested(rows: &[String], columns: &[String], way: &str, messages: &[String]) -> Option<Mapping> {
    let mut inner = Mapping { columns: roles_of(messages), ..Mapping::default() };
    if !is_of_messages(&inner) {
        return None;
    }
    inner.rename(Role::CreatedAt, Role::At);
    inner.rename(Role::Status, Role::Delivery);
    let mut outer = Mapping { columns: roles_of(columns), ..Mapping::default() };
    outer.rename(Role::At, Role::CreatedAt);
    outer.rename(Role::Id, Role::Conversation);
    outer.columns.retain(|(role, _)| role.is_of_conversation());
    inner.columns.retain(|(role, _)| !role.is_of_conversation() || *role == Role::Conversation && !outer.has(*role));
    let inner = inner.columns.into_iter().map(|(role, column)| (role, format!("{way}.{column}")));
    let mut mapping = Mapping { rows: rows.to_vec(), columns: outer.columns, ..Mapping::default() };
    mapping.columns.extend(inner);
    mapping.columns.sort_by_key(|(role, _)| *role as usize);
    (mapping.has(Role::At) && mapping.is_enough()).then_some(mapping)
}

/// The roles of columns of messages and conversations.
fn roles_of(columns: &[String]) -> Vec<(Role, String)> {
    let mut roles = named(columns, NAMES);
    split_date(&mut roles, columns);
    roles
}

/// The roles of columns by their names.
fn named(columns: &[String], names_of: &[(Role, &[&str])]) -> Vec<(Role, String)> {
    let plain: Vec<String> = columns.iter().map(|column| letters(column)).collect();
    // Of a nested column the last key may be enough: `author.id` is an author's id, and `message.text` a text.
    let last: Vec<String> = columns.iter().map(|column| letters(column.rsplit('.').next().unwrap_or(column))).collect();
    let mut taken = vec![false; columns.len()];
    let mut roles: Vec<(Role, String)> = Vec::new();
    for names in [&plain, &last] {
        for (role, known) in names_of {
            if roles.iter().any(|(other, _)| other == role) {
                continue;
            }
            let place = known.iter().find_map(|known| {
                let same = |place: &usize| !taken[*place] && names[*place] == **known;
                (0..columns.len()).find(same)
            });
            if let Some(place) = place {
                taken[place] = true;
                roles.push((*role, columns[place].clone()));
            }
        }
    }
    roles
}

/// Of a date and a time in columns of their own, the time has been taken for both.
fn split_date(roles: &mut Vec<(Role, String)>, columns: &[String]) {
    let named = |name: &str| columns.iter().find(|column| letters(column) == name);
    if let Some((date, time)) = named("date").zip(named("time"))
        && let Some((_, at)) = roles.iter_mut().find(|(role, column)| *role == Role::At && column == time)
    {
        at.clone_from(date);
        roles.push((Role::TimeOfDay, time.clone()));
    }
}

/// Rows without a text, a sender or a direction, but with a state or an end, are conversations: their id is the row's, and
/// a time without a better name is that of the beginning.
fn make_conversations(mapping: &mut Mapping) {
    let is_conversation = mapping.has(Role::Status) || mapping.has(Role::ClosedAt) || mapping.has(Role::CreatedAt);
    if is_of_messages(mapping) {
        mapping.rename(Role::CreatedAt, Role::At);
    } else if is_conversation {
        mapping.rename(Role::At, Role::CreatedAt);
        mapping.rename(Role::Id, Role::Conversation);
        mapping.columns.retain(|(role, _)| !matches!(role, Role::At | Role::TimeOfDay));
    }
}

fn is_of_messages(mapping: &Mapping) -> bool {
    [Role::Text, Role::Sender, Role::Direction, Role::SenderId].iter().any(|&role| mapping.has(role))
}

impl Mapping {
    /// What has one role has another one, if nothing else has that.
    fn rename(&mut self, from: Role, to: Role) {
        if !self.has(to)
            && let Some(column) = self.columns.iter_mut().find(|(role, _)| *role == from)
        {
            column.0 = to;
        }
    }
}

fn letters(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(columns: &[&str]) -> Vec<(&'static str, String)> {
        use crate::registry::Word;
        let columns: Vec<String> = columns.iter().map(|&column| column.to_owned()).collect();
        let mapping = guess(&[], &columns);
        mapping.into_iter().flat_map(|mapping| mapping.columns).map(|(role, column)| (role.id(), column)).collect()
    }

    fn pairs(text: &str) -> Vec<(&str, String)> {
        text.split_whitespace().map(|pair| pair.split_once('=').unwrap()).map(|(a, b)| (a, b.to_owned())).collect()
    }

    #[test]
    fn columns_are_known_by_their_names() {
        for (columns, expected) in [
            (
                &["conversation_id", "timestamp", "author", "text"][..],
                "conversation=conversation_id at=timestamp sender=author text=text",
            ),
            (
                &["conversationId", "sendTime", "senderType", "text", "agentId"],
                "conversation=conversationId at=sendTime sender=senderType text=text agent=agentId",
            ),
            (&["Ticket ID", "Created At", "Resolved At", "Status", "CSAT"], {
                "conversation=Ticket ID status=Status createdAt=Created At closedAt=Resolved At csat=CSAT"
            }),
            (&["ref", "ts", "customer.id", "author.type", "body"], {
                "id=ref at=ts sender=author.type text=body contact=customer.id"
            }),
            (&["id", "created_at", "phone", "direction", "message"], {
                "id=id at=created_at direction=direction text=message contact=phone"
            }),
        ] {
            let expected = match expected.contains("Ticket ID") {
                true => vec![
                    ("conversation", "Ticket ID".to_owned()),
                    ("status", "Status".to_owned()),
                    ("createdAt", "Created At".to_owned()),
                    ("closedAt", "Resolved At".to_owned()),
                    ("csat", "CSAT".to_owned()),
                ],
                false => pairs(expected),
            };
            assert_eq!(guessed(columns), expected, "{columns:?}");
        }
    }

    #[test]
    fn what_names_neither_a_conversation_nor_a_contact_is_not_guessed() {
        for columns in [&["timestamp", "text"][..], &["price", "quantity"], &[]] {
            assert_eq!(guessed(columns), [], "{columns:?}");
        }
    }
}
