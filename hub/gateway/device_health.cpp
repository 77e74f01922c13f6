#include "hub/gateway/device_health.hpp"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "common/codec/values.hpp"
#include "common/text/json_text.hpp"
#include "common/text/text.hpp"

namespace hub::gateway {
namespace {

using common::Instant;
using store::Value;

constexpr std::size_t error_max = 200;
constexpr std::int64_t seconds_max = 253'402'300'799;  // the year 9999

std::int64_t number(std::uint64_t value) {
  return static_cast<std::int64_t>(
      std::min<std::uint64_t>(value, std::numeric_limits<std::int64_t>::max()));
}

bool makes_sense(const google::protobuf::Timestamp& at) {
  return at.seconds() > 0 && at.seconds() <= seconds_max && at.nanos() >= 0;
}

/// How long ago it was by the van's own clock, on the hub's: nothing lies ahead.
Value since(bool has, const google::protobuf::Timestamp& at,
            const common::sync::wire::Health& health, Instant received) {
  if (!has || !makes_sense(at)) return {};
  auto age = std::max<std::int64_t>(common::to_micros(common::codec::from_timestamp(health.at())) -
                                        common::to_micros(common::codec::from_timestamp(at)),
                                    0);
  return std::max<std::int64_t>(common::to_micros(received) - age, 0);
}

Value error_text(const std::string& said) {
  auto text = common::text::to_plain(said, error_max);
  return text.empty() ? Value() : Value(text);
}

}  // namespace

void store_health(store::Connection& connection, const std::string& tenant,
                  const std::string& device, const common::sync::wire::Health& health,
                  Instant received) {
  if (!health.has_at() || !makes_sense(health.at())) return;
  auto now = common::to_micros(received);
  auto drift = (common::to_micros(common::codec::from_timestamp(health.at())) - now) / 1000;
  auto sync_error = error_text(health.sync_error()),
       device_error = error_text(health.device_error());
  auto said_at = [&](const Value& text) {
    return std::holds_alternative<std::string>(text) ? Value(now) : Value();
  };
  connection.execute(
      "INSERT INTO device_health (tenant, device, received_at, drift_ms, acked, waiting, "
      "waiting_bytes, waiting_since, money_waiting, money_since, blobs_waiting, blob_bytes, "
      "refused, disk_percent, disk_used, disk_free, sync_error, sync_error_at, device_error, "
      "device_error_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON "
      "CONFLICT (tenant, device) DO UPDATE SET received_at = excluded.received_at, drift_ms = "
      "excluded.drift_ms, acked = excluded.acked, waiting = excluded.waiting, waiting_bytes = "
      "excluded.waiting_bytes, waiting_since = excluded.waiting_since, money_waiting = "
      "excluded.money_waiting, money_since = excluded.money_since, blobs_waiting = "
      "excluded.blobs_waiting, blob_bytes = excluded.blob_bytes, refused = excluded.refused, "
      "disk_percent = excluded.disk_percent, disk_used = excluded.disk_used, disk_free = "
      "excluded.disk_free, sync_error = coalesce(excluded.sync_error, device_health.sync_error), "
      "sync_error_at = coalesce(excluded.sync_error_at, device_health.sync_error_at), device_error "
      "= coalesce(excluded.device_error, device_health.device_error), device_error_at = "
      "coalesce(excluded.device_error_at, device_health.device_error_at)",
      {tenant,
       device,
       now,
       drift,
       number(health.acked_sequence()),
       number(health.waiting()),
       number(health.waiting_bytes()),
       since(health.has_waiting_since(), health.waiting_since(), health, received),
       number(health.money_waiting()),
       since(health.has_money_since(), health.money_since(), health, received),
       number(health.blobs_waiting()),
       number(health.blob_bytes()),
       number(health.refused()),
       health.has_disk_percent() ? Value(std::int64_t{std::min(health.disk_percent(), 100u)})
                                 : Value(),
       health.has_disk_used_bytes() ? Value(number(health.disk_used_bytes())) : Value(),
       health.has_disk_free_bytes() ? Value(number(health.disk_free_bytes())) : Value(),
       sync_error,
       said_at(sync_error),
       device_error,
       said_at(device_error)});
}

std::string health_text(const common::sync::wire::Health& health) {
  return common::json_text(nlohmann::json{health.waiting() > 0, health.money_waiting(),
                                          health.refused(), health.sync_error().empty(),
                                          health.device_error().empty()});
}

std::string health_json(const std::string& device) {
  return common::json_text(nlohmann::json{{"type", "health"}, {"device", device}});
}

}  // namespace hub::gateway
