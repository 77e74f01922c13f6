#include "common/certificates/impl/openssl.hpp"

#include <openssl/err.h>

#include <array>

namespace common::certificates {

std::string library_error() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  if (code == 0) return "no reason given";
  std::array<char, 256> text{};
  ERR_error_string_n(code, text.data(), text.size());
  return text.data();
}

void check(int rc, std::string_view doing) {
  if (rc < 1) throw Error(ErrorCode::internal, std::string(doing) + ": " + library_error());
}

Bio reader(std::string_view text) {
  return Bio(check(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), "reading PEM"));
}

namespace {

/// Refuses to ask on the terminal for the password of an encrypted key.
int no_password(char*, int, int, void*) {
  return -1;
}

template <typename T>
T* parsed(T* object, std::string_view what) {
  if (!object)
    throw Error(ErrorCode::bad_input, "this is not " + std::string(what) + ": " + library_error());
  return object;
}

}  // namespace

Key parse_key(std::string_view pem) {
  return Key(parsed(PEM_read_bio_PrivateKey(reader(pem).get(), nullptr, no_password, nullptr),
                    "a private key"));
}

Certificate parse_certificate(std::string_view pem) {
  return Certificate(
      parsed(PEM_read_bio_X509(reader(pem).get(), nullptr, no_password, nullptr), "a certificate"));
}

Request parse_request(std::string_view pem) {
  return Request(parsed(PEM_read_bio_X509_REQ(reader(pem).get(), nullptr, no_password, nullptr),
                        "a signing request"));
}

}  // namespace common::certificates
