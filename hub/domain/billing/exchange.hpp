#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "common/clock/clock.hpp"
#include "common/rules/records.hpp"

namespace hub::domain::billing {

/// So many of `to` for one of `from`, in millionths, by the latest rate until then; nothing when no
/// rate is known.
std::optional<std::int64_t> rate_between(common::rules::Records& records, const std::string& from,
                                         const std::string& to, common::Instant until);

/// An amount that is settled bit by bit, in the entity's currency: what the step from `before` to
/// `after` is worth, so that the steps add up to the whole however it is cut. Minor units.
std::int64_t step_value(std::int64_t before, std::int64_t after, std::int64_t rate_millionths);

}  // namespace hub::domain::billing
