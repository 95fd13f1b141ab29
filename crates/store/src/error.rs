//! What can go wrong in the store, each with a sentence for the person in front of it.
//!
//! Not here: how an error becomes a page or an exit status; that is for the web and command-line crates.

use std::path::PathBuf;

use gyokaku_core::round::refusal::NotNow;

/// Why the store could not do as asked. `message()` is for people; the source is for the log.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The address of the database is of no known kind.
    #[error("the address of the database is not understood")]
    Address,
    /// The file exists and is no database.
    #[error("the file is not a database")]
    NotADatabase,
    /// The file is a database of another program.
    #[error("the database belongs to another program")]
    Foreign,
    /// The file cannot be opened or made (folder missing, no permission, disk full, read only).
    #[error("the database file cannot be opened or written")]
    File(#[source] sqlx::Error),
    /// There is no such database file, where one is expected.
    #[error("there is no database file: {}", .path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// Nothing was ever stored in the database: it has no tables.
    #[error("the database is empty")]
    Empty,
    /// The database file itself is damaged.
    #[error("the database file is damaged")]
    Corrupt(#[source] sqlx::Error),
    /// The database was made by a newer release.
    #[error("the database has schema {found}, this program knows {known}")]
    Newer {
        /// The version found.
        found: i64,
        /// The newest version known here.
        known: i64,
    },
    /// A migration that was applied differs from the one of this program.
    #[error("migration {version} was applied with other contents")]
    Migration {
        /// The migration's version.
        version: i64,
    },
    /// The server does not answer.
    #[error("the database server does not answer")]
    Unreachable(#[source] sqlx::Error),
    /// The server answers and refuses (user, password, unknown database).
    #[error("the database server refuses the connection")]
    Refused(#[source] sqlx::Error),
    /// The line to the server cannot be protected (no TLS there, a certificate that is not trusted).
    #[error("the line to the database server cannot be protected")]
    Unprotected(#[source] sqlx::Error),
    /// Another writer holds the database for too long.
    #[error("the database is busy")]
    Busy(#[source] sqlx::Error),
    /// A stored value cannot be what the program wrote.
    #[error("damaged row in {table}: {key}: {what}")]
    Damaged {
        /// The table.
        table: String,
        /// The key of the row within its plan.
        key: String,
        /// What does not fit.
        what: String,
    },
    /// Somebody else wrote in between, or the plan exists already (expected none).
    #[error("the plan is at revision {stored:?}, the writer expected {expected:?}")]
    Conflict {
        /// The revision stored now; none where there is no such plan.
        stored: Option<i64>,
        /// The revision that the writer had seen.
        expected: Option<i64>,
    },
    /// There is no such body.
    #[error("unknown body {code}")]
    UnknownBody {
        /// The code.
        code: String,
    },
    /// The body has an account with this login name already.
    #[error("the login name is taken: {login}")]
    LoginTaken {
        /// The login name.
        login: String,
    },
    /// The body has no such account, or it may no longer sign in.
    #[error("unknown account")]
    UnknownAccount,
    /// The body has no such department.
    #[error("unknown department")]
    UnknownDepartment,
    /// Nobody would be left who could give roles.
    #[error("the last administrator of the body")]
    LastAdministrator,
    /// The write would change or drop an entry of the ledger of effects.
    #[error("the ledger of effects is append-only: {entry}")]
    Ledger {
        /// The identity of the entry.
        entry: String,
    },
    /// What is to be stored contradicts itself: an identity used twice, a reference to nothing.
    #[error("the contents are inconsistent: {what}")]
    Inconsistent {
        /// What does not fit, in Japanese.
        what: String,
    },
    /// The domain refuses the write as things stand now: a deadline has passed, a round is locked, an
    /// answer is in other hands.
    #[error("not as things stand: {0}")]
    NotNow(NotNow),
    /// There is nothing under this name: a round, an answer, an edition.
    #[error("not found: {what}")]
    NotFound {
        /// What was looked for, in Japanese.
        what: String,
    },
    /// There is a file already under the name of the backup to be made.
    #[error("there is a file already: {}", .path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// The backup would take the place of the database it is made of.
    #[error("the backup would replace the database itself: {}", .path.display())]
    OwnFile {
        /// The file.
        path: PathBuf,
    },
    /// The backup cannot be written (folder missing, no permission, disk full, read only).
    #[error("the backup cannot be written: {}", .path.display())]
    BackupUnwritable {
        /// The file.
        path: PathBuf,
        /// Why, from the system or from the database.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The backup cannot be opened.
    #[error("the backup cannot be read: {}", .path.display())]
    BackupUnreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is no backup of this program.
    #[error("the file is not a backup")]
    NotABackup,
    /// The backup is not what it was when it was made.
    #[error("the backup is damaged: {what}")]
    BackupDamaged {
        /// What does not fit, in Japanese.
        what: String,
    },
    /// The database to be filled from a backup holds something.
    #[error("the database to be restored into is not empty")]
    NotEmpty,
    /// Anything else that the database reports.
    #[error("the database reports an error")]
    Database(#[source] sqlx::Error),
}

impl StoreError {
    /// What happened, what is safe and what to do, in Japanese.
    pub fn message(&self) -> String {
        match self {
            StoreError::Address => "データベースの指定を読み取れません。sqlite:ファイル名 または postgres://… の形で指定してください。".into(),
            StoreError::NotADatabase => "指定されたファイルはデータベースではありません。ファイルには手を加えていません。指定をご確認ください。".into(),
            StoreError::Foreign => "指定されたファイルは別のソフトウェアのデータベースです。ファイルには手を加えていません。指定をご確認ください。".into(),
            StoreError::File(_) => "データベースのファイルを開けないか、書き込めません。フォルダー、権限、空き容量をご確認ください。".into(),
            StoreError::Missing { path } => format!("データベース「{}」がありません。--database の指定と、コマンドを実行しているフォルダーをご確認ください。", path.display()),
            StoreError::Empty => "データベースは空です。まだ何も保存されていません。--database の指定をご確認ください。".into(),
            StoreError::Corrupt(_) => "データベースのファイルが壊れています。バックアップからの復元（gyokaku restore）をご検討ください。".into(),
            StoreError::Newer { found, known } => format!("データベースまたはバックアップが、新しい版のソフトウェアで作られています（構造の版{found}、対応は{known}まで）。内容には手を加えていません。ソフトウェアを更新してください。"),
            StoreError::Migration { version } => format!("データベースの構造（版{version}）がこのソフトウェアのものと異なります。内容には手を加えていません。導入した版をご確認ください。"),
            StoreError::Unreachable(_) => "データベースサーバー（PostgreSQL）に接続できません。サーバーの起動状況とアドレスをご確認ください。".into(),
            StoreError::Refused(_) => "データベースサーバー（PostgreSQL）が接続を受け付けません。利用者名、パスワード、データベース名をご確認ください。".into(),
            StoreError::Unprotected(_) => "データベースサーバー（PostgreSQL）との通信を暗号化できません。接続していません。サーバーのTLSの設定と証明書をご確認ください。外から読まれる心配のない回線で、暗号化せずに使うときは、接続先の末尾に ?sslmode=disable と書いてください。".into(),
            StoreError::Busy(_) => "ほかの処理がデータベースを使用中です。何も保存していません。しばらくしてからもう一度お試しください。".into(),
            StoreError::Damaged { table, key, what } => format!("保存されている値を読み取れません（表{table}、{key}：{what}）。管理者に連絡してください。"),
            StoreError::Conflict { expected: None, .. } => "同じ名前の計画がすでにあります。何も保存していません。内容をご確認のうえ、更新として保存してください。".into(),
            StoreError::Conflict { stored: None, .. } => "この計画は見当たりません。何も保存していません。一覧から選び直してください。".into(),
            StoreError::Conflict { .. } => "ほかの人が先に更新しました。何も保存していません。最新の内容をご確認のうえ、もう一度保存してください。".into(),
            StoreError::UnknownBody { code } => format!("団体コード{code}の団体は登録されていません。"),
            StoreError::LoginTaken { login } => format!("ログイン名「{login}」はすでに使われています。何も保存していません。別のログイン名にしてください。"),
            StoreError::UnknownAccount => "この利用者は見当たりません。何も保存していません。利用者の一覧から選び直してください。".into(),
            StoreError::UnknownDepartment => "選ばれた課は、この団体の課名簿にありません。何も保存していません。課を選び直してください。".into(),
            StoreError::LastAdministrator => "この団体の管理者がいなくなるため、何も保存していません。先に別の方を管理者にしてください。".into(),
            StoreError::Ledger { entry } => format!("効果額の台帳は追記のみです（{entry}）。何も保存していません。訂正は、理由を添えた新しい記録として保存してください。"),
            StoreError::NotNow(why) => why.to_string(),
            StoreError::NotFound { what } => format!("{what}が見当たりません。何も保存していません。一覧から選び直してください。"),
            StoreError::Inconsistent { what } => format!("内容に矛盾があるため、何も保存していません。{what}"),
            StoreError::Exists { path } => format!("「{}」はすでにあります。バックアップは作っていません。別の名前にするか、置き換えてよければ --overwrite を付けてください。", path.display()),
            StoreError::OwnFile { path } => format!("「{}」は使用中のデータベースそのものです。バックアップは作っていません。別の名前を指定してください。", path.display()),
            StoreError::BackupUnwritable { path, source } => format!("「{}」にバックアップを書き込めません（{}）。書きかけのファイルは残していません。フォルダー、権限、空き容量をご確認ください。", path.display(), reason(source.as_ref())),
            StoreError::BackupUnreadable { path, source } => format!("バックアップ「{}」を開けません（{}）。ファイルの場所と名前をご確認ください。", path.display(), reason(source)),
            StoreError::NotABackup => "指定されたファイルは gyokaku backup で作られたバックアップではありません。何も復元していません。指定をご確認ください。".into(),
            StoreError::BackupDamaged { what } => format!("バックアップが壊れているか、作成後に書き換えられています。何も復元していません。{what}別のバックアップをお使いください。"),
            StoreError::NotEmpty => "復元先のデータベースにはすでに内容があります。何も復元していません。空のデータベースか、まだないファイルを --database に指定してください。".into(),
            StoreError::Database(_) => "データベースでエラーが起きました。処理中の内容は保存していません。管理者に連絡してください。".into(),
        }
    }
}

/// Why a file cannot be used, in a few words.
fn reason(error: &(dyn std::error::Error + 'static)) -> String {
    use std::io::ErrorKind;
    let Some(system) = error.downcast_ref::<std::io::Error>() else {
        return match error.downcast_ref::<StoreError>() {
            Some(StoreError::File(_)) => "空き容量が足りないか、書き込みが許されていません".into(),
            _ => "データベースのエラー".into(),
        };
    };
    match system.kind() {
        ErrorKind::NotFound => "見つかりません".into(),
        ErrorKind::PermissionDenied => "権限がありません".into(),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "空き容量が足りません".into(),
        ErrorKind::ReadOnlyFilesystem => "書き込みが許されていません".into(),
        ErrorKind::IsADirectory => "フォルダーです".into(),
        ErrorKind::NotADirectory => "フォルダーではない場所です".into(),
        _ => system.to_string(),
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let code = match &error {
            sqlx::Error::Database(reported) => reported.code().map(|c| c.into_owned()),
            _ => None,
        };
        match (&error, code.as_deref()) {
            (sqlx::Error::Tls(_), _) => StoreError::Unprotected(error),
            (sqlx::Error::Io(_), _) => StoreError::Unreachable(error),
            (sqlx::Error::PoolTimedOut, _) => StoreError::Busy(error),
            (_, Some("26")) => StoreError::NotADatabase,
            // Primary codes of SQLite, alone or as the low byte of an extended code.
            (_, Some(code)) if code.len() < 5 => match code.parse::<u32>().map(|c| c & 0xff) {
                Ok(11) => StoreError::Corrupt(error),
                Ok(5 | 6) => StoreError::Busy(error),
                Ok(8 | 10 | 13 | 14) => StoreError::File(error),
                _ => StoreError::Database(error),
            },
            // Classes of PostgreSQL: 08 connection, 28 and 3D authorisation and unknown database, 57P start-up, 55P03 lock, 57014 and 25P03 limits of time.
            (_, Some(code)) if code.starts_with("28") || code == "3D000" => StoreError::Refused(error),
            (_, Some(code)) if code.starts_with("08") || code.starts_with("57P") => {
                StoreError::Unreachable(error)
            }
            (_, Some("55P03" | "57014" | "25P03" | "40001" | "40P01")) => StoreError::Busy(error),
            _ => StoreError::Database(error),
        }
    }
}
