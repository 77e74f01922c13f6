#pragma once
#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

#include "common/certificates/certificates.hpp"

namespace edge::identity {

/// The certificates by which the crew's phones trust the van's own server: an authority that a
/// phone installs once and that can vouch for this van's local names alone, and the server's
/// certificate, which the van signs and renews by itself. In a folder that only its user may read;
/// the keys never leave it. Any thread.
class PhoneKeys {
 public:
  /// What phones accept at most is 398 days for a server; from sixty days before the end on it is
  /// renewed.
  static constexpr std::chrono::days lifetime{390}, renewed_before{60}, authority_lifetime{3650};

  explicit PhoneKeys(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// Makes what is missing for these host names and IP addresses, ends soon, or is not yet valid;
  /// true when the server's certificate is another one than before. Other names take another
  /// authority, which each phone has to trust anew. Throws storage.
  bool prepare(const std::vector<std::string>& names, common::Instant now);
  /// Nothing of it is left.
  void erase();

  std::string authority_pem() const;  ///< the certificate alone
  common::certificates::Facts authority() const;
  /// Key and certificate of the server, one PEM file.
  std::filesystem::path server_file() const { return folder_ / "phones.pem"; }

 private:
  std::filesystem::path authority_file() const { return folder_ / "phones-authority.pem"; }
  std::filesystem::path names_file() const { return folder_ / "phones.names"; }
  bool holds_authority(const std::string& names, common::Instant now) const;
  bool holds_server(common::Instant now) const;

  const std::filesystem::path folder_;
  mutable std::mutex mutex_;
};

}  // namespace edge::identity
