#include "hub/webhooks/follower.hpp"

#include "common/error/error.hpp"
#include "common/log/log.hpp"
#include "hub/store/changes.hpp"
#include "hub/transfer/import.hpp"
#include "hub/webhooks/message.hpp"

namespace hub::webhooks {
namespace {

using common::Error;
using common::ErrorCode;
using store::Connection;
using store::Transaction;

constexpr std::size_t changes_at_once = 200;
constexpr std::int64_t kept_after = 5000;  // changes that concern nobody; then the cursor is stored
constexpr auto look_every = std::chrono::seconds(1);

/// Where nobody has read for the endpoint yet: behind what made it.
std::int64_t first_position(Connection& connection, const std::string& tenant,
                            const std::string& endpoint) {
  auto made = connection.integer(
      "SELECT min(position) FROM change WHERE tenant = ? AND record = ? AND position IS NOT NULL",
      {tenant, endpoint});
  return made > 0 ? made : store::last_position(connection, tenant);
}

/// As he is now; nothing when he is locked or gone, and then nothing is his to tell.
std::optional<records::Caller> owner_of(store::Store& store, const std::string& tenant,
                                        const WebhookEndpoint& endpoint) {
  try {
    return transfer::person_of(store, tenant, endpoint.owner(),
                               "webhook " + endpoint.header().id());
  } catch (const Error& error) {
    if (error.code() == ErrorCode::unauthenticated) return std::nullopt;
    throw;
  }
}

}  // namespace

void Follower::start() {
  thread_ = std::thread([this] { run(); });
}

void Follower::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Follower::wake() {
  {
    std::lock_guard lock(mutex_);
    woken_ = true;
  }
  wake_.notify_all();
}

void Follower::run() {
  while (true) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, look_every, [&] { return stopping_ || woken_; });
      if (stopping_) return;
      woken_ = false;
    }
    try {
      if (advance()) wake();
    } catch (const std::exception& error) {
      common::log::error("hub/webhooks", "changes are not followed; it is tried again",
                         {{"error", error.what()}});
    }
  }
}

bool Follower::advance() {
  bool more = false;
  for (auto& place : active_endpoints()) {
    try {
      more = advance(place) || more;
    } catch (const std::exception& error) {
      // The others' messages do not wait for it.
      common::log::error("hub/webhooks", "an endpoint does not follow; it is tried again",
                         {{"endpoint", place.endpoint}, {"error", error.what()}});
    }
  }
  return more;
}

std::vector<Follower::Place> Follower::active_endpoints() const {
  std::vector<Place> places;
  service_.store().read([&](Connection& connection) {
    auto& rows = connection.query(
        "SELECT e.tenant, e.id, h.position FROM webhook_endpoint e JOIN chain_head h ON h.tenant = "
        "e.tenant WHERE e.state = 'active' AND e.deleted_at IS NULL AND e.signing_secret IS NOT "
        "NULL ORDER BY e.tenant, e.id");
    while (rows.step()) {
      // Most companies have nothing new, and are not asked one by one.
      auto passed = passed_.find(rows.text(1));
      if (passed != passed_.end() && passed->second == rows.integer(2)) continue;
      places.push_back({rows.text(0), rows.text(1)});
    }
  });
  return places;
}

std::int64_t Follower::cursor_of(Connection& connection, const Place& place) const {
  return store::reader_position(connection, place.tenant, reader_of(place.endpoint));
}

bool Follower::advance(const Place& place) {
  auto& store = service_.store();
  std::int64_t cursor = 0, reached = 0;
  WebhookEndpoint endpoint;
  std::vector<store::ChangeRow> changes;
  store.read([&](Connection& connection) {
    cursor = cursor_of(connection, place);
    auto from = std::max(cursor, passed_[place.endpoint]);
    if (from == 0) from = first_position(connection, place.tenant, place.endpoint);
    reached = from;
    changes = store::read_changes(connection, place.tenant, from, changes_at_once);
    if (changes.empty()) return;
    reached = changes.back().position;
    auto& type = store.catalogue().of<WebhookEndpoint>();
    if (auto found = store.tables().of(type).find(connection, place.tenant, place.endpoint))
      endpoint.CopyFrom(*found);
  });
  if (changes.empty()) {
    passed_[place.endpoint] = reached;
    return false;
  }
  std::vector<Message> messages;
  if (auto owner = owner_of(store, place.tenant, endpoint))
    store.read([&](Connection& connection) {
      for (auto& change : changes)
        if (auto message = message_of(service_, connection, *owner, endpoint, change))
          messages.push_back(std::move(*message));
    });
  if (messages.empty() && reached - cursor < kept_after) {
    passed_[place.endpoint] = reached;
    return true;
  }
  auto command = store.system_command(place.tenant, "webhook " + place.endpoint);
  store.write(command, [&](Transaction& transaction) {
    auto& sql = transaction.sql();
    // Another hub read them at the same time and was first.
    if (cursor_of(sql, place) != cursor) return;
    // Before the messages: of two hubs the later one waits here, and finds what the first has done.
    store::set_reader_position(sql, place.tenant, reader_of(place.endpoint), reached);
    for (auto& message : messages) queue_message(transaction, message);
  });
  return true;
}

}  // namespace hub::webhooks
