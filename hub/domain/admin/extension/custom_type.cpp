#include <set>

#include "common/error/error.hpp"
#include "common/expr/expr.hpp"
#include "common/rules/rules.hpp"
#include "hub/store/transaction.hpp"
#include "proto/records/admin/custom_type.pb.h"

namespace hub::domain::admin {
namespace {

using common::refuse;
using common::say;
using common::rules::Change;
using common::rules::Records;
using truckroll::admin::CustomType;

std::string name_of(const CustomType& type) {
  return "own." + type.key();
}

std::set<std::string> states_of(const CustomType& type) {
  std::set<std::string> states;
  for (auto& state : type.states())
    if (!states.insert(state.key()).second)
      refuse("states", say("\"{}\" appears twice", state.key()));
  return states;
}

void check_moves(const CustomType& type, const std::set<std::string>& states) {
  std::set<std::string> leaving;
  for (auto& move : type.moves()) {
    if (!states.count(move.to()))
      refuse("moves", say("there is no state \"{}\" for {}", move.to(), move.action()));
    for (auto& from : move.from()) {
      if (!states.count(from))
        refuse("moves", say("there is no state \"{}\" for {}", from, move.action()));
      if (!leaving.insert(from + " " + move.action()).second)
        refuse("moves", say("{} leads two ways from {}", move.action(), from));
    }
  }
}

/// Records of this type that are in a state; of all states when that is empty.
bool has_records(Records& records, const CustomType& type, const std::string& state) {
  return store::hub_transaction(records)
      .sql()
      .scalar("SELECT 1 FROM own_record WHERE tenant = ? AND \"type\" = ? AND deleted_at IS NULL" +
                  std::string(state.empty() ? " AND ? = ''" : " AND state = ?") + " LIMIT 1",
              {records.actor().tenant, name_of(type), state})
      .has_value();
}

void keep_states_in_use(Records& records, const Change<CustomType>& change,
                        const std::set<std::string>& states) {
  if (change.creates()) return;
  for (auto& state : change.before->states())
    if (!states.count(state.key()) && has_records(records, change.after, state.key()))
      refuse("states", say("there are records in state \"{}\"; move them first", state.key()));
}

/// As far as its fields are there already; a grant that does not fit gives nothing.
void check_grants(Records& records, const CustomType& type) {
  auto made = records.catalogue().find(name_of(type));
  for (auto& grant : type.grants()) {
    if (!made || grant.where().empty()) continue;
    try {
      common::expr::Expression::parse(grant.where(), *made, records.catalogue());
    } catch (const common::Error& error) {
      refuse("grants", say("condition for {}: {}", grant.role(), error.sentence()));
    }
  }
}

void check(Records& records, Change<CustomType>& change) {
  auto states = states_of(change.after);
  if (states.empty() && !change.after.moves().empty())
    refuse("moves", "there are no states to move between");
  check_moves(change.after, states);
  keep_states_in_use(records, change, states);
  check_grants(records, change.after);
}

void keep_with_records(Records& records, const CustomType& removed) {
  if (has_records(records, removed, ""))
    throw common::Error(common::ErrorCode::conflict,
                        "there are records of this type; retire it instead");
}

const common::rules::Effects<CustomType> effects =
    common::rules::Effects<CustomType>().before_save(check).after_remove(keep_with_records);

}  // namespace
}  // namespace hub::domain::admin
