#include "hub/gateway/number_blocks.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "common/codec/values.hpp"
#include "common/rules/rules.hpp"
#include "hub/gateway/impl/savepoint.hpp"
#include "proto/options/van.pb.h"
#include "proto/records/admin/branch.pb.h"
#include "proto/records/billing/number_block.pb.h"
#include "proto/records/billing/number_series.pb.h"
#include "proto/records/fleet/device.pb.h"
#include "proto/records/fleet/vehicle.pb.h"

namespace hub::gateway {
namespace {

using truckroll::billing::NumberBlock;
using truckroll::billing::NumberSeries;

constexpr auto lease = std::chrono::days(365);

bool is_leased(const NumberBlock& block) {
  return block.header().state() == "leased";
}

std::vector<NumberBlock> leased_blocks(store::Transaction& transaction, const std::string& device) {
  auto blocks = transaction.where<NumberBlock>("device", device);
  std::erase_if(blocks, [](const NumberBlock& block) { return !is_leased(block); });
  return blocks;
}

common::Instant last_let_in(const truckroll::fleet::Device& device) {
  common::Instant last{};
  for (auto& certificate : device.certificates())
    last = std::max(last, common::codec::from_timestamp(certificate.from()));
  return last;
}

std::int64_t numbers_left(const std::vector<NumberBlock>& blocks, const std::string& series) {
  std::int64_t left = 0;
  for (auto& block : blocks)
    if (block.number_series() == series)
      left += block.last() - std::max(block.last_used(), block.first() - 1);
  return left;
}

void lease_block(store::Transaction& transaction, const std::string& device,
                 const std::string& series) {
  auto [first, last] = transaction.take_numbers(series, block_size);
  NumberBlock block;
  block.set_number_series(series);
  block.set_device(device);
  block.set_first(first);
  block.set_last(last);
  *block.mutable_expires() = common::codec::to_timestamp(transaction.now() + lease);
  transaction.save_as_system(block);
}

/// The counter in a formatted number: the digits before what the pattern has after its {number}.
std::optional<std::int64_t> counter_of(const std::string& pattern, std::string_view number) {
  auto open = pattern.find("{number");
  auto close = open == std::string::npos ? open : pattern.find('}', open);
  if (close == std::string::npos) return std::nullopt;
  if (!number.starts_with(std::string_view(pattern).substr(0, pattern.find('{'))))
    return std::nullopt;  // another series's
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

std::string series_of(const common::schema::Field& field) {
  if (!field.options->series().empty()) return field.options->series();
  return field.descriptor->options().GetExtension(common::schema::options::leased_series);
}

int lease_numbers(store::Transaction& transaction, const std::string& device,
                  std::span<const char* const> uses) {
  auto van = transaction.find<truckroll::fleet::Device>(device);
  auto vehicle = van ? transaction.find<truckroll::fleet::Vehicle>(van->vehicle()) : std::nullopt;
  auto branch = vehicle ? vehicle->branch() : std::string();
  auto place = transaction.find<truckroll::admin::Branch>(branch);
  auto entity = place ? place->legal_entity() : std::string();
  auto blocks = leased_blocks(transaction, device);
  int leased = 0;
  for (auto use : uses) {
    auto series = transaction.find_series(use, entity, branch);
    if (!series || numbers_left(blocks, series->header().id()) >= numbers_left_min) continue;
    lease_block(transaction, device, series->header().id());
    ++leased;
  }
  return leased;
}

void end_blocks_of_before(store::Transaction& transaction, const std::string& device) {
  auto van = transaction.find<truckroll::fleet::Device>(device);
  if (!van) return;
  auto let_in = last_let_in(*van);
  for (auto& block : leased_blocks(transaction, device)) {
    if (common::codec::from_timestamp(block.header().created_at()) >= let_in) continue;
    transaction.move_as_system(block, "expire");
    transaction.save_as_system(block);
  }
}

bool use_leased_number(store::Transaction& transaction, const store::Store& store,
                       const store::Command& as, const std::string& device, const std::string& use,
                       const std::string& number) {
  auto refilled = use.c_str();
  // Blocks of before may be of another series, that of the vehicle's branch of then, and have ended
  // meanwhile: the number is on a paper all the same.
  for (auto& series : transaction.where<NumberSeries>("use", use)) {
    auto counter = counter_of(series.pattern(), number);
    if (!counter) continue;
    for (auto& block : transaction.where<NumberBlock>("device", device)) {
      if (block.number_series() != series.header().id()) continue;
      if (*counter < block.first() || *counter > block.last()) continue;
      if (*counter > block.last_used() && block.header().state() != "audited")
        impl::in_savepoint(transaction, store, as, [&](store::Transaction& inner) {
          block.set_last_used(*counter);
          inner.save_as_system(block);
          // A van that is never away says no further hello.
          if (is_leased(block) && block.last() - *counter < numbers_left_min)
            lease_numbers(inner, device, {&refilled, 1});
        });
      return true;
    }
  }
  return false;
}

}  // namespace hub::gateway
