#pragma once
#include <array>
#include <cstdint>
#include <random>
#include <vector>

#include "tests/sim/plan.hpp"

namespace sim {

/// All chance of a world: from its seed, and counted. What people do and which faults befall whom
/// has a chance of its own, begun anew with each deed: it stays the same where the network carried
/// a message more or less, as it does when the clocks are others.
class Chance {
 public:
  explicit Chance(const Plan& plan) : plan_(plan), network_(plan.seed) {}

  /// From here to end_deed(): the n-th deed of this move.
  void begin_deed(int move, std::size_t deed) {
    std::seed_seq from{plan_.seed, static_cast<std::uint64_t>(move) + 1,
                       static_cast<std::uint64_t>(deed)};
    deed_.seed(from);
    random_ = &deed_;
  }
  void end_deed() { random_ = &network_; }

  /// 0 to `sides` - 1.
  std::size_t roll(std::size_t sides) { return static_cast<std::size_t>((*random_)() % sides); }
  double share() {
    return static_cast<double>((*random_)() >> 11) / static_cast<double>(1ULL << 53);
  }
  template <class T>
  const T& one_of(const std::vector<T>& all) {
    return all[roll(all.size())];
  }
  /// Whether the fault happens now; none does once the world heals.
  bool strikes(Fault fault) {
    if (is_healed || plan_.rate(fault) == 0 || share() >= plan_.rate(fault)) return false;
    note(fault);
    return true;
  }
  Bug bug() const { return plan_.bug; }
  bool has_days() const { return !plan_.is_shifted_too(); }
  void note(Fault fault) { ++counts[static_cast<std::size_t>(fault)]; }

  bool is_healed = false;
  std::array<std::int64_t, fault_count> counts{};

 private:
  const Plan& plan_;
  std::mt19937_64 network_, deed_;
  std::mt19937_64* random_ = &network_;
};

}  // namespace sim
