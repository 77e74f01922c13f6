// What a hub says of itself while a part of it does not work.
#include "hub/server/health.hpp"

#include <memory>
#include <string>

#include "common/codec/json.hpp"
#include "common/http/http.hpp"
#include "hub/server/server.hpp"
#include "hub/server/settings.hpp"
#include "tests/support/broker.hpp"
#include "tests/support/full_disk.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/wait.hpp"

#include <CppUTest/TestHarness.h>

using common::Config;
using hub::api::Health;
using hub::api::Wellness;
using nlohmann::json;

namespace {

common::http::ClientOptions at(const json& ready) {
  common::http::ClientOptions options;
  auto address = ready["address"].get<std::string>();
  options.port = static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1)));
  return options;
}

}  // namespace

TEST_GROUP(Health) {
  support::TempFolder folder;
  common::FakeClock clock{common::parse_instant("2026-11-20T08:00:00Z")};
  const common::schema::Catalogue catalogue = common::schema::Catalogue::compiled();
  std::unique_ptr<hub::store::Store> store;
  hub::store::Store& open() {
    store = std::make_unique<hub::store::Store>(
        hub::store::Store::Options{"sqlite:" + (folder / "hub.db").string()}, catalogue,
        common::rules::RuleBook::registered(), clock);
    return *store;
  }
  void teardown() override {
    store.reset();
  }
  void sql(const std::string& text) {
    store->write(store->system_command("", "test"),
                 [&](hub::store::Transaction& t) { t.sql().run_script(text); });
  }
};

TEST(Health, a_store_without_room_has_failed_until_there_is_room_again) {
  open();
  CHECK(hub::server::check_store(*store).status == Wellness::ok);
  clock.advance(std::chrono::seconds(10));  // SQLite writes nothing for the same value
  Health::Finding found;
  {
    support::FullDisk full;
    found = hub::server::check_store(*store);
  }
  STRCMP_CONTAINS("nothing can be stored", found.text.c_str());
  CHECK(found.status == Wellness::failed);
  CHECK(hub::server::check_store(*store).status == Wellness::ok);
}

TEST(Health, little_room_is_told_before_there_is_none) {
  CHECK(hub::server::check_disk(folder.path(), 1).status == Wellness::ok);
  auto little = hub::server::check_disk(folder.path(), std::size_t{1} << 60);
  CHECK(little.status == Wellness::degraded);
  STRCMP_CONTAINS("make room", little.text.c_str());
  CHECK(hub::server::check_disk(folder / "gone", 1).status == Wellness::failed);
}

TEST(Health, a_queue_that_nobody_works_on_is_noticed) {
  open();
  store->write(store->system_command("t", "test"), [](hub::store::Transaction& transaction) {
    transaction.enqueue("mail", "one", "", transaction.now());
  });
  CHECK(hub::server::check_jobs(*store).status == Wellness::ok);

  clock.advance(std::chrono::minutes(3));

  auto found = hub::server::check_jobs(*store);
  CHECK(found.status == Wellness::degraded);
  STRCMP_CONTAINS("since 2026-11-20T08:00:00Z", found.text.c_str());
  sql("UPDATE job SET state = 'done'");
  CHECK(hub::server::check_jobs(*store).status == Wellness::ok);
}

TEST(Health, a_mail_server_that_takes_nothing_is_named_with_what_it_said) {
  open();
  store->write(store->system_command("t", "test"), [](hub::store::Transaction& transaction) {
    transaction.enqueue("mail", "one", "", transaction.now());
  });
  CHECK(hub::server::check_sending(*store, "mail").status == Wellness::ok);

  sql("UPDATE job SET attempts = 1, error = 'Connection refused'");

  auto found = hub::server::check_sending(*store, "mail");
  CHECK(found.status == Wellness::degraded);
  STRCMP_CONTAINS("Connection refused", found.text.c_str());
  CHECK(hub::server::check_sending(*store, "sms").status == Wellness::ok);
}

TEST(Health, a_status_has_a_beginning_and_the_worst_part_decides) {
  Health health(clock);
  auto status = Wellness::ok;
  health.add("one", [] { return Health::Finding{}; });
  health.add("two", [&] { return Health::Finding{status, "trouble"}; });
  health.look();
  clock.advance(std::chrono::seconds(10));
  status = Wellness::degraded;
  health.look();
  clock.advance(std::chrono::seconds(10));
  health.look();

  auto report = health.report();
  CHECK(report.status == Wellness::degraded);
  STRCMP_EQUAL("2026-11-20T08:00:10Z", common::format_instant(report.checks[1].since).c_str());
  STRCMP_EQUAL("2026-11-20T08:00:00Z", common::format_instant(report.checks[0].since).c_str());

  clock.advance(std::chrono::minutes(2));  // nobody looked since
  CHECK(health.report().status == Wellness::failed);
}

TEST(Health, a_hub_without_its_broker_says_so_to_administrators_alone) {
  support::Broker broker;
  broker.hub();
  auto config = Config::parse(hub::server::settings(), "", folder / "hub.conf",
                              {"store.url=sqlite:" + (folder / "hub.db").string(), "web.port=0",
                               "data.folder=" + folder.path().string(), "broker.host=127.0.0.1",
                               "broker.port=" + std::to_string(broker.hub_port()),
                               "broker.certificates=" + broker.certificates().path().string(),
                               "health.free_bytes_min=1MiB", "paper.program=" PAPER_PROGRAM});
  broker.kill();
  hub::server::Hub hub(config, {.empty = true, .demo_file = "", .demo_password = ""});
  auto ready = json::parse(hub.ready_line());
  common::http::Client client(at(ready));
  auto link = ready["setup_link"].get<std::string>();
  auto made = client.post_json("/api/setup/", {{"token", link.substr(link.find('#') + 1)},
                                               {"company", "Firm"},
                                               {"country", "LI"},
                                               {"currency", "CHF"},
                                               {"zone", "Europe/Vaduz"},
                                               {"language", "en"},
                                               {"tax_percent", "8.1"},
                                               {"name", "Ada Min"},
                                               {"login", "ada@example.test"},
                                               {"password", "a good password"}});
  CHECK_EQUAL(201, made.status);

  auto anybody = client.get("/api/health");
  auto session = client.post_json("/api/session/",
                                  {{"login", "ada@example.test"}, {"password", "a good password"}});
  auto cookie = std::string(session.headers.find("Set-Cookie").value());
  common::http::Headers headers;
  headers.add("Cookie", cookie.substr(0, cookie.find(';')));
  auto admin = client.send(common::http::Method::get, "/api/health", headers).json();

  CHECK_EQUAL(200, anybody.status);
  STRCMP_EQUAL(R"({"status":"degraded"})", anybody.body.c_str());
  STRCMP_EQUAL("degraded", admin["status"].get<std::string>().c_str());
  bool named = false;
  for (auto& check : admin["checks"])
    if (check["name"] == "broker") named = check["status"] == "degraded" && check["text"] != "";
  CHECK(named);
  STRCMP_CONTAINS("truckroll_health{check=\"broker\"} 1", client.get("/metrics").body.c_str());
  STRCMP_CONTAINS("truckroll_health{check=\"store\"} 0", client.get("/metrics").body.c_str());
}
