#include "common/text/iban.hpp"

namespace common::text {

bool has_iban_check_digits(std::string_view iban) {
  if (iban.size() < 5) return false;
  int rest = 0;
  auto take = [&](char c) {
    // A letter counts as two digits, A is 10.
    rest = c <= '9' ? (rest * 10 + (c - '0')) % 97 : (rest * 100 + (c - 'A' + 10)) % 97;
  };
  for (char c : iban.substr(4)) take(c);
  for (char c : iban.substr(0, 4)) take(c);
  return rest == 1;
}

}  // namespace common::text
