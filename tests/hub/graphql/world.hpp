#pragma once
#include "common/rules/rules.hpp"
#include "hub/graphql/catalogue_schema.hpp"
#include "hub/graphql/parser.hpp"
#include "hub/graphql/validation.hpp"
#include "hub/store/access.hpp"

namespace graphql_test {

/// The record types of a company that added none.
inline const std::shared_ptr<const hub::store::Schema>& types() {
  static const auto all =
      std::make_shared<const hub::store::Schema>(common::schema::Catalogue::compiled());
  return all;
}

inline common::rules::Actor actor(const std::string& role) {
  common::rules::Actor actor;
  actor.tenant = "t1";
  actor.user = "0193a000-0000-7000-8000-0000000000aa";
  actor.roles = {role};
  return actor;
}

inline const hub::graphql::Schema& schema(const std::string& role) {
  static std::map<std::string, std::shared_ptr<const hub::graphql::Schema>> known;
  auto& made = known[role];
  if (!made)
    made = hub::graphql::make_schema(types(), common::rules::RuleBook::registered(), actor(role));
  return *made;
}

/// All that is wrong, one per line, with the first place.
inline std::string faults(const std::string& text, const std::string& role = "admin") {
  std::string said;
  for (auto& fault : hub::graphql::validate(schema(role), hub::graphql::parse(text)))
    said += (said.empty() ? "" : "\n") + std::to_string(fault.places.at(0).line) + ":" +
            std::to_string(fault.places.at(0).column) + " " + fault.text;
  return said;
}

}  // namespace graphql_test
