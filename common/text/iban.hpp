#pragma once
#include <string_view>

namespace common::text {

/// The form of an IBAN without blanks (ISO 13616-1); fields that declare it as their pattern are
/// checked by their digits as well.
inline constexpr std::string_view iban_pattern = "[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}";

/// Whether the check digits are right (ISO 7064, MOD 97-10). The text has that form already.
bool has_iban_check_digits(std::string_view iban);

}  // namespace common::text
