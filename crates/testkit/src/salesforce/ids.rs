//! Record ids: 15 characters that tell capital from small letters, and 18 with a checksum for those who do not.

/// The alphabet of ids.
const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// The letters of the checksum, by the five bits of a block.
const CHECKSUM: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/// The three letters that make 18 characters of 15: per block of five, which of them are capital.
#[must_use]
pub fn checksum(id: &str) -> String {
    id.as_bytes()
        .chunks(5)
        .map(|block| {
            let bits = (0..).zip(block).filter(|(_, letter)| letter.is_ascii_uppercase()).map(|(at, _)| 1 << at);
            char::from(CHECKSUM[bits.sum::<usize>()])
        })
        .collect()
}

/// An id of either length as 18 characters; nothing where it is no id or its checksum is wrong.
#[must_use]
pub fn eighteen(id: &str) -> Option<String> {
    if !id.bytes().all(|letter| letter.is_ascii_alphanumeric()) {
        return None;
    }
    match id.len() {
        15 => Some(format!("{id}{}", checksum(id))),
        18 => {
            let (short, sum) = id.split_at(15);
            checksum(short).eq_ignore_ascii_case(sum).then(|| format!("{short}{}", checksum(short)))
        }
        _ => None,
    }
}

/// The id of the `number`-th record of an object, as 18 characters.
///
/// The number is spread over letters of both cases, so that the checksum says something.
pub(super) fn make(prefix: &str, number: u64) -> String {
    // Odd, and thereby without a common divisor with 62^7: no two numbers meet below that.
    let mut left = (number.wrapping_mul(1_000_003) + 271_828_183) % 62_u64.pow(7);
    let mut letters = Vec::new();
    for _ in 0..7 {
        letters.push(BASE62[usize::try_from(left % 62).unwrap_or_default()]);
        left /= 62;
    }
    letters.reverse();
    let short = format!("{prefix}Qy000{}", String::from_utf8_lossy(&letters));
    format!("{short}{}", checksum(&short))
}

#[cfg(test)]
mod tests {
    use super::{checksum, eighteen, make};

    #[test]
    fn the_checksum_is_salesforces() {
        // Pairs that Salesforce's own documentation shows.
        for (short, long) in [("001R00000064wdt", "001R00000064wdtIAA"), ("000000000000000", "000000000000000AAA")] {
            assert_eq!(format!("{short}{}", checksum(short)), long);
            assert_eq!(eighteen(short).as_deref(), Some(long));
            assert_eq!(eighteen(long).as_deref(), Some(long));
        }
    }

    #[test]
    fn a_wrong_checksum_is_no_id() {
        for id in ["001R00000064wdtIAB", "001R00000064wd", "001R00000064wd-", ""] {
            assert_eq!(eighteen(id), None, "{id}");
        }
    }

    #[test]
    fn ids_differ_and_are_ids() {
        let ids: std::collections::HashSet<_> = (0..50_000).map(|number| make("006", number)).collect();
        assert_eq!(ids.len(), 50_000);
        assert!(ids.iter().all(|id| id.len() == 18 && eighteen(id).as_ref() == Some(id)));
    }
}
