#pragma once
#include <string_view>

#include "common/log/log.hpp"

namespace common::log {

/// By its name in a settings file: debug, info, warning, error, critical; info for any other.
Level level_of(std::string_view name);

/// What a setting says of thresholds: a level, then modules with levels of their own, such as
/// "info, hub/gateway=debug, edge=error". The longest name that a module begins with counts; "hub"
/// is of "hub/gateway" and not of "hubble".
bool is_thresholds(std::string_view text);
/// From now on, in all threads. Throws bad_input unless is_thresholds().
void set_thresholds(std::string_view text);
/// Whether such a line would be written: for what is dear to put together.
bool writes(Level level, std::string_view module);

}  // namespace common::log
