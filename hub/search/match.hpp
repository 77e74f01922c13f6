#pragma once
#include <set>
#include <string>
#include <vector>

#include "hub/search/fields.hpp"
#include "hub/search/terms.hpp"

namespace hub::search {

/// A piece of a text, and whether it was looked for.
struct Piece {
  std::string text;
  bool is_match = false;
};

/// Where a record meets a question.
struct Place {
  bool holds = false;         ///< every term stands in a field that may be read
  std::string field;          ///< the one that says most: "name", "channels.value"
  std::vector<Piece> pieces;  ///< of its text, cut around the first match
  bool is_exact = true;       ///< nothing was corrected
  bool as_typed = false;      ///< some word stands there letter by letter, with its accents
};

/// Words of the index that one term stands for, in a question that was asked.
struct Wanted {
  Term term;
  std::set<std::string> keys, corrected;
};

/// Looks at the record itself, since the index lags behind it.
Place place_of(const RecordType& type, const Message& record, const std::vector<Wanted>& wanted,
               const Readable& readable);

}  // namespace hub::search
