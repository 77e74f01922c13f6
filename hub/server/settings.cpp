#include "hub/server/settings.hpp"

#include "common/certificates/check.hpp"
#include "common/config/check.hpp"
#include "common/config/keys.hpp"
#include "common/log/level.hpp"
#include "hub/server/alerts.hpp"

namespace hub::server {
namespace {

using common::SettingsCheck;
using common::UrlPath;

bool is_postgres_url(const std::string& url) {
  return url.rfind("postgresql://", 0) == 0 || url.rfind("postgres://", 0) == 0;
}

void check_store(SettingsCheck& check, const common::Config& config) {
  const auto& url = config.text("store.url");
  constexpr std::string_view sqlite = "sqlite:";
  bool is_sqlite = url.rfind(sqlite, 0) == 0 && url.size() > sqlite.size();
  bool is_postgres = is_postgres_url(url);
  for (auto& copy : config.list("store.read_copies")) {
    check.expect("store.read_copies", is_postgres_url(copy),
                 "postgresql://user@host/database of streaming replicas, with commas");
    check.expect("store.read_copies", copy != url, "copies, and not store.url itself");
  }
  if (!config.list("store.read_copies").empty() && !is_postgres)
    check.trouble("store.read_copies", "needs PostgreSQL in store.url");
  check.expect("store.url", is_sqlite || is_postgres,
               "sqlite:FILE or postgresql://user@host/database");
  if (!is_sqlite) return;
  std::error_code error;
  auto folder = std::filesystem::absolute(url.substr(sqlite.size())).parent_path();
  check.expect("store.url", std::filesystem::is_directory(folder, error),
               "sqlite:FILE in a folder that is there");
}

void check_web(SettingsCheck& check, const common::Config& config) {
  check.expect("web.address", common::is_ip_address(config.text("web.address")),
               "an IP address of this computer");
  const auto& proxy = config.text("web.proxy");
  check.expect("web.proxy", proxy.empty() || common::is_ip_address(proxy),
               "the proxy's IP address, as the hub sees it");
  check.expect_folder("web.folder");
  check.expect_folder("map.folder");
  const auto& url = config.text("web.public_url");
  check.expect("web.public_url",
               url.empty() || common::is_url(url, {"http", "https"}, UrlPath::none),
               "http://host[:port] or https://host[:port], without a path");
  auto certificate = config.path("web.certificate"), key = config.path("web.key");
  if (certificate.empty() && key.empty()) return;
  if (certificate.empty()) return check.trouble("web.certificate", "is missing; web.key needs it");
  if (key.empty()) return check.trouble("web.key", "is missing; web.certificate needs it");
  check.trouble("web.certificate", common::certificates::find_trouble({{}, certificate, key}));
}

void check_broker(SettingsCheck& check, const common::Config& config) {
  if (config.text("broker.host").empty()) return;
  check.expect("broker.host", common::is_host(config.text("broker.host")),
               "a host name or IP address, without scheme and port");
  check.expect(
      "broker.vans_host",
      config.text("broker.vans_host").empty() || common::is_host(config.text("broker.vans_host")),
      "a host name or IP address, without scheme and port");
  auto folder = config.path("broker.certificates");
  if (folder.empty())
    return check.trouble("broker.certificates",
                         "is missing; expected the folder with authority and hub's identity");
  for (auto name : {"hub", "authority"})
    check.trouble("broker.certificates",
                  common::certificates::find_trouble({folder / "authority.crt",
                                                      folder / (std::string(name) + ".crt"),
                                                      folder / (std::string(name) + ".key")}));
}

void check_messages(SettingsCheck& check, const common::Config& config) {
  const auto& mail = config.text("mail.url");
  check.expect("mail.url", mail.empty() || common::is_url(mail, {"smtp", "smtps"}, UrlPath::none),
               "smtp://host[:port] or smtps://host[:port]");
  check.expect("mail.from", common::is_mail_address(config.text("mail.from")),
               "a mail address, name@host");
  const auto& sms = config.text("sms.url");
  check.expect("sms.url", sms.empty() || common::is_url(sms, {"http", "https"}, UrlPath::any),
               "http://… or https://…");
  if (!sms.empty() && config.text("sms.from").empty())
    check.trouble("sms.from", "is missing; sms.url needs it");
}

void check_alerts(SettingsCheck& check, const common::Config& config) {
  for (auto key : {"alerts.to", "alerts.escalate_to"})
    for (auto& contact : contacts_of(config.text(key))) {
      bool is_phone = contact.front() == '+';
      check.expect(key, is_phone || common::is_mail_address(contact),
                   "mail addresses and phone numbers that begin with +, with commas");
      if (config.text(is_phone ? "sms.url" : "mail.url").empty())
        check.trouble(key, std::string("needs ") + (is_phone ? "sms.url" : "mail.url"));
    }
}

}  // namespace

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
      make_key("store.read_copies", Type::list, "",
               "postgresql://… of streaming replicas of it, with commas, which answer what only "
               "reads; empty: none"),
      make_number("store.writers", "4", 1, 16, "connections that write, on PostgreSQL"),
      make_key("web.address", Type::text, "127.0.0.1", "where to listen"),
      make_number("web.port", "8080", 0, 65535, "0 takes a free one"),
      make_number("web.threads", "4", 1, 64, "for requests"),
      make_key("web.folder", Type::path, "", "the built office app"),
      make_key("web.certificate", Type::path, "", "PEM chain; with the key it turns TLS on"),
      make_key("web.key", Type::path, "", "PEM"),
      make_key("web.proxy", Type::text, "",
               "IP address of a proxy that says in X-Forwarded-For who asks; empty: none"),
      make_key("web.public_url", Type::text, "", "address of this hub in links that are mailed"),
      make_key("paper.program", Type::text, "truckroll-paper", "a path, or a name found in PATH"),
      make_key("map.folder", Type::path, "", "styles and tiles.mbtiles"),
      make_key("broker.host", Type::text, "", "MQTT broker; empty: no vans"),
      make_number("broker.port", "8883", 1, 65535, ""),
      make_key("broker.vans_host", Type::text, "",
               "of the broker as vans reach it, told at enrolment; empty: broker.host"),
      make_number("broker.vans_port", "0", 0, 65535, "0: broker.port"),
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
      make_key(
          "identity.key", Type::path, "",
          "the key that seals secrets in the database, made at first use and shared by hubs on "
          "one database; empty: identity.key in data.folder"),
      make_key("sign_in.private_providers", Type::boolean, "no",
               "companies' directories and providers of identities may be on this computer and in "
               "private networks: for a hub of one company, whose directory stands beside it"),
      make_key("sign_in.authorities", Type::path, "",
               "PEM of the authorities that their certificates are checked by; empty: the "
               "system's"),
      make_key("webhooks.private_targets", Type::boolean, "no",
               "webhooks may go to http:// and to this computer and private networks: for closed "
               "networks and tests, since whoever registers one then reaches what the hub does"),
      make_key("backup.folder", Type::path, "",
               "where a copy of the database is put from time to time; empty: none is made"),
      make_number("backup.every_minutes", "30", 1, 1440, "between two of them"),
      make_number("backup.kept", "48", 1, 10000, "the oldest beyond that are deleted"),
      make_key("alerts.to", Type::text, "",
               "mail addresses and phone numbers (+…), with commas: told when the hub is not well"),
      make_key("alerts.escalate_to", Type::text, "", "told when it stays so"),
      make_number("alerts.escalate_minutes", "15", 1, 10000, "how long it has stayed so then"),
      make_key("webhooks.authorities", Type::path, "",
               "PEM of the authorities that webhooks' certificates are checked by; empty: the "
               "system's"),
      room,
      common::make_log_level(),
      common::make_log_modules(),
  };
}

void check_settings(const common::Config& config) {
  SettingsCheck check(config);
  check_store(check, config);
  check_web(check, config);
  check_broker(check, config);
  check_messages(check, config);
  check_alerts(check, config);
  check.expect("log.modules", common::log::is_thresholds(log_thresholds(config)),
               "modules with levels, such as hub/gateway=debug, hub/store=warning");
  check.expect_folder("backup.folder");
  check.expect_file("sign_in.authorities");
  check.expect_file("webhooks.authorities");
  check.expect_program("paper.program");
  check.expect_writable_folder("data.folder");
  check.finish();
}

std::string log_thresholds(const common::Config& config) {
  auto& modules = config.text("log.modules");
  return config.text("log.level") + (modules.empty() ? "" : ", " + modules);
}

}  // namespace hub::server
