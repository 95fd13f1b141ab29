//! A mail server on loopback that answers as a test wants, and keeps what it took.
//!
//! It knows as much SMTP as the answers need. It ends with the test: its tasks stop when it is dropped.
#![allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    reason = "each test file uses its own part"
)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use gyokaku_office::mail::{Mail, Pace, Server};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

pub const FROM: &str = "行財政改革 事務局 <gyokaku@city.example.jp>";

pub fn clock() -> String {
    "2022-05-10T00:30:00Z".to_owned()
}

pub fn mail(name: &str) -> Mail {
    Mail {
        id: name.to_owned(),
        to: format!("{name}@city.example.jp"),
        subject: format!("【提出のお願い】{name}"),
        text: format!("{name} 担当 様\n"),
    }
}

pub fn mails<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<Mail> {
    names.into_iter().map(mail).collect()
}

/// Quick enough for a test, and patient enough for a busy computer.
pub fn pace() -> Pace {
    Pace {
        batch: 20,
        between: Duration::from_millis(1),
        retries: [1, 2, 4].map(Duration::from_millis).to_vec(),
        patience: Duration::from_secs(20),
    }
}

/// What the server does at a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    /// The usual answer.
    Well,
    /// This line instead.
    Say(&'static str),
    /// The connection is closed without a word.
    Cut,
    /// No answer at all.
    Silence,
}

/// A point at which the server decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Point<'a> {
    Greeting,
    Hello,
    Auth,
    Sender,
    /// The address, and how often it was named before.
    Recipient(&'a str, usize),
    /// Before the answer to the content of a mail to the address; how many mails the connection took.
    Content(&'a str, usize),
}

type Rule = Box<dyn Fn(Point<'_>) -> Reply + Send + Sync>;

/// A mail as it was taken.
#[derive(Clone, Debug)]
pub struct Taken {
    /// The number of the connection, from 0.
    pub connection: usize,
    pub to: String,
    /// Headers and content.
    pub data: String,
}

impl Taken {
    pub fn header(&self, name: &str) -> String {
        let start = format!("{name}: ");
        self.data
            .lines()
            .find_map(|line| line.strip_prefix(&start))
            .unwrap_or_else(|| panic!("no {name} in {}", self.data))
            .to_owned()
    }
}

#[derive(Default)]
struct Seen {
    connections: usize,
    commands: Vec<String>,
    recipients: Vec<String>,
    taken: Vec<Taken>,
}

/// The server.
pub struct Smtp {
    port: u16,
    seen: Arc<Mutex<Seen>>,
    task: JoinHandle<()>,
}

impl Drop for Smtp {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Smtp {
    /// Answers everything well.
    pub async fn well() -> Self {
        Self::with(|_| Reply::Well).await
    }

    /// Answers as the rule says.
    pub async fn with(rule: impl Fn(Point<'_>) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let seen = Arc::<Mutex<Seen>>::default();
        let (shared, rule): (_, Arc<Rule>) = (Arc::clone(&seen), Arc::new(Box::new(rule)));
        let task = tokio::spawn(async move {
            let mut sessions = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let number = {
                    let mut seen = shared.lock().expect("a lock");
                    seen.connections += 1;
                    seen.connections - 1
                };
                sessions.spawn(session(stream, number, Arc::clone(&shared), Arc::clone(&rule)));
            }
        });
        Self { port, seen, task }
    }

    pub fn server(&self, pace: Pace) -> Server {
        server(&format!("smtp://127.0.0.1:{}", self.port), pace)
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    pub fn connections(&self) -> usize {
        self.seen.lock().expect("a lock").connections
    }

    pub fn taken(&self) -> Vec<Taken> {
        self.seen.lock().expect("a lock").taken.clone()
    }

    /// The names before the @ of what was taken, in order.
    pub fn names(&self) -> Vec<String> {
        let name = |taken: Taken| taken.to.split('@').next().unwrap_or_default().to_owned();
        self.taken().into_iter().map(name).collect()
    }

    pub fn commands(&self) -> Vec<String> {
        self.seen.lock().expect("a lock").commands.clone()
    }
}

pub fn server(url: &str, pace: Pace) -> Server {
    Server::new(url, FROM, None)
        .and_then(|server| server.with_pace(pace))
        .expect("a server")
}

async fn session(stream: TcpStream, number: usize, seen: Arc<Mutex<Seen>>, rule: Arc<Rule>) {
    let mut talk = Talk {
        stream: BufReader::new(stream),
        rule,
    };
    // A client that goes away ends the session; there is nothing to clean up.
    let _ = converse(&mut talk, number, &seen).await;
}

struct Talk {
    stream: BufReader<TcpStream>,
    rule: Arc<Rule>,
}

impl Talk {
    /// Answers at a point; whether the usual answer was given.
    async fn at(&mut self, point: Point<'_>, usual: &str) -> std::io::Result<bool> {
        let reply = (self.rule)(point);
        match reply {
            Reply::Well => self.say(usual).await?,
            Reply::Say(line) => self.say(line).await?,
            Reply::Cut => return Err(std::io::ErrorKind::ConnectionAborted.into()),
            Reply::Silence => std::future::pending().await,
        }
        Ok(reply == Reply::Well)
    }

    async fn say(&mut self, line: &str) -> std::io::Result<()> {
        self.stream
            .get_mut()
            .write_all(format!("{line}\r\n").as_bytes())
            .await
    }

    async fn line(&mut self) -> std::io::Result<String> {
        let mut line = String::new();
        match self.stream.read_line(&mut line).await? {
            0 => Err(std::io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(line.trim_end_matches(['\r', '\n']).to_owned()),
        }
    }
}

async fn converse(talk: &mut Talk, number: usize, seen: &Mutex<Seen>) -> std::io::Result<()> {
    let (mut to, mut on_this) = (String::new(), 0);
    if !talk.at(Point::Greeting, "220 test").await? {
        return Ok(());
    }
    loop {
        let line = talk.line().await?;
        seen.lock().expect("a lock").commands.push(line.clone());
        let verb = line
            .split([' ', ':'])
            .next()
            .unwrap_or_default()
            .to_ascii_uppercase();
        match verb.as_str() {
            "EHLO" => {
                talk.at(Point::Hello, "250-test\r\n250 AUTH PLAIN").await?;
            }
            "AUTH" => {
                talk.at(Point::Auth, "235 welcome").await?;
            }
            "MAIL" => {
                talk.at(Point::Sender, "250 go on").await?;
            }
            "RCPT" => {
                let address = line
                    .split_once('<')
                    .and_then(|(_, rest)| rest.split_once('>'))
                    .map(|(address, _)| address.to_owned())
                    .unwrap_or_default();
                let before = {
                    let mut seen = seen.lock().expect("a lock");
                    let before = seen.recipients.iter().filter(|known| **known == address).count();
                    seen.recipients.push(address.clone());
                    before
                };
                if talk.at(Point::Recipient(&address, before), "250 go on").await? {
                    to = address;
                }
            }
            "DATA" if to.is_empty() => talk.say("503 nobody to send it to").await?,
            "DATA" => {
                talk.say("354 go on").await?;
                let mut data = String::new();
                loop {
                    let line = talk.line().await?;
                    if line == "." {
                        break;
                    }
                    data.push_str(line.strip_prefix('.').unwrap_or(&line));
                    data.push_str("\r\n");
                }
                // Taken before the answer, as by a server whose answer is lost on the way.
                let reply = (talk.rule)(Point::Content(&to, on_this));
                if matches!(reply, Reply::Well | Reply::Cut) {
                    on_this += 1;
                    seen.lock().expect("a lock").taken.push(Taken {
                        connection: number,
                        to: to.clone(),
                        data,
                    });
                }
                talk.at(Point::Content(&to, on_this.saturating_sub(1)), "250 taken")
                    .await?;
                to.clear();
            }
            "RSET" => {
                to.clear();
                talk.say("250 forgotten").await?;
            }
            "QUIT" => return talk.say("221 good-bye").await,
            _ => talk.say("502 what").await?,
        }
    }
}
