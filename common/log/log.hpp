#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace common::log {

/// debug: each step, for who looks for a fault. info: what happened. warning: something is not as
/// it should be and work goes on. error: something was not done. critical: the program cannot do
/// its work, or data may be lost; somebody must act.
enum class Level { debug, info, warning, error, critical };
using Fields = std::initializer_list<std::pair<std::string_view, std::string>>;

/// One JSON line on standard error: time, level, module, text, the correlation if there is one
/// (correlation.hpp), and the fields given. Any thread.
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
inline void critical(std::string_view m, std::string_view t, Fields f = {}) {
  write(Level::critical, m, t, f);
}

/// Lines below this level are not written. Default info. For thresholds by module see level.hpp.
void set_level(Level level);

}  // namespace common::log
