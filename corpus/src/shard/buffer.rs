//! Room for the part of a file that is looked at: filled behind, emptied in front, and cleared only once.

use std::io::{self, Read};

/// The least room, in bytes.
const LEAST: usize = 8 << 10;

/// Bytes of a file, and room for more.
#[derive(Default)]
pub(super) struct Buffer {
    room: Vec<u8>,
    len: usize,
}

impl Buffer {
    /// What was read and not yet left behind.
    pub(super) fn bytes(&self) -> &[u8] {
        self.room.get(..self.len).unwrap_or_default()
    }

    /// Reads until there are `size` bytes; whether the input has ended.
    ///
    /// # Errors
    /// Those of the input.
    pub(super) fn top_up(&mut self, input: &mut dyn Read, size: usize) -> io::Result<bool> {
        while self.len < size {
            if self.len == self.room.len() {
                // Most files are small, and room is cleared before it is used.
                let more = (2 * self.len).max(LEAST).min(size);
                self.room.reserve_exact(more - self.len);
                self.room.resize(more, 0);
            }
            let end = self.room.len().min(size);
            match input.read(self.room.get_mut(self.len..end).unwrap_or_default()) {
                Ok(0) => return Ok(true),
                Ok(count) => self.len = (self.len + count).min(end),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(false)
    }

    /// Leaves the first `count` bytes behind; room beyond `most` bytes that is not needed goes.
    pub(super) fn leave(&mut self, count: usize, most: usize) {
        let count = count.min(self.len);
        self.room.copy_within(count..self.len, 0);
        self.len -= count;
        if self.room.len() > most.max(self.len) {
            self.room.truncate(most.max(self.len));
            self.room.shrink_to_fit();
        }
    }

    /// The bytes alone.
    pub(super) fn into_bytes(mut self) -> Vec<u8> {
        self.room.truncate(self.len);
        self.room
    }
}
