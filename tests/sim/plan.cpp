#include "tests/sim/plan.hpp"

#include <fmt/format.h>

#include <random>

namespace sim {
namespace {

struct Kind {
  const char* name;
  double rate_max;
};
constexpr Kind kinds[fault_count] = {{"lose", 0.2},
                                     {"repeat", 0.2},
                                     {"reorder", 0.2},
                                     {"delay", 0.1},
                                     {"unknown_field", 0.3},
                                     {"link_cut", 0.15},
                                     {"half_open", 0.08},
                                     {"taken_over", 0.05},
                                     {"broker_restart", 0.05},
                                     {"van_killed", 0.08},
                                     {"van_killed_before_commit", 0.06},
                                     {"van_killed_after_commit", 0.06},
                                     {"van_disk_error", 0.06},
                                     {"van_disk_full", 0.06},
                                     {"van_damaged", 0.03},
                                     {"van_clock", 0.05},
                                     {"card_cloned", 0.03},
                                     {"hub_refuses_commit", 0.1},
                                     {"hub_unknown_commit", 0.1},
                                     {"hub_serialisation", 0.1},
                                     {"hub_killed", 0.04},
                                     {"hub_restored", 0.03}};

constexpr const char* bugs[] = {"none",
                                "acknowledges before the commit",
                                "moves the cursor before the data",
                                "applies twice",
                                "forgets the epoch",
                                "drops a removal",
                                "resends for ever",
                                "merges the wrong fields",
                                "deletes a blob early",
                                "ignores a gap",
                                "is blocked by a poison operation"};
static_assert(std::size(bugs) == static_cast<std::size_t>(Bug::count_));

}  // namespace

const char* name_of(Bug bug) {
  return bugs[static_cast<std::size_t>(bug)];
}

const char* name_of(Fault fault) {
  return kinds[static_cast<std::size_t>(fault)].name;
}

Plan make_plan(std::uint64_t seed) {
  std::mt19937_64 random(seed * 0x9e3779b97f4a7c15ULL + 1);
  auto share = [&] {
    return static_cast<double>(random() >> 11) / static_cast<double>(1ULL << 53);
  };
  Plan plan;
  plan.seed = seed;
  for (std::size_t i = 0; i < fault_count; ++i) {
    bool is_on = random() % 2 == 0;
    auto rate = share() * kinds[i].rate_max;
    plan.rates[i] = is_on ? rate : 0;
  }
  plan.moves = 20 + static_cast<int>(random() % 30);
  plan.pause_max = std::chrono::seconds(random() % 3 == 0 ? 2 : 60);
  return plan;
}

std::string describe(const Plan& plan) {
  auto text = fmt::format("seed {}: {} moves, pauses up to {} s\n", plan.seed, plan.moves,
                          plan.pause_max.count());
  for (std::size_t i = 0; i < fault_count; ++i)
    if (plan.rates[i] > 0)
      text += fmt::format("  {} {:.1f} %\n", kinds[i].name, plan.rates[i] * 100);
  return text;
}

}  // namespace sim
