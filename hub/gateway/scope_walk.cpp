#include "hub/gateway/scope_walk.hpp"

#include <array>

#include "hub/gateway/impl/hub_state.hpp"
#include "hub/gateway/impl/reevaluation.hpp"

namespace hub::gateway {
namespace {

using store::Connection;
using store::sql_name;
using store::Transaction;

constexpr std::size_t records_per_step = 500;
constexpr const char* who_asks = "reader scopes";

struct Walk {
  const char *name, *key, *beginning;
};
// Where each stands: of customers "<type>|<id>", of own records "<id>". The beginning sorts before
// every name and id; the position of the change that led to it follows, for each asks for another.
constexpr std::array<Walk, 2> walks{
    {{"customers", "scopes.redo|", " |"}, {"own_records", "scopes.redo_own|", " "}}};

const Walk& walk_of(ScopeWalk::Of of) {
  return walks[of == ScopeWalk::Of::customers ? 0 : 1];
}

std::string steps_key(const std::string& tenant) {
  return "scopes.walked|" + tenant;
}

/// Where it stands; empty: at its end.
std::string find_place(Connection& sql, const std::string& tenant, const Walk& walk) {
  return impl::find_state(sql, walk.key + tenant);
}

/// Adds what comes next; where it goes on then, empty at the end.
std::string add_customers(Transaction& transaction, const ScopePlan& plan, const std::string& place,
                          impl::Reevaluation& again) {
  std::set<std::string> types;
  for (auto type : plan.customer_types()) types.insert(type->name);
  auto bar = place.find('|');
  auto name = place.substr(0, bar), after = place.substr(bar + 1);
  auto at = types.lower_bound(name);
  if (at == types.end()) return {};
  if (*at != name) after.clear();
  std::vector<std::string> ids;
  auto& rows = transaction.sql().query(
      "SELECT \"id\" FROM " + sql_name(plan.catalogue().type(*at).table) +
          " WHERE \"tenant\" = ? AND \"id\" > ? AND deleted_at IS NULL ORDER BY \"id\" LIMIT ?",
      {transaction.actor().tenant, after, static_cast<std::int64_t>(records_per_step)});
  while (rows.step()) ids.push_back(rows.text(0));
  for (auto& id : ids) again.add(*at, id);
  // '~' sorts after every id and name: the next type.
  return ids.size() < records_per_step ? *at + "~|" : *at + "|" + ids.back();
}

std::string add_own_records(Transaction& transaction, std::string place,
                            impl::Reevaluation& again) {
  std::size_t count = 0;
  auto& rows = transaction.sql().query(
      "SELECT \"id\", \"type\" FROM \"own_record\" WHERE \"tenant\" = ? AND \"id\" > ? AND "
      "deleted_at IS NULL ORDER BY \"id\" LIMIT ?",
      {transaction.actor().tenant, place, static_cast<std::int64_t>(records_per_step)});
  for (; rows.step(); ++count) {
    place = rows.text(0);
    again.add(rows.text(1), place);
  }
  return count < records_per_step ? std::string() : place;
}

bool is_beginning(const Walk& walk, const std::string& place) {
  return place.starts_with(walk.beginning);
}

/// For people: "after crm.Account 0193…".
std::string in_words(const Walk& walk, const std::string& place) {
  if (place.empty() || is_beginning(walk, place)) return "from the beginning";
  auto bar = place.find('|');
  if (bar == place.npos) return "after " + place;
  auto type = place.substr(0, bar);
  if (type.back() != '~') return "after " + type + " " + place.substr(bar + 1);
  type.pop_back();
  return "after all of " + type;
}

void enqueue(Transaction& transaction, const Walk& walk, const std::string& cause) {
  transaction.enqueue(ScopeWalk::job_kind, walk.name + ("|" + cause), "", transaction.now());
}

/// Writes what the feeds are to hold, and how far the walk has come.
std::set<std::string> go_on(Transaction& transaction, const ScopePlan& plan, const Walk& walk,
                            const std::string& place) {
  auto& sql = transaction.sql();
  auto& tenant = transaction.actor().tenant;
  impl::Reevaluation again(transaction, plan);
  auto next = &walk == &walk_of(ScopeWalk::Of::customers)
                  ? add_customers(transaction, plan, place, again)
                  : add_own_records(transaction, place, again);
  impl::FeedWriter writer(transaction);
  for (auto& entry : again.run()) writer.put(entry);
  writer.finish();
  if (next.empty())
    impl::drop_state(sql, walk.key + tenant);
  else
    impl::set_state(sql, walk.key + tenant, next);
  impl::set_state(sql, steps_key(tenant), std::to_string(ScopeWalk::steps(sql, tenant) + 1));
  return writer.touched();
}

}  // namespace

void ScopeWalk::ask(Transaction& transaction, Of of, std::int64_t position) {
  auto& walk = walk_of(of);
  impl::set_state(transaction.sql(), walk.key + transaction.actor().tenant,
                  walk.beginning + std::to_string(position));
  enqueue(transaction, walk, std::to_string(position));
}

void ScopeWalk::ask_for_rest(Transaction& transaction) {
  auto& tenant = transaction.actor().tenant;
  for (auto& walk : walks) {
    if (find_place(transaction.sql(), tenant, walk).empty()) continue;
    auto known = transaction.sql().integer(
        "SELECT count(*) FROM job WHERE tenant = ? AND kind = ? AND key LIKE ? AND state IN "
        "('waiting', 'running', 'failed')",
        {tenant, std::string(job_kind), std::string(walk.name) + "|%"});
    if (known == 0) enqueue(transaction, walk, common::format_instant(transaction.now()));
  }
}

std::int64_t ScopeWalk::steps(Connection& connection, const std::string& tenant) {
  auto text = impl::find_state(connection, steps_key(tenant));
  return text.empty() ? 0 : std::stoll(text);
}

ScopeProgress ScopeWalk::step(const std::string& tenant, Of of, const Renew& renew) {
  auto& walk = walk_of(of);
  auto before = store_.read_result([&](Connection& sql) { return find_place(sql, tenant, walk); });
  if (before.empty()) return {};
  // What led to it may be a type or right that this hub has not heard of.
  if (is_beginning(walk, before)) store_.forget_schema(tenant);
  auto plan = plans_.of(tenant);
  return store_.write_result(store_.system_command(tenant, who_asks),
                             [&](Transaction& transaction) {
                               if (renew) renew(transaction);
                               auto place = find_place(transaction.sql(), tenant, walk);
                               ScopeProgress progress;
                               progress.more = !place.empty();
                               // Asked for from the beginning again meanwhile: that wants the
                               // schema read anew.
                               bool begins = is_beginning(walk, place) && before != place;
                               if (progress.more && !begins)
                                 progress.scopes = go_on(transaction, *plan, walk, place);
                               return progress;
                             });
}

work::Outcome walk_scopes(store::Store& store, ScopePlans& plans, const work::Job& job,
                          const ScopeWalk::Renew& renew) {
  auto of = job.key.starts_with(walk_of(ScopeWalk::Of::customers).name)
                ? ScopeWalk::Of::customers
                : ScopeWalk::Of::own_records;
  ScopeWalk walk(store, plans);
  try {
    while (walk.step(job.tenant, of, renew).more) {
    }
  } catch (const std::exception& error) {
    auto place = store.read_result(
        [&](Connection& sql) { return find_place(sql, job.tenant, walk_of(of)); });
    return work::Outcome::again(in_words(walk_of(of), place) + ": " + error.what());
  }
  return work::Outcome::done();
}

}  // namespace hub::gateway
