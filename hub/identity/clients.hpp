#pragma once
#include <optional>
#include <string>
#include <vector>

#include "hub/identity/tokens.hpp"

/// Programs that may call the API (admin.ApiClient): made with their secret, which is shown once.
namespace hub::identity {

struct NewClient {
  ApiClient::Kind kind = ApiClient::KIND_KEY;
  std::string name, owner;
  std::vector<std::string> scopes, redirects;
  std::optional<std::int32_t> requests_per_minute;
  std::optional<common::Instant> until;
  bool is_public = false;                       ///< keeps no secret
  std::string role;                             ///< acts by itself with the rights of this role
  std::vector<std::string> vehicles{};          ///< a reader of telemetry follows these; empty: all
  bool positions = false, may_rebirth = false;  ///< what such a reader sees and may
};
struct MadeClient {
  std::string id;
  std::string secret;  ///< the key, or the client's secret; empty for a public one
  std::string user{};  ///< the name of a reader of telemetry
};
/// Inside a transaction of the company. Throws what saving throws.
MadeClient make_client(store::Transaction& transaction, const NewClient& wanted);
/// Another secret; the old one counts no more. Throws not_found, conflict for a public one.
std::string renew_secret(store::Transaction& transaction, const std::string& id);

/// What a program calls itself at the token endpoint: company and record.
std::string client_id_of(const std::string& tenant, const std::string& id);
struct ClientKey {
  std::string tenant, id;
};
std::optional<ClientKey> parse_client_id(const std::string& client_id);

/// True for no networks; else whether the address is of one ("192.0.2.0/24", "2001:db8::/32").
bool is_of(const std::string& address, const std::vector<std::string>& networks);

/// A day's use of a program.
struct Use {
  std::string day;
  std::int64_t requests = 0, errors = 0, refused = 0, bytes = 0;
  common::Instant last_at{};
};
/// Of the last `days`, oldest first; days without use are left out.
std::vector<Use> list_use(store::Connection& connection, const std::string& tenant,
                          const std::string& client, common::Instant now, int days);

}  // namespace hub::identity
