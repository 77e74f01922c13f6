#pragma once
#include "hub/api/api.hpp"
#include "hub/store/chain.hpp"

namespace hub::api {

/// Requests of people about their data: what an erasure would do, and the file of an export.
void add_privacy_routes(common::http::Router& router, Hub& hub);
/// The logs: searched, exported, watched, verified. `sign` signs where the change log begins.
void add_audit_routes(common::http::Router& router, Hub& hub, store::Sign sign);
/// Who may what, and when it was last used; controls of frameworks with the entries that prove
/// them.
void add_audit_report_routes(common::http::Router& router, Hub& hub);

}  // namespace hub::api
