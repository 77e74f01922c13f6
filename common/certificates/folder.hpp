#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/certificates/certificates.hpp"

namespace common::certificates {

/// Where the three files of one identity lie.
struct IdentityFiles {
  std::filesystem::path authority;
  std::filesystem::path certificate;
  std::filesystem::path key;
};

/// Ports of the broker. Hub processes that share the name "hub" need a listener of their own,
/// because on the vans' listener a second client of the same name ends the first; keep that one
/// inside the office's network.
struct BrokerPorts {
  std::uint16_t vans;
  std::optional<std::uint16_t> hubs{};
  std::optional<std::uint16_t> feeds{};  ///< for outsiders with a password
};

/// An authority kept as files in one folder, for development, tests and small installations:
/// authority.crt/.key, revoked.pem, server.crt/.key, <name>.crt/.key. Keys are readable by their
/// owner only. Not for several processes at once.
class Folder {
 public:
  explicit Folder(std::filesystem::path path, const Clock& clock);

  /// Makes folder, authority and empty revocation list; keeps what is there already.
  void init();
  /// (Re)makes the server's identity; the names default to localhost and 127.0.0.1.
  IdentityFiles make_server(const std::vector<std::string>& names = {"localhost", "127.0.0.1"});
  /// Key, request and 90-day certificate for a van. Throws Error{bad_input} for the hub's name.
  IdentityFiles make_device(std::string_view common_name);
  /// The hub's own client identity, common name "hub".
  IdentityFiles make_hub();
  /// A reader of one tenant's telemetry feed; the common name is the tenant.
  IdentityFiles make_observer(std::string_view tenant);
  /// Signs a request made elsewhere. The name in it must be `common_name`, and not the hub's.
  std::string sign(std::string_view request_pem, std::string_view common_name);
  /// Puts a certificate on the revocation list. The broker rereads it on SIGHUP.
  void revoke(std::string_view certificate_pem);
  /// The same for many, by their serials; those on the list stay on it. Changes no file when all
  /// are on it already.
  void revoke(const std::vector<Revoked>& more);
  /// Writes mosquitto.conf for this folder's server identity and the plugin with the access rules
  /// (truckroll-broker.so). Returns the file to start with. The broker runs as the user who calls
  /// this.
  std::filesystem::path write_broker_configuration(BrokerPorts ports,
                                                   const std::filesystem::path& plugin);

  IdentityFiles files(std::string_view name) const;
  const std::filesystem::path& path() const { return path_; }

 private:
  Identity authority() const;
  IdentityFiles make_client(std::string_view common_name);
  Validity validity(std::chrono::days lifetime) const { return {clock_.now(), lifetime}; }

  std::filesystem::path path_;
  const Clock& clock_;
};

/// Writes a file with mode 0600 so that it is there whole or not at all. Throws Error{storage}.
void write_private_file(const std::filesystem::path& file, std::string_view text);
/// Throws Error{not_found} or Error{storage}.
std::string read_file(const std::filesystem::path& file);

}  // namespace common::certificates
