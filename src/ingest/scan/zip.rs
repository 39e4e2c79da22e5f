//! The directory of a zip archive. Reads no file and unpacks nothing: says which bytes are needed next.
//!
//! After PKWARE's APPNOTE.TXT 6.3.10, sections 4.3.7 to 4.3.16. Archives in several parts and encrypted entries are
//! refused.

use crate::error::{Code, Error, Place};
use serde::Serialize;

/// How many of the archive's last bytes [`directory`] needs at the most.
pub const TAIL: u64 = 65_557 + 20;

/// Where the directory stands in the archive.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Directory {
    pub offset: u64,
    pub length: u64,
}

/// A file in the archive.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    pub name: String,
    /// Whether it is packed by *deflate*; otherwise it stands there as it is.
    pub is_deflated: bool,
    pub packed_size: u64,
    pub size: u64,
    /// Whether it is an archive itself.
    pub is_archive: bool,
    /// Whether it stands beside a chat and is no chat: what was sent in it, not data.
    pub is_left_out: bool,
    /// Where its local header stands; [`data_offset`] says where behind that its bytes begin.
    pub header_offset: u64,
}

/// A local header's length without its variable parts.
pub const LOCAL_HEADER: u64 = 30;

/// Entries are refused that unpack to more than this many times their packed size, once they are large.
const MOST_TIMES: u64 = 200;
const LARGE: u64 = 16 << 20;
/// And so are those larger than this.
const LARGEST: u64 = 4 << 30;

fn bad(message: &str) -> Error {
    Error::new(Code::BadZip, Place::default(), message)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..at + 2).map(|two| u64::from(u16::from_le_bytes([two[0], two[1]])))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u16_at(bytes, at)? | u16_at(bytes, at + 2)? << 16)
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u32_at(bytes, at)? | u32_at(bytes, at + 4)? << 32)
}

/// Finds the directory of an archive of `size` bytes, of which `tail` are the last ones ([`TAIL`] or all).
pub fn directory(tail: &[u8], size: u64) -> Result<Directory, Error> {
    let is_end = |&at: &usize| {
        let comment = u16_at(tail, at + 20);
        tail[at..].starts_with(b"PK\x05\x06")
            && comment.is_some_and(|length| at as u64 + 22 + length <= tail.len() as u64)
    };
    let end = (0..tail.len().saturating_sub(21)).rev().find(is_end).ok_or_else(|| bad("the archive has no end"))?;
    let read = |at: usize| Some((u32_at(tail, at + 12)?, u32_at(tail, at + 16)?));
    let (mut length, mut offset) = read(end).ok_or_else(|| bad("the archive's end is cut off"))?;
    if length == 0xFFFF_FFFF || offset == 0xFFFF_FFFF {
        (length, offset) = large_directory(tail, end, size).ok_or_else(|| bad("the archive's end is damaged"))?;
    }
    if offset.checked_add(length).is_none_or(|end| end > size) {
        return Err(bad("the archive's directory lies beyond its end"));
    }
    Ok(Directory { offset, length })
}

/// The same of a zip64 archive, whose end has a locator before it.
fn large_directory(tail: &[u8], end: usize, size: u64) -> Option<(u64, u64)> {
    let locator = end.checked_sub(20).filter(|&at| tail[at..].starts_with(b"PK\x06\x07"))?;
    let from_start = u64_at(tail, locator + 8)?;
    let before_tail = size.checked_sub(tail.len() as u64)?;
    let record = usize::try_from(from_start.checked_sub(before_tail)?).ok()?;
    tail.get(record..)?.starts_with(b"PK\x06\x06").then_some(())?;
    Some((u64_at(tail, record + 40)?, u64_at(tail, record + 48)?))
}

/// The files that a source may recognise: texts, JSON, tables and archives of them, not media and not what macOS adds.
/// Where `is_chat` says of one that it is a chat, all others are left out.
pub fn entries(directory: &[u8], is_chat: fn(&str) -> bool) -> Result<Vec<Entry>, Error> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < directory.len() {
        let entry = EntryHead::read(directory, at).ok_or_else(|| bad("the archive's directory is damaged"))?;
        at = entry.end;
        if is_wanted(&entry.entry.name) {
            found.push(entry.checked()?);
        }
    }
    if found.is_empty() {
        return Err(Error::new(Code::NothingInZip, Place::default(), "the archive holds no text, JSON or table"));
    }
    if found.iter().any(|entry| is_chat(&entry.name)) {
        found.iter_mut().for_each(|entry| entry.is_left_out = !is_chat(&entry.name));
    }
    Ok(found)
}

struct EntryHead {
    entry: Entry,
    flags: u64,
    method: u64,
    end: usize,
}

impl EntryHead {
    fn read(bytes: &[u8], at: usize) -> Option<Self> {
        bytes.get(at..)?.starts_with(b"PK\x01\x02").then_some(())?;
        let length = |from: usize| Some(u16_at(bytes, at + from)? as usize);
        let (name, extra, comment) = (length(28)?, length(30)?, length(32)?);
        let name_at = at + 46;
        let extra_at = name_at + name;
        let end = extra_at + extra + comment;
        let name = String::from_utf8_lossy(bytes.get(name_at..extra_at)?).into_owned();
        let entry = Entry {
            is_archive: extension(&name) == "zip",
            is_left_out: false,
            name,
            is_deflated: u16_at(bytes, at + 10)? == 8,
            packed_size: u32_at(bytes, at + 20)?,
            size: u32_at(bytes, at + 24)?,
            header_offset: u32_at(bytes, at + 42)?,
        };
        let entry = with_large_sizes(entry, bytes.get(extra_at..extra_at + extra)?)?;
        (end <= bytes.len()).then_some(())?;
        Some(Self { entry, flags: u16_at(bytes, at + 8)?, method: u16_at(bytes, at + 10)?, end })
    }

    fn checked(self) -> Result<Entry, Error> {
        let Entry { size, packed_size, .. } = self.entry;
        if self.flags & 1 != 0 {
            return Err(bad("the archive is encrypted"));
        }
        if self.method != 0 && self.method != 8 {
            return Err(bad("the archive is packed by a method that is not known here"));
        }
        if size > LARGEST || (size > LARGE && size / MOST_TIMES > packed_size) {
            let message = "an entry of the archive unpacks to more than its packed size allows for";
            return Err(Error::new(Code::ZipBomb, Place::default(), message));
        }
        Ok(self.entry)
    }
}

/// Numbers that do not fit into four bytes stand in an extra field, those that need it one after the other.
fn with_large_sizes(mut entry: Entry, extra: &[u8]) -> Option<Entry> {
    const TOO_LARGE: u64 = 0xFFFF_FFFF;
    let mut at = 0;
    while at + 4 <= extra.len() {
        let (kind, length) = (u16_at(extra, at)?, u16_at(extra, at + 2)? as usize);
        if kind == 1 {
            let mut next = at + 4;
            for number in [&mut entry.size, &mut entry.packed_size, &mut entry.header_offset] {
                if *number == TOO_LARGE {
                    *number = u64_at(extra, next)?;
                    next += 8;
                }
            }
        }
        at += 4 + length;
    }
    Some(entry)
}

/// In small letters.
fn extension(name: &str) -> String {
    let file = name.rsplit('/').next().unwrap_or(name);
    file.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase()
}

fn is_wanted(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    let is_text = ["txt", "json", "ndjson", "jsonl", "csv", "tsv", "zip"].contains(&extension(name).as_str());
    is_text && !name.starts_with("__MACOSX/") && !file.starts_with("._")
}

/// Where an entry's bytes begin, given the [`LOCAL_HEADER`] bytes at its `header_offset`.
pub fn data_offset(header_offset: u64, header: &[u8]) -> Result<u64, Error> {
    let lengths = u16_at(header, 26).zip(u16_at(header, 28)).filter(|_| header.starts_with(b"PK\x03\x04"));
    let (name, extra) = lengths.ok_or_else(|| bad("an entry of the archive has no header"))?;
    let offset = header_offset.checked_add(LOCAL_HEADER + name + extra);
    offset.ok_or_else(|| bad("an entry of the archive lies beyond its end"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An archive of files that are not packed, written field by field.
    fn archive(files: &[(&str, &[u8])], comment: &[u8]) -> Vec<u8> {
        let (mut bytes, mut directory) = (Vec::new(), Vec::new());
        for (name, content) in files {
            let offset = bytes.len() as u32;
            let sizes = [(content.len() as u32).to_le_bytes(), (content.len() as u32).to_le_bytes()].concat();
            let names = [(name.len() as u16).to_le_bytes(), 0_u16.to_le_bytes()].concat();
            let common = [&[20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0][..], &sizes, &names].concat();
            bytes.extend([b"PK\x03\x04", &common[..], name.as_bytes(), content].concat());
            let tail = [&[0; 10][..], &offset.to_le_bytes()].concat();
            directory.extend([b"PK\x01\x02\x14\0", &common[..], &tail[..], name.as_bytes()].concat());
        }
        let count = (files.len() as u16).to_le_bytes();
        let (length, offset) = ((directory.len() as u32).to_le_bytes(), (bytes.len() as u32).to_le_bytes());
        bytes.extend(directory);
        let end = [
            b"PK\x05\x06\0\0\0\0",
            &count[..],
            &count,
            &length,
            &offset,
            &(comment.len() as u16).to_le_bytes(),
            comment,
        ];
        bytes.extend(end.concat());
        bytes
    }

    fn read(bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>, Error> {
        let tail = &bytes[bytes.len().saturating_sub(TAIL as usize)..];
        let Directory { offset, length } = directory(tail, bytes.len() as u64)?;
        let entries = entries(&bytes[offset as usize..(offset + length) as usize], |_| false)?;
        let content = |entry: &Entry| {
            let header = &bytes[entry.header_offset as usize..];
            let from = data_offset(entry.header_offset, header)? as usize;
            Ok((entry.name.clone(), bytes[from..from + entry.size as usize].to_vec()))
        };
        entries.iter().map(content).collect()
    }

    const FILES: [(&str, &[u8]); 4] =
        [("IMG-1.jpg", b"\xFF\xD8"), ("chat/_chat.txt", b"hello"), ("__MACOSX/._chat.txt", b"x"), ("a.JSON", b"{}")];

    #[test]
    fn wanted_files_are_found_among_media() {
        let expected = vec![("chat/_chat.txt".to_owned(), b"hello".to_vec()), ("a.JSON".to_owned(), b"{}".to_vec())];
        assert_eq!(read(&archive(&FILES, b"")).unwrap(), expected);
        assert_eq!(read(&archive(&FILES, b"a comment PK\x05\x06 that looks like an end")).unwrap(), expected);
    }

    #[test]
    fn what_was_sent_in_a_chat_is_no_data() {
        let whole = archive(&[("_chat.txt", b"hello"), ("notes.txt", b"x"), ("IMG-1.jpg", b""), ("a.ZIP", b"")], b"");
        let Directory { offset, length } = directory(&whole, whole.len() as u64).unwrap();
        let read = |is_chat: fn(&str) -> bool| {
            let entries = entries(&whole[offset as usize..(offset + length) as usize], is_chat).unwrap();
            entries.into_iter().map(|entry| (entry.name, entry.is_archive, entry.is_left_out)).collect::<Vec<_>>()
        };
        let expected = |is_left_out| {
            [("_chat.txt", false, false), ("notes.txt", false, is_left_out), ("a.ZIP", true, is_left_out)]
                .map(|(name, is_archive, is_left_out)| (name.to_owned(), is_archive, is_left_out))
        };
        assert_eq!(read(|name| name == "_chat.txt"), expected(true));
        assert_eq!(read(|_| false), expected(false));
    }

    #[test]
    fn damaged_archives_are_refused_and_never_panic() {
        let whole = archive(&FILES, b"");
        for end in 0..whole.len() {
            assert!(read(&whole[..end]).is_err(), "cut short at {end}");
        }
        for at in 0..whole.len() {
            for value in [0, 1, 0x7F, 0xFF] {
                let mut bytes = whole.clone();
                bytes[at] = value;
                if let Ok(Directory { offset, length }) = directory(&bytes, bytes.len() as u64) {
                    let _ = entries(&bytes[offset as usize..(offset + length) as usize], |_| true);
                }
            }
        }
        assert_eq!(read(&archive(&FILES[..1], b"")).unwrap_err().code, Code::NothingInZip);
    }

    #[test]
    fn encrypted_oddly_packed_and_exploding_entries_are_refused() {
        let whole = archive(&[("_chat.txt", b"hello")], b"");
        let start = whole.windows(4).position(|four| four == b"PK\x01\x02").unwrap();
        let with = |at: usize, bytes: &[u8]| {
            let mut changed = whole.clone();
            changed[start + at..start + at + bytes.len()].copy_from_slice(bytes);
            let Directory { offset, length } = directory(&changed, changed.len() as u64).unwrap();
            entries(&changed[offset as usize..(offset + length) as usize], |_| false).unwrap_err().code
        };
        assert_eq!(with(8, &[1, 0]), Code::BadZip);
        assert_eq!(with(10, &[12, 0]), Code::BadZip);
        assert_eq!(with(24, &0xF000_0000_u32.to_le_bytes()), Code::ZipBomb);
    }

    #[test]
    fn large_archives_keep_their_numbers_elsewhere() {
        let entry = Entry {
            name: String::new(),
            is_archive: false,
            is_left_out: false,
            is_deflated: true,
            packed_size: 7,
            size: 0xFFFF_FFFF,
            header_offset: 0xFFFF_FFFF,
        };
        let extra =
            [&[9, 9, 2, 0, 5, 5][..], &[1, 0, 16, 0], &(5_u64 << 32).to_le_bytes(), &(6_u64 << 32).to_le_bytes()]
                .concat();
        let read = with_large_sizes(entry, &extra).unwrap();
        assert_eq!((read.size, read.packed_size, read.header_offset), (5 << 32, 7, 6 << 32));
    }
}
