//! Sending to a server that answers oddly: what is told of each mail, what is tried again, what goes on.

mod mail_support;

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use gyokaku_office::mail::{Go, Mail, Outcome, Pace, Sending, Server, Unreachable, send};
use mail_support::{FROM, Point, Reply, Smtp, clock, mail, mails, pace, server};

/// What was told, without the questions; goes on with everything.
async fn told(server: &Server, mails: &[Mail]) -> (Vec<(String, Outcome)>, Result<(), Unreachable>) {
    let mut told = Vec::new();
    let end = send(server, clock, mails, &mut |id: &str, outcome| {
        if outcome != Outcome::Waiting {
            told.push((id.to_owned(), outcome));
        }
        Go::On
    })
    .await;
    (told, end)
}

fn sent(names: &[&str]) -> Vec<(String, Outcome)> {
    names
        .iter()
        .map(|name| ((*name).to_owned(), Outcome::Sent))
        .collect()
}

#[tokio::test]
async fn mails_go_in_batches_over_one_connection_each() {
    let smtp = Smtp::well().await;
    let names: Vec<String> = (0..45).map(|n| format!("m{n}")).collect();
    let list = mails(names.iter().map(String::as_str));
    let server = smtp.server(pace());
    // As the product does it: beside the requests, on any thread.
    let sending = tokio::spawn(async move {
        let mut sending = Sending::new(server, clock, list);
        let mut told = Vec::new();
        while let Some(step) = sending.next().await? {
            tokio::task::yield_now().await;
            told.push(step);
        }
        Ok::<_, Unreachable>(told)
    });
    let told = sending
        .await
        .expect("the task ends")
        .expect("the server takes mails");
    assert_eq!(smtp.names(), names);
    let per_connection: Vec<usize> = (0..smtp.connections())
        .map(|n| smtp.taken().iter().filter(|t| t.connection == n).count())
        .collect();
    assert_eq!(per_connection, [20, 20, 5]);
    let expected: Vec<(String, Outcome)> = names
        .iter()
        .flat_map(|name| [(name.clone(), Outcome::Waiting), (name.clone(), Outcome::Sent)])
        .collect();
    assert_eq!(told, expected, "asked before each, told after each");
}

#[tokio::test]
async fn one_refused_address_does_not_hold_up_the_others() {
    let smtp = Smtp::with(|point| match point {
        Point::Recipient("b@city.example.jp", _) => Reply::Say("550 5.1.1 User unknown"),
        Point::Content("d@city.example.jp", _) => Reply::Say("554 5.7.1 Rejected"),
        _ => Reply::Well,
    })
    .await;
    let (told, end) = told(&smtp.server(pace()), &mails(["a", "b", "c", "d", "e"])).await;
    assert_eq!(end, Ok(()));
    assert_eq!(smtp.names(), ["a", "c", "e"]);
    assert_eq!(smtp.connections(), 1, "the connection goes on");
    let refused = |place: usize, words: &str, answer: &str| match &told[place].1 {
        Outcome::Refused(why) => assert!(why.contains(words) && why.contains(answer), "{why}"),
        other => panic!("{other:?}"),
    };
    refused(1, "宛先", "550 5.1.1 User unknown");
    refused(3, "内容", "554 5.7.1 Rejected");
    assert_eq!(told.len(), 5);
    for place in [0, 2, 4] {
        assert_eq!(told[place].1, Outcome::Sent);
    }
}

#[tokio::test]
async fn what_is_put_off_is_tried_again_after_the_others() {
    let smtp = Smtp::with(|point| match point {
        Point::Recipient("a@city.example.jp", 0) => Reply::Say("450 4.2.0 Greylisted"),
        _ => Reply::Well,
    })
    .await;
    let begun = Instant::now();
    let slower = Pace {
        retries: vec![Duration::from_millis(40)],
        ..pace()
    };
    let (told, end) = told(&smtp.server(slower), &mails(["a", "b", "c"])).await;
    assert_eq!(end, Ok(()));
    assert_eq!(told, sent(&["b", "c", "a"]));
    assert_eq!(smtp.names(), ["b", "c", "a"]);
    assert!(begun.elapsed() >= Duration::from_millis(40), "there was a pause");
    assert_eq!(smtp.connections(), 2, "no line is kept open over the pause");
}

#[tokio::test]
async fn what_is_put_off_every_time_is_told_after_the_last_try() {
    let smtp = Smtp::with(|point| match point {
        Point::Recipient("a@city.example.jp", _) => Reply::Say("452 4.2.2 Mailbox full"),
        _ => Reply::Well,
    })
    .await;
    let (told, end) = told(&smtp.server(pace()), &mails(["a", "b"])).await;
    assert_eq!(end, Ok(()));
    assert_eq!(told.len(), 2);
    assert_eq!(told[0], ("b".to_owned(), Outcome::Sent));
    match &told[1] {
        (id, Outcome::Postponed(why)) if id == "a" => {
            assert!(why.contains("452 4.2.2 Mailbox full"), "{why}")
        }
        other => panic!("{other:?}"),
    }
    let tries = smtp.commands().iter().filter(|c| c.contains("TO:<a@")).count();
    assert_eq!(tries, 1 + pace().retries.len());
}

#[tokio::test]
async fn a_connection_that_is_cut_after_some_mails_loses_none() {
    // The third mail of every connection is never answered.
    let smtp = Smtp::with(|point| match point {
        Point::Content(_, 2) => Reply::Cut,
        _ => Reply::Well,
    })
    .await;
    let names = ["a", "b", "c", "d", "e", "f", "g"];
    let (told, end) = told(&smtp.server(pace()), &mails(names)).await;
    assert_eq!(end, Ok(()));
    let mut done: Vec<&str> = told.iter().map(|(id, _)| id.as_str()).collect();
    assert!(
        told.iter().all(|(_, outcome)| *outcome == Outcome::Sent),
        "{told:?}"
    );
    done.sort_unstable();
    assert_eq!(done, names);
    // What the server took without saying so came twice, and is recognisable as one.
    let taken = smtp.taken();
    let of = |name: &str| -> Vec<String> {
        let to = format!("{name}@city.example.jp");
        let mails = taken.iter().filter(|t| t.to == to);
        mails.map(|t| t.header("Message-ID")).collect()
    };
    let twice = "<gyokaku.c@city.example.jp>".to_owned();
    assert_eq!(of("c"), [twice.clone(), twice]);
    assert_eq!(of("a").len(), 1);
}

#[tokio::test]
async fn one_mail_that_breaks_every_connection_does_not_take_the_others_with_it() {
    let smtp = Smtp::with(|point| match point {
        Point::Recipient("b@city.example.jp", _) => Reply::Cut,
        _ => Reply::Well,
    })
    .await;
    let (told, end) = told(&smtp.server(pace()), &mails(["a", "b", "c"])).await;
    assert_eq!(end, Ok(()));
    assert_eq!(told[..2], sent(&["a", "c"]));
    assert!(matches!(&told[2], (id, Outcome::Postponed(why)) if id == "b" && why.contains("途切れ")));
}

#[tokio::test]
async fn a_server_that_breaks_every_connection_is_given_up() {
    let smtp = Smtp::with(|point| match point {
        Point::Sender => Reply::Cut,
        _ => Reply::Well,
    })
    .await;
    let names: Vec<String> = (0..30).map(|n| format!("m{n}")).collect();
    let (told, end) = told(&smtp.server(pace()), &mails(names.iter().map(String::as_str))).await;
    assert!(matches!(end, Err(Unreachable::Broken { .. })), "{end:?}");
    assert_eq!(told, [], "nothing is settled: all are still to be sent");
    assert_eq!(smtp.connections(), 1 + pace().retries.len());
}

#[tokio::test]
async fn nobody_there_is_said_after_growing_pauses() {
    let port = {
        let smtp = Smtp::well().await;
        smtp.port()
    };
    // The listener of the server that has gone is closed with its task.
    tokio::task::yield_now().await;
    let slower = Pace {
        retries: [5, 10, 20].map(Duration::from_millis).to_vec(),
        ..pace()
    };
    let begun = Instant::now();
    let url = format!("smtp://127.0.0.1:{port}");
    let (told, end) = told(&server(&url, slower), &mails(["a", "b"])).await;
    match end {
        Err(why @ Unreachable::NoAnswer { .. }) => {
            let words = why.to_string();
            assert!(
                words.contains(&format!("127.0.0.1:{port}")) && words.contains("接続できません"),
                "{words}"
            );
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(told, []);
    assert!(
        begun.elapsed() >= Duration::from_millis(35),
        "all three pauses were made"
    );
}

#[tokio::test]
async fn a_busy_greeting_passes_and_a_refusing_one_does_not() {
    let first = Arc::new(Mutex::new(true));
    let smtp = Smtp::with(move |point| match point {
        Point::Greeting if std::mem::take(&mut *first.lock().expect("a lock")) => {
            Reply::Say("421 4.3.2 Busy")
        }
        _ => Reply::Well,
    })
    .await;
    assert_eq!(
        told(&smtp.server(pace()), &mails(["a"])).await,
        (sent(&["a"]), Ok(()))
    );
    let smtp = Smtp::with(|point| match point {
        Point::Greeting => Reply::Say("554 5.7.1 Not you"),
        _ => Reply::Well,
    })
    .await;
    let (_, end) = told(&smtp.server(pace()), &mails(["a"])).await;
    assert!(
        matches!(&end, Err(Unreachable::Refused { answer, .. }) if answer == "554 5.7.1 Not you"),
        "{end:?}"
    );
    assert_eq!(smtp.connections(), 1, "no is no");
}

#[tokio::test]
async fn a_server_that_says_nothing_is_not_waited_for() {
    let smtp = Smtp::with(|point| match point {
        Point::Recipient(..) => Reply::Silence,
        _ => Reply::Well,
    })
    .await;
    let impatient = Pace {
        patience: Duration::from_millis(50),
        retries: Vec::new(),
        ..pace()
    };
    let (told, end) = told(&smtp.server(impatient), &mails(["a"])).await;
    assert_eq!(end, Ok(()));
    assert!(
        matches!(&told[..], [(_, Outcome::Postponed(why))] if why.contains("応答がありません")),
        "{told:?}"
    );
}

#[tokio::test]
async fn a_refused_sender_keeps_all_mails_for_later() {
    let smtp = Smtp::with(|point| match point {
        Point::Sender => Reply::Say("553 5.7.1 Sender rejected"),
        _ => Reply::Well,
    })
    .await;
    let (told, end) = told(&smtp.server(pace()), &mails(["a", "b"])).await;
    match end {
        Err(why @ Unreachable::Sender { .. }) => {
            assert!(why.to_string().contains("gyokaku@city.example.jp"), "{why}");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(told, []);
}

#[tokio::test]
async fn a_mail_whose_answer_came_in_is_not_sent() {
    let smtp = Smtp::with(|point| match point {
        Point::Recipient("a@city.example.jp", _) => Reply::Say("450 4.2.0 Greylisted"),
        _ => Reply::Well,
    })
    .await;
    let mut log = Vec::new();
    let mut asked_for_a = 0;
    let end = send(
        &smtp.server(pace()),
        clock,
        &mails(["a", "b", "c"]),
        &mut |id: &str, outcome| {
            log.push(format!("{id} {outcome:?}"));
            // The answer of b was in from the start, that of a comes in between two tries.
            asked_for_a += usize::from(id == "a");
            if id == "b" || asked_for_a == 2 {
                Go::Skip
            } else {
                Go::On
            }
        },
    )
    .await;
    assert_eq!(end, Ok(()));
    assert_eq!(
        log,
        ["a Waiting", "b Waiting", "c Waiting", "c Sent", "a Waiting"]
    );
    assert_eq!(smtp.names(), ["c"]);
}

#[tokio::test]
async fn the_caller_can_stop_before_and_after_a_mail() {
    for stop_at in [Outcome::Waiting, Outcome::Sent] {
        let smtp = Smtp::well().await;
        let end = send(
            &smtp.server(pace()),
            clock,
            &mails(["a", "b", "c"]),
            &mut |id: &str, outcome| {
                if id == "b" && outcome == stop_at {
                    Go::Stop
                } else {
                    Go::On
                }
            },
        )
        .await;
        assert_eq!(end, Ok(()));
        let expected: &[&str] = if stop_at == Outcome::Sent {
            &["a", "b"]
        } else {
            &["a"]
        };
        assert_eq!(smtp.names(), expected);
        assert_eq!(
            smtp.commands().last().map(String::as_str),
            Some("QUIT"),
            "it says good-bye"
        );
    }
}

#[tokio::test]
async fn a_mail_that_cannot_be_written_is_told_and_never_reaches_the_server() {
    let smtp = Smtp::well().await;
    let mut list = mails(["a", "b", "c"]);
    list[0].to = "a@city.example.jp>\r\nRCPT TO:<other@city.example.jp".to_owned();
    list[1].subject = "提出\r\nBcc: other@city.example.jp".to_owned();
    let (told, end) = told(&smtp.server(pace()), &list).await;
    assert_eq!(end, Ok(()));
    assert!(
        matches!(&told[0].1, Outcome::Refused(why) if why.contains("宛先")),
        "{told:?}"
    );
    assert!(
        matches!(&told[1].1, Outcome::Refused(why) if why.contains("件名")),
        "{told:?}"
    );
    assert_eq!(told[2].1, Outcome::Sent);
    assert_eq!(smtp.names(), ["c"]);
    assert!(!format!("{:?}", smtp.commands()).contains("other@"));
}

#[tokio::test]
async fn no_mail_means_no_connection() {
    let smtp = Smtp::well().await;
    assert_eq!(told(&smtp.server(pace()), &[]).await, (Vec::new(), Ok(())));
    assert_eq!(smtp.connections(), 0);
}

#[tokio::test]
async fn without_the_encryption_that_the_url_demands_nothing_is_said() {
    let smtp = Smtp::well().await;
    let url = format!("smtp://user:pass@127.0.0.1:{}?tls=required", smtp.port());
    let (told, end) = told(&server(&url, pace()), &mails(["a"])).await;
    assert!(matches!(end, Err(Unreachable::NoEncryption { .. })), "{end:?}");
    assert_eq!(told, []);
    let commands = smtp.commands();
    assert!(
        commands.iter().all(|c| c.starts_with("EHLO") || c == "QUIT"),
        "neither password nor mail: {commands:?}"
    );
    // And TLS from the first byte towards a server that speaks none.
    let url = format!("smtps://127.0.0.1:{}", smtp.port());
    let impatient = Pace {
        retries: Vec::new(),
        ..pace()
    };
    let end = self::told(&server(&url, impatient), &[mail("a")]).await.1;
    assert!(matches!(end, Err(Unreachable::Encryption { .. })), "{end:?}");
}

#[tokio::test]
async fn a_server_that_repeats_the_password_does_not_bring_it_on_the_screen() {
    let smtp = Smtp::with(|point| match point {
        Point::Auth => Reply::Say("535 5.7.8 k3ep-m3-secret is wrong"),
        _ => Reply::Well,
    })
    .await;
    let url = format!("smtp://user:k3ep-m3-secret@127.0.0.1:{}?tls=none", smtp.port());
    let server = Server::new(&url, FROM, None).expect("a server");
    let (_, end) = told(&server, &mails(["a"])).await;
    match end {
        Err(why @ Unreachable::Credentials { .. }) => {
            let words = format!("{why} {why:?}");
            assert!(words.contains("535") && !words.contains("secret"), "{words}");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(smtp.connections(), 1, "a wrong password is not tried again");
}
