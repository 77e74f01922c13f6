#include "common/http/impl/tls.hpp"

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <array>
#include <memory>

#include "common/ids/ids.hpp"

namespace common::http {
namespace {
namespace ssl = boost::asio::ssl;

void check(const boost::system::error_code& error, const char* option, const std::string& file) {
  if (error) refuse(option, say("TLS file {} cannot be used: {}", file, error.message()));
}

int verify_mode(ClientCertificate wanted) {
  if (wanted == ClientCertificate::none) return ssl::verify_none;
  if (wanted == ClientCertificate::optional) return ssl::verify_peer;
  return ssl::verify_peer | ssl::verify_fail_if_no_peer_cert;
}

}  // namespace

ssl::context make_tls_context(const ServerOptions& options) {
  ssl::context context(ssl::context::tls_server);
  auto* raw = context.native_handle();
  SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
  SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  // Without a context id OpenSSL refuses to resume sessions that had a client certificate.
  SSL_CTX_set_session_id_context(raw, reinterpret_cast<const unsigned char*>("truckroll"), 9);
  boost::system::error_code error;
  context.use_certificate_chain_file(options.certificate_file, error);
  check(error, "certificate_file", options.certificate_file);
  context.use_private_key_file(options.key_file, ssl::context::pem, error);
  check(error, "key_file", options.key_file);
  context.set_verify_mode(verify_mode(options.client_certificate));
  if (options.client_certificate == ClientCertificate::none) return context;
  context.load_verify_file(options.client_ca_file, error);
  check(error, "client_ca_file", options.client_ca_file);
  // Tells clients whose certificates are welcome.
  SSL_CTX_set_client_CA_list(raw, SSL_load_client_CA_file(options.client_ca_file.c_str()));
  return context;
}

ClientIdentity client_identity(SSL* tls) {
  std::unique_ptr<X509, decltype(&X509_free)> certificate(SSL_get1_peer_certificate(tls),
                                                          &X509_free);
  if (!certificate || SSL_get_verify_result(tls) != X509_V_OK) return {};
  ClientIdentity identity;
  auto* subject = X509_get_subject_name(certificate.get());
  int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (at >= 0) {
    auto* data = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at));
    unsigned char* text = nullptr;
    // Converted, as a certificate may hold its name in other encodings.
    int size = ASN1_STRING_to_UTF8(&text, data);
    if (size > 0)
      identity.name.assign(reinterpret_cast<char*>(text), static_cast<std::size_t>(size));
    OPENSSL_free(text);
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (X509_digest(certificate.get(), EVP_sha256(), digest.data(), &size) == 1)
    identity.fingerprint = to_hex({reinterpret_cast<char*>(digest.data()), size});
  return identity;
}

}  // namespace common::http
