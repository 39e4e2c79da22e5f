//! What WhatsApp itself writes where a message would stand: left-out media, deletions, calls, notices.
//!
//! The phrases are the app's own, in the phone's language. On iPhones each begins with an invisible mark, so that
//! most can be told without knowing the language; the tables serve files that have lost their marks.

use super::header::is_mark;
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

/// What a body with one of WhatsApp's own phrases is. A notice may stand anywhere in a body, so it is looked for only
/// where it may be one.
pub fn own_phrase(body: &str, may_be_notice: bool) -> Option<MessageKind> {
    let sieve = sieve();
    let may_begin = sieve.begins.lets_through(&first_of_normal(body)?);
    let may_end = sieve.ends.lets_through(&last_of_normal(body)?);
    if !may_begin && !may_end && !may_be_notice {
        return None;
    }
    let body = normal(body);
    if may_begin {
        if DELETED.contains(&body.trim_end_matches(['.', '。'])) {
            return Some(MessageKind::Deleted);
        }
        let is_call = CALLS.iter().any(|call| {
            body.strip_prefix(call).is_some_and(|rest| rest.is_empty() || rest.starts_with([',', '.', '،']))
        });
        if is_call {
            return Some(MessageKind::Call);
        }
    }
    if may_be_notice && has_notice(&body) {
        return Some(MessageKind::Notice);
    }
    if !may_begin && !may_end {
        return None;
    }
    let mut kinds = OMITTED.iter();
    kinds
        .find(|(_, phrases)| {
            phrases.iter().any(|phrase| body.ends_with(phrase) || (phrase.ends_with(':') && body.starts_with(phrase)))
        })
        .map(|(kind, _)| *kind)
}

fn has_notice(body: &str) -> bool {
    let begins_notice = |at: usize, piece: &[u8]| {
        let may_begin = piece.first_chunk().is_some_and(|piece| sieve().within.lets_through(piece));
        may_begin && NOTICES.iter().any(|notice| body.as_bytes()[at..].starts_with(notice.as_bytes()))
    };
    body.as_bytes().windows(8).enumerate().any(|(at, piece)| begins_notice(at, piece)) && body.chars().count() > 25
}

/// What holds back nearly every body that has none of the phrases, by a few bytes of it.
struct Sieve {
    /// Of what a body is or begins with, the first four bytes; of what it ends with, the last four.
    begins: Pieces<4>,
    ends: Pieces<4>,
    /// The first eight bytes of what may stand anywhere in it.
    within: Pieces<8>,
}

fn sieve() -> &'static Sieve {
    static SIEVE: OnceLock<Sieve> = OnceLock::new();
    SIEVE.get_or_init(|| {
        let omitted = || OMITTED.iter().flat_map(|(_, phrases)| *phrases);
        let to_begin = omitted().filter(|phrase| phrase.ends_with(':'));
        Sieve {
            begins: Pieces::of(DELETED.iter().chain(CALLS).chain(to_begin), <[u8]>::first_chunk),
            ends: Pieces::of(omitted(), <[u8]>::last_chunk),
            within: Pieces::of(NOTICES, <[u8]>::first_chunk),
        }
    })
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

/// An attachment or a left-out one, told by its form: `<Media omitted>`, `<attached: F>`, `F (file attached)`.
pub fn attachment(body: &str) -> Option<MessageKind> {
    memchr::memchr2(b'<', b'(', body.as_bytes())?;
    let body = body.trim_matches(|character: char| is_mark(character) || character.is_whitespace());
    if let Some(inside) = body.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) {
        let is_short = inside.chars().count() <= 120 && !inside.contains(['<', '>', '\n']);
        // A name with an extension, behind or before the word for *attached*.
        let file = inside.split([':', ' ', '\u{a0}']).find(|word| word.contains('.'));
        return is_short.then(|| file.and_then(kind_of_file).unwrap_or(MessageKind::Other));
    }
    if let Some((_, file)) = body.rsplit_once('<').filter(|(_, file)| file.ends_with('>') && file.contains(": ")) {
        // A caption, and the file behind it.
        let name = file.trim_end_matches('>').rsplit_once(": ").map_or("", |(_, name)| name);
        return kind_of_file(name);
    }
    let first_line = body.lines().next().filter(|line| line.contains('('))?;
    let (name, word) = first_line.rsplit_once(" (")?;
    let is_file = word.ends_with(')') && !name.contains(' ') || name.ends_with(".vcf") || name.ends_with(".pdf");
    is_file.then(|| kind_of_file(name.trim_start_matches(is_mark))).flatten()
}

/// Lower case, without marks, wide blanks as blanks, and none around it.
fn normal(body: &str) -> String {
    if body.is_ascii() {
        return body.trim().to_ascii_lowercase();
    }
    plain_of(body.chars()).collect::<String>().trim().to_lowercase()
}

fn plain_of(characters: impl DoubleEndedIterator<Item = char>) -> impl DoubleEndedIterator<Item = char> {
    characters.filter(|&character| !is_mark(character)).map(super::header::plain)
}

/// The first four bytes of what [`normal`] makes of the body, where it has as many.
fn first_of_normal(body: &str) -> Option<[u8; 4]> {
    let is_plain = |first: &&[u8; 4]| first[0].is_ascii_graphic() && first.is_ascii();
    if let Some(first) = body.as_bytes().first_chunk().filter(is_plain) {
        return Some(first.map(|byte| byte.to_ascii_lowercase()));
    }
    let mut bytes = Vec::with_capacity(8);
    for character in plain_of(body.chars()).skip_while(|character| character.is_whitespace()) {
        character.to_lowercase().for_each(|lower| bytes.extend(lower.encode_utf8(&mut [0; 4]).bytes()));
        if bytes.len() >= 4 {
            return bytes.first_chunk().copied();
        }
    }
    None
}

/// As [`first_of_normal`], of the last four bytes.
fn last_of_normal(body: &str) -> Option<[u8; 4]> {
    let is_plain = |last: &&[u8; 4]| last[3].is_ascii_graphic() && last.is_ascii();
    if let Some(last) = body.as_bytes().last_chunk().filter(is_plain) {
        return Some(last.map(|byte| byte.to_ascii_lowercase()));
    }
    let mut bytes = Vec::with_capacity(8);
    for character in plain_of(body.chars()).rev().skip_while(|character| character.is_whitespace()) {
        // From the last one to the first.
        let lower: String = character.to_lowercase().collect();
        bytes.extend(lower.bytes().rev());
        if let Some(&[d, c, b, a]) = bytes.first_chunk() {
            return Some([a, b, c, d]);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert_eq!(own_phrase(body, true), Some(kind), "{body}");
        }
        for body in ["", "hello", "the image omitted nothing", "I missed voice calls", "end-to-end?"] {
            assert_eq!(own_phrase(body, true), None, "{body}");
        }
    }

    #[test]
    fn the_ends_of_a_body_are_those_of_its_plain_lower_case() {
        let mut bodies: Vec<String> =
            OMITTED.iter().flat_map(|(_, phrases)| *phrases).map(|&phrase| phrase.to_owned()).collect();
        bodies.extend(DELETED.iter().chain(CALLS).chain(NOTICES).map(|&phrase| phrase.to_owned()));
        bodies.extend(
            ["", "ab", " \u{200e} ", "İzmir", "\u{a0}OK\u{202f}", "١٢", "Straẞe", "a\u{200e}b\u{200f}C D"]
                .map(str::to_owned),
        );
        let wrapped = bodies.iter().flat_map(|body| {
            let upper = body.to_uppercase();
            [body.clone(), format!(" \u{200e}{upper}\u{a0}\n"), format!("Ü{body}é"), format!("{body} \u{200f}")]
        });
        for body in wrapped.collect::<Vec<_>>() {
            let normal = normal(&body);
            // No phrase is shorter.
            if normal.len() < 4 {
                continue;
            }
            assert_eq!(first_of_normal(&body), normal.as_bytes().first_chunk().copied(), "{body:?}");
            assert_eq!(last_of_normal(&body), normal.as_bytes().last_chunk().copied(), "{body:?}");
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
