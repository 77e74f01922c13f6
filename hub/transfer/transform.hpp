#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hub::transfer {

/// How the cells of a column are read, as an import's mapping says:
///   "dates=dmy; decimal=comma; empty=LI; fixed=customer; with=kind:mail;
///   replace=Firma:company,Privat:person; by=number"
/// Parts that are left out have their defaults.
struct Transform {
  enum class Dates { unsaid, dmy, mdy, ymd } dates = Dates::unsaid;
  enum class Decimals { unsaid, point, comma } decimals = Decimals::unsaid;
  std::string empty;                                      ///< what an empty cell counts as
  std::optional<std::string> fixed;                       ///< instead of every cell
  std::vector<std::pair<std::string, std::string>> with;  ///< other fields of the line, set with it
  std::map<std::string, std::string, std::less<>> replace;  ///< by the folded cell
  std::string by;    ///< field by which a reference names its record; empty: any that is unique
  std::string zone;  ///< IANA; of times that say none: the company's, no part of the text
};

/// Throws bad_input for field "mapping".
Transform parse_transform(std::string_view text);

}  // namespace hub::transfer
