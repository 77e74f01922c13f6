#include "edge/agent/settings.hpp"

#include <charconv>
#include <optional>

#include "common/certificates/check.hpp"
#include "common/config/check.hpp"
#include "common/config/keys.hpp"
#include "common/log/level.hpp"

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
      make_key("van.tenant", Type::text, "", "as in the broker's topics; goes with van.device"),
      make_key("van.shard", Type::text, "00", "as in the broker's topics"),
      make_key("van.device", Type::text, "",
               "the name in its certificate; empty: this computer enrols at the hub by a code"),
      make_key("van.technician", Type::text, "", "id; empty: who is assigned to the vehicle"),
      make_key("hub.host", Type::text, "", "of the broker; empty: works alone"),
      make_number("hub.port", "8883", 1, 65535, ""),
      make_key("hub.authority_file", Type::path, "",
               "PEM, whom to trust; without the three files: plain TCP"),
      make_key("hub.certificate_file", Type::path, "", "PEM, the device's own"),
      make_key("hub.key_file", Type::path, "", "PEM"),
      make_key("hub.url", Type::text, "",
               "https://…, where this computer enrols and sends large files; empty: whoever enrols "
               "types it"),
      make_key("hub.ca_file", Type::path, "",
               "who signs the certificate of hub.url; empty: the system's authorities"),
      make_key("network.metered", Type::text, "wwan ppp usb rmnet",
               "beginnings of the names of network interfaces on which each byte costs"),
      make_key("identity.folder", Type::path, "",
               "where key and certificate lie after enrolment; empty: data.folder/identity"),
      make_key("gps.host", Type::text, "127.0.0.1", "of gpsd; empty: no receiver"),
      make_number("gps.port", "2947", 1, 65535, ""),
      make_key(
          "button.device", Type::path, "",
          "input device of the \"on my way\" button, /dev/input/by-path/...-event; empty: none"),
      make_number("button.key", "148", 1, 767, "the key's code; 148 is KEY_PROG1"),
      drift,
      make_key("phones.listen", Type::text, "",
               "address:port of the van's own Wi-Fi, where the crew's phones use this app over "
               "HTTPS, such as 192.168.4.1:8443; empty: not at all"),
      make_key("phones.name", Type::text, "",
               "host name of the van on its Wi-Fi; empty: van-<device>.local"),
      make_number("phones.help_port", "8080", 0, 65535,
                  "of that address, for the page without TLS by which a phone comes to trust the "
                  "van; 0: none"),
      common::make_log_level(),
      common::make_log_modules(),
  };
}

namespace {

bool is_shard(const std::string& text) {
  return text.size() == 2 && text.find_first_not_of("0123456789") == std::string::npos;
}

void check_identity(common::SettingsCheck& check, const common::Config& config) {
  namespace certificates = common::certificates;
  certificates::IdentityFiles files{config.path("hub.authority_file"),
                                    config.path("hub.certificate_file"),
                                    config.path("hub.key_file")};
  if (files.authority.empty() && files.certificate.empty() && files.key.empty()) return;
  if (files.authority.empty() || files.certificate.empty() || files.key.empty()) {
    for (auto key : {"hub.authority_file", "hub.certificate_file", "hub.key_file"})
      if (config.path(key).empty())
        check.trouble(key, "is missing; the authority, certificate and key belong together");
    return;
  }
  auto trouble = certificates::find_trouble(files);
  check.trouble("hub.certificate_file", trouble);
  if (!trouble.empty()) return;
  auto name =
      certificates::read_certificate(certificates::read_file(files.certificate)).common_name;
  if (name != config.text("van.device"))
    check.trouble("van.device", "the certificate is of \"" + name + "\", expected the same name");
}

void check_hub_url(common::SettingsCheck& check, const common::Config& config) {
  check.expect("hub.url",
               config.text("hub.url").empty() ||
                   common::is_url(config.text("hub.url"), {"https", "http"}, common::UrlPath::none),
               "an address such as https://hub.example");
  check.expect_file("hub.ca_file");
}

struct AddressAndPort {
  std::string address;
  std::uint16_t port = 0;
};

/// "192.168.4.1:8443" or "[fd00::1]:8443"; nothing for what is none.
std::optional<AddressAndPort> read_listen(const std::string& text) {
  auto colon = text.rfind(':');
  if (colon == text.npos) return std::nullopt;
  AddressAndPort read{text.substr(0, colon)};
  if (read.address.starts_with('[') && read.address.ends_with(']'))
    read.address = read.address.substr(1, read.address.size() - 2);
  auto begin = text.data() + colon + 1, end = text.data() + text.size();
  auto [stopped, error] = std::from_chars(begin, end, read.port);
  bool is_number = error == std::errc() && stopped == end && begin != end;
  if (!is_number || !common::is_ip_address(read.address)) return std::nullopt;
  return read;
}

/// All of the computer's networks would be the office's and the SIM's too.
bool is_everywhere(const std::string& address) {
  return address == "0.0.0.0" || address.find_first_not_of("0:") == address.npos;
}

void check_phones(common::SettingsCheck& check, const common::Config& config) {
  auto& listen = config.text("phones.listen");
  auto read = read_listen(listen);
  check.expect("phones.listen", listen.empty() || (read && !is_everywhere(read->address)),
               "one address of this computer and a port, such as 192.168.4.1:8443");
  auto& name = config.text("phones.name");
  check.expect("phones.name",
               name.empty() || (common::is_host(name) && !common::is_ip_address(name)),
               "a host name such as van-07.local");
  auto help = config.integer("phones.help_port");
  check.expect("phones.help_port", !read || help == 0 || help != read->port,
               "another port than that of phones.listen");
}

/// A computer that enrols is told all of this by the hub.
void check_enrolling(common::SettingsCheck& check, const common::Config& config) {
  for (auto key : {"van.tenant", "van.technician", "hub.host"})
    check.expect(key, config.text(key).empty(), "nothing, as van.device is empty");
}

void check_named(common::SettingsCheck& check, const common::Config& config) {
  for (auto key : {"van.tenant", "van.device"})
    check.expect(key, common::certificates::is_common_name(config.text(key)),
                 "1 to 64 letters, digits, '-', '_' or '.'");
  check_identity(check, config);
}

std::string thresholds_of(const common::Config& config) {
  auto& modules = config.text("log.modules");
  return config.text("log.level") + (modules.empty() ? "" : ", " + modules);
}

void check_settings(const common::Config& config) {
  common::SettingsCheck check(config);
  check.expect_writable_folder("data.folder");
  check.expect_folder("web.folder");
  check.expect_folder("map.folder");
  check.expect_file("map.roads_file");
  check.expect_program("paper.program");
  check_hub_url(check, config);
  check_phones(check, config);
  if (config.text("van.device").empty())
    check_enrolling(check, config);
  else
    check_named(check, config);
  check.expect("van.shard", is_shard(config.text("van.shard")), "two digits, 00 to 99");
  for (auto key : {"hub.host", "gps.host"})
    check.expect(key, config.text(key).empty() || common::is_host(config.text(key)),
                 "a host name or IP address, without scheme and port");
  check.expect("log.modules", common::log::is_thresholds(thresholds_of(config)),
               "modules with levels, such as edge/sync=debug, edge/day=warning");
  check.finish();
}

}  // namespace

Settings read_settings(const common::Config& config) {
  check_settings(config);
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
  settings.hub_url = config.text("hub.url");
  settings.files_hub = settings.hub_url;
  settings.metered = config.text("network.metered");
  settings.hub_ca_file = path("hub.ca_file");
  settings.identity_folder = config.path("identity.folder").empty()
                                 ? settings.data_folder / "identity"
                                 : config.path("identity.folder");
  settings.gpsd_host = config.text("gps.host");
  settings.gpsd_port = static_cast<std::uint16_t>(config.integer("gps.port"));
  settings.button_device = path("button.device");
  settings.button_key = static_cast<std::uint16_t>(config.integer("button.key"));
  settings.eta_drift =
      std::chrono::duration_cast<std::chrono::minutes>(config.duration("journey.eta_drift"));
  if (auto listen = read_listen(config.text("phones.listen"))) {
    settings.phones_address = listen->address;
    settings.phones_port = listen->port;
  }
  settings.phones_name = config.text("phones.name");
  settings.phones_help_port = static_cast<std::uint16_t>(config.integer("phones.help_port"));
  settings.log_level = thresholds_of(config);
  return settings;
}

void take_identity(Settings& settings, const identity::Identity& identity,
                   const identity::Folder& folder) {
  settings.enrolled = true;
  settings.tenant = identity.tenant;
  settings.device = identity.device;
  settings.shard = (identity.shard < 10 ? "0" : "") + std::to_string(identity.shard);
  settings.hub_host = identity.broker_host;
  settings.hub_port = identity.broker_port;
  if (settings.files_hub.empty()) settings.files_hub = identity.hub;
  settings.authority_file = folder.authority_file();
  settings.certificate_file = folder.certificate_file();
  settings.key_file = folder.key_file();
}

}  // namespace edge::agent
