#pragma once
#include <map>
#include <set>
#include <string>

#include "hub/records/caller.hpp"

namespace hub::transfer {

/// On whose behalf something is done.
using Person = records::Caller;

/// Records that a text names: how many there are and the first of them.
struct Named {
  std::string id;
  int count = 0;
};

/// Finds the records of a type by texts, those that the person may read, in a few queries for all
/// texts: by `by`, or by whatever is unique, the number, then the field that titles show first.
/// Texts that name none are absent. Throws bad_input for field "mapping" when the type has no such
/// field.
std::map<std::string, Named> find_named(store::Connection& connection, const Person& person,
                                        const std::string& type, const std::string& by,
                                        const std::set<std::string>& texts);

}  // namespace hub::transfer
