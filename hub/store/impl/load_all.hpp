#pragma once
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "hub/store/transaction.hpp"

namespace hub::store::impl {

/// A type's records of the company, not deleted, by id.
template <class T>
std::vector<T> load_all(Connection& connection, const Tables& tables, const std::string& tenant) {
  auto& table = tables.of(tables.catalogue().of<T>());
  auto& rows = connection.query(
      table.select() + " WHERE \"tenant\" = ? AND deleted_at IS NULL ORDER BY \"id\"", {tenant});
  std::vector<std::unique_ptr<Message>> records;
  while (rows.step()) records.push_back(table.read(rows));
  table.load_lines(connection, tenant, records);
  std::vector<T> all;
  for (auto& record : records) all.push_back(std::move(static_cast<T&>(*record)));
  return all;
}

}  // namespace hub::store::impl
