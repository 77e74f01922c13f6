#include "hub/gateway/stock_feed.hpp"

#include "common/codec/values.hpp"
#include "common/schema/schema.hpp"
#include "proto/records/sales/product.pb.h"
#include "proto/records/stock/stock_move.pb.h"
#include "proto/records/stock/warehouse.pb.h"

namespace hub::gateway {
namespace {

using truckroll::stock::StockMove;

/// A company's whole past is not told when its log is read again from the beginning.
constexpr std::int64_t moves_max = 500;

std::vector<std::string> devices_at(store::Connection& connection, const std::string& tenant,
                                    const std::string& warehouse) {
  std::vector<std::string> devices;
  auto& rows = connection.query(
      "SELECT d.id FROM device d JOIN vehicle v ON v.tenant = d.tenant AND v.id = d.vehicle WHERE "
      "v.tenant = ? AND v.warehouse = ? AND v.deleted_at IS NULL AND d.deleted_at IS NULL",
      {tenant, warehouse});
  while (rows.step()) devices.push_back(rows.text(0));
  return devices;
}

template <class T>
std::optional<T> find(store::Store& store, store::Connection& connection, const std::string& tenant,
                      const std::string& id) {
  auto found = store.tables().of(store.catalogue().of<T>()).find(connection, tenant, id);
  if (!found) return std::nullopt;
  return static_cast<const T&>(*found);
}

StockChange describe(store::Store& store, store::Connection& connection, const std::string& tenant,
                     const StockMove& move, const std::string& warehouse) {
  bool is_in = move.to() == warehouse;
  StockChange change;
  change.at = common::codec::from_timestamp(move.at());
  change.quantity = static_cast<double>(move.quantity().millionths()) / 1e6 * (is_in ? 1 : -1);
  change.kind =
      common::schema::choice_name(StockMove::Kind_descriptor()->FindValueByNumber(move.kind()));
  if (auto place = find<truckroll::stock::Warehouse>(store, connection, tenant,
                                                     is_in ? move.from() : move.to()))
    change.place = place->name();
  if (auto product = find<truckroll::sales::Product>(store, connection, tenant, move.product()))
    change.product = product->code();
  return change;
}

}  // namespace

std::vector<DeviceStockChange> read_stock_changes(store::Store& store, const std::string& tenant,
                                                  std::int64_t after, std::int64_t through) {
  std::vector<DeviceStockChange> changes;
  store.read([&](store::Connection& connection) {
    std::vector<std::string> moves;
    auto& rows = connection.query(
        "SELECT record FROM change WHERE tenant = ? AND position > ? AND position <= ? AND type = "
        "'stock.StockMove' AND action = 'create' ORDER BY position DESC LIMIT ?",
        {tenant, after, through, moves_max});
    while (rows.step()) moves.insert(moves.begin(), rows.text(0));
    for (auto& id : moves) {
      auto move = find<StockMove>(store, connection, tenant, id);
      if (!move) continue;
      for (auto& place : {move->from(), move->to()})
        for (auto& device : devices_at(connection, tenant, place))
          changes.push_back({device, describe(store, connection, tenant, *move, place)});
    }
  });
  return changes;
}

std::optional<StockChange> find_last_stock_change(store::Store& store, const std::string& tenant,
                                                  const std::string& warehouse) {
  std::optional<StockChange> change;
  if (warehouse.empty()) return change;
  store.read([&](store::Connection& connection) {
    auto id = connection.scalar(
        "SELECT id FROM stock_move WHERE tenant = ? AND (\"from\" = ? OR \"to\" = ?) AND "
        "deleted_at IS NULL ORDER BY \"at\" DESC, id DESC LIMIT 1",
        {tenant, warehouse, warehouse});
    auto text = id ? std::get_if<std::string>(&*id) : nullptr;
    if (!text) return;
    if (auto move = find<StockMove>(store, connection, tenant, *text))
      change = describe(store, connection, tenant, *move, warehouse);
  });
  return change;
}

}  // namespace hub::gateway
