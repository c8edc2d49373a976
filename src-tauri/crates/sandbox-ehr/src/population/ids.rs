//! Logical ids: opaque to a client, but each says to this server whose chart it is in and where,
//! so that 100,000 patients need no table. A reversible mix of seed, owner and place.

/// The owner number under which resources that belong to nobody are kept.
pub(crate) const COMMONS: usize = 0xfff_ffff;

const PLACE_BITS: u32 = 28;

/// The id of the resource at `place` in the chart of `owner`.
pub(crate) fn mint(seed: u64, owner: usize, place: usize) -> String {
    let plain = ((owner as u64) << PLACE_BITS) | place as u64;
    format!("{:016x}", mix(plain ^ salt(seed)))
}

/// Owner and place of an id minted with this seed; any other 16 digits give a nonsense owner.
pub(crate) fn locate(seed: u64, id: &str) -> Option<(usize, usize)> {
    if id.len() != 16
        || !id
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    {
        return None;
    }
    let plain = unmix(u64::from_str_radix(id, 16).ok()?) ^ salt(seed);
    let owner = usize::try_from(plain >> PLACE_BITS).ok()?;
    let place = usize::try_from(plain & ((1 << PLACE_BITS) - 1)).ok()?;
    Some((owner, place))
}

fn salt(seed: u64) -> u64 {
    mix(seed ^ 0x5eed_0000_5eed_0000) >> 8
}

fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

fn unmix(mut x: u64) -> u64 {
    x = (x ^ (x >> 31) ^ (x >> 62)).wrapping_mul(0x3196_42b2_d24d_8ec3);
    x = (x ^ (x >> 27) ^ (x >> 54)).wrapping_mul(0x96de_1b17_3f11_9089);
    x ^ (x >> 30) ^ (x >> 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_leads_back_to_its_place() {
        for owner in [0, 1, 99_999, COMMONS] {
            for place in [0, 1, 4711, 100_000] {
                let id = mint(42, owner, place);
                assert_eq!(locate(42, &id), Some((owner, place)));
                assert_ne!(locate(43, &id), Some((owner, place)));
            }
        }
        assert_eq!(locate(42, "Patient"), None);
    }
}
