#include "edge/identity/phone_keys.hpp"

#include "common/certificates/folder.hpp"
#include "common/error/sentence.hpp"

namespace edge::identity {

namespace certificates = common::certificates;
using certificates::read_file;
using certificates::write_private_file;

namespace {

/// From the PEM of key and certificate; a reader of one kind passes over what is of the other.
certificates::Identity read_both(const std::filesystem::path& file) {
  auto both = read_file(file);
  return {both, both};
}

void write_both(const std::filesystem::path& file, const certificates::Identity& identity) {
  write_private_file(file, identity.key_pem + identity.certificate_pem);
}

}  // namespace

/// Not judged by its start: a clock that is behind must not cost all phones their trust.
bool PhoneKeys::holds_authority(const std::string& names, common::Instant now) const {
  if (!std::filesystem::exists(names_file()) || read_file(names_file()) != names) return false;
  auto ends = certificates::read_certificate(read_file(authority_file())).not_after;
  return ends - now > lifetime;
}

bool PhoneKeys::holds_server(common::Instant now) const {
  if (!std::filesystem::exists(server_file())) return false;
  auto facts = certificates::read_certificate(read_file(server_file()));
  return facts.not_before <= now && facts.not_after - now > renewed_before;
}

bool PhoneKeys::prepare(const std::vector<std::string>& names, common::Instant now) {
  std::lock_guard lock(mutex_);
  auto listed = common::listed(names, "\n");
  bool is_kept = holds_authority(listed, now);
  if (is_kept && holds_server(now)) return false;
  std::filesystem::create_directories(folder_);
  std::filesystem::permissions(folder_, std::filesystem::perms::owner_all);
  if (!is_kept) {
    std::filesystem::remove(names_file());
    write_both(authority_file(),
               certificates::make_narrow_authority("Truckroll " + names.front(), names,
                                                   {now, authority_lifetime}));
  }
  write_both(server_file(),
             certificates::make_server(read_both(authority_file()), names, {now, lifetime}));
  // Last: it says that all the rest is there.
  if (!is_kept) write_private_file(names_file(), listed);
  return true;
}

void PhoneKeys::erase() {
  std::lock_guard lock(mutex_);
  for (auto& file : {names_file(), server_file(), authority_file()}) std::filesystem::remove(file);
}

std::string PhoneKeys::authority_pem() const {
  std::lock_guard lock(mutex_);
  auto both = read_file(authority_file());
  return both.substr(both.find("-----BEGIN CERTIFICATE-----"));
}

certificates::Facts PhoneKeys::authority() const {
  return certificates::read_certificate(authority_pem());
}

}  // namespace edge::identity
