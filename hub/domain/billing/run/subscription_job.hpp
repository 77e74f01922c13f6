#pragma once
#include "hub/store/store.hpp"
#include "hub/work/jobs.hpp"

namespace hub::domain::billing {

/// The job "subscription": bills what is due of one subscription, in one transaction. What stands
/// against it is told to the bookkeepers, and tried again the next day. Any thread; programs that
/// use it link the hub's rules.
work::Outcome run_subscription(store::Store& store, const work::Job& job);

}  // namespace hub::domain::billing
