#include "hub/identity/clients.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/text/text.hpp"

namespace hub::identity {
namespace {

using common::Error;
using common::ErrorCode;
using store::Transaction;

constexpr std::size_t shown_characters = 12;  // of a key: enough to tell it from others

/// Bits of an address, IPv4 as IPv6 writes it; nothing for what is none.
std::optional<std::string> bits_of(const std::string& address) {
  std::string bytes(16, '\0');
  if (inet_pton(AF_INET6, address.c_str(), bytes.data()) == 1) return bytes;
  if (inet_pton(AF_INET6, ("::ffff:" + address).c_str(), bytes.data()) == 1) return bytes;
  return std::nullopt;
}

bool is_of_one(const std::string& address, const std::string& network) {
  auto slash = network.find('/');
  auto base = network.substr(0, slash);
  auto left = bits_of(address), right = bits_of(base);
  if (!left || !right) return false;
  bool is_short = base.find(':') == base.npos;
  int length = is_short ? 32 : 128;
  if (slash != network.npos)
    std::from_chars(network.data() + slash + 1, network.data() + network.size(), length);
  if (is_short) length += 96;
  for (int bit = 0; bit < std::min(length, 128); ++bit) {
    auto at = static_cast<std::size_t>(bit / 8);
    if ((((*left)[at] ^ (*right)[at]) >> (7 - bit % 8)) & 1) return false;
  }
  return true;
}

ApiClient record_of(const NewClient& wanted) {
  ApiClient client;
  client.set_name(wanted.name);
  client.set_kind(wanted.kind);
  client.set_owner(wanted.owner);
  for (auto& scope : wanted.scopes) client.add_scopes(scope);
  for (auto& redirect : wanted.redirects) client.add_redirects(redirect);
  if (wanted.requests_per_minute) client.set_rate_limit(*wanted.requests_per_minute);
  if (wanted.until) *client.mutable_until() = common::codec::to_timestamp(*wanted.until);
  if (wanted.is_public) client.set_public_(true);
  if (!wanted.role.empty()) client.set_role(wanted.role);
  if (wanted.kind != ApiClient::KIND_BROKER_READER) return client;
  for (auto& vehicle : wanted.vehicles) client.add_vehicles(vehicle);
  client.set_positions(wanted.positions);
  client.set_may_rebirth(wanted.may_rebirth);
  // The broker tells readers from vans by the beginning of the name (hub/broker/feeds.hpp).
  client.set_prefix("feed-" + common::to_hex(common::random_bytes(6)));
  return client;
}

}  // namespace

MadeClient make_client(Transaction& transaction, const NewClient& wanted) {
  auto& tenant = transaction.actor().tenant;
  auto client = record_of(wanted);
  MadeClient made;
  bool is_reader = wanted.kind == ApiClient::KIND_BROKER_READER;
  if (is_reader || (wanted.kind == ApiClient::KIND_OAUTH && !wanted.is_public)) {
    made.secret = "trs_" + common::random_token();
    client.set_secret_hash(common::sha256_hex(made.secret));
  }
  transaction.save_as_system(client);
  made.id = client.header().id();
  if (is_reader) {
    made.user = client.prefix();
    return made;
  }
  if (wanted.kind == ApiClient::KIND_KEY) {
    made.secret = Tokens::make(
        transaction, {tenant, "key", made.id, wanted.owner, {}, made.id, {}, wanted.until});
    client.set_prefix(made.secret.substr(0, shown_characters));
  } else {
    client.set_prefix(made.id);
  }
  transaction.save_as_system(client);
  return made;
}

std::string renew_secret(Transaction& transaction, const std::string& id) {
  auto client = transaction.load<ApiClient>(id);
  if (client.kind() == ApiClient::KIND_KEY || client.public_())
    throw Error(ErrorCode::conflict, "this program has no secret to renew");
  auto secret = "trs_" + common::random_token();
  client.set_secret_hash(common::sha256_hex(secret));
  transaction.name_action("renew-secret");
  transaction.save_as_system(client);
  return secret;
}

std::string client_id_of(const std::string& tenant, const std::string& id) {
  return tenant + "." + id;
}

std::optional<ClientKey> parse_client_id(const std::string& client_id) {
  auto parts = common::text::split(client_id, '.');
  if (parts.size() != 2 || !common::is_id(parts[0]) || !common::is_id(parts[1]))
    return std::nullopt;
  return ClientKey{parts[0], parts[1]};
}

bool is_of(const std::string& address, const std::vector<std::string>& networks) {
  return networks.empty() || std::any_of(networks.begin(), networks.end(), [&](auto& network) {
           return is_of_one(address, network);
         });
}

std::vector<Use> list_use(store::Connection& connection, const std::string& tenant,
                          const std::string& client, common::Instant now, int days) {
  auto first = common::format_instant(now - std::chrono::days(days - 1)).substr(0, 10);
  std::vector<Use> found;
  auto& rows = connection.query(
      "SELECT day, requests, errors, refused, bytes, last_at FROM api_use WHERE tenant = ? AND "
      "client = ? AND day >= ? ORDER BY day",
      {tenant, client, first});
  while (rows.step())
    found.push_back({rows.text(0), rows.integer(1), rows.integer(2), rows.integer(3),
                     rows.integer(4), common::from_micros(rows.integer(5))});
  return found;
}

}  // namespace hub::identity
