#include "common/certificates/certificates.hpp"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>

#include <algorithm>
#include <array>
#include <ctime>

#include "common/certificates/impl/openssl.hpp"
#include "common/ids/ids.hpp"

namespace common::certificates {
namespace {

constexpr std::chrono::hours grace_before{1};
constexpr std::size_t pem_bytes_max = 64 * 1024;

std::time_t to_time_t(Instant instant) {
  return static_cast<std::time_t>(
      std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count());
}

Instant from_asn1(const ASN1_TIME* time) {
  std::tm parts{};
  check(ASN1_TIME_to_tm(time, &parts), "reading a certificate's time");
  return Instant{std::chrono::seconds{timegm(&parts)}};
}

void require_common_name(std::string_view name) {
  if (!is_common_name(name))
    throw Error(ErrorCode::bad_input, "use 1 to 64 letters, digits, '-', '_' or '.'",
                "common_name");
}

/// 127 random bits, so that no two certificates share one (RFC 5280, section 4.1.2.2: positive, at
/// most 20 bytes).
void set_serial(X509* certificate) {
  std::string bytes = random_bytes(16);
  bytes[0] = static_cast<char>((bytes[0] & 0x7f) | 0x40);
  Number number(check(BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes.data()),
                                static_cast<int>(bytes.size()), nullptr),
                      "making a serial number"));
  check(BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)),
        "setting the serial number");
}

void set_name(X509_NAME* name, std::string_view common_name) {
  check(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                                   reinterpret_cast<const unsigned char*>(common_name.data()),
                                   static_cast<int>(common_name.size()), -1, 0),
        "setting the name");
}

void add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509V3_set_ctx_nodb(&context);
  Extension extension(
      check(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()), "making an extension"));
  check(X509_add_ext(certificate, extension.get(), -1), "adding an extension");
}

/// Version 3 with serial, subject, key and times; issuer, extensions and signature are still
/// missing.
Certificate make_blank(EVP_PKEY* key, std::string_view common_name, Validity validity) {
  Certificate certificate(check(X509_new(), "making a certificate"));
  check(X509_set_version(certificate.get(), X509_VERSION_3), "setting the version");
  set_serial(certificate.get());
  set_name(X509_get_subject_name(certificate.get()), common_name);
  check(X509_set_pubkey(certificate.get(), key), "setting the key");
  check(ASN1_TIME_set(X509_getm_notBefore(certificate.get()),
                      to_time_t(validity.from - grace_before)),
        "setting the start");
  check(ASN1_TIME_set(X509_getm_notAfter(certificate.get()),
                      to_time_t(validity.from + validity.lifetime)),
        "setting the end");
  return certificate;
}

std::string to_pem(X509* certificate) {
  return written([&](BIO* bio) { return PEM_write_bio_X509(bio, certificate); },
                 "writing a certificate");
}

std::string to_pem(EVP_PKEY* key) {
  return written(
      [&](BIO* bio) {
        return PEM_write_bio_PKCS8PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr);
      },
      "writing a key");
}

/// Issuer's name and key identifiers, then the signature.
std::string finish(Certificate certificate, X509* issuer, EVP_PKEY* issuer_key) {
  check(X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer)),
        "setting the issuer");
  add_extension(certificate.get(), issuer, NID_subject_key_identifier, "hash");
  add_extension(certificate.get(), issuer, NID_authority_key_identifier, "keyid:always");
  check(X509_sign(certificate.get(), issuer_key, EVP_sha256()), "signing a certificate");
  return to_pem(certificate.get());
}

Key generate_key() {
  return Key(check(EVP_EC_gen("P-256"), "making a key"));
}

void require_strong(EVP_PKEY* key) {
  if (EVP_PKEY_is_a(key, "RSA") && EVP_PKEY_get_bits(key) >= 2048) return;
  std::array<char, 64> group{};
  std::size_t size = 0;
  if (EVP_PKEY_is_a(key, "EC") &&
      EVP_PKEY_get_group_name(key, group.data(), group.size(), &size) == 1) {
    const std::string_view name(group.data(), size);
    if (name == "prime256v1" || name == "P-256" || name == "secp384r1" || name == "P-384") return;
  }
  throw Error(ErrorCode::bad_input,
              "the key must be EC P-256, EC P-384, or RSA of 2048 bits or more", "request");
}

std::string common_name_of(const X509_NAME* name) {
  const int index = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
  if (index < 0) return {};
  unsigned char* text = nullptr;
  const int size =
      ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index)));
  if (size < 0) return {};
  std::string result(reinterpret_cast<const char*>(text), static_cast<std::size_t>(size));
  OPENSSL_free(text);
  return result;
}

std::string serial_of(const ASN1_INTEGER* serial) {
  Number number(check(ASN1_INTEGER_to_BN(serial, nullptr), "reading a serial number"));
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(number.get())), '\0');
  BN_bn2bin(number.get(), reinterpret_cast<unsigned char*>(bytes.data()));
  return to_hex(bytes);
}

void require_size(std::string_view pem) {
  if (pem.size() > pem_bytes_max)
    throw Error(ErrorCode::too_large, "PEM text is larger than 64 KiB");
}

enum class NameKind { host, address_4, address_6 };

/// Names are checked first, as a comma would smuggle in more of them.
NameKind kind_of(const std::string& name) {
  const bool is_clean = !name.empty() && name.size() <= 253 &&
                        name.find_first_not_of(
                            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWX"
                            "YZ0123456789-.:*") == std::string::npos;
  if (!is_clean)
    throw Error(ErrorCode::bad_input, "'" + name + "' is no host name or address", "names");
  ASN1_OCTET_STRING* address = a2i_IPADDRESS(name.c_str());
  const int size = address ? ASN1_STRING_length(address) : 0;
  ASN1_OCTET_STRING_free(address);
  return size == 4 ? NameKind::address_4 : size > 4 ? NameKind::address_6 : NameKind::host;
}

/// "DNS:localhost,IP:127.0.0.1"
std::string alternative_names(const std::vector<std::string>& names) {
  std::string value;
  for (const std::string& name : names) {
    if (!value.empty()) value += ",";
    value += (kind_of(name) == NameKind::host ? "DNS:" : "IP:") + name;
  }
  return value;
}

/// What of a kind is not named stays allowed (RFC 5280), so a kind without names is excluded whole.
std::string name_constraints(const std::vector<std::string>& names) {
  std::string value = "critical";
  bool has_4 = false, has_6 = false;
  for (const std::string& name : names) {
    const auto kind = kind_of(name);
    if (kind == NameKind::host) value += ",permitted;DNS:" + name;
    if (kind == NameKind::address_4) value += ",permitted;IP:" + name + "/255.255.255.255";
    if (kind == NameKind::address_6)
      value += ",permitted;IP:" + name + "/ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff";
    has_4 |= kind == NameKind::address_4;
    has_6 |= kind == NameKind::address_6;
  }
  if (!has_4) value += ",excluded;IP:0.0.0.0/0.0.0.0";
  if (!has_6) value += ",excluded;IP:::/::";
  return value;
}

/// An authority's own certificate; `constraints` empty: for any name.
Identity sign_itself(std::string_view name, const std::string& constraints, Validity validity) {
  Key key = generate_key();
  Certificate certificate = make_blank(key.get(), name, validity);
  X509* self = certificate.get();
  add_extension(self, self, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  add_extension(self, self, NID_key_usage, "critical,keyCertSign,cRLSign");
  if (!constraints.empty()) add_extension(self, self, NID_name_constraints, constraints);
  return {to_pem(key.get()), finish(std::move(certificate), self, key.get())};
}

}  // namespace

bool is_common_name(std::string_view name) {
  const auto is_allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  };
  return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), is_allowed);
}

Identity make_authority(std::string_view name, Validity validity) {
  return sign_itself(name, {}, validity);
}

Identity make_narrow_authority(std::string_view name, const std::vector<std::string>& names,
                               Validity validity) {
  const auto is_host = [](auto& one) { return kind_of(one) == NameKind::host; };
  if (names.size() > 32 || std::none_of(names.begin(), names.end(), is_host))
    throw Error(ErrorCode::bad_input, "a narrow authority needs 1 to 32 names, one of a host",
                "names");
  return sign_itself(name, name_constraints(names), validity);
}

Identity make_server(const Identity& authority, const std::vector<std::string>& names,
                     Validity validity) {
  if (names.empty() || names.size() > 32)
    throw Error(ErrorCode::bad_input, "a server needs 1 to 32 names", "names");
  Key key = generate_key();
  Certificate issuer = parse_certificate(authority.certificate_pem);
  Certificate certificate = make_blank(key.get(), names.front(), validity);
  add_extension(certificate.get(), issuer.get(), NID_basic_constraints, "critical,CA:FALSE");
  add_extension(certificate.get(), issuer.get(), NID_key_usage, "critical,digitalSignature");
  add_extension(certificate.get(), issuer.get(), NID_ext_key_usage, "serverAuth");
  add_extension(certificate.get(), issuer.get(), NID_subject_alt_name, alternative_names(names));
  const Key issuer_key = parse_key(authority.key_pem);
  return {to_pem(key.get()), finish(std::move(certificate), issuer.get(), issuer_key.get())};
}

std::string make_key() {
  return to_pem(generate_key().get());
}

std::string make_signing_request(std::string_view key_pem, std::string_view common_name) {
  require_common_name(common_name);
  const Key key = parse_key(key_pem);
  Request request(check(X509_REQ_new(), "making a request"));
  check(X509_REQ_set_version(request.get(), X509_REQ_VERSION_1), "setting the version");
  set_name(X509_REQ_get_subject_name(request.get()), common_name);
  check(X509_REQ_set_pubkey(request.get(), key.get()), "setting the key");
  check(X509_REQ_sign(request.get(), key.get(), EVP_sha256()), "signing the request");
  return written([&](BIO* bio) { return PEM_write_bio_X509_REQ(bio, request.get()); },
                 "writing a request");
}

std::string sign_request(const Identity& authority, std::string_view request_pem,
                         std::string_view common_name, Validity validity) {
  require_common_name(common_name);
  require_size(request_pem);
  const Request request = parse_request(request_pem);
  if (common_name_of(X509_REQ_get_subject_name(request.get())) != common_name)
    throw Error(ErrorCode::bad_input,
                "the request is for another name than " + std::string(common_name), "request");
  EVP_PKEY* key = X509_REQ_get0_pubkey(request.get());
  if (!key || X509_REQ_verify(request.get(), key) != 1)
    throw Error(ErrorCode::bad_input,
                "the request is not signed by its own key: " + library_error(), "request");
  require_strong(key);

  Certificate issuer = parse_certificate(authority.certificate_pem);
  Certificate certificate = make_blank(key, common_name, validity);
  add_extension(certificate.get(), issuer.get(), NID_basic_constraints, "critical,CA:FALSE");
  add_extension(certificate.get(), issuer.get(), NID_key_usage, "critical,digitalSignature");
  add_extension(certificate.get(), issuer.get(), NID_ext_key_usage, "clientAuth");
  const Key issuer_key = parse_key(authority.key_pem);
  return finish(std::move(certificate), issuer.get(), issuer_key.get());
}

std::string make_revocation_list(const Identity& authority, const std::vector<Revoked>& revoked,
                                 Validity validity) {
  const Certificate issuer = parse_certificate(authority.certificate_pem);
  const Key issuer_key = parse_key(authority.key_pem);
  RevocationList list(check(X509_CRL_new(), "making a revocation list"));
  check(X509_CRL_set_version(list.get(), X509_CRL_VERSION_2), "setting the version");
  check(X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(issuer.get())),
        "setting the issuer");
  Time time(
      check(ASN1_TIME_set(nullptr, to_time_t(validity.from - grace_before)), "setting the start"));
  check(X509_CRL_set1_lastUpdate(list.get(), time.get()), "setting the start");
  check(ASN1_TIME_set(time.get(), to_time_t(validity.from + validity.lifetime)), "setting the end");
  check(X509_CRL_set1_nextUpdate(list.get(), time.get()), "setting the end");
  for (const Revoked& entry : revoked) {
    BIGNUM* raw = nullptr;
    if (entry.serial.empty() ||
        BN_hex2bn(&raw, entry.serial.c_str()) != static_cast<int>(entry.serial.size())) {
      BN_free(raw);
      throw Error(ErrorCode::bad_input, "'" + entry.serial + "' is no serial number", "serial");
    }
    const Number number(raw);
    const Integer serial(
        check(BN_to_ASN1_INTEGER(number.get(), nullptr), "setting a serial number"));
    check(ASN1_TIME_set(time.get(), to_time_t(entry.at)), "setting a time");
    X509_REVOKED* item = check(X509_REVOKED_new(), "making an entry");
    X509_REVOKED_set_serialNumber(item, serial.get());
    X509_REVOKED_set_revocationDate(item, time.get());
    check(X509_CRL_add0_revoked(list.get(), item), "adding an entry");
  }
  check(X509_CRL_sort(list.get()), "sorting the list");
  check(X509_CRL_sign(list.get(), issuer_key.get(), EVP_sha256()), "signing the list");
  return written([&](BIO* bio) { return PEM_write_bio_X509_CRL(bio, list.get()); },
                 "writing the list");
}

Facts read_certificate(std::string_view certificate_pem) {
  require_size(certificate_pem);
  const Certificate certificate = parse_certificate(certificate_pem);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  check(X509_digest(certificate.get(), EVP_sha256(), digest.data(), &size), "making a fingerprint");
  return {.common_name = common_name_of(X509_get_subject_name(certificate.get())),
          .serial = serial_of(X509_get0_serialNumber(certificate.get())),
          .fingerprint_sha256 = to_hex({reinterpret_cast<const char*>(digest.data()), size}),
          .not_before = from_asn1(X509_get0_notBefore(certificate.get())),
          .not_after = from_asn1(X509_get0_notAfter(certificate.get()))};
}

std::string requested_name(std::string_view request_pem) {
  require_size(request_pem);
  return common_name_of(X509_REQ_get_subject_name(parse_request(request_pem).get()));
}

std::string sign_text(std::string_view key_pem, std::string_view text) {
  const Key key = parse_key(key_pem);
  const Digest digest(check(EVP_MD_CTX_new(), "signing"));
  check(EVP_DigestSignInit(digest.get(), nullptr, EVP_sha256(), nullptr, key.get()), "signing");
  auto bytes = reinterpret_cast<const unsigned char*>(text.data());
  std::size_t size = 0;
  check(EVP_DigestSign(digest.get(), nullptr, &size, bytes, text.size()), "signing");
  std::string signature(size, '\0');
  check(EVP_DigestSign(digest.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                       bytes, text.size()),
        "signing");
  signature.resize(size);
  return signature;
}

bool has_signed(std::string_view certificate_pem, std::string_view text,
                std::string_view signature) {
  require_size(certificate_pem);
  const Certificate certificate = parse_certificate(certificate_pem);
  EVP_PKEY* key = check(X509_get0_pubkey(certificate.get()), "reading a certificate's key");
  const Digest digest(check(EVP_MD_CTX_new(), "checking a signature"));
  check(EVP_DigestVerifyInit(digest.get(), nullptr, EVP_sha256(), nullptr, key),
        "checking a signature");
  const bool is_right =
      EVP_DigestVerify(digest.get(), reinterpret_cast<const unsigned char*>(signature.data()),
                       signature.size(), reinterpret_cast<const unsigned char*>(text.data()),
                       text.size()) == 1;
  if (!is_right) ERR_clear_error();
  return is_right;
}

bool is_signed_by(std::string_view certificate_pem, std::string_view authority_pem, Instant at) {
  require_size(certificate_pem);
  const Certificate certificate = parse_certificate(certificate_pem);
  const Certificate authority = parse_certificate(authority_pem);
  const Store store(check(X509_STORE_new(), "making a store"));
  check(X509_STORE_add_cert(store.get(), authority.get()), "trusting the authority");
  const StoreContext context(check(X509_STORE_CTX_new(), "making a check"));
  check(X509_STORE_CTX_init(context.get(), store.get(), certificate.get(), nullptr),
        "starting a check");
  X509_VERIFY_PARAM_set_time(X509_STORE_CTX_get0_param(context.get()), to_time_t(at));
  return X509_verify_cert(context.get()) == 1;
}

}  // namespace common::certificates
