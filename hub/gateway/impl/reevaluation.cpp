#include "hub/gateway/impl/reevaluation.hpp"

#include <map>

#include "common/text/json_text.hpp"
#include "common/text/text.hpp"
#include "proto/records/people/technician.pb.h"

namespace hub::gateway::impl {
namespace {

using nlohmann::json;
namespace schema = common::schema;

/// Ids that stand anywhere in a logged value: a reference, a list, lines, about.
void collect_ids(const json& value, std::set<std::string>& ids) {
  if (value.is_string() && value.get_ref<const std::string&>().size() == 36)
    ids.insert(value.get<std::string>());
  if (value.is_structured())
    for (auto& part : value) collect_ids(part, ids);
}

std::set<std::string> members_personal(const std::set<std::string>& scopes) {
  Membership membership;
  membership.direct = scopes;
  return membership.personal();
}

}  // namespace

void Reevaluation::add(const std::string& type, const std::string& id) {
  if (queued_.insert({type, id}).second) queue_.emplace_back(type, id);
}

void Reevaluation::add_dependents(const Dependence& dependence, const std::string& id) {
  std::set<std::string> ids{id};
  for (auto hop = dependence.hops.rbegin(); hop != dependence.hops.rend(); ++hop) {
    std::set<std::string> next;
    for (auto& one : ids) next.merge(finder_.ids_where(*hop->type, hop->path, one));
    ids = std::move(next);
  }
  for (auto& one : ids) add(dependence.hops.front().type->name, one);
}

void Reevaluation::add(const store::ChangeRow& change) {
  add(change.type, change.record);
  auto type = plan_.catalogue().find(change.type);
  if (!type) return;
  auto names = common::try_read_json(change.commitments);
  auto values = common::try_read_json(change.fields);
  bool whole = change.action == "create" || change.action == "delete" || !names.is_object();
  // What refers to a record is saved after it, and then looked at itself.
  bool is_new = change.action == "create" && change.version == 1;
  for (auto& reader : plan_.readers(*type)) {
    if (is_new && reader.hops.back().path != "id") continue;
    if (whole || names.contains(reader.field)) add_dependents(reader, change.record);
  }
  if (!values.is_object()) return;
  // Where a reference led before: those records may be no longer needed.
  for (auto& step : plan_.customers_of(*type)) {
    auto field = common::text::split(step.path, '.')[0];
    std::set<std::string> ids;
    if (values.contains(field)) collect_ids(values[field], ids);
    for (auto& id : ids) add(step.type, id);
  }
  if (change.type == "people.Technician" &&
      (whole || values.contains("user") || values.contains("branch")))
    add_users(change, values);
}

/// Who is or was that technician's user, and what hangs on it.
void Reevaluation::add_users(const store::ChangeRow& change, const json& values) {
  std::set<std::string> users;
  if (values.contains("user")) collect_ids(values["user"], users);
  if (auto found = finder_.find(change.type, change.record))
    users.insert(static_cast<const truckroll::people::Technician&>(*found).user());
  for (auto& user : users)
    for (auto& hop : plan_.by_user())
      if (!user.empty())
        for (auto& id : finder_.ids_where(*hop.type, hop.path, user)) add(hop.type->name, id);
}

void Reevaluation::add_customers(const RecordType& type, const Message& record) {
  for (auto& step : plan_.customers_of(type))
    for (auto& target : targets_of(type, record, step)) add(target.type, target.id);
}

void Reevaluation::evaluate(const std::string& type_name, const std::string& id) {
  auto type = plan_.catalogue().find(type_name);
  // One of the company's own types may have been in the vans before.
  if (!type || (plan_.rules(*type).empty() && !type->made_by)) return;
  auto record = finder_.find(type_name, id);
  auto scopes = record ? finder_.of(*type, *record).all() : std::set<std::string>{};
  auto version = record ? schema::header(*record).version() : 0;
  auto before = scopes_now(transaction_, id);
  if (!before.empty() || !scopes.empty()) entries_.push_back({type_name, id, version, scopes});
  if (members_personal(before) == members_personal(scopes)) return;
  for (auto& follower : plan_.followers(*type)) add_dependents(follower, id);
  if (record) add_customers(*type, *record);
}

/// Of what the log names most is evaluated: one question instead of one for each record.
void Reevaluation::read_ahead() {
  std::map<std::string, std::vector<std::string>> ids;
  for (auto& [type, id] : queue_) ids[type].push_back(id);
  for (auto& [name, some] : ids) {
    auto type = plan_.catalogue().find(name);
    bool is_evaluated = type && (!plan_.rules(*type).empty() || type->made_by);
    if (is_evaluated && some.size() > 1) finder_.read_ahead(*type, some);
  }
}

std::vector<FeedEntry> Reevaluation::run() {
  read_ahead();
  while (!queue_.empty()) {
    auto [type, id] = queue_.front();
    queue_.pop_front();
    evaluate(type, id);
  }
  return std::move(entries_);
}

}  // namespace hub::gateway::impl
