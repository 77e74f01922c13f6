#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/clock/clock.hpp"

namespace common {

/// A UUID of version 7 (RFC 9562, section 5.7): 48 bits of Unix milliseconds, the rest random.
/// Lower-case with hyphens, 36 characters. Ids made later sort later, to the millisecond.
std::string make_id(Instant now);
/// While one lives, the random parts of ids come from a seed: a simulation that is played again
/// makes the same ones. One at a time in a process; they are no ids for data that anybody keeps.
class SeededIds {
 public:
  explicit SeededIds(std::uint64_t seed);
  ~SeededIds();
  SeededIds(const SeededIds&) = delete;
  SeededIds& operator=(const SeededIds&) = delete;
};
/// True for the 36-character form of any UUID in lower case.
bool is_id(std::string_view text);

/// `size` bytes from the operating system's generator.
std::string random_bytes(std::size_t size);
/// Random text for links and sessions: 256 bits as 43 characters of base64url.
std::string random_token();

/// SHA-256 (FIPS 180-4): 32 raw bytes, or 64 lower-case hex characters.
std::string sha256(std::string_view bytes);
std::string sha256_hex(std::string_view bytes);
std::string to_hex(std::string_view bytes);
/// Throws Error{bad_input} for an odd length or a character that is not hex.
std::string from_hex(std::string_view hex);
/// RFC 4648, section 4, with padding.
std::string to_base64(std::string_view bytes);
/// Throws Error{bad_input} for what is not base64.
std::string from_base64(std::string_view text);
/// Compares without telling by its time where the two differ.
bool equal_secret(std::string_view a, std::string_view b);

}  // namespace common
