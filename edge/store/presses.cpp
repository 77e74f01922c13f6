// Presses that were carried out, kept with their operations.
#include <algorithm>

#include "edge/store/impl/rows.hpp"
#include "edge/store/store.hpp"

namespace edge::store {
namespace {

thread_local Pressing* pressing = nullptr;

}  // namespace

Pressing::Pressing(std::string key, std::string request)
    : key_(std::move(key)), request_(std::move(request)) {
  pressing = this;
}

Pressing::~Pressing() {
  pressing = nullptr;
}

std::optional<Store::Press> Store::find_press(const std::string& key) const {
  Txn txn(*environment_, Txn::Mode::read);
  auto bytes = txn.get(Db::presses, key);
  if (!bytes) return std::nullopt;
  auto row = PressRow::parse(*bytes);
  return Press{std::move(row.request), std::move(row.record)};
}

void Store::keep_press(Txn& txn, const wire::Operation& operation, const std::string& record) {
  if (!pressing || pressing->is_kept_) return;
  txn.put(Db::presses, pressing->key_,
          PressRow{operation.logical(), pressing->request_, record}.format());
  pressing->is_kept_ = true;
  if (++presses_untrimmed_ > presses_trimmed_every) trim_presses(txn);
}

void Store::trim_presses(Txn& txn) {
  presses_untrimmed_ = 0;
  std::vector<std::pair<std::uint64_t, std::string>> presses;
  txn.walk(Db::presses, {}, {}, [&](std::string_view key, std::string_view raw) {
    presses.emplace_back(PressRow::parse(txn.open(Db::presses, key, raw)).logical, key);
    return true;
  });
  if (presses.size() <= presses_max) return;
  std::sort(presses.begin(), presses.end());
  presses.resize(presses.size() - presses_max);
  for (auto& [logical, key] : presses) txn.erase(Db::presses, key);
}

}  // namespace edge::store
