#pragma once
#include <string>

#include "hub/store/store.hpp"

namespace hub::server {

/// Fills an empty store with the company of a file such as deploy/demo/company.json: the first
/// entry
/// {"company": …} founds it, the others follow (see hub/domain/admin/start). Besides, {"user": …}
/// makes a user with `password`, {"book": …} books a visit, {"history": …} makes a job of the past;
/// "~day:-30 08:00" is a time so many days from today in the company's zone, "~date:-30" a day; an
/// entry with "at" happens then. Returns the tenant. Throws bad_input naming the entry that is
/// wrong.
std::string load_company(store::Store& store, const std::string& file, const std::string& password);

}  // namespace hub::server
