#include "common/rules/stock/places.hpp"

#include <algorithm>

#include "common/codec/values.hpp"
#include "common/schema/labels.hpp"
#include "common/text/text.hpp"
#include "proto/records/fleet/device.pb.h"
#include "proto/records/fleet/vehicle.pb.h"
#include "proto/records/people/technician.pb.h"

namespace common::rules::stock {
namespace {

std::string vehicle_of_actor(Records& records) {
  if (auto device = records.find<truckroll::fleet::Device>(records.actor().device);
      device && device->has_vehicle())
    return device->vehicle();
  auto technician = records.find<truckroll::people::Technician>(records.actor().technician);
  return technician ? technician->vehicle() : std::string();
}

}  // namespace

bool is_within_walls(const Warehouse& place) {
  return place.kind() == Warehouse::KIND_DEPOT || place.kind() == Warehouse::KIND_VAN ||
         place.kind() == Warehouse::KIND_BIN;
}

bool is_kept_in_stock(const Product& product) {
  return product.kind() == Product::KIND_PART || product.kind() == Product::KIND_EQUIPMENT;
}

std::optional<Warehouse> find_own_place(Records& records) {
  auto vehicle = records.find<truckroll::fleet::Vehicle>(vehicle_of_actor(records));
  return vehicle ? records.find<Warehouse>(vehicle->warehouse()) : std::nullopt;
}

Warehouse load_own_place(Records& records) {
  if (auto place = find_own_place(records)) return *place;
  throw Error(ErrorCode::conflict, "you have no van with stock; ask the office to assign one");
}

Warehouse load_place(Records& records, Warehouse::Kind kind, const std::string& branch) {
  auto name = schema::choice_name(Warehouse::Kind_descriptor()->FindValueByNumber(kind));
  std::optional<Warehouse> best;
  for (auto& place : records.where<Warehouse>("kind", name)) {
    if (!branch.empty() && place.branch() == branch) return place;
    if (!best || !place.has_branch()) best = place;
  }
  if (best) return *best;
  throw Error(ErrorCode::not_found,
              say("there is no place of kind \"{}\"; add one under Warehouses",
                  schema::choice_label(Warehouse::Kind_descriptor()->FindValueByNumber(kind))));
}

Product load_product(Records& records, std::string_view code) {
  auto wanted = std::string(text::trim(code));
  if (!wanted.empty()) {
    for (auto& product : records.where<Product>("barcodes", wanted))
      // A store may answer with lists that merely contain the text.
      if (std::find(product.barcodes().begin(), product.barcodes().end(), wanted) !=
          product.barcodes().end())
        return product;
    if (auto product = records.find_where<Product>("code", wanted)) return *product;
  }
  throw Error(ErrorCode::not_found, say("there is no product with the code \"{}\"", wanted),
              "code");
}

std::optional<WarehouseItem> find_item(Records& records, std::string_view place,
                                       std::string_view product) {
  for (auto& item : records.where<WarehouseItem>("warehouse", place))
    if (item.product() == product) return item;
  return std::nullopt;
}

WarehouseItem find_or_make_item(Records& records, const std::string& place,
                                const Product& product) {
  if (auto item = find_item(records, place, product.header().id())) return *item;
  WarehouseItem item;
  item.set_warehouse(place);
  item.set_product(product.header().id());
  *item.mutable_on_hand() = codec::quantity(0, product.unit());
  *item.mutable_reserved() = codec::quantity(0, product.unit());
  return item;
}

bool keeps_count(Records& records, const std::string& place, const std::string& product) {
  if (records.side() == Side::hub) return true;
  auto own = find_own_place(records);
  return (own && own->header().id() == place) || find_item(records, place, product).has_value();
}

std::string show_quantity(std::int64_t millionths) {
  return codec::format_scaled(millionths, 6);
}

}  // namespace common::rules::stock
