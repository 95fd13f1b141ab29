//! Attachments (添付ファイル) in the database: added within the limits, removed with their record kept, read one by one.
//!
//! What a file holds is read by [`Store::attachment_content`] alone; every list is of heads. Of an answer something is
//! added and removed only while the answer may be written, asked in the transaction that writes. Invariants: the limits of
//! an owner and of a body hold after every write, because writers of one body wait for each other; no content is in the
//! journal. Not here: what a file is and what it may be called (`gyokaku_core::attachment`), who may (`gyokaku-web`).

use gyokaku_core::attachment::{Attached, Attachment, FileKind, MOST_OF_BODY, MOST_OF_OWNER, Owner, Refusal};
use gyokaku_core::body::BodyCode;
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::journal::{AttachmentDeed, Event};
use gyokaku_core::round::Key;
use sqlx::FromRow;
use time::Date;
use uuid::Uuid;

use crate::database::{Transaction, Value};
use crate::error::StoreError;
use crate::journal::{self, sha256};
use crate::round::demand_writable;
use crate::typed::Number;
use crate::{Actor, AnswerAt, RoundAt, Store};

/// How many attachments of a plan are listed, the largest first.
pub const MOST_LISTED: i64 = 500;

/// How many of the attachments that were removed are listed, the latest first.
pub const MOST_REMOVED_LISTED: i64 = 100;

/// How many attachments one act of retention removes.
const MOST_EXPIRED: i64 = 10_000;

/// How many attachments of one page are read: those of all departments of an item.
const MOST_OF_PAGE: i64 = 1_000;

const COLUMNS: &str = "a.id, a.owner, a.element, a.round, a.department, a.title, a.name, a.kind, a.size, a.sha256, \
    a.address, a.is_public, a.added_at, a.added_by, a.marked_at, a.removed_at, a.removed_by";

/// In what capacity something is attached to an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttachedBy {
    /// The department answers, on this day.
    Department(Date),
    /// The office mends what is not with its department; also whatever is no answer.
    Office,
}

/// What a new attachment holds.
#[derive(Clone, Copy, Debug)]
pub enum Holding<'a> {
    /// A file: its safe name, its kind, its bytes.
    File(&'a str, FileKind, &'a [u8]),
    /// The address of a link.
    Link(&'a str),
}

/// An attachment that is to be added.
#[derive(Clone, Debug)]
pub struct NewAttachment<'a> {
    /// What it hangs on.
    pub owner: Owner,
    /// What it is called.
    pub title: &'a str,
    /// What it holds.
    pub holding: Holding<'a>,
    /// Whether it is marked for the public.
    pub is_public: bool,
}

/// On which page attachments are shown.
#[derive(Clone, Copy, Debug)]
pub enum PageOf<'a> {
    /// All answers on an item in a round.
    Answers(Key, &'a str),
    /// A meeting.
    Meeting(&'a str),
    /// An item.
    Item(&'a str),
}

/// The attachments of a plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlanAttachments {
    /// The largest of them, at most [`MOST_LISTED`].
    pub largest: Vec<Attachment>,
    /// How many there are.
    pub count: i64,
    /// How many bytes they have together.
    pub size: i64,
    /// How many bytes all attachments of the body have together.
    pub of_body: i64,
    /// Those that were removed last, at most [`MOST_REMOVED_LISTED`].
    pub removed: Vec<Attachment>,
}

#[derive(FromRow)]
struct Row {
    id: String,
    owner: String,
    element: String,
    round: String,
    department: String,
    title: String,
    name: String,
    kind: String,
    size: i64,
    sha256: String,
    address: Option<String>,
    #[sqlx(try_from = "Number")]
    is_public: bool,
    added_at: String,
    added_by: String,
    marked_at: Option<String>,
    removed_at: Option<String>,
    removed_by: Option<String>,
}

impl TryFrom<Row> for Attachment {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let damaged = |what: &str| StoreError::Damaged {
            table: "attachment".into(),
            key: row.id.clone(),
            what: what.to_owned(),
        };
        let owner = match row.owner.as_str() {
            "meeting" => Owner::Meeting(row.element),
            "item" => Owner::Item(row.element),
            "answer" => Owner::Answer {
                round: Key::parse(&row.round).ok_or_else(|| damaged("調査の名前ではない値です"))?,
                item: row.element,
                department: row.department,
            },
            _ => return Err(damaged("何に添付したものかが分かりません")),
        };
        let attached = match row.address {
            Some(address) => Attached::Link { address },
            None => Attached::File {
                kind: FileKind::of(&row.kind).ok_or_else(|| damaged("知らない種類です"))?,
                name: row.name,
                size: row.size,
                sha256: row.sha256,
            },
        };
        Ok(Attachment {
            id: row.id,
            owner,
            title: row.title,
            attached,
            is_public: row.is_public,
            added_at: row.added_at,
            added_by: row.added_by,
            marked_at: row.marked_at,
            removed: row.removed_at.map(|at| (at, row.removed_by.unwrap_or_default())),
        })
    }
}

fn all(rows: Vec<Row>) -> Result<Vec<Attachment>, StoreError> {
    rows.into_iter().map(Attachment::try_from).collect()
}

/// The values of the columns that say what it hangs on.
fn owner_values(owner: &Owner) -> [Value; 4] {
    let (round, department) = match owner.of_answer() {
        Some((round, department)) => (round.to_string(), department),
        None => (String::new(), ""),
    };
    [
        owner.word().into(),
        owner.element().into(),
        round.as_str().into(),
        department.into(),
    ]
}

fn told(deed: AttachmentDeed, attachment: &Attachment) -> Event {
    Event::AttachmentHandled {
        deed,
        owner: attachment.owner.clone(),
        title: attachment.title.clone(),
        attached: attachment.attached.clone(),
        is_public: attachment.is_public,
    }
}

/// Lets the writers of one body wait for each other, so that no two of them find the same room.
async fn hold_body(tx: &mut Transaction, body: &BodyCode) -> Result<(), StoreError> {
    let sql = "UPDATE body SET name = name WHERE body_code = $1";
    match tx.run(sql, vec![body.as_str().into()]).await? {
        0 => Err(StoreError::UnknownBody {
            code: body.to_string(),
        }),
        _ => Ok(()),
    }
}

/// Demands that an answer may be written; whatever else it hangs on may be always.
async fn demand(
    tx: &mut Transaction,
    (body, plan): (&BodyCode, &str),
    owner: &Owner,
    by: AttachedBy,
) -> Result<(), StoreError> {
    let Some((round, department)) = owner.of_answer() else {
        return Ok(());
    };
    let at = AnswerAt {
        at: RoundAt { body, plan, round },
        item: owner.element(),
        department,
    };
    let today = match by {
        AttachedBy::Department(today) => Some(today),
        AttachedBy::Office => None,
    };
    demand_writable(tx, at, today).await
}

async fn used(tx: &mut Transaction, body: &BodyCode) -> Result<i64, StoreError> {
    let sql = "SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM attachment WHERE body_code = $1 AND removed_at IS NULL";
    let found: Vec<(i64,)> = tx.named("attachment", sql, vec![body.as_str().into()]).await?;
    Ok(found.first().map_or(0, |(size,)| *size))
}

impl Store {
    /// Adds an attachment; gives its identity, or why the limits leave no room.
    ///
    /// # Errors
    /// Refused where the answer that it hangs on may not be written; nothing is stored then.
    pub async fn attach(
        &self,
        actor: &Actor,
        now: &str,
        (body, plan): (&BodyCode, &str),
        new: &NewAttachment<'_>,
        by: AttachedBy,
    ) -> Result<Result<String, Refusal>, StoreError> {
        let mut tx = self.writing().await?;
        demand(&mut tx, (body, plan), &new.owner, by).await?;
        hold_body(&mut tx, body).await?;
        let of_plan = || -> Vec<Value> { vec![body.as_str().into(), plan.into()] };
        let mut of_owner = of_plan();
        of_owner.extend(owner_values(&new.owner));
        let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM attachment WHERE body_code = $1 AND plan_key = $2 \
            AND owner = $3 AND element = $4 AND round = $5 AND department = $6 AND removed_at IS NULL";
        let count: Vec<(i64,)> = tx.named("attachment", sql, of_owner).await?;
        if count
            .first()
            .is_some_and(|(count,)| *count >= MOST_OF_OWNER as i64)
        {
            tx.rollback().await?;
            return Ok(Err(Refusal::OwnerFull));
        }
        let (attached, content) = match new.holding {
            Holding::Link(address) => (
                Attached::Link {
                    address: address.to_owned(),
                },
                None,
            ),
            Holding::File(name, kind, content) => (
                Attached::File {
                    name: name.to_owned(),
                    kind,
                    size: content.len() as i64,
                    sha256: sha256(content),
                },
                Some(content),
            ),
        };
        let used = used(&mut tx, body).await?;
        if content.is_some() && used.saturating_add(attached.size()) > MOST_OF_BODY {
            tx.rollback().await?;
            return Ok(Err(Refusal::BodyFull { used }));
        }
        let attachment = Attachment {
            id: Uuid::now_v7().simple().to_string(),
            owner: new.owner.clone(),
            title: new.title.to_owned(),
            attached,
            is_public: new.is_public && new.owner.may_be_public(),
            added_at: now.to_owned(),
            added_by: actor.name.clone(),
            marked_at: None,
            removed: None,
        };
        put(&mut tx, (body, plan), &attachment).await?;
        if let Some(content) = content {
            let sql = "INSERT INTO attachment_content (body_code, plan_key, attachment, content) VALUES ($1, $2, $3, $4)";
            let mut values = of_plan();
            values.extend([attachment.id.as_str().into(), Value::Bytes(content.to_vec())]);
            tx.run(sql, values).await?;
        }
        let event = told(AttachmentDeed::Added, &attachment);
        journal::append(&mut tx, actor, now, Some(body), Some(plan), &event).await?;
        tx.commit().await?;
        Ok(Ok(attachment.id))
    }

    /// Removes an attachment: its content goes at once, its record stays. Once more changes nothing.
    ///
    /// # Errors
    /// Refused where the answer that it hangs on may not be written; nothing is removed then.
    pub async fn detach(
        &self,
        actor: &Actor,
        now: &str,
        (body, plan): (&BodyCode, &str),
        attachment: &Attachment,
        by: AttachedBy,
    ) -> Result<(), StoreError> {
        let mut tx = self.writing().await?;
        demand(&mut tx, (body, plan), &attachment.owner, by).await?;
        if !remove(&mut tx, actor, now, (body, plan), &attachment.id).await? {
            return tx.rollback().await;
        }
        let event = told(AttachmentDeed::Removed, attachment);
        journal::append(&mut tx, actor, now, Some(body), Some(plan), &event).await?;
        tx.commit().await
    }

    /// Marks an attachment for the public from the next release on, or no more from now on; whether it was there to be
    /// marked. Marked as it is already changes nothing.
    pub async fn mark_attachment(
        &self,
        actor: &Actor,
        now: &str,
        (body, plan): (&BodyCode, &str),
        attachment: &Attachment,
        is_public: bool,
    ) -> Result<bool, StoreError> {
        if !attachment.owner.may_be_public() {
            return Ok(false);
        }
        let mut tx = self.writing().await?;
        let mut values: Vec<Value> = vec![body.as_str().into(), plan.into(), attachment.id.as_str().into()];
        values.extend([i64::from(is_public).into(), now.into()]);
        let sql = "UPDATE attachment SET is_public = $4, marked_at = $5 \
            WHERE body_code = $1 AND plan_key = $2 AND id = $3 AND removed_at IS NULL AND is_public <> $4";
        if tx.run(sql, values).await? == 0 {
            tx.rollback().await?;
            let stands = self.attachment((body, plan), &attachment.id).await?;
            return Ok(stands.is_some_and(|one| one.removed.is_none()));
        }
        let marked = Attachment {
            is_public,
            ..attachment.clone()
        };
        let event = told(AttachmentDeed::Marked, &marked);
        journal::append(&mut tx, actor, now, Some(body), Some(plan), &event).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// The attachments of a page, in the order in which they were added.
    pub async fn attachments(
        &self,
        (body, plan): (&BodyCode, &str),
        of: PageOf<'_>,
    ) -> Result<Vec<Attachment>, StoreError> {
        let (owner, element, round) = match of {
            PageOf::Answers(round, item) => ("answer", item, round.to_string()),
            PageOf::Meeting(id) => ("meeting", id, String::new()),
            PageOf::Item(id) => ("item", id, String::new()),
        };
        let sql = format!(
            "SELECT {COLUMNS} FROM attachment a WHERE a.body_code = $1 AND a.plan_key = $2 AND a.owner = $3 \
            AND a.element = $4 AND a.round = $5 AND a.removed_at IS NULL ORDER BY a.id LIMIT {MOST_OF_PAGE}"
        );
        let values = vec![
            body.as_str().into(),
            plan.into(),
            owner.into(),
            element.into(),
            round.as_str().into(),
        ];
        all(self.named("attachment", &sql, values).await?)
    }

    /// An attachment, also one that was removed.
    pub async fn attachment(
        &self,
        (body, plan): (&BodyCode, &str),
        id: &str,
    ) -> Result<Option<Attachment>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM attachment a WHERE a.body_code = $1 AND a.plan_key = $2 AND a.id = $3"
        );
        let values = vec![body.as_str().into(), plan.into(), id.into()];
        Ok(all(self.named("attachment", &sql, values).await?)?
            .into_iter()
            .next())
    }

    /// What the file of an attachment holds; none of a link, and none once it was removed.
    pub async fn attachment_content(
        &self,
        (body, plan): (&BodyCode, &str),
        id: &str,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "SELECT content FROM attachment_content WHERE body_code = $1 AND plan_key = $2 AND attachment = $3";
        let values = vec![body.as_str().into(), plan.into(), id.into()];
        let found: Vec<(Vec<u8>,)> = self.named("attachment_content", sql, values).await?;
        Ok(found.into_iter().next().map(|(content,)| content))
    }

    /// Writes down that somebody took away what is not public.
    pub async fn record_received(
        &self,
        actor: &Actor,
        now: &str,
        (body, plan): (&BodyCode, &str),
        attachment: &Attachment,
    ) -> Result<(), StoreError> {
        let mut tx = self.writing().await?;
        let event = told(AttachmentDeed::Received, attachment);
        journal::append(&mut tx, actor, now, Some(body), Some(plan), &event).await?;
        tx.commit().await
    }

    /// The attachments of a plan with what they take up, and the records of those that were removed.
    pub async fn plan_attachments(
        &self,
        (body, plan): (&BodyCode, &str),
    ) -> Result<PlanAttachments, StoreError> {
        let mut tx = self.reading().await?;
        let of_plan = || -> Vec<Value> { vec![body.as_str().into(), plan.into()] };
        let of = "FROM attachment a WHERE a.body_code = $1 AND a.plan_key = $2";
        let sql = format!(
            "SELECT {COLUMNS} {of} AND a.removed_at IS NULL ORDER BY a.size DESC, a.id LIMIT {MOST_LISTED}"
        );
        let largest = all(tx.named("attachment", &sql, of_plan()).await?)?;
        let sql = format!(
            "SELECT {COLUMNS} {of} AND a.removed_at IS NOT NULL ORDER BY a.removed_at DESC, a.id DESC LIMIT {MOST_REMOVED_LISTED}"
        );
        let removed = all(tx.named("attachment", &sql, of_plan()).await?)?;
        let sql = format!(
            "SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(SUM(a.size), 0) AS BIGINT) {of} AND a.removed_at IS NULL"
        );
        let sums: Vec<(i64, i64)> = tx.named("attachment", &sql, of_plan()).await?;
        let of_body = used(&mut tx, body).await?;
        tx.rollback().await?;
        let (count, size) = sums.first().copied().unwrap_or_default();
        Ok(PlanAttachments {
            largest,
            count,
            size,
            of_body,
            removed,
        })
    }

    /// The attachments of answers of closed rounds of years before that one: what retention would remove.
    pub async fn expiring_attachments(
        &self,
        (body, plan): (&BodyCode, &str),
        before: FiscalYear,
    ) -> Result<Vec<Attachment>, StoreError> {
        let mut tx = self.reading().await?;
        let found = expiring(&mut tx, (body, plan), before).await?;
        tx.rollback().await?;
        Ok(found)
    }

    /// Removes the attachments of answers of closed rounds of years before that one, all or none: none where there are
    /// not as many as were seen. Gives how many were removed.
    pub async fn expire_attachments(
        &self,
        actor: &Actor,
        now: &str,
        (body, plan): (&BodyCode, &str),
        before: FiscalYear,
        seen: usize,
    ) -> Result<Option<usize>, StoreError> {
        let mut tx = self.writing().await?;
        hold_body(&mut tx, body).await?;
        let found = expiring(&mut tx, (body, plan), before).await?;
        if found.is_empty() || found.len() != seen {
            tx.rollback().await?;
            return Ok(None);
        }
        let mut events = Vec::with_capacity(found.len());
        for attachment in &found {
            remove(&mut tx, actor, now, (body, plan), &attachment.id).await?;
            events.push(told(AttachmentDeed::Expired, attachment));
        }
        journal::append_all(&mut tx, actor, now, Some(body), Some(plan), &events).await?;
        tx.commit().await?;
        Ok(Some(found.len()))
    }
}

/// What retention would remove.
async fn expiring(
    tx: &mut Transaction,
    (body, plan): (&BodyCode, &str),
    before: FiscalYear,
) -> Result<Vec<Attachment>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM attachment a JOIN round r \
        ON r.body_code = a.body_code AND r.plan_key = a.plan_key AND r.round = a.round \
        WHERE a.body_code = $1 AND a.plan_key = $2 AND a.owner = 'answer' AND a.removed_at IS NULL \
        AND r.state = 'closed' ORDER BY a.id LIMIT {MOST_EXPIRED}"
    );
    let values = vec![body.as_str().into(), plan.into()];
    let mut found = all(tx.named("attachment", &sql, values).await?)?;
    found.retain(|attachment| {
        let of = attachment.owner.of_answer();
        of.is_some_and(|(round, _)| round.year < before)
    });
    Ok(found)
}

/// Removes an attachment, where it was not removed before.
async fn remove(
    tx: &mut Transaction,
    actor: &Actor,
    now: &str,
    (body, plan): (&BodyCode, &str),
    id: &str,
) -> Result<bool, StoreError> {
    let of = || -> Vec<Value> { vec![body.as_str().into(), plan.into(), id.into()] };
    let mut values = of();
    values.extend([now.into(), actor.name.as_str().into()]);
    let sql = "UPDATE attachment SET removed_at = $4, removed_by = $5 \
        WHERE body_code = $1 AND plan_key = $2 AND id = $3 AND removed_at IS NULL";
    if tx.run(sql, values).await? == 0 {
        return Ok(false);
    }
    let sql = "DELETE FROM attachment_content WHERE body_code = $1 AND plan_key = $2 AND attachment = $3";
    tx.run(sql, of()).await?;
    Ok(true)
}

/// Writes the row of a new attachment.
async fn put(
    tx: &mut Transaction,
    (body, plan): (&BodyCode, &str),
    attachment: &Attachment,
) -> Result<(), StoreError> {
    let (name, kind, digest, address) = match &attachment.attached {
        Attached::File {
            name, kind, sha256, ..
        } => (name.as_str(), kind.word(), sha256.as_str(), None),
        Attached::Link { address } => ("", "", "", Some(address.as_str())),
    };
    let mut row: Vec<Value> = vec![body.as_str().into(), plan.into(), attachment.id.as_str().into()];
    row.extend(owner_values(&attachment.owner));
    row.extend([
        attachment.title.as_str().into(),
        name.into(),
        kind.into(),
        attachment.attached.size().into(),
        digest.into(),
        address.into(),
        i64::from(attachment.is_public).into(),
        attachment.added_at.as_str().into(),
        attachment.added_by.as_str().into(),
    ]);
    let sql = "INSERT INTO attachment (body_code, plan_key, id, owner, element, round, department, title, name, kind, \
        size, sha256, address, is_public, added_at, added_by) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    tx.run(sql, row).await?;
    Ok(())
}

/// Lets the attachments of an answer that goes away follow to the department that takes it over.
pub(crate) async fn follow(tx: &mut Transaction, from: AnswerAt<'_>, to: &str) -> Result<(), StoreError> {
    let sql = "UPDATE attachment SET department = $6 WHERE body_code = $1 AND plan_key = $2 AND owner = 'answer' \
        AND round = $3 AND element = $4 AND department = $5";
    let values = vec![
        from.at.body.as_str().into(),
        from.at.plan.into(),
        from.at.round.to_string().as_str().into(),
        from.item.into(),
        from.department.into(),
        to.into(),
    ];
    tx.run(sql, values).await?;
    Ok(())
}
