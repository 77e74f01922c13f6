#pragma once
#include "hub/api/api.hpp"

namespace hub::api {

/// GET /api/<path>/?format=csv|xlsx|json|vcard: the whole list, at once, where it is no longer than
/// transfer::export_at_once_max; a longer one throws too_large and names the way by a job.
common::http::Response export_list(Hub& hub, const Caller& caller,
                                   const common::http::Request& request, const std::string& path);

}  // namespace hub::api
