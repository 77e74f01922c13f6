#pragma once
#include <string>
#include <vector>

#include "common/error/error.hpp"
#include "hub/transfer/formats/rows.hpp"

namespace reading {

using hub::transfer::formats::Row;
using hub::transfer::formats::RowReader;

/// A file that comes in parts of `size` bytes, so that everything is cut somewhere.
inline hub::transfer::formats::File cut_file(const std::string& bytes, std::size_t size) {
  return {"test", [bytes, size] {
            return [bytes, size, at = std::size_t{0}]() mutable {
              auto part = bytes.substr(std::min(at, bytes.size()), size);
              at += part.size();
              return part;
            };
          }};
}

inline std::string joined(const std::vector<std::string>& cells) {
  std::string out;
  for (auto& cell : cells)
    out += (out.empty() ? "" : "|") + (cell.empty() ? std::string("-") : cell);
  return out;
}

/// "name|city / 2 Anna|Vaduz / 3 !reason": columns, then rows with their lines. An Error's text
/// after "!!".
inline std::string read_all(const std::string& bytes, std::size_t part = 7,
                            const std::string& sheet = {}) {
  std::string out;
  try {
    auto rows = hub::transfer::formats::open_rows(cut_file(bytes, part), sheet);
    out = joined(rows->columns());
    for (Row row; rows->next(row);)
      out += " / " + std::to_string(row.line) + " " +
             (row.fault.empty() ? joined(row.cells) : "!" + row.fault.english());
  } catch (const common::Error& error) {
    out += "!!" + error.text();
  }
  return out;
}

}  // namespace reading
