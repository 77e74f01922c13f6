#pragma once
#include "common/config/config.hpp"

namespace common {

/// A setting without bounds; no fallback: it must be given.
Config::Key make_key(std::string name, Config::Type type, std::optional<std::string> fallback,
                     std::string about);
/// A whole number from `min` to `max`.
Config::Key make_number(std::string name, std::string fallback, std::int64_t min, std::int64_t max,
                        std::string about);
/// "log.level", the same in every program.
Config::Key make_log_level();
/// "log.modules", the same in every program.
Config::Key make_log_modules();

}  // namespace common
