//! Passwords: how they are hashed and verified, and which ones are refused. Hashes are PHC strings, which name their
//! algorithm and parameters, so that stronger ones can replace them at the next sign-in.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use pbkdf2::Pbkdf2;
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;
use zxcvbn::{Score, zxcvbn};

use super::Secret;
use crate::failure::Failure;
use crate::fault::{Code, Fault};

/// Shortest password, in characters.
pub const PASSWORD_MIN: usize = 15;
/// Longest password, in characters.
pub const PASSWORD_MAX: usize = 256;

/// Hashes computed at once: each takes 19 MiB and a whole core.
const AT_ONCE: usize = 4;
/// Memory of Argon2id in KiB, its passes and its lanes (OWASP Password Storage Cheat Sheet).
const MEMORY: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// Rounds of PBKDF2 with HMAC-SHA-256 (the same source).
const ROUNDS: u32 = 600_000;

/// What is verified where there is no password, so that it takes as long: hashes that no password has.
const NOBODYS_ARGON2ID: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const NOBODYS_PBKDF2: &str =
    "$pbkdf2-sha256$i=600000,l=32$c2FsdHNhbHRzYWx0c2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// How new passwords are hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// Argon2id with 19 MiB, two passes, one lane.
    Argon2id,
    /// PBKDF2 with HMAC-SHA-256 and 600,000 rounds.
    Pbkdf2,
}

/// What verifying a password came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it is the password.
    pub fits: bool,
    /// Whether the stored hash should be replaced by a stronger one, or one of the algorithm in force.
    pub rehash_due: bool,
}

/// Hashes and verifies passwords on threads of their own, few at once; cheap to clone.
#[derive(Debug, Clone)]
pub struct Hashing {
    algorithm: Algorithm,
    permits: Arc<Semaphore>,
    computed: Arc<AtomicU64>,
}

impl Hashing {
    /// Hashing by an algorithm.
    #[must_use]
    pub fn new(algorithm: Algorithm) -> Self {
        Self { algorithm, permits: Arc::new(Semaphore::new(AT_ONCE)), computed: Arc::new(AtomicU64::new(0)) }
    }

    /// How many hashes were computed so far.
    #[must_use]
    pub fn computed(&self) -> u64 {
        self.computed.load(Ordering::Relaxed)
    }

    /// The hash of a new password, as a PHC string with a random salt.
    ///
    /// # Errors
    /// `internal` when memory or randomness cannot be had.
    pub async fn hash(&self, password: &Secret) -> Result<String, Failure> {
        let (algorithm, bytes) = (self.algorithm, normalized(password));
        self.compute(move || hash(algorithm, bytes.as_bytes())).await?.ok_or_else(broken)
    }

    /// Whether this is the password of a stored hash. Without one, a hash is computed all the same and nothing fits.
    ///
    /// # Errors
    /// `internal` when the computation broke off.
    pub async fn verify(&self, password: &Secret, stored: Option<&str>) -> Result<Verdict, Failure> {
        let (algorithm, bytes) = (self.algorithm, normalized(password));
        let stored = stored.filter(|stored| PasswordHash::new(stored).is_ok()).map(str::to_owned);
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| nobodys(algorithm).to_owned());
        let rehash_due = known && !is_strong_enough(&stored, algorithm);
        let fits = self.compute(move || fits(&stored, bytes.as_bytes())).await?;
        Ok(Verdict { fits: fits && known, rehash_due })
    }

    async fn compute<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
        let permit = Arc::clone(&self.permits).acquire_owned().await.expect("the semaphore is never closed");
        self.computed.fetch_add(1, Ordering::Relaxed);
        // The permit goes along: a caller that went away must not make room for another hash.
        let computed = tokio::task::spawn_blocking(move || {
            let outcome = work();
            drop(permit);
            outcome
        });
        computed.await.map_err(|_| broken())
    }
}

fn broken() -> Failure {
    Fault::new(Code::Internal, "").with("request", "").into()
}

/// One form of Unicode, because keyboards send `é` as one character or as two (NIST SP 800-63B-4, 3.1.1.2).
fn normalized(password: &Secret) -> String {
    password.reveal().nfkc().collect()
}

const fn nobodys(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::Argon2id => NOBODYS_ARGON2ID,
        Algorithm::Pbkdf2 => NOBODYS_PBKDF2,
    }
}

fn argon2id() -> Option<Argon2<'static>> {
    let params = argon2::Params::new(MEMORY, PASSES, LANES, None).ok()?;
    Some(Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params))
}

fn hash(algorithm: Algorithm, password: &[u8]) -> Option<String> {
    let hashed: PasswordHash = match algorithm {
        Algorithm::Argon2id => argon2id()?.hash_password(password).ok()?,
        Algorithm::Pbkdf2 => {
            let params = pbkdf2::Params::new(ROUNDS).ok()?;
            Pbkdf2::new(pbkdf2::Algorithm::Pbkdf2Sha256, params).hash_password(password).ok()?
        }
    };
    Some(hashed.to_string())
}

fn fits(stored: &str, password: &[u8]) -> bool {
    let Ok(stored) = PasswordHash::new(stored) else { return false };
    if stored.algorithm.as_str().starts_with("pbkdf2") {
        Pbkdf2::default().verify_password(password, &stored).is_ok()
    } else {
        Argon2::default().verify_password(password, &stored).is_ok()
    }
}

/// Whether a stored hash is of the algorithm in force, with its parameters or stronger ones.
fn is_strong_enough(stored: &str, algorithm: Algorithm) -> bool {
    let Ok(stored) = PasswordHash::new(stored) else { return false };
    match (algorithm, stored.algorithm.as_str()) {
        (Algorithm::Argon2id, "argon2id") => argon2::Params::try_from(&stored).is_ok_and(|found| {
            stored.version == Some(argon2::Version::V0x13.into())
                && found.m_cost() >= MEMORY
                && found.t_cost() >= PASSES
                && found.p_cost() >= LANES
        }),
        (Algorithm::Pbkdf2, "pbkdf2-sha256") => {
            pbkdf2::Params::try_from(&stored).is_ok_and(|found| found.rounds() >= ROUNDS && found.output_len() >= 32)
        }
        _ => false,
    }
}

/// Refuses a password that is too short, too long or easily guessed. There are no rules about its composition.
/// `known` are words that somebody who guesses would try first: login and name.
///
/// # Errors
/// `password_too_short`, `too_long`, `password_guessable`.
pub async fn check(password: &Secret, known: &[&str], field: &str) -> Result<(), Failure> {
    let text = normalized(password);
    let length = text.chars().count();
    if length < PASSWORD_MIN {
        let fault = Fault::new(Code::PasswordTooShort, field).with("length", length).with("limit", PASSWORD_MIN);
        return Err(fault.into());
    }
    if length > PASSWORD_MAX {
        return Err(Fault::new(Code::TooLong, field).with("length", length).with("limit", PASSWORD_MAX).into());
    }
    let mut words: Vec<String> = vec!["casetime".to_owned()];
    for word in known {
        words.push((*word).to_owned());
        words.extend(word.split(|c: char| !c.is_alphanumeric()).filter(|part| part.len() > 2).map(str::to_owned));
    }
    // Guessing takes milliseconds of a core: not on the threads that answer.
    let score = tokio::task::spawn_blocking(move || {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        zxcvbn(&text, &words).score()
    });
    if score.await.map_err(|_| broken())? < Score::Three {
        return Err(Fault::new(Code::PasswordGuessable, field).into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Secret {
        Secret::new(text.to_owned())
    }

    #[tokio::test]
    async fn either_algorithm_verifies_and_the_other_one_is_due_to_be_replaced() {
        for (algorithm, other) in [(Algorithm::Argon2id, Algorithm::Pbkdf2), (Algorithm::Pbkdf2, Algorithm::Argon2id)] {
            let hashing = Hashing::new(algorithm);
            let stored = hashing.hash(&secret("correct horse battery staple")).await.expect("a hash");
            assert!(stored.starts_with(&nobodys(algorithm)[..20]), "the parameters are in the hash: {stored}");
            let right = hashing.verify(&secret("correct horse battery staple"), Some(&stored)).await.expect("verified");
            assert_eq!(right, Verdict { fits: true, rehash_due: false });
            let wrong = hashing.verify(&secret("correct horse battery stable"), Some(&stored)).await.expect("verified");
            assert!(!wrong.fits);
            assert_eq!(hashing.computed(), 3);
            assert!(!is_strong_enough(&stored, other));
        }
    }

    #[test]
    fn weaker_parameters_are_due_to_be_replaced() {
        for (stored, algorithm, strong) in [
            (NOBODYS_ARGON2ID.to_owned(), Algorithm::Argon2id, true),
            (NOBODYS_ARGON2ID.replace("m=19456", "m=65536"), Algorithm::Argon2id, true),
            (NOBODYS_ARGON2ID.replace("m=19456", "m=19455"), Algorithm::Argon2id, false),
            (NOBODYS_ARGON2ID.replace("t=2", "t=1"), Algorithm::Argon2id, false),
            (NOBODYS_ARGON2ID.replace("v=19", "v=16"), Algorithm::Argon2id, false),
            (NOBODYS_ARGON2ID.replace("argon2id", "argon2i"), Algorithm::Argon2id, false),
            (NOBODYS_PBKDF2.to_owned(), Algorithm::Pbkdf2, true),
            (NOBODYS_PBKDF2.replace("600000", "599999"), Algorithm::Pbkdf2, false),
            ("not a hash".to_owned(), Algorithm::Pbkdf2, false),
        ] {
            assert_eq!(is_strong_enough(&stored, algorithm), strong, "{stored}");
        }
    }

    #[tokio::test]
    async fn without_a_stored_hash_one_is_computed_and_nothing_fits() {
        let hashing = Hashing::new(Algorithm::Argon2id);
        for stored in [None, Some(""), Some("not a hash")] {
            let verdict = hashing.verify(&secret("correct horse battery staple"), stored).await.expect("verified");
            assert_eq!(verdict, Verdict { fits: false, rehash_due: false });
        }
        assert_eq!(hashing.computed(), 3);
        for algorithm in [Algorithm::Argon2id, Algorithm::Pbkdf2] {
            assert!(PasswordHash::new(nobodys(algorithm)).is_ok() && is_strong_enough(nobodys(algorithm), algorithm));
        }
    }

    #[tokio::test]
    async fn one_password_typed_on_two_keyboards_is_one_password() {
        let hashing = Hashing::new(Algorithm::Argon2id);
        let stored = hashing.hash(&secret("été après l’hiver long")).await.expect("a hash");
        let typed = secret("e\u{301}te\u{301} apre\u{300}s l’hiver long");
        assert!(hashing.verify(&typed, Some(&stored)).await.expect("verified").fits);
    }

    #[tokio::test]
    async fn short_long_and_guessable_passwords_are_refused() {
        let long = "ab c".repeat(65);
        let refused = [
            ("fourteen chars", Code::PasswordTooShort),
            ("ééééééééééééé", Code::PasswordTooShort),
            (long.as_str(), Code::TooLong),
            ("aaaaaaaaaaaaaaaaaaaa", Code::PasswordGuessable),
            ("               ", Code::PasswordGuessable),
            ("qwertyuiop[]asdf", Code::PasswordGuessable),
            ("passwordpassword", Code::PasswordGuessable),
            ("amina.tremblay@x", Code::PasswordGuessable),
            ("TremblayTremblay1", Code::PasswordGuessable),
        ];
        for (text, code) in refused {
            let found = check(&secret(text), &["amina.tremblay@x", "Amina Tremblay"], "password").await;
            assert_eq!(found.map_err(|failure| failure.code()), Err(code), "{text}");
        }
        for text in ["correct horse battery staple", "vieux hibou sous la lune", "ab 9!kjw vnnq xx pl"] {
            assert!(check(&secret(text), &["amina"], "password").await.is_ok(), "{text}");
        }
    }
}
