#pragma once
#include <memory>

#include "hub/quality/likely.hpp"
#include "hub/transfer/impl/settings.hpp"

namespace hub::transfer::impl {

/// One row on its way to becoming a record.
struct Item {
  std::int64_t line = 0;
  formats::Row row;
  Converted converted;
  std::unique_ptr<common::schema::Message> draft;  ///< null when it has faults
  std::vector<std::string> known_by;               ///< see match_texts
  quality::Likely likely;                          ///< when likeness is asked for
};
using Batch = std::vector<Item>;

/// Reads the rows as records, finds what their references name, and checks what can be checked of a
/// record alone. Any thread; reads from the store, writes nothing.
Batch prepare(store::Store& store, const Settings& settings, const Converter& converter,
              std::vector<formats::Row> rows);

/// The faults that an error means for the row.
void add_faults(Item& item, const Converter& converter, const common::Error& error);

}  // namespace hub::transfer::impl
