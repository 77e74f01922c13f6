#include <fstream>

#include "tests/edge/api/fixture.hpp"

#include <CppUTest/TestHarness.h>

using common::http::Headers;
using common::http::Method;
using nlohmann::json;
using van_test::ServedVan;

TEST_GROUP(VanServer) {
  ServedVan van;

  /// The next message of a type, whatever comes before it.
  std::optional<json> next(common::http::WebSocketClient & socket, const std::string& type) {
    auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (std::chrono::steady_clock::now() < end) {
      auto text = socket.receive(std::chrono::seconds(2));
      if (!text) continue;
      auto message = json::parse(*text);
      if (message["type"] == type) return message;
    }
    return std::nullopt;
  }
};

TEST(VanServer, status_tells_who_where_and_how_full) {
  auto status = van.get("/api/status");

  CHECK(status["device"] == "van-07");
  CHECK(status["technician"]["name"] == "Lena Frick");
  CHECK(status["company"] == "Rheintal Haustechnik");
  CHECK(status["gps"] == "missing");
  CHECK(status["position"].is_null());
  CHECK(status["sync"]["waiting"] == 0);
  CHECK(status["sync"]["waiting_since"].is_null());
  CHECK(status["storage"]["level"] == "ok");
  CHECK(status["damage"].is_null());
}

TEST(VanServer, a_lost_fix_is_no_position) {
  van.be_at(van_test::depot_place, common::parse_instant(van_test::day + "T07:30:00Z"));
  CHECK(van.get("/api/status")["gps"] == "ok");
  DOUBLES_EQUAL(4.0, van.get("/api/status")["position"]["accuracy_m"].get<double>(), 0.01);

  van.gps.lose(board::NoFix::searching);

  CHECK(van.get("/api/status")["gps"] == "no_position");
  CHECK(van.get("/api/status")["position"].is_null());
}

// What the program knew in memory is gone with it: the operation itself tells.
// features: SYNC-02 X-31
TEST(VanServer, a_repeated_press_is_done_once_also_after_a_restart) {
  auto path = "/api/visits/" + van_test::visit + "/notes";
  auto first = van.post(path, {{"text", "once"}}, 0, "press-1");
  auto again = van.post(path, {{"text", "once"}}, 0, "press-1");
  van.restart();

  auto later = van.post(path, {{"text", "once"}}, 0, "press-1");

  CHECK(first["id"] == again["id"]);
  CHECK(first["id"] == later["id"]);
  CHECK_EQUAL(2, van.show()["notes"].size());
}

TEST(VanServer, a_refused_press_may_be_repeated) {
  auto path = "/api/visits/" + van_test::visit + "/parts";
  json input{{"code", "PMP-1"}, {"quantity", "2"}};
  van.post(path, input, 409, "press-2");
  input["reason"] = van_test::reason;

  van.post(path, input, 201, "press-2");
}

TEST(VanServer, a_key_that_comes_with_another_request_is_refused_and_nothing_is_stored) {
  auto path = "/api/visits/" + van_test::visit + "/notes";
  van.post(path, {{"text", "the first"}}, 201, "press-3");

  auto other_body = van.post(path, {{"text", "the second"}}, 422, "press-3");
  auto other_path = van.post("/api/visits/" + van_test::visit + "/accept", {}, 422, "press-3");
  van.restart();
  van.post(path, {{"text", "the second"}}, 422, "press-3");

  for (auto& problem : {other_body, other_path}) {
    CHECK(problem["status"] == 422);
    CHECK(problem["errors"][0]["field"] == "Idempotency-Key");
  }
  CHECK_EQUAL(2, van.show()["notes"].size());
  CHECK(van.show()["state"] == "sent");
}

TEST(VanServer, screens_hear_of_changes_status_and_proposals) {
  common::http::WebSocketClient socket(van.client_options(), "/api/live");
  CHECK(next(socket, "status").has_value());

  van.act("on-my-way");

  auto changed = next(socket, "changed");
  CHECK(changed.has_value());
  CHECK(changed->dump().find(van_test::visit) != std::string::npos);
  auto status = next(socket, "status");
  CHECK(status.has_value());
  CHECK((*status)["sync"]["waiting"] == 1);
  van.drive("07:30:00", "07:37:30");
  auto proposal = next(socket, "proposal");
  CHECK(proposal.has_value());
  CHECK((*proposal)["visit"] == van_test::visit);
  van.act("arrive", {{"origin", "geofence"}});
  van.drive("07:37:31", "07:37:32");
  CHECK(next(socket, "proposal_withdrawn").has_value());
}

TEST(VanServer, a_page_from_elsewhere_cannot_press_buttons) {
  auto path = "/api/visits/" + van_test::visit + "/accept";
  Headers headers;
  headers.add("Origin", "https://elsewhere.example");

  CHECK_EQUAL(403, van.client->send(Method::post, path, headers, "{}").status);
  Headers rebound;
  rebound.add("Host", "elsewhere.example");
  CHECK_EQUAL(403, van.client->send(Method::post, path, rebound, "{}").status);

  CHECK(van.show()["state"] == "sent");
}

TEST(VanServer, a_page_whose_name_points_here_reads_nothing) {
  for (auto& path : {"/api/status", "/api/sync", "/api/day", "/", "/api/none"}) {
    Headers rebound;
    rebound.add("Host", "elsewhere.example:" + std::to_string(van.server->port()));
    auto reply = van.client->send(Method::get, path, rebound, "");
    CHECK_EQUAL_TEXT(403, reply.status, path);
    CHECK_TEXT(reply.body.find("Lena") == std::string::npos, path);
  }
  for (auto& host : {"localhost", "127.0.0.1:8080", "[::1]:8080"}) {
    Headers own;
    own.add("Host", host);
    CHECK_EQUAL_TEXT(200, van.client->send(Method::get, "/api/status", own, "").status, host);
  }
}

TEST(VanServer, nonsense_is_a_problem_and_nothing_more) {
  auto visit = "/api/visits/" + van_test::visit;
  for (auto& body : {"", "[]", "{", "\"x\"", "{\"text\":5}", "{\"text\":\"\"}", "nul"}) {
    auto reply = van.client->post(visit + "/notes", body);
    CHECK_EQUAL(400, reply.status);
    STRCMP_EQUAL("application/problem+json",
                 std::string(*reply.headers.find("Content-Type")).c_str());
  }
  CHECK_EQUAL(404, van.client->get("/api/visits/nothing").status);
  CHECK_EQUAL(404, van.client->get("/api/visits/" + van_test::id(5)).status);
  CHECK_EQUAL(404, van.client->get("/api/blobs/zz").status);
  CHECK_EQUAL(404, van.client->get("/api/blobs/" + std::string(64, '0')).status);
  CHECK_EQUAL(404, van.client->get("/api/papers/" + van_test::id(5) + "/pages/1.png").status);
  CHECK_EQUAL(413,
              van.client->post(visit + "/photos", std::string(14 << 20, 'x'), "image/jpeg").status);
  CHECK_EQUAL(1, van.show()["notes"].size());
}

TEST(VanServer, an_unknown_address_of_the_api_is_a_problem_and_not_the_page) {
  for (auto path : {"/api/nothing", "/api/visits", "/api/"}) {
    auto reply = van.client->get(path);
    CHECK_EQUAL_TEXT(404, reply.status, path);
    STRCMP_EQUAL("application/problem+json",
                 std::string(*reply.headers.find("Content-Type")).c_str());
  }
  CHECK_EQUAL(404, van.client->post("/api/nothing", "{}").status);
}

TEST(VanServer, the_touch_app_and_the_map_come_from_here) {
  CHECK(van.client->get("/").body.find("van") != std::string::npos);
  CHECK(van.client->get("/visits/1").body.find("van") != std::string::npos);
  CHECK_EQUAL(200, van.client->get("/assets/app-12345678.js").status);
  CHECK_EQUAL(200, van.client->get("/map/style-light.json").status);
  CHECK_EQUAL(200, van.client->get("/map/style-dark.json").status);
}

// features: A11Y-04
TEST(VanServer, refusals_are_said_in_the_language_of_the_screen) {
  auto visit = "/api/visits/" + van_test::visit;
  van.language = "de";

  auto booked = van.post(visit + "/parts", {{"code", "PMP-1"}, {"quantity", "2"}}, 409);
  auto unknown = van.post(visit + "/parts", {{"code", "none"}}, 404);
  auto mistyped = van.post(visit + "/notes", {{"txt", "x"}}, 400);
  auto early = van.act("resume", json::object(), 409);

  STRCMP_CONTAINS("Nennen Sie einen Grund", booked["detail"].get<std::string>().c_str());
  CHECK(booked["needs_reason"] == true);
  STRCMP_EQUAL("ein Produkt mit dem Code „none“ gibt es nicht",
               unknown["detail"].get<std::string>().c_str());
  STRCMP_EQUAL("dieses Feld gibt es hier nicht",
               mistyped["errors"][0]["text"].get<std::string>().c_str());
  STRCMP_EQUAL("Einsatz im Zustand „Gesendet“: „Fortsetzen“ ist von dort nicht möglich",
               early["detail"].get<std::string>().c_str());
}

// features: A11Y-04
TEST(VanServer, each_screen_is_told_in_its_own_language) {
  common::http::WebSocketClient german(van.client_options(), "/api/live?language=de");
  common::http::WebSocketClient english(van.client_options(), "/api/live?language=en");
  CHECK(next(german, "status").has_value());
  CHECK(next(english, "status").has_value());

  van.live->tell([] {
    return json{{"type", "button"}, {"text", common::say("no visit is due today").said()}};
  });

  STRCMP_EQUAL("heute steht kein Einsatz an",
               next(german, "button").value()["text"].get<std::string>().c_str());
  STRCMP_EQUAL("no visit is due today",
               next(english, "button").value()["text"].get<std::string>().c_str());
}
