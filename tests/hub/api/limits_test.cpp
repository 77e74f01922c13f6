// What a user may not do though a form or an address would let him.
#include <memory>
#include <string>

#include "proto/records/admin/role_assignment.pb.h"
#include "tests/hub/api/office.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Method;
using test::json;
using test::Office;

TEST_GROUP(Limits) {
  std::unique_ptr<Office> office = std::make_unique<Office>();
  void teardown() override {
    office.reset();
  }
  std::unique_ptr<common::http::WebSocketClient> listen(Office::Client & client,
                                                        const std::string& query = "") {
    common::http::Headers headers;
    headers.add("Cookie", client.cookie);
    common::http::ClientOptions options;
    options.port = office->port();
    auto socket =
        std::make_unique<common::http::WebSocketClient>(options, "/api/live" + query, headers);
    CHECK(socket->receive().has_value());  // hello
    return socket;
  }
  std::string said(const common::http::Reply& reply, const std::string& field) {
    auto body = reply.json();
    for (auto& error : body.value("errors", json::array()))
      if (error["field"] == field) return error["text"];
    return std::to_string(reply.status) + " " + body.dump();
  }
};

TEST(Limits, nobody_chooses_a_number_that_the_series_gives) {
  auto client = office->sign_in("bookkeeper");
  auto entity =
      office->sign_in("admin").create("legal-entities", {{"name", "Firm"}, {"country", "LI"}});
  auto account = office->sign_in("dispatcher").create("accounts", {{"name", "Customer"}});
  json input{{"kind", "invoice"},
             {"legal_entity", entity["id"]},
             {"account", account["id"]},
             {"number", "INV-00001"}};

  auto reply = client.send(Method::post, "/api/invoices/", input);
  CHECK_EQUAL(400, reply.status);
  STRCMP_EQUAL("is given by the number series; leave it out", said(reply, "number").c_str());
  input.erase("number");
  CHECK_EQUAL(201, client.send(Method::post, "/api/invoices/", input).status);
}

TEST(Limits, numbers_that_nobody_can_calculate_with_are_refused) {
  auto client = office->sign_in("dispatcher");
  auto product = client.create("products", {{"code", "P-1"}, {"name", "Part"}, {"unit", "H87"}});
  auto place = client.create("warehouses", {{"code", "D"}, {"name", "Depot"}, {"kind", "depot"}});
  auto other =
      client.create("warehouses", {{"code", "S"}, {"name", "Maker"}, {"kind", "supplier"}});
  for (auto quantity : {"9223372036854.775807", "1000000000.000001"}) {
    auto reply = client.send(Method::post, "/api/stock-moves/",
                             {{"product", product["id"]},
                              {"from", other["id"]},
                              {"to", place["id"]},
                              {"kind", "receipt"},
                              {"quantity", {{"value", quantity}, {"unit", "H87"}}}});
    CHECK_EQUAL(400, reply.status);
    STRCMP_EQUAL("is too large a number", said(reply, "quantity").c_str());
  }
}

TEST(Limits, a_stranger_sends_no_more_than_it_takes_to_sign_in) {
  auto client = office->sign_in("dispatcher");
  std::string large =
      "{\"login\":\"a\",\"password\":\"b\",\"x\":\"" + std::string(100'000, 'x') + "\"}";
  common::http::ClientOptions options;
  options.port = office->port();
  common::http::Client stranger(options);
  auto status = [&](const char* path, const std::string& cookie) {
    common::http::Headers headers;
    headers.add("Content-Type", "application/json");
    if (!cookie.empty()) headers.add("Cookie", cookie);
    return stranger.send(Method::post, path, headers, large).status;
  };

  for (auto path : {"/api/session/", "/api/accounts/", "/api/survey/", "/api/graphql"})
    LONGS_EQUAL_TEXT(413, status(path, ""), path);
  // A cookie that he has made up takes him no further.
  for (auto path : {"/api/session/", "/api/survey/", "/api/%73ession/", "/api/setup/"})
    LONGS_EQUAL_TEXT(413, status(path, "truckroll_session=made-up"), path);
  LONGS_EQUAL(401, status("/api/accounts/", "truckroll_session=made-up"));
  auto reply = client.send(Method::post, "/api/notes/", json::parse(large));
  LONGS_EQUAL(400, reply.status);  // read, and judged by its fields
}

TEST(Limits, signatures_are_made_by_signing_alone) {
  auto reply = office->sign_in("technician")
                   .send(Method::post, "/api/digital-signatures/",
                         {{"document", "018f0000-0000-7000-8000-000000000001"}});
  CHECK_EQUAL(403, reply.status);
}

TEST(Limits, what_happened_between_loading_and_listening_is_told) {
  auto client = office->sign_in("dispatcher");
  auto position = client.get("/api/session/")["position"].get<int>();
  auto id = client.create("accounts", {{"name", "In between"}})["id"].get<std::string>();

  auto socket = listen(client, "?after=" + std::to_string(position));

  auto text = socket->receive(std::chrono::seconds(5));
  CHECK_TRUE(text.has_value());
  CHECK(text->find(id) != std::string::npos);
}

TEST(Limits, who_signs_out_hears_no_more) {
  auto client = office->sign_in("dispatcher");
  auto socket = listen(client);

  CHECK_EQUAL(204, client.send(Method::delete_, "/api/session/").status);

  CHECK(!socket->receive(std::chrono::seconds(5)).has_value());
  CHECK_EQUAL(1008, socket->close_code());
}

TEST(Limits, who_is_locked_hears_no_more_and_the_others_go_on) {
  auto client = office->sign_in("dispatcher"), other = office->sign_in("bookkeeper"),
       admin = office->sign_in("admin");
  auto socket = listen(client), others = listen(other);

  CHECK_EQUAL(
      200,
      admin.send(Method::post, "/api/users/" + office->user_of("dispatcher") + "/lock/").status);
  admin.create("accounts", {{"name", "After the lock"}});

  while (auto text = socket->receive(std::chrono::seconds(5)))
    CHECK(text->find("crm.Account") == std::string::npos);
  CHECK_EQUAL(1008, socket->close_code());
  bool heard = false;
  while (!heard) {
    auto text = others->receive(std::chrono::seconds(5));
    CHECK_TRUE(text.has_value());
    heard = text->find("crm.Account") != std::string::npos;
  }
}

TEST(Limits, who_loses_a_role_hears_no_more_of_what_it_showed) {
  auto client = office->sign_in("dispatcher");
  auto socket = listen(client);
  office->store->write(office->store->system_command(office->tenant, "test"), [&](auto& t) {
    for (auto& held : t.template where<truckroll::admin::RoleAssignment>(
             "user", client.session["user"]["id"].template get<std::string>())) {
      auto ended = held;
      t.move_as_system(ended, "revoke");
      t.save_as_system(ended);
    }
  });
  office->sign_in("admin").create("accounts", {{"name", "Not for him"}});

  for (auto text = socket->receive(std::chrono::seconds(2)); text;
       text = socket->receive(std::chrono::seconds(2)))
    CHECK(json::parse(*text)["record_type"] != "crm.Account");
}
