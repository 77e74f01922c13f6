#include "hub/gateway/counters.hpp"

namespace hub::gateway {
namespace {

void add(std::string& out, const char* name, const char* help) {
  out += std::string("# HELP truckroll_gateway_") + name + " " + help +
         "\n# TYPE truckroll_gateway_" + name + " counter\n";
}

void add(std::string& out, const char* name, const std::string& labels,
         const std::atomic<std::uint64_t>& value) {
  out +=
      std::string("truckroll_gateway_") + name + labels + " " + std::to_string(value.load()) + "\n";
}

}  // namespace

std::string Counters::text() const {
  std::string out;
  add(out, "messages_total", "Messages that came from vans.");
  add(out, "messages_total", "", messages);
  add(out, "received_bytes_total", "Bytes that came from vans.");
  add(out, "received_bytes_total", "", bytes);
  add(out, "rubbish_total", "Messages that were dropped, by reason.");
  add(out, "rubbish_total", "{reason=\"topic\"}", wrong_topic);
  add(out, "rubbish_total", "{reason=\"too_large\"}", too_large);
  add(out, "rubbish_total", "{reason=\"unknown_device\"}", unknown_device);
  add(out, "rubbish_total", "{reason=\"shard\"}", wrong_shard);
  add(out, "rubbish_total", "{reason=\"not_admitted\"}", not_admitted);
  add(out, "rubbish_total", "{reason=\"unreadable\"}", unreadable);
  add(out, "dropped_total", "Messages dropped because the queue was full; vans send them again.");
  add(out, "dropped_total", "", dropped);
  add(out, "failed_total", "Messages that the database could not take; vans send them again.");
  add(out, "failed_total", "", failed);
  add(out, "positions_total", "Positions, all and kept.");
  add(out, "positions_total", "{kept=\"no\"}", positions);
  add(out, "positions_total", "{kept=\"yes\"}", positions_kept);
  add(out, "healths_total", "Times that vans have said how they are.");
  add(out, "healths_total", "", healths);
  add(out, "published_total", "Messages to vans, by fate.");
  add(out, "published_total", "{fate=\"queued\"}", published);
  add(out, "published_total", "{fate=\"offline\"}", not_published);
  add(out, "published_total", "{fate=\"refused\"}", refused_by_broker);
  add(out, "changes_total", "Rows of the change log that the reader of scopes has passed.");
  add(out, "changes_total", "", changes_read);
  add(out, "alarms_total", "Alarms of the protocol: clones, holes, divergence.");
  add(out, "alarms_total", "", alarms);
  add(out, "refused_attempts_total", "Attempts on somebody else's topics, refused by the broker.");
  add(out, "refused_attempts_total", "{attempt=\"publish\"}", publish_elsewhere);
  add(out, "refused_attempts_total", "{attempt=\"subscribe\"}", subscribe_elsewhere);
  out +=
      "# HELP truckroll_gateway_connected Whether the broker is reached.\n"
      "# TYPE truckroll_gateway_connected gauge\ntruckroll_gateway_connected ";
  out += connected ? "1\n" : "0\n";
  return out;
}

}  // namespace hub::gateway
