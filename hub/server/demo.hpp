#pragma once
#include <string>

#include "hub/store/store.hpp"

namespace hub::server {

/// Fills an empty store with the company of a file such as deploy/demo/company.json: a list of
/// entries that are saved through the rules like anybody's. An entry names itself (`as`) and refers
/// to others by "@name"; "~day:-30 08:00" is a time so many days from today in the branch's zone,
/// "~date:-30" a day, "~form:service_report" a form that the product ships. Every user gets
/// `password`. Returns the tenant. Throws bad_input naming the entry that is wrong.
std::string load_company(store::Store& store, const std::string& file, const std::string& company,
                         const std::string& password);

}  // namespace hub::server
