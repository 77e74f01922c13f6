#include "hub/gateway/guard/access.hpp"

namespace hub::gateway::guard {
namespace {

/// The part before the next slash, taken off; empty text when there is none left.
std::string_view take_level(std::string_view& topic) {
  auto end = topic.find('/');
  auto level = topic.substr(0, end);
  topic.remove_prefix(end == std::string_view::npos ? topic.size() : end + 1);
  return level;
}

bool is_below(std::string_view topic, std::string_view prefix) {
  return topic.size() > prefix.size() && topic.substr(0, prefix.size()) == prefix;
}

bool is_vans_own(std::string_view name, std::string_view topic, std::string_view direction) {
  if (take_level(topic) != "truckroll" || take_level(topic) != "1") return false;
  auto tenant = take_level(topic), shard = take_level(topic);
  if (tenant.empty() || tenant == "#" || shard.empty() || shard == "#") return false;
  return take_level(topic) == name && take_level(topic) == direction && !topic.empty();
}

}  // namespace

bool is_allowed(std::string_view name, Access access, std::string_view topic) {
  if (name.empty() || name.find_first_of("/+#") != std::string_view::npos) return false;
  if (name == "hub") return is_below(topic, "truckroll/") || is_below(topic, "spBv1.0/");
  if (access == Access::publish) return is_vans_own(name, topic, "up");
  auto feed = topic;
  bool observes = take_level(feed) == "spBv1.0" && take_level(feed) == name && !feed.empty();
  return observes || is_vans_own(name, topic, "down");
}

}  // namespace hub::gateway::guard
