#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace hub::webhooks {

/// A new secret: "whsec_" and 32 random bytes as base64.
std::string make_secret();

/// One signature of a message: "v1," and the HMAC-SHA-256 of "<id>.<timestamp>.<body>" as base64,
/// with the bytes of the secret behind its "whsec_" as key.
/// Source: Standard Webhooks, specification of 2023, section "Signature scheme".
/// Throws bad_input for a secret that is none.
std::string sign(std::string_view secret, std::string_view id, std::int64_t timestamp,
                 std::string_view body);

}  // namespace hub::webhooks
