#include <set>
#include <thread>

#include "common/error/error.hpp"
#include "hub/webhooks/signature.hpp"
#include "tests/hub/webhooks/world.hpp"

#include <CppUTest/TestHarness.h>

using hub::store::Dialect;
using hub::webhooks::Follower;
using std::chrono::hours;
using std::chrono::seconds;
using test::Json;
using test::Webhooks;

TEST_GROUP(WebhooksTold){void on_both(const std::function<void(Webhooks&)>& body){
    for (auto dialect
         : {Dialect::sqlite, Dialect::postgres}){Webhooks world(dialect);
body(world);
}
}
}
;

TEST(WebhooksTold, a_change_is_sent_signed_with_what_the_owner_may_read) {
  on_both([](Webhooks& world) {
    world.withhold("dispatcher", "crm.Account", "legal_name");
    auto endpoint = world.register_endpoint({"crm.Account.*"}, "dispatcher");
    auto account = world.company.put(
        "crm.Account", {{"name", "Alpha"}, {"kind", "company"}, {"legal_name", "Alpha Hidden AG"}});
    world.company.change("crm.Account", account, {{"name", "Alpha and sons"}});
    world.company.change("crm.Account", account, {{"legal_name", "Alpha Other AG"}});
    world.company.put("content.Tag", {{"name", "Not listened to"}, {"slug", "other"}});

    world.work();

    auto taken = world.receiver.taken();
    LONGS_EQUAL(2, taken.size());  // of the third change he may not even know
    std::map<std::string, Json> bodies;
    for (auto& one : taken) {
      auto body = Json::parse(one.body);
      bodies[body["type"]] = body;
      STRCMP_EQUAL(
          hub::webhooks::sign(world.secret, one.id, std::stoll(one.timestamp), one.body).c_str(),
          one.signature.c_str());
      CHECK(one.body.find("Hidden") == std::string::npos);
      CHECK(one.body.find("legal_name") == std::string::npos);
    }
    auto& changed = bodies.at("crm.Account.changed")["data"];
    STRCMP_EQUAL(account.c_str(), changed["id"].get<std::string>().c_str());
    CHECK(changed["changed"] == Json({"name"}));
    STRCMP_EQUAL("Alpha and sons", changed["record"]["name"].get<std::string>().c_str());
    auto delivery = world.delivery("crm.Account.created");
    STRCMP_EQUAL("delivered", delivery["state"].get<std::string>().c_str());
    LONGS_EQUAL(204, delivery["status"].get<int>());
    LONGS_EQUAL(1, delivery["tries"].size());
    CHECK(world.company.record("admin.WebhookEndpoint", endpoint).contains("last_delivered_at"));
  });
}

TEST(WebhooksTold, of_a_shared_view_what_the_owner_may_see_of_it) {
  on_both([](Webhooks& world) {
    world.withhold("dispatcher", "crm.Account", "legal_name");
    world.register_endpoint({"admin.SavedView.*"}, "dispatcher");
    auto view = world.company.put(
        "admin.SavedView", {{"name", "Hidden ones"},
                            {"of_type", "crm.Account"},
                            {"kind", "list"},
                            {"filter", "legal_name : \"Secret\""},
                            {"columns", Json::array({"name", "legal_name"})},
                            {"options", R"({"widths": {"legal_name": 200}})"},
                            {"owner", world.company.user("admin")},
                            {"shared_with", Json::array({{{"line", "1"}, {"everyone", true}}})}});
    world.company.change("admin.SavedView", view, {{"filter", "legal_name : \"Other\""}});
    world.company.change("admin.SavedView", view, {{"name", "Shown"}});

    world.work();

    auto taken = world.receiver.taken();
    CHECK(!taken.empty());
    for (auto& one : taken) {
      CHECK_TEXT(one.body.find("legal_name") == std::string::npos, one.body.c_str());
      CHECK_TEXT(one.body.find("Secret") == std::string::npos, one.body.c_str());
    }
    auto record = Json::parse(taken.back().body)["data"]["record"];
    STRCMP_EQUAL("Shown", record["name"].get<std::string>().c_str());
    CHECK(record["columns"] == Json({"name"}));
  });
}

TEST(WebhooksTold, nothing_of_records_that_the_owner_may_not_read) {
  on_both([](Webhooks& world) {
    world.register_endpoint({"*"}, "technician");
    world.company.put("crm.Account", {{"name", "Not his"}, {"kind", "company"}});

    world.work();

    for (auto& one : world.receiver.taken())
      CHECK(Json::parse(one.body)["data"]["record_type"] != "crm.Account");
  });
}

TEST(WebhooksTold, a_condition_and_chosen_fields_narrow_it) {
  on_both([](Webhooks& world) {
    world.register_endpoint(
        {"crm.Account.created"}, "dispatcher",
        {{"condition", "industry = \"heating\""}, {"fields", Json::array({"name"})}});
    world.company.put("crm.Account",
                      {{"name", "Warm"}, {"kind", "company"}, {"industry", "heating"}});
    world.company.put("crm.Account",
                      {{"name", "Cold"}, {"kind", "company"}, {"industry", "cooling"}});

    world.work();

    auto taken = world.receiver.taken();
    LONGS_EQUAL(1, taken.size());
    auto record = Json::parse(taken[0].body)["data"]["record"];
    STRCMP_EQUAL("Warm", record["name"].get<std::string>().c_str());
    CHECK(!record.contains("industry"));
  });
}

TEST(WebhooksTold, two_hubs_tell_each_change_once) {
  on_both([](Webhooks& world) {
    auto other = world.open_beside();
    hub::records::ReadLog reads(*other);
    hub::records::RecordService service(*other, reads);
    world.register_endpoint({"crm.Account.created"}, "dispatcher");
    constexpr int many = 60;
    Follower here(world.service), there(service);
    std::thread writer([&] {
      for (int i = 0; i < many; ++i)
        world.company.put("crm.Account", {{"name", "A" + std::to_string(i)}, {"kind", "company"}});
    });
    here.start();
    there.start();
    writer.join();
    bool all = support::wait_until([&] {
      here.wake();
      there.wake();
      return world.company.count("SELECT count(*) FROM webhook_delivery") >= many;
    });
    here.stop();
    there.stop();

    CHECK(all);
    LONGS_EQUAL(many, world.company.count("SELECT count(*) FROM webhook_delivery"));
    LONGS_EQUAL(many,
                world.company.count("SELECT count(DISTINCT record_id) FROM webhook_delivery"));
    LONGS_EQUAL(many, world.company.count("SELECT count(*) FROM job WHERE kind = 'webhook'"));
  });
}

TEST(WebhooksTold, while_it_is_paused_changes_wait_and_after_it_was_disabled_they_are_left_out) {
  on_both([](Webhooks& world) {
    auto endpoint = world.register_endpoint({"crm.Account.created"}, "dispatcher");
    world.act("admin.WebhookEndpoint", endpoint, "pause");
    world.company.put("crm.Account", {{"name", "Meanwhile"}, {"kind", "company"}});
    world.work();
    LONGS_EQUAL(0, world.receiver.taken().size());
    world.act("admin.WebhookEndpoint", endpoint, "resume");
    world.work();
    LONGS_EQUAL(1, world.receiver.taken().size());

    auto cursors = [&] {
      return world.company.count("SELECT count(*) FROM reader WHERE name LIKE 'webhook:%'");
    };
    LONGS_EQUAL(1, cursors());
    world.act("admin.WebhookEndpoint", endpoint, "disable");
    LONGS_EQUAL(0, cursors());  // it would keep the log from its retention
    world.company.put("crm.Account", {{"name", "Lost"}, {"kind", "company"}});
    world.follow();  // what is sealed before it is resumed is left out
    world.work();
    LONGS_EQUAL(0, cursors());
    world.act("admin.WebhookEndpoint", endpoint, "resume");
    world.company.put("crm.Account", {{"name", "Heard"}, {"kind", "company"}});
    world.work();
    LONGS_EQUAL(2, world.receiver.taken().size());
    CHECK(world.receiver.taken()[1].body.find("Heard") != std::string::npos);
  });
}

TEST(WebhooksTold, what_is_not_understood_is_refused_when_it_is_registered) {
  Webhooks world(Dialect::sqlite);
  struct Case {
    const char *field, *why;
    Json fields;
  };
  const Case cases[] = {
      {"url", "no scheme", {{"url", "example.com"}}},
      {"url", "a password", {{"url", "https://a:b@example.com/"}}},
      {"url", "a port", {{"url", "https://example.com:0/"}}},
      {"events", "no such type", {{"events", Json::array({"crm.Nothing.created"})}}},
      {"events", "no such event", {{"events", Json::array({"crm.Account.exploded"})}}},
      {"events",
       "its own deliveries",
       {{"events", Json::array({"admin.WebhookDelivery.created"})}}},
      {"condition", "no such field", {{"condition", "nothing = 1"}}},
      {"fields", "no such field", {{"fields", Json::array({"nothing"})}}},
  };
  for (auto& one : cases) {
    Json fields{{"url", "https://example.com/in"},
                {"events", Json::array({"crm.Account.created"})}};
    fields.update(one.fields);
    std::string refused;
    try {
      world.company.put("admin.WebhookEndpoint", fields);
    } catch (const common::Error& error) {
      if (!error.violations().empty()) refused = error.violations()[0].field;
    }
    STRCMP_EQUAL_TEXT(one.field, refused.c_str(), one.why);
  }
}

TEST(WebhooksTold, who_is_no_administrator_decides_about_his_own_only) {
  Webhooks world(Dialect::sqlite);
  auto endpoint = world.register_endpoint({"*"}, "admin");
  bool refused = false;
  try {
    world.change_as("bookkeeper", endpoint, {{"url", "https://example.com/mine"}});
  } catch (const common::Error& error) {
    refused = error.code() == common::ErrorCode::forbidden;
  }
  CHECK(refused);
}

TEST(WebhooksTold, an_entry_that_cannot_be_told_is_left_out_and_the_owner_hears_of_it) {
  on_both([](Webhooks& world) {
    world.register_endpoint({"crm.Account.created"}, "dispatcher");
    world.company.put("crm.Account", {{"name", "Before"}, {"kind", "company"}});
    auto broken = world.company.put("crm.Account", {{"name", "Broken"}, {"kind", "company"}});
    world.company.put("crm.Account", {{"name", "After"}, {"kind", "company"}});
    auto& store = world.company.store();
    store.write(store.system_command(world.company.tenant(), "test"), [&](auto& transaction) {
      transaction.sql().execute("UPDATE change SET fields = '{' WHERE record = ?", {broken});
    });
    for (int i = 0; i < 10; ++i) world.work();
    auto taken = world.receiver.taken();
    LONGS_EQUAL(2, taken.size());
    CHECK(taken[0].body.find("Before") != std::string::npos);
    CHECK(taken[1].body.find("After") != std::string::npos);
    auto told = world.company.texts("SELECT text FROM notification WHERE category = 'system'");
    LONGS_EQUAL(1, told.size());
    STRCMP_CONTAINS("positions ", told[0].c_str());
  });
}
