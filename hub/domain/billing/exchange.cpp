#include "hub/domain/billing/exchange.hpp"

#include "common/codec/values.hpp"
#include "proto/records/ledger/exchange_rate.pb.h"

namespace hub::domain::billing {

using truckroll::ledger::ExchangeRate;

std::optional<std::int64_t> rate_between(common::rules::Records& records, const std::string& from,
                                         const std::string& to, common::Instant until) {
  if (from == to) return 1'000'000;
  auto at = [](const ExchangeRate& rate) { return common::codec::from_timestamp(rate.at()); };
  std::optional<ExchangeRate> latest;
  for (auto& rate : records.where<ExchangeRate>("from", from))
    if (rate.to() == to && at(rate) <= until && (!latest || at(rate) > at(*latest))) latest = rate;
  if (!latest) return std::nullopt;
  return latest->rate().millionths();
}

std::int64_t step_value(std::int64_t before, std::int64_t after, std::int64_t rate_millionths) {
  return common::codec::multiply_money(after, rate_millionths) -
         common::codec::multiply_money(before, rate_millionths);
}

}  // namespace hub::domain::billing
