#pragma once
#include "hub/api/api.hpp"
#include "hub/store/chain.hpp"

namespace hub::api {

/// Requests of people about their data: what an erasure would do, and the file of an export.
void add_privacy_routes(common::http::Router& router, Hub& hub);
/// The logs: searched, exported, watched, verified.
void add_audit_routes(common::http::Router& router, Hub& hub);
/// Who may what, and when it was last used; controls of frameworks with the entries that prove
/// them.
void add_audit_report_routes(common::http::Router& router, Hub& hub);

/// Administrators, and who has a role with the key "auditor". Throws forbidden.
void require_auditor(const Caller& caller);
/// An entry as an auditor's live stream shows it.
std::string audit_event(const Caller& caller, const store::ChangeRow& change);

}  // namespace hub::api
