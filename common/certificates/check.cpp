#include "common/certificates/check.hpp"

#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>

#include "common/error/error.hpp"

namespace common::certificates {
namespace {

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using PrivateKey = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

Bio reader_of(const std::string& text) {
  return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free};
}

/// Nobody is there to type one, and OpenSSL would ask on the terminal.
int no_passphrase(char*, int, int, void*) {
  return 0;
}

std::string read(const std::filesystem::path& file) {
  std::error_code error;
  if (std::filesystem::is_directory(file, error))
    throw Error(ErrorCode::bad_input, file.string() + " is a folder");
  return read_file(file);
}

std::string trouble_of_pair(const IdentityFiles& files, const std::string& certificate_pem) {
  auto key_pem = read(files.key);
  auto certificate_text = reader_of(certificate_pem), key_text = reader_of(key_pem);
  Certificate certificate(PEM_read_bio_X509(certificate_text.get(), nullptr, nullptr, nullptr),
                          &X509_free);
  if (!certificate) return files.certificate.string() + " is not a PEM certificate";
  PrivateKey key(PEM_read_bio_PrivateKey(key_text.get(), nullptr, no_passphrase, nullptr),
                 &EVP_PKEY_free);
  if (!key) return files.key.string() + " is not a PEM key without passphrase";
  if (X509_check_private_key(certificate.get(), key.get()) != 1)
    return files.key.string() + " is not the key of " + files.certificate.string();
  return {};
}

}  // namespace

std::string find_trouble(const IdentityFiles& files) {
  try {
    auto certificate = read(files.certificate);
    if (auto trouble = trouble_of_pair(files, certificate); !trouble.empty()) return trouble;
    if (files.authority.empty()) return {};
    auto authority = read(files.authority);
    read_certificate(authority);
    if (!is_signed_by(certificate, authority, read_certificate(certificate).not_before))
      return files.authority.string() + " did not sign " + files.certificate.string();
    return {};
  } catch (const Error& error) {
    return error.text();
  }
}

}  // namespace common::certificates
