//! Secrets: passwords, and the random texts of sessions and tokens.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};

/// Shortest password taken (NIST SP 800-63B asks for 8 at least; people here see prices and contacts).
pub const SHORTEST: usize = 10;

/// Longest password taken: hashing costs time with length.
const LONGEST: usize = 200;

/// Why a new password is refused; `None` where it is good.
#[must_use]
pub fn refused(password: &str, login: &str) -> Option<&'static str> {
    if password.chars().count() < SHORTEST {
        return Some("a password needs at least 10 characters");
    }
    if password.len() > LONGEST {
        return Some("a password may have at most 200 characters");
    }
    if !login.is_empty() && password.to_lowercase().contains(&login.to_lowercase()) {
        return Some("a password must not contain the login name");
    }
    let first = password.chars().next();
    if password.chars().all(|letter| Some(letter) == first) {
        return Some("a password of one repeated character is none");
    }
    None
}

/// The hash of a password, as a PHC string with its own salt and parameters (Argon2id, RFC 9106).
///
/// # Errors
/// Where the system gives no randomness.
pub fn hash(password: &str) -> Result<String, String> {
    Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string()).map_err(|error| error.to_string())
}

/// Whether a password is the one hashed. Takes as long for a hash that cannot be read, so that nobody learns from the
/// time which logins there are.
#[must_use]
pub fn is_right(password: &str, hashed: Option<&str>) -> bool {
    // Of a password nobody knows, with the parameters of `hash`.
    const NOBODY: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5a25vd3N0aGlz$q1u0mB8m4cXl8pJ3yq7b0bTqk3r6w0m1yq3m9x2vT5E";
    let known = hashed.is_some();
    let Ok(parsed) = PasswordHash::new(hashed.unwrap_or(NOBODY)) else { return false };
    Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok() && known && password.len() <= LONGEST
}

/// A text nobody can guess: 256 random bits in hexadecimal.
///
/// # Errors
/// Where the system gives no randomness.
pub fn random() -> Result<String, String> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// 256 random bits, for what signs.
///
/// # Errors
/// Where the system gives no randomness.
pub fn bytes() -> Result<[u8; 32], String> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes)
}

/// A password to show a person once: 80 random bits in groups, without letters that look alike.
///
/// # Errors
/// Where the system gives no randomness.
pub fn readable() -> Result<String, String> {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789A";
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| error.to_string())?;
    let letters: Vec<char> = bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
    Ok(letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-"))
}

/// What is kept of a random secret: secrets of full entropy need no slow hash.
#[must_use]
pub fn digest(secret: &str) -> String {
    blake3::hash(secret.as_bytes()).to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_hashed_with_a_salt_and_checked() {
        let hashed = hash("correct horse").expect("hashed");
        assert!(hashed.starts_with("$argon2id$"));
        assert_ne!(hashed, hash("correct horse").expect("hashed"));
        assert!(is_right("correct horse", Some(&hashed)));
        assert!(!is_right("correct Horse", Some(&hashed)));
        assert!(!is_right("anything", None));
        assert!(!is_right("anything", Some("no hash")));
    }

    #[test]
    fn weak_passwords_are_refused() {
        assert!(refused("short", "anna").is_some());
        assert!(refused("aaaaaaaaaaaaaa", "anna").is_some());
        assert!(refused("My-Anna-is-here", "anna").is_some());
        assert!(refused("blue-tractor-7", "anna").is_none());
        assert!(readable().expect("random").len() >= 19);
        assert_ne!(random().expect("random"), random().expect("random"));
    }
}
