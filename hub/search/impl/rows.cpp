#include "hub/search/impl/rows.hpp"

#include <bit>

namespace hub::search::impl {

std::string placeholders(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += i == 0 ? "?" : ", ?";
  return text;
}

std::size_t pad_list(store::Values& values, std::size_t count) {
  auto padded = std::bit_ceil(count);
  if (count > 0) values.resize(values.size() + padded - count, store::Value(values.back()));
  return padded;
}

void write_rows(store::Connection& connection, const std::string& into, const std::string& tail,
                const std::vector<store::Values>& rows) {
  if (rows.empty()) return;
  auto one = "(" + placeholders(rows.front().size()) + ")";
  std::size_t at = 0;
  store::Values values;
  for (std::size_t together : {256, 32, 4, 1}) {
    if (rows.size() - at < together) continue;
    auto sql = "INSERT INTO " + into + " VALUES " + one;
    for (std::size_t i = 1; i < together; ++i) sql += ", " + one;
    sql += " " + tail;
    for (; rows.size() - at >= together; at += together) {
      values.clear();
      for (std::size_t i = at; i < at + together; ++i)
        values.insert(values.end(), rows[i].begin(), rows[i].end());
      connection.execute(sql, values);
    }
  }
}

}  // namespace hub::search::impl
