#include "common/mqtt/impl/tls.hpp"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <array>

#include "common/error/error.hpp"

namespace common::mqtt {
namespace {

std::string library_error() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  std::array<char, 256> text{};
  ERR_error_string_n(code, text.data(), text.size());
  return code ? text.data() : "no reason given";
}

void check_file(int rc, const std::string& file, const char* what) {
  if (rc != 1)
    throw Error(ErrorCode::bad_input,
                std::string(what) + " " + file + " cannot be used: " + library_error());
}

}  // namespace

TlsContext make_tls_context(const Tls& tls, const std::string& host) {
  TlsContext context(SSL_CTX_new(TLS_client_method()));
  if (!context) throw Error(ErrorCode::internal, "making a TLS context: " + library_error());
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  // libmosquitto may repeat a write from another buffer after the socket was full.
  SSL_CTX_set_mode(context.get(),
                   SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);

  check_file(SSL_CTX_load_verify_locations(context.get(), tls.authority_file.c_str(), nullptr),
             tls.authority_file, "authority");
  check_file(SSL_CTX_use_certificate_chain_file(context.get(), tls.certificate_file.c_str()),
             tls.certificate_file, "certificate");
  check_file(SSL_CTX_use_PrivateKey_file(context.get(), tls.key_file.c_str(), SSL_FILETYPE_PEM),
             tls.key_file, "key");
  check_file(SSL_CTX_check_private_key(context.get()), tls.key_file, "key");

  X509_VERIFY_PARAM* checks = SSL_CTX_get0_param(context.get());
  const bool is_set = X509_VERIFY_PARAM_set1_ip_asc(checks, host.c_str()) == 1 ||
                      X509_VERIFY_PARAM_set1_host(checks, host.c_str(), host.size()) == 1;
  ERR_clear_error();
  if (!is_set) throw Error(ErrorCode::bad_input, "'" + host + "' is no host name", "host");
  if (tls.trusted_time) {
    const auto seconds =
        std::chrono::floor<std::chrono::seconds>(tls.trusted_time()).time_since_epoch();
    X509_VERIFY_PARAM_set_time(checks, static_cast<std::time_t>(seconds.count()));
  }
  return context;
}

}  // namespace common::mqtt
