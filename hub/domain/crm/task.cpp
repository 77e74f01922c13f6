#include "proto/records/crm/task.pb.h"

#include <algorithm>
#include <map>
#include <set>

#include "common/codec/person_name.hpp"
#include "common/rules/rules.hpp"
#include "common/zone/zone.hpp"
#include "hub/domain/crm/mentions.hpp"
#include "hub/domain/workflow/notify.hpp"
#include "hub/store/transaction.hpp"
#include "proto/records/admin/user.pb.h"
#include "proto/records/people/team.pb.h"
#include "proto/records/people/technician.pb.h"
#include "proto/wire/actions/hub_crm.pb.h"

namespace hub::domain::crm {
namespace {

using common::say;
using common::Sentence;
using common::rules::Change;
using common::rules::Records;
using truckroll::admin::User;
using truckroll::crm::Task;
using truckroll::people::Team;
using truckroll::people::Technician;
using truckroll::workflow::Notification;
namespace input = truckroll::wire::hub_crm;

constexpr int suggested_max = 5;

bool is_member_today(Records& records, const Team::Member& member) {
  auto today = common::zone::local_day(records.now(), "UTC");
  return (!member.has_from() || member.from().days() <= today) &&
         (!member.has_to() || member.to().days() >= today);
}

/// Users of the team as it is today; technicians by the user they are.
std::set<std::string> users_of(Records& records, const std::string& id) {
  std::set<std::string> users;
  auto team = records.find<Team>(id);
  if (!team) return users;
  if (team->has_lead()) users.insert(team->lead());
  for (auto& member : team->members()) {
    if (!is_member_today(records, member)) continue;
    if (!member.user().empty()) users.insert(member.user());
    if (auto technician = records.find<Technician>(member.technician());
        technician && technician->has_user())
      users.insert(technician->user());
  }
  users.erase("");
  return users;
}

std::set<std::string> assigned(Records& records, const Task& task) {
  if (task.has_assignee_user()) return {task.assignee_user()};
  return task.has_assignee_team() ? users_of(records, task.assignee_team())
                                  : std::set<std::string>();
}

/// What a person who only follows the task wants to know; empty: nothing of that.
Sentence news_of(const Change<Task>& change) {
  auto& title = change.after.title();
  if (change.creates()) return say("Task \"{}\" was given", title);
  if (change.state() != change.state_before())
    return change.state() == "done"        ? say("Task \"{}\" is done", title)
           : change.state() == "cancelled" ? say("Task \"{}\" is cancelled", title)
                                           : say("Task \"{}\" is open again", title);
  if (change.changed(Task::kAssigneeUserFieldNumber) ||
      change.changed(Task::kAssigneeTeamFieldNumber))
    return say("Task \"{}\" was given to somebody else", title);
  if (change.changed(Task::kDueFieldNumber)) return say("Task \"{}\" has another day", title);
  for (int field : {int{Task::kTitleFieldNumber}, int{Task::kPriorityFieldNumber},
                    int{Task::kOutcomeFieldNumber}})
    if (change.changed(field)) return say("Task \"{}\" was changed", title);
  return {};
}

void tell(Records& records, const Task& task, const std::set<std::string>& users,
          const Sentence& what) {
  auto by = acting_name(records);
  for (auto& user : users)
    if (user != records.actor().user)
      workflow::tell_user(records, user, Notification::CATEGORY_TASK, what,
                          by.empty() ? Sentence() : say("By {}", by), "crm.Task",
                          task.header().id(), task.priority() == Task::PRIORITY_URGENT);
}

/// Whoever is to do it hears of it when it becomes his; who is advised, of every turn it takes.
void tell_people(Records& records, Change<Task>& change) {
  auto& task = change.after;
  auto doing = assigned(records, task);
  auto before = change.before ? assigned(records, *change.before) : std::set<std::string>();
  std::set<std::string> new_ones, advised(task.advised().begin(), task.advised().end()), newly;
  std::set_difference(doing.begin(), doing.end(), before.begin(), before.end(),
                      std::inserter(new_ones, new_ones.end()));
  tell(records, task, new_ones, say("Task \"{}\" is yours to do", task.title()));
  for (auto& user : new_ones) advised.erase(user);
  for (auto& user : advised)
    if (change.before &&
        std::count(change.before->advised().begin(), change.before->advised().end(), user) == 0)
      newly.insert(user);
  tell(records, task, newly, say("Task \"{}\" is one that you are advised of", task.title()));
  for (auto& user : newly) advised.erase(user);
  if (auto news = news_of(change); !news.empty()) tell(records, task, advised, news);
}

// ---- who might do it

struct Candidate {
  std::string user, name;
  std::int64_t open = 0, known = 0;  ///< open tasks; tasks done about this record
};

std::int64_t count(Records& records, const std::string& user, const std::string& condition,
                   const std::string& value) {
  return store::hub_transaction(records).sql().integer(
      "SELECT count(*) FROM task WHERE tenant = ? AND assignee_user = ? AND deleted_at IS NULL "
      "AND " +
          condition + " = ?",
      {records.actor().tenant, user, value});
}

std::vector<Candidate> candidates(Records& records, const std::string& team,
                                  const std::string& about) {
  std::vector<Candidate> found;
  for (auto& id : users_of(records, team)) {
    auto user = records.find<User>(id);
    if (!user || user->header().state() != "active") continue;
    Candidate one{id, common::codec::person_name(user->name())};
    one.open = count(records, id, "state", "open");
    if (!about.empty()) one.known = count(records, id, "state = 'done' AND about", about);
    found.push_back(std::move(one));
  }
  std::stable_sort(found.begin(), found.end(), [](auto& a, auto& b) {
    return std::make_pair(a.known == 0, a.open) < std::make_pair(b.known == 0, b.open);
  });
  if (found.size() > suggested_max) found.resize(suggested_max);
  return found;
}

nlohmann::json suggest(Records& records, Task&, const input::SuggestAssignee& input) {
  auto people = nlohmann::json::array();
  for (auto& one : candidates(records, input.team(), input.about().id()))
    people.push_back({{"user", one.user},
                      {"name", one.name},
                      {"open_tasks", one.open},
                      {"done_here", one.known}});
  return {{"people", people}};
}

const common::rules::Effects<Task> effects =
    common::rules::Effects<Task>()
        .after_save(tell_people)
        .collection_action<input::SuggestAssignee>("suggest", suggest);

}  // namespace
}  // namespace hub::domain::crm
