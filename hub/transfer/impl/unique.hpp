#pragma once
#include <cstdint>
#include <unordered_map>

#include "hub/transfer/impl/prepare.hpp"

namespace hub::transfer::impl {

/// What must be unique within a file: a trial keeps nothing in the database that would say so.
/// Remembers 64 bits per value and the line that had it first.
class UniqueInFile {
 public:
  /// `has_items`: its rows are counted as items, not as lines.
  UniqueInFile(const RecordType& type, bool has_items) : type_(type), has_items_(has_items) {}
  /// Faults of a row whose value an earlier row has.
  void check(Item& item, const Converter& converter);

 private:
  void check_one(Item& item, const Converter& converter, const std::string& field,
                 const std::string& value);
  const RecordType& type_;
  bool has_items_;
  std::unordered_map<std::uint64_t, std::int64_t> lines_;
};

}  // namespace hub::transfer::impl
