#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace hub::gateway {

/// A van's topic: truckroll/1/<tenant>/<shard>/<device>/<suffix>.
struct Topic {
  std::string tenant, device, suffix;
  int shard = 0;
};
/// Nothing for what no van may write to.
std::optional<Topic> parse_topic(std::string_view topic);
std::string make_topic(const Topic& address, std::string_view suffix);
/// How large a message of that suffix can be; larger ones are rubbish.
std::size_t payload_bytes_max(std::string_view suffix);

}  // namespace hub::gateway
