#include "hub/gateway/nodes.hpp"

#include <algorithm>

#include "hub/gateway/impl/hub_state.hpp"

namespace hub::gateway {

/// Counted on where the hub stood before it was started anew: a host must be able to tell the death
/// of this connection from that of one before.
std::uint64_t Nodes::take_bd_seq(const std::string& tenant, const std::string& node) {
  auto key = "sparkplug|" + tenant + "|" + node;
  return store_.write_result(store_.system_command(tenant, "telemetry"),
                             [&](store::Transaction& transaction) {
                               auto before = impl::find_state(transaction.sql(), key);
                               auto number = before.empty() ? 0 : (std::stoull(before) + 1) % 256;
                               impl::set_state(transaction.sql(), key, std::to_string(number));
                               return number;
                             });
}

Nodes::Node Nodes::make(const std::string& tenant, const std::string& name,
                        std::optional<std::set<std::string>> devices, bool positions) {
  SparkplugNode::Options options;
  options.tenant = tenant;
  options.node = name;
  options.broker = options_.broker;
  options.broker.will.reset();
  options.take_bd_seq = [this, tenant, name] { return take_bd_seq(tenant, name); };
  options.devices = std::move(devices);
  options.positions = positions;
  return std::make_shared<SparkplugNode>(std::move(options), store_.clock());
}

std::vector<Nodes::Node> Nodes::of(const std::string& tenant) {
  std::lock_guard lock(mutex_);
  if (stopped_) return {};
  auto& whole = whole_[tenant];
  if (!whole) whole = make(tenant, options_.hub, std::nullopt, true);
  std::vector<Node> nodes{whole};
  for (auto& [user, narrow] : narrow_)
    if (narrow.reader.tenant == tenant) nodes.push_back(narrow.node);
  return nodes;
}

void Nodes::online(const std::string& tenant, const std::string& device,
                   const std::string& warehouse) {
  auto last = find_last_stock_change(store_, tenant, warehouse);
  for (auto& node : of(tenant)) {
    if (last) node->data(device, metrics_of(*last));
    node->device_online(device);
  }
}

void Nodes::offline(const std::string& tenant, const std::string& device) {
  for (auto& node : of(tenant)) node->device_offline(device);
}

void Nodes::position(const std::string& tenant, const std::string& device, const Fix& fix) {
  for (auto& node : of(tenant)) node->position(device, fix);
}

void Nodes::data(const std::string& tenant, const std::string& device, const Metrics& metrics) {
  for (auto& node : of(tenant)) node->data(device, metrics);
}

void Nodes::follow_readers() {
  auto readers = find_feed_readers(store_);
  if (readers_ == readers) return;
  // The broker first: what is taken from somebody is not sent him any more.
  if (!options_.readers_file.empty()) write_feed_readers(options_.readers_file, readers);
  std::vector<Node> gone;
  {
    std::lock_guard lock(mutex_);
    if (stopped_) return;
    for (auto at = narrow_.begin(); at != narrow_.end();) {
      auto still = std::find(readers.begin(), readers.end(), at->second.reader);
      if (still != readers.end()) {
        ++at;
        continue;
      }
      gone.push_back(std::move(at->second.node));
      at = narrow_.erase(at);
    }
  }
  for (auto& node : gone) node->stop();
  for (auto& reader : readers) {
    std::lock_guard lock(mutex_);
    if (stopped_) return;
    if (!reader.is_narrow() || narrow_.count(reader.user)) continue;
    auto node =
        make(reader.tenant, reader.user + "." + options_.hub, reader.devices, reader.positions);
    if (auto whole = whole_.find(reader.tenant); whole != whole_.end()) node->adopt(*whole->second);
    narrow_[reader.user] = {reader, std::move(node)};
  }
  readers_ = std::move(readers);
}

void Nodes::follow() {
  follow_readers();
  std::vector<Node> all;
  {
    std::lock_guard lock(mutex_);
    for (auto& [tenant, node] : whole_) all.push_back(node);
    for (auto& [user, narrow] : narrow_) all.push_back(narrow.node);
  }
  for (auto& node : all) node->tick();
}

void Nodes::stop() {
  std::lock_guard lock(mutex_);
  stopped_ = true;
  for (auto& [tenant, node] : whole_) node->stop();
  for (auto& [user, narrow] : narrow_) narrow.node->stop();
  whole_.clear();
  narrow_.clear();
}

}  // namespace hub::gateway
