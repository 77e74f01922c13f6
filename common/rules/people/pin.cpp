#include "common/rules/people/pin.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <vector>

#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/text/text.hpp"

namespace common::rules::people {
namespace {

constexpr std::size_t digits_min = 4, digits_max = 8;
constexpr std::size_t salt_bytes = 16, hash_bytes = 32;
constexpr int cost_now = 14, cost_min = 12, cost_max = 16;  // 2^n blocks of 1 KiB
constexpr std::uint64_t block_size = 8;
constexpr std::uint64_t memory_max = 80ull << 20;

struct Kept {
  int cost = 0;
  std::string salt, hash;
};

std::string scrypt(std::string_view pin, std::string_view salt, int cost) {
  std::string hash(hash_bytes, '\0');
  bool done =
      EVP_PBE_scrypt(pin.data(), pin.size(), reinterpret_cast<const unsigned char*>(salt.data()),
                     salt.size(), std::uint64_t{1} << cost, block_size, 1, memory_max,
                     reinterpret_cast<unsigned char*>(hash.data()), hash.size()) == 1;
  if (!done) throw Error(ErrorCode::internal, "a PIN could not be hashed");
  return hash;
}

std::optional<int> cost_of(std::string_view parameters) {
  constexpr std::string_view before = "ln=", after = ",r=8,p=1";
  if (!parameters.starts_with(before) || !parameters.ends_with(after)) return std::nullopt;
  auto digits = parameters.substr(before.size());
  digits.remove_suffix(std::min(digits.size(), after.size()));
  int cost = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), cost);
  bool whole = error == std::errc() && end == digits.data() + digits.size();
  if (!whole || cost < cost_min || cost > cost_max) return std::nullopt;
  return cost;
}

std::optional<Kept> read(std::string_view text) {
  auto parts = text::split(std::string(text), '$');
  if (parts.size() != 5 || !parts[0].empty() || parts[1] != "scrypt") return std::nullopt;
  auto cost = cost_of(parts[2]);
  if (!cost) return std::nullopt;
  try {
    Kept kept{*cost, from_base64(parts[3]), from_base64(parts[4])};
    if (kept.salt.size() != salt_bytes || kept.hash.size() != hash_bytes) return std::nullopt;
    return kept;
  } catch (const Error&) {
    return std::nullopt;  // not base64: no hash of ours
  }
}

/// Each digit follows the one before by the same step, 9 before 0 too: 1234, 9876, 7890, 5555.
bool counts(std::string_view pin) {
  auto step = [&](std::size_t at) { return (pin[at] - pin[at - 1] + 10) % 10; };
  if (step(1) != 0 && step(1) != 1 && step(1) != 9) return false;
  for (std::size_t at = 2; at < pin.size(); ++at)
    if (step(at) != step(1)) return false;
  return true;
}

/// 1212, 123123.
bool repeats(std::string_view pin) {
  for (std::size_t length = 1; length * 2 <= pin.size(); ++length)
    if (pin.size() % length == 0 && pin.substr(length) == pin.substr(0, pin.size() - length))
      return true;
  return false;
}

}  // namespace

void check_pin(std::string_view pin, std::string_view field) {
  bool is_number = std::all_of(pin.begin(), pin.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!is_number || pin.size() < digits_min || pin.size() > digits_max)
    refuse(std::string(field), "expected 4 to 8 digits");
  if (counts(pin) || repeats(pin))
    refuse(std::string(field),
           "this PIN is easy to guess; take digits that neither repeat nor count up or down");
}

std::string make_pin_hash(std::string_view pin) {
  auto salt = random_bytes(salt_bytes);
  return "$scrypt$ln=" + std::to_string(cost_now) + ",r=8,p=1$" + to_base64(salt) + "$" +
         to_base64(scrypt(pin, salt, cost_now));
}

bool fits_pin(std::string_view pin, std::string_view hash) {
  auto kept = read(hash);
  return kept && pin.size() <= digits_max &&
         equal_secret(scrypt(pin, kept->salt, kept->cost), kept->hash);
}

bool is_pin_hash(std::string_view hash) {
  return read(hash).has_value();
}

}  // namespace common::rules::people
