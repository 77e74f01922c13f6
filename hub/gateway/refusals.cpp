#include "hub/gateway/refusals.hpp"

#include <nlohmann/json.hpp>

#include "common/codec/values.hpp"
#include "common/log/log.hpp"
#include "common/text/json_text.hpp"
#include "proto/records/fleet/device_event.pb.h"

namespace hub::gateway {
namespace {

using truckroll::fleet::DeviceEvent;

/// Empty: no device bears this name.
std::string find_tenant(store::Store& store, const std::string& device) {
  return store.read_result([&](store::Connection& connection) {
    auto tenant = connection.scalar("SELECT tenant FROM device WHERE id = ?", {device});
    auto text = tenant ? std::get_if<std::string>(&*tenant) : nullptr;
    return text ? *text : std::string();
  });
}

}  // namespace

void note_refusal(store::Store& store, Counters& counters, const std::string& json_text) {
  auto told = common::try_read_json(json_text);
  if (!told.is_object()) {
    ++counters.unreadable;
    return;
  }
  auto name = told.value("name", ""), attempt = told.value("attempt", ""),
       topic = told.value("topic", "");
  auto count = told.value("count", std::uint64_t{1});
  (attempt == "publish" ? counters.publish_elsewhere : counters.subscribe_elsewhere) += count;
  common::log::warning("hub/gateway", "the broker refused an attempt on somebody else's topics",
                       {{"device", name},
                        {"attempt", attempt},
                        {"topic", topic},
                        {"address", told.value("address", "")},
                        {"count", std::to_string(count)}});
  auto tenant = find_tenant(store, name);
  if (tenant.empty()) return;
  auto command = store.system_command(tenant, "refused attempt of " + name);
  command.actor.device = name;
  store.write(command, [&](store::Transaction& transaction) {
    DeviceEvent event;
    event.set_device(name);
    *event.mutable_at() = common::codec::to_timestamp(transaction.now());
    event.set_kind(DeviceEvent::KIND_REFUSED);
    event.set_cause(attempt + " " + topic);
    event.set_values(common::json_text(told));
    transaction.save_as_system(event);
  });
}

}  // namespace hub::gateway
