#pragma once
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <random>
#include <string>

#include "tests/flows/company/clocks.hpp"
#include "tests/flows/company/office.hpp"
#include "tests/flows/company/van_side.hpp"

namespace flows {

struct Faults {
  double lose = 0, repeat = 0;  ///< share of the messages
  bool reorder = false;
};

/// What lies between a van and the office: carries messages both ways, loses, repeats and reorders
/// them as the seed says, and can be cut at any message. Time passes only while nothing is under
/// way.
class Link {
 public:
  Link(Clocks& clocks, Office& office, VanSide& van)
      : clocks_(clocks), office_(office), van_(van) {}

  void set_faults(Faults faults, unsigned seed) {
    faults_ = faults;
    random_.seed(seed);
  }
  void connect();
  void cut();
  /// Carries messages until both sides have nothing more to say. False when that does not end.
  bool settle(int steps_max = 20'000);
  /// Carries that many messages at most; false when there was nothing left to carry.
  bool carry(int count);
  /// Kills the office when it has stored the n-th message from now (from 1), before it answers.
  void kill_office_at(int message) { kill_at_ = message; }
  void clear_counters();

  std::map<std::string, int> messages;  ///< sent, by topic
  std::map<std::string, std::size_t> bytes;
  std::vector<std::string> down_changes;  ///< batches as sent
  std::string alarms;                     ///< of both sides, one a line
  bool wiped = false, ended = false;

 private:
  struct Message {
    bool up;
    common::sync::Publish publish;
  };
  void take(common::sync::Effects effects, bool up);
  void deliver(const Message& message);
  bool carry_one();
  bool pass_time();
  bool chance(double share) {
    return share > 0 && std::uniform_real_distribution<double>(0, 1)(random_) < share;
  }

  Clocks& clocks_;
  Office& office_;
  VanSide& van_;
  Faults faults_;
  std::mt19937 random_{1};
  std::deque<Message> under_way_;
  std::uint64_t connection_ = 0;
  bool is_up_ = false;
  int kill_at_ = 0;
};

}  // namespace flows
