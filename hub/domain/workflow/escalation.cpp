#include "hub/domain/workflow/escalation.hpp"

#include <set>

#include "common/codec/values.hpp"
#include "common/config/check.hpp"
#include "common/error/error.hpp"
#include "common/rules/rules.hpp"
#include "common/text/json_text.hpp"
#include "common/text/text.hpp"
#include "hub/domain/words/words.hpp"
#include "hub/domain/workflow/notify.hpp"
#include "hub/domain/workflow/safety.hpp"
#include "hub/domain/workflow/user_mail.hpp"
#include "proto/records/admin/role.pb.h"
#include "proto/records/admin/role_assignment.pb.h"
#include "proto/records/admin/user.pb.h"
#include "proto/records/insight/finding.pb.h"
#include "proto/records/workflow/escalation.pb.h"

namespace hub::domain::workflow {
namespace {

using common::codec::from_timestamp;
using common::codec::to_timestamp;
using common::rules::Change;
using truckroll::admin::User;
using truckroll::insight::Finding;
using truckroll::workflow::Escalation;
using Step = EscalationPolicy::Step;

bool is_phone(const std::string& to) {
  return to.size() > 5 && to[0] == '+' && to.find_first_not_of("0123456789", 1) == to.npos;
}

std::optional<User> find_login(Records& records, const std::string& to) {
  return records.find_where<User>("login", to);
}

/// Users whom a step names: those of a role, or one by his login.
std::vector<User> users_of(Records& records, const std::string& to) {
  std::vector<User> users;
  auto is_active = [](const User& user) { return user.header().state() == "active"; };
  if (auto user = find_login(records, to); user && is_active(*user)) users.push_back(*user);
  auto role = records.find_where<truckroll::admin::Role>("key", to);
  if (!role) return users;
  std::set<std::string> seen;
  for (auto& held : records.where<truckroll::admin::RoleAssignment>("role", role->header().id())) {
    bool holds = held.header().state() == "active" || held.header().state() == "reviewed";
    if (!holds || held.user().empty() || !seen.insert(held.user()).second) continue;
    auto user = records.find<User>(held.user());
    if (user && is_active(*user)) users.push_back(*user);
  }
  return users;
}

struct Subject {
  std::string type, id, title, text;
};

Subject subject_of(Records& records, const Escalation& one, const EscalationPolicy& policy) {
  Subject subject{one.about().type(), one.about().id(), policy.name(), ""};
  using truckroll::fleet::SafetyTimer;
  if (subject.type == common::rules::type_name<SafetyTimer>()) {
    if (auto timer = records.find<SafetyTimer>(subject.id)) {
      auto said = safety_subject(records, *timer);
      subject.title = said_to_company(records, said.title);
      subject.text = said_to_company(records, said.text);
    }
    return subject;
  }
  if (subject.type != common::rules::type_name<Finding>()) return subject;
  if (auto finding = records.find<Finding>(subject.id))
    subject.title = finding->title(), subject.text = finding->text();
  return subject;
}

/// By mail or text message too, where the step says so and he has an address for it.
void send(Records& records, const Step& step, const Subject& subject, const std::string& occurrence,
          const User* user) {
  bool by_sms = step.channel() == Step::CHANNEL_SMS || (!user && is_phone(step.to()));
  if (user && !by_sms && step.channel() != Step::CHANNEL_MAIL) return;
  Message message;
  message.purpose = "alert";
  message.about_type = subject.type;
  message.about_id = subject.id;
  message.occurrence = occurrence + (user ? ":" + user->header().id() : ":" + step.to());
  message.channel = by_sms ? NotificationLog::CHANNEL_SMS : NotificationLog::CHANNEL_MAIL;
  if (user) message.user = user->header().id();
  message.address = !user ? step.to() : by_sms ? mobile_of(user->channels()) : mail_of_user(*user);
  queue_message(records, message);
}

void tell(Records& records, const Step& step, const Subject& subject,
          const std::string& occurrence) {
  auto users = users_of(records, step.to());
  for (auto& user : users) {
    tell_user(records, user.header().id(), Notification::CATEGORY_SYSTEM, subject.title,
              subject.text, subject.type, subject.id, true);
    send(records, step, subject, occurrence, &user);
  }
  bool is_address = common::is_mail_address(step.to()) || is_phone(step.to());
  if (users.empty() && is_address) send(records, step, subject, occurrence, nullptr);
}

void ask_for(Records& records, Escalation& one, const EscalationPolicy& policy,
             common::Instant begun) {
  auto now = hub_now(records);
  auto due = begun + std::chrono::minutes(policy.steps(one.step()).after_minutes());
  *one.mutable_next_at() = to_timestamp(std::max(due, now));
  records.save_as_system(one);
  auto& id = one.header().id();
  records.enqueue("escalate", id + "|" + std::to_string(one.step()),
                  common::json_text(nlohmann::json{{"escalation", id}}), std::max(due, now));
}

std::vector<Escalation> about(Records& records, const std::string& id) {
  std::vector<Escalation> found;
  for (auto& one : records.where<Escalation>("about", id)) found.push_back(one);
  return found;
}

void check_policy(Records& records, Change<EscalationPolicy>& change) {
  auto& policy = change.after;
  if (policy.use() != EscalationPolicy::USE_ALERT && policy.use() != EscalationPolicy::USE_SAFETY)
    return;
  if (policy.steps_size() == 0) common::refuse("steps", "say who is told");
  for (auto& step : policy.steps()) {
    auto& to = step.to();
    if (!common::is_mail_address(to) && !is_phone(to) && !find_login(records, to) &&
        !records.find_where<truckroll::admin::Role>("key", to))
      common::refuse("steps",
                     common::say("\"{}\" is neither a role nor a login, a mail address or a phone "
                                 "number that begins with +",
                                 to));
  }
}

/// Who answers takes it upon himself, and the finding shows that somebody did.
void note_answer(Records& records, Change<Escalation>& change) {
  auto& one = change.after;
  if (!change.enters("answered") || one.about().type() != common::rules::type_name<Finding>())
    return;
  auto finding = records.find<Finding>(one.about().id());
  if (!finding || finding->header().state() != "new") return;
  records.move_as_system(*finding, "acknowledge");
  records.save_as_system(*finding);
}

void follow_finding(Records& records, Change<Finding>& change) {
  if (change.creates()) return;
  if (change.enters("acknowledged") || change.enters("investigating"))
    end_escalations(records, change.id(), "answer", records.actor().name);
  else if (change.enters("resolved") || change.enters("dismissed"))
    end_escalations(records, change.id(), "stop");
}

const common::rules::Effects<EscalationPolicy> policy_effects =
    common::rules::Effects<EscalationPolicy>().before_save(check_policy);
const common::rules::Effects<Escalation> escalation_effects =
    common::rules::Effects<Escalation>().after_save(note_answer);
const common::rules::Effects<Finding> finding_effects =
    common::rules::Effects<Finding>().after_save(follow_finding);

}  // namespace

int begin_escalations(Records& records, EscalationPolicy::Use use, const std::string& about_type,
                      const std::string& about_id) {
  int begun = 0;
  for (auto& policy : records.all<EscalationPolicy>()) {
    if (policy.use() != use || policy.steps_size() == 0) continue;
    Escalation one;
    one.set_escalation_policy(policy.header().id());
    *one.mutable_about() = common::codec::about(about_type, about_id);
    one.set_step(0);
    one.mutable_header()->set_state("running");
    ask_for(records, one, policy, hub_now(records));
    ++begun;
  }
  return begun;
}

void end_escalations(Records& records, const std::string& about_id, const char* action,
                     const std::string& by) {
  for (auto& one : about(records, about_id)) {
    bool stops = std::string_view(action) == "stop";
    auto& state = one.header().state();
    if (state != "running" && (stops || state != "exhausted")) continue;
    if (!by.empty() && one.taken_size() > 0)
      one.mutable_taken(one.taken_size() - 1)->set_answer(by);
    one.clear_next_at();
    records.move_as_system(one, action);
    records.save_as_system(one);
  }
}

void take_step(Records& records, const std::string& escalation) {
  auto one = records.find<Escalation>(escalation);
  if (!one || one->header().state() != "running") return;
  auto policy = records.load<EscalationPolicy>(one->escalation_policy());
  auto number = one->step();
  if (number >= policy.steps_size() || hub_now(records) < from_timestamp(one->next_at())) return;
  auto& step = policy.steps(number);
  tell(records, step, subject_of(records, *one, policy), escalation + ":" + std::to_string(number));
  auto& taken = *one->add_taken();
  taken.set_line("t" + std::to_string(number + 1));
  taken.set_step(number);
  *taken.mutable_at() = to_timestamp(hub_now(records));
  taken.set_to(step.to());
  one->set_step(number + 1);
  if (number + 1 < policy.steps_size())
    return ask_for(records, *one, policy, from_timestamp(one->header().created_at()));
  one->clear_next_at();
  records.move_as_system(*one, "exhaust");
  records.save_as_system(*one);
}

void tell_the_told(Records& records, const std::string& about_type, const std::string& about_id,
                   const std::string& title) {
  std::set<std::string> told;
  for (auto& one : about(records, about_id))
    for (auto& taken : one.taken())
      for (auto& user : users_of(records, taken.to())) told.insert(user.header().id());
  for (auto& user : told)
    tell_user(records, user, Notification::CATEGORY_SYSTEM, title, "", about_type, about_id);
}

}  // namespace hub::domain::workflow
