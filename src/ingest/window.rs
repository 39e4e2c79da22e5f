//! The bytes of an input that have come and are not read yet.

/// One buffer that is filled and read over and over.
#[derive(Default)]
pub struct Window {
    buffer: Vec<u8>,
    /// How much of the buffer is filled.
    end: usize,
}

impl Window {
    pub fn len(&self) -> usize {
        self.end
    }

    pub fn bytes(&self) -> &[u8] {
        &self.buffer[..self.end]
    }

    pub fn bytes_mut(&mut self) -> &mut [u8] {
        &mut self.buffer[..self.end]
    }

    /// Appends `length` bytes, which `fill` writes.
    pub fn append(&mut self, length: usize, fill: impl FnOnce(&mut [u8])) {
        let end = self.end + length;
        if self.buffer.len() < end {
            self.buffer.resize(end, 0);
        }
        fill(&mut self.buffer[self.end..end]);
        self.end = end;
    }

    /// Lets go of the first bytes.
    pub fn take(&mut self, length: usize) {
        self.buffer.copy_within(length..self.end, 0);
        self.end -= length;
    }
}
