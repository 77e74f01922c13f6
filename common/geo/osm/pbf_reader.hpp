#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/geo/position.hpp"

namespace common::geo::osm {

/// Keys and values of one map element; valid during the call that hands them out.
class Tags {
 public:
  void clear() { pairs_.clear(); }
  void add(std::string_view key, std::string_view value) { pairs_.emplace_back(key, value); }
  /// Empty if there is no such key.
  std::string_view value(std::string_view key) const;

 private:
  std::vector<std::pair<std::string_view, std::string_view>> pairs_;
};

/// What a reader wants to hear of; an empty function leaves that kind undecoded.
struct PbfVisitor {
  std::function<void(std::int64_t id, Position position, const Tags& tags)> node;
  std::function<void(std::int64_t id, const std::vector<std::int64_t>& points, const Tags& tags)>
      way;
};

/// Reads an .osm.pbf file from start to end, one block (at most 32 MiB) in memory. Source:
/// https://wiki.openstreetmap.org/wiki/PBF_Format. Throws Error{storage} if the file cannot be
/// opened or read; bad_input if it is cut, damaged, not a PBF extract, or needs a feature that is
/// not known here (history files, packings other than zlib).
void read_pbf(const std::string& path, const PbfVisitor& visitor);

}  // namespace common::geo::osm
