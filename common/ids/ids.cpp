#include "common/ids/ids.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <random>

#include "common/error/error.hpp"

namespace common {
namespace {

std::mutex seeded_mutex;
std::optional<std::mt19937_64> seeded;
std::atomic<bool> is_seeded = false;

std::string id_bytes() {
  constexpr std::size_t size = 16;
  if (!is_seeded) return random_bytes(size);
  std::lock_guard lock(seeded_mutex);
  std::string bytes;
  while (seeded && bytes.size() < size) {
    auto part = (*seeded)();
    bytes.append(reinterpret_cast<const char*>(&part), sizeof part);
  }
  return seeded ? bytes : random_bytes(size);
}

}  // namespace

SeededIds::SeededIds(std::uint64_t seed) {
  std::lock_guard lock(seeded_mutex);
  if (seeded) throw Error(ErrorCode::internal, "ids have a seed already");
  seeded.emplace(seed);
  is_seeded = true;
}

SeededIds::~SeededIds() {
  std::lock_guard lock(seeded_mutex);
  is_seeded = false;
  seeded.reset();
}

std::string make_id(Instant now) {
  auto millis = static_cast<std::uint64_t>(to_micros(now) / 1000);
  auto bytes = id_bytes();
  for (std::size_t i = 0; i < 6; ++i) bytes[i] = static_cast<char>(millis >> (40 - 8 * i));
  bytes[6] = static_cast<char>((bytes[6] & 0x0f) | 0x70);
  bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);
  auto hex = to_hex(bytes);
  return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" +
         hex.substr(16, 4) + "-" + hex.substr(20);
}

bool is_id(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
    bool hex = (text[i] >= '0' && text[i] <= '9') || (text[i] >= 'a' && text[i] <= 'f');
    if (hyphen ? text[i] != '-' : !hex) return false;
  }
  return true;
}

std::string random_bytes(std::size_t size) {
  std::string bytes(size, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(size)) != 1)
    throw Error(ErrorCode::internal, "the system has no random bytes");
  return bytes;
}

std::string random_token() {
  auto text = to_base64(random_bytes(32));
  for (auto& c : text) c = c == '+' ? '-' : c == '/' ? '_' : c;
  text.erase(text.find_last_not_of('=') + 1);
  return text;
}

std::string sha256(std::string_view bytes) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return digest;
}

std::string sha256_hex(std::string_view bytes) {
  return to_hex(sha256(bytes));
}

std::string to_hex(std::string_view bytes) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string hex;
  hex.reserve(bytes.size() * 2);
  for (char c : bytes) {
    auto byte = static_cast<unsigned char>(c);
    hex += digits[byte >> 4];
    hex += digits[byte & 15];
  }
  return hex;
}

std::string from_hex(std::string_view hex) {
  auto value = [](char c) -> int {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    throw Error(ErrorCode::bad_input, "expected hexadecimal digits");
  };
  if (hex.size() % 2)
    throw Error(ErrorCode::bad_input, "expected an even number of hexadecimal digits");
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2)
    bytes += static_cast<char>(value(hex[i]) * 16 + value(hex[i + 1]));
  return bytes;
}

std::string to_base64(std::string_view bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3), '\0');
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                  reinterpret_cast<const unsigned char*>(bytes.data()),
                  static_cast<int>(bytes.size()));
  return text;
}

std::string from_base64(std::string_view text) {
  // EVP_DecodeBlock itself skips white space and takes '=' anywhere.
  auto padding = text.size() - (text.find_last_not_of('=') + 1);
  auto is_digit = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '/';
  };
  if (text.size() % 4 || padding > 2 ||
      !std::all_of(text.begin(), text.end() - static_cast<std::ptrdiff_t>(padding), is_digit))
    throw Error(ErrorCode::bad_input, "expected base64");
  if (text.empty()) return {};
  std::string bytes(text.size() / 4 * 3 + 3, '\0');
  int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                             reinterpret_cast<const unsigned char*>(text.data()),
                             static_cast<int>(text.size()));
  if (size < 0) throw Error(ErrorCode::bad_input, "expected base64");
  bytes.resize(static_cast<std::size_t>(size) - padding);
  return bytes;
}

bool equal_secret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace common
