#pragma once
#include <cstdint>
#include <string>

#include "hub/identity/place.hpp"

namespace hub::webhooks {

/// Where a webhook goes, taken apart.
struct Target {
  bool tls = true;
  std::string host;  ///< a name or an address, without brackets
  std::uint16_t port = 443;
  std::string path;  ///< with its query
  /// As the header Host has it.
  std::string authority() const;
};

/// Of https://host[:port][/path][?query]; http:// where private targets are allowed. Throws
/// bad_input for field "url", also for a host that is no public address by its very name.
Target parse_target(const std::string& url);

using identity::is_public;
using identity::Place;

/// As identity::find_place, by what the hub's settings allow webhooks.
Place find_place(const Target& target);

/// For tests and closed networks, from the hub's settings: http and addresses that are not public.
/// Of the process, since rules have no settings of the hub. Any thread.
void allow_private_targets(bool allowed);
bool are_private_targets_allowed();

}  // namespace hub::webhooks
