#include "edge/identity/identity.hpp"

#include <nlohmann/json.hpp>

#include "common/certificates/folder.hpp"
#include "common/error/error.hpp"
#include "common/text/json_text.hpp"

namespace edge::identity {

using common::Error;
using common::ErrorCode;
using common::certificates::read_file;
using common::certificates::write_private_file;
using nlohmann::json;

std::optional<Identity> Folder::load() const {
  std::lock_guard lock(mutex_);
  if (!std::filesystem::exists(description_file())) return std::nullopt;
  try {
    auto said = common::read_json(read_file(description_file()));
    Identity identity;
    identity.device = said.at("device");
    identity.tenant = said.at("tenant");
    identity.shard = said.at("shard");
    identity.hub = said.at("hub");
    identity.broker_host = said.at("broker_host");
    identity.broker_port = said.at("broker_port");
    return identity;
  } catch (const json::exception& error) {
    throw Error(ErrorCode::storage, "reading " + description_file().string() + ": " + error.what());
  }
}

common::certificates::Identity Folder::load_keys() const {
  std::lock_guard lock(mutex_);
  auto both = read_file(key_file());
  // A reader of one kind passes over what is of the other.
  return {both, both};
}

void Folder::save(const Identity& identity, const common::certificates::Identity& keys,
                  const std::string& authority_pem) {
  replace_keys(keys, authority_pem);
  std::lock_guard lock(mutex_);
  // Last: a description says that all the rest is there.
  write_private_file(description_file(),
                     common::json_text(json{{"device", identity.device},
                                            {"tenant", identity.tenant},
                                            {"shard", identity.shard},
                                            {"hub", identity.hub},
                                            {"broker_host", identity.broker_host},
                                            {"broker_port", identity.broker_port}}));
}

void Folder::replace_keys(const common::certificates::Identity& keys,
                          const std::string& authority_pem) {
  std::lock_guard lock(mutex_);
  std::filesystem::create_directories(path_);
  std::filesystem::permissions(path_, std::filesystem::perms::owner_all);
  write_private_file(authority_file(), authority_pem);
  write_private_file(key_file(), keys.key_pem + keys.certificate_pem);
}

void Folder::erase() {
  std::lock_guard lock(mutex_);
  for (auto& file : {description_file(), key_file(), authority_file()})
    std::filesystem::remove(file);
}

}  // namespace edge::identity
