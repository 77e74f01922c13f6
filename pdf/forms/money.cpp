#include "pdf/forms/money.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace pdf {
namespace {

// ISO 4217: every currency not listed has two decimals.
constexpr std::array<std::string_view, 15> without_decimals = {"BIF", "CLP", "DJF", "GNF", "ISK",
                                                               "JPY", "KMF", "KRW", "PYG", "RWF",
                                                               "UGX", "VND", "VUV", "XAF", "XPF"};
constexpr std::array<std::string_view, 7> three_decimals = {"BHD", "IQD", "JOD", "KWD",
                                                            "LYD", "OMR", "TND"};

std::size_t decimals_of(std::string_view currency) {
  const auto is_in = [&](const auto& list) {
    return std::find(list.begin(), list.end(), currency) != list.end();
  };
  if (is_in(without_decimals)) return 0;
  return is_in(three_decimals) ? 3 : 2;
}

std::string grouped(const std::string& digits) {
  std::string result;
  for (std::size_t at = 0; at < digits.size(); ++at) {
    if (at > 0 && (digits.size() - at) % 3 == 0) result += "’";
    result += digits[at];
  }
  return result;
}

}  // namespace

std::string format_amount(std::int64_t minor, std::string_view currency) {
  // Negated as unsigned: the smallest number has no positive counterpart.
  const auto size =
      minor < 0 ? 0 - static_cast<std::uint64_t>(minor) : static_cast<std::uint64_t>(minor);
  const std::size_t decimals = decimals_of(currency);
  std::string digits = std::to_string(size);
  if (digits.size() <= decimals) digits.insert(0, decimals + 1 - digits.size(), '0');
  std::string result = minor < 0 ? "−" : "";
  result += grouped(digits.substr(0, digits.size() - decimals));
  if (decimals > 0) result += '.' + digits.substr(digits.size() - decimals);
  return result;
}

std::string format_money(std::int64_t minor, std::string_view currency) {
  return std::string(currency) + " " + format_amount(minor, currency);
}

}  // namespace pdf
