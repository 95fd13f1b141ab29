//! What reading may spend, and what is left of it.

use std::time::{Duration, Instant};

use crate::Fault;

/// How much reading may spend.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The most pages.
    pub pages: usize,
    /// The most glyphs of all pages together.
    pub glyphs: usize,
    /// The most rules of all pages together.
    pub rules: usize,
    /// The most operations of all pages together.
    pub operations: usize,
    /// The most bytes that streams unpack to, together.
    pub unpacked: usize,
    /// The longest that it may take.
    pub time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            pages: 2_000,
            glyphs: 4_000_000,
            rules: 2_000_000,
            operations: 40_000_000,
            unpacked: 256 << 20,
            time: Duration::from_secs(30),
        }
    }
}

/// How often the clock is asked.
const OPERATIONS_A_LOOK: usize = 4_096;

/// What is left.
pub(crate) struct Budget {
    left: Limits,
    until: Instant,
}

impl Budget {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            left: limits,
            until: Instant::now() + limits.time,
        }
    }

    pub(crate) fn pages(&self, pages: usize) -> Result<(), Fault> {
        match pages > self.left.pages {
            true => Err(Fault::TooManyPages(self.left.pages)),
            false => Ok(()),
        }
    }

    pub(crate) fn glyph(&mut self) -> Result<(), Fault> {
        spend(&mut self.left.glyphs, 1)
    }

    pub(crate) fn rule(&mut self) -> Result<(), Fault> {
        spend(&mut self.left.rules, 1)
    }

    pub(crate) fn operation(&mut self) -> Result<(), Fault> {
        spend(&mut self.left.operations, 1)?;
        match self.left.operations.is_multiple_of(OPERATIONS_A_LOOK) {
            true => self.in_time(),
            false => Ok(()),
        }
    }

    /// How many bytes may still be unpacked.
    pub(crate) fn room(&self) -> usize {
        self.left.unpacked
    }

    pub(crate) fn unpacked(&mut self, bytes: usize) -> Result<(), Fault> {
        self.in_time()?;
        spend(&mut self.left.unpacked, bytes)
    }

    pub(crate) fn in_time(&self) -> Result<(), Fault> {
        match Instant::now() > self.until {
            true => Err(Fault::TooSlow),
            false => Ok(()),
        }
    }
}

fn spend(left: &mut usize, amount: usize) -> Result<(), Fault> {
    *left = left.checked_sub(amount).ok_or(Fault::TooMuch)?;
    Ok(())
}
