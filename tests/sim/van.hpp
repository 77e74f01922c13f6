#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/flows/company/van_side.hpp"
#include "tests/sim/chance.hpp"
#include "tests/sim/planted_device.hpp"

namespace sim {

/// The van's process ends here.
struct VanKilled {};

/// An operation of which the van said that it is saved.
struct Saved {
  std::string id, text;
  std::vector<std::string> blobs;  ///< SHA-256 of each
};

/// A van's computer with the real store, whose disk and process fail as chance wants it.
class Van {
 public:
  Van(Chance& chance, common::Instant now, const std::string& tenant, const std::string& device,
      const std::filesystem::path& data);

  flows::VanSide& side() { return *side_; }
  common::sync::DeviceMachine& machine() { return *side_->machine; }
  const std::string& device() const { return side_->device; }
  const std::filesystem::path folder() const { return side_->folder(); }

  /// As after a kill.
  void restart();
  /// As after a kill, with a bit of the file flipped. Whether the store found it.
  bool restart_damaged();
  /// Finds what was saved since it was last called; `saved` only grows.
  void note_saved();

  std::vector<Saved> saved;
  Snapshots snapshots;
  bool is_full = false;
  bool has_committed = true;  ///< since somebody looked
  bool was_damaged = false;   ///< its files' state is lost with the store
  /// Unsent operations that a damaged store could not read any more.
  std::set<std::string> lost_by_damage;

  // ---- its link, kept by the world
  bool is_up = false, is_dead = false;  ///< dead: up for the van alone
  std::uint64_t connection = 0;
  std::chrono::milliseconds last_up{}, last_down{};  ///< arrivals, for their order

 private:
  Chance& chance_;
  bool is_checked_ = false;
  std::set<std::string> known_;
  std::unique_ptr<PlantedDevice> planted_;
  std::unique_ptr<flows::VanSide> side_;
};

}  // namespace sim
