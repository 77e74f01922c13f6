#include "hub/broker/access.hpp"

#include <array>

#include "hub/broker/feeds.hpp"

namespace hub::broker {
namespace {

constexpr std::size_t levels_max = 7;
constexpr std::string_view hub_name = "hub", telemetry = "spBv1.0", tracks = "owntracks";

/// The first levels of a topic; what comes behind them belongs to the last.
struct Levels {
  explicit Levels(std::string_view topic) {
    while (count < levels_max) {
      auto end = count + 1 == levels_max ? std::string_view::npos : topic.find('/');
      at[count++] = topic.substr(0, end);
      if (end == std::string_view::npos) return;
      topic.remove_prefix(end + 1);
    }
  }
  std::array<std::string_view, levels_max> at;
  std::size_t count = 0;
};

bool hub_may(Attempt attempt, std::string_view topic, const Levels& levels) {
  if (topic == end_topic) return attempt == Attempt::publish;
  if (topic == refused_topic) return attempt != Attempt::publish;
  if (levels.at[0] == telemetry || levels.at[0] == tracks) return levels.count > 1;
  return levels.at[0] == "truckroll" && levels.at[1] == "1" && levels.count > 2;
}

}  // namespace

bool may(std::string_view name, Attempt attempt, std::string_view topic) {
  if (name.empty()) return false;
  const Levels levels(topic);
  if (name == hub_name) return hub_may(attempt, topic, levels);
  // truckroll/1/<tenant>/<shard>/<device>/up/…
  if (levels.at[0] == "truckroll")
    return levels.count == levels_max && levels.at[1] == "1" && levels.at[4] == name &&
           levels.at[5] == (attempt == Attempt::publish ? "up" : "down");
  // An observer's certificate bears the tenant's name.
  if (attempt == Attempt::publish || levels.at[1] != name || levels.count < 3) return false;
  if (levels.at[0] == tracks) return true;
  // What is made for one reader is a part of what an observer sees anyway.
  return levels.at[0] == telemetry && !is_reader(levels.at[3]);
}

bool may_bear(std::string_view name, std::string_view client_id, std::string_view topic) {
  return name == hub_name || name == client_id || Levels(topic).at[0] == telemetry ||
         Levels(topic).at[0] == tracks;
}

}  // namespace hub::broker
