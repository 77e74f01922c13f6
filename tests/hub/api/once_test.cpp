// Writes with an Idempotency-Key.
#include "hub/api/once.hpp"

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "hub/store/retention.hpp"
#include "tests/hub/api/office.hpp"
#include "tests/support/postgres_server.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Method;
using test::json;
using test::Office;

TEST_GROUP(Once) {
  std::unique_ptr<Office> office = std::make_unique<Office>();
  void teardown() override {
    office.reset();
  }

  std::int64_t keys() {
    return office->store->read_result([](hub::store::Connection& sql) {
      return sql.integer("SELECT count(*) FROM idempotency");
    });
  }
  void purge_at(common::Instant now) {
    office->store->write(office->store->system_command("", "test"),
                         [&](hub::store::Transaction& transaction) {
                           hub::store::purge(transaction.sql(), now, {});
                         });
  }
};

TEST(Once, a_creation_that_is_sent_again_is_done_once_and_answered_alike) {
  auto client = office->sign_in("dispatcher");
  json body{{"name", "Hotel Post"}};

  auto first = client.send(Method::post, "/api/accounts/", body, "", "\"key-1\"");
  auto again = client.send(Method::post, "/api/accounts/", body, "", "\"key-1\"");

  CHECK_EQUAL(201, first.status);
  CHECK_EQUAL(201, again.status);
  STRCMP_EQUAL(first.body.c_str(), again.body.c_str());
  for (auto name : {"Location", "ETag", "Content-Type"})
    CHECK(first.headers.find(name) == again.headers.find(name));
  CHECK_FALSE(first.headers.find("Idempotency-Replayed").has_value());
  CHECK(again.headers.find("Idempotency-Replayed") == "true");
  CHECK_EQUAL(1, client.get("/api/accounts/")["total"].get<int>());
}

TEST(Once, another_request_with_the_key_is_refused) {
  auto client = office->sign_in("dispatcher");
  client.send(Method::post, "/api/accounts/", {{"name", "A"}}, "", "key-1");

  auto other_body = client.send(Method::post, "/api/accounts/", {{"name", "B"}}, "", "key-1");
  auto other_path = client.send(Method::post, "/api/tags/", {{"name", "A"}}, "", "key-1");

  CHECK_EQUAL(422, other_body.status);
  STRCMP_EQUAL("Idempotency-Key",
               other_body.json()["errors"][0]["field"].get<std::string>().c_str());
  CHECK_EQUAL(422, other_path.status);
  CHECK_EQUAL(1, client.get("/api/accounts/")["total"].get<int>());
}

TEST(Once, a_key_belongs_to_its_user) {
  auto dispatcher = office->sign_in("dispatcher"), admin = office->sign_in("admin");
  json body{{"name", "A"}};

  auto one = dispatcher.send(Method::post, "/api/accounts/", body, "", "key-1");
  auto other = admin.send(Method::post, "/api/accounts/", body, "", "key-1");

  CHECK_EQUAL(201, other.status);
  CHECK(one.json()["id"] != other.json()["id"]);
}

TEST(Once, change_deletion_and_action_answer_again_although_the_version_has_moved) {
  auto client = office->sign_in("admin");
  auto task = client.create("tasks", {{"title", "Call"}});
  auto target = "/api/tasks/" + task["id"].get<std::string>() + "/";
  auto twice = [&](Method method, const std::string& path, const json& body,
                   const std::string& if_match, const std::string& key) {
    auto first = client.send(method, path, body, if_match, key);
    auto again = client.send(method, path, body, if_match, key);
    CHECK_EQUAL_TEXT(first.status, again.status, again.body.c_str());
    STRCMP_EQUAL(first.body.c_str(), again.body.c_str());
    CHECK_TEXT(again.headers.find("Idempotency-Replayed") == "true", again.body.c_str());
    return first.status;
  };

  CHECK_EQUAL(200, twice(Method::patch, target, {{"title", "Call back"}}, "\"1\"", "change"));
  CHECK_EQUAL(200, twice(Method::post, target + "finish/", nullptr, "", "finish"));
  CHECK_EQUAL(200, twice(Method::post, target + "reopen/", nullptr, "", "reopen"));
  LONGS_EQUAL(4, client.get(target)["version"].get<int>());
  CHECK_EQUAL(204, twice(Method::delete_, target, nullptr, "\"4\"", "delete"));
  CHECK_EQUAL(404, client.send(Method::get, target).status);
}

TEST(Once, what_was_refused_may_be_tried_again_with_the_key) {
  auto client = office->sign_in("dispatcher");

  auto refused = client.send(Method::post, "/api/accounts/", {{"name", 7}}, "", "key-1");
  auto stale =
      client.send(Method::post, "/api/accounts/",
                  {{"name", "A"}, {"parent", "0193a000-0000-7000-8000-00000000000a"}}, "", "key-1");
  auto taken = client.send(Method::post, "/api/accounts/", {{"name", "A"}}, "", "key-1");

  CHECK_EQUAL(400, refused.status);
  CHECK_EQUAL(400, stale.status);
  CHECK_EQUAL(201, taken.status);
}

TEST(Once, many_at_once_write_once_on_both_databases) {
  support::PostgresServer server;
  for (auto& url : {std::string(), server.make_database()}) {
    office = std::make_unique<Office>(url);
    std::atomic<int> created{0}, replayed{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
      threads.emplace_back([&] {
        auto client = office->sign_in("dispatcher");
        auto reply = client.send(Method::post, "/api/accounts/", {{"name", "A"}}, "", "key-1");
        if (reply.status != 201) return;
        reply.headers.find("Idempotency-Replayed") ? ++replayed : ++created;
      });
    for (auto& thread : threads) thread.join();

    LONGS_EQUAL(1, created.load());
    LONGS_EQUAL(7, replayed.load());
    auto admin = office->sign_in("admin");
    CHECK_EQUAL(1, admin.get("/api/accounts/")["total"].get<int>());
    CHECK(admin.get("/api/access-log/?type=crm.Account")["items"].size() > 0);
  }
  office.reset();  // before the server goes
}

TEST(Once, a_key_is_short_visible_text) {
  auto client = office->sign_in("dispatcher");
  for (auto& key : {std::string("\"\""), std::string("two words"), std::string(256, 'x')})
    CHECK_EQUAL_TEXT(400,
                     client.send(Method::post, "/api/accounts/", {{"name", "A"}}, "", key).status,
                     key.c_str());
  LONGS_EQUAL(0, keys());
}

TEST(Once, keys_are_purged_after_a_day) {
  auto client = office->sign_in("dispatcher");
  client.send(Method::post, "/api/accounts/", {{"name", "A"}}, "", "key-1");

  purge_at(office->clock.now() + std::chrono::hours(23));
  LONGS_EQUAL(1, keys());
  purge_at(office->clock.now() + std::chrono::hours(24));
  LONGS_EQUAL(0, keys());
}
