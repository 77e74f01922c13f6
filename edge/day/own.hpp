#pragma once
#include <string>

#include "edge/day/screen.hpp"

/// Record types that the company made itself, as the van shows them. `type` is the type's key
/// ("boiler_log"). What a technician may do here is what the type grants to technicians or to all;
/// permissions beside it are known at the hub alone, which looks again.
namespace edge::day {

/// {types: [{key, label, plural, translations, icon, help, columns, may_create, may_change, fields,
/// states, moves}]}, in the order of their plurals.
nlohmann::json make_own_types(const Screen& screen);

struct OwnQuery {
  std::string search;  ///< in the title and the texts of the record, as typed
  std::string about;   ///< id of a record that one of its references leads to; empty: any
};
/// {rows: [...], total}: newest first, the first 200.
nlohmann::json make_own_list(const Screen& screen, const std::string& type, const OwnQuery& query);
/// {id, title, state, changed_at, is_waiting, values, titles, moves}. Throws not_found.
nlohmann::json make_own_record(const Screen& screen, const std::string& type,
                               const std::string& record);
/// {choices: [{id, title}]}: what the reference may lead to, of what the van holds.
nlohmann::json make_own_choices(const Screen& screen, const std::string& type,
                                const std::string& field, const std::string& search);

}  // namespace edge::day
