#include <lmdb.h>

#include <csignal>
#include <future>
#include <map>

#include "tests/edge/agent/van_program.hpp"
#include "tests/support/places.hpp"
#include "tests/support/service_socket.hpp"

#include <CppUTest/TestHarness.h>

// features: EDGE-16

using nlohmann::json;
using namespace std::chrono_literals;

namespace {

constexpr auto patience = 4s;  // in place of the unit's, so that tests are short

/// The settings of the unit that is delivered.
std::map<std::string, std::string> unit() {
  std::ifstream file(support::source_folder() + "/deploy/systemd/truckroll-van.service");
  std::map<std::string, std::string> settings;
  for (std::string line; std::getline(file, line);)
    if (auto equals = line.find('='); equals != std::string::npos && line[0] != '#')
      settings[line.substr(0, equals)] = line.substr(equals + 1);
  return settings;
}

/// Does with the agent what systemd does by the unit.
class Supervisor {
 public:
  VanProgram van;
  support::ServiceSocket socket;

  void start() {
    socket.drop_all();
    van.start({"NOTIFY_SOCKET=" + socket.path(),
               "WATCHDOG_USEC=" + std::to_string(std::chrono::microseconds(patience).count())});
  }
  bool hears(const std::string& state, std::chrono::milliseconds within) {
    return support::wait_until([&] { return socket.next(100ms) == state; }, within);
  }
  /// Nothing is heard for as long as the unit's WatchdogSec stands for: it is ended.
  bool ends_what_hangs() {
    socket.drop_all();
    while (!socket.next(patience).empty())
      if (std::chrono::steady_clock::now() > give_up_at) return false;
    van.process.send(SIGABRT);
    if (!van.process.wait(1s)) van.process.kill();
    return true;
  }
  /// As Restart=always says, after its pause.
  void start_again() {
    CHECK(!van.process.is_running());
    STRCMP_EQUAL("always", unit()["Restart"].c_str());
    STRCMP_EQUAL("0", unit()["StartLimitIntervalSec"].c_str());
    std::this_thread::sleep_for(std::chrono::seconds(std::stoi(unit()["RestartSec"])));
    start();
  }
  std::chrono::steady_clock::time_point give_up_at = std::chrono::steady_clock::now() + 60s;
};

/// Holds the store's one place for writing from outside the agent, so that its threads wait there.
class HeldStore {
 public:
  explicit HeldStore(const std::filesystem::path& folder) {
    mdb_env_create(&env_);
    mdb_env_set_maxdbs(env_, 32);
    LONGS_EQUAL(0, mdb_env_open(env_, folder.c_str(), MDB_NOTLS, 0600));
    LONGS_EQUAL(0, mdb_txn_begin(env_, nullptr, 0, &txn_));
  }
  ~HeldStore() {
    release();
    mdb_env_close(env_);
  }
  void release() {
    if (txn_) mdb_txn_abort(std::exchange(txn_, nullptr));
  }

 private:
  MDB_env* env_ = nullptr;
  MDB_txn* txn_ = nullptr;
};

}  // namespace

TEST_GROUP(Service) {
  Supervisor supervisor;
  VanProgram& van = supervisor.van;
  void setup() override {
    van.seed();
    supervisor.start();
  }
  std::string state() {
    return van.get("/api/visits/" + std::string(van_test::visit))["state"];
  }
};

TEST(Service, says_ready_and_goes_on_to_say_that_it_lives) {
  CHECK(supervisor.hears("READY=1", 10s));
  for (int i = 0; i < 3; ++i) CHECK(supervisor.hears("WATCHDOG=1", patience));
  van.process.terminate();
  CHECK(supervisor.hears("STOPPING=1", 10s));
  CHECK_EQUAL(0, van.process.wait().value_or(-1));
}

TEST(Service, killed_it_is_started_again_and_has_what_was_saved) {
  CHECK_EQUAL(200, van.post("accept").status);
  van.process.kill();
  supervisor.start_again();
  CHECK(supervisor.hears("READY=1", 10s));
  STRCMP_EQUAL("accepted", state().c_str());
  CHECK_EQUAL(200, van.post("on-my-way").status);
}

TEST(Service, stopped_as_a_whole_it_is_no_longer_heard_ended_and_started_again) {
  CHECK_EQUAL(200, van.post("accept").status);
  CHECK(supervisor.hears("WATCHDOG=1", patience));
  van.process.send(SIGSTOP);
  CHECK(supervisor.ends_what_hangs());
  supervisor.start_again();
  CHECK(supervisor.hears("WATCHDOG=1", 10s));
  STRCMP_EQUAL("accepted", state().c_str());
}

TEST(Service, requests_that_hang_end_it_though_its_loop_runs) {
  CHECK_EQUAL(200, van.post("accept").status);
  HeldStore held(van.temp / "data" / "data");
  std::vector<std::future<void>> taps;
  for (int i = 0; i < 3; ++i)
    taps.push_back(std::async(std::launch::async, [&, i] {
      common::http::ClientOptions options;
      options.port = van.port;
      try {
        common::http::Client(options).post_json(
            "/api/visits/" + std::string(van_test::visit) + "/notes",
            json{{"text", "note " + std::to_string(i)}});
      } catch (const common::Error&) {
        // Its agent was ended under it.
      }
    }));
  CHECK(supervisor.ends_what_hangs());
  held.release();
  for (auto& tap : taps) tap.wait();
  STRCMP_CONTAINS("requests", van.output().c_str());
  supervisor.start_again();
  STRCMP_EQUAL("accepted", state().c_str());
  CHECK_EQUAL(201, van.post("notes", {{"text", "after it"}}).status);
}
