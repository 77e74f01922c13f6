// Which name a typing error stands for.
#include <algorithm>

#include "common/expr/impl/resolve.hpp"

namespace common::expr::impl {
namespace {

/// Letters to add, drop, change or swap with their neighbour.
std::size_t distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

}  // namespace

std::string nearest(const std::string& name, const std::vector<std::string>& names) {
  if (name.size() < 2 || name.size() > 60) return {};
  std::string found;
  std::size_t best = 1 + std::max<std::size_t>(1, std::min<std::size_t>(3, name.size() / 3));
  for (auto& candidate : names)
    if (auto away = distance(name, candidate); away < best) {
      best = away;
      found = candidate;
    }
  return found;
}

}  // namespace common::expr::impl
