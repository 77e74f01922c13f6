// POST /api/<path>/{id}/restore/: takes a deletion back.
// POST /api/<path>/{id}/revert/ {"version": N}: the record's fields as they were in that version,
// as a new change, from what the change log holds. With If-Match only while that is the newest.
#include "common/error/error.hpp"
#include "common/text/json_text.hpp"
#include "hub/api/api.hpp"
#include "hub/api/history.hpp"
#include "hub/api/once.hpp"
#include "hub/store/changes.hpp"

namespace hub::api {
namespace {

using common::Error;
using common::ErrorCode;
using common::codec::Json;
using common::http::Params;
using common::http::Request;
using common::http::Response;
using records::RecordService;
using store::Connection;
using store::RecordType;
using store::Transaction;
namespace options = common::schema::options;
namespace schema = common::schema;

Response shown(Hub& hub, const Caller& caller, Connection& connection, const RecordType& type,
               const std::string& id) {
  auto record = hub.records.load(connection, caller, type, id);
  auto response = common::http::json_text(record_json(hub, caller, connection, type, *record), 200);
  response.headers.set(
      "ETag", "\"" + std::to_string(schema::header(std::as_const(*record)).version()) + "\"");
  return response;
}

Response restore(Hub& hub, const Caller& caller, const Request& request, const Params& params) {
  auto& type = RecordService::type_at(caller, params["path"]);
  RecordService::require_may(caller, type, options::DELETE);
  std::string id(params["id"]);
  auto write = [&](Transaction& transaction) {
    hub.records.restore(transaction, caller, type, id);
  };
  return write_once(hub, caller, request, write, [&](Connection& connection) {
    return shown(hub, caller, connection, type, id);
  });
}

std::int64_t version_in(const Request& request) {
  auto body = common::codec::parse_json(request.body);
  if (!body.is_object() || body.size() != 1 || !body.contains("version") ||
      !body["version"].is_number_integer() || body["version"].get<std::int64_t>() < 1)
    common::refuse("version", "expected the number of an earlier version");
  return body["version"].get<std::int64_t>();
}

/// Whether a person may write the field back: what is computed or set once stays as it is.
bool is_given_back(const Caller& caller, const RecordType& type, const store::Field& field) {
  return !field.readonly() && !field.options->secret() &&
         caller.schema->access.may_change_field(caller.actor, type, field);
}

/// What the fields changed since then were before: the patch that brings them back.
Json patch_to(Connection& connection, const Caller& caller, const RecordType& type,
              const std::string& id, std::int64_t version) {
  auto& rows = connection.query(
      "SELECT fields, version FROM change WHERE tenant = ? AND record = ? AND version > ? ORDER BY "
      "version DESC",
      {caller.actor.tenant, id, version});
  Json patch = Json::object();
  while (rows.step()) {
    auto fields = common::try_read_json(rows.text(0));
    if (!fields.is_object())
      throw Error(ErrorCode::conflict, "what it was then has been removed from the log");
    for (auto& [name, value] : fields.items()) {
      auto field = store::find_logged_field(type, name);
      bool entry = value.is_array() && value.size() == 3;
      if (entry && field && is_given_back(caller, type, *field)) patch[field->name] = value[1];
    }
  }
  return patch;
}

void require_earlier(const store::Message& record, std::int64_t version) {
  if (version >= schema::header(record).version())
    common::refuse("version",
                   common::say("expected a version before {}", schema::header(record).version()));
}

/// Who names the version that he has looked at takes back nothing that came after it.
void require_seen(const Request& request, std::int64_t current) {
  auto seen = request.headers.find("If-Match");
  if (seen && *seen != "*" && *seen != "\"" + std::to_string(current) + "\"")
    throw Error(ErrorCode::conflict, "has been changed by somebody else in the meantime",
                "If-Match");
}

Response revert(Hub& hub, const Caller& caller, const Request& request, const Params& params) {
  auto& type = RecordService::type_at(caller, params["path"]);
  RecordService::require_may(caller, type, options::CHANGE);
  std::string id(params["id"]);
  auto version = version_in(request);
  std::optional<records::Input> input;
  std::int64_t current = 0;
  hub.store.read([&](Connection& connection) {
    auto record = hub.records.load(connection, caller, type, id);
    require_earlier(*record, version);
    current = schema::header(std::as_const(*record)).version();
    require_seen(request, current);
    input = RecordService::check_input(caller, type,
                                       patch_to(connection, caller, type, id, version), false);
  });
  auto write = [&](Transaction& transaction) {
    transaction.name_action("revert");
    hub.records.change(transaction, caller, *input, id, current);
  };
  return write_once(hub, caller, request, write, [&](Connection& connection) {
    return shown(hub, caller, connection, type, id);
  });
}

}  // namespace

void add_version_routes(common::http::Router& router, Hub& hub) {
  common::http::Description restoring{"Takes the deletion back"}, reverting{"Back to a version"};
  restoring.where = {"delete"};
  restoring.gives_record = reverting.gives_record = true;
  reverting.where = {"change"};
  reverting.body = R"({"version": 3})";
  auto post = common::http::Method::post;
  add(router, hub, post, "/api/{path}/{id}/restore/", restore, restoring);
  add(router, hub, post, "/api/{path}/{id}/revert/", revert, reverting);
}

}  // namespace hub::api
