// GET /api/stock-by-place/: what lies where, by van and depot.
#include <optional>
#include <set>

#include "common/codec/values.hpp"
#include "hub/api/parameters.hpp"
#include "hub/api/related.hpp"

namespace hub::api {
namespace {

using common::http::Params;
using common::http::Request;
using common::http::Response;
using nlohmann::json;

/// Their ids; nothing where the caller may read all.
std::optional<std::set<std::string>> readable_items(const Caller& caller,
                                                    store::Connection& connection,
                                                    const store::RecordType& type) {
  auto reach = caller.schema->access.reach(caller.actor, type, store::options::READ);
  if (!reach.condition) return std::nullopt;
  auto condition = store::to_sql(*reach.condition, type, caller.context, connection.dialect());
  store::Values values{caller.actor.tenant};
  values.insert(values.end(), condition.values.begin(), condition.values.end());
  std::set<std::string> ids;
  auto& rows = connection.query(
      "SELECT id FROM warehouse_item WHERE warehouse_item.tenant = ? AND " + condition.sql, values);
  while (rows.step()) ids.insert(rows.text(0));
  return ids;
}

Response by_place(Hub& hub, const Caller& caller, const Request& request, const Params&) {
  allow_parameters(request, {});
  auto& type = caller.schema->catalogue.type("stock.WarehouseItem");
  records::RecordService::require_may(caller, type, store::options::READ);
  std::map<std::string, json> places;
  std::vector<std::string> order;
  hub.store.read([&](store::Connection& connection) {
    auto readable = readable_items(caller, connection, type);
    auto& rows = connection.query(
        "SELECT w.id, w.code, w.name, w.kind, p.id, p.code, p.name, i.on_hand, i.reserved, "
        "i.\"free\", i.on_hand__unit, i.minimum, i.bin, p.unit, i.id "
        "FROM warehouse w JOIN warehouse_item i ON i.tenant = w.tenant AND i.warehouse = w.id AND "
        "i.deleted_at IS NULL "
        "JOIN product p ON p.tenant = i.tenant AND p.id = i.product WHERE w.tenant = ? AND "
        "w.deleted_at IS NULL "
        "AND w.kind IN ('depot', 'van', 'bin') ORDER BY w.kind, w.code, p.code",
        {caller.actor.tenant});
    auto number = [&](std::size_t at) { return common::codec::format_scaled(rows.integer(at), 6); };
    while (rows.step()) {
      if (readable && !readable->count(rows.text(14))) continue;
      auto [place, fresh] = places.try_emplace(rows.text(0));
      if (fresh) {
        order.push_back(rows.text(0));
        place->second = {{"id", rows.text(0)},
                         {"code", rows.text(1)},
                         {"name", rows.text(2)},
                         {"kind", rows.text(3)},
                         {"items", json::array()}};
      }
      bool low = !rows.is_null(11) && rows.integer(9) < rows.integer(11);
      place->second["items"].push_back(
          {{"product", rows.text(4)},
           {"code", rows.text(5)},
           {"name", rows.text(6)},
           {"on_hand", number(7)},
           {"reserved", number(8)},
           {"free", number(9)},
           {"unit", rows.text(10).empty() ? rows.text(13) : rows.text(10)},
           {"bin", rows.text(12)},
           {"low", low}});
    }
  });
  json list = json::array();
  for (auto& id : order) list.push_back(std::move(places[id]));
  return common::http::json({{"places", std::move(list)}});
}

}  // namespace

void add_stock_routes(common::http::Router& router, Hub& hub) {
  add(router, hub, common::http::Method::get, "/api/stock-by-place/", by_place,
      {.summary = "What lies in each warehouse and van",
       .reply = R"({"places": [{"items": [{"product": "", "code": "", "name": "", "unit": "H87",
                    "bin": "", "low": false}]}]})"});
}

}  // namespace hub::api
