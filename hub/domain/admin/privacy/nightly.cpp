// What is done each night about kept data: retention, and the chain of the log reckoned anew.
#include "common/rules/rules.hpp"
#include "proto/records/admin/retention_rule.pb.h"

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

const common::rules::Effects<RetentionRule> effects =
    common::rules::Effects<RetentionRule>()
        .daily("retention", ask_for_retention)
        .daily("verify_log", ask_for_verification);

}  // namespace
}  // namespace hub::domain::admin
