#include "hub/gateway/number_blocks.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "common/codec/values.hpp"
#include "common/rules/rules.hpp"
#include "hub/gateway/impl/savepoint.hpp"
#include "proto/records/billing/number_block.pb.h"
#include "proto/records/billing/number_series.pb.h"

namespace hub::gateway {
namespace {

using truckroll::billing::NumberBlock;
using truckroll::billing::NumberSeries;

constexpr auto lease = std::chrono::days(365);

std::vector<NumberBlock> leased_blocks(store::Transaction& transaction, const std::string& device,
                                       const std::string& series_id) {
  auto blocks = transaction.where<NumberBlock>("device", device);
  std::erase_if(blocks, [&](const NumberBlock& block) {
    return block.number_series() != series_id || block.header().state() != "leased";
  });
  return blocks;
}

/// The counter in a formatted number: the digits before what the pattern has after its {number}.
std::optional<std::int64_t> counter_of(const std::string& pattern, std::string_view number) {
  auto open = pattern.find("{number");
  auto close = open == std::string::npos ? open : pattern.find('}', open);
  if (close == std::string::npos) return std::nullopt;
  auto tail = std::string_view(pattern).substr(close + 1);
  if (tail.find('{') == std::string_view::npos) {
    if (!number.ends_with(tail)) return std::nullopt;
    number.remove_suffix(tail.size());
  }
  auto first = number.size();
  while (first > 0 && number[first - 1] >= '0' && number[first - 1] <= '9') --first;
  auto digits = number.substr(first);
  std::int64_t value = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (digits.empty() || error != std::errc() || end != digits.data() + digits.size())
    return std::nullopt;
  return value;
}

}  // namespace

bool lease_numbers(store::Transaction& transaction, const std::string& device,
                   const std::string& use) {
  auto series = transaction.find_where<NumberSeries>("use", use);
  if (!series) return false;
  std::int64_t left = 0;
  for (auto& block : leased_blocks(transaction, device, series->header().id()))
    left += block.last() - std::max(block.last_used(), block.first() - 1);
  if (left >= numbers_left_min) return false;
  auto [first, last] = transaction.take_numbers(use, block_size);
  NumberBlock block;
  block.set_number_series(series->header().id());
  block.set_device(device);
  block.set_first(first);
  block.set_last(last);
  *block.mutable_expires() = common::codec::to_timestamp(transaction.now() + lease);
  transaction.save_as_system(block);
  return true;
}

bool use_leased_number(store::Transaction& transaction, const store::Store& store,
                       const store::Command& as, const std::string& device, const std::string& use,
                       const std::string& number) {
  auto series = transaction.find_where<NumberSeries>("use", use);
  if (!series) return false;
  auto counter = counter_of(series->pattern(), number);
  if (!counter) return false;
  for (auto& block : leased_blocks(transaction, device, series->header().id())) {
    if (*counter < block.first() || *counter > block.last()) continue;
    if (*counter > block.last_used())
      impl::in_savepoint(transaction, store, as, [&](store::Transaction& inner) {
        block.set_last_used(*counter);
        inner.save_as_system(block);
      });
    return true;
  }
  return false;
}

}  // namespace hub::gateway
