#pragma once
#include <algorithm>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace load {

/// Milliseconds of many, of which a share is asked for at the end.
struct Times {
  std::vector<float> all;

  void add(std::int64_t milliseconds) { all.push_back(static_cast<float>(milliseconds)); }
  void add(const Times& more) { all.insert(all.end(), more.all.begin(), more.all.end()); }
  /// Null where nothing was measured.
  nlohmann::json json() {
    if (all.empty()) return nullptr;
    std::sort(all.begin(), all.end());
    auto at = [&](double share) {
      return all[static_cast<std::size_t>(share * static_cast<double>(all.size() - 1))];
    };
    return {{"count", all.size()}, {"p50", at(0.5)}, {"p99", at(0.99)}, {"max", all.back()}};
  }
};

/// What vans did since they were last asked.
struct Figures {
  Times connecting;    ///< from the attempt to the hub's welcome
  Times pulling;       ///< from the attempt to everything being there
  Times acknowledged;  ///< from the tap, of what was tapped as time went by
  Times drained;       ///< from the tap, of what waited through a storm
  std::uint64_t sent = 0, received = 0, bytes_sent = 0, bytes_received = 0;
  std::uint64_t positions = 0, tapped = 0, records = 0, rejected = 0;
  std::map<std::string, std::uint64_t> troubles;

  void add(const Figures& more) {
    connecting.add(more.connecting);
    pulling.add(more.pulling);
    acknowledged.add(more.acknowledged);
    drained.add(more.drained);
    sent += more.sent;
    received += more.received;
    bytes_sent += more.bytes_sent;
    bytes_received += more.bytes_received;
    positions += more.positions;
    tapped += more.tapped;
    records += more.records;
    rejected += more.rejected;
    for (auto& [text, count] : more.troubles) troubles[text] += count;
  }
};

/// How vans stand at one moment.
struct Standing {
  std::uint64_t vans = 0, online = 0, up_to_date = 0, offline = 0, waiting = 0, stored_waiting = 0;
  void add(const Standing& more) {
    vans += more.vans;
    online += more.online;
    up_to_date += more.up_to_date;
    offline += more.offline;
    waiting += more.waiting;
    stored_waiting += more.stored_waiting;
  }
};

}  // namespace load
