//! Goes through a list of mails: in batches, asking before each, trying again what may still succeed.
//!
//! Not here: the queue. The caller marks what became of each mail when it is told.

use super::connection::{Connection, Handed};
use super::letter::Letter;
use super::unreachable::Unreachable;
use super::{Mail, Server};

/// What is told of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It would be sent now: is it still needed? Asked before every try.
    Waiting,
    /// The server has it.
    Sent,
    /// Refused for good; why, in words for the office.
    Refused(String),
    /// Not taken after several tries; why, in words for the office.
    Postponed(String),
}

/// What the caller answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Go {
    /// Send it; go on.
    On,
    /// This mail is no longer needed; go on with the next.
    Skip,
    /// Send no more.
    Stop,
}

/// Sends each mail to its address, as many over one connection as the server's pace says.
///
/// `watch` is told of every mail by its identity: before each try ([`Outcome::Waiting`]), so that a
/// mail whose reason has gone is not sent, and once when it is settled. What a server puts off (4xx)
/// or a broken connection leaves open is tried again after the others, with the pauses of the pace. A
/// mail whose connection broke at its very end can arrive twice, then with the same `Message-ID`.
/// `clock` tells the time as RFC 3339 text.
///
/// # Errors
/// Where the server takes no mail at all. Mails that were not told of as settled are still to be sent.
pub async fn send(
    server: &Server,
    clock: fn() -> String,
    mails: &[Mail],
    watch: &mut impl AsyncFnMut(&str, Outcome) -> Go,
) -> Result<(), Unreachable> {
    let mut line = Line::to(server);
    let mut waiting: Vec<&Mail> = mails.iter().collect();
    let mut pauses = server.pace.retries.iter();
    while !waiting.is_empty() {
        let pause = pauses.next();
        let mut later = Vec::new();
        for mail in waiting {
            // The line first and the question last, because the line may take minutes.
            let connection = line.ready().await?;
            match watch(&mail.id, Outcome::Waiting).await {
                Go::On => {}
                Go::Skip => continue,
                Go::Stop => return line.end().await,
            }
            let outcome = match Letter::write(&server.from, mail, &clock()) {
                Err(why) => Outcome::Refused(why),
                Ok(letter) => {
                    let handed = connection.hand(&letter).await?;
                    line.note(&handed);
                    match handed {
                        Handed::Over => Outcome::Sent,
                        Handed::Refused(why) => Outcome::Refused(why),
                        Handed::Later(_) | Handed::Broken(_) if pause.is_some() => {
                            later.push(mail);
                            continue;
                        }
                        Handed::Later(why) => Outcome::Postponed(why),
                        Handed::Broken(why) => Outcome::Postponed(broken_off(&why)),
                    }
                }
            };
            if watch(&mail.id, outcome).await == Go::Stop {
                return line.end().await;
            }
        }
        waiting = later;
        if let (Some(pause), false) = (pause, waiting.is_empty()) {
            // Nobody keeps a line open over a pause of minutes.
            line.hang_up().await;
            tokio::time::sleep(*pause).await;
        }
    }
    line.end().await
}

fn broken_off(why: &str) -> String {
    format!(
        "メールサーバーとのやりとりが途切れ、届いたかどうか分かりません。時間をおいて、もう一度お送りください。（{why}）"
    )
}

/// The way to the server: at most one connection at a time.
struct Line<'a> {
    server: &'a Server,
    connection: Option<Connection<'a>>,
    /// Mails that were answered on this connection.
    answered: usize,
    /// How each connection since the last answer broke.
    breaks: Vec<String>,
}

impl<'a> Line<'a> {
    fn to(server: &'a Server) -> Self {
        Self {
            server,
            connection: None,
            answered: 0,
            breaks: Vec::new(),
        }
    }

    /// A connection that takes one more mail.
    async fn ready(&mut self) -> Result<&mut Connection<'a>, Unreachable> {
        let pace = &self.server.pace;
        if self.connection.is_some() && self.answered >= pace.batch {
            self.hang_up().await;
            tokio::time::sleep(pace.between).await;
        }
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.connect().await?,
        };
        Ok(self.connection.insert(connection))
    }

    async fn connect(&mut self) -> Result<Connection<'a>, Unreachable> {
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
            match Connection::open(self.server).await {
                Ok(connection) => return Ok(connection),
                Err(why) => match pauses.next() {
                    Some(pause) if why.may_pass() => tokio::time::sleep(*pause).await,
                    _ => return Err(why),
                },
            }
        }
    }

    fn note(&mut self, handed: &Handed) {
        match handed {
            Handed::Over | Handed::Refused(_) | Handed::Later(_) => {
                self.answered += 1;
                self.breaks.clear();
            }
            Handed::Broken(why) => {
                self.connection = None;
                self.breaks.push(why.clone());
            }
        }
    }

    async fn hang_up(&mut self) {
        if let Some(connection) = self.connection.take() {
            connection.close().await;
        }
    }

    async fn end(&mut self) -> Result<(), Unreachable> {
        self.hang_up().await;
        Ok(())
    }
}
