//! Rows by position: the values of a row that is no struct, taken in the order asked for.
//!
//! Not here: rows with names (`crate::typed`).

use gyokaku_core::document::DocumentId;

use super::Value;
use crate::error::StoreError;

/// Takes the values of a row apart in the order in which they were asked for.
pub(crate) struct Fields {
    table: &'static str,
    key: String,
    values: std::vec::IntoIter<Value>,
    document: Option<DocumentId>,
}

impl Fields {
    /// The fields of a row; `key` names it where one of them is damaged.
    pub(crate) fn new(table: &'static str, key: String, values: Vec<Value>) -> Self {
        Fields {
            table,
            key,
            values: values.into_iter(),
            document: None,
        }
    }

    /// The same fields of a row whose places are in this document unless they say otherwise.
    pub(crate) fn within(mut self, document: Option<DocumentId>) -> Self {
        self.document = document;
        self
    }

    /// The document that the row names.
    pub(crate) fn document(&self) -> Option<&DocumentId> {
        self.document.as_ref()
    }

    /// The error that names this row.
    pub(crate) fn damaged(&self, what: impl Into<String>) -> StoreError {
        StoreError::Damaged {
            table: self.table.to_owned(),
            key: self.key.clone(),
            what: what.into(),
        }
    }

    /// A text that may be missing.
    pub(crate) fn text_or_none(&mut self) -> Result<Option<String>, StoreError> {
        match self.values.next() {
            Some(Value::Text(text)) => Ok(text),
            _ => Err(self.damaged("文字列ではありません")),
        }
    }

    /// A text.
    pub(crate) fn text(&mut self) -> Result<String, StoreError> {
        self.text_or_none()?
            .ok_or_else(|| self.damaged("文字列がありません"))
    }

    /// A number that may be missing.
    pub(crate) fn int_or_none(&mut self) -> Result<Option<i64>, StoreError> {
        match self.values.next() {
            Some(Value::Int(number)) => Ok(number),
            _ => Err(self.damaged("数値ではありません")),
        }
    }

    /// A number.
    pub(crate) fn int(&mut self) -> Result<i64, StoreError> {
        self.int_or_none()?
            .ok_or_else(|| self.damaged("数値がありません"))
    }

    /// Bytes.
    pub(crate) fn bytes(&mut self) -> Result<Vec<u8>, StoreError> {
        match self.values.next() {
            Some(Value::Bytes(bytes)) => Ok(bytes),
            _ => Err(self.damaged("バイト列ではありません")),
        }
    }
}
