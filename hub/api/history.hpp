#pragma once
#include "hub/api/api.hpp"

namespace hub::api {

/// The record's changes, newest first; fields that the caller may not see are left out.
common::http::Response show_history(Hub& hub, const Caller& caller, const store::RecordType& type,
                                    const std::string& id, const common::http::Request& request);

/// The field of an entry of the log, which names the company's own fields by number, since their
/// names change; null for the header's and for what is gone.
const store::Field* logged_field(const store::RecordType& type, const std::string& name);

}  // namespace hub::api
