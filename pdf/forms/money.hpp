#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace pdf {

/// 123450, "CHF" gives "1’234.50"; the decimals follow ISO 4217 (JPY has none, KWD three). Grouped
/// as on papers in Liechtenstein and Switzerland; a minus sign (U+2212) stands before negative
/// amounts.
std::string format_amount(std::int64_t minor, std::string_view currency);
/// The same with the currency before it: "CHF 1’234.50".
std::string format_money(std::int64_t minor, std::string_view currency);

}  // namespace pdf
