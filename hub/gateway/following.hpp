#pragma once
#include <optional>
#include <string>

#include "hub/store/store.hpp"

namespace hub::gateway {

/// Company's setting: true, that positions are told in the format of OwnTracks too.
inline constexpr const char* owntracks_key = "positions.owntracks";

/// What an employee last said to tracking (crm.Consent); nothing where he said nothing, or where
/// nobody is named.
std::optional<bool> tracking_consent(const store::Tables& tables, store::Connection& connection,
                                     const std::string& tenant, const std::string& employee);
/// Whether a technician may be followed: by what he, as an employee, last said to tracking, else by
/// the company's setting (common/rules/people/following.hpp). Nobody's position is that of nobody
/// who said yes.
bool may_follow(store::Store& store, store::Connection& connection, const std::string& tenant,
                const std::string& technician);
bool tells_owntracks(store::Connection& connection, const std::string& tenant);

}  // namespace hub::gateway
