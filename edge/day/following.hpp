#pragma once
#include <optional>
#include <string>

#include "common/rules/people/following.hpp"
#include "common/rules/records.hpp"

namespace edge::day {

/// Whether the positions of a technician are recorded and sent, as the hub would decide
/// (hub/gateway/following.cpp) by what this van has heard.
common::rules::people::Following following_of(common::rules::Records& records,
                                              const std::string& technician);

}  // namespace edge::day
