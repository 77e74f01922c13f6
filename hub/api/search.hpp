#pragma once
#include "hub/api/api.hpp"
#include "hub/search/vocabulary.hpp"

namespace hub::api {

/// GET /api/search/ and /api/suggest/, POST /api/search/rebuild/. The vocabularies outlive the
/// router.
void add_search_routes(common::http::Router& router, Hub& hub, search::Vocabularies& vocabularies);

/// Changes that the index lacks, for the gauge of that name.
std::int64_t search_lag(Hub& hub);

}  // namespace hub::api
