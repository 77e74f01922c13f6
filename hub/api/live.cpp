#include "hub/api/live.hpp"

#include <charconv>
#include <set>

#include "common/error/error.hpp"
#include "common/log/log.hpp"

namespace hub::api {
namespace {

using common::http::Request;
using common::http::WebSocketPointer;
using nlohmann::json;
namespace options = common::schema::options;
constexpr std::size_t batch = 500;
constexpr std::int64_t missed_max = 10'000;               // changes; who missed more asks anew
constexpr auto between_checks = std::chrono::seconds(1);  // of who listens, when nothing changes

bool may_see_positions(const Caller& caller) {
  auto& positions = caller.schema->catalogue.type("fleet.PositionReport");
  return caller.schema->access.may(caller.actor, positions, options::READ);
}

}  // namespace

Live::Live(Hub& hub) : hub_(hub), thread_([this] { run(); }) {}

Live::~Live() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

common::http::Upgrade Live::upgrade(const Request& request) {
  if (request.path != "/api/live" && request.path != "/api/live/")
    return common::http::Response(404);
  auto caller = hub_.sessions.caller_of(request);
  std::int64_t after = -1;
  if (auto text = request.parameter("after"); text && !text->empty()) {
    auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), after);
    if (error != std::errc() || after < 0)
      common::refuse("after", "expected a position of the change log");
  }
  auto head = hub_.store.read_result([&](store::Connection& connection) {
    return store::last_position(connection, caller.actor.tenant);
  });
  if (after < 0 || after < head - missed_max || after > head) after = head;
  // Where technicians are comes by itself from now on.
  caller.actor.cause = "live";
  if (may_see_positions(caller)) note_shown(hub_, caller, "fleet.PositionReport", {"live"});
  common::http::WebSocketHandler handler;
  handler.on_open = [this, caller, after](const WebSocketPointer& socket) {
    socket->send(json{{"type", "hello"}, {"position", after}}.dump());
    {
      std::lock_guard lock(mutex_);
      listeners_[socket] = {caller, after};
    }
    wake();
  };
  handler.on_close = [this](const WebSocketPointer& socket, std::uint16_t) {
    std::lock_guard lock(mutex_);
    listeners_.erase(socket);
  };
  return handler;
}

void Live::wake() {
  {
    std::lock_guard lock(mutex_);
    woken_ = true;
  }
  wake_.notify_one();
}

std::size_t Live::listeners() const {
  std::lock_guard lock(mutex_);
  return listeners_.size();
}

void Live::run() {
  while (true) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, between_checks, [&] { return woken_ || stopping_; });
      if (stopping_) return;
      woken_ = false;
    }
    try {
      check_sessions();
      follow();
    } catch (const std::exception& error) {
      common::log::error("hub/api", "live changes failed", {{"error", error.what()}});
    }
  }
}

/// Whoever signed out, was locked or lost a right hears no more of it.
void Live::check_sessions() {
  std::map<WebSocketPointer, Listener> listeners;
  {
    std::lock_guard lock(mutex_);
    listeners = listeners_;
  }
  for (auto& [socket, listener] : listeners) {
    auto now = hub_.sessions.caller_now(listener.caller);
    std::lock_guard lock(mutex_);
    auto found = listeners_.find(socket);
    if (found == listeners_.end()) continue;
    if (now) {
      found->second.caller = std::move(*now);
    } else {
      listeners_.erase(found);
      socket->close(1008, "the session has ended; sign in again");
    }
  }
}

void Live::follow() {
  std::set<std::string> tenants;
  {
    std::lock_guard lock(mutex_);
    for (auto& [socket, listener] : listeners_) tenants.insert(listener.caller.actor.tenant);
  }
  for (auto& tenant : tenants) {
    std::int64_t from = INT64_MAX;
    {
      std::lock_guard lock(mutex_);
      for (auto& [socket, listener] : listeners_)
        if (listener.caller.actor.tenant == tenant) from = std::min(from, listener.position);
    }
    auto head = hub_.store.read_result(
        [&](store::Connection& connection) { return store::last_position(connection, tenant); });
    if (from < head) send_changes(tenant, from, head);
  }
}

void Live::send_changes(const std::string& tenant, std::int64_t from, std::int64_t to) {
  while (from < to) {
    // Who came since and stands before `from` is served by the next round.
    std::map<WebSocketPointer, Listener> listeners;
    {
      std::lock_guard lock(mutex_);
      for (auto& [socket, listener] : listeners_)
        if (listener.caller.actor.tenant == tenant && listener.position >= from)
          listeners.emplace(socket, listener);
    }
    std::int64_t reached = from;
    bool rights_changed = false;
    hub_.store.read([&](store::Connection& connection) {
      auto changes = store::read_changes(connection, tenant, from, batch);
      for (auto& change : changes) {
        reached = change.position;
        for (auto& [socket, listener] : listeners) {
          if (change.position <= listener.position) continue;
          auto event = event_for(listener.caller, connection, change);
          if (!event.empty()) socket->send(std::move(event));
        }
        rights_changed = Sessions::depends_on(change.type);
        if (rights_changed) break;
      }
      if (changes.empty()) reached = to;
    });
    if (rights_changed) {
      hub_.sessions.forget();
      check_sessions();
    }
    std::lock_guard lock(mutex_);
    for (auto& [socket, served] : listeners) {
      auto found = listeners_.find(socket);
      if (found != listeners_.end() && found->second.position < reached)
        found->second.position = reached;
    }
    from = reached;
  }
}

std::string Live::event_for(const Caller& caller, store::Connection& connection,
                            const store::ChangeRow& change) {
  auto type = caller.schema->catalogue.find(change.type);
  if (!type || !caller.schema->access.may(caller.actor, *type, options::READ)) return {};
  if (caller.schema->access.reach(caller.actor, *type, options::READ).kind !=
      store::Reach::Kind::all) {
    // Some records only: this one must be among them.
    auto record =
        caller.schema->tables.of(*type).find(connection, caller.actor.tenant, change.record, true);
    if (!record || !caller.schema->access.may_record(caller.actor, *type, options::READ, *record,
                                                     caller.context, find_in(caller, connection)))
      return {};
  }
  return json{{"type", "change"},       {"position", change.position}, {"record_type", change.type},
              {"path", type->path},     {"id", change.record},         {"version", change.version},
              {"action", change.action}}
      .dump();
}

void Live::send_position(const std::string& tenant, const std::string& text) {
  auto shared = std::make_shared<const std::string>(text);
  std::lock_guard lock(mutex_);
  for (auto& [socket, listener] : listeners_)
    if (listener.caller.actor.tenant == tenant && may_see_positions(listener.caller))
      socket->send(shared);
}

}  // namespace hub::api
