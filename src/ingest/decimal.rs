//! Numbers with a decimal point or a decimal comma, as spreadsheets and people write them.

/// What stands before the fraction of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecimalMark {
    Point,
    Comma,
}

impl DecimalMark {
    fn character(self) -> char {
        if self == Self::Point { '.' } else { ',' }
    }
}

/// What numbers say of the mark of those that leave it open: `1,234` does, `1,5` does not.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MarkEvidence {
    points: u64,
    commas: u64,
}

impl MarkEvidence {
    pub fn see(&mut self, text: &str) {
        match mark_of(text) {
            Some(DecimalMark::Point) => self.points += 1,
            Some(DecimalMark::Comma) => self.commas += 1,
            None => {}
        }
    }

    /// The mark that most of the numbers have; nothing if they leave it open.
    pub fn mark(&self) -> Option<DecimalMark> {
        match self.points.cmp(&self.commas) {
            std::cmp::Ordering::Greater => Some(DecimalMark::Point),
            std::cmp::Ordering::Less => Some(DecimalMark::Comma),
            std::cmp::Ordering::Equal => None,
        }
    }
}

/// The decimal mark that a number must have, if it leaves no choice.
fn mark_of(text: &str) -> Option<DecimalMark> {
    let text = without_currency(text);
    let is_number = text.chars().all(|c| c.is_ascii_digit() || "+-.,".contains(c) || is_only_grouping(c));
    let other = |mark: char| if mark == '.' { DecimalMark::Comma } else { DecimalMark::Point };
    let last = text.rfind(['.', ',']).filter(|_| is_number)?;
    let mark = if text[last..].starts_with('.') { '.' } else { ',' };
    let is_mark_sure = {
        let whole = text[..last].trim_start_matches(['+', '-']);
        let is_other_before = whole.contains(['.', ',']) && !whole.contains(mark);
        is_other_before || text.len() - last != 4 || whole.len() > 3 || matches!(whole, "" | "0")
    };
    match text.matches(mark).count() {
        1 if is_mark_sure => Some(if mark == '.' { DecimalMark::Point } else { DecimalMark::Comma }),
        1 => None,
        _ => Some(other(mark)),
    }
}

/// The number as JSON writes it, without currency and groups of digits. Nothing where the groups are such that the
/// mark must be another.
pub fn plain(text: &str, mark: DecimalMark) -> Option<String> {
    let text = without_currency(text);
    let (sign, digits) = match text.strip_prefix(['-', '−']) {
        Some(digits) => ("-", without_currency(digits)),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (digits, exponent) = match digits.find(['e', 'E']) {
        Some(at) => (&digits[..at], &digits[at + 1..]),
        None => (digits, "0"),
    };
    exponent.parse::<i16>().ok()?;
    let (whole, fraction) = digits.split_once(mark.character()).unwrap_or((digits, ""));
    let is_group = |c: char| c == if mark == DecimalMark::Point { ',' } else { '.' } || is_only_grouping(c);
    let groups: Vec<_> = whole.split(is_group).collect();
    let is_number = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    // In India all groups but the last have two digits.
    let (last, others) = groups.split_last()?;
    let is_grouped = others.is_empty()
        || last.len() == 3
            && (1..=3).contains(&others[0].len())
            && others[1..].iter().all(|g| [2, 3].contains(&g.len()));
    let is_number = is_grouped && groups.iter().all(|group| is_number(group)) && is_number(fraction);
    if !is_number || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    let whole = groups.concat();
    let point = if fraction.is_empty() { "" } else { "." };
    let exponent = if exponent == "0" { String::new() } else { format!("e{exponent}") };
    Some(format!("{sign}{}{point}{fraction}{exponent}", if whole.is_empty() { "0" } else { &whole }))
}

/// Between groups of digits, and nowhere else in a number.
fn is_only_grouping(character: char) -> bool {
    matches!(character, ' ' | '\u{a0}' | '\u{202f}' | '\'' | '’')
}

fn without_currency(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || "€$£¥₹₺₽₩₪₫₦₱฿".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use DecimalMark::{Comma, Point};

    #[test]
    fn numbers_of_either_mark() {
        for (text, mark, expected) in [
            ("12", Point, Some("12")),
            ("12.5", Point, Some("12.5")),
            ("12,5", Comma, Some("12.5")),
            ("1,234.56", Point, Some("1234.56")),
            ("1.234,56", Comma, Some("1234.56")),
            ("1.234.567", Comma, Some("1234567")),
            ("1,234", Point, Some("1234")),
            ("1,234", Comma, Some("1.234")),
            ("1 234 567,8", Comma, Some("1234567.8")),
            ("1\u{202f}234,5 €", Comma, Some("1234.5")),
            ("1'234.50", Point, Some("1234.50")),
            ("12,34,567.8", Point, Some("1234567.8")),
            ("$1,234.56", Point, Some("1234.56")),
            ("-€ 5,00", Comma, Some("-5.00")),
            ("−5", Point, Some("-5")),
            ("+5", Point, Some("5")),
            (",5", Comma, Some("0.5")),
            ("5.", Point, Some("5")),
            ("1.5E3", Point, Some("1.5e3")),
            // It must have been the other mark.
            ("12,5", Point, None),
            ("1.234,56", Point, None),
            ("1,234,56", Point, None),
            ("", Point, None),
            ("-", Point, None),
            (".", Point, None),
            ("five", Point, None),
            ("1e", Point, None),
            ("1.2.3", Point, None),
            ("1234,567", Point, None),
        ] {
            assert_eq!(plain(text, mark).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn the_mark_is_learnt_from_numbers_that_leave_no_choice() {
        for (texts, expected) in [
            (&["1,5"][..], Some(Comma)),
            (&["1.5"], Some(Point)),
            (&["1.234,5"], Some(Comma)),
            (&["1,234.567"], Some(Point)),
            (&["1.234.567"], Some(Comma)),
            (&["0,125"], Some(Comma)),
            (&["1234.125"], Some(Point)),
            (&["1,234", "5", "", "x.5", "12.03.2024"], Some(Comma)),
            (&["1,234", "5", ""], None),
            (&["1,5", "2,25", "1.5"], Some(Comma)),
        ] {
            let mut evidence = MarkEvidence::default();
            texts.iter().for_each(|text| evidence.see(text));
            assert_eq!(evidence.mark(), expected, "{texts:?}");
        }
    }
}
