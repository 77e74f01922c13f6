#include "hub/identity/id_token.hpp"

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <algorithm>
#include <memory>

#include "common/error/error.hpp"
#include "common/text/json_text.hpp"
#include "common/text/text.hpp"
#include "hub/identity/http.hpp"
#include "hub/identity/urls.hpp"

namespace hub::identity {
namespace {

using nlohmann::json;

constexpr auto clocks_differ = std::chrono::seconds(60);
constexpr auto oldest = std::chrono::minutes(10);  // a token for signing in is fresh

template <class T, void (*end)(T*)>
struct Ends {
  void operator()(T* one) const { end(one); }
};
using Number = std::unique_ptr<BIGNUM, Ends<BIGNUM, BN_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Ends<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Ends<OSSL_PARAM, OSSL_PARAM_free>>;
using Key = std::unique_ptr<EVP_PKEY, Ends<EVP_PKEY, EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Ends<EVP_PKEY_CTX, EVP_PKEY_CTX_free>>;
using Digest = std::unique_ptr<EVP_MD_CTX, Ends<EVP_MD_CTX, EVP_MD_CTX_free>>;
using Signature = std::unique_ptr<ECDSA_SIG, Ends<ECDSA_SIG, ECDSA_SIG_free>>;

[[noreturn]] void refuse(common::Sentence text) {
  throw ProviderProblem{"invalid", std::move(text)};
}

const unsigned char* bytes_of(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

Number number_of(const std::string& bytes) {
  return Number(BN_bin2bn(bytes_of(bytes), static_cast<int>(bytes.size()), nullptr));
}

std::string text_of(const json& object, const char* name) {
  return object.contains(name) && object[name].is_string() ? object[name].get<std::string>() : "";
}

Key key_from(const char* kind, OSSL_PARAM_BLD* builder) {
  Parameters parameters(OSSL_PARAM_BLD_to_param(builder));
  KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr));
  EVP_PKEY* key = nullptr;
  if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1)
    refuse("a key of the provider cannot be read");
  return Key(key);
}

Key rsa_key(const json& jwk) {
  auto n = number_of(from_base64url(text_of(jwk, "n"))),
       e = number_of(from_base64url(text_of(jwk, "e")));
  if (BN_num_bits(n.get()) < 2048) refuse("a key of the provider is too short");
  Builder builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
  return key_from("RSA", builder.get());
}

Key ec_key(const json& jwk) {
  auto x = from_base64url(text_of(jwk, "x")), y = from_base64url(text_of(jwk, "y"));
  if (text_of(jwk, "crv") != "P-256" || x.size() != 32 || y.size() != 32)
    refuse("a key of the provider is of an unknown curve");
  auto point = "\x04" + x + y;
  Builder builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
  OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                   point.size());
  return key_from("EC", builder.get());
}

/// JWS has the two numbers side by side (RFC 7518, section 3.4), OpenSSL wants them in DER.
std::string der_of(const std::string& raw) {
  if (raw.size() != 64) refuse("the signature has a wrong length");
  Signature signature(ECDSA_SIG_new());
  ECDSA_SIG_set0(signature.get(), number_of(raw.substr(0, 32)).release(),
                 number_of(raw.substr(32)).release());
  unsigned char* out = nullptr;
  int size = i2d_ECDSA_SIG(signature.get(), &out);
  if (size <= 0) refuse("the signature cannot be read");
  std::string der(reinterpret_cast<char*>(out), static_cast<std::size_t>(size));
  OPENSSL_free(out);
  return der;
}

bool is_signed(EVP_PKEY* key, const std::string& text, const std::string& signature) {
  Digest digest(EVP_MD_CTX_new());
  return EVP_DigestVerifyInit(digest.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
         EVP_DigestVerify(digest.get(), bytes_of(signature), signature.size(), bytes_of(text),
                          text.size()) == 1;
}

/// The key that the token names, of the kind that its algorithm needs; the only one when it names
/// none.
const json& find_key(const json& keys, const std::string& id, const std::string& kind) {
  const json* found = nullptr;
  if (keys.contains("keys") && keys["keys"].is_array())
    for (auto& key : keys["keys"]) {
      bool fits = key.is_object() && text_of(key, "kty") == kind && text_of(key, "use") != "enc" &&
                  (id.empty() || text_of(key, "kid") == id);
      if (fits && found) refuse("the token does not say which key signed it");
      if (fits) found = &key;
    }
  if (!found) refuse(unknown_key);
  return *found;
}

void require_signature(const json& header, const json& keys, const std::string& text,
                       const std::string& signature) {
  auto algorithm = text_of(header, "alg");
  // Never "none", and nothing that is keyed by what we share with the provider.
  if (algorithm != "RS256" && algorithm != "ES256")
    refuse(common::say("the token is signed by {}; expected RS256 or ES256",
                       common::text::to_plain(algorithm, 20)));
  bool rsa = algorithm == "RS256";
  auto& jwk = find_key(keys, text_of(header, "kid"), rsa ? "RSA" : "EC");
  auto key = rsa ? rsa_key(jwk) : ec_key(jwk);
  if (!is_signed(key.get(), text, rsa ? signature : der_of(signature)))
    refuse("the token's signature is wrong");
}

bool is_for(const json& claims, const std::string& client) {
  auto& audience = claims.contains("aud") ? claims["aud"] : json::object();
  if (audience.is_string()) return audience == client;
  if (!audience.is_array() || std::find(audience.begin(), audience.end(), client) == audience.end())
    return false;
  return audience.size() == 1 || text_of(claims, "azp") == client;
}

common::Instant instant_of(const json& claims, const char* name) {
  if (!claims.contains(name) || !claims[name].is_number())
    refuse(common::say("the token lacks {}", std::string(name)));
  auto seconds = claims[name].get<double>();
  if (!(seconds > 0 && seconds < 1e11))
    refuse(common::say("the token's {} is no time", std::string(name)));
  return common::Instant{std::chrono::seconds(static_cast<std::int64_t>(seconds))};
}

void check_claims(const json& claims, const Expected& expected) {
  if (text_of(claims, "iss") != expected.issuer) refuse("the token is by another issuer");
  if (!is_for(claims, expected.client_id)) refuse("the token is for another client");
  if (instant_of(claims, "exp") + clocks_differ <= expected.now) refuse("the token has expired");
  auto made = instant_of(claims, "iat");
  if (made > expected.now + clocks_differ || made + oldest < expected.now)
    refuse("the token was not made just now; look at the clocks of both computers");
  if (expected.nonce.empty() || text_of(claims, "nonce") != expected.nonce)
    refuse("the token belongs to another sign-in");
  auto subject = text_of(claims, "sub");
  if (subject.empty() || subject.size() > 254) refuse("the token names no subject");
}

json decoded(const std::string& part) {
  auto read = common::try_read_json(from_base64url(part));
  if (!read.is_object()) refuse("the token cannot be read");
  return read;
}

}  // namespace

json verify_id_token(const std::string& token, const json& keys, const Expected& expected) {
  auto parts = common::text::split(token, '.');
  if (parts.size() != 3) refuse("the token cannot be read");
  try {
    require_signature(decoded(parts[0]), keys, parts[0] + "." + parts[1], from_base64url(parts[2]));
    auto claims = decoded(parts[1]);
    check_claims(claims, expected);
    return claims;
  } catch (const common::Error& error) {  // base64 that is none
    refuse(common::say("the token cannot be read: {}", error.sentence()));
  }
}

}  // namespace hub::identity
