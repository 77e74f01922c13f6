#pragma once
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tests/flows/company/clocks.hpp"
#include "tests/sim/hub.hpp"
#include "tests/sim/timeline.hpp"
#include "tests/sim/van.hpp"

namespace sim {

/// A company on an early morning, from which all worlds begin.
struct Template {
  std::filesystem::path folder;  ///< hub.db, van-01, van-02
  common::Instant now;
};
/// Makes it in an empty folder.
void make_template(const std::filesystem::path& folder);
Template open_template(const std::filesystem::path& folder);

struct Outcome {
  std::string fault;        ///< what does not hold; empty: all does
  std::string story;        ///< what happened, a line each
  std::uint64_t trace = 0;  ///< hash of all messages, in order
  std::string digest;
  std::int64_t messages = 0, operations = 0;
  std::chrono::seconds healing{};  ///< simulated, until all was quiet
  std::array<std::int64_t, fault_count> counts{};
};

/// One office and its vans in simulated time, with a bad network between them. The same plan gives
/// the same outcome.
class World {
 public:
  World(const Plan& plan, const Template& from);
  Outcome run();

 private:
  using Time = std::chrono::milliseconds;

  // ---- time
  Time now() const { return hub_.office.clock.monotonic(); }
  void in(Time pause, std::function<void()> what) { timeline_.at(now() + pause, std::move(what)); }
  /// Until nothing is planned before `end`.
  void run_until(Time end);
  bool step(Time end);

  // ---- the network
  void connect(Van& van);
  void connect_later(Van& van);
  void drop(Van& van);
  /// Runs what the van does; whatever ends it there is mended as its program would.
  void with_van(Van& van, const std::function<common::sync::Effects(Van&)>& body);
  void from_van(Van& van, common::sync::Effects effects);
  void to_van(Van& van, common::sync::Effects effects);
  void send(Van& van, bool up, const common::sync::Publish& publish);
  void arrive_at_hub(Van& van, const common::sync::Publish& publish);
  void follow_later();
  void kill_hub();
  void trace(const Van& van, char way, const common::sync::Publish& publish);
  void tell(const std::string& what);
  std::string name(const Van& van) const;
  Van* holder(const std::string& device);

  // ---- people
  /// How long it is until the next move.
  std::chrono::seconds move_something(int move);
  void press(Van& van);
  void plan_on();
  void strike(Van& van);
  void strike_hub();
  void tidy(Van& van);
  void clone(Van& van);

  // ---- the end
  std::string heal();
  bool is_quiet();
  void check_moment(Van& van);

  Plan plan_;
  Chance chance_;
  common::SeededIds ids_;
  Template from_;
  flows::Clocks clocks_;
  Hub hub_;
  std::vector<std::unique_ptr<Van>> vans_;
  Timeline timeline_;
  std::uint64_t broker_ = 0, connections_ = 0;
  bool follow_is_planned_ = false;
  bool was_restored_ = false;
  std::set<std::string> released_;  ///< files that a van deleted when the hub had them
  std::uint64_t trace_ = 0xcbf29ce484222325ULL;
  std::string fault_, story_;
  std::int64_t messages_ = 0;
  struct Mark {
    std::uint64_t acked = 0, epoch = 0;
    std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> cursors;
  };
  std::map<const Van*, Mark> marks_;
};

}  // namespace sim
