#include "edge/agent/settings.hpp"

#include "common/config/keys.hpp"
#include "common/error/error.hpp"

namespace edge::agent {

std::vector<common::Config::Key> setting_keys() {
  using common::make_key;
  using common::make_number;
  using Type = common::Config::Type;
  auto drift = make_key("journey.eta_drift", Type::duration, "5 min",
                        "the customer hears of an arrival that moves by more");
  drift.min = 60'000;
  drift.max = 4 * 3'600'000;
  return {
      make_key("data.folder", Type::path, std::nullopt,
               "where the van keeps its records; made when missing"),
      make_number("web.port", "8090", 0, 65535, "of 127.0.0.1; 0 takes a free one"),
      make_key("web.folder", Type::path, "", "the built touch app"),
      make_key("map.folder", Type::path, "", "styles and tiles.mbtiles"),
      make_key("map.roads_file", Type::path, "",
               "made by truckroll-roads; without it arrivals are estimated by distance"),
      make_key("paper.program", Type::text, "truckroll-paper", "a path, or a name found in PATH"),
      make_key("van.tenant", Type::text, std::nullopt, "as in the broker's topics"),
      make_key("van.shard", Type::text, "00", "as in the broker's topics"),
      make_key("van.device", Type::text, std::nullopt,
               "serial of the device, the name in its certificate"),
      make_key("van.technician", Type::text, "", "id; empty: who is assigned to the vehicle"),
      make_key("hub.host", Type::text, "", "of the broker; empty: works alone"),
      make_number("hub.port", "8883", 1, 65535, ""),
      make_key("hub.authority_file", Type::path, "",
               "PEM, whom to trust; without the three files: plain TCP"),
      make_key("hub.certificate_file", Type::path, "", "PEM, the device's own"),
      make_key("hub.key_file", Type::path, "", "PEM"),
      make_key("gps.host", Type::text, "127.0.0.1", "of gpsd; empty: no receiver"),
      make_number("gps.port", "2947", 1, 65535, ""),
      make_key(
          "button.device", Type::path, "",
          "input device of the \"on my way\" button, /dev/input/by-path/...-event; empty: none"),
      make_number("button.key", "148", 1, 767, "the key's code; 148 is KEY_PROG1"),
      drift,
      common::make_log_level(),
  };
}

Settings read_settings(const common::Config& config) {
  auto path = [&](const char* name) { return config.path(name).string(); };
  Settings settings;
  settings.data_folder = config.path("data.folder");
  settings.port = static_cast<std::uint16_t>(config.integer("web.port"));
  settings.web_folder = path("web.folder");
  settings.map_folder = path("map.folder");
  settings.roads_file = path("map.roads_file");
  settings.paper_program = config.text("paper.program");
  settings.tenant = config.text("van.tenant");
  settings.shard = config.text("van.shard");
  settings.device = config.text("van.device");
  settings.technician = config.text("van.technician");
  settings.hub_host = config.text("hub.host");
  settings.hub_port = static_cast<std::uint16_t>(config.integer("hub.port"));
  settings.authority_file = path("hub.authority_file");
  settings.certificate_file = path("hub.certificate_file");
  settings.key_file = path("hub.key_file");
  settings.gpsd_host = config.text("gps.host");
  settings.gpsd_port = static_cast<std::uint16_t>(config.integer("gps.port"));
  settings.button_device = path("button.device");
  settings.button_key = static_cast<std::uint16_t>(config.integer("button.key"));
  settings.eta_drift =
      std::chrono::duration_cast<std::chrono::minutes>(config.duration("journey.eta_drift"));
  settings.log_level = config.text("log.level");
  auto given = [](const std::string& file) { return file.empty() ? 0 : 1; };
  auto files =
      given(settings.authority_file) + given(settings.certificate_file) + given(settings.key_file);
  if (files != 0 && files != 3)
    common::refuse("hub.certificate_file",
                   "authority_file, certificate_file and key_file belong together");
  return settings;
}

}  // namespace edge::agent
