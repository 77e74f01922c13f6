#pragma once
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>
#include <string_view>

#include "common/error/error.hpp"

namespace common::certificates {

/// Calls the library's own free function; one type per kind of object.
template <auto free_function>
struct Free {
  template <typename T>
  void operator()(T* object) const {
    free_function(object);
  }
};
inline void free_bio(BIO* bio) {
  BIO_free(bio);
}

using Bio = std::unique_ptr<BIO, Free<free_bio>>;
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using Digest = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Request = std::unique_ptr<X509_REQ, Free<X509_REQ_free>>;
using RevocationList = std::unique_ptr<X509_CRL, Free<X509_CRL_free>>;
using Number = std::unique_ptr<BIGNUM, Free<BN_free>>;
using Integer = std::unique_ptr<ASN1_INTEGER, Free<ASN1_INTEGER_free>>;
using Time = std::unique_ptr<ASN1_TIME, Free<ASN1_TIME_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION_free>>;
using Store = std::unique_ptr<X509_STORE, Free<X509_STORE_free>>;
using StoreContext = std::unique_ptr<X509_STORE_CTX, Free<X509_STORE_CTX_free>>;

/// The oldest error of this thread as text; empties the queue.
std::string library_error();
/// Throws Error{internal} unless rc is 1 or more.
void check(int rc, std::string_view doing);
template <typename T>
T* check(T* object, std::string_view doing) {
  if (!object) throw Error(ErrorCode::internal, std::string(doing) + ": " + library_error());
  return object;
}

Bio reader(std::string_view text);
/// Throw Error{bad_input} for what does not parse.
Key parse_key(std::string_view pem);
Certificate parse_certificate(std::string_view pem);
Request parse_request(std::string_view pem);

/// What a PEM_write_bio_… call given as `write` puts out.
template <typename Write>
std::string written(Write write, std::string_view doing) {
  Bio bio(check(BIO_new(BIO_s_mem()), doing));
  check(write(bio.get()), doing);
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return std::string(data, static_cast<std::size_t>(size));
}

}  // namespace common::certificates
