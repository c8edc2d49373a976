//! The bits of an entropy-coded segment, the highest of a byte first. Owns what is held and what was missing; what is
//! stuffed behind FF is the codec's own ([`Stuffing`]). Refuses to read past a marker: from there on bits are zero, and
//! it is remembered that they were missing.

/// How a codec keeps FF in its data apart from a marker.
pub(crate) trait Stuffing: Copy + Default {
    /// The next byte of data and how many bits of it count; none at a marker and at the end.
    fn next(&mut self, bytes: &[u8], at: &mut usize) -> Option<(u8, u32)>;

    /// Whether all eight bits of the next byte count, unless it is FF.
    fn plain(&self) -> bool;
}

/// Whether one of eight bytes is FF.
fn any_ff(eight: u64) -> bool {
    // Of the complement: whether one is zero.
    let not = !eight;
    not.wrapping_sub(0x0101_0101_0101_0101) & eight & 0x8080_8080_8080_8080 != 0
}

/// A reader of bits. Small enough to be copied, so that a loop can hold it in registers.
#[derive(Clone, Copy)]
pub(crate) struct Bits<'a, S> {
    bytes: &'a [u8],
    at: usize,
    /// Bits taken from the bytes and not given out, from the highest down. Below those held are the first of the bits
    /// that follow, or zeros.
    store: u64,
    held: u32,
    /// Bits that were asked for behind the end.
    missing: u32,
    stuffing: S,
}

impl<'a, S: Stuffing> Bits<'a, S> {
    pub(crate) fn new(bytes: &'a [u8], at: usize) -> Self {
        Self {
            bytes,
            at,
            store: 0,
            held: 0,
            missing: 0,
            stuffing: S::default(),
        }
    }

    /// Takes bytes until at least 56 bits are held.
    #[expect(
        clippy::inline_always,
        reason = "bits stay in registers only where nothing is called: twice as fast"
    )]
    #[inline(always)]
    fn fill(&mut self) {
        let ahead = self.bytes.get(self.at..).and_then(<[u8]>::first_chunk);
        if let Some(eight) = ahead.map(|eight| u64::from_be_bytes(*eight))
            && self.stuffing.plain()
            && !any_ff(eight)
        {
            // More bits than are counted; they will be there again.
            self.store |= eight >> self.held;
            let many = (63 - self.held) / 8;
            self.held += 8 * many;
            self.at += many as usize;
        } else {
            *self = self.filled();
        }
    }

    /// The same byte by byte. By value, because what is lent does not stay in registers.
    #[inline(never)]
    fn filled(mut self) -> Self {
        while self.held < 56 {
            let data = self.stuffing.next(self.bytes, &mut self.at);
            if data.is_none() {
                self.missing = self.missing.saturating_add(8);
            }
            let (byte, width) = data.unwrap_or((0, 8));
            self.store |= u64::from(byte) << (64 - width - self.held);
            self.held += width;
        }
        self
    }

    /// Makes sure that `count` bits are held, at most 56.
    #[inline]
    pub(crate) fn need(&mut self, count: u32) {
        if self.held < count {
            self.fill();
        }
    }

    /// The bits that follow, from the highest down; as many are sure as were needed before.
    #[inline]
    pub(crate) fn ahead(&self) -> u64 {
        self.store
    }

    /// How many of those are held.
    #[inline]
    pub(crate) fn held(&self) -> u32 {
        self.held
    }

    /// Steps over bits that are held.
    #[inline]
    pub(crate) fn skip(&mut self, count: u32) {
        self.store <<= count & 63;
        self.held -= count;
    }

    /// The next `count` bits, at most 32, of those that are held.
    #[inline]
    pub(crate) fn taken(&mut self, count: u32) -> u32 {
        let bits = self.store >> 1 >> (63 - (count & 63));
        self.skip(count);
        bits as u32
    }

    /// The next `count` bits, at most 32.
    #[inline]
    pub(crate) fn take(&mut self, count: u32) -> u32 {
        self.need(count);
        self.taken(count)
    }

    /// Begins anew at a byte behind what was read: what is held was padding.
    pub(super) fn jump(&mut self, over: usize) {
        *self = Self::new(self.bytes, self.at + over);
    }

    /// The bytes that are not read yet.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// Whether bits were given out that are not there.
    #[inline]
    pub(crate) fn ran_out(&self) -> bool {
        self.missing > self.held
    }

    /// Where the marker is that ended the segment.
    pub(crate) fn position(&self) -> usize {
        self.at
    }
}

#[cfg(test)]
mod tests {
    use super::any_ff;

    #[test]
    fn an_ff_is_seen_wherever_it_stands() {
        for place in 0..8 {
            assert!(any_ff(0xff << (8 * place)), "byte {place}");
            assert!(any_ff(0xff << (8 * place) | 0x0102_0304_0506_0708));
        }
        for none in [
            0,
            0xfe7f_80fe_00fe_017f,
            u64::MAX << 1 & 0xfefe_fefe_fefe_fefe,
        ] {
            assert!(!any_ff(none), "{none:x}");
        }
    }
}
