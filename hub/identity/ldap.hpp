#pragma once
#include <chrono>
#include <optional>
#include <string>

#include "hub/identity/providers.hpp"

/// Signing in with the password of a directory (LDAP v3, RFC 4511): the account is searched with
/// the hub's own login there, then bound with the password. Over ldaps or STARTTLS; in clear only
/// to this very computer.
namespace hub::identity {

/// How long a directory is waited for, over all that it is asked for one sign-in.
inline constexpr std::chrono::seconds directory_deadline{5};

/// Nothing for a login or password that is wrong. Throws ProviderProblem{unreachable, invalid}.
std::optional<Person> ldap_person(const Provider& provider, const std::string& login,
                                  const std::string& password);
/// Binds as the hub and reads the base. Throws ProviderProblem.
void check_ldap(const Provider& provider);

/// RFC 4515, section 3: what a person types is text in a filter, never a part of it.
std::string filter_escaped(std::string_view text);

}  // namespace hub::identity
