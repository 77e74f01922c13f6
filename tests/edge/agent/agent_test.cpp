#include <sys/stat.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "common/certificates/folder.hpp"
#include "common/config/config.hpp"
#include "common/error/error.hpp"
#include "edge/agent/settings.hpp"
#include "tests/edge/agent/van_program.hpp"
#include "tests/support/input_device.hpp"

#include <CppUTest/TestHarness.h>

using nlohmann::json;

TEST_GROUP(Agent) {
  VanProgram van;
};

TEST(Agent, what_was_said_to_be_saved_is_there_after_kill_9) {
  van.seed();
  van.start();
  CHECK_EQUAL(200, van.post("accept").status);
  CHECK_EQUAL(200, van.post("on-my-way").status);
  CHECK_EQUAL(200, van.post("arrive").status);
  CHECK_EQUAL(200, van.post("pause", {{"reason", "Lunch"}}).status);
  CHECK_EQUAL(201, van.post("notes", {{"text", "Valve is stiff"}}).status);
  auto before = van.get("/api/sync");

  van.process.kill();
  van.start();

  auto visit = van.get("/api/visits/" + van_test::visit);
  CHECK(visit["state"] == "paused");
  CHECK_EQUAL(2, visit["notes"].size());
  CHECK_EQUAL(4, visit["events"].size());
  for (auto& event : visit["events"]) CHECK(!event["at"].get<std::string>().empty());
  auto after = van.get("/api/sync");
  CHECK(before["operations"] == after["operations"]);
  CHECK_EQUAL(5, after["operations"][0]["sequence"].get<int>());
  CHECK_EQUAL(200, van.post("resume").status);
  CHECK_EQUAL(200, van.post("complete", {{"resolution", "Drained"}, {"part_done", true}}).status);
  van.process.kill();
  van.start();
  CHECK(van.get("/api/visits/" + van_test::visit)["state"] == "done");
  CHECK_EQUAL(7, van.get("/api/sync")["operations"][0]["sequence"].get<int>());
}

TEST(Agent, kill_9_between_presses_loses_none_of_them) {
  van.seed();
  int saved = 0;
  for (int round = 0; round < 3; ++round) {
    van.start();
    for (int i = 0; i < 4; ++i)
      if (van.post("notes", {{"text", "note " + std::to_string(saved)}}).status == 201) ++saved;
    van.process.kill();
  }

  van.start();

  CHECK_EQUAL(12, saved);
  CHECK_EQUAL(1 + saved, van.get("/api/visits/" + van_test::visit)["notes"].size());
}

TEST(Agent, the_button_on_the_board_begins_the_way_and_the_screen_says_so) {
  support::InputDevice device(van.temp / "button");
  van.seed();
  van.start();
  common::http::ClientOptions options;
  options.port = van.port;
  common::http::WebSocketClient screen(options, "/api/live");
  auto told = [&](const std::string& result) {
    for (auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
         std::chrono::steady_clock::now() < until;) {
      auto text = screen.receive(std::chrono::milliseconds(200));
      if (!text) continue;
      auto message = json::parse(*text);
      if (message["type"] == "button") return message["result"] == result;
    }
    return false;
  };

  device.press(KEY_PROG1, std::chrono::milliseconds(1'000));
  CHECK(told("on_my_way"));
  device.press(KEY_PROG1, std::chrono::milliseconds(9'000));
  CHECK(told("already"));

  auto visit = van.get("/api/visits/" + van_test::visit);
  CHECK(visit["state"] == "on_my_way");
  CHECK_EQUAL(1, visit["events"].size());
  CHECK(visit["events"][0]["origin"] == "button");
}

TEST(Agent, ends_cleanly_on_sigterm_and_says_when_it_is_ready) {
  van.seed();
  van.start();

  van.process.terminate();

  CHECK_EQUAL(0, van.process.wait(std::chrono::seconds(10)).value_or(-1));
  auto line = van.output().substr(0, van.output().find('\n'));
  auto ready = json::parse(line);
  CHECK(ready["ready"] == true);
  CHECK_EQUAL(van.port, ready["port"].get<int>());
}

TEST(Agent, a_paper_is_signed_through_the_real_program) {
  van.seed();
  van.start();
  auto paper = van.post("papers", {{"template", van_test::report}}).json()["id"].get<std::string>();
  json strokes = json::array({json::array({json::array({0.1, 0.5}), json::array({0.9, 0.4})})});

  auto reply = van.client->post_json(
      "/api/papers/" + paper + "/sign",
      {{"signer", "Anna Müller"}, {"role", "customer"}, {"strokes", strokes}, {"aspect", 3}});

  CHECK_EQUAL(200, reply.status);
  van.process.kill();
  van.start();
  CHECK(van.get("/api/papers/" + paper)["state"] == "signed");
  CHECK_EQUAL(409, van.client->post("/api/papers/" + paper + "/refill", "{}").status);
}

TEST(Agent, five_hundred_jobs_fit_into_little_memory) {
  van.seed(500);
  van.start();

  for (int i = 0; i < 5; ++i) CHECK(van.get("/api/today")["visits"].size() > 1);
  van.get("/api/visits/" + van_test::visit);
  van.get("/api/stock");

#if !defined(__SANITIZE_ADDRESS__)
  CHECK(van.anonymous_kib() > 0);
  CHECK(van.anonymous_kib() <= 32 * 1024);
#endif
}

TEST(Agent, damaged_data_is_set_aside_and_told) {
  van.seed();
  for (auto& entry : std::filesystem::recursive_directory_iterator(van.temp / "data"))
    if (entry.path().filename() == "data.mdb") {
      std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
      for (int page = 0; page < 40; ++page) {
        file.seekp(page * 4096 + 8);
        file << std::string(2000, '\x5a');
      }
    }

  van.start();

  CHECK(van.get("/api/status")["damage"].get<std::string>().find("damaged") != std::string::npos);
  CHECK(van.get("/api/today")["visits"].empty());
}

TEST(Agent, only_this_computer_reaches_it) {
  van.seed();
  van.start();
  std::ifstream table("/proc/net/tcp");
  char port[8];
  std::snprintf(port, sizeof port, ":%04X", van.port);

  bool found = false;
  for (std::string line; std::getline(table, line);) {
    auto at = line.find(port);
    if (at == std::string::npos || at > 20 || line.find(" 0A ") == std::string::npos) continue;
    found = true;
    CHECK(line.find("0100007F") != std::string::npos);
  }
  CHECK(found);
}

// features: X-37
TEST(Agent, works_without_the_wifi_that_phones_are_to_come_by_and_serves_them_at_its_address) {
  van.seed();
  const auto before = common::certificates::read_file(van.temp / "van.conf");
  auto listen_at = [&](const std::string& address) {
    std::ofstream(van.temp / "van.conf")
        << before << "[phones]\nlisten = " << address << "\nhelp_port = 0\n";
  };
  // Of documentation (RFC 5737): no computer has it.
  listen_at("192.0.2.1:8443");
  van.start();
  CHECK(van.get("/api/phones")["url"] == "");
  CHECK_EQUAL(200, van.post("accept").status);
  van.process.kill();
  auto port = support::free_port();
  listen_at("127.0.0.1:" + std::to_string(port));

  van.start();

  json phones;
  CHECK(support::wait_until([&] { return (phones = van.get("/api/phones"))["url"] != ""; },
                            std::chrono::seconds(10)));
  CHECK(phones["url"] == "https://127.0.0.1:" + std::to_string(port));
  CHECK_EQUAL(64, phones["fingerprint"].get<std::string>().size());
  common::http::ClientOptions without_tls;
  without_tls.port = port;
  CHECK(common::http::Client(without_tls).get("/").status != 200);
}
