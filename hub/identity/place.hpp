#pragma once
#include <string>

#include "common/error/sentence.hpp"

struct sockaddr;

/// Where the hub may go on a company's word: to a webhook, a provider of identities, a directory.
namespace hub::identity {

/// An address that anybody on the internet could call: not of this computer, of a private or
/// link-local network, multicast or reserved. Whoever may name an address could otherwise make the
/// hub ask what only the hub can reach.
bool is_public(const std::string& address);
/// "192.0.2.1", "2001:db8::1"; empty for what is neither.
std::string text_of(const ::sockaddr* address);

struct Place {
  std::string address;       ///< to connect to; empty: none
  common::Sentence refusal;  ///< why none
};
/// Looks the host's addresses up: all of them must be public unless `private_allowed`, and the one
/// given is to be connected to, so that another look-up cannot give another one. Blocks up to five
/// seconds, however long the resolver takes.
Place find_place(const std::string& host, bool private_allowed);

/// Of companies' providers and directories, from the hub's settings and of the process, as
/// webhooks'. Set before anybody asks one.
struct ProviderPlaces {
  bool private_allowed = false;  ///< addresses that are not on the internet, http to this computer
  std::string ca_file{};         ///< PEM of their authorities; empty: the system's
};
void allow_providers(ProviderPlaces places);
const ProviderPlaces& provider_places();

}  // namespace hub::identity
