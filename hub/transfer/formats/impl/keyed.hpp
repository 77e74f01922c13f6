#pragma once
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "hub/transfer/formats/rows.hpp"

namespace hub::transfer::formats::impl {

/// A row whose cells bring their names with them, as in JSON and vCard.
struct KeyedRow {
  std::int64_t line = 0;
  std::vector<std::pair<std::string, std::string>> cells;
  common::Sentence fault;
};
/// False at the end.
using KeyedRows = std::function<bool(KeyedRow&)>;

/// Reads the file twice: once for the names, in the order in which they first appear, once for the
/// rows.
std::unique_ptr<RowReader> keyed_reader(Shape shape, std::function<KeyedRows()> open,
                                        const Limits& limits);

}  // namespace hub::transfer::formats::impl
