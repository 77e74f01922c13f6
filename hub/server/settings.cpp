#include "hub/server/settings.hpp"

#include "common/config/keys.hpp"

namespace hub::server {

std::vector<common::Config::Key> settings() {
  using common::make_key;
  using common::make_number;
  using Type = common::Config::Type;
  auto secret = [](std::string name, std::string about) {
    auto made = make_key(std::move(name), Type::text, "", std::move(about));
    made.is_secret = true;
    return made;
  };
  auto room = make_key("health.free_bytes_min", Type::bytes, "1 GiB",
                       "less free space than this, and the hub says that it is degraded");
  room.min = 1 << 20;
  return {
      make_key("store.url", Type::text, "sqlite:hub.db",
               "sqlite:FILE or postgresql://user@host/database"),
      make_number("store.readers", "4", 1, 64, "connections that only read"),
      make_number("store.writers", "2", 1, 16, "connections that write, on PostgreSQL"),
      make_key("web.address", Type::text, "127.0.0.1", "where to listen"),
      make_number("web.port", "8080", 0, 65535, "0 takes a free one"),
      make_number("web.threads", "4", 1, 64, "for requests"),
      make_key("web.folder", Type::path, "", "the built office app"),
      make_key("web.certificate", Type::path, "", "PEM chain; with the key it turns TLS on"),
      make_key("web.key", Type::path, "", "PEM"),
      make_key("web.public_url", Type::text, "", "address of this hub in links that are mailed"),
      make_key("paper.program", Type::text, "truckroll-paper", "a path, or a name found in PATH"),
      make_key("map.folder", Type::path, "", "styles and tiles.mbtiles"),
      make_key("broker.host", Type::text, "", "MQTT broker; empty: no vans"),
      make_number("broker.port", "8883", 1, 65535, ""),
      make_key("broker.certificates", Type::path, "",
               "folder of the authority and the hub's own identity"),
      make_key("mail.url", Type::text, "", "smtp://host:port; empty: no mail leaves"),
      make_key("mail.user", Type::text, "", ""),
      secret("mail.password", "of the mail server's account"),
      make_key("mail.from", Type::text, "service@truckroll.example", "sender of every mail"),
      make_key("sms.url", Type::text, "",
               "where the SMS gateway takes messages by POST; empty: no text message leaves"),
      make_key("sms.user", Type::text, "", "account at the gateway"),
      secret("sms.password", "of the gateway's account"),
      make_key("sms.from", Type::text, "", "number or name that the gateway gave us"),
      make_key("data.folder", Type::path, ".",
               "journal of effects and other files of this process"),
      room,
      common::make_log_level(),
  };
}

}  // namespace hub::server
