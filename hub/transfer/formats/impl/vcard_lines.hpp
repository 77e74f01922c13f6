#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "hub/transfer/formats/impl/text.hpp"

namespace hub::transfer::formats::impl {

/// One property of a card: "TEL;TYPE=cell:+41 79 123 45 67".
struct Property {
  std::int64_t line = 0;
  std::string name;                ///< upper case, without its group
  std::vector<std::string> types;  ///< lower case
  std::string value;               ///< unfolded, quoted-printable decoded, escapes still in it
  bool is_broken = false;          ///< no text in any encoding
};

/// Reads the properties of a file of cards (RFC 6350, RFC 2426, and vCard 2.1 where phones still
/// write it).
class PropertyReader {
 public:
  PropertyReader(Parts parts, const Limits& limits) : window_(std::move(parts)), limits_(limits) {}
  std::optional<Property> next();

 private:
  std::optional<std::string> raw_line();
  std::optional<std::string> unfolded(bool& soft_breaks);
  Window window_;
  const Limits limits_;
  std::int64_t line_ = 0, begun_ = 0;
  std::optional<std::string> ahead_;
};

/// "a\, b" is "a, b"; "\n" is a line end.
std::string unescaped(std::string_view value);
/// The parts of a structured value, unescaped: of N and ADR by semicolons.
std::vector<std::string> parts_of(std::string_view value, char by);

}  // namespace hub::transfer::formats::impl
