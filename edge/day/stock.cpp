#include <algorithm>

#include "common/codec/values.hpp"
#include "common/rules/stock/places.hpp"
#include "edge/day/impl/sections.hpp"
#include "proto/records/admin/reason.pb.h"
#include "proto/records/billing/line_item.pb.h"
#include "proto/records/sales/product.pb.h"
#include "proto/records/stock/stock_move.pb.h"
#include "proto/records/stock/stock_reservation.pb.h"
#include "proto/records/stock/warehouse_item.pb.h"

namespace edge::day {
namespace {

using common::rules::Records;
using truckroll::admin::Reason;
using truckroll::billing::LineItem;
using truckroll::sales::Product;
using truckroll::stock::StockMove;
using truckroll::stock::StockReservation;
using truckroll::stock::WarehouseItem;

void add_product(Records& records, json& row, const std::string& id) {
  auto product = records.find<Product>(id);
  row["product"] = id;
  row["code"] = product ? product->code() : "";
  row["name"] = product ? product->name() : "";
}

json used_json(Records& records, const StockMove& move, std::int64_t quantity) {
  json row{{"id", move.header().id()},
           {"quantity", decimal_text(quantity)},
           {"unit", text_or_null(move.quantity().unit())},
           {"at", instant_text(move.at())}};
  add_product(records, row, move.product());
  return row;
}

/// What was used and not taken back; a return names no move, so the latest uses of the product give
/// way first, as a technician takes back what he has just booked.
json used_parts(Records& records, const std::string& work_order) {
  auto moves = records.where<StockMove>("work_order", work_order);
  std::stable_sort(moves.begin(), moves.end(), [](auto& a, auto& b) {
    return common::codec::from_timestamp(a.at()) < common::codec::from_timestamp(b.at());
  });
  std::map<std::string, std::int64_t> returned;
  for (auto& move : moves)
    if (move.kind() == StockMove::KIND_RETURN)
      returned[move.product()] += move.quantity().millionths();
  std::vector<json> used;
  for (auto move = moves.rbegin(); move != moves.rend(); ++move) {
    if (move->kind() != StockMove::KIND_USE) continue;
    auto& back = returned[move->product()];
    auto taken = std::min(back, move->quantity().millionths());
    back -= taken;
    if (auto left = move->quantity().millionths() - taken; left > 0)
      used.push_back(used_json(records, *move, left));
  }
  std::reverse(used.begin(), used.end());
  return used;
}

std::int64_t reserved_for(const std::vector<StockReservation>& reservations, const LineItem& line) {
  std::int64_t sum = 0;
  for (auto& one : reservations)
    if (one.product() == line.product() && one.header().state() == "held")
      sum += one.quantity().millionths();
  return sum;
}

json planned_parts(Records& records, const std::string& work_order) {
  json rows = json::array();
  auto reservations = records.where<StockReservation>("work_order", work_order);
  auto lines = records.where<LineItem>("work_order", work_order);
  std::stable_sort(lines.begin(), lines.end(),
                   [](auto& a, auto& b) { return a.position() < b.position(); });
  for (auto& line : lines) {
    bool part = line.kind() == LineItem::KIND_PART || line.kind() == LineItem::KIND_EQUIPMENT;
    if (!part || line.product().empty()) continue;
    auto& quantity = line.has_planned_quantity() ? line.planned_quantity() : line.quantity();
    json row{{"line", line.header().id()},
             {"quantity", decimal_text(quantity.millionths())},
             {"unit", text_or_null(line.unit())},
             {"reserved", decimal_text(reserved_for(reservations, line))}};
    add_product(records, row, line.product());
    rows.push_back(std::move(row));
  }
  return rows;
}

json item_json(Records& records, const WarehouseItem& item) {
  auto product = records.find<Product>(item.product());
  json row{{"on_hand", decimal_text(item.on_hand().millionths())},
           {"reserved", decimal_text(item.reserved().millionths())},
           {"unit", text_or_null(product ? product->unit() : item.on_hand().unit())},
           {"bin", text_or_null(item.bin())},
           {"barcodes", json::array()}};
  add_product(records, row, item.product());
  if (product)
    for (auto& barcode : product->barcodes()) row["barcodes"].push_back(barcode);
  return row;
}

json reasons(Records& records) {
  std::vector<Reason> found;
  for (auto use : {"adjust", "override"})
    for (auto& reason : records.where<Reason>("use", use)) found.push_back(std::move(reason));
  std::stable_sort(found.begin(), found.end(),
                   [](auto& a, auto& b) { return a.order() < b.order(); });
  json rows = json::array();
  for (auto& reason : found)
    rows.push_back({{"id", reason.header().id()}, {"label", reason.label()}});
  return rows;
}

}  // namespace

json used_part_json(Records& records, const std::string& move) {
  auto found = records.load<StockMove>(move);
  return used_json(records, found, found.quantity().millionths());
}

json parts_section(const Screen& screen, const Work& work) {
  auto& job = work.visit.work_order();
  return {{"planned", planned_parts(screen.records, job)},
          {"used", used_parts(screen.records, job)}};
}

json make_stock(const Screen& screen) {
  json items = json::array();
  if (auto place = common::rules::stock::find_own_place(screen.records))
    for (auto& item : screen.records.where<WarehouseItem>("warehouse", place->header().id()))
      items.push_back(item_json(screen.records, item));
  std::stable_sort(items.begin(), items.end(), [](const json& a, const json& b) {
    return a["code"].get_ref<const std::string&>() < b["code"].get_ref<const std::string&>();
  });
  return {{"items", items}, {"reasons", reasons(screen.records)}};
}

}  // namespace edge::day
