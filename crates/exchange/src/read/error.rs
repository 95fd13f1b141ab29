//! Why bytes are no document: one clear message for each reason.
//!
//! Each message says what the file is, that nothing was stored, and what to do next.
//! Not here: faults of what a document says; those are findings.

use gyokaku_core::document::Place;

/// Bytes that cannot be read as a document. Nothing was stored, nothing of the file was run.
#[derive(Debug, thiserror::Error)]
pub enum NotADocument {
    /// No bytes at all.
    #[error(
        "ファイルが空です（0バイト）。何も保存していません。元のファイルを開いて内容を確かめ、もう一度お送りください。"
    )]
    Empty,
    /// Nothing but white space, or a workbook without a single value.
    #[error(
        "ファイルに文字がありません。何も保存していません。表示されているシートやページに内容があるか、画像だけではないかを確かめてください。"
    )]
    Blank,
    /// More bytes than are accepted; both in bytes.
    #[error("ファイルが大きすぎます（{}MB、上限{}MB）。何も保存していません。必要なシートやページだけに分けてお送りください。", mebibytes(*.bytes), mebibytes(*.limit))]
    TooLarge {
        /// The size of the file.
        bytes: usize,
        /// The largest size that is accepted.
        limit: usize,
    },
    /// A picture; `kind` is its format.
    #[error(
        "画像ファイル（{kind}）です。画像の文字は読み取れません。何も保存していません。文字のあるExcelファイルかテキストファイルをお送りください。"
    )]
    Image {
        /// PNG, JPEG and so on.
        kind: &'static str,
    },
    /// A PDF of which every page is a picture.
    #[error(
        "文字のデータがないPDFファイルです（スキャンした画像など）。画像の文字は読み取れません。何も保存していません。文字を選択できるPDFか、元のExcelファイルをお送りください。"
    )]
    ScannedPdf,
    /// A PDF that needs a password.
    #[error(
        "パスワードで保護されたPDFファイルです。中身を読めません。何も保存していません。パスワードを外して保存し直すか、元のファイルをお送りください。"
    )]
    LockedPdf,
    /// A PDF that is cut off or damaged.
    #[error(
        "PDFファイルが途中で切れているか、壊れています。何も保存していません。元のファイルから作り直すか、もう一度受け取り直してからお送りください。"
    )]
    BrokenPdf,
    /// A PDF whose fonts do not name their characters.
    #[error(
        "文字コードの情報がないPDFファイルです。どの文字か分からないため読み取れません。何も保存していません。元のファイルからPDFを作り直すか、元のExcelファイルをお送りください。"
    )]
    UnnamedPdf,
    /// A PDF with more pages than are accepted.
    #[error(
        "PDFファイルのページが多すぎます（上限{limit}ページ）。何も保存していません。必要なページだけに分けてお送りください。"
    )]
    TooManyPages {
        /// The most pages that are accepted.
        limit: usize,
    },
    /// A PDF that holds more, or takes longer, than is accepted.
    #[error(
        "PDFファイルの中身が大きすぎるか複雑すぎて、決まった時間では読み取れません。何も保存していません。必要なページだけに分けるか、元のExcelファイルをお送りください。"
    )]
    HugePdf,
    /// A Word document from before 2007, or rich text.
    #[error(
        "古い形式のWord文書（.doc）またはリッチテキスト（.rtf）です。この形式は読み取れません。何も保存していません。Wordで開き、「名前を付けて保存」で「Word文書（.docx）」を選んで保存し直してください。"
    )]
    Word,
    /// Another office format; `kind` is its name.
    #[error(
        "{kind}です。この形式はここでは読み取れません。何も保存していません。Excelブック（.xlsx）、CSVまたはテキストで保存し直してください。"
    )]
    OtherOffice {
        /// The name of the format.
        kind: &'static str,
    },
    /// A workbook of Excel 97–2003 where only newer ones are taken, or one from before Excel 5.
    #[error(
        "古い形式のExcelファイル（.xls）です。この形式はここでは読み取れません。何も保存していません。Excelで開き、「名前を付けて保存」で「Excelブック（.xlsx）」を選んで保存し直してください。"
    )]
    LegacyWorkbook,
    /// A workbook with macros, where a file is to be sent back: what is sent back must hold no program.
    #[error(
        "マクロを含むExcelファイル（.xlsm）です。回答票としては受け取れません。何も実行・保存していません。Excelで「Excelブック（.xlsx）」として保存し直してください。"
    )]
    Macros,
    /// Encrypted with a password.
    #[error(
        "パスワードで保護されたファイルです。中身を読めません。何も保存していません。ExcelやWordの「ファイル」→「情報」にある保護の設定でパスワードを外し、保存し直してください。"
    )]
    PasswordProtected,
    /// A zip archive that ends too early or is damaged.
    #[error(
        "ファイルが途中で切れているか、壊れています。何も保存していません。元のファイルが開けることを確かめ、もう一度お送りください。"
    )]
    Truncated,
    /// A part of a workbook cannot be understood; `part` is its name inside the file.
    #[error(
        "Excelファイルの中の「{part}」が壊れています。何も保存していません。Excelで開いて修復し、.xlsxで保存し直してください。"
    )]
    BrokenWorkbook {
        /// The name of the part.
        part: String,
        /// What was wrong with it, where a library said so.
        #[source]
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
    /// A part of a Word document cannot be understood; `part` is its name inside the file.
    #[error(
        "Word文書の中の「{part}」が壊れています。何も保存していません。Wordで開いて修復し、.docxで保存し直してください。"
    )]
    BrokenPart {
        /// The name of the part.
        part: String,
        /// What was wrong with it, where a library said so.
        #[source]
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
    /// Compressed data that would unpack to more than `limit` bytes, or out of all proportion.
    #[error("展開すると異常に大きくなる圧縮ファイルです（上限{}MB）。安全のため開いていません。何も保存していません。元のソフトで開いて不要なシートや図を消し、保存し直してください。", mebibytes_u64(*.limit))]
    ZipBomb {
        /// The most that is unpacked, in bytes.
        limit: u64,
    },
    /// A zip archive that is no office document.
    #[error(
        "圧縮ファイル（ZIP）です。何も保存していません。展開して、中のExcelファイルやテキストファイルを一つずつお送りください。"
    )]
    Archive,
    /// More cells than are accepted.
    #[error(
        "{place}のセルが多すぎます（上限{limit}セル）。何も保存していません。使っていない行や列を削除するか、シートを分けてお送りください。"
    )]
    TooManyCells {
        /// The sheet or file.
        place: String,
        /// The most cells that are accepted.
        limit: usize,
    },
    /// More sheets than are accepted.
    #[error(
        "シートが多すぎます（上限{limit}シート）。何も保存していません。必要なシートだけに分けてお送りください。"
    )]
    TooManySheets {
        /// The most sheets that are accepted.
        limit: usize,
    },
    /// More lines than are accepted.
    #[error("行が多すぎます（上限{limit}行）。何も保存していません。必要な部分だけに分けてお送りください。")]
    TooManyLines {
        /// The most lines that are accepted.
        limit: usize,
    },
    /// A line or a cell longer than `limit` characters.
    #[error(
        "{at}が長すぎます（上限{limit}文字）。何も保存していません。その部分を短くするか、改行で分けてください。"
    )]
    TooLong {
        /// Where it starts.
        at: Place,
        /// The most characters that a line or a cell may have.
        limit: usize,
    },
    /// Neither text nor a known format.
    #[error(
        "文書ではないファイル（バイナリデータ）です。何も保存していません。Excelブック（.xlsx）、CSVまたはテキストをお送りください。"
    )]
    Binary,
    /// Text of which some lines are in one encoding and some in another.
    #[error(
        "文字コードが混ざっています（{line}行目から別の文字コード）。何も保存していません。元のデータを一つの文字コード（UTF-8またはShift_JIS）で保存し直してください。"
    )]
    TwoEncodings {
        /// The first line, from 1, in the other encoding.
        line: usize,
    },
    /// Text in no known encoding.
    #[error(
        "文字コードを判別できません（{line}行目付近）。何も保存していません。UTF-8またはShift_JISのテキストとして保存し直してください。"
    )]
    Undecodable {
        /// The line, from 1, where the first unreadable character stands.
        line: usize,
    },
}

fn mebibytes(bytes: usize) -> usize {
    bytes.div_ceil(1024 * 1024)
}

fn mebibytes_u64(bytes: u64) -> u64 {
    bytes.div_ceil(1024 * 1024)
}
