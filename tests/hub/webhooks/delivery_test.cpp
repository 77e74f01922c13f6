#include "common/codec/values.hpp"
#include "hub/webhooks/signature.hpp"
#include "hub/webhooks/target.hpp"
#include "proto/records/admin/webhook_endpoint.pb.h"
#include "proto/wire/actions/hub_admin.pb.h"
#include "tests/common/http/certificates.hpp"
#include "tests/hub/webhooks/world.hpp"

#include <CppUTest/TestHarness.h>

using hub::store::Dialect;
using hub::webhooks::Deliverer;
using hub::webhooks::sign;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using test::Json;
using test::Webhooks;

namespace {

std::string text(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

/// Past the longest delay that chance gives after this attempt.
void pass_delay(Webhooks& world, int attempt) {
  world.company.clock().advance(Deliverer::delay_after(attempt) * 11 / 10 + seconds(1));
}

}  // namespace

TEST_GROUP(WebhooksDelivery){void on_both(const std::function<void(Webhooks&)>& body){
    for (auto dialect
         : {Dialect::sqlite, Dialect::postgres}){Webhooks world(dialect);
body(world);
}
}
}
;

TEST(WebhooksDelivery, the_signature_is_that_of_the_specification) {
  STRCMP_EQUAL("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
               sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek",
                    1614265330, R"({"test": 2432232314})")
                   .c_str());
}

TEST(WebhooksDelivery, it_is_tried_ten_times_over_days_then_dead_and_sent_again_by_choice) {
  on_both([](Webhooks& world) {
    auto endpoint = world.register_endpoint({"crm.Account.created"}, "dispatcher");
    world.receiver.answer(500, "no room here");
    auto began = world.company.clock().now();
    world.company.put("crm.Account", {{"name", "Late"}, {"kind", "company"}});
    world.follow();

    for (int attempt = 1; attempt <= 10; ++attempt) {
      world.run_jobs();
      LONGS_EQUAL(attempt, static_cast<int>(world.receiver.taken().size()));
      auto delivery = world.delivery("crm.Account.created");
      LONGS_EQUAL(attempt, delivery["attempts"].get<int>());
      LONGS_EQUAL(500, delivery["status"].get<int>());
      STRCMP_EQUAL("no room here", text(delivery["tries"].back()["reply"]).c_str());
      STRCMP_EQUAL(attempt < 10 ? "waiting" : "dead", text(delivery["state"]).c_str());
      world.run_jobs();  // not a moment earlier
      LONGS_EQUAL(attempt, static_cast<int>(world.receiver.taken().size()));
      if (attempt < 10) pass_delay(world, attempt);
    }
    CHECK(world.company.clock().now() - began > hours(75));
    LONGS_EQUAL(1, world.company.count(
                       "SELECT count(*) FROM job WHERE kind = 'webhook' AND state = 'failed'"));

    world.receiver.answer(200, "thanks");
    truckroll::wire::hub_admin::RedeliverFailed since;
    *since.mutable_since() = common::codec::to_timestamp(began);
    world.act("admin.WebhookEndpoint", endpoint, "redeliver-failed", &since);
    world.run_jobs();

    auto taken = world.receiver.taken();
    LONGS_EQUAL(11, taken.size());
    STRCMP_EQUAL(taken.front().id.c_str(), taken.back().id.c_str());  // to be known by
    STRCMP_EQUAL(taken.front().body.c_str(), taken.back().body.c_str());
    auto delivery = world.delivery("crm.Account.created");
    STRCMP_EQUAL("delivered", text(delivery["state"]).c_str());
    LONGS_EQUAL(11, delivery["tries"].size());
    world.act("admin.WebhookDelivery", text(delivery["id"]), "redeliver");
    world.run_jobs();
    LONGS_EQUAL(12, world.receiver.taken().size());
  });
}

TEST(WebhooksDelivery, any_number_is_sent_again_and_what_is_not_kept_stands_in_nobody_s_way) {
  on_both([](Webhooks& world) {
    constexpr int many = 230;  // more than in one transaction
    auto endpoint = world.register_endpoint({"crm.Account.created"}, "dispatcher");
    auto& store = world.company.store();
    auto command = store.system_command(world.company.tenant(), "test");
    store.write(command, [&](hub::store::Transaction& transaction) {
      for (int i = 0; i < many; ++i)
        hub::webhooks::queue_message(
            transaction, {endpoint, "webhook.test", "", "", "test " + std::to_string(i), "{}"});
    });
    world.receiver.answer(410, "gone");  // dead at once, and the endpoint disabled
    world.run_jobs();
    LONGS_EQUAL(many,
                world.company.count("SELECT count(*) FROM webhook_delivery WHERE state = 'dead'"));
    store.write(command, [&](hub::store::Transaction& transaction) {
      transaction.sql().execute(
          "DELETE FROM webhook_message WHERE delivery = (SELECT min(id) FROM webhook_delivery)");
    });
    world.act("admin.WebhookEndpoint", endpoint, "resume");
    world.receiver.answer(200, "thanks");
    truckroll::wire::hub_admin::RedeliverFailed since;
    *since.mutable_since() =
        common::codec::to_timestamp(world.company.clock().now() - std::chrono::hours(1));
    world.act("admin.WebhookEndpoint", endpoint, "redeliver-failed", &since);
    LONGS_EQUAL(many,
                world.company.count("SELECT count(*) FROM webhook_delivery WHERE state = 'dead'"));
    world.run_jobs();
    LONGS_EQUAL(many - 1, world.company.count(
                              "SELECT count(*) FROM webhook_delivery WHERE state = 'delivered'"));
  });
}

TEST(WebhooksDelivery, what_is_old_goes_in_bites_and_the_counts_hear_of_it) {
  on_both([](Webhooks& world) {
    constexpr int many = 620;
    auto endpoint = world.register_endpoint({"crm.Account.created"}, "dispatcher");
    auto& store = world.company.store();
    auto add = [&](int count) {
      auto command = store.system_command(world.company.tenant(), "test");  // with its time
      store.write(command, [&](hub::store::Transaction& transaction) {
        for (int i = 0; i < count; ++i) {
          auto id = hub::webhooks::queue_message(
              transaction,
              {endpoint, "webhook.test", "", "",
               std::to_string(common::to_micros(transaction.now())) + " " + std::to_string(i),
               "{}"});
          auto delivery = transaction.load<hub::webhooks::WebhookDelivery>(id);
          transaction.move_as_system(delivery, "deliver");
          transaction.save_as_system(delivery);
        }
        transaction.sql().execute("DELETE FROM job WHERE kind = 'webhook'");
      });
    };
    add(many);
    world.company.clock().advance(hours(31 * 24));
    add(3);
    hub::work::Jobs jobs(store, 1);
    jobs.start();
    auto rows = [&] { return world.company.count("SELECT count(*) FROM webhook_delivery"); };
    CHECK(support::wait_until(
        [&] {
          jobs.wake();
          return rows() == 3;
        },
        std::chrono::seconds(30)));
    jobs.stop();
    auto person = hub::transfer::person_of(store, world.company.tenant(),
                                           world.company.user("admin"), "test");
    auto& type = store.catalogue().of<hub::webhooks::WebhookDelivery>();
    store.read([&](hub::store::Connection& sql) {
      auto counted =
          store.tables().of(type).cube().find(sql, world.company.tenant(), {}, person.context);
      CHECK(counted.has_value());
      LONGLONGS_EQUAL(3, *counted);
    });
  });
}

TEST(WebhooksDelivery, after_days_in_which_nothing_arrives_the_endpoint_is_disabled) {
  on_both([](Webhooks& world) {
    auto endpoint = world.register_endpoint({"crm.Account.created"}, "dispatcher");
    world.receiver.answer(503);
    world.company.put("crm.Account", {{"name", "One"}, {"kind", "company"}});
    world.work();
    world.company.clock().advance(hours(5 * 24 + 1));
    world.company.put("crm.Account", {{"name", "Two"}, {"kind", "company"}});
    world.work();

    auto record = world.company.record("admin.WebhookEndpoint", endpoint);
    STRCMP_EQUAL("disabled", text(record["state"]).c_str());
    CHECK(text(record["disabled_because"]).find("five days") != std::string::npos);
    LONGS_EQUAL(1, world.company.count("SELECT count(*) FROM notification WHERE title LIKE "
                                       "'Webhook disabled%'"));
  });
}

TEST(WebhooksDelivery, one_that_is_gone_is_disabled_at_once) {
  on_both([](Webhooks& world) {
    auto endpoint = world.register_endpoint({"crm.Account.created"}, "dispatcher");
    world.receiver.answer(410);
    world.company.put("crm.Account", {{"name", "One"}, {"kind", "company"}});
    world.work();
    STRCMP_EQUAL("disabled",
                 text(world.company.record("admin.WebhookEndpoint", endpoint)["state"]).c_str());
    STRCMP_EQUAL("dead", text(world.delivery("crm.Account.created")["state"]).c_str());
  });
}

TEST(WebhooksDelivery, while_a_secret_is_replaced_both_sign) {
  Webhooks world(Dialect::sqlite);
  auto endpoint = world.register_endpoint({"crm.Account.created"}, "dispatcher");
  auto before = hub::webhooks::make_secret();
  auto& store = world.company.store();
  store.write(store.system_command(world.company.tenant(), "test"), [&](auto& transaction) {
    auto record = transaction.template load<truckroll::admin::WebhookEndpoint>(endpoint);
    record.set_previous_secret("sealed " + before);
    *record.mutable_previous_until() = common::codec::to_timestamp(transaction.now() + hours(24));
    transaction.save_as_system(record);
  });
  world.company.put("crm.Account", {{"name", "One"}, {"kind", "company"}});
  world.work();
  world.company.clock().advance(hours(25));
  world.company.put("crm.Account", {{"name", "Two"}, {"kind", "company"}});
  world.work();

  auto taken = world.receiver.taken();
  LONGS_EQUAL(2, taken.size());
  auto by = [&](const std::string& secret, const auto& one) {
    return sign(secret, one.id, std::stoll(one.timestamp), one.body);
  };
  STRCMP_EQUAL((by(world.secret, taken[0]) + " " + by(before, taken[0])).c_str(),
               taken[0].signature.c_str());
  STRCMP_EQUAL(by(world.secret, taken[1]).c_str(), taken[1].signature.c_str());
}

// features: API-06
TEST(WebhooksDelivery, who_asks_to_be_left_alone_is_for_a_day_at_most) {
  Webhooks world(Dialect::sqlite);
  world.register_endpoint({"crm.Account.created"}, "dispatcher");
  world.receiver.answer(503);
  std::vector<std::pair<std::string, std::int64_t>> asked{
      {"600", 600}, {"9999999", 24 * 3600}, {"1", 5}, {"soon", 5}, {"-7", 5}};
  auto date = common::to_micros(world.company.clock().now()) / 1'000'000 + 1200;
  std::tm parts{};
  gmtime_r(&date, &parts);
  char text_of_date[64];
  std::strftime(text_of_date, sizeof text_of_date, "%a, %d %b %Y %H:%M:%S GMT", &parts);
  asked.emplace(asked.begin(), text_of_date, 1199);
  for (auto& [header, least] : asked) {
    world.receiver.ask_to_wait(header);
    world.company.clock().advance(seconds(1));
    world.company.put("crm.Account", {{"name", header}, {"kind", "company"}});
    auto now = common::to_micros(world.company.clock().now()) / 1'000'000;
    world.work();
    auto at = common::parse_instant(text(world.delivery("crm.Account.created")["next_at"]));
    auto wait = common::to_micros(at) / 1'000'000 - now;
    CHECK_TEXT(wait >= least - 1 && wait <= least + 2,
               (header + ": " + std::to_string(wait)).c_str());
  }
}

TEST(WebhooksDelivery, redirects_are_not_followed_and_of_a_reply_a_kilobyte_is_kept) {
  Webhooks world(Dialect::sqlite);
  world.register_endpoint({"crm.Account.created"}, "dispatcher");
  world.receiver.answer(302, std::string(5000, 'x'), world.receiver.url());
  world.company.put("crm.Account", {{"name", "One"}, {"kind", "company"}});
  world.work();
  LONGS_EQUAL(1, world.receiver.taken().size());
  auto delivery = world.delivery("crm.Account.created");
  LONGS_EQUAL(302, delivery["status"].get<int>());
  LONGS_EQUAL(1024, text(delivery["tries"][0]["reply"]).size());
  STRCMP_EQUAL("waiting", text(delivery["state"]).c_str());
}

TEST(WebhooksDelivery, the_hub_asks_no_address_that_is_not_on_the_internet) {
  Webhooks world(Dialect::sqlite);
  world.register_endpoint(
      {"crm.Account.created"}, "dispatcher",
      {{"url", "https://localtest.example:" + std::to_string(world.receiver.port()) + "/"}});
  auto endpoint = world.register_endpoint({"crm.Account.created"}, "dispatcher");
  world.company.put("crm.Account", {{"name", "One"}, {"kind", "company"}});
  world.follow();
  hub::webhooks::allow_private_targets(false);
  world.run_jobs();
  LONGS_EQUAL(0, world.receiver.taken().size());
  LONGS_EQUAL(1, world.company.count("SELECT count(*) FROM webhook_delivery WHERE state = 'dead' "
                                     "AND endpoint = '" +
                                     endpoint + "'"));
}

TEST(WebhooksDelivery, a_certificate_that_no_known_authority_vouches_for_is_refused) {
  common::http::test::Certificates files;
  test::Receiver secured(files["server.pem"], files["server.key"]);
  auto attempt = [&](const std::string& authorities) {
    Webhooks world(Dialect::sqlite);
    world.options.ca_file = authorities.empty() ? "" : files[authorities];
    world.register_endpoint({"crm.Account.created"}, "dispatcher", {{"url", secured.url()}});
    world.company.put("crm.Account", {{"name", "One"}, {"kind", "company"}});
    world.work();
    return world.delivery("crm.Account.created");
  };

  for (auto authorities : {"", "other-ca.pem"}) {
    auto refused = attempt(authorities);
    STRCMP_EQUAL("waiting", text(refused["state"]).c_str());
    CHECK(text(refused["failure"]).find("certificate") != std::string::npos);
  }
  LONGS_EQUAL(0, secured.taken().size());
  STRCMP_EQUAL("delivered", text(attempt("ca.pem")["state"]).c_str());
}

TEST_GROUP(WebhookTargets){};

TEST(WebhookTargets, only_addresses_of_the_internet_are_public) {
  for (auto address : {"127.0.0.1",
                       "10.1.2.3",
                       "172.16.0.1",
                       "172.31.255.255",
                       "192.168.1.1",
                       "169.254.169.254",
                       "100.64.0.1",
                       "0.0.0.0",
                       "224.0.0.1",
                       "255.255.255.255",
                       "::1",
                       "::",
                       "fe80::1",
                       "fc00::1",
                       "fd12::1",
                       "ff02::1",
                       "::ffff:127.0.0.1",
                       "::ffff:10.0.0.1",
                       "64:ff9b::7f00:1",
                       "2002:7f00:1::",
                       "2001:db8::1",
                       "x"})
    CHECK_TEXT(!hub::webhooks::is_public(address), address);
  for (auto address : {"1.1.1.1", "172.32.0.1", "192.167.1.1", "2606:4700::1111", "::ffff:1.1.1.1",
                       "11.0.0.1", "100.128.0.1"})
    CHECK_TEXT(hub::webhooks::is_public(address), address);
}

TEST(WebhookTargets, what_is_private_by_its_name_is_refused_at_once) {
  for (auto url :
       {"http://example.com/", "https://127.0.0.1/", "https://0x7f.1/", "https://example.1./",
        "https://localhost/", "https://a.localhost./", "https://[::1]/", "https://db.internal/",
        "https://10.0.0.1:8443/x", "https://a@b.example/", "https://e.example/#f",
        "ftp://e.example/", "https://", "https://a b/", "https://[::1"}) {
    bool refused = false;
    try {
      hub::webhooks::parse_target(url);
    } catch (const common::Error& error) {
      refused = error.violations().at(0).field == "url";
    }
    CHECK_TEXT(refused, url);
  }
  auto target = hub::webhooks::parse_target("https://hooks.example:8443?key=1");
  STRCMP_EQUAL("hooks.example:8443", target.authority().c_str());
  STRCMP_EQUAL("/?key=1", target.path.c_str());
}
