#include "hub/identity/sessions.hpp"

#include "common/ids/ids.hpp"
#include "common/text/text.hpp"
#include "hub/identity/oddity.hpp"
#include "hub/identity/policy.hpp"

namespace hub::identity {
namespace {

using store::Connection;
using store::Transaction;

// An ended session stays for what it tells: from which addresses its user signs in.
constexpr auto ended_kept = std::chrono::days(30);
constexpr std::size_t device_bytes_max = 300;

}  // namespace

std::vector<SessionInfo> list_sessions(Connection& connection, const std::string& tenant,
                                       const std::string& user, common::Instant now) {
  std::vector<SessionInfo> found;
  auto micros = common::to_micros(now);
  store::Values values{tenant, micros, micros};
  if (!user.empty()) values.emplace_back(user);
  auto& rows = connection.query(
      "SELECT s.token_hash, s.user_id, u.login, s.address, s.device, s.way, s.created_at, "
      "s.seen_at, s.expires_at FROM session s JOIN \"user\" u ON u.tenant = s.tenant AND u.id = "
      "s.user_id WHERE s.tenant = ? AND s.expires_at > ? AND (s.idle_until IS NULL OR "
      "s.idle_until > ?)" +
          std::string(user.empty() ? "" : " AND s.user_id = ?") +
          " ORDER BY COALESCE(s.seen_at, s.created_at) DESC LIMIT 500",
      values);
  while (rows.step())
    found.push_back({rows.text(0).substr(0, 16), rows.text(1), rows.text(2), rows.text(3),
                     rows.text(4), rows.text(5), common::from_micros(rows.integer(6)),
                     common::from_micros(rows.integer(rows.is_null(7) ? 6 : 7)),
                     common::from_micros(rows.integer(8))});
  return found;
}

std::int64_t end_session(Transaction& transaction, const std::string& user,
                         const std::string& name) {
  auto now = common::to_micros(transaction.now());
  store::Values values{now, transaction.actor().tenant, name, now};
  if (!user.empty()) values.emplace_back(user);
  return transaction.sql().execute(
      "UPDATE session SET expires_at = ? WHERE tenant = ? AND substr(token_hash, 1, 16) = ? AND "
      "expires_at > ?" +
          std::string(user.empty() ? "" : " AND user_id = ?"),
      values);
}

std::int64_t end_sessions(Transaction& transaction, const std::string& user,
                          const std::string& except) {
  auto now = common::to_micros(transaction.now());
  return transaction.sql().execute(
      "UPDATE session SET expires_at = ? WHERE tenant = ? AND user_id = ? AND expires_at > ? AND "
      "substr(token_hash, 1, 16) <> ?",
      {now, transaction.actor().tenant, user, now, except});
}

Peer plain(const Peer& peer) {
  return {peer.address, common::text::to_plain(peer.device, device_bytes_max)};
}

void begin_session(Transaction& transaction, const std::string& token_hash, const std::string& user,
                   const std::string& way, const Peer& peer) {
  auto now = transaction.now();
  auto& tenant = transaction.actor().tenant;
  auto policy = load_policy(transaction.sql(), tenant);
  auto from = plain(peer);
  tell_of_oddity(transaction, user, from, judge_sign_in(transaction.sql(), tenant, user, from, now),
                 false);
  transaction.sql().execute("DELETE FROM session WHERE expires_at < ?",
                            {common::to_micros(now - ended_kept)});
  transaction.sql().execute(
      "INSERT INTO session (token_hash, tenant, user_id, csrf, created_at, expires_at, address, "
      "device, way, seen_at, idle_until) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {token_hash, tenant, user, common::random_token(), common::to_micros(now),
       common::to_micros(now + policy.session_length), from.address, from.device, way,
       common::to_micros(now), common::to_micros(now + policy.session_idle)});
  transaction.sql().execute(
      "INSERT INTO sign_in_log (tenant, at, user_id, address, session, action) VALUES (?, ?, "
      "?, ?, ?, 'signed_in')",
      {tenant, common::to_micros(now), user, peer.address, token_hash.substr(0, 16)});
}

}  // namespace hub::identity
