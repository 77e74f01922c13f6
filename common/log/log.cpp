#include "common/log/log.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <shared_mutex>
#include <utility>
#include <vector>

#include "common/clock/clock.hpp"
#include "common/error/error.hpp"
#include "common/log/correlation.hpp"
#include "common/log/level.hpp"
#include "common/log/listener.hpp"

namespace common::log {
namespace {

struct Threshold {
  std::string module;
  Level level;
};
/// The general one, and those of modules, longest name first.
struct Thresholds {
  Level level = Level::info;
  std::vector<Threshold> modules;
};

constexpr std::array<std::string_view, 5> names{"debug", "info", "warning", "error", "critical"};
/// The lowest of all: what most lines are judged by alone.
std::atomic<Level> lowest{Level::info};
std::mutex mutex;  // of `thresholds`
Thresholds thresholds;

std::shared_mutex listening;  // held together while it is called, alone while it is replaced
Listener listener;
thread_local bool tells = false;

std::optional<Level> find_level(std::string_view name) {
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == name) return static_cast<Level>(i);
  return std::nullopt;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

std::optional<Thresholds> parse(std::string_view text) {
  Thresholds parsed;
  for (bool first = true;; first = false) {
    auto comma = text.find(',');
    auto part = trim(text.substr(0, comma));
    auto equals = part.find('=');
    bool is_general = equals == part.npos;
    auto level = find_level(is_general ? part : trim(part.substr(equals + 1)));
    auto module = is_general ? std::string_view() : trim(part.substr(0, equals));
    if (!level || is_general != first || (!is_general && module.empty())) return std::nullopt;
    if (is_general)
      parsed.level = *level;
    else
      parsed.modules.push_back({std::string(module), *level});
    if (comma == text.npos) break;
    text.remove_prefix(comma + 1);
  }
  std::stable_sort(parsed.modules.begin(), parsed.modules.end(),
                   [](auto& a, auto& b) { return a.module.size() > b.module.size(); });
  return parsed;
}

bool is_of(std::string_view module, std::string_view name) {
  return module.starts_with(name) && (module.size() == name.size() || module[name.size()] == '/');
}

void use(Thresholds next) {
  std::lock_guard lock(mutex);
  auto least = next.level;
  for (auto& one : next.modules) least = std::min(least, one.level);
  thresholds = std::move(next);
  lowest = least;
}

/// A listener that logs would be told of it, and log again.
void tell(const Line& line) {
  if (std::exchange(tells, true)) return;
  std::shared_lock lock(listening);
  if (listener) listener(line);
  tells = false;
}

}  // namespace

bool writes(Level level, std::string_view module) {
  if (level < lowest) return false;
  std::lock_guard lock(mutex);
  for (auto& one : thresholds.modules)
    if (is_of(module, one.module)) return level >= one.level;
  return level >= thresholds.level;
}

void write(Level level, std::string_view module, std::string_view text, Fields fields) {
  if (!writes(level, module)) return;
  nlohmann::ordered_json line;
  line["time"] = format_instant(SystemClock().now());
  line["level"] = name_of(level);
  line["module"] = module;
  line["text"] = text;
  if (auto& id = correlation(); !id.empty()) line["correlation"] = id;
  for (auto& [key, value] : fields) line[std::string(key)] = value;
  auto out = line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
  // One write call, so that lines of several threads do not mix; a full pipe may not stop the
  // program.
  [[maybe_unused]] auto written = ::write(STDERR_FILENO, out.data(), out.size());
  tell({level, module, text, fields, correlation()});
}

void set_listener(Listener next) {
  std::unique_lock lock(listening);
  listener = std::move(next);
}

std::string_view name_of(Level level) {
  return names[static_cast<std::size_t>(level)];
}

Level level_of(std::string_view name) {
  return find_level(name).value_or(Level::info);
}

bool is_thresholds(std::string_view text) {
  return parse(text).has_value();
}

void set_thresholds(std::string_view text) {
  auto parsed = parse(text);
  if (!parsed)
    throw Error(ErrorCode::bad_input,
                "expected a level, then modules with their own, such as \"info, "
                "hub/gateway=debug\"",
                "log.level");
  use(std::move(*parsed));
}

void set_level(Level level) {
  use({level, {}});
}

}  // namespace common::log
