#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace common::log {

enum class Level { debug, info, warning, error };
using Fields = std::initializer_list<std::pair<std::string_view, std::string>>;

/// One JSON line on standard error: time, level, module, text, and the fields given. Any thread.
/// Never pass secrets or personal data; the schema marks both.
void write(Level level, std::string_view module, std::string_view text, Fields fields = {});

inline void debug(std::string_view m, std::string_view t, Fields f = {}) {
  write(Level::debug, m, t, f);
}
inline void info(std::string_view m, std::string_view t, Fields f = {}) {
  write(Level::info, m, t, f);
}
inline void warning(std::string_view m, std::string_view t, Fields f = {}) {
  write(Level::warning, m, t, f);
}
inline void error(std::string_view m, std::string_view t, Fields f = {}) {
  write(Level::error, m, t, f);
}

/// Lines below this level are not written. Default info.
void set_level(Level level);

}  // namespace common::log
