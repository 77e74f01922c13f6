// How people come to roles beside what an administrator gives them: they ask and are approved, a
// colleague delegates his, or they take one in an emergency.
#include "hub/domain/admin/rights/assignment.hpp"

#include <nlohmann/json.hpp>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/rules/rules.hpp"
#include "common/text/json_text.hpp"
#include "hub/domain/workflow/notify.hpp"
#include "hub/store/actors.hpp"
#include "hub/store/transaction.hpp"
#include "proto/records/admin/role.pb.h"
#include "proto/records/admin/role_assignment.pb.h"
#include "proto/records/admin/setting.pb.h"

namespace hub::domain::admin {
namespace {

using common::Error;
using common::ErrorCode;
using common::refuse;
using common::codec::from_timestamp;
using common::codec::to_timestamp;
using common::rules::Change;
using common::rules::Records;
using truckroll::admin::Role;
using truckroll::admin::RoleAssignment;
using truckroll::workflow::Notification;

constexpr const char* emergency_key = "rights.emergency_minutes";
constexpr std::chrono::minutes emergency_default{60};
constexpr const char* type_name = "admin.RoleAssignment";

std::chrono::minutes emergency_length(Records& records) {
  for (auto& setting : records.where<truckroll::admin::Setting>("key", emergency_key)) {
    auto value = common::try_read_json(setting.value());
    if (value.is_number_integer()) return std::chrono::minutes(value.get<int>());
  }
  return emergency_default;
}

std::string name_of_role(Records& records, const RoleAssignment& assignment) {
  auto role = records.find<Role>(assignment.role());
  return role ? role->name() : std::string();
}

void tell_administrators(Records& records, const common::Sentence& title, const RoleAssignment& one,
                         bool important) {
  workflow::tell_role(records, "admin", Notification::CATEGORY_SYSTEM, title,
                      records.actor().name + (one.reason().empty() ? "" : ": " + one.reason()),
                      type_name, one.header().id(), important);
}

/// One delegates only what one has oneself, to another, and until some day.
void check_delegation(Records& records, const RoleAssignment& one) {
  auto& transaction = store::hub_transaction(records);
  auto role = records.load<Role>(one.role());
  auto his = store::load_roles_of_his_own(transaction.sql(), records.actor().tenant,
                                          one.delegated_by(), records.now());
  if (!his.count(role.key()))
    throw Error(ErrorCode::forbidden, "only who has the role himself can delegate it", "role");
  if (one.user() == one.delegated_by()) refuse("user", "delegate it to somebody else");
  if (!one.has_until()) refuse("until", "say until when it is delegated");
}

/// Active at once, for a short time, with a reason.
void begin_emergency(Records& records, RoleAssignment& one) {
  auto role = records.load<Role>(one.role());
  if (!role.emergency())
    throw Error(ErrorCode::forbidden, "this role cannot be taken in an emergency", "role");
  if (one.reason().empty()) refuse("reason", "say what the emergency is");
  auto end = records.now() + emergency_length(records);
  one.clear_from();
  if (!one.has_until() || from_timestamp(one.until()) > end)
    *one.mutable_until() = to_timestamp(end);
  one.set_renewable(false);
}

/// Where it is said, and not with each save: one of before that makes no sense must still be able
/// to expire.
void check_time(Records& records, const Change<RoleAssignment>& change) {
  auto& one = change.after;
  bool over = one.has_until() && from_timestamp(one.until()) <= records.now();
  if (one.has_from() && one.has_until() &&
      from_timestamp(one.until()) <= from_timestamp(one.from()))
    refuse("until", "is before it begins");
  if (change.creates() && over) refuse("until", "is over already");
  if (change.state() == "expired" && !over)
    refuse("until", "this role is over; renew it or give it again");
}

void begin(Records& records, Change<RoleAssignment>& change) {
  auto& one = change.after;
  auto& actor = records.actor();
  bool moved = change.changed(RoleAssignment::kFromFieldNumber) ||
               change.changed(RoleAssignment::kUntilFieldNumber);
  if (change.creates() || moved) check_time(records, change);
  if (!change.creates()) {
    if (change.changed(RoleAssignment::kEmergencyFieldNumber))
      refuse("emergency", "is said when it is taken");
    return;
  }
  if (one.emergency()) begin_emergency(records, one);
  if (one.has_delegated_by()) check_delegation(records, one);
  if (actor.system || actor.has("admin")) return;  // approved by who gives it (people/user.cpp)
  bool delegates = one.has_delegated_by() && one.delegated_by() == actor.user;
  bool for_himself = one.has_user() && one.user() == actor.user && !one.has_delegated_by();
  if (!delegates && !for_himself)
    throw Error(ErrorCode::forbidden, "ask for yourself, or delegate what is yours", "user");
  if (delegates && one.emergency()) refuse("emergency", "take it for yourself");
  if (delegates || one.emergency()) records.move_as_system(one, "approve");
}

/// Never by the one who asks, or gains by it.
void check_approval(Records& records, Change<RoleAssignment>& change) {
  if (change.creates() || records.actor().system || change.state_before() != "requested" ||
      change.state() != "active")
    return;
  auto& user = records.actor().user;
  if (user == change.after.user() || user == change.after.header().created_by())
    throw Error(ErrorCode::forbidden, "somebody else must approve it");
}

void note_review(Records& records, Change<RoleAssignment>& change) {
  auto& one = change.after;
  if (!change.enters("reviewed") || change.creates()) return;
  if (records.actor().user == one.user())
    throw Error(ErrorCode::forbidden, "somebody else must review it");
  one.set_reviewed_by(records.actor().user);
  // The emergency is over when somebody has looked at it.
  auto now = records.now();
  if (one.emergency() && from_timestamp(one.until()) > now)
    *one.mutable_until() = to_timestamp(now);
}

/// For as long again as it was given, from now: neither early nor late renewals add up.
void renew(Records& records, RoleAssignment& one) {
  auto& actor = records.actor();
  if (one.emergency()) throw Error(ErrorCode::conflict, "an emergency is not renewed");
  if (!actor.system && actor.user == one.user() && !actor.has("admin"))
    throw Error(ErrorCode::forbidden, "somebody else must renew it");
  if (!one.renewable() && !actor.has("admin"))
    throw Error(ErrorCode::conflict, "this was not given to be renewed");
  if (one.has_until()) {
    auto begun = from_timestamp(one.has_from() ? one.from() : one.header().created_at());
    auto length = from_timestamp(one.until()) - begun;
    *one.mutable_from() = to_timestamp(records.now());
    *one.mutable_until() = to_timestamp(records.now() + length);
  }
  records.move(one, "renew");
  records.save(one);
}

bool is_over(const RoleAssignment& one, common::Instant now) {
  return one.has_until() && from_timestamp(one.until()) <= now;
}

/// At its time, and not with the next night.
void end_in_time(Records& records, Change<RoleAssignment>& change) {
  auto& one = change.after;
  if (!one.has_until() || (!change.creates() && !change.changed(RoleAssignment::kUntilFieldNumber)))
    return;
  auto until = from_timestamp(one.until());
  records.enqueue(assignment_end_job, change.id() + "|" + common::format_instant(until), "", until);
}

void end_nightly(Records& records) {
  end_assignments(records);
}

void tell(Records& records, Change<RoleAssignment>& change) {
  if (!change.creates() || records.actor().system) return;
  auto& one = change.after;
  auto role = name_of_role(records, one);
  if (one.emergency())
    tell_administrators(records, common::say("{} was taken in an emergency", role), one, true);
  else if (change.state() == "requested")
    tell_administrators(records, common::say("{} is asked for", role), one, false);
}

const common::rules::Effects<RoleAssignment> effects = common::rules::Effects<RoleAssignment>()
                                                           .before_save(begin)
                                                           .before_save(check_approval)
                                                           .before_save(note_review)
                                                           .after_save(tell)
                                                           .after_save(end_in_time)
                                                           .action("renew", renew)
                                                           .daily("role_assignments", end_nightly);

}  // namespace

void end_assignments(Records& records) {
  for (auto state : {"active", "reviewed"})
    for (auto& one : records.where<RoleAssignment>("state", state)) {
      bool to_review = one.emergency() && one.header().state() == "active";
      if (to_review || !is_over(one, records.now())) continue;
      records.move_as_system(one, "expire");
      records.save_as_system(one);
    }
}

}  // namespace hub::domain::admin
