#include "hub/server/settings.hpp"

namespace hub::server {

std::vector<common::Config::Key> settings() {
  using Type = common::Config::Type;
  auto key = [](std::string name, Type type, std::optional<std::string> fallback,
                std::string about) {
    common::Config::Key made;
    made.name = std::move(name);
    made.type = type;
    made.fallback = std::move(fallback);
    made.about = std::move(about);
    return made;
  };
  auto number = [&](std::string name, std::string fallback, std::int64_t min, std::int64_t max,
                    std::string about) {
    auto made = key(std::move(name), Type::integer, std::move(fallback), std::move(about));
    made.min = min;
    made.max = max;
    return made;
  };
  auto secret = [&](std::string name, std::string about) {
    auto made = key(std::move(name), Type::text, "", std::move(about));
    made.is_secret = true;
    return made;
  };
  return {
      key("store.url", Type::text, "sqlite:hub.db",
          "sqlite:FILE or postgresql://user@host/database"),
      number("store.readers", "4", 1, 64, "connections that only read"),
      number("store.writers", "2", 1, 16, "connections that write, on PostgreSQL"),
      key("web.address", Type::text, "127.0.0.1", "where to listen"),
      number("web.port", "8080", 0, 65535, "0 takes a free one"),
      number("web.threads", "4", 1, 64, "for requests"),
      key("web.folder", Type::path, "", "the built office app"),
      key("web.certificate", Type::path, "", "PEM chain; with the key it turns TLS on"),
      key("web.key", Type::path, "", "PEM"),
      key("web.public_url", Type::text, "", "address of this hub in links that are mailed"),
      key("paper.program", Type::text, "truckroll-paper", "a path, or a name found in PATH"),
      key("map.folder", Type::path, "", "styles and tiles.mbtiles"),
      key("broker.host", Type::text, "", "MQTT broker; empty: no vans"),
      number("broker.port", "8883", 1, 65535, ""),
      key("broker.certificates", Type::path, "",
          "folder of the authority and the hub's own identity"),
      key("mail.url", Type::text, "", "smtp://host:port; empty: no mail leaves"),
      key("mail.user", Type::text, "", ""),
      secret("mail.password", "of the mail server's account"),
      key("mail.from", Type::text, "service@truckroll.example", "sender of every mail"),
      key("sms.url", Type::text, "",
          "where the SMS gateway takes messages by POST; empty: no text message leaves"),
      key("sms.user", Type::text, "", "account at the gateway"),
      secret("sms.password", "of the gateway's account"),
      key("sms.from", Type::text, "", "number or name that the gateway gave us"),
      key("data.folder", Type::path, ".", "journal of effects and other files of this process"),
      key("log.level", Type::text, "info", "debug, info, warning or error"),
  };
}

}  // namespace hub::server
