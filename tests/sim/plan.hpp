#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <string>

namespace sim {

/// What may go wrong. The first are of messages, the others of moments.
enum class Fault {
  lose,
  repeat,
  reorder,
  delay,
  unknown_field,  ///< of a newer release
  link_cut,
  half_open,       ///< the van believes itself connected, and nothing passes
  taken_over,      ///< another client came with its name
  broker_restart,  ///< with all that it had queued
  van_killed,      ///< at any moment
  van_killed_before_commit,
  van_killed_after_commit,
  van_disk_error,
  van_disk_full,
  van_damaged,  ///< a flipped bit in the store's file
  van_clock,    ///< jumps by up to years
  card_cloned,  ///< a copy of the van's card goes on beside it
  hub_refuses_commit,
  hub_unknown_commit,  ///< durable, and nobody was told
  hub_serialisation,   ///< the database wants the transaction again
  hub_killed,
  hub_restored,  ///< from an older backup
  count_
};
constexpr std::size_t fault_count = static_cast<std::size_t>(Fault::count_);
const char* name_of(Fault fault);

/// A mistake that somebody could make in the protocol or below it, planted between the machines and
/// their stores, so that it is seen whether a world finds it.
enum class Bug {
  none,
  acknowledges_before_commit,
  moves_cursor_before_data,
  applies_twice,
  forgets_epoch,
  drops_removal,
  resends_for_ever,
  merges_wrong_fields,
  deletes_blob_early,
  ignores_gap,
  is_blocked_by_poison,
  count_
};
const char* name_of(Bug bug);

/// What a seed means: which faults, how often, for how long. All that happens follows from it and
/// the seed.
struct Plan {
  std::uint64_t seed = 0;
  /// Of messages: share. Of moments: share of the presses and of the office's changes.
  std::array<double, fault_count> rates{};
  Bug bug = Bug::none;
  /// Of each so many seeds one is played with shifted clocks too. Nobody signs on or closes days in
  /// it, as which day it is follows the van's clock.
  static constexpr std::uint64_t shifted_every = 8;
  /// Whether flipped bits matter depends on what lies there, and that on the clock.
  bool is_shifted_too() const { return seed % shifted_every == 0 && rate(Fault::van_damaged) == 0; }
  std::chrono::hours shift{};        ///< of all vans' clocks, from the beginning
  int moves = 0;                     ///< by technicians and the office while faults happen
  std::chrono::seconds pause_max{};  ///< between two of them
  double rate(Fault fault) const { return rates[static_cast<std::size_t>(fault)]; }
};
Plan make_plan(std::uint64_t seed);
std::string describe(const Plan& plan);

}  // namespace sim
