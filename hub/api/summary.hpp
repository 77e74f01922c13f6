#pragma once
#include "hub/api/api.hpp"

namespace hub::api {

/// GET /api/<path>/summary/?group=&sum=&filter=&search=&limit=
void add_summary_routes(common::http::Router& router, Hub& hub);

}  // namespace hub::api
