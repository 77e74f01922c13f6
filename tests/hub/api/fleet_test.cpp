// How the vans are, and what van and office disagree about.
// features: SYNC-10 SYNC-04 X-33 X-41
#include <chrono>
#include <functional>

#include "hub/store/transaction.hpp"
#include "tests/hub/api/office.hpp"
#include "tests/hub/store/databases.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Method;
using test::json;
using test::Office;

namespace {

void on_both(const std::function<void(Office&)>& body) {
  Office sqlite;
  body(sqlite);
  Office postgres(stores::copy_of_migrated());
  body(postgres);
}

constexpr std::int64_t minute = 60'000'000;

struct Said {
  std::int64_t waiting = 0, money = 0, age_minutes = 0, drift_ms = 0, disk = 10;
  std::string error{};
};

std::string add_van(Office& office, const std::string& serial, const Said& said,
                    std::int64_t silent_minutes = 0) {
  auto id = office.put("fleet.Device", {{"serial", serial}});
  auto now = common::to_micros(office.clock.now());
  office.store->write(
      office.store->system_command(office.tenant, "test"), [&](hub::store::Transaction& t) {
        t.sql().execute("UPDATE device SET state = 'active' WHERE id = ?", {id});
        t.sql().execute(
            "INSERT INTO device_session (tenant, device, shard, epoch, applied, chain_hash, "
            "last_contact_at, online, refused) VALUES (?, ?, 0, 1, 7, '', ?, ?, 0)",
            {office.tenant, id, now - silent_minutes * minute,
             std::int64_t{silent_minutes == 0 ? 1 : 0}});
        auto text = said.error.empty() ? hub::store::Value() : hub::store::Value(said.error);
        t.sql().execute(
            "INSERT INTO device_health (tenant, device, received_at, drift_ms, acked, waiting, "
            "waiting_bytes, waiting_since, money_waiting, money_since, blobs_waiting, blob_bytes, "
            "refused, disk_percent, sync_error, sync_error_at) VALUES (?, ?, ?, ?, 7, ?, 100, ?, "
            "?, ?, 0, 0, 0, ?, ?, ?)",
            {office.tenant, id, now, said.drift_ms, said.waiting, now - said.age_minutes * minute,
             said.money, now - said.age_minutes * minute, said.disk, text,
             said.error.empty() ? hub::store::Value() : hub::store::Value(now)});
      });
  return id;
}

std::vector<std::string> serials(const json& page) {
  std::vector<std::string> names;
  for (auto& van : page["items"]) names.push_back(van["serial"]);
  return names;
}

}  // namespace

TEST_GROUP(Fleet){};

TEST(Fleet, lists_what_is_wrong_first_and_counts_it) {
  on_both([](Office& office) {
    add_van(office, "A-well", {});
    add_van(office, "B-drift", {.drift_ms = -400'000});
    add_van(office, "C-money", {.waiting = 3, .money = 2, .age_minutes = 90});
    add_van(office, "D-silent", {}, 5 * 24 * 60);
    add_van(office, "E-error", {.error = "the broker refuses this device"});
    auto client = office.sign_in("dispatcher");

    auto page = client.get("/api/vans/");

    CHECK((serials(page) ==
           std::vector<std::string>{"C-money", "D-silent", "B-drift", "E-error", "A-well"}));
    CHECK(page["items"][0]["troubles"] == json{"money"});
    CHECK_EQUAL(2, page["items"][0]["health"]["money_waiting"].get<int>());
    CHECK_EQUAL(5, page["total"].get<int>());
    CHECK_EQUAL(4, page["online"].get<int>());
    CHECK_EQUAL(4, page["in_trouble"].get<int>());
    CHECK_EQUAL(1, page["troubles"]["drift"].get<int>());
    CHECK_EQUAL(0, page["troubles"]["disk"].get<int>());
    CHECK(
        (serials(client.get("/api/vans/?trouble=silent")) == std::vector<std::string>{"D-silent"}));
    CHECK((serials(client.get("/api/vans/?search=b-DR")) == std::vector<std::string>{"B-drift"}));
    CHECK(serials(client.get("/api/vans/?sort=name"))[0] == "A-well");
    CHECK(serials(client.get("/api/vans/?sort=unsent"))[0] == "C-money");
    CHECK(serials(client.get("/api/vans/?sort=contact"))[0] == "D-silent");
    auto first = client.get("/api/vans/?page_size=2");
    CHECK(first["next_page_token"] == "2");
    CHECK((serials(client.get("/api/vans/?page_size=3&page_token=2")) ==
           std::vector<std::string>{"B-drift", "E-error", "A-well"}));
    CHECK(client.get("/api/vans/?page_size=3&page_token=2")["next_page_token"] == "");
  });
}

TEST(Fleet, a_page_of_ten_thousand_vans_is_quick) {
  Office office;
  auto like = office.put("fleet.Device", {{"serial", "V"}});
  office.store->write(
      office.store->system_command(office.tenant, "test"), [&](hub::store::Transaction& t) {
        std::string columns;
        for (auto& column : t.sql().columns("device"))
          columns += (columns.empty() ? "" : ", ") + ("\"" + column + "\"");
        std::string values = columns;
        auto replace = [&](const std::string& column, const std::string& value) {
          auto at = values.find("\"" + column + "\"");
          values.replace(at, column.size() + 2, value);
        };
        replace("id", "'van-' || n");
        replace("serial", "'S' || n");
        replace("state", "'active'");
        t.sql().run_script(
            "WITH RECURSIVE more(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM more "
            "WHERE n < 10000) INSERT INTO device (" +
            columns + ") SELECT " + values + " FROM more JOIN device ON device.id = '" + like +
            "'");
        t.sql().run_script(
            "INSERT INTO device_health (tenant, device, received_at, drift_ms, waiting, "
            "waiting_bytes, money_waiting, money_since, blobs_waiting, blob_bytes, refused) SELECT "
            "tenant, id, 0, 0, 1, 0, length(serial) % 2, 0, 0, 0, 0 FROM device");
      });
  auto client = office.sign_in("dispatcher");
  auto begin = std::chrono::steady_clock::now();

  auto page = client.get("/api/vans/?page_size=50");

  auto took = std::chrono::steady_clock::now() - begin;
  CHECK_EQUAL(10001, page["total"].get<int>());
  CHECK_EQUAL(50, page["items"].size());
  CHECK(page["items"][0]["troubles"] == json{"money"});
  CHECK(took < std::chrono::seconds(3));  // with sanitizers, on a busy machine
}

TEST(Fleet, two_computers_that_send_as_one_van_are_an_alarm_until_somebody_settles_it) {
  on_both([](Office& office) {
    auto id = add_van(office, "A", {});
    auto client = office.sign_in("admin");
    auto tell = [&](const char* kind) {
      office.put("fleet.DeviceEvent", {{"device", id},
                                       {"at", common::format_instant(office.clock.now())},
                                       {"kind", "alarm"},
                                       {"cause", "its card was cloned or restored"},
                                       {"values", json{{"alarm", kind}}.dump()}});
    };

    tell("cloned");
    tell("cloned");

    auto van = client.get("/api/vans/")["items"][0];
    CHECK(van["troubles"] == json{"cloned"});
    auto findings = client.get("/api/findings/")["items"];
    CHECK_EQUAL(1, findings.size());
    CHECK(van["alarms"]["cloned"] == findings[0]["id"]);
    CHECK(findings[0]["title"] == "A: two computers send as this van");
    tell("hole");
    CHECK((client.get("/api/vans/")["items"][0]["troubles"] == json{"hole", "cloned"}));
    auto settled = "/api/findings/" + findings[0]["id"].get<std::string>() + "/resolve/";
    CHECK_EQUAL(200, client.send(Method::post, settled, json::object()).status);
    CHECK(client.get("/api/vans/")["items"][0]["troubles"] == json{"hole"});
    tell("cloned");
    CHECK((client.get("/api/vans/?trouble=cloned")["total"].get<int>()) == 1);
  });
}

TEST(Fleet, limits_are_settings_of_the_company) {
  Office office;
  add_van(office, "A", {.waiting = 1, .age_minutes = 30, .disk = 60});
  auto admin = office.sign_in("admin");
  CHECK(admin.get("/api/vans/")["items"][0]["troubles"].empty());

  admin.create("settings", {{"key", "alerts.van_disk_percent"}, {"value", "60"}});
  admin.create("settings", {{"key", "alerts.van_unsent_minutes"}, {"value", "20"}});

  auto page = admin.get("/api/vans/");
  CHECK((page["items"][0]["troubles"] == json{"unsent", "disk"}));
  CHECK_EQUAL(60, page["limits"]["disk_percent"].get<int>());
  CHECK_EQUAL(400, admin
                       .send(Method::post, "/api/settings/",
                             {{"key", "alerts.van_drift_seconds"}, {"value", "1"}})
                       .status);
}

TEST(Fleet, one_van_says_how_it_is) {
  Office office;
  auto id = add_van(office, "A", {.waiting = 4, .age_minutes = 1});
  auto client = office.sign_in("dispatcher");

  auto health = client.get("/api/devices/" + id + "/health/");

  CHECK_EQUAL(4, health["health"]["waiting"].get<int>());
  CHECK_EQUAL(7, health["health"]["acked"].get<int>());
  CHECK(health["operations"].empty());
  CHECK_EQUAL(
      404,
      client.send(Method::get, "/api/devices/01900000-0000-7000-8000-000000000000/health/").status);
  CHECK_EQUAL(
      403,
      office.sign_in("technician").send(Method::get, "/api/devices/" + id + "/health/").status);
  for (auto bad : {"trouble=wet", "sort=size", "page_size=0", "page_token=x"})
    CHECK_EQUAL(400, client.send(Method::get, std::string("/api/vans/?") + bad).status);
}

TEST_GROUP(Conflicts){};

TEST(Conflicts, both_versions_stand_there_and_one_call_decides) {
  on_both([](Office& office) {
    auto account = office.put("crm.Account", {{"name", "Alpenhotel"}, {"kind", "company"}});
    auto device = office.put("fleet.Device", {{"serial", "V-1"}});
    auto conflict =
        office.put("fleet.SyncConflict", {{"device", device},
                                          {"about", {{"type", "crm.Account"}, {"id", account}}},
                                          {"kind", "field"},
                                          {"field", "name"},
                                          {"base", "\"Hotel\""},
                                          {"mine", "\"Alpenhotel\""},
                                          {"theirs", "\"Alpenhotel Vaduz\""}});
    auto client = office.sign_in("dispatcher");

    auto page = client.get("/api/conflicts/");

    CHECK_EQUAL(1, page["items"].size());
    auto item = page["items"][0];
    CHECK(item["base"] == "Hotel");
    CHECK(item["mine"] == "Alpenhotel");
    CHECK(item["theirs"] == "Alpenhotel Vaduz");
    CHECK(item["now"] == "Alpenhotel");
    CHECK(item["billing"].is_null());
    CHECK(page["titles"][account] == "Alpenhotel");
    CHECK_EQUAL(1, page["counts"]["open"].get<int>());
    CHECK_EQUAL(403, office.sign_in("technician").send(Method::get, "/api/conflicts/").status);

    auto done = client.send(Method::post, "/api/sync-conflicts/" + conflict + "/decide/",
                            {{"choice", "theirs"}});
    CHECK_EQUAL(200, done.status);
    CHECK(client.get("/api/accounts/" + account + "/")["name"] == "Alpenhotel Vaduz");
    CHECK(client.get("/api/conflicts/")["items"].empty());
    auto decided = client.get("/api/conflicts/?state=decided")["items"][0];
    CHECK(decided["choice"] == "theirs");
    CHECK(decided["mine"] == "Alpenhotel");
    CHECK_EQUAL(409, client
                         .send(Method::post, "/api/sync-conflicts/" + conflict + "/decide/",
                               {{"choice", "mine"}})
                         .status);
  });
}

TEST(Conflicts, who_may_not_change_the_field_does_not_decide_it) {
  Office office;
  auto account = office.put("crm.Account", {{"name", "Alpenhotel"}, {"kind", "company"}});
  auto device = office.put("fleet.Device", {{"serial", "V-1"}});
  auto make = [&](const std::string& field, const std::string& theirs) {
    return office.put("fleet.SyncConflict", {{"device", device},
                                             {"about", {{"type", "fleet.Device"}, {"id", device}}},
                                             {"kind", "field"},
                                             {"field", field},
                                             {"mine", "null"},
                                             {"theirs", theirs}});
  };
  auto conflict = make("data_budget_mb", "5");

  // A dispatcher reads vans' computers, but changes none.
  CHECK_EQUAL(403, office.sign_in("dispatcher")
                       .send(Method::post, "/api/sync-conflicts/" + conflict + "/decide/",
                             {{"choice", "theirs"}})
                       .status);
  CHECK_EQUAL(200, office.sign_in("admin")
                       .send(Method::post, "/api/sync-conflicts/" + conflict + "/decide/",
                             {{"choice", "theirs"}})
                       .status);
}
