#include "hub/webhooks/target.hpp"

#include "tests/hub/api/office.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Method;
using test::json;
using test::Office;

TEST_GROUP(WebhooksApi) {
  Office office;
  const json fields{{"url", "https://hooks.example/in"},
                    {"events", json::array({"crm.Account.changed"})}};
};

TEST(WebhooksApi, the_secret_is_shown_once_and_stored_sealed) {
  auto admin = office.sign_in("admin");
  auto made = admin.create("webhook-endpoints", fields);
  auto path = "/api/webhook-endpoints/" + made["id"].get<std::string>() + "/";
  CHECK(made["owner"] == office.user_of("admin"));

  auto first = admin.send(Method::post, path + "secret/").json()["secret"].get<std::string>();
  auto second = admin.send(Method::post, path + "secret/", {{"overlap_hours", 1}}).json()["secret"];

  CHECK(first.starts_with("whsec_"));
  CHECK(first != second);
  auto shown = admin.get(path);
  CHECK(!shown.contains("signing_secret"));
  CHECK(!shown.contains("previous_secret"));
  CHECK(shown.contains("previous_until"));
  auto core = first.substr(6);
  CHECK(admin.get(path + "history/").dump().find(core) == std::string::npos);
  office.store->read([&](hub::store::Connection& connection) {
    auto kept = connection.scalar("SELECT previous_secret FROM webhook_endpoint");
    CHECK(std::get<std::string>(*kept).find(core) == std::string::npos);
  });
  LONGS_EQUAL(400, admin.send(Method::post, path + "secret/", {{"overlap_hours", -1}}).status);
}

TEST(WebhooksApi, only_administrators_register_and_nobody_makes_deliveries) {
  auto dispatcher = office.sign_in("dispatcher"), admin = office.sign_in("admin");
  LONGS_EQUAL(403, dispatcher.send(Method::post, "/api/webhook-endpoints/", fields).status);
  auto id = admin.create("webhook-endpoints", fields)["id"].get<std::string>();
  auto secret = "/api/webhook-endpoints/" + id + "/secret/";
  LONGS_EQUAL(403, dispatcher.send(Method::post, secret).status);
  LONGS_EQUAL(403, dispatcher.send(Method::get, "/api/webhook-deliveries/").status);
  LONGS_EQUAL(403, admin
                       .send(Method::post, "/api/webhook-deliveries/",
                             {{"endpoint", id}, {"event", "x"}, {"occurrence", "1"}})
                       .status);
  LONGS_EQUAL(400, admin
                       .send(Method::post, "/api/webhook-endpoints/",
                             {{"url", "https://127.0.0.1/"}, {"events", json::array({"*"})}})
                       .status);
}

TEST(WebhooksApi, an_endpoint_is_deleted_while_its_log_is_empty_and_else_disabled) {
  auto admin = office.sign_in("admin");
  auto id = admin.create("webhook-endpoints", fields)["id"].get<std::string>();
  auto path = "/api/webhook-endpoints/" + id + "/";
  LONGS_EQUAL(200, admin.send(Method::post, path + "send-test/", json::object()).status);
  LONGS_EQUAL(409, admin.send(Method::delete_, path, nullptr, "\"1\"").status);
  LONGS_EQUAL(200, admin.send(Method::post, path + "disable/").status);
  auto unused = admin.create("webhook-endpoints", fields)["id"].get<std::string>();
  auto its_path = "/api/webhook-endpoints/" + unused + "/";
  LONGS_EQUAL(204, admin.send(Method::delete_, its_path, nullptr, "\"1\"").status);
}

TEST(WebhooksApi, a_test_event_is_queued_and_its_body_can_be_read) {
  auto admin = office.sign_in("admin");
  auto id = admin.create("webhook-endpoints", fields)["id"].get<std::string>();
  auto sent =
      admin.send(Method::post, "/api/webhook-endpoints/" + id + "/send-test/", json::object());
  LONGS_EQUAL(200, sent.status);
  auto deliveries = admin.get("/api/webhook-deliveries/?filter=endpoint%20=%20%22" + id + "%22");
  LONGS_EQUAL(1, deliveries["items"].size());
  auto body = admin.get("/api/webhook-deliveries/" +
                        deliveries["items"][0]["id"].get<std::string>() + "/body/");
  STRCMP_EQUAL("webhook.test", body["type"].get<std::string>().c_str());
}
