//! Passwords: hashed with argon2id, compared at the same cost whoever asks, and the rules for new ones.
//!
//! Invariants: at most two are hashed at a time, so that signing in cannot take the memory of the
//! machine, and both in memory that is kept and used again; a login name that is nobody's costs what a wrong
//! password costs.
//! Not here: counting wrong ones and locking (`gyokaku_store`).

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, Mutex, PoisonError};

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::password_hash::try_generate_salt;
use argon2::{Algorithm, Argon2, Block, Params, Version};
use tokio::sync::{Semaphore, SemaphorePermit};

/// How many characters a password has at least.
pub const SHORTEST: usize = 10;

/// How many bytes are looked at; nobody types more on purpose.
const LONGEST: usize = 1024;

/// How many passwords are hashed at a time; each takes 19 megabytes.
const MOST_AT_A_TIME: usize = 2;
static AT_A_TIME: Semaphore = Semaphore::const_new(MOST_AT_A_TIME);

/// The memory of those that were hashed in their turn before. Taken anew for each, blocks of this size leave holes in the
/// heaps of the threads that come and go, which are never given back.
static KEPT: Mutex<Vec<Vec<Block>>> = Mutex::new(Vec::new());
/// How often memory was taken anew.
static TAKEN: AtomicUsize = AtomicUsize::new(0);

/// Memory for hashing; goes back to what is kept.
struct Memory(Vec<Block>);

impl Memory {
    fn kept() -> Self {
        let kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner).pop();
        Self(kept.unwrap_or_else(|| {
            TAKEN.fetch_add(1, Ordering::Relaxed);
            Vec::new()
        }))
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() < MOST_AT_A_TIME {
            kept.push(std::mem::take(&mut self.0));
        }
    }
}

/// Argon2 in memory that is handed in; the same as the library gives in its own.
fn digest(
    password: &str,
    salt: &[u8],
    (algorithm, version, params): (Algorithm, Version, Params),
    memory: &mut Vec<Block>,
) -> Result<Output, NotHashed> {
    if memory.len() < params.block_count() {
        *memory = vec![Block::new(); params.block_count()];
    }
    let mut buffer = [0_u8; Output::MAX_LENGTH];
    let length = params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN);
    let out = buffer
        .get_mut(..length)
        .ok_or_else(|| NotHashed("length".to_owned()))?;
    Argon2::new(algorithm, version, params)
        .hash_password_into_with_memory(password.as_bytes(), salt, out, memory)
        .map_err(|e| NotHashed(e.to_string()))?;
    Output::new(out).map_err(|e| NotHashed(e.to_string()))
}

/// Whether a password is the one of a PHC string; not where it is none.
fn matches(password: &str, phc: &str, memory: &mut Vec<Block>) -> bool {
    let mut known = || -> Option<bool> {
        let known = PasswordHash::new(phc).ok()?;
        let version = known.version.map_or(Ok(Version::default()), Version::try_from);
        let how = (
            Algorithm::try_from(known.algorithm.as_str()).ok()?,
            version.ok()?,
            Params::try_from(&known).ok()?,
        );
        let (salt, expected) = (known.salt?, known.hash?);
        // Compared in a time that does not depend on where they differ.
        Some(digest(password, &salt, how, memory).ok()? == expected)
    };
    known().unwrap_or(false)
}

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

/// How many guesses, as a power of ten, somebody who knows lists of passwords, words and names would need at least.
/// A word with a year and a sign behind it takes 10⁸ to 10⁹, four words or a short sentence more than 10¹⁰.
const FEWEST_GUESSES: f64 = 9.0;

/// Words that anybody would try first here, whoever the password is for.
const OURS: [&str; 8] = [
    "gyokaku",
    "gyoukaku",
    "gyousei",
    "kaikaku",
    "行革",
    "行政改革",
    "行財政改革",
    "パスワード",
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
    hash_in(&mut Vec::new(), password)
}

fn hash_in(memory: &mut Vec<Block>, password: &str) -> Result<String, NotHashed> {
    let (algorithm, version, params) = (Algorithm::default(), Version::default(), Params::default());
    let salt = try_generate_salt().map_err(|e| NotHashed(e.to_string()))?;
    let written = ParamsString::try_from(&params).map_err(|e| NotHashed(e.to_string()))?;
    let output = digest(password, &salt, (algorithm, version, params), memory)?;
    let hash = PasswordHash {
        algorithm: algorithm.ident(),
        version: Some(version.into()),
        params: written,
        salt: Some(Salt::new(&salt).map_err(|e| NotHashed(e.to_string()))?),
        hash: Some(output),
    };
    Ok(hash.to_string())
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

/// Why a password cannot be chosen, in words; none where it can. `names` are what strangers know of who it is for: the
/// name, the address, what the body is called.
pub fn refusal(password: &str, login: &str, names: &[&str]) -> Option<String> {
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
    let is_obvious = folded.chars().next().is_some_and(|one| is_same(one, &folded))
        || guesses(password, login, names) < FEWEST_GUESSES;
    is_obvious.then(|| {
        "推測されやすいパスワードです。よく使われる言葉や名前、並んだ文字、年や日付でほぼできています。関わりのない言葉を四つほど並べるか、短い文にしてください。".to_owned()
    })
}

/// How many guesses a password takes, as a power of ten, where names and lists are tried first.
fn guesses(password: &str, login: &str, names: &[&str]) -> f64 {
    // Full-width letters are typed as easily as half-width ones.
    let narrowed: String = password.chars().map(gyokaku_core::text::narrow).collect();
    let parts = |text: &str| -> Vec<String> {
        let parts = text.split(|c: char| !c.is_alphanumeric());
        let parts = parts.filter(|part| part.chars().count() > 1);
        parts.map(str::to_lowercase).collect()
    };
    let known: Vec<String> = std::iter::once(login)
        .chain(names.iter().copied())
        .flat_map(|text| parts(text).into_iter().chain([text.to_lowercase()]))
        .chain(OURS.map(str::to_owned))
        .filter(|word| !word.is_empty())
        .collect();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    zxcvbn::zxcvbn(&narrowed, &known).guesses_log10()
}

/// Hashes a password off the threads that serve pages.
///
/// # Errors
/// Where the machine has no random numbers or no memory.
pub async fn hashed(password: String) -> Result<String, NotHashed> {
    in_turn(move || hash_in(&mut Memory::kept().0, &password)).await?
}

/// Does work that takes much memory when it is its turn, off the threads that serve pages.
async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, NotHashed> {
    let turn = AT_A_TIME.acquire().await.map_err(|e| NotHashed(e.to_string()))?;
    let work = move || {
        // The turn is over when the work is, even if nobody waits for it any more.
        let _turn = turn;
        work()
    };
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
        let matches = matches(&password, &phc, &mut Memory::kept().0);
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

    #[tokio::test]
    async fn the_same_memory_is_used_again() {
        let phc = hash("correct horse").expect("a hash");
        let mut tries = tokio::task::JoinSet::new();
        for n in 0..12 {
            let password = if n % 3 == 0 {
                "correct horse"
            } else {
                "wrong horse"
            };
            let phc = phc.clone();
            tries.spawn(async move {
                let right = is_right(password.to_owned(), Some(phc)).await.expect("an answer");
                assert_eq!(right, n % 3 == 0, "what is left in the memory changes nothing");
            });
        }
        while let Some(done) = tries.join_next().await {
            done.expect("it ends");
        }
        let taken = TAKEN.load(Ordering::Relaxed);
        assert!((1..=MOST_AT_A_TIME).contains(&taken), "taken anew {taken} times");
    }

    #[test]
    fn hashes_are_those_of_the_library() {
        use argon2::{PasswordHasher as _, PasswordVerifier as _};
        let ours = hash("correct horse").expect("a hash");
        let library = Argon2::default();
        assert!(library.verify_password(b"correct horse", ours.as_str()).is_ok());
        assert!(library.verify_password(b"wrong horse", ours.as_str()).is_err());
        let theirs = library
            .hash_password(b"correct horse")
            .expect("a hash")
            .to_string();
        let mut memory = Vec::new();
        assert!(matches("correct horse", &theirs, &mut memory));
        assert!(!matches("wrong horse", &theirs, &mut memory));
        let part = |phc: &str| phc.rsplitn(3, '$').last().map(str::to_owned);
        assert_eq!(part(&ours), part(&theirs), "the same cost");
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
            ("sumidagawa2027", Some("推測")),
            ("行財政改革行財政改革", Some("推測")),
            ("ｐａｓｓｗｏｒｄ１２３４", Some("推測")),
            ("あいうえおかきくけこ", Some("推測")),
            ("桜の咲くころに会いましょう", None),
            ("はやぶさと緑の切符", Some("10文字以上")),
            ("はやぶさと緑の切符三枚", None),
            ("tall-green-boat", None),
            ("kaze no tani 1984", None),
            ("x7#Lq9vT2mKe", None),
        ] {
            let names = ["財政課 隅田", "sumidagawa@city.example.lg.jp", "隅田市"];
            match (refusal(password, "zaisei", &names), why) {
                (Some(said), Some(why)) => assert!(said.contains(why), "{password}: {said}"),
                (said, why) => assert_eq!(said.as_deref(), why, "{password}"),
            }
        }
        assert!(refusal(&"a b".repeat(500), "zaisei", &[]).is_some());
    }

    #[test]
    fn passwords_that_stand_in_every_list_are_refused() {
        for password in [
            "qwerty12345",
            "1q2w3e4r5t",
            "iloveyou123",
            "P@ssw0rd2026",
            "admin12345",
            "football123",
            "abc1234567",
            "Sendai2026!",
            "password12345678",
            "1111111112",
        ] {
            let said = refusal(password, "zaisei", &["財政課 担当", "仙台市"]);
            assert!(said.is_some_and(|said| said.contains("推測")), "{password}");
        }
    }

    #[test]
    fn a_long_password_is_looked_at_in_a_moment() {
        let long: String = "qwerty 1234 らくだ ".chars().cycle().take(340).collect();
        let begun = std::time::Instant::now();
        refusal(&long, "zaisei", &["財政課"]);
        assert!(begun.elapsed().as_secs() < 2, "{:?}", begun.elapsed());
    }

    #[test]
    fn first_passwords_are_all_different_and_good() {
        let (one, other) = (first(), first());
        assert_ne!(one, other);
        assert_eq!(one.len(), 14);
        for _ in 0..200 {
            let one = first();
            assert_eq!(refusal(&one, "zaisei", &["財政課 担当"]), None, "{one}");
        }
    }
}
