// GET /api/<path>/{id}/history/: what the change log holds of one record.
#include "hub/api/history.hpp"

#include "common/error/error.hpp"
#include "common/text/json_text.hpp"
#include "hub/api/api.hpp"
#include "hub/api/parameters.hpp"
#include "hub/records/views.hpp"
#include "hub/store/change_rows.hpp"
#include "hub/store/scopes.hpp"

namespace hub::api {
namespace {

using common::http::Params;
using common::http::Request;
using common::http::Response;
using nlohmann::json;

constexpr std::int64_t page_size = 100;

/// [salt, before, after] of fields that the caller may see, as {before, after}.
json visible_fields(const Caller& caller, const store::RecordType& type,
                    const store::Message& record, const std::string& text) {
  json shown = json::object();
  auto stored = common::try_read_json(text);
  if (!stored.is_object()) return shown;
  for (auto& [name, value] : stored.items()) {
    auto field = store::find_logged_field(type, name);
    bool of_header = name == "state" || name == "tags" || name == "external_ids";
    if (!of_header && (!field || !caller.schema->access.may_see_field(caller.actor, type, *field)))
      continue;
    bool is_change = value.is_array() && value.size() == 3;
    if (is_change && (records::is_left_out(caller, record, name, value[1]) ||
                      records::is_left_out(caller, record, name, value[2])))
      continue;
    if (is_change) shown[field ? field->name : name] = {{"before", value[1]}, {"after", value[2]}};
  }
  return shown;
}

}  // namespace

Response show_history(Hub& hub, const Caller& caller, const store::RecordType& type,
                      const std::string& id, const Request& request) {
  allow_parameters(request, {"page_token"});
  auto before = before_in(request);
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
        std::string("SELECT ") + store::change_columns +
            " FROM change WHERE tenant = ? AND record = ? AND seq < ? ORDER BY seq DESC LIMIT ?",
        {caller.actor.tenant, id, before, page_size + 1});
    while (rows.step()) {
      if (items.size() == page_size) {
        next = std::to_string(items.back()["seq"].get<std::int64_t>());
        break;
      }
      auto change = store::read_change_row(rows);
      items.push_back({{"seq", rows.integer(0)},
                       {"position", change.position},
                       {"at", common::format_instant(change.at)},
                       {"by", change.actor},
                       {"by_name", change.actor_name},
                       {"device", change.device},
                       {"cause", change.cause},
                       {"action", change.action},
                       {"version", change.version},
                       {"fields", visible_fields(caller, type, *record, change.fields)}});
      // Who works here, and how, is no concern of other organisations.
      if (caller.actor.has("partner") || caller.actor.has("customer"))
        for (auto name : {"by", "by_name", "device", "cause"}) items.back()[name] = "";
      if (!store::is_administrator(caller.actor)) continue;
      items.back()["address"] = change.address;
      items.back()["session"] = change.session;
    }
  });
  return common::http::json({{"items", std::move(items)}, {"next_page_token", next}});
}

}  // namespace hub::api
