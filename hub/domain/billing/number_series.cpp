#include "proto/records/billing/number_series.pb.h"

#include <algorithm>

#include "common/error/error.hpp"
#include "common/rules/rules.hpp"

namespace hub::domain::billing {
namespace {

using common::refuse;
using common::rules::Change;
using common::rules::Records;
using truckroll::billing::NumberSeries;

/// Of a series older than this field the first number is not known; it may only have been 1.
bool has_given(const NumberSeries& series) {
  return series.next() > std::max<std::int64_t>(series.first(), 1);
}

/// A number that somebody holds is never given again.
void keep_used(Records&, const NumberSeries& series) {
  if (has_given(series))
    throw common::Error(common::ErrorCode::conflict,
                        "this series has given numbers; it stays, so that none is given twice");
}

void check(Records& records, Change<NumberSeries>& change) {
  auto& series = change.after;
  if (change.creates()) series.set_first(series.next());
  // Vans hold blocks of a year, and a block does not begin anew in the middle.
  if (series.restart() == NumberSeries::RESTART_YEARLY ||
      series.restart() == NumberSeries::RESTART_MONTHLY)
    refuse("restart", "a series goes on counting over the years; choose never");
  for (auto& other : records.where<NumberSeries>("use", series.use()))
    if (other.header().id() != series.header().id() && other.pattern() == series.pattern())
      refuse("pattern", "another series of this use writes its numbers the same way");
}

const common::rules::Effects<NumberSeries> effects =
    common::rules::Effects<NumberSeries>().before_save(check).after_remove(keep_used);

}  // namespace
}  // namespace hub::domain::billing
