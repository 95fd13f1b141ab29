//! What a page says when something did not work: what happened, what is safe, what to do.
//!
//! The one place where faults become HTTP. Each is logged once, with the number that the page shows.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use gyokaku_office::editions;
use gyokaku_office::password::NotHashed;
use gyokaku_store::StoreError;

use crate::show::page::Page;

/// A fault of the program or its surroundings, for the log.
pub(crate) type Cause = Box<dyn std::error::Error + Send + Sync>;

/// What did not work.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Problem {
    /// There is nothing at this address.
    #[error("nothing at this address")]
    NotFound,
    /// What stood at this address is public no more, since a day.
    #[error("withdrawn")]
    Withdrawn(String),
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    SignedOut,
    /// Somebody is signed in who may not do this.
    #[error("not allowed")]
    Forbidden,
    /// The form was not sent from this site.
    #[error("a form from elsewhere")]
    Foreign,
    /// Asked for under a name that is not that of the pages; their address.
    #[error("asked for under another name")]
    Misdirected(String),
    /// More bytes than are taken.
    #[error("too large")]
    TooLarge,
    /// A form with more in it than is taken.
    #[error("a form too large")]
    FormTooLarge,
    /// The upload ended before its end.
    #[error("the upload was cut off")]
    CutOff,
    /// A form lacks something, in words for the person.
    #[error("the form: {0}")]
    Form(String),
    /// A file that cannot be read, in words for the person.
    #[error("unreadable: {0}")]
    Unreadable(String),
    /// An upload that is no longer kept.
    #[error("no such pending import")]
    Expired,
    /// Too many imports wait.
    #[error("too many pending imports")]
    Busy,
    /// Too many files come in at once.
    #[error("too many files on their way in")]
    Arriving,
    /// Too many documents are worked on at once.
    #[error("too many who wait for work on documents")]
    Reading,
    /// Too many print at once.
    #[error("too many who print")]
    Printing,
    /// Too many sign in at once.
    #[error("too many who sign in")]
    Crowded,
    /// Too many tries to sign in failed from one address.
    #[error("too many failed tries from one address")]
    TooManyTries,
    /// The domain refuses it as things stand, in words for the person.
    #[error("not as things stand: {0}")]
    NotNow(String),
    /// Somebody else stored in between.
    #[error("stored by somebody else in between")]
    Conflict,
    /// The database is away, busy or full for the moment.
    #[error("the database cannot be used now")]
    Unavailable(#[source] Cause),
    /// A fault of the program or its surroundings.
    #[error("internal")]
    Internal(#[source] Cause),
}

impl Problem {
    /// A fault of the program or its surroundings.
    pub(crate) fn internal(cause: impl Into<Cause>) -> Self {
        Problem::Internal(cause.into())
    }

    /// The status of the answer.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Problem::NotFound => StatusCode::NOT_FOUND,
            Problem::SignedOut => StatusCode::UNAUTHORIZED,
            Problem::Forbidden | Problem::Foreign => StatusCode::FORBIDDEN,
            Problem::Misdirected(_) => StatusCode::MISDIRECTED_REQUEST,
            Problem::TooLarge | Problem::FormTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Problem::CutOff | Problem::Form(_) => StatusCode::BAD_REQUEST,
            Problem::Unreadable(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Problem::Expired | Problem::Withdrawn(_) => StatusCode::GONE,
            Problem::Busy
            | Problem::Arriving
            | Problem::Reading
            | Problem::Printing
            | Problem::Crowded
            | Problem::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Problem::TooManyTries => StatusCode::TOO_MANY_REQUESTS,
            Problem::Conflict | Problem::NotNow(_) => StatusCode::CONFLICT,
            Problem::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What happened, what is safe, what to do.
    fn words(&self) -> (&'static str, String, &'static str, &'static str) {
        let same = "保存されている内容は変わっていません。";
        match self {
            Problem::NotFound => (
                "ページが見つかりません",
                "このアドレスにはページがありません。アドレスが変わったか、入力に誤りがあるようです。".into(),
                same,
                "一覧からお探しください。",
            ),
            Problem::Withdrawn(day) => (
                "公開を取り下げました",
                format!("この計画の公開は、{day}に取り下げられました。"),
                "",
                "内容については、団体の行財政改革の担当課にお問い合わせください。",
            ),
            Problem::SignedOut => (
                "サインインしてください",
                "このページは、サインインした方だけが使えます。".into(),
                same,
                "サインインしてから、もう一度お試しください。",
            ),
            Problem::Forbidden => (
                "この操作の権限がありません",
                "お持ちの役割では、このページの表示や操作ができません。".into(),
                same,
                "必要なときは、団体の管理者に役割の追加を頼んでください。",
            ),
            Problem::Foreign => (
                "送信を受け付けませんでした",
                "別のサイトから送られた操作のため、受け付けませんでした。".into(),
                same,
                "このサイトのページを開き直して、もう一度お試しください。",
            ),
            Problem::Misdirected(url) => (
                "このアドレスからは使えません",
                format!("このシステムは {url} から開いてください。"),
                same,
                "ほかの名前で開く必要があるときは、システムの管理者にお知らせください（gyokaku serve --allow-host）。",
            ),
            Problem::TooLarge => (
                "ファイルが大きすぎます",
                "一度に受け取れる大きさは64MBまでです。".into(),
                same,
                "ファイルを分けるか、画像を除いてから、もう一度お送りください。",
            ),
            Problem::FormTooLarge => (
                "一度に送れる量を超えています",
                "入力された内容が、一度に受け取れる量より多くなっています。".into(),
                same,
                "前の画面に戻り、文を短くするか、何回かに分けて、もう一度お送りください。",
            ),
            Problem::CutOff => (
                "受け取りが途中で切れました",
                "ファイルを最後まで受け取れませんでした。".into(),
                same,
                "通信の状態を確かめて、もう一度お送りください。",
            ),
            Problem::Form(what) => (
                "入力をご確認ください",
                what.clone(),
                same,
                "前の画面に戻って、入力し直してください。",
            ),
            // The reader says itself what the file is, that nothing was stored, and what to do next.
            Problem::Unreadable(what) => ("文書を読み取れませんでした", what.clone(), "", ""),
            Problem::Expired => (
                "取り込みの途中の内容が残っていません",
                "時間がたったか、すでに保存または取りやめが済んでいます。".into(),
                same,
                "お手数ですが、もう一度文書を選んでください。",
            ),
            Problem::Busy => (
                "取り込みが混み合っています",
                "確認を待っている取り込みが多いため、新しい文書を受け取れません。".into(),
                same,
                "確認を待っている文書を保存するか取りやめてから、もう一度お試しください。",
            ),
            Problem::Arriving => (
                "ファイルの受け取りが混み合っています",
                "ほかのファイルを受け取っている途中のため、新しいファイルを受け取れません。".into(),
                same,
                "送信中のファイルがあれば終わるのを待って、もう一度お送りください。",
            ),
            Problem::Reading => (
                "文書の処理が混み合っています",
                "文書を読み書きする順番が回ってきませんでした。".into(),
                same,
                "少し待ってから、もう一度お試しください。",
            ),
            Problem::Printing => (
                "印刷が混み合っています",
                "PDFを作る順番が回ってきませんでした。".into(),
                same,
                "少し待ってから、もう一度お試しください。ExcelやCSVは、すぐに出力できます。",
            ),
            Problem::Crowded => (
                "サインインが混み合っています",
                "同時にサインインする方が多いため、パスワードを確かめる順番が回ってきませんでした。".into(),
                same,
                "10秒ほど待って、もう一度お試しください。サインインできない回数には数えていません。",
            ),
            Problem::TooManyTries => (
                "しばらくサインインを受け付けません",
                "同じ接続元からのサインインが続けて合わなかったため、受け付けを止めています。".into(),
                same,
                "15分ほど待って、もう一度お試しください。お急ぎのときは、システムの管理者にお知らせください。",
            ),
            Problem::Conflict => (
                "先に別の保存がありました",
                "確認している間に、同じ計画がほかの画面から保存されました。".into(),
                "先に保存された内容が残っています。今回の内容はまだ保存していません。",
                "確認の画面を開き直すと、新しい差を見てから保存できます。",
            ),
            Problem::NotNow(what) => (
                "いまはこの操作ができません",
                what.clone(),
                same,
                "前の画面を開き直して、今の状態をお確かめください。",
            ),
            Problem::Unavailable(_) => (
                "ただいま混み合っているか、準備中です",
                "データベースをいま使えないため、表示や保存ができませんでした。".into(),
                same,
                "少し待って、もう一度お試しください。続くときは、下の番号を管理者にお知らせください。",
            ),
            Problem::Internal(_) => (
                "ただいま表示できません",
                "システムの中で問題が起きました。".into(),
                same,
                "少し待って、もう一度お試しください。続くときは、下の番号を管理者にお知らせください。",
            ),
        }
    }
}

/// The page that says what did not work; it travels with its answer, so that the frame can be filled in.
#[derive(Clone, Template)]
#[template(path = "error.html")]
pub(crate) struct ProblemPage {
    pub(crate) page: Page,
    title: &'static str,
    what: String,
    safe: &'static str,
    next: &'static str,
    number: String,
    sign_in: bool,
    /// The link to where documents are chosen, where it helps.
    import: Option<&'static str>,
}

impl ProblemPage {
    /// The number that it shows.
    pub(crate) fn number(&self) -> &str {
        &self.number
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.status();
        let number: String = uuid::Uuid::new_v4()
            .simple()
            .to_string()
            .chars()
            .take(8)
            .collect::<String>()
            .to_uppercase();
        match &self {
            Problem::Internal(cause) | Problem::Unavailable(cause) => {
                let mut chain = cause.to_string();
                let mut next = cause.source();
                while let Some(source) = next {
                    chain.push_str(": ");
                    chain.push_str(&source.to_string());
                    next = source.source();
                }
                tracing::error!(number, "{chain}");
            }
            other => tracing::info!(number, status = status.as_u16(), "{other}"),
        }
        let (title, what, safe, next) = self.words();
        let page = ProblemPage {
            page: Page::new(title),
            title,
            what,
            safe,
            next,
            number: number.clone(),
            sign_in: matches!(self, Problem::SignedOut),
            import: match self {
                Problem::Unreadable(_) | Problem::CutOff | Problem::TooLarge | Problem::Expired => {
                    Some("文書を選び直す")
                }
                Problem::Busy => Some("確認を待っている文書"),
                _ => None,
            },
        };
        match page.render() {
            Ok(html) => {
                let mut response =
                    (status, [(header::CACHE_CONTROL, "no-store")], Html(html)).into_response();
                let later = match status {
                    StatusCode::SERVICE_UNAVAILABLE => Some("10"),
                    StatusCode::TOO_MANY_REQUESTS => Some("900"),
                    _ => None,
                };
                if let Some(seconds) = later {
                    response
                        .headers_mut()
                        .insert(header::RETRY_AFTER, HeaderValue::from_static(seconds));
                }
                response.extensions_mut().insert(page);
                response
            }
            Err(error) => {
                tracing::error!(number, "{error}");
                (StatusCode::INTERNAL_SERVER_ERROR, format!("{title}（{number}）")).into_response()
            }
        }
    }
}

impl From<NotHashed> for Problem {
    fn from(error: NotHashed) -> Self {
        Problem::internal(error)
    }
}

impl From<editions::Unread> for Problem {
    fn from(why: editions::Unread) -> Self {
        match why {
            editions::Unread::Store(error) => error.into(),
            other => Problem::internal(other),
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict { .. } => Problem::Conflict,
            StoreError::UnknownAccount | StoreError::NotFound { .. } => Problem::NotFound,
            StoreError::NotNow(why) => Problem::NotNow(why.to_string()),
            StoreError::Inconsistent { .. }
            | StoreError::Ledger { .. }
            | StoreError::LoginTaken { .. }
            | StoreError::UnknownDepartment
            | StoreError::LastAdministrator => Problem::Form(error.message()),
            StoreError::Busy(_)
            | StoreError::Unreachable(_)
            | StoreError::Refused(_)
            | StoreError::Unprotected(_)
            | StoreError::File(_) => Problem::Unavailable(error.into()),
            other => Problem::internal(other),
        }
    }
}

/// Renders a page. What shows nothing and can hide or reorder text never leaves the server.
pub(crate) fn html(page: &impl Template) -> Result<Response, Problem> {
    let mut html = page.render().map_err(Problem::internal)?;
    if html.chars().any(gyokaku_core::text::is_invisible) {
        html.retain(|c| !gyokaku_core::text::is_invisible(c));
    }
    Ok(Html(html).into_response())
}
