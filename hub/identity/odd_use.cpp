#include "hub/identity/odd_use.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "common/text/json_text.hpp"
#include "hub/domain/workflow/notify.hpp"

namespace hub::identity {
namespace {

using store::Connection;
constexpr auto refused_shown_for = std::chrono::days(1);
constexpr std::int64_t entries_looked_at = 5000;

std::string login_of(Connection& connection, const std::string& tenant, const std::string& user) {
  auto login =
      connection.scalar("SELECT login FROM \"user\" WHERE tenant = ? AND id = ?", {tenant, user});
  auto text = login ? std::get_if<std::string>(&*login) : nullptr;
  return text ? *text : user;
}

void add_readers(Connection& connection, const std::string& tenant, common::Instant now,
                 std::vector<BlockedUser>& found) {
  auto& rows = connection.query(
      "SELECT b.user_id, u.login, b.since, b.until, b.records FROM blocked_user b JOIN \"user\" u "
      "ON u.tenant = b.tenant AND u.id = b.user_id WHERE b.tenant = ? AND b.until > ? ORDER BY "
      "b.since DESC LIMIT 500",
      {tenant, common::to_micros(now)});
  while (rows.step())
    found.push_back({rows.text(0), rows.text(1), "odd_use", common::from_micros(rows.integer(2)),
                     common::from_micros(rows.integer(3)), rows.integer(4)});
}

/// What the access log has of him since the hour began in which he was stopped.
void add_what_was_read(Connection& connection, const std::string& tenant, BlockedUser& one) {
  auto begin = std::chrono::floor<std::chrono::hours>(one.since);
  std::map<std::string, std::set<std::string>> records;
  auto& rows = connection.query(
      "SELECT type, records FROM read_log WHERE tenant = ? AND actor = ? AND at >= ? ORDER BY seq "
      "DESC LIMIT ?",
      {tenant, one.user, common::to_micros(begin), entries_looked_at});
  while (rows.step()) {
    auto ids = common::read_json(rows.text(1)).get<std::set<std::string>>();
    records[rows.text(0)].merge(ids);
  }
  for (auto& [type, ids] : records)
    one.read.emplace_back(type, static_cast<std::int64_t>(ids.size()));
  std::ranges::stable_sort(one.read, std::greater(), [](auto& read) { return read.second; });
}

void add_refused(Connection& connection, const std::string& tenant, common::Instant now,
                 std::vector<BlockedUser>& found) {
  auto& rows = connection.query(
      "SELECT l.user_id, u.login, l.address, MAX(l.at) FROM sign_in_log l JOIN \"user\" u ON "
      "u.tenant = l.tenant AND u.id = l.user_id WHERE l.tenant = ? AND l.action = 'refused_as_odd' "
      "AND l.at > ? AND NOT EXISTS (SELECT 1 FROM sign_in_log a WHERE a.tenant = l.tenant AND "
      "a.user_id = l.user_id AND a.action = 'admitted' AND a.seq > l.seq) GROUP BY l.user_id, "
      "u.login, l.address ORDER BY 4 DESC LIMIT 500",
      {tenant, common::to_micros(now - refused_shown_for)});
  std::map<std::string, std::size_t> places;
  while (rows.step()) {
    auto since = common::from_micros(rows.integer(3));
    auto [place, fresh] = places.try_emplace(rows.text(0), found.size());
    if (fresh)
      found.push_back(
          {rows.text(0), rows.text(1), "odd_sign_in", since, since + refused_shown_for});
    if (auto address = rows.text(2); !address.empty())
      found[place->second].addresses.push_back(address);
  }
}

std::vector<BlockedUser> find_stopped(Connection& connection, const std::string& tenant,
                                      common::Instant now) {
  std::vector<BlockedUser> found;
  add_readers(connection, tenant, now, found);
  add_refused(connection, tenant, now, found);
  return found;
}

}  // namespace

void tell_of_odd_use(store::Store& store, const std::string& payload) {
  using namespace domain::workflow;
  auto odd = common::read_json(payload);
  auto tenant = odd.at("tenant").get<std::string>(), user = odd.at("user").get<std::string>();
  bool blocked = odd.value("blocked", false);
  store.write(store.system_command(tenant, "odd use"), [&](store::Transaction& transaction) {
    auto login = login_of(transaction.sql(), tenant, user);
    tell_role(
        transaction, "admin", Notification::CATEGORY_SYSTEM,
        blocked ? common::say("Unusual use: {} reads very many records and was stopped", login)
                : common::say("Unusual use: {} reads very many records", login),
        common::say("{} records with protected data within an hour; his busiest hour before had "
                    "{}. The access log names them. His sessions and keys can be ended under "
                    "Security.",
                    odd.value("records", 0), odd.value("busiest", 0)),
        "admin.User", user, true);
  });
}

std::vector<BlockedUser> list_blocked_users(Connection& connection, const std::string& tenant,
                                            common::Instant now) {
  auto found = find_stopped(connection, tenant, now);
  for (auto& one : found)
    if (one.records > 0) add_what_was_read(connection, tenant, one);
  return found;
}

bool admit_user(store::Transaction& transaction, const std::string& user) {
  auto& tenant = transaction.actor().tenant;
  bool stopped = false;
  for (auto& one : find_stopped(transaction.sql(), tenant, transaction.now()))
    stopped = stopped || one.user == user;
  if (!stopped) return false;
  transaction.sql().execute("DELETE FROM blocked_user WHERE tenant = ? AND user_id = ?",
                            {tenant, user});
  transaction.sql().execute(
      "INSERT INTO sign_in_log (tenant, at, user_id, address, action) VALUES (?, ?, ?, ?, "
      "'admitted')",
      {tenant, common::to_micros(transaction.now()), user, transaction.actor().address});
  return true;
}

}  // namespace hub::identity
