#pragma once
#include "hub/api/api.hpp"

namespace hub::api {

/// The record's changes, newest first; fields that the caller may not see are left out.
common::http::Response show_history(Hub& hub, const Caller& caller, const store::RecordType& type,
                                    const std::string& id, const common::http::Request& request);

}  // namespace hub::api
