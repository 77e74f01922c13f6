#pragma once
#include <cstdint>
#include <string>

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

/// An address that anybody on the internet could call: not of this computer, of a private or
/// link-local network, multicast or reserved. Whoever may register a webhook could otherwise make
/// the hub ask what only the hub can reach.
bool is_public(const std::string& address);

struct Place {
  std::string address;  ///< to connect to; empty: none
  std::string refusal;  ///< why none
};
/// Looks the host's addresses up: all of them must be public, and the one given is to be connected
/// to, so that another look-up cannot give another one. Blocks as the resolver does.
Place find_place(const Target& target);

/// For tests and closed networks, from the hub's settings: http and addresses that are not public.
/// Of the process, since rules have no settings of the hub. Any thread.
void allow_private_targets(bool allowed);
bool are_private_targets_allowed();

}  // namespace hub::webhooks
