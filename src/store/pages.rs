//! What sources say about the pages that they hand over: how much there is, and whether more follows.

/// What all sources have said so far.
#[derive(Clone, Debug, Default)]
pub struct Pages {
    /// How many conversations each source says it has, whether they were given or not.
    pub announced: Vec<(&'static str, u32)>,
    lists: Vec<List>,
}

/// The pages of one list of a source.
#[derive(Clone, Copy, Debug)]
struct List {
    source: &'static str,
    name: &'static str,
    /// Whether one of its pages was the last. A list of each conversation has as many last pages; that some of them are
    /// missing is not seen.
    is_complete: bool,
}

impl Pages {
    pub fn is_empty(&self) -> bool {
        self.announced.is_empty() && self.lists.is_empty()
    }

    /// The source says that it has this many conversations.
    pub fn announce(&mut self, source: &'static str, conversations: u32) {
        match self.announced.iter_mut().find(|(known, _)| *known == source) {
            Some((_, announced)) => *announced = conversations.max(*announced),
            None => self.announced.push((source, conversations)),
        }
    }

    /// A page of a list has been read, which is the last one or not.
    pub fn add(&mut self, source: &'static str, name: &'static str, is_last: bool) {
        match self.lists.iter_mut().find(|known| (known.source, known.name) == (source, name)) {
            Some(known) => known.is_complete |= is_last,
            None => self.lists.push(List { source, name, is_complete: is_last }),
        }
    }

    /// How many lists there are, and of how many of them no page was the last.
    pub fn unfinished(&self) -> (usize, usize) {
        (self.lists.len(), self.lists.iter().filter(|list| !list.is_complete).count())
    }

    pub(super) fn append(&mut self, later: &Self) {
        later.announced.iter().for_each(|&(source, conversations)| self.announce(source, conversations));
        later.lists.iter().for_each(|list| self.add(list.source, list.name, list.is_complete));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_complete_once_its_last_page_is_there() {
        let mut pages = Pages::default();
        pages.add("front", "_results", false);
        pages.add("twilio", "messages", false);
        pages.add("twilio", "messages", false);
        assert_eq!(pages.unfinished(), (2, 2));
        let mut later = Pages::default();
        later.add("twilio", "messages", true);
        later.add("twilio", "conversations", true);
        later.announce("front", 4);
        pages.append(&later);
        pages.append(&Pages::default());
        assert_eq!((pages.unfinished(), pages.announced), ((3, 1), vec![("front", 4)]));
    }
}
