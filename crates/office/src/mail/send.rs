//! Goes through a list of mails: in batches, asking before each, trying again what may still succeed.
//!
//! Not here: the queue. The caller marks what became of each mail when it is told.

use std::collections::VecDeque;

use super::connection::{Connection, Handed};
use super::letter::Letter;
use super::unreachable::Unreachable;
use super::{Mail, Server};

/// What is told of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is sent next: is it still needed? Asked before every try.
    Waiting,
    /// The server has it.
    Sent,
    /// Refused for good; why, in words for the office.
    Refused(String),
    /// Not taken after several tries; why, in words for the office.
    Postponed(String),
}

/// What is answered to an [`Outcome`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Go {
    /// Send it; go on.
    On,
    /// This mail is no longer needed; go on with the next.
    Skip,
    /// Send no more.
    Stop,
}

/// Sends each mail to its address, as [`Sending`] does, for a caller who can answer at once.
///
/// # Errors
/// Where the server takes no mail at all. Mails that were not told of as settled are still to be sent.
pub async fn send(
    server: &Server,
    clock: fn() -> String,
    mails: &[Mail],
    watch: &mut (dyn FnMut(&str, Outcome) -> Go + Send),
) -> Result<(), Unreachable> {
    let mut sending = Sending::new(server.clone(), clock, mails.to_vec());
    while let Some((id, outcome)) = sending.next().await? {
        match watch(&id, outcome) {
            Go::On => {}
            Go::Skip => sending.skip(),
            Go::Stop => {
                sending.end().await;
                break;
            }
        }
    }
    Ok(())
}

/// A list of mails on its way, as many over one connection as the server's pace says.
///
/// [`Sending::next`] tells of every mail by its identity: before each try ([`Outcome::Waiting`]), so
/// that the caller can look whether it is still needed, and once when it is settled. What a server puts
/// off (4xx) or a broken connection leaves open is tried again after the others, with the pauses of the
/// pace. A mail whose connection broke at its very end can arrive twice, then with the same
/// `Message-ID`.
pub struct Sending {
    clock: fn() -> String,
    line: Line,
    waiting: VecDeque<Mail>,
    /// Put off until the others are through.
    later: Vec<Mail>,
    /// How often the list was gone through.
    rounds: usize,
    /// The mail that was asked for last and not skipped.
    asked: Option<Mail>,
}

impl Sending {
    /// Nothing is sent yet. `clock` tells the time as RFC 3339 text.
    pub fn new(server: Server, clock: fn() -> String, mails: Vec<Mail>) -> Self {
        Self {
            clock,
            line: Line::to(server),
            waiting: mails.into(),
            later: Vec::new(),
            rounds: 0,
            asked: None,
        }
    }

    /// Goes on to what is to be told next; none at the end. A mail that was told of as waiting and not
    /// skipped is sent first. Not to be dropped half-way: a mail may then be sent and never told of.
    ///
    /// # Errors
    /// Where the server takes no mail at all. Mails that were not told of as settled are still to be sent.
    pub async fn next(&mut self) -> Result<Option<(String, Outcome)>, Unreachable> {
        if let Some(mail) = self.asked.take() {
            match self.hand(&mail).await? {
                Some(outcome) => return Ok(Some((mail.id, outcome))),
                None => self.later.push(mail),
            }
        }
        if self.waiting.is_empty() && !self.later.is_empty() {
            // Nobody keeps a line open over a pause of minutes.
            self.line.hang_up().await;
            if let Some(pause) = self.line.server.pace.retries.get(self.rounds) {
                tokio::time::sleep(*pause).await;
            }
            self.rounds += 1;
            self.waiting.extend(self.later.drain(..));
        }
        let Some(mail) = self.waiting.pop_front() else {
            self.line.hang_up().await;
            return Ok(None);
        };
        // The line first and the question last, because the line may take minutes.
        self.line.ready().await?;
        let id = mail.id.clone();
        self.asked = Some(mail);
        Ok(Some((id, Outcome::Waiting)))
    }

    /// The mail that was just told of as waiting is no longer needed.
    pub fn skip(&mut self) {
        self.asked = None;
    }

    /// Sends no more.
    pub async fn end(mut self) {
        self.line.hang_up().await;
    }

    /// What became of a mail; none where it is tried again later.
    async fn hand(&mut self, mail: &Mail) -> Result<Option<Outcome>, Unreachable> {
        let letter = match Letter::write(&self.line.server.from, mail, &(self.clock)()) {
            Ok(letter) => letter,
            Err(why) => return Ok(Some(Outcome::Refused(why))),
        };
        let once_more = self.rounds < self.line.server.pace.retries.len();
        Ok(match self.line.hand(&letter).await? {
            Handed::Over => Some(Outcome::Sent),
            Handed::Refused(why) => Some(Outcome::Refused(why)),
            Handed::Later(_) | Handed::Broken(_) if once_more => None,
            Handed::Later(why) => Some(Outcome::Postponed(why)),
            Handed::Broken(why) => Some(Outcome::Postponed(format!(
                "メールサーバーとのやりとりが途切れ、届いたかどうか分かりません。時間をおいて、もう一度お送りください。（{why}）"
            ))),
        })
    }
}

/// The way to the server: at most one connection at a time.
struct Line {
    server: Server,
    connection: Option<Connection>,
    /// Mails that were answered on this connection.
    answered: usize,
    /// How each connection since the last answer broke.
    breaks: Vec<String>,
}

impl Line {
    fn to(server: Server) -> Self {
        Self {
            server,
            connection: None,
            answered: 0,
            breaks: Vec::new(),
        }
    }

    /// Sees to a connection that takes one more mail.
    async fn ready(&mut self) -> Result<&mut Connection, Unreachable> {
        if self.connection.is_some() && self.answered >= self.server.pace.batch {
            self.hang_up().await;
            tokio::time::sleep(self.server.pace.between).await;
        }
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.connect().await?,
        };
        Ok(self.connection.insert(connection))
    }

    async fn connect(&mut self) -> Result<Connection, Unreachable> {
        let pauses = &self.server.pace.retries;
        if let Some(why) = self.breaks.last() {
            let Some(pause) = pauses.get(self.breaks.len() - 1) else {
                return Err(Unreachable::Broken {
                    server: self.server.name(),
                    why: why.clone(),
                });
            };
            tokio::time::sleep(*pause).await;
        }
        self.answered = 0;
        let mut pauses = pauses.iter();
        loop {
            match Connection::open(&self.server).await {
                Ok(connection) => return Ok(connection),
                Err(why) => match pauses.next() {
                    Some(pause) if why.may_pass() => tokio::time::sleep(*pause).await,
                    _ => return Err(why),
                },
            }
        }
    }

    async fn hand(&mut self, letter: &Letter) -> Result<Handed, Unreachable> {
        let handed = self.ready().await?.hand(letter).await?;
        match &handed {
            Handed::Over | Handed::Refused(_) | Handed::Later(_) => {
                self.answered += 1;
                self.breaks.clear();
            }
            Handed::Broken(why) => {
                self.connection = None;
                self.breaks.push(why.clone());
            }
        }
        Ok(handed)
    }

    async fn hang_up(&mut self) {
        if let Some(connection) = self.connection.take() {
            connection.close().await;
        }
    }
}
