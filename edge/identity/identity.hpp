#pragma once
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>

#include "common/certificates/certificates.hpp"

namespace edge::identity {

/// What the hub told this van's computer when it let it in.
struct Identity {
  std::string device, tenant;  ///< ids; the device's is the common name of its certificate
  int shard = 0;
  std::string hub;  ///< "https://hub.example:8443", where codes and renewals go
  std::string broker_host;
  std::uint16_t broker_port = 8883;
};

/// Name, key and certificate of this van's computer, in a folder that only its user may read. The
/// key is made here and never leaves it. Key and certificate are one file, so that both are
/// replaced at once. Any thread.
class Folder {
 public:
  explicit Folder(std::filesystem::path path) : path_(std::move(path)) {}

  /// Nothing before the first enrolment. Throws storage for what is there and cannot be used.
  std::optional<Identity> load() const;
  common::certificates::Identity load_keys() const;
  void save(const Identity& identity, const common::certificates::Identity& keys,
            const std::string& authority_pem);
  /// The next key and certificate in the place of those that end.
  void replace_keys(const common::certificates::Identity& keys, const std::string& authority_pem);
  void erase();

  std::filesystem::path authority_file() const { return path_ / "authority.pem"; }
  std::filesystem::path certificate_file() const { return path_ / "identity.pem"; }
  std::filesystem::path key_file() const { return path_ / "identity.pem"; }

 private:
  std::filesystem::path description_file() const { return path_ / "identity.json"; }

  std::filesystem::path path_;
  mutable std::mutex mutex_;
};

}  // namespace edge::identity
