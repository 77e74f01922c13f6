#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "common/rules/records.hpp"
#include "proto/records/billing/subscription.pb.h"
#include "proto/records/billing/subscription_plan.pb.h"

namespace hub::domain::billing {

/// Both days included, as days since 1970.
struct Period {
  std::int32_t from = 0, to = 0;
};

/// The subscription's next period that was not billed. Periods follow each other without gap from
/// the day after the trial; each begins on the same day of the month as the first, or on the last
/// day of a shorter month.
Period next_period(const truckroll::billing::Subscription& subscription,
                   const truckroll::billing::SubscriptionPlan& plan);
/// The next period if it is to be billed by that day: it has begun, or for a plan in arrears it is
/// over; nothing when the subscription is not running then.
std::optional<Period> due_period(const truckroll::billing::Subscription& subscription,
                                 const truckroll::billing::SubscriptionPlan& plan,
                                 std::int32_t today);
/// Bills all periods that are due; how many. Throws conflict saying what is missing; then nothing
/// of this call may be kept.
int bill_subscription(common::rules::Records& records, const std::string& id);

}  // namespace hub::domain::billing
