#include "hub/identity/totp.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "common/ids/ids.hpp"
#include "hub/identity/urls.hpp"

namespace hub::identity {
namespace {

constexpr std::int64_t step_micros = 30'000'000;

const EVP_MD* digest_of(CodeHash hash) {
  switch (hash) {
    case CodeHash::sha256:
      return EVP_sha256();
    case CodeHash::sha512:
      return EVP_sha512();
    case CodeHash::sha1:
      break;
  }
  return EVP_sha1();
}

}  // namespace

std::string one_time_code(std::string_view key, std::uint64_t counter, int digits, CodeHash hash) {
  unsigned char message[8], digest[EVP_MAX_MD_SIZE];
  for (int i = 7; i >= 0; --i, counter >>= 8) message[i] = static_cast<unsigned char>(counter);
  unsigned int length = 0;
  HMAC(digest_of(hash), key.data(), static_cast<int>(key.size()), message, sizeof message, digest,
       &length);
  auto at = digest[length - 1] & 0x0f;
  auto number = (static_cast<std::uint32_t>(digest[at] & 0x7f) << 24) |
                (static_cast<std::uint32_t>(digest[at + 1]) << 16) |
                (static_cast<std::uint32_t>(digest[at + 2]) << 8) | digest[at + 3];
  std::uint32_t modulus = 1;
  for (int i = 0; i < digits; ++i) modulus *= 10;
  return fmt::format("{:0{}}", number % modulus, digits);
}

std::int64_t code_step(common::Instant at) {
  return common::to_micros(at) / step_micros;
}

std::optional<std::int64_t> matching_step(std::string_view key, std::string_view code,
                                          common::Instant now) {
  std::optional<std::int64_t> found;
  for (auto step : {code_step(now) - 1, code_step(now), code_step(now) + 1})
    if (common::equal_secret(one_time_code(key, static_cast<std::uint64_t>(step)), code))
      found = step;
  return found;
}

std::string to_base32(std::string_view bytes) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string text;
  std::uint32_t held = 0;
  int bits = 0;
  for (char c : bytes) {
    held = (held << 8) | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 5; bits -= 5) text += letters[(held >> (bits - 5)) & 31];
  }
  if (bits > 0) text += letters[(held << (5 - bits)) & 31];
  return text;
}

std::string code_uri(std::string_view key, std::string_view issuer, std::string_view account) {
  return "otpauth://totp/" + percent_encoded(issuer) + ":" + percent_encoded(account) +
         "?secret=" + to_base32(key) + "&issuer=" + percent_encoded(issuer);
}

}  // namespace hub::identity
