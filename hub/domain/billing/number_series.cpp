#include "proto/records/billing/number_series.pb.h"

#include "common/error/error.hpp"
#include "common/rules/rules.hpp"

namespace hub::domain::billing {
namespace {

using common::refuse;
using common::rules::Change;
using common::rules::Records;
using truckroll::billing::NumberSeries;

void check(Records& records, Change<NumberSeries>& change) {
  auto& series = change.after;
  // Vans hold blocks of a year, and a block does not begin anew in the middle.
  if (series.restart() == NumberSeries::RESTART_YEARLY ||
      series.restart() == NumberSeries::RESTART_MONTHLY)
    refuse("restart", "a series goes on counting over the years; choose never");
  for (auto& other : records.where<NumberSeries>("use", series.use()))
    if (other.header().id() != series.header().id() && other.pattern() == series.pattern())
      refuse("pattern", "another series of this use writes its numbers the same way");
}

const common::rules::Effects<NumberSeries> effects =
    common::rules::Effects<NumberSeries>().before_save(check);

}  // namespace
}  // namespace hub::domain::billing
