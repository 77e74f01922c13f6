#include "common/log/log.hpp"

#include <unistd.h>

#include <array>
#include <atomic>
#include <nlohmann/json.hpp>

#include "common/clock/clock.hpp"
#include "common/log/level.hpp"

namespace common::log {
namespace {
std::atomic<Level> lowest{Level::info};
constexpr std::array<std::string_view, 4> names{"debug", "info", "warning", "error"};
}  // namespace

void write(Level level, std::string_view module, std::string_view text, Fields fields) {
  if (level < lowest) return;
  nlohmann::ordered_json line;
  line["time"] = format_instant(SystemClock().now());
  line["level"] = names[static_cast<std::size_t>(level)];
  line["module"] = module;
  line["text"] = text;
  for (auto& [key, value] : fields) line[std::string(key)] = value;
  auto out = line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
  // One write call, so that lines of several threads do not mix; a full pipe may not stop the
  // program.
  [[maybe_unused]] auto written = ::write(STDERR_FILENO, out.data(), out.size());
}

Level level_of(std::string_view name) {
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == name) return static_cast<Level>(i);
  return Level::info;
}

void set_level(Level level) {
  lowest = level;
}

}  // namespace common::log
