// What is done each night about kept data: retention, and the chain of the log reckoned anew.
#include "common/error/error.hpp"
#include "common/rules/rules.hpp"
#include "proto/records/admin/retention_rule.pb.h"
#include "proto/records/fleet/position_report.pb.h"

namespace hub::domain::admin {
namespace {

using common::rules::Records;
using truckroll::admin::RetentionRule;

std::string day_of(Records& records) {
  return common::format_instant(records.now()).substr(0, 10);
}

void ask_for_retention(Records& records) {
  records.enqueue("retention", day_of(records), "", records.now());
}

void ask_for_verification(Records& records) {
  records.enqueue("verify_log", day_of(records), "", records.now());
}

/// Positions alone can be thinned: first all are kept, then fewer, then none.
void check_thinning(Records&, common::rules::Change<RetentionRule>& change) {
  auto& rule = change.after;
  if (!rule.has_thin_after_days() && !rule.has_thin_minutes()) return;
  if (rule.of_type() != common::rules::type_name<truckroll::fleet::PositionReport>())
    common::refuse("thin_minutes", "only positions (fleet.PositionReport) can be thinned");
  if (!rule.has_thin_after_days()) common::refuse("thin_after_days", "say after how many days");
  if (!rule.has_thin_minutes()) common::refuse("thin_minutes", "say how many minutes");
  if (rule.thin_after_days() >= rule.keep_days())
    common::refuse("thin_after_days", "expected fewer days than they are kept");
}

const common::rules::Effects<RetentionRule> effects =
    common::rules::Effects<RetentionRule>()
        .before_save(check_thinning)
        .daily("retention", ask_for_retention)
        .daily("verify_log", ask_for_verification);

}  // namespace
}  // namespace hub::domain::admin
