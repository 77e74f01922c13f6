#include "certificates.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdlib.h>

#include <cstdio>
#include <filesystem>
#include <memory>

namespace common::http::test {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

Key make_key() {
  return {EVP_EC_gen("P-256"), EVP_PKEY_free};
}

void extend(X509* certificate, X509* issuer, int kind, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  auto* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

/// `issuer` null: signs itself and is an authority.
Certificate make_certificate(const char* name, EVP_PKEY* key, X509* issuer, EVP_PKEY* issuer_key) {
  static long serial = 0;
  Certificate made(X509_new(), X509_free);
  auto* certificate = made.get();
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), ++serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
  X509_set_pubkey(certificate, key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
  auto* from = issuer ? issuer : certificate;
  X509_set_issuer_name(certificate, X509_get_subject_name(from));
  extend(certificate, from, NID_basic_constraints, issuer ? "CA:FALSE" : "critical,CA:TRUE");
  if (issuer) extend(certificate, from, NID_subject_alt_name, "IP:127.0.0.1,DNS:localhost");
  X509_sign(certificate, issuer ? issuer_key : key, EVP_sha256());
  return made;
}

void save(const std::string& path, X509* certificate, EVP_PKEY* key) {
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "w"), std::fclose);
  if (certificate) PEM_write_X509(file.get(), certificate);
  if (key) PEM_write_PrivateKey(file.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
}

}  // namespace

Certificates::Certificates() {
  std::string name = std::filesystem::temp_directory_path() / "certificates_XXXXXX";
  folder_ = ::mkdtemp(name.data());
  auto ca_key = make_key(), other_key = make_key();
  auto ca = make_certificate("Test authority", ca_key.get(), nullptr, nullptr);
  auto other = make_certificate("Other authority", other_key.get(), nullptr, nullptr);
  save(folder_ + "/ca.pem", ca.get(), nullptr);
  save(folder_ + "/other-ca.pem", other.get(), nullptr);
  auto issue = [&](const std::string& file, const char* subject, X509* issuer,
                   EVP_PKEY* issuer_key) {
    auto key = make_key();
    auto made = make_certificate(subject, key.get(), issuer, issuer_key);
    save(folder_ + "/" + file + ".pem", made.get(), nullptr);
    save(folder_ + "/" + file + ".key", nullptr, key.get());
  };
  issue("server", "hub", ca.get(), ca_key.get());
  issue("van", "van-7", ca.get(), ca_key.get());
  issue("stranger", "van-7", other.get(), other_key.get());
}

Certificates::~Certificates() {
  std::filesystem::remove_all(folder_);
}

}  // namespace common::http::test
