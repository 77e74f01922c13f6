#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/geo/track.hpp"
#include "edge/store/seal.hpp"

namespace edge::day {

/// What the van may lose: the track driven and the state of what watches the position, in a folder
/// apart from the store and sealed with a key of its own. A part that cannot be read is dropped.
/// One thread at a time.
class TrackFile {
 public:
  /// Throws storage when the folder cannot be made.
  explicit TrackFile(std::filesystem::path folder, std::size_t bytes_max = 16 << 20);

  /// Appends a finished segment; beyond the bound the older half goes.
  void add(const std::vector<common::geo::TrackPoint>& segment);
  /// All segments kept, in order.
  std::vector<std::vector<common::geo::TrackPoint>> segments() const;
  /// Drops all segments: room for what matters.
  void clear();

  /// Replaces the small state at once: a crash leaves the old or the new one.
  void save_state(std::string_view state);
  std::optional<std::string> load_state() const;

 private:
  std::filesystem::path track_path() const { return folder_ / "track"; }

  std::filesystem::path folder_;
  std::size_t bytes_max_;
  store::Seal seal_;
};

}  // namespace edge::day
