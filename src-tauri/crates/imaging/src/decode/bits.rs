//! The bits of an entropy-coded segment, the highest of a byte first. Owns what is held and what was missing; what is
//! stuffed behind FF is the codec's own ([`Stuffing`]). Refuses to read past a marker: from there on bits are zero, and
//! it is remembered that they were missing.

/// How a codec keeps FF in its data apart from a marker.
pub(crate) trait Stuffing: Default {
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

/// A reader of bits.
pub(crate) struct Bits<'a, S> {
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
    /// Bits taken from the bytes and not given out, in the low `held`.
    pub(super) store: u64,
    pub(super) held: u32,
    /// Bits that were asked for behind the end.
    pub(super) missing: u32,
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

    pub(super) fn fill(&mut self) {
        let ahead = self.bytes.get(self.at..).and_then(<[u8]>::first_chunk);
        if let Some(eight) = ahead.map(|eight| u64::from_be_bytes(*eight))
            && self.stuffing.plain()
            && !any_ff(eight)
            && self.held <= 48
        {
            let many = (56 - self.held) / 8;
            self.store = self.store << (8 * many) | eight >> (64 - 8 * many);
            self.held += 8 * many;
            self.at += many as usize;
            return;
        }
        while self.held <= 48 {
            let data = self.stuffing.next(self.bytes, &mut self.at);
            if data.is_none() {
                self.missing = self.missing.saturating_add(8);
            }
            let (byte, width) = data.unwrap_or((0, 8));
            self.store = self.store << width | u64::from(byte);
            self.held += width;
        }
    }

    /// The next `count` bits, at most 32, without taking them.
    #[inline]
    pub(crate) fn peek(&mut self, count: u32) -> u32 {
        if self.held < count {
            self.fill();
        }
        (self.store >> (self.held - count)) as u32 & ((1_u64 << count) - 1) as u32
    }

    #[inline]
    pub(crate) fn skip(&mut self, count: u32) {
        if self.held < count {
            self.fill();
        }
        self.held -= count;
    }

    /// The next `count` bits, at most 32.
    #[inline]
    pub(crate) fn take(&mut self, count: u32) -> u32 {
        let bits = self.peek(count);
        self.skip(count);
        bits
    }

    /// Whether bits were given out that are not there.
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
