#include "hub/gateway/van_store.hpp"

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/log/log.hpp"
#include "common/text/json_text.hpp"
#include "common/text/text.hpp"
#include "hub/gateway/blobs.hpp"
#include "hub/gateway/device_health.hpp"
#include "hub/gateway/feed.hpp"
#include "hub/gateway/number_blocks.hpp"
#include "proto/records/fleet/device.pb.h"
#include "proto/records/fleet/device_event.pb.h"

namespace hub::gateway {
namespace {

using common::Error;
using common::ErrorCode;
using common::sync::DeviceSession;
using store::Connection;
using store::Transaction;
using truckroll::fleet::Device;
using truckroll::fleet::DeviceEvent;
namespace wire = common::sync::wire;

std::string text_of(const std::string& clone_finding) {
  return common::text::to_plain(clone_finding, 64);
}

DeviceSession read_session(Connection& connection, const std::optional<Van>& van, bool lock) {
  DeviceSession session;
  session.revoked = !van || !van->is_admitted();
  if (!van) return session;
  if (van->is_lost()) session.order = wire::Welcome::ORDER_WIPE;
  session.epoch = van->epoch;
  std::string sql =
      "SELECT epoch, applied, chain_hash FROM device_session WHERE tenant = ? AND device = ?";
  if (lock && connection.dialect() == store::Dialect::postgres) sql += " FOR UPDATE";
  auto& row = connection.query(sql, {van->tenant, van->device});
  while (row.step()) {
    auto epoch = static_cast<std::uint32_t>(row.integer(0));
    if (epoch < van->epoch) continue;  // raised since: a fresh log
    session.epoch = epoch;
    session.applied_sequence = static_cast<std::uint64_t>(row.integer(1));
    session.chain_hash = common::from_hex(row.text(2));
  }
  return session;
}

void save_alarm(Transaction& transaction, const std::string& device,
                const common::sync::Alarm& alarm, const std::string& values) {
  DeviceEvent event;
  event.set_device(device);
  *event.mutable_at() = common::codec::to_timestamp(transaction.now());
  event.set_kind(DeviceEvent::KIND_ALARM);
  event.set_cause(alarm.text);
  event.set_values(values);
  transaction.save_as_system(event);
}

class VanTransaction final : public common::sync::HubTransaction {
 public:
  VanTransaction(Transaction& transaction, const VanServices& services, const std::string& tenant,
                 const std::string& device)
      : transaction_(transaction), services_(services), tenant_(tenant), device_(device) {}

  DeviceSession lock_session() override {
    van_ = gateway::find_van(transaction_.sql(), tenant_, device_, transaction_.now());
    auto session = read_session(transaction_.sql(), van_, true);
    epoch_ = session.epoch;
    return session;
  }
  std::optional<wire::OperationResult> find_result(const std::string& operation_id) override {
    return services_.applier.find_result(transaction_, van(), operation_id);
  }
  wire::OperationResult apply(const wire::Operation& operation,
                              const std::string& encoded) override {
    auto result = services_.applier.apply(transaction_, van(), epoch_, operation, encoded);
    // Signing on or off changes whom the next operation may come from.
    if (operation.command().type() == "field.FieldDay")
      van_ = gateway::find_van(transaction_.sql(), tenant_, device_, transaction_.now());
    return result;
  }
  wire::OperationResult reject(std::uint64_t sequence, const std::string& encoded,
                               const std::string& reason) override {
    return services_.applier.reject(transaction_, van(), epoch_, sequence, encoded, reason);
  }
  void save_progress(std::uint64_t applied_sequence, const std::string& chain_hash) override {
    transaction_.sql().execute(
        "INSERT INTO device_session (tenant, device, shard, epoch, applied, chain_hash, online, "
        "refused) VALUES (?, ?, ?, "
        "?, ?, ?, 0, 0) ON CONFLICT (tenant, device) DO UPDATE SET epoch = excluded.epoch, applied "
        "= excluded.applied, "
        "chain_hash = excluded.chain_hash",
        {tenant_, device_, static_cast<std::int64_t>(van().shard),
         static_cast<std::int64_t>(epoch_), static_cast<std::int64_t>(applied_sequence),
         common::to_hex(chain_hash)});
  }
  std::uint32_t raise_epoch() override {
    ++epoch_;
    auto device = transaction_.load<Device>(device_);
    device.set_epoch(static_cast<std::int32_t>(epoch_));
    transaction_.save_as_system(device);
    save_progress(0, {});
    return epoch_;
  }
  void keep_alarm(const common::sync::Alarm& alarm) override {
    save_alarm(transaction_, device_, alarm,
               common::json_text(nlohmann::json{{"alarm", alarm.kind}}));
  }

 private:
  const Van& van() const {
    if (!van_) throw Error(ErrorCode::internal, "a device's row is used before it was locked");
    return *van_;
  }
  Transaction& transaction_;
  const VanServices& services_;
  const std::string& tenant_;
  const std::string& device_;
  std::optional<Van> van_;
  std::uint32_t epoch_ = 1;
};

}  // namespace

VanStore::VanStore(VanServices services, std::string tenant, std::string device)
    : services_(services), tenant_(std::move(tenant)), device_(std::move(device)) {}

std::optional<Van> VanStore::find_van() {
  return services_.store.read_result([&](Connection& connection) {
    return gateway::find_van(connection, tenant_, device_, services_.store.clock().now());
  });
}

store::Command VanStore::command(const std::string& purpose) const {
  auto command = services_.store.system_command(tenant_, purpose + " " + device_);
  command.actor.device = device_;
  return command;
}

std::string VanStore::incarnation() {
  if (incarnation_.empty()) incarnation_ = gateway::incarnation(services_.store);
  return incarnation_;
}

std::string VanStore::company() {
  return services_.store.read_result([&](Connection& connection) {
    auto name = connection.scalar(
        "SELECT name FROM tenant WHERE tenant = ? AND deleted_at IS NULL ORDER BY id LIMIT 1",
        {tenant_});
    auto text = name ? std::get_if<std::string>(&*name) : nullptr;
    return text ? *text : std::string();
  });
}

DeviceSession VanStore::load_session() {
  return services_.store.read_result([&](Connection& connection) {
    return read_session(
        connection, gateway::find_van(connection, tenant_, device_, services_.store.clock().now()),
        false);
  });
}

void VanStore::write(const std::function<void(common::sync::HubTransaction&)>& body) {
  services_.store.write(command("device"), [&](Transaction& transaction) {
    VanTransaction van(transaction, services_, tenant_, device_);
    body(van);
  });
}

std::vector<common::sync::ScopeHead> VanStore::heads() {
  auto incarnation = this->incarnation();
  return services_.store.read_result([&](Connection& connection) {
    auto van = gateway::find_van(connection, tenant_, device_, services_.store.clock().now());
    return feed_heads(connection, tenant_, van ? van->scopes() : std::vector<std::string>{},
                      incarnation);
  });
}

std::uint64_t VanStore::included_sequence() {
  return services_.store.read_result(
      [&](Connection& connection) { return feed_included(connection, tenant_, device_); });
}

common::sync::FeedPage VanStore::read_feed(const std::string& scope, std::uint64_t from,
                                           std::size_t bytes_max, bool with_deltas) {
  FeedRequest request{tenant_, device_, scope, incarnation(), from, bytes_max, with_deltas};
  auto plan = services_.plans.of(tenant_);
  return services_.store.read_result([&](Connection& connection) {
    auto van = gateway::find_van(connection, tenant_, device_, services_.store.clock().now());
    auto scopes = van ? van->scopes() : std::vector<std::string>{};
    if (std::find(scopes.begin(), scopes.end(), scope) == scopes.end())
      throw Error(ErrorCode::not_found,
                  common::say("this device does not hold the scope {}", scope));
    return gateway::read_feed(connection, *plan, request);
  });
}

common::sync::BlobProgress VanStore::find_blob(const std::string& sha256) {
  return services_.store.read_result(
      [&](Connection& connection) { return gateway::find_blob(connection, tenant_, sha256); });
}

common::sync::BlobProgress VanStore::store_chunk(const wire::BlobChunk& chunk) {
  return services_.store.write_result(command("blob of"), [&](Transaction& transaction) {
    return gateway::store_chunk(transaction, chunk);
  });
}

void VanStore::record_hello(const wire::Hello& hello, common::Instant now) {
  auto firmware = common::text::to_plain(hello.firmware(), 50),
       schema = common::text::to_plain(hello.schema(), 64);
  services_.store.write(command("hello of"), [&](Transaction& transaction) {
    auto device = transaction.find<Device>(device_);
    if (!device) return;
    auto state = device->header().state();
    bool returns = state == "silent";
    if (returns) transaction.move_as_system(*device, "return");
    if (returns || device->firmware() != firmware || device->schema_version() != schema) {
      device->set_firmware(firmware);
      device->set_schema_version(schema);
      transaction.save_as_system(*device);
    }
  });
  try {
    services_.store.write(command("numbers of"), [&](Transaction& transaction) {
      auto device = transaction.find<Device>(device_);
      if (!device || device->header().state() != "active") return;
      // It has never made an operation: new, or erased and let in again.
      if (hello.next_sequence() <= 1) end_blocks_of_before(transaction, device_);
      lease_numbers(transaction, device_);
    });
  } catch (const Error& error) {
    if (error.code() == ErrorCode::storage) throw;
    // A van without further numbers still syncs; it asks again at its next hello.
    common::log::error("hub/gateway", "no numbers could be leased to a van",
                       {{"device", device_}, {"error", error.what()}});
  }
  record_presence(true, now);
  if (hello.has_health()) record_health(hello.health(), now);
}

/// The record shows it too, for lists and filters; it gets no version for it, as nobody edits it.
void VanStore::show(Transaction& transaction, const std::string& column, store::Value value) const {
  transaction.sql().execute("UPDATE device SET " + column + " = ? WHERE tenant = ? AND id = ?",
                            {std::move(value), tenant_, device_});
}

bool VanStore::is_recent(common::Instant now) const {
  return contact_written_ && now - *contact_written_ < contact_every && now >= *contact_written_;
}

void VanStore::write_contact(Transaction& transaction, common::Instant now) const {
  transaction.sql().execute(
      "UPDATE device_session SET last_contact_at = ? WHERE tenant = ? AND device = ?",
      {common::to_micros(now), tenant_, device_});
  show(transaction, "last_contact_at", common::to_micros(now));
  transaction.sql().execute(
      "UPDATE device SET last_applied_sequence = (SELECT applied FROM device_session s WHERE "
      "s.tenant = device.tenant AND s.device = device.id) WHERE tenant = ? AND id = ?",
      {tenant_, device_});
}

void VanStore::record_contact(common::Instant now) {
  if (is_recent(now)) return;
  services_.store.write(command("contact of"),
                        [&](Transaction& transaction) { write_contact(transaction, now); });
  contact_written_ = now;
}

void VanStore::record_health(const wire::Health& health, common::Instant now) {
  services_.store.write(command("health of"), [&](Transaction& transaction) {
    store_health(transaction.sql(), tenant_, device_, health, now);
    write_contact(transaction, now);
    keep_finding(transaction, text_of(health.clone_finding()));
  });
  contact_written_ = now;
  if (health.has_clone_finding()) finding_kept_ = text_of(health.clone_finding());
}

/// The van tells it again and again; settled by a person, it must not come back. What two computers
/// with one name tell in turn are two findings.
void VanStore::keep_finding(Transaction& transaction, const std::string& said) const {
  if (said.empty() || said == finding_kept_) return;
  auto values = common::json_text(nlohmann::json{{"alarm", "cloned"}, {"finding", said}});
  auto found = transaction.sql().scalar(
      "SELECT id FROM device_event WHERE tenant = ? AND device = ? AND \"values\" = ?",
      {tenant_, device_, values});
  if (found) return;
  common::sync::Alarm alarm{"cloned",
                            "the van found other operations of its own at the hub than it made: "
                            "its card was cloned or restored"};
  save_alarm(transaction, device_, alarm, values);
  common::log::warning("hub/gateway", alarm.text, {{"device", device_}, {"alarm", alarm.kind}});
}

void VanStore::confirm_wipe() {
  services_.store.write(command("wipe of"), [&](Transaction& transaction) {
    auto device = transaction.find<Device>(device_);
    if (!device || device->header().state() != "revoked") return;
    transaction.name_action("confirm-wipe");
    transaction.move_as_system(*device, "confirm-wipe");
    transaction.save_as_system(*device);
  });
}

void VanStore::record_presence(bool online, common::Instant now) {
  // That it is gone was said by the broker, not by the device.
  if (online == online_written_ && (!online || is_recent(now))) return;
  auto van = find_van();
  if (!van) return;
  services_.store.write(command("presence of"), [&](Transaction& transaction) {
    transaction.sql().execute(
        "INSERT INTO device_session (tenant, device, shard, epoch, applied, chain_hash, online, "
        "refused) VALUES (?, ?, ?, ?, 0, '', ?, 0) ON CONFLICT (tenant, device) DO UPDATE SET "
        "online = excluded.online",
        {tenant_, device_, static_cast<std::int64_t>(van->shard),
         static_cast<std::int64_t>(van->epoch), online ? 1 : 0});
    show(transaction, "online", online ? 1 : 0);
    if (!online) return;
    transaction.sql().execute(
        "UPDATE device_session SET last_contact_at = ? WHERE tenant = ? AND device = ?",
        {common::to_micros(now), tenant_, device_});
    show(transaction, "last_contact_at", common::to_micros(now));
  });
  online_written_ = online;
  if (online) contact_written_ = now;
}

}  // namespace hub::gateway
