#pragma once
#include <optional>
#include <string>
#include <vector>

#include "hub/store/store.hpp"

namespace hub::gateway {

/// What went into or out of a van's stock, as an outsider is told.
struct StockChange {
  common::Instant at;
  std::string place;    ///< name of the other place
  std::string product;  ///< its code
  double quantity = 0;  ///< above zero into the van, below zero out of it
  std::string kind;     ///< "use", "receipt" ...
};
struct DeviceStockChange {
  std::string device;
  StockChange change;
};

/// Moves of the change log between these positions, for the devices of the vans on either side; in
/// the log's order.
std::vector<DeviceStockChange> read_stock_changes(store::Store& store, const std::string& tenant,
                                                  std::int64_t after, std::int64_t through);
/// The last move of the van's place; nothing where there was none.
std::optional<StockChange> find_last_stock_change(store::Store& store, const std::string& tenant,
                                                  const std::string& warehouse);

}  // namespace hub::gateway
