#include "hub/identity/tokens.hpp"

#include "common/codec/values.hpp"
#include "common/ids/ids.hpp"
#include "common/text/text.hpp"
#include "hub/store/scopes.hpp"

namespace hub::identity {
namespace {

using store::Connection;
using store::Transaction;
using store::Value;

constexpr auto over_kept = std::chrono::days(1);  // so that who uses it again is found out

std::string joined(const std::vector<std::string>& scopes) {
  std::string text;
  for (auto& scope : scopes) text += (text.empty() ? "" : " ") + scope;
  return text;
}

std::vector<std::string> split(const std::string& text) {
  if (text.empty()) return {};
  return common::text::split(text, ' ');
}

/// People recognise by it what they have in hand, and so do scanners for lost secrets.
std::string prefix_of(const std::string& kind) {
  return kind == "key" ? "trk_" : kind == "access" ? "tra_" : kind == "refresh" ? "trr_" : "trc_";
}

Tokens::Entry entry_of(const store::Statement& row) {
  Tokens::Entry entry{row.text(0),        row.text(1), row.text(2), row.text(3),
                      split(row.text(4)), row.text(5), row.text(6)};
  if (!row.is_null(7)) entry.expires_at = common::from_micros(row.integer(7));
  entry.used = !row.is_null(8);
  entry.ended = !row.is_null(9);
  return entry;
}

std::optional<Tokens::Entry> find_by_hash(Connection& connection, const std::string& hash) {
  std::optional<Tokens::Entry> found;
  auto& row = connection.query(
      "SELECT tenant, kind, client, user_id, scopes, family, data, expires_at, used_at, ended_at "
      "FROM access_token WHERE token_hash = ?",
      {hash});
  while (row.step()) found = entry_of(row);
  return found;
}

bool is_over(const Tokens::Entry& entry, common::Instant now) {
  return entry.ended || (entry.expires_at && *entry.expires_at <= now);
}

}  // namespace

std::string Tokens::make(Transaction& transaction, const Entry& entry) {
  auto token = prefix_of(entry.kind) + common::random_token();
  auto now = transaction.now();
  transaction.sql().execute("DELETE FROM access_token WHERE expires_at < ?",
                            {common::to_micros(now - over_kept)});
  transaction.sql().execute(
      "INSERT INTO access_token (token_hash, tenant, kind, client, user_id, scopes, family, data, "
      "created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {common::sha256_hex(token), entry.tenant, entry.kind, entry.client, entry.user,
       joined(entry.scopes), entry.family, entry.data, common::to_micros(now),
       entry.expires_at ? Value{common::to_micros(*entry.expires_at)} : Value{}});
  return token;
}

std::optional<Tokens::Entry> Tokens::find(Connection& connection, const std::string& token) {
  return find_by_hash(connection, common::sha256_hex(token));
}

bool Tokens::use(Transaction& transaction, const std::string& token) {
  return transaction.sql().execute(
             "UPDATE access_token SET used_at = ? WHERE token_hash = ? AND used_at IS NULL",
             {common::to_micros(transaction.now()), common::sha256_hex(token)}) == 1;
}

void Tokens::end(Transaction& transaction, const std::string& token) {
  transaction.sql().execute("UPDATE access_token SET ended_at = ? WHERE token_hash = ?",
                            {common::to_micros(transaction.now()), common::sha256_hex(token)});
}

void Tokens::end_family(Transaction& transaction, const std::string& family) {
  transaction.sql().execute(
      "UPDATE access_token SET ended_at = ? WHERE tenant = ? AND family = ? AND ended_at IS NULL",
      {common::to_micros(transaction.now()), transaction.actor().tenant, family});
}

void Tokens::end_all_of(Transaction& transaction, const std::string& client,
                        const std::string& user) {
  transaction.sql().execute(
      "UPDATE access_token SET ended_at = ? WHERE tenant = ? AND client = ? AND user_id = ? AND "
      "ended_at IS NULL",
      {common::to_micros(transaction.now()), transaction.actor().tenant, client, user});
}

std::optional<ApiClient> Tokens::find_client(Connection& connection, const std::string& tenant,
                                             const std::string& id) {
  auto& table = store_.tables().of(store_.catalogue().of<ApiClient>());
  auto found = table.find(connection, tenant, id);
  if (!found) return std::nullopt;
  auto& client = static_cast<ApiClient&>(*found);
  bool over =
      client.has_until() && common::codec::from_timestamp(client.until()) <= store_.clock().now();
  if (over || client.header().state() != "active") return std::nullopt;
  return std::move(client);
}

std::optional<Bearer> Tokens::bearer(Connection& connection, const std::string& token_hash) {
  auto entry = find_by_hash(connection, token_hash);
  if (!entry || is_over(*entry, store_.clock().now())) return std::nullopt;
  if (entry->kind != "key" && entry->kind != "access") return std::nullopt;
  auto client = find_client(connection, entry->tenant, entry->client);
  if (!client) return std::nullopt;
  Bearer bearer{
      entry->tenant, entry->client, client->name(), entry->user, {}, {}, client->rate_limit(), {}};
  bearer.networks = {client->addresses().begin(), client->addresses().end()};
  if (entry->data == "client") bearer.role = client->role();
  if (entry->data == "client" && bearer.role.empty()) return std::nullopt;
  // What the program lost since, its tokens have lost too.
  std::vector<std::string> granted(client->scopes().begin(), client->scopes().end());
  for (auto& scope : entry->kind == "key" ? granted : entry->scopes)
    if (store::covers(granted, scope, store_.catalogue())) bearer.scopes.insert(scope);
  return bearer;
}

}  // namespace hub::identity
