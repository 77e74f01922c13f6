#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/rules/records.hpp"
#include "proto/records/sales/product.pb.h"
#include "proto/records/stock/warehouse.pb.h"
#include "proto/records/stock/warehouse_item.pb.h"

/// Places, products and what is on hand. Quantities are millionths of the product's own unit.
namespace common::rules::stock {

using truckroll::sales::Product;
using truckroll::stock::Warehouse;
using truckroll::stock::WarehouseItem;

/// Depot, van or bin: what lies there is ours and is never less than nothing without a reason.
bool is_within_walls(const Warehouse& place);
bool is_kept_in_stock(const Product& product);

/// The stock of the device's vehicle, else of the acting technician's.
std::optional<Warehouse> find_own_place(Records& records);
/// Throws conflict when there is none.
Warehouse load_own_place(Records& records);
/// A place of the kind, of the branch when it has one. Throws not_found naming the kind.
Warehouse load_place(Records& records, Warehouse::Kind kind, const std::string& branch);

/// By barcode, else by the product's own code. Throws not_found naming the code.
Product load_product(Records& records, std::string_view code);

std::optional<WarehouseItem> find_item(Records& records, std::string_view place,
                                       std::string_view product);
/// The item, new and empty when the place never had one; not saved.
WarehouseItem find_or_make_item(Records& records, const std::string& place, const Product& product);
/// A van keeps count of its own stock and of what it was sent; the hub of everything.
bool keeps_count(Records& records, const std::string& place, const std::string& product);

/// "3", "1.5": as people write it.
std::string show_quantity(std::int64_t millionths);

}  // namespace common::rules::stock
