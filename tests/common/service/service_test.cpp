#include <cstdlib>
#include <vector>

#include "common/service/service.hpp"
#include "tests/support/service_socket.hpp"

#include <CppUTest/TestHarness.h>

// features: EDGE-16

using common::service::Manager;
using common::service::Watchdog;
using namespace std::chrono_literals;

TEST_GROUP(Manager) {
  support::ServiceSocket socket;
};

TEST(Manager, is_told_by_datagrams) {
  Manager manager(socket.path(), 4s);
  manager.ready();
  manager.alive();
  manager.stopping();
  for (auto state : {"READY=1", "WATCHDOG=1", "STOPPING=1"})
    STRCMP_EQUAL(state, socket.next(1s).c_str());
}

TEST(Manager, is_taken_out_of_the_environment_before_children_see_it) {
  setenv("NOTIFY_SOCKET", socket.path().c_str(), 1);
  setenv("WATCHDOG_USEC", "4000000", 1);
  auto manager = Manager::from_environment();
  manager.ready();
  STRCMP_EQUAL("READY=1", socket.next(1s).c_str());
  CHECK(manager.patience() == 4s);
  CHECK(!std::getenv("NOTIFY_SOCKET") && !std::getenv("WATCHDOG_USEC"));
}

TEST(Manager, of_somebody_else_watches_nobody_here) {
  setenv("WATCHDOG_USEC", "4000000", 1);
  setenv("WATCHDOG_PID", "1", 1);
  CHECK(Manager::from_environment().patience() == 0s);
}

TEST(Manager, may_be_gone_or_nobody) {
  Manager().ready();
  Manager("/nowhere/at/all", 1s).alive();
  Manager(std::string(200, 'x'), 1s).alive();
}

TEST_GROUP(Watchdog) {
  support::ServiceSocket socket;
  Manager manager{socket.path(), 4s};
  common::FakeClock clock{common::from_micros(0)};
  Watchdog watchdog{manager, clock};
  std::vector<common::asio::Task> asked;
  bool takes = true;
  void setup() override {
    watchdog.watch("worker", [this](common::asio::Task answer) {
      if (takes) asked.push_back(std::move(answer));
      return takes;
    });
  }
  void answer() {
    for (auto& one : asked) one();
    asked.clear();
  }
  /// A quarter of the manager's patience later: whether it hears that the program lives.
  bool hears() {
    clock.advance(1s);
    watchdog.look();
    return socket.next(0s) == "WATCHDOG=1";
  }
};

TEST(Watchdog, says_alive_while_the_part_answers) {
  for (int i = 0; i < 10; ++i) {
    CHECK(hears());
    answer();
  }
}

TEST(Watchdog, says_nothing_while_a_part_hangs_and_goes_on_when_it_works_again) {
  CHECK(hears());
  for (int i = 0; i < 5; ++i) CHECK(!hears());
  LONGS_EQUAL(1, asked.size());
  answer();
  CHECK(hears());
}

TEST(Watchdog, says_nothing_when_a_part_takes_nothing_for_long) {
  CHECK(hears());
  answer();
  takes = false;
  CHECK(hears());
  CHECK(hears());
  CHECK(!hears());
  takes = true;
  CHECK(!hears());
  answer();
  CHECK(hears());
}

TEST(Watchdog, has_its_say_only_when_all_parts_answer) {
  watchdog.watch("stuck", [](common::asio::Task) { return true; });
  CHECK(hears());
  answer();
  CHECK(!hears());
}
