#include "common/text/phone.hpp"

namespace common::text {

std::string to_e164(std::string_view number) {
  constexpr std::size_t digits_min = 7, digits_max = 15;
  if (number.empty() || number.front() != '+') return {};
  std::string digits;
  for (number.remove_prefix(1); !number.empty(); number.remove_prefix(1)) {
    if (number.substr(0, 3) == "(0)") {
      number.remove_prefix(2);
      continue;
    }
    char c = number.front();
    if (c >= '0' && c <= '9')
      digits += c;
    else if (std::string_view(" -./()").find(c) == std::string_view::npos)
      return {};
  }
  if (digits.size() < digits_min || digits.size() > digits_max || digits.front() == '0') return {};
  return "+" + digits;
}

}  // namespace common::text
