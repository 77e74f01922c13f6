#pragma once
#include <string>
#include <vector>

#include "hub/api/api.hpp"

namespace hub::api {

/// The names in a list like "account,site"; empty for no text.
std::vector<std::string> names_in(std::string_view text);

/// What the named references of the records lead to, as one JSON object by id, each as the caller
/// may have it; what he may not read is absent. One read per type.
/// Throws bad_input for field "expand": not a reference of the type, or more than `expanded_max`.
std::string expanded_json(Hub& hub, const Caller& caller, store::Connection& connection,
                          const store::RecordType& type, const std::vector<std::string>& names,
                          const std::vector<const store::Message*>& records);
inline constexpr std::size_t expanded_max = 5;

}  // namespace hub::api
