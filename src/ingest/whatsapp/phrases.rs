//! What WhatsApp itself writes where a message would stand: left-out media, deletions, calls, notices.
//!
//! The phrases are the app's own, in the phone's language. On iPhones each begins with an invisible mark, so that
//! most can be told without knowing the language; the tables serve files that have lost their marks.

use super::header::{is_mark, plain};
use crate::store::vocabulary::MessageKind;
use std::sync::OnceLock;

/// Phrases that an iPhone writes for media that were not exported, or that end a line about a file.
const OMITTED: [(MessageKind, &[&str]); 7] = [
    (
        MessageKind::Image,
        &[
            "image omitted",
            "bild weggelassen",
            "image absente",
            "imagen omitida",
            "immagine omessa",
            "imagem ocultada",
            "imagem não revelada",
            "afbeelding weggelaten",
            "изображение отсутствует",
            "зображення відсутнє",
            "görüntü dahil edilmedi",
            "لم يتم إدراج الصورة",
            "画像は含まれていません",
            "圖片已省略",
            "图片已省略",
            "이미지 생략됨",
            "đã bỏ qua hình ảnh",
            "gif omitted",
            "gif weggelassen",
            "gif omitido",
            "gif omessa",
            "gif ocultado",
            "gif retiré",
            "لم يتم إدراج صورة gif",
            "gifは含まれていません",
        ],
    ),
    (
        MessageKind::Video,
        &[
            "video omitted",
            "video note omitted",
            "video weggelassen",
            "vidéo absente",
            "video omitido",
            "video omesso",
            "vídeo omitido",
            "vídeo não revelado",
            "video weggelaten",
            "видео отсутствует",
            "відео відсутнє",
            "لم يتم إدراج الفيديو",
            "لم يتم إدراج الفيديوهات",
            "ビデオは含まれていません",
            "影片已省略",
            "视频已省略",
            "동영상 생략됨",
            "video dahil edilmedi",
            "đã bỏ video",
        ],
    ),
    (
        MessageKind::Audio,
        &[
            "audio omitted",
            "audio weggelassen",
            "audio omis",
            "audio omitido",
            "audio omesso",
            "áudio ocultado",
            "ficheiro de áudio não revelado",
            "audio weggelaten",
            "аудиофайл отсутствует",
            "аудіо відсутнє",
            "لم يتم إدراج المقطع الصوتي",
            "لم يتم إدراج المقاطع الصوتية",
            "音声は含まれていません",
            "音訊已省略",
            "音频已省略",
            "오디오 생략됨",
            "ses dahil edilmedi",
            "bỏ qua tệp âm thanh",
        ],
    ),
    (
        MessageKind::Sticker,
        &[
            "sticker omitted",
            "sticker weggelassen",
            "sticker omis",
            "sticker omitido",
            "sticker non incluso",
            "figurinha omitida",
            "sticker não revelado",
            "sticker weggelaten",
            "стикер не добавлен",
            "наклейку не додано",
            "تم حذف الملصق",
            "تم حذف الملصقات",
            "スタンプは含まれていません",
            "貼圖已省略",
            "贴图已省略",
            "스티커 생략됨",
            "çıkartma dahil edilmedi",
            "đã bỏ sticker",
        ],
    ),
    (
        MessageKind::Document,
        &[
            "document omitted",
            "dokument weggelassen",
            "document manquant",
            "documento omitido",
            "documento omesso",
            "documento não revelado",
            "document weggelaten",
            "документ отсутствует",
            "документ пропущено",
            "لم يتم إدراج المستند",
            "ドキュメントは含まれていません",
            "文件已省略",
            "문서 생략됨",
            "belge dahil edilmedi",
            "đã bỏ qua tài liệu",
        ],
    ),
    (
        MessageKind::ContactCard,
        &[
            "contact card omitted",
            "kontaktkarte ausgelassen",
            "fiche contact manquante",
            "tarjeta de contacto omitida",
            "scheda contatto omessa",
            "cartão do contato omitido",
            "contacto não revelado",
            "contactkaart weggelaten",
            "карточка контакта отсутствует",
            "картка контакту відсутня",
            "لم يتم إدراج بطاقة جهة اتصال",
            "連絡先カードを省略",
            "名片已省略",
            "kişi kartı dahil edilmedi",
            "bỏ qua thẻ liên lạc",
        ],
    ),
    (
        MessageKind::Location,
        &[
            "location: https:",
            "standort: https:",
            "localisation: https:",
            "ubicación: https:",
            "posizione: https:",
            "localização: https:",
            "locatie: https:",
            "местоположение: https:",
            "розташування: https:",
            "konum: https:",
            "موقع: https:",
            "位置情報: https:",
            "位置: https:",
            "vị trí: https:",
            "live location shared",
        ],
    ),
];

/// Messages that their sender has deleted; a full stop at the end may be missing.
const DELETED: &[&str] = &[
    "this message was deleted",
    "you deleted this message",
    "this message was deleted by admin",
    "diese nachricht wurde gelöscht",
    "du hast diese nachricht gelöscht",
    "ce message a été supprimé",
    "vous avez supprimé ce message",
    "se eliminó este mensaje",
    "este mensaje fue eliminado",
    "eliminaste este mensaje",
    "questo messaggio è stato eliminato",
    "hai eliminato questo messaggio",
    "essa mensagem foi apagada",
    "esta mensagem foi apagada",
    "mensagem apagada",
    "você apagou essa mensagem",
    "apagou esta mensagem",
    "dit bericht is verwijderd",
    "je hebt dit bericht verwijderd",
    "данное сообщение удалено",
    "вы удалили данное сообщение",
    "це повідомлення було видалено",
    "ви видалили це повідомлення",
    "bu mesaj silindi",
    "bu mesajı sildiniz",
    "تم حذف هذه الرسالة",
    "أنت حذفت هذه الرسالة",
    "لقد حذفت هذه الرسالة",
    "このメッセージは削除されました",
    "このメッセージを削除しました",
    "此訊息已刪除",
    "您已刪除此訊息",
    "此消息已被删除",
    "您删除了此消息",
    "삭제된 메시지입니다",
    "이 메시지를 삭제했습니다",
    "tin nhắn này đã bị xóa",
    "bạn đã xoá tin nhắn này",
];

const CALLS: &[&str] = &[
    "missed voice call",
    "missed video call",
    "missed group voice call",
    "missed group video call",
    "voice call",
    "video call",
    "verpasster sprachanruf",
    "verpasster videoanruf",
    "appel vocal manqué",
    "appel vidéo manqué",
    "llamada perdida",
    "videollamada perdida",
    "llamada de voz perdida",
    "chiamata persa",
    "chiamata vocale persa",
    "videochiamata persa",
    "ligação de voz perdida",
    "ligação de vídeo perdida",
    "chamada de voz não atendida",
    "gemiste spraakoproep",
    "gemiste video-oproep",
    "пропущенный аудиозвонок",
    "пропущенный видеозвонок",
    "cevapsız sesli arama",
    "cevapsız görüntülü arama",
    "مكالمة صوتية فائتة",
    "مكالمة فيديو فائتة",
    "不在着信",
    "未接語音通話",
    "未接語音來電",
    "未接视频通话",
    "부재중 음성전화",
];

/// Words that the notices about encryption, security codes and vanishing messages have in common.
const NOTICES: &[&str] = &[
    "end-to-end",
    "ende-zu-ende",
    "bout en bout",
    "extremo a extremo",
    "ponta a ponta",
    "ponto a ponto",
    "сквозным шифрованием",
    "наскрізним шифруванням",
    "uçtan uca şifreli",
    "بين الطرفين",
    "سرتاسر رمزگذاری",
    "エンドツーエンド",
    "端對端加密",
    "端到端加密",
    "종단간 암호화",
    "được mã hóa đầu cuối",
    "एंड-टू-एंड",
    "päästä päähän",
    "täysin salattuja",
    "your security code with",
    "sicherheitsnummer für",
    "code de sécurité avec",
    "código de seguridad con",
    "codice di sicurezza con",
    "código de segurança",
    "beveiligingscode met",
    "код безопасности с",
    "код безпеки з",
    "güvenlik kodu",
    "رمز الأمان",
    "セキュリティコード",
    "安全碼",
    "안전 코드",
    "disappearing messages",
    "message timer",
];

/// Finds WhatsApp's own phrases in bodies; the room is used again.
#[derive(Default)]
pub struct OwnPhrases {
    plain: Vec<u8>,
}

impl OwnPhrases {
    /// What a body with one of the phrases is. Marks and blanks around the body are left out.
    pub fn kind_of(&mut self, body: &str) -> Option<MessageKind> {
        let sieve = sieve();
        write_plain(body, &sieve.plain, &mut self.plain);
        let (first, last) = (self.plain.first_chunk()?, self.plain.last_chunk()?);
        let (may_begin, may_end) = (sieve.begins.lets_through(first), sieve.ends.lets_through(last));
        let may_have_notice = self.plain.len() > SHORTEST_NOTICE && sieve.within.may_be_in(&self.plain);
        if !may_begin && !may_end && !may_have_notice {
            return None;
        }
        let body = std::str::from_utf8(&self.plain).ok()?;
        if DELETED.contains(&body.trim_end_matches(['.', '。'])) {
            return Some(MessageKind::Deleted);
        }
        let is_call = |call: &&str| {
            body.strip_prefix(call).is_some_and(|rest| rest.is_empty() || rest.starts_with([',', '.', '،']))
        };
        if CALLS.iter().any(is_call) {
            return Some(MessageKind::Call);
        }
        if NOTICES.iter().any(|notice| body.contains(notice)) && body.chars().count() > SHORTEST_NOTICE {
            return Some(MessageKind::Notice);
        }
        let is_omitted = |phrase: &&str| body.ends_with(phrase) || (phrase.ends_with(':') && body.starts_with(phrase));
        OMITTED.iter().find(|(_, phrases)| phrases.iter().any(is_omitted)).map(|(kind, _)| *kind)
    }
}

/// A notice has more characters than this.
const SHORTEST_NOTICE: usize = 25;

/// The text in lower case, without marks, wide blanks as blanks. What scripts without capitals write is copied as it is.
fn write_plain(text: &str, short: &Short, out: &mut Vec<u8>) {
    out.clear();
    out.reserve(text.len());
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        at += match *rest {
            [first @ ..0x80, ..] => match rest.first_chunk::<16>() {
                Some(sixteen) if sixteen.is_ascii() => {
                    out.extend_from_slice(&sixteen.map(|byte| byte.to_ascii_lowercase()));
                    16
                }
                _ => {
                    out.push(first.to_ascii_lowercase());
                    1
                }
            },
            [first @ 0xC2..=0xDF, second, ..] => {
                short.write(first, second, out);
                2
            }
            // Indic and further scripts, but digits; quotes, dashes and dots; Chinese, Japanese and Korean.
            [0xE0, second, third, ..] if !matches!(second, 0xA5 | 0xA7) || third < 0xA6 => {
                out.extend_from_slice(&[0xE0, second, third]);
                3
            }
            [first @ 0xE2, second @ 0x80, third @ 0x90..=0xA7, ..]
            | [first @ (0xE3..=0xE9 | 0xEB..=0xED), second, third, ..]
            | [first @ 0xEA, second @ 0xB0..=0xBF, third, ..] => {
                out.extend_from_slice(&[first, second, third]);
                3
            }
            // Emoji.
            [0xF0, 0x9F, third, fourth, ..] => {
                out.extend_from_slice(&[0xF0, 0x9F, third, fourth]);
                4
            }
            _ => {
                let Some(character) = text[at..].chars().next() else { return };
                for lower in Some(plain(character))
                    .filter(|&character| !is_mark(character))
                    .into_iter()
                    .flat_map(char::to_lowercase)
                {
                    out.extend_from_slice(lower.encode_utf8(&mut [0; 4]).as_bytes());
                }
                character.len_utf8()
            }
        };
    }
}

/// What becomes of the characters that take two bytes.
struct Short(Box<[[u8; 4]; 2048]>);

impl Short {
    fn new() -> Self {
        let mut short = Box::new([[0; 4]; 2048]);
        for (code, written) in (0..).zip(short.iter_mut()) {
            let character = char::from_u32(code).filter(|&character| !is_mark(character));
            let lower: String = character.map(plain).into_iter().flat_map(char::to_lowercase).collect();
            written[..lower.len()].copy_from_slice(lower.as_bytes());
            written[3] = lower.len() as u8;
        }
        Self(short)
    }

    #[inline]
    fn write(&self, first: u8, second: u8, out: &mut Vec<u8>) {
        let [a, b, c, length] = self.0[usize::from(first & 0x1F) << 6 | usize::from(second & 0x3F)];
        match length {
            2 => out.extend_from_slice(&[a, b]),
            length => out.extend_from_slice(&[a, b, c][..usize::from(length.min(3))]),
        }
    }
}

/// What holds back nearly every body that has none of the phrases, by a few bytes of it.
struct Sieve {
    /// Of what a body is or begins with, the first four bytes; of what it ends with, the last four.
    begins: Pieces<4>,
    ends: Pieces<4>,
    /// Of what may stand anywhere in it.
    within: Steps,
    plain: Short,
}

fn sieve() -> &'static Sieve {
    static SIEVE: OnceLock<Sieve> = OnceLock::new();
    SIEVE.get_or_init(|| {
        let omitted = || OMITTED.iter().flat_map(|(_, phrases)| *phrases);
        let to_begin = omitted().filter(|phrase| phrase.ends_with(':'));
        Sieve {
            begins: Pieces::of(DELETED.iter().chain(CALLS).chain(to_begin), <[u8]>::first_chunk),
            ends: Pieces::of(omitted(), <[u8]>::last_chunk),
            within: Steps::of(NOTICES),
            plain: Short::new(),
        }
    })
}

/// Says of nearly every text that has none of several phrases that it has none, by looking at few of its bytes: the
/// last three of the next eight tell how many can be stepped over since no phrase begins there, as Wu and Manber have it.
struct Steps {
    steps: Box<[u8; 4096]>,
    starts: Pieces<8>,
}

impl Steps {
    fn of(phrases: &[&str]) -> Self {
        let mut steps = Box::new([6; 4096]);
        for phrase in phrases {
            for (place, piece) in phrase.as_bytes()[..8].windows(3).enumerate() {
                let step: &mut u8 = &mut steps[Self::place(piece[0], piece[1], piece[2])];
                *step = (*step).min(5 - place as u8);
            }
        }
        Self { steps, starts: Pieces::of(phrases, <[u8]>::first_chunk) }
    }

    fn place(first: u8, second: u8, third: u8) -> usize {
        let number = u32::from_le_bytes([first, second, third, 0]);
        (number.wrapping_mul(0x9E37_79B1) >> 20) as usize
    }

    fn may_be_in(&self, text: &[u8]) -> bool {
        let mut at = 0;
        while let Some(eight @ &[.., first, second, third]) = text.get(at..).and_then(<[u8]>::first_chunk::<8>) {
            let step = self.steps[Self::place(first, second, third)];
            if step == 0 && self.starts.lets_through(eight) {
                return true;
            }
            at += usize::from(step.max(1));
        }
        false
    }
}

/// A set of pieces of text, with some that are not in it.
struct Pieces<const N: usize>(Box<[u64; 1024]>);

impl<const N: usize> Pieces<N> {
    fn of<'a>(phrases: impl IntoIterator<Item = &'a &'a str>, piece: fn(&[u8]) -> Option<&[u8; N]>) -> Self {
        let mut pieces = Self(Box::new([0; 1024]));
        for phrase in phrases {
            let place = Self::place(piece(phrase.as_bytes()).expect("no phrase is as short"));
            pieces.0[place / 64] |= 1 << (place % 64);
        }
        pieces
    }

    fn lets_through(&self, piece: &[u8; N]) -> bool {
        let place = Self::place(piece);
        self.0[place / 64] & (1 << (place % 64)) != 0
    }

    fn place(piece: &[u8; N]) -> usize {
        let mut bytes = [0; 8];
        bytes[..N].copy_from_slice(piece);
        // The golden ratio's fraction, as multiplicative hashing takes it.
        (u64::from_le_bytes(bytes).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 48) as usize
    }
}

/// What a file is, by the name that WhatsApp gives it: `IMG-20250301-WA0001.jpg`, `00000012-PHOTO-2025-03-01-….jpg`.
pub fn kind_of_file(name: &str) -> Option<MessageKind> {
    let android = [
        ("IMG-", MessageKind::Image),
        ("VID-", MessageKind::Video),
        ("PTT-", MessageKind::Audio),
        ("AUD-", MessageKind::Audio),
        ("STK-", MessageKind::Sticker),
        ("DOC-", MessageKind::Document),
    ];
    let iphone = [
        ("-PHOTO-", MessageKind::Image),
        ("-GIF-", MessageKind::Image),
        ("-VIDEO-", MessageKind::Video),
        ("-AUDIO-", MessageKind::Audio),
        ("-STICKER-", MessageKind::Sticker),
    ];
    let by_name = android.iter().find(|(prefix, _)| name.starts_with(prefix) && name.contains("-WA"));
    let by_name = by_name.or_else(|| iphone.iter().find(|(part, _)| name.contains(part))).map(|(_, kind)| *kind);
    by_name.or_else(|| {
        let (_, extension) = name.rsplit_once('.')?;
        Some(match extension.to_ascii_lowercase().as_str() {
            "jpg" | "jpeg" | "png" | "gif" | "heic" => MessageKind::Image,
            "mp4" | "mov" | "3gp" => MessageKind::Video,
            "opus" | "m4a" | "mp3" | "ogg" | "aac" => MessageKind::Audio,
            "webp" => MessageKind::Sticker,
            "vcf" => MessageKind::ContactCard,
            extension if (2..=4).contains(&extension.len()) => MessageKind::Document,
            _ => return None,
        })
    })
}

/// Whether a character around a body is no part of it.
pub fn is_around(character: char) -> bool {
    is_mark(character) || character.is_whitespace()
}

/// An attachment or a left-out one, told by its form: `<Media omitted>`, `<attached: F>`, `F (file attached)`.
pub fn attachment(body: &str) -> Option<MessageKind> {
    memchr::memchr2(b'<', b'(', body.as_bytes())?;
    let body = body.trim_matches(is_around);
    if let Some(inside) = body.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) {
        let is_short = inside.chars().count() <= 120 && !inside.contains(['<', '>', '\n']);
        // A name with an extension, behind or before the word for *attached*.
        let file = inside.split([':', ' ', '\u{a0}']).find(|word| word.contains('.'));
        return is_short.then(|| file.and_then(kind_of_file).unwrap_or(MessageKind::Other));
    }
    let behind = if body.ends_with('>') { body.rsplit_once('<') } else { None };
    if let Some((_, file)) = behind.filter(|(_, file)| file.contains(": ")) {
        // A caption, and the file behind it.
        let name = file.trim_end_matches('>').rsplit_once(": ").map_or("", |(_, name)| name);
        return kind_of_file(name);
    }
    let first_line = body.lines().next().filter(|line| line.contains('('))?;
    let (name, word) = first_line.rsplit_once(" (")?;
    let is_file = word.ends_with(')') && !name.contains(' ') || name.ends_with(".vcf") || name.ends_with(".pdf");
    is_file.then(|| kind_of_file(name.trim_start_matches(is_mark))).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn own_phrase(body: &str) -> Option<MessageKind> {
        OwnPhrases::default().kind_of(body.trim_matches(is_around))
    }

    fn plainly(text: &str) -> String {
        text.chars().filter(|&character| !is_mark(character)).map(plain).flat_map(char::to_lowercase).collect()
    }

    /// As [`OwnPhrases`], without sieves and steps.
    fn slowly(body: &str) -> Option<MessageKind> {
        let body = plainly(body);
        let body = body.trim();
        let is_call = |call: &&str| {
            body.strip_prefix(call).is_some_and(|rest| rest.is_empty() || rest.starts_with([',', '.', '،']))
        };
        if DELETED.contains(&body.trim_end_matches(['.', '。'])) {
            return Some(MessageKind::Deleted);
        }
        if CALLS.iter().any(is_call) {
            return Some(MessageKind::Call);
        }
        if NOTICES.iter().any(|notice| body.contains(notice)) && body.chars().count() > 25 {
            return Some(MessageKind::Notice);
        }
        let is_omitted = |phrase: &&str| body.ends_with(phrase) || (phrase.ends_with(':') && body.starts_with(phrase));
        OMITTED.iter().find(|(_, phrases)| phrases.iter().any(is_omitted)).map(|(kind, _)| *kind)
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(4_000) })]

        #[test]
        fn phrases_are_found_wherever_they_stand(
            before in "([a-zA-Z .\u{a0}\u{200e}ÄİΣЖжمあ👍]{0,12})",
            which in any::<prop::sample::Index>(),
            cut in 0_usize..3,
            is_loud in any::<bool>(),
            after in "([a-z .,،。\u{202f}\u{200f}éЖם字]{0,12})",
        ) {
            let all: Vec<&str> = OMITTED.iter().flat_map(|(_, phrases)| *phrases).chain(DELETED).chain(CALLS).chain(NOTICES).copied().collect();
            let phrase: String = which.get(&all).chars().skip(cut.saturating_sub(1)).collect();
            let phrase = if is_loud { phrase.to_uppercase() } else { phrase };
            for body in [format!("{before}{phrase}{after}"), format!("{phrase}{after}"), format!("{before}{phrase}")] {
                prop_assert_eq!(own_phrase(&body), slowly(&body), "{}", body);
            }
        }
    }

    #[test]
    fn every_character_is_written_plainly() {
        let (short, mut out) = (Short::new(), Vec::new());
        for character in '\0'..=char::MAX {
            let text = character.to_string();
            write_plain(&text, &short, &mut out);
            assert_eq!(out, plainly(&text).as_bytes(), "{:x}", character as u32);
        }
    }

    #[test]
    fn phrases_of_whatsapp() {
        for (body, kind) in [
            ("\u{200e}image omitted", MessageKind::Image),
            ("\u{200f}لم يتم إدراج الصورة", MessageKind::Image),
            ("Plan.pdf • \u{200e}2 pages \u{200e}document omitted", MessageKind::Document),
            ("This message was deleted.", MessageKind::Deleted),
            ("このメッセージは削除されました。", MessageKind::Deleted),
            ("Missed voice call", MessageKind::Call),
            ("\u{200e}Voice call, 2 min", MessageKind::Call),
            (
                "Messages and calls are end-to-end encrypted. Only people in this chat can read them.",
                MessageKind::Notice,
            ),
            ("Location: https://maps.google.com/?q=1,2", MessageKind::Location),
        ] {
            assert_eq!(own_phrase(body), Some(kind), "{body}");
        }
        for body in ["", "hello", "the image omitted nothing", "I missed voice calls", "end-to-end?"] {
            assert_eq!(own_phrase(body), None, "{body}");
        }
    }

    #[test]
    fn attachments_by_their_form() {
        for (body, kind) in [
            ("<Media omitted>", MessageKind::Other),
            ("<Без медиафайлов>", MessageKind::Other),
            ("\u{200e}<attached: 00000012-PHOTO-2025-03-01-10-00-00.jpg>", MessageKind::Image),
            ("<Anhang: 00000012-AUDIO-2025-03-01-10-00-00.opus>", MessageKind::Audio),
            ("<00000012-VIDEO-2025-03-01-10-00-00.mp4 eklendi>", MessageKind::Video),
            ("look at this \u{200e}<attached: 00000012-PHOTO-2025-03-01-10-00-00.jpg>", MessageKind::Image),
            ("IMG-20250301-WA0001.jpg (file attached)", MessageKind::Image),
            ("\u{200e}PTT-20250301-WA0001.opus (Datei angehängt)\nand a caption", MessageKind::Audio),
            ("Lina Rossi.vcf (файл добавлен)", MessageKind::ContactCard),
            ("offer.pdf (archivo adjunto)", MessageKind::Document),
        ] {
            assert_eq!(attachment(body), Some(kind), "{body}");
        }
        for body in ["hello", "<3 you > me <3", "see you (later)", "version 2.0 (beta)", "a <b> c"] {
            assert_eq!(attachment(body), None, "{body}");
        }
    }
}
