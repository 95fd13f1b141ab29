//! Passwords: hashed with argon2id, compared at the same cost whoever asks, and the rules for new ones.
//!
//! Invariants: at most two are hashed at a time, so that signing in cannot take the memory of the
//! machine; a login name that is nobody's costs what a wrong password costs.
//! Not here: counting wrong ones and locking (`gyokaku_store`).

use std::sync::LazyLock;

use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use tokio::sync::{Semaphore, SemaphorePermit};

/// How many characters a password has at least.
pub const SHORTEST: usize = 10;

/// How many bytes are looked at; nobody types more on purpose.
const LONGEST: usize = 1024;

/// How many passwords are hashed at a time; each takes 19 megabytes.
static AT_A_TIME: Semaphore = Semaphore::const_new(2);

/// How many wait for their turn at most; whoever comes then is asked to come back, since waiting would take longer
/// than anybody stays.
const MOST_WAITING: usize = 50;
static WAITING: Semaphore = Semaphore::const_new(MOST_WAITING);

/// A place among those who wait for a comparison.
#[derive(Debug)]
pub struct Waiting(#[expect(dead_code, reason = "held until it is dropped")] SemaphorePermit<'static>);

/// A place among those who wait; none where too many do. Taken before a try is counted, so that nobody is locked out
/// by a queue.
pub fn place() -> Option<Waiting> {
    WAITING.try_acquire().ok().map(Waiting)
}

/// Words that many people choose, whatever is put before or behind them.
const OBVIOUS: [&str; 12] = [
    "password",
    "passw0rd",
    "gyokaku",
    "gyoukaku",
    "qwertyuiop",
    "asdfghjkl",
    "letmein",
    "administrator",
    "abcdefghij",
    "1234567890",
    "12345678",
    "0987654321",
];

/// Why a password cannot be hashed or compared: a fault of the program or its memory.
#[derive(Debug, thiserror::Error)]
#[error("hashing a password: {0}")]
pub struct NotHashed(String);

/// The hash of a password as a PHC string (argon2id, salted). Takes tens of milliseconds.
///
/// # Errors
/// Where the machine has no random numbers or no memory.
pub fn hash(password: &str) -> Result<String, NotHashed> {
    Argon2::default()
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|e| NotHashed(e.to_string()))
}

/// What a password is compared with where there is no account.
static NOBODYS: LazyLock<String> = LazyLock::new(|| hash("nobody's password").unwrap_or_default());

/// A first password: twelve characters that cannot be taken for one another, in groups of four.
pub fn first() -> String {
    const LETTERS: &[u8; 31] = b"abcdefghjkmnpqrstuvwxyz23456789";
    let (one, other) = (uuid::Uuid::new_v4(), uuid::Uuid::new_v4());
    // The first six bytes of such an identity are random as a whole.
    let bytes = one
        .as_bytes()
        .iter()
        .take(6)
        .chain(other.as_bytes().iter().take(6));
    let mut text = String::new();
    for (n, byte) in bytes.enumerate() {
        if n > 0 && n % 4 == 0 {
            text.push('-');
        }
        let letter = LETTERS.get(usize::from(byte % 31)).copied().unwrap_or(b'a');
        text.push(char::from(letter));
    }
    text
}

/// Why a password cannot be chosen, in words; none where it can.
pub fn refusal(password: &str, login: &str) -> Option<String> {
    let is_same = |one: char, rest: &str| rest.chars().all(|c| c == one);
    let folded = password.to_lowercase();
    if password.chars().count() < SHORTEST {
        return Some(format!("パスワードは{SHORTEST}文字以上にしてください。"));
    }
    if password.len() > LONGEST {
        return Some("パスワードが長すぎます。300文字以内にしてください。".to_owned());
    }
    if folded.contains(&login.to_lowercase()) && folded.len() < login.len() + SHORTEST {
        return Some(
            "ログイン名がほぼそのまま入っています。ログイン名を含まないパスワードにしてください。".to_owned(),
        );
    }
    let rest = |word: &str| folded.len() - word.len();
    let is_obvious = OBVIOUS
        .iter()
        .any(|word| folded.contains(word) && rest(word) < SHORTEST / 2 + 1)
        || folded.chars().next().is_some_and(|one| is_same(one, &folded));
    is_obvious.then(|| "推測されやすいパスワードです。別のパスワードにしてください。".to_owned())
}

/// Hashes a password off the threads that serve pages.
///
/// # Errors
/// Where the machine has no random numbers or no memory.
pub async fn hashed(password: String) -> Result<String, NotHashed> {
    in_turn(move || hash(&password)).await?
}

/// Does work that takes much memory when it is its turn, off the threads that serve pages.
async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, NotHashed> {
    let _turn = AT_A_TIME.acquire().await.map_err(|e| NotHashed(e.to_string()))?;
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| NotHashed(e.to_string()))
}

/// Whether a password is the one of a hash; at the same cost where there is no account.
///
/// # Errors
/// Where the comparison did not come to its end.
pub async fn is_right(password: String, phc: Option<String>) -> Result<bool, NotHashed> {
    in_turn(move || {
        // Asked for in any case, so that the first unknown name does not pay for making it.
        let nobodys = NOBODYS.as_str();
        let is_somebody = phc.is_some();
        let phc = phc.unwrap_or_else(|| nobodys.to_owned());
        let fits = password.len() <= LONGEST;
        let matches = Argon2::default()
            .verify_password(password.as_bytes(), phc.as_str())
            .is_ok();
        matches && is_somebody && fits
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_right_or_wrong() {
        let phc = hash("correct horse").expect("a hash");
        assert!(phc.starts_with("$argon2id$"));
        assert!(!phc.contains("correct"));
        assert_ne!(phc, hash("correct horse").expect("a hash"), "salted");
        let right = |password: &str, phc: Option<&str>| {
            let (password, phc) = (password.to_owned(), phc.map(str::to_owned));
            async move { is_right(password, phc).await.expect("an answer") }
        };
        assert!(right("correct horse", Some(&phc)).await);
        assert!(!right("correct horse ", Some(&phc)).await);
        assert!(!right("", Some(&phc)).await);
        assert!(!right("nobody's password", None).await, "nobody has no password");
        assert!(!right("x", Some("no hash")).await);
    }

    #[test]
    fn weak_passwords_are_refused_with_the_reason() {
        for (password, why) in [
            ("short", Some("10文字以上")),
            ("", Some("10文字以上")),
            ("zaisei2026", Some("ログイン名")),
            ("Zaisei2026!", Some("ログイン名")),
            ("password123", Some("推測")),
            ("aaaaaaaaaaaa", Some("推測")),
            ("Gyokaku2026", Some("推測")),
            ("1234567890", Some("推測")),
            ("桜の咲くころに会いましょう", None),
            ("tall-green-boat", None),
        ] {
            match (refusal(password, "zaisei"), why) {
                (Some(said), Some(why)) => assert!(said.contains(why), "{password}: {said}"),
                (said, why) => assert_eq!(said.as_deref(), why, "{password}"),
            }
        }
        assert!(refusal(&"a b".repeat(500), "zaisei").is_some());
    }

    #[test]
    fn first_passwords_are_all_different_and_good() {
        let (one, other) = (first(), first());
        assert_ne!(one, other);
        assert_eq!(one.len(), 14);
        assert_eq!(refusal(&one, "zaisei"), None);
    }
}
