#pragma once
#include <string_view>

namespace common::codec {

/// An active alphabetic code of ISO 4217, without funds, metals and test codes.
bool is_currency(std::string_view code);
/// An officially assigned alpha-2 code of ISO 3166-1, or XK (Kosovo, in common use).
bool is_country(std::string_view code);

}  // namespace common::codec
