#pragma once
#include <string_view>

#include "common/log/log.hpp"

namespace common::log {

/// By its name in a settings file: debug, info, warning, error; info for any other.
Level level_of(std::string_view name);

}  // namespace common::log
