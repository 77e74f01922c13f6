#pragma once
#include <string>

#include "hub/store/store.hpp"

namespace hub::gateway {

/// Company's setting: "required", that positions are kept and passed on of those alone who said
/// yes; else of all who did not say no.
inline constexpr const char* consent_key = "positions.consent";
/// Company's setting: true, that positions are told in the format of OwnTracks too.
inline constexpr const char* owntracks_key = "positions.owntracks";

/// Whether a technician may be followed: what he, as an employee, last said to tracking (a consent,
/// crm.Consent). Nobody's position is that of nobody who said yes.
bool may_follow(store::Store& store, store::Connection& connection, const std::string& tenant,
                const std::string& technician);
bool tells_owntracks(store::Connection& connection, const std::string& tenant);

}  // namespace hub::gateway
