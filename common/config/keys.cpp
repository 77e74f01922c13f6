#include "common/config/keys.hpp"

namespace common {

Config::Key make_key(std::string name, Config::Type type, std::optional<std::string> fallback,
                     std::string about) {
  Config::Key key;
  key.name = std::move(name);
  key.type = type;
  key.fallback = std::move(fallback);
  key.about = std::move(about);
  return key;
}

Config::Key make_number(std::string name, std::string fallback, std::int64_t min, std::int64_t max,
                        std::string about) {
  auto key =
      make_key(std::move(name), Config::Type::integer, std::move(fallback), std::move(about));
  key.min = min;
  key.max = max;
  return key;
}

Config::Key make_log_level() {
  auto key =
      make_key("log.level", Config::Type::choice, "info", "how much is told on standard error");
  key.choices = {"debug", "info", "warning", "error", "critical"};
  return key;
}

Config::Key make_log_modules() {
  return make_key("log.modules", Config::Type::text, "",
                  "levels of single modules, such as hub/gateway=debug, hub/store=warning");
}

}  // namespace common
