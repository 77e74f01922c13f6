#pragma once
#include <string>
#include <string_view>

namespace common::text {

/// "+423 (0)78-123 45 67" without its spaces and signs, as ITU-T E.164 has it; a "(0)", which is
/// dialled within a country only, is left out. Empty for what no country of the world can have: an
/// unknown country, too few or too many digits for it, letters. Without "+", the number is one of
/// `country` (ISO 3166-1 alpha-2, or none). By libphonenumber.
std::string to_e164(std::string_view number, std::string_view country = {});

/// The country of a number that begins with "+": "LI"; empty where none has it.
std::string country_of_phone(std::string_view number);

}  // namespace common::text
