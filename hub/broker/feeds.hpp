#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "hub/broker/access.hpp"

namespace hub::broker {

/// How names of readers begin, and edge nodes that are for one reader: "feed-x.hub" is feed-x's.
inline constexpr std::string_view reader_prefix = "feed-";

/// An outsider with a password, as the hub wrote it (hub/gateway/feed_readers.hpp).
struct Reader {
  std::string secret_hash;  ///< SHA-256, hex
  std::string tenant;
  std::int64_t until = 0;  ///< seconds since 1970; 0: without end
  bool every_device = false;
  std::set<std::string> devices;  ///< unless all
  bool positions = false, may_rebirth = false;
  bool is_narrow() const { return !every_device || !positions; }
  bool is_over(std::int64_t now) const { return until != 0 && until <= now; }
  bool operator==(const Reader&) const = default;
};

bool is_reader(std::string_view name);

/// One line each: name, hash, tenant, until, devices ("*", or names with commas), "positions" or
/// "-", "rebirth" or "-", with tabs between. Lines that are none are left out.
std::map<std::string, Reader> parse_readers(std::string_view text);

/// What a reader may: follow his company's telemetry, of what is for another reader nothing; who is
/// shown everything reads the node that shows everything, the others the one that is made for them.
bool may_read(std::string_view name, const Reader& reader, Attempt attempt, std::string_view topic);

}  // namespace hub::broker
