#include "hub/records/read_watch.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "common/log/log.hpp"
#include "common/text/json_text.hpp"
#include "hub/store/administrators.hpp"

namespace hub::records {
namespace {

using store::Transaction;

constexpr std::size_t seen_max = 100000;  // of one user in an hour; far above any limit
constexpr std::int64_t hours_compared = 30 * 24;
// What was odd yesterday and nobody minded is his work by now.
constexpr std::int64_t hours_left_out = 24;
constexpr auto blocked_for = std::chrono::hours(1);

std::int64_t hour_of(common::Instant at) {
  return std::chrono::floor<std::chrono::hours>(at.time_since_epoch()).count();
}

struct Policy {
  std::int64_t floor = ReadWatch::floor_default;
  bool blocks = false;
};

Policy load_policy(store::Connection& connection, const std::string& tenant) {
  Policy policy;
  auto& rows = connection.query(
      "SELECT \"key\", value FROM setting WHERE tenant = ? AND deleted_at IS NULL AND \"key\" IN "
      "('access.odd_reads_per_hour', 'access.odd_use')",
      {tenant});
  while (rows.step()) {
    auto value = common::try_read_json(rows.text(1));
    if (rows.text(0) == "access.odd_use")
      policy.blocks = value == "block";
    else if (value.is_number_integer())
      policy.floor = value.get<std::int64_t>();
  }
  return policy;
}

std::int64_t busiest_before(store::Connection& connection, const ReadWatch::Who& who,
                            std::int64_t hour) {
  return connection.integer(
      "SELECT COALESCE(MAX(records), 0) FROM read_tally WHERE tenant = ? AND user_id = ? AND hour "
      "< ?",
      {who.first, who.second, hour - hours_left_out});
}

std::int64_t add_to_tally(store::Connection& connection, const ReadWatch::Who& who,
                          std::int64_t hour, std::int64_t count) {
  connection.execute(
      "INSERT INTO read_tally (tenant, user_id, hour, records) VALUES (?, ?, ?, ?) ON CONFLICT "
      "(tenant, user_id, hour) DO UPDATE SET records = read_tally.records + excluded.records",
      {who.first, who.second, hour, count});
  auto sum = connection.integer(
      "SELECT records FROM read_tally WHERE tenant = ? AND user_id = ? AND hour = ?",
      {who.first, who.second, hour});
  if (sum == count)  // his first of this hour
    connection.execute("DELETE FROM read_tally WHERE tenant = ? AND user_id = ? AND hour < ?",
                       {who.first, who.second, hour - hours_compared});
  return sum;
}

/// True when he is.
bool block(Transaction& transaction, const ReadWatch::Who& who, std::int64_t records) {
  auto now = transaction.now();
  auto& sql = transaction.sql();
  if (store::is_only_administrator(sql, who.first, who.second, now)) return false;
  sql.execute("DELETE FROM blocked_user WHERE tenant = ? AND user_id = ?", {who.first, who.second});
  sql.execute(
      "INSERT INTO blocked_user (tenant, user_id, since, until, records) VALUES (?, ?, ?, ?, ?)",
      {who.first, who.second, common::to_micros(now), common::to_micros(now + blocked_for),
       records});
  return true;
}

void act(Transaction& transaction, const ReadWatch::Who& who, std::int64_t hour, std::int64_t sum,
         std::int64_t busiest, bool blocks) {
  bool blocked = blocks && block(transaction, who, sum);
  nlohmann::json payload{{"tenant", who.first},
                         {"user", who.second},
                         {"records", sum},
                         {"busiest", busiest},
                         {"blocked", blocked}};
  transaction.enqueue("odd_use", who.first + "|" + who.second + "|" + std::to_string(hour),
                      common::json_text(payload), transaction.now());
  common::log::warning("hub/records", "somebody reads far more protected records than ever",
                       {{"tenant", who.first},
                        {"user", who.second},
                        {"records", std::to_string(sum)},
                        {"blocked", blocked ? "yes" : "no"}});
}

}  // namespace

void ReadWatch::begin(Fresh& fresh, common::Instant now) {
  fresh.hour = hour_of(now);
  if (fresh.hour != hour_) seen_.clear();
  hour_ = fresh.hour;
}

void ReadWatch::add(Fresh& fresh, const Who& who, const std::set<std::string>& records) {
  if (who.second.empty()) return;  // the hub's own work
  auto& seen = seen_[who];
  for (auto& record : records) {
    auto hash = std::hash<std::string>()(record);
    if (seen.size() >= seen_max || !seen.insert(hash).second) continue;
    fresh.seen[who].push_back(hash);
    ++fresh.counts[who];
  }
}

void ReadWatch::take_back(const Fresh& fresh) {
  if (fresh.hour != hour_) return;
  for (auto& [who, hashes] : fresh.seen)
    for (auto hash : hashes) seen_[who].erase(hash);
}

void ReadWatch::note(Transaction& transaction, const Fresh& fresh) {
  for (auto& [who, count] : fresh.counts) {
    auto sum = add_to_tally(transaction.sql(), who, fresh.hour, count);
    if (sum < 100) continue;  // the lowest floor there may be
    auto policy = load_policy(transaction.sql(), who.first);
    if (sum < policy.floor) continue;
    auto busiest = busiest_before(transaction.sql(), who, fresh.hour);
    auto limit = std::max(policy.floor, busiest * times_busiest);
    if (sum - count < limit && sum >= limit)
      act(transaction, who, fresh.hour, sum, busiest, policy.blocks);
  }
}

std::set<ReadWatch::Who> ReadWatch::load_blocked(store::Connection& connection,
                                                 common::Instant now) {
  std::set<Who> blocked;
  auto& rows = connection.query("SELECT tenant, user_id FROM blocked_user WHERE until > ?",
                                {common::to_micros(now)});
  while (rows.step()) blocked.emplace(rows.text(0), rows.text(1));
  return blocked;
}

}  // namespace hub::records
