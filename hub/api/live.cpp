#include "hub/api/live.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/log/log.hpp"
#include "common/text/json_text.hpp"
#include "hub/api/endpoint.hpp"
#include "hub/api/oversight.hpp"
#include "hub/store/scopes.hpp"

namespace hub::api {
namespace {

using common::http::Request;
using common::http::WebSocketPointer;
using nlohmann::json;
namespace options = common::schema::options;
constexpr std::size_t batch = 500, message_bytes_max = 4096;
// Messages that may wait for a listener before he gets more: with a batch on top they are fewer
// than those at which he is cut off.
constexpr std::size_t crowded_at = 200;
constexpr std::int64_t cursor_every = 1000;  // changes that he may not see
constexpr auto between_pieces = std::chrono::milliseconds(5);
constexpr auto between_checks = std::chrono::seconds(1);  // of who listens, when nothing changes

bool may_see_positions(const Caller& caller) {
  auto& positions = caller.schema->catalogue.type("fleet.PositionReport");
  return caller.schema->access.may(caller.actor, positions, options::READ);
}

/// Why nobody here makes anything of the message; empty: it is one of Presence.
common::Sentence problem_of(const Caller& caller, const json& message) {
  if (message.is_discarded()) return "not valid JSON";
  auto text = [&](const char* name) {
    auto found = message.is_object() ? message.find(name) : message.end();
    return found != message.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  auto type = text("type");
  if (type == "leave") return {};
  if (type != "open") return "expected {\"type\": \"open\", …} or {\"type\": \"leave\"}";
  if (!caller.client.empty()) return "programs look at nothing; this is for people";
  if (!caller.schema->catalogue.find_path(text("path"))) return "there is nothing at this path";
  if (!common::is_id(text("id"))) return "expected a record's id";
  return {};
}

}  // namespace

Live::Live(Hub& hub) : hub_(hub), presence_(hub), thread_([this] { run(); }) {}

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
  auto language = language_of(caller, request);
  common::speak(language);
  std::int64_t after = -1;
  if (auto text = request.parameter("after"); text && !text->empty()) {
    auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), after);
    if (error != std::errc() || after < 0)
      common::refuse("after", "expected a position of the change log");
  }
  bool audits = request.parameter("audit").value_or("") == "true";
  if (audits) require_auditor(caller);
  auto head = hub_.store.read_result([&](store::Connection& connection) {
    return store::last_position(connection, caller.actor.tenant);
  });
  bool resets = after > head || (after >= 0 && after < head - missed_max);
  if (after < 0 || resets) after = head;
  // Where technicians are comes by itself from now on.
  caller.actor.cause = "live";
  if (may_see_positions(caller)) note_shown(hub_, caller, "fleet.PositionReport", {"live"});
  common::http::WebSocketHandler handler;
  handler.message_bytes_max = message_bytes_max;
  handler.on_open = [this, caller, after, resets, audits](const WebSocketPointer& socket) {
    socket->send(
        common::json_text(json{{"type", resets ? "reset" : "hello"}, {"position", after}}));
    {
      std::lock_guard lock(mutex_);
      listeners_[socket] = {caller, after, after, audits};
    }
    wake();
  };
  handler.on_message = [this, caller, language](const WebSocketPointer& socket,
                                                const std::string& text) {
    common::Speaking speaking(language);
    auto message = common::try_read_json(text);
    if (auto problem = problem_of(caller, message); !problem.empty())
      socket->send(common::json_text(json{{"type", "error"}, {"text", problem.said()}}));
    else if (presence_.receive(socket, caller, message))
      wake();
  };
  handler.on_close = [this](const WebSocketPointer& socket, std::uint16_t) {
    presence_.leave(socket);
    {
      std::lock_guard lock(mutex_);
      listeners_.erase(socket);
    }
    wake();
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
  bool again = false;
  while (true) {
    {
      std::unique_lock lock(mutex_);
      std::chrono::milliseconds pause = between_checks;
      if (again) pause = between_pieces;
      wake_.wait_for(lock, pause, [&] { return woken_ || stopping_; });
      if (stopping_) return;
      woken_ = false;
    }
    again = false;
    try {
      if (auto now = std::chrono::steady_clock::now(); now >= next_check_) {
        check_sessions();
        next_check_ = now + between_checks;
      }
      again = follow();
      presence_.exchange();
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
    bool may = now && (!listener.audits || store::is_administrator(now->actor) ||
                       now->actor.has("auditor"));
    if (may) {
      found->second.caller = std::move(*now);
    } else {
      listeners_.erase(found);
      socket->close(1008, "the session has ended; sign in again");
    }
  }
}

/// True when somebody still lacks something.
bool Live::follow() {
  std::set<std::string> tenants;
  {
    std::lock_guard lock(mutex_);
    for (auto& [socket, listener] : listeners_) tenants.insert(listener.caller.actor.tenant);
  }
  bool again = false;
  for (auto& tenant : tenants) again = follow(tenant) || again;
  return again;
}

/// Those who are near the end of the log get all of it; then who is far behind gets one piece.
bool Live::follow(const std::string& tenant) {
  auto head = hub_.store.read_result(
      [&](store::Connection& connection) { return store::last_position(connection, tenant); });
  auto first = [](const Listeners& listeners) {
    auto from = INT64_MAX;
    for (auto& [socket, listener] : listeners) from = std::min(from, listener.position);
    return from;
  };
  const auto near = head - static_cast<std::int64_t>(batch);
  auto listeners = listeners_of(tenant, near, head);
  for (auto from = first(listeners); from < head;) {
    from = send_changes(tenant, listeners, from, head);
    listeners = listeners_of(tenant, from, head);
    if (listeners.empty()) break;
  }
  auto behind = listeners_of(tenant, 0, near);
  if (!behind.empty()) send_changes(tenant, behind, first(behind), head);
  std::lock_guard lock(mutex_);
  return std::any_of(listeners_.begin(), listeners_.end(), [&](auto& one) {
    return one.second.caller.actor.tenant == tenant && one.second.position < head;
  });
}

/// Who stands there in the log and has read so far that he can take more.
Live::Listeners Live::listeners_of(const std::string& tenant, std::int64_t from,
                                   std::int64_t to) const {
  Listeners found;
  std::lock_guard lock(mutex_);
  for (auto& [socket, listener] : listeners_)
    if (listener.caller.actor.tenant == tenant && listener.position >= from &&
        listener.position < to && socket->waiting() < crowded_at)
      found.emplace(socket, listener);
  return found;
}

/// One piece of the log; the position reached: `head` where nothing more lies before it.
std::int64_t Live::send_changes(const std::string& tenant, Listeners listeners, std::int64_t from,
                                std::int64_t head) {
  std::int64_t reached = from;
  bool rights_changed = false;
  hub_.store.read([&](store::Connection& connection) {
    auto changes = store::read_changes(connection, tenant, from, batch);
    if (changes.empty()) reached = head;
    for (auto& change : changes) {
      reached = change.position;
      for (auto& [socket, listener] : listeners) {
        if (change.position <= listener.position) continue;
        auto event = listener.audits ? audit_event(listener.caller, change)
                                     : event_for(listener.caller, connection, change);
        if (event.empty()) continue;
        listener.told = change.position;
        socket->send(std::move(event));
      }
      rights_changed = Sessions::depends_on(change.type);
      if (rights_changed) break;
    }
  });
  note_reached(listeners, reached);
  if (rights_changed) {
    hub_.sessions.forget();
    check_sessions();
  }
  return reached;
}

/// Who has heard of nothing for long is told where he stands, or he would come back for it all.
void Live::note_reached(const Listeners& served, std::int64_t reached) {
  std::lock_guard lock(mutex_);
  for (auto& [socket, now] : served) {
    auto found = listeners_.find(socket);
    if (found == listeners_.end() || found->second.position >= reached) continue;
    found->second.position = reached;
    found->second.told = now.told;
    if (reached - now.told < cursor_every) continue;
    found->second.told = reached;
    socket->send(common::json_text(json{{"type", "cursor"}, {"position", reached}}));
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
  return common::json_text(json{{"type", "change"},
                                {"position", change.position},
                                {"record_type", change.type},
                                {"path", type->path},
                                {"id", change.record},
                                {"version", change.version},
                                {"action", change.action}});
}

void Live::send_position(const std::string& tenant, const std::string& text) {
  auto shared = std::make_shared<const std::string>(text);
  std::lock_guard lock(mutex_);
  for (auto& [socket, listener] : listeners_)
    if (listener.caller.actor.tenant == tenant && !listener.audits &&
        may_see_positions(listener.caller))
      socket->send(shared);
}

}  // namespace hub::api
