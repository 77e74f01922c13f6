#pragma once
#include <map>

#include "hub/transfer/import.hpp"

namespace hub::transfer::impl {

enum class OnDuplicate { skip, merge, overwrite, keep };

/// An import as it is to be done, from its record.
struct Settings {
  std::string tenant, run;
  Person person;
  const RecordType* type = nullptr;  ///< of the person's schema
  std::vector<std::string> match_keys;
  OnDuplicate on_duplicate = OnDuplicate::skip;
  std::map<std::int64_t, OnDuplicate> choices;  ///< of single rows that are probably duplicates
  std::string file_name, sheet, currency;
  std::vector<ColumnMap> mapping;
  bool by_likeness() const;
  OnDuplicate choice_of(std::int64_t line) const {
    auto found = choices.find(line);
    return found == choices.end() ? on_duplicate : found->second;
  }
};

/// Throws bad_input and forbidden for what cannot be done at all: mapping, keys, rights on the type
/// and on each field that it fills.
Settings load_settings(store::Store& store, const std::string& tenant, const std::string& run,
                       Person person);
/// Of a record's own fields, as an import may fill them.
void require_may_import(const Settings& settings, const Converter& converter);

}  // namespace hub::transfer::impl
