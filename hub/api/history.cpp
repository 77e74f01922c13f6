// GET /api/<path>/{id}/history/: what the change log holds of one record.
#include "hub/api/history.hpp"
#include "common/error/error.hpp"
#include "hub/api/api.hpp"
#include "hub/api/parameters.hpp"
#include "hub/store/scopes.hpp"

namespace hub::api {
namespace {

using common::http::Params;
using common::http::Request;
using common::http::Response;
using nlohmann::json;

constexpr std::int64_t page_size = 100;

/// [salt, before, after] of fields that the caller may see, as {before, after}.
json visible_fields(const Caller& caller, const store::RecordType& type, const std::string& text) {
  json shown = json::object();
  auto stored = json::parse(text, nullptr, false);
  if (!stored.is_object()) return shown;
  for (auto& [name, value] : stored.items()) {
    auto field = logged_field(type, name);
    bool of_header = name == "state" || name == "tags" || name == "external_ids";
    if (!of_header && (!field || !caller.schema->access.may_see_field(caller.actor, type, *field)))
      continue;
    if (value.is_array() && value.size() == 3)
      shown[field ? field->name : name] = {{"before", value[1]}, {"after", value[2]}};
  }
  return shown;
}

}  // namespace

const store::Field* logged_field(const store::RecordType& type, const std::string& name) {
  if (!name.starts_with("custom.")) return type.find_field(name);
  for (auto& field : type.custom)
    if (name.substr(7) == std::to_string(field.descriptor->number())) return &field;
  return nullptr;
}

Response show_history(Hub& hub, const Caller& caller, const store::RecordType& type,
                      const std::string& id, const Request& request) {
  allow_parameters(request, {"page_token"});
  std::int64_t before = INT64_MAX;
  if (auto token = request.parameter("page_token"); token && !token->empty()) {
    auto text = std::string(*token);
    if (text.size() > 18 || text.find_first_not_of("0123456789") != std::string::npos)
      common::refuse("page_token", "expected the next_page_token of an earlier reply");
    before = std::stoll(text);
  }
  json items = json::array();
  std::string next;
  hub.store.read([&](store::Connection& connection) {
    auto record = caller.schema->tables.of(type).find(connection, caller.actor.tenant, id, true);
    if (!record ||
        !caller.schema->access.may_record(caller.actor, type, store::options::READ, *record,
                                          caller.context, find_in(caller, connection)))
      throw common::Error(common::ErrorCode::not_found, "there is no such record");
    note_read(hub, caller, type, *record);
    auto& rows = connection.query(
        "SELECT seq, position, at, actor, actor_name, device, cause, action, fields, version, "
        "address, session FROM change "
        "WHERE tenant = ? AND record = ? AND seq < ? ORDER BY seq DESC LIMIT ?",
        {caller.actor.tenant, id, before, page_size + 1});
    while (rows.step()) {
      if (items.size() == page_size) {
        next = std::to_string(items.back()["seq"].get<std::int64_t>());
        break;
      }
      items.push_back({{"seq", rows.integer(0)},
                       {"position", rows.integer(1)},
                       {"at", common::format_instant(common::from_micros(rows.integer(2)))},
                       {"by", rows.text(3)},
                       {"by_name", rows.text(4)},
                       {"device", rows.text(5)},
                       {"cause", rows.text(6)},
                       {"action", rows.text(7)},
                       {"version", rows.integer(9)},
                       {"fields", visible_fields(caller, type, rows.text(8))}});
      // Who works here, and how, is no concern of other organisations.
      if (caller.actor.has("partner") || caller.actor.has("customer"))
        for (auto name : {"by", "by_name", "device", "cause"}) items.back()[name] = "";
      if (!store::is_administrator(caller.actor)) continue;
      items.back()["address"] = rows.text(10);
      items.back()["session"] = rows.text(11);
    }
  });
  return common::http::json({{"items", std::move(items)}, {"next_page_token", next}});
}

}  // namespace hub::api
