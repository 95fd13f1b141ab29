//! TLS for connections that come without a proxy: a certificate with its key, as files of an authority have them.
//!
//! Not here: how long the handshake may take (`connections`), and what pages say to a browser that comes by TLS (`super`).

use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

/// What connections are encrypted with. Cheap to clone.
#[derive(Clone)]
pub struct Tls(TlsAcceptor);

impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tls").finish_non_exhaustive()
    }
}

/// Why a certificate and a key cannot be used, in Japanese.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoTls {
    /// There is no certificate.
    #[error(
        "証明書のファイルに証明書（BEGIN CERTIFICATE）がありません。PEM形式のファイルを指定してください。"
    )]
    NoCertificate,
    /// There is no key.
    #[error(
        "鍵のファイルに秘密鍵（BEGIN PRIVATE KEY など）がありません。パスフレーズのないPEM形式のファイルを指定してください。"
    )]
    NoKey,
    /// They do not fit together, or are of a kind that is not known.
    #[error("証明書と鍵を組み合わせて使えません（{0}）。同じ申請で作った証明書と鍵か、ご確認ください。")]
    Unfit(String),
}

impl Tls {
    /// TLS 1.2 and 1.3 with a chain of certificates and its key, each as the text of a PEM file.
    ///
    /// # Errors
    /// Where there is none of either, or they do not fit together.
    pub fn of(certificates: &[u8], key: &[u8]) -> Result<Self, NoTls> {
        let chain: Result<Vec<CertificateDer<'static>>, _> =
            CertificateDer::pem_slice_iter(certificates).collect();
        let chain = chain.map_err(|_| NoTls::NoCertificate)?;
        if chain.is_empty() {
            return Err(NoTls::NoCertificate);
        }
        let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| NoTls::NoKey)?;
        let unfit = |error: rustls::Error| NoTls::Unfit(error.to_string());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(unfit)?
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .map_err(unfit)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self(TlsAcceptor::from(Arc::new(config))))
    }

    pub(super) fn acceptor(&self) -> &TlsAcceptor {
        &self.0
    }
}
