// What belongs to admin.PrivacyRequest beside the record itself, for administrators:
//   GET  /api/privacy/{id}/plan/  what an erasure would find and do; changes nothing
//   GET  /api/privacy/{id}/       whether an export's file is there
//   POST /api/privacy/{id}/file   the file, once, for the user who ran the request
//   GET  /api/retention/plan/     what the rules of retention would remove tonight
#include "hub/privacy/privacy.hpp"

#include <filesystem>

#include "common/error/error.hpp"
#include "hub/api/endpoint.hpp"
#include "hub/api/exports.hpp"
#include "hub/api/oversight.hpp"
#include "hub/privacy/retention.hpp"

namespace hub::api {
namespace {

using common::Error;
using common::ErrorCode;
using common::http::Method;
using common::http::Params;
using common::http::Request;
using common::http::Response;
using nlohmann::json;
using privacy::PrivacyRequest;

PrivacyRequest load(Hub& hub, const Caller& caller, const std::string& id) {
  require_administrator(caller);
  auto& type = caller.schema->catalogue.of<PrivacyRequest>();
  return hub.store.read_result([&](store::Connection& connection) {
    return std::move(static_cast<PrivacyRequest&>(*hub.records.load(connection, caller, type, id)));
  });
}

Response plan(Hub& hub, const Caller& caller, const Request&, const Params& params) {
  auto request = load(hub, caller, std::string(params["id"]));
  auto found = privacy::plan(hub.store, caller.actor.tenant, request);
  json items = json::array();
  // Why something is kept is noted in English, or in the words of a rule.
  for (auto& [name, one] : found.counts) {
    auto type = caller.schema->catalogue.find(name);
    items.push_back({{"type", name},
                     {"label", type ? type->plural : name},
                     {"found", one.found},
                     {"erased", one.erased},
                     {"anonymised", one.anonymised},
                     {"kept", one.kept},
                     {"because", common::Sentence::label(one.because).said()}});
  }
  json records = json::array();
  for (auto& [type, id] : found.subject.records) records.push_back({{"type", type}, {"id", id}});
  for (auto& [type, id] : found.subject.records) note_shown(hub, caller, type, {id});
  return common::http::json({{"items", std::move(items)}, {"person", std::move(records)}});
}

Response show(Hub& hub, const Caller& caller, const Request&, const Params& params) {
  auto id = std::string(params["id"]);
  load(hub, caller, id);
  auto package = hub.store.read_result([&](store::Connection& connection) {
    return privacy::find_package(connection, caller.actor.tenant, id);
  });
  if (!package) throw Error(ErrorCode::not_found, "there is no file of this request");
  auto until = package->at + privacy::package_kept;
  bool expired = until < hub.store.clock().now();
  return common::http::json({{"state", expired ? "expired" : package->state},
                             {"mine", package->user == caller.actor.user},
                             {"size", package->size},
                             {"expires", common::format_instant(until)}});
}

Response take(Hub& hub, const Caller& caller, const Request&, const Params& params) {
  auto id = std::string(params["id"]);
  load(hub, caller, id);
  auto& tenant = caller.actor.tenant;
  auto package = hub.store.read_result([&](store::Connection& connection) {
    return privacy::find_own_package(connection, tenant, id, caller.actor.user,
                                     hub.store.clock().now());
  });
  auto response = put_together(hub, "application/zip", package.size, [&](auto& sink) {
    privacy::read_package(hub.store, tenant, id, sink);
  });
  try {
    hub.store.write(command_of(hub, caller), [&](store::Transaction& transaction) {
      privacy::take_package(transaction, id);
    });
  } catch (...) {
    std::filesystem::remove(std::get<common::http::FilePart>(response.body).path);
    throw;
  }
  response.headers.set("Content-Disposition", "attachment; filename=\"personal-data.zip\"");
  response.headers.set("Cache-Control", "no-store");
  return response;
}

Response retention(Hub& hub, const Caller& caller, const Request&, const Params&) {
  require_administrator(caller);
  json items = json::array();
  for (auto& one : privacy::plan_retention(hub.store, caller.actor.tenant))
    items.push_back({{"rule", one.rule},
                     {"of_type", one.of_type},
                     {"then", one.then},
                     {"due", one.due},
                     {"held", one.held}});
  return common::http::json({{"items", std::move(items)}});
}

}  // namespace

void add_privacy_routes(common::http::Router& router, Hub& hub) {
  add_for_people(router, hub, Method::get, "/api/privacy/{id}/plan/", plan,
                 {.summary = "What an erasure would find and do",
                  .reply = R"({"items": [{"type": "crm.Note", "label": "Notes", "found": 1,
                               "erased": 1, "anonymised": 0, "kept": 0, "because": ""}],
                               "person": [{"type": "crm.Contact", "id": ""}]})"});
  add_for_people(router, hub, Method::get, "/api/privacy/{id}/", show,
                 {.summary = "Whether the file of an export is there",
                  .reply = R"({"state": "done", "mine": true, "size": 1,
                               "expires": "2026-11-20T08:00:00Z"})"});
  add_for_people(router, hub, Method::post, "/api/privacy/{id}/file", take,
                 {.summary = "The file of an export, once", .media_type = "application/zip"});
  add_for_people(router, hub, Method::get, "/api/retention/plan/", retention,
                 {.summary = "What the rules of retention would remove tonight",
                  .reply = R"({"items": [{"rule": "", "of_type": "crm.Note", "then": "delete",
                               "due": 1, "held": 0}]})"});
}

}  // namespace hub::api
