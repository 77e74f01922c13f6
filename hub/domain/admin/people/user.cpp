#include "proto/records/admin/user.pb.h"

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/rules/rules.hpp"
#include "common/text/text.hpp"
#include "hub/domain/workflow/user_mail.hpp"
#include "hub/store/transaction.hpp"
#include "proto/records/admin/role.pb.h"
#include "proto/records/admin/role_assignment.pb.h"

namespace hub::domain::admin {
namespace {

using common::Error;
using common::ErrorCode;
using common::codec::from_timestamp;
using common::rules::Change;
using common::rules::Records;
using truckroll::admin::Role;
using truckroll::admin::RoleAssignment;
using truckroll::admin::User;

/// Now and for good: one that ends some day keeps no company open.
bool is_in_force(const RoleAssignment& assignment, common::Instant now) {
  auto& state = assignment.header().state();
  return (state == "active" || state == "reviewed") && !assignment.has_until() &&
         (!assignment.has_from() || from_timestamp(assignment.from()) <= now);
}

/// Without one nobody could ever change a right again.
void require_administrator(Records& records) {
  auto role = records.find_where<Role>("key", "admin");
  if (!role) return;
  for (auto& assignment : records.where<RoleAssignment>("role", role->header().id())) {
    if (!is_in_force(assignment, records.now())) continue;
    auto user = records.find<User>(assignment.user());
    if (user && user->header().state() == "active") return;
  }
  throw Error(ErrorCode::conflict,
              "a company keeps at least one active administrator; make another one first");
}

/// Sign-in knows no capitals; two users must not differ by them alone.
void tidy_login(Records&, Change<User>& change) {
  auto& user = change.after;
  user.set_login(common::text::to_lower(common::text::trim(user.login())));
}

/// An administrator who gives a password invites nobody: the user can begin.
void activate_with_password(Records& records, Change<User>& change) {
  bool invited = change.creates() || change.state() == "invited";
  if (records.actor().has("admin") && invited && !change.after.password().empty() &&
      change.changed(User::kPasswordFieldNumber))
    records.move_as_system(change.after, "activate");
}

/// What only waits for somebody's leave keeps nobody from a role in an emergency, or from being
/// given it by who may give it: nobody may ever decide the request.
bool needs_leave(Records& records, const RoleAssignment& one) {
  return !one.emergency() && one.delegated_by().empty() && !records.actor().has("admin");
}

/// Who loses a role loses it: no second assignment of the same keeps it for him.
void refuse_second(Records& records, Change<RoleAssignment>& change) {
  auto& one = change.after;
  auto begin = [](const RoleAssignment& a) {
    return a.has_from() ? from_timestamp(a.from()) : common::Instant::min();
  };
  auto end = [](const RoleAssignment& a) {
    return a.has_until() ? from_timestamp(a.until()) : common::Instant::max();
  };
  if (!change.creates() && !change.changed(RoleAssignment::kUserFieldNumber) &&
      !change.changed(RoleAssignment::kRoleFieldNumber))
    return;
  for (auto& other : records.where<RoleAssignment>("role", one.role())) {
    auto& state = other.header().state();
    bool waits = state == "requested";
    if (waits && !needs_leave(records, one)) continue;
    if (end(other) <= records.now()) continue;  // he has it no more, whatever its state says
    bool same = other.header().id() != change.id() && other.user() == one.user() &&
                other.team() == one.team() && other.branch() == one.branch() &&
                state != "revoked" && state != "expired";
    if (same && begin(other) < end(one) && begin(one) < end(other))
      throw Error(ErrorCode::conflict,
                  waits ? "has asked for this role already" : "has this role already", "role");
  }
}

/// What an administrator asks for needs nobody's leave.
void approve_own(Records& records, Change<RoleAssignment>& change) {
  if (change.creates() && records.actor().has("admin"))
    records.move_as_system(change.after, "approve");
}

/// Whoever is out is out at once; whoever knew the old password too, but for the one who changed
/// it.
void end_sessions(Records& records, Change<User>& change) {
  auto& state = change.state();
  bool out = state != "active" && state != "invited";
  if (change.creates() || (!out && !change.changed(User::kPasswordFieldNumber))) return;
  auto& transaction = store::hub_transaction(records);
  auto now = common::to_micros(transaction.received_at());
  transaction.sql().execute(
      "UPDATE session SET expires_at = ? WHERE tenant = ? AND user_id = ? AND expires_at > ? AND "
      "substr(token_hash, 1, 16) <> ?",
      {now, records.actor().tenant, change.id(), now, out ? std::string() : transaction.session()});
}

std::string factors_of(const User& user) {
  std::string text;
  for (auto& factor : user.factors())
    if (factor.kind() == User::FACTOR_KIND_TOTP) text += factor.secret();
  return text;
}

/// Whoever did it: the user hears of it, where nobody who has his session can keep it from him.
void tell_of_changes(Records& records, Change<User>& change) {
  if (change.creates()) return;
  auto& user = change.after;
  auto when = common::format_instant(records.now());
  auto before = workflow::mail_of_user(*change.before);
  if (change.changed(User::kPasswordFieldNumber) && !change.before->password().empty())
    workflow::mail_user(records, user, "password_changed", when, before);
  if (before != workflow::mail_of_user(user) && !before.empty())
    workflow::mail_user(records, user, "address_changed", when, before);
  if (factors_of(*change.before) != factors_of(user))
    workflow::mail_user(records, user, "second_factor_changed", when, before);
}

void keep_one_user(Records& records, Change<User>& change) {
  if (change.state_before() == "active" && change.after.header().state() != "active")
    require_administrator(records);
}

void keep_one_after_removal(Records& records, const User& user) {
  if (user.header().state() == "active") require_administrator(records);
}

void keep_one_assignment(Records& records, Change<RoleAssignment>& change) {
  auto now = records.now();
  if (change.before && is_in_force(*change.before, now) &&
      (!is_in_force(change.after, now) || change.after.user() != change.before->user() ||
       change.after.role() != change.before->role()))
    require_administrator(records);
}

void keep_one_after_withdrawal(Records& records, const RoleAssignment& assignment) {
  if (is_in_force(assignment, records.now())) require_administrator(records);
}

const common::rules::Effects<User> user_effects = common::rules::Effects<User>()
                                                      .before_save(tidy_login)
                                                      .before_save(activate_with_password)
                                                      .after_save(end_sessions)
                                                      .after_save(tell_of_changes)
                                                      .after_save(keep_one_user)
                                                      .after_remove(keep_one_after_removal);
const common::rules::Effects<RoleAssignment> assignment_effects =
    common::rules::Effects<RoleAssignment>()
        .before_save(refuse_second)
        .before_save(approve_own)
        .after_save(keep_one_assignment)
        .after_remove(keep_one_after_withdrawal);

}  // namespace
}  // namespace hub::domain::admin
