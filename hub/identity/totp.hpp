#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/clock/clock.hpp"

/// One-time codes as authenticator apps make them: HOTP (RFC 4226) over time (RFC 6238).
namespace hub::identity {

enum class CodeHash { sha1, sha256, sha512 };

/// RFC 4226, section 5.3; `digits` 6 to 8, with leading zeros.
std::string one_time_code(std::string_view key, std::uint64_t counter, int digits = 6,
                          CodeHash hash = CodeHash::sha1);
/// The step of 30 s that an instant lies in.
std::int64_t code_step(common::Instant at);
/// The step, of this one and its neighbours, whose code it is. Neighbours count since the clocks of
/// telephones are some seconds off (RFC 6238, section 5.2).
std::optional<std::int64_t> matching_step(std::string_view key, std::string_view code,
                                          common::Instant now);

/// RFC 4648, section 6, without padding.
std::string to_base32(std::string_view bytes);
/// What an app reads from the picture: "otpauth://totp/Issuer:account?secret=…&issuer=Issuer".
std::string code_uri(std::string_view key, std::string_view issuer, std::string_view account);

}  // namespace hub::identity
