#include "hub/webhooks/follower.hpp"

#include "common/error/error.hpp"
#include "common/log/log.hpp"
#include "hub/domain/workflow/notify.hpp"
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
constexpr int tries_max = 5;

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

/// The entry is not to blame.
bool is_of_database(const Error& error) {
  return error.code() == ErrorCode::storage || error.code() == ErrorCode::unavailable;
}

/// He can look at what was not told: the log's position names it.
void tell_owner(Transaction& transaction, const WebhookEndpoint& endpoint,
                const std::vector<std::int64_t>& left_out) {
  std::string positions;
  for (auto position : left_out)
    positions += (positions.empty() ? "" : ", ") + std::to_string(position);
  domain::workflow::tell_user(
      transaction, endpoint.owner(), truckroll::workflow::Notification::CATEGORY_SYSTEM,
      common::say("Webhook: a change could not be told: {}", endpoint.url()),
      common::say("No message could be made of the change log's positions "
                  "{}; what follows is sent.",
                  positions),
      "admin.WebhookEndpoint", endpoint.header().id(), true);
}

}  // namespace

Follower::Follower(const records::RecordService& service)
    : service_(service), thread_(service.store(), {"hub/webhooks"}, [this] { return advance(); }) {}

bool Follower::advance() {
  bool more = false;
  for (auto& place : active_endpoints()) {
    try {
      more = advance(place) || more;
    } catch (const std::exception& error) {
      // The others' messages do not wait for it.
      common::log::error(
          "hub/webhooks", "an endpoint does not follow; it is tried again",
          {{"tenant", place.tenant}, {"endpoint", place.endpoint}, {"error", error.what()}});
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
  auto found = read(place, endpoint, changes);
  if (found.messages.empty() && found.left_out.empty() && found.reached - cursor < kept_after) {
    passed_[place.endpoint] = found.reached;
    return true;
  }
  auto command = store.system_command(place.tenant, "webhook " + place.endpoint);
  store.write(command, [&](Transaction& transaction) {
    auto& sql = transaction.sql();
    // Another hub read them at the same time and was first; or it was disabled and has no cursor.
    if (cursor_of(sql, place) != cursor) return;
    auto now = transaction.find<WebhookEndpoint>(place.endpoint);
    if (!now || now->header().state() != "active") return;
    // Before the messages: of two hubs the later one waits here, and finds what the first has done.
    store::set_reader_position(sql, place.tenant, reader_of(place.endpoint), found.reached);
    for (auto& message : found.messages) queue_message(transaction, message);
    if (!found.left_out.empty()) tell_owner(transaction, endpoint, found.left_out);
  });
  return true;
}

bool Follower::is_left_out(const Place& place, std::int64_t position) const {
  auto stuck = stuck_.find(place.endpoint);
  return stuck != stuck_.end() && stuck->second.position == position &&
         stuck->second.tries >= tries_max;
}

/// Up to an entry that fails: what is before it goes on, and itself is tried again, then left out.
Follower::Read Follower::read(const Place& place, const WebhookEndpoint& endpoint,
                              const std::vector<store::ChangeRow>& changes) {
  Read found;
  found.reached = changes.back().position;
  auto owner = owner_of(service_.store(), place.tenant, endpoint);
  if (!owner) return found;
  service_.store().read([&](Connection& connection) {
    std::int64_t before = 0;
    for (auto& change : changes) {
      try {
        if (is_left_out(place, change.position)) {
          found.left_out.push_back(change.position);
        } else if (auto message = message_of(service_, connection, *owner, endpoint, change)) {
          found.messages.push_back(std::move(*message));
        }
      } catch (const std::exception& error) {
        auto known = dynamic_cast<const Error*>(&error);
        if (known && is_of_database(*known)) throw;
        auto& stuck = stuck_[place.endpoint];
        if (stuck.position != change.position) stuck = {change.position, 0};
        ++stuck.tries;
        if (before == 0) throw;
        found.reached = before;
        return;
      }
      before = change.position;
    }
  });
  return found;
}

}  // namespace hub::webhooks
