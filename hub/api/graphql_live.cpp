// Source: graphql-transport-ws, github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
#include "hub/api/graphql_live.hpp"

#include <set>

#include "common/codec/json.hpp"
#include "common/error/error.hpp"
#include "common/log/log.hpp"
#include "common/text/json_text.hpp"
#include "hub/api/endpoint.hpp"
#include "hub/store/changes.hpp"

namespace hub::api {
namespace {

using common::Error;
using common::http::Request;
using nlohmann::json;
namespace options = common::schema::options;
using Kind = graphql::Origin::Kind;

constexpr const char* protocol = "graphql-transport-ws";
constexpr auto between_checks = std::chrono::seconds(1);
constexpr auto init_within = std::chrono::seconds(10);
constexpr std::size_t batch = 500;
// The protocol's codes for closing.
constexpr std::uint16_t bad_message = 4400, not_begun = 4401, init_too_late = 4408, known_id = 4409,
                        init_twice = 4429;

json message(const char* type, const std::string& id) {
  return {{"type", type}, {"id", id}};
}

std::string with_payload(const char* type, const std::string& id, const std::string& payload) {
  auto text = common::json_text(message(type, id));
  text.pop_back();
  return text + ",\"payload\":" + payload + "}";
}

/// What a subscription asks for: which changes, and what of them.
struct Wanted {
  std::string type, id, filter;
};

Wanted wanted_of(const graphql::Pick& pick) {
  auto text = [&](const char* name) {
    auto found = pick.argument(name);
    return found ? found->get<std::string>() : std::string();
  };
  if (pick.is(Kind::changed)) return {pick.field->origin.target->name, text("id"), ""};
  return {text("type"), "", text("filter")};
}

}  // namespace

GraphqlLive::GraphqlLive(Hub& hub, GraphqlFace& face)
    : hub_(hub), face_(face), thread_([this] { run(); }) {}

GraphqlLive::~GraphqlLive() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void GraphqlLive::wake() {
  {
    std::lock_guard lock(mutex_);
    woken_ = true;
  }
  wake_.notify_one();
}

bool GraphqlLive::is_for(const Request& request) {
  auto path = request.path.ends_with('/') ? request.path : request.path + "/";
  return path == "/api/graphql/" || path == "/api/v1/graphql/";
}

common::http::Upgrade GraphqlLive::upgrade(const Request& request) {
  if (!request.headers.has_token("Sec-WebSocket-Protocol", protocol))
    throw Error(common::ErrorCode::bad_input, "offer the protocol graphql-transport-ws",
                "Sec-WebSocket-Protocol");
  auto caller = hub_.sessions.caller_of(request);
  auto language = language_of(caller, request);
  caller.actor.cause = "subscription";
  common::http::WebSocketHandler handler;
  handler.subprotocol = protocol;
  handler.on_open = [this, caller, language](const Socket& socket) {
    std::lock_guard lock(mutex_);
    clients_[socket] = {caller, language, false, std::chrono::steady_clock::now(), {}};
  };
  handler.on_message = [this, language](const Socket& socket, const std::string& text) {
    common::Speaking speaking(language);
    receive(socket, text);
  };
  handler.on_close = [this](const Socket& socket, std::uint16_t) {
    std::lock_guard lock(mutex_);
    clients_.erase(socket);
  };
  return handler;
}

// ---- what clients say

void GraphqlLive::receive(const Socket& socket, const std::string& text) {
  json said;
  try {
    said = common::codec::parse_json(text);
  } catch (const Error&) {
    return socket->close(bad_message, "expected JSON");
  }
  auto member = [&](const char* name) {
    bool is_text = said.is_object() && said.contains(name) && said[name].is_string();
    return is_text ? said[name].get<std::string>() : std::string();
  };
  auto type = member("type"), id = member("id");
  if (type == "ping") {
    socket->send(common::json_text(json{{"type", "pong"}}));
    return;
  }
  if (type == "pong") return;
  {
    std::lock_guard lock(mutex_);
    auto found = clients_.find(socket);
    if (found == clients_.end()) return;
    if (type == "connection_init") return begin(socket, found->second);
    if (!found->second.ready) return socket->close(not_begun, "Unauthorized");
    if (type == "complete") {
      found->second.subscriptions.erase(id);
      return;
    }
  }
  if (type != "subscribe" || id.empty() || id.size() > 200 || !said["payload"].is_object())
    return socket->close(bad_message, "unknown message");
  subscribe(socket, id, said["payload"]);
}

void GraphqlLive::begin(const Socket& socket, Client& client) {
  if (client.ready) return socket->close(init_twice, "Too many initialisation requests");
  client.ready = true;
  socket->send(common::json_text(json{{"type", "connection_ack"}}));
}

void GraphqlLive::subscribe(const Socket& socket, const std::string& id, const json& payload) {
  Caller caller;
  {
    std::lock_guard lock(mutex_);
    auto found = clients_.find(socket);
    if (found == clients_.end()) return;
    auto& client = found->second;
    if (client.subscriptions.count(id))
      return socket->close(known_id, "Subscriber for " + id + " already exists");
    if (client.subscriptions.size() >= subscriptions_max)
      return socket->close(bad_message, "too many subscriptions");
    caller = client.caller;
  }
  auto text = [&](const char* name) {
    bool is_text = payload.contains(name) && payload[name].is_string();
    return is_text ? payload[name].get<std::string>() : std::string();
  };
  graphql::Question question{text("query"), text("operationName"),
                             payload.value("variables", json()), false};
  std::string errors;
  auto ready = face_.engine().make_ready(question, caller, errors);
  if (!ready) {
    socket->send(with_payload("error", id, errors));
    return;
  }
  if (ready->operation->kind != graphql::Operation::Kind::subscription)
    return answer_query(socket, caller, id, question);
  auto head = hub_.store.read_result(
      [&](store::Connection& sql) { return store::last_position(sql, caller.actor.tenant); });
  std::lock_guard lock(mutex_);
  if (auto found = clients_.find(socket); found != clients_.end())
    found->second.subscriptions[id] = {question, head};
}

void GraphqlLive::answer_query(const Socket& socket, const Caller& caller, const std::string& id,
                               const graphql::Question& question) {
  auto answer = face_.engine().answer(question, face_.asking(caller, nullptr));
  if (answer.has_data) {
    socket->send(with_payload("next", id, answer.body));
    socket->send(common::json_text(message("complete", id)));
  } else {
    socket->send(
        with_payload("error", id, common::json_text(common::read_json(answer.body)["errors"])));
  }
}

// ---- the log

void GraphqlLive::run() {
  while (true) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, between_checks, [&] { return woken_ || stopping_; });
      if (stopping_) return;
      woken_ = false;
    }
    try {
      check_clients();
      follow();
    } catch (const std::exception& error) {
      common::log::error("hub/api", "subscriptions failed", {{"error", error.what()}});
    }
  }
}

/// Whoever signed out, was locked or lost a right hears no more of it; who says nothing is let go.
void GraphqlLive::check_clients() {
  std::map<Socket, Client> clients;
  {
    std::lock_guard lock(mutex_);
    clients = clients_;
  }
  for (auto& [socket, client] : clients) {
    auto now = hub_.sessions.caller_now(client.caller);
    bool late = !client.ready && std::chrono::steady_clock::now() - client.since > init_within;
    std::lock_guard lock(mutex_);
    auto found = clients_.find(socket);
    if (found == clients_.end()) continue;
    if (now && !late) {
      found->second.caller = std::move(*now);
      continue;
    }
    clients_.erase(found);
    socket->close(late ? init_too_late : 1008,
                  late ? "Connection initialisation timeout" : "the session has ended");
  }
}

std::map<GraphqlLive::Socket, GraphqlLive::Client> GraphqlLive::clients_of(
    const std::string& tenant) const {
  std::lock_guard lock(mutex_);
  std::map<Socket, Client> clients;
  for (auto& [socket, client] : clients_)
    if (client.caller.actor.tenant == tenant && !client.subscriptions.empty())
      clients.emplace(socket, client);
  return clients;
}

void GraphqlLive::follow() {
  std::set<std::string> tenants;
  {
    std::lock_guard lock(mutex_);
    for (auto& [socket, client] : clients_)
      if (!client.subscriptions.empty()) tenants.insert(client.caller.actor.tenant);
  }
  for (auto& tenant : tenants) send_changes(tenant);
}

void GraphqlLive::send_changes(const std::string& tenant) {
  while (true) {
    std::int64_t from = INT64_MAX;
    for (auto& [socket, client] : clients_of(tenant))
      for (auto& [id, subscription] : client.subscriptions)
        from = std::min(from, subscription.position);
    if (from == INT64_MAX) return;
    bool rights_changed = false, more = false;
    hub_.store.read([&](store::Connection& sql) {
      auto changes = store::read_changes(sql, tenant, from, batch);
      more = changes.size() == batch;
      for (auto& change : changes) {
        rights_changed = tell(sql, change);
        if (rights_changed) return;
      }
    });
    if (rights_changed) {
      hub_.sessions.forget();
      check_clients();
    }
    if (!rights_changed && !more) return;
  }
}

/// To all; true when the change may alter who may do what.
bool GraphqlLive::tell(store::Connection& sql, const store::ChangeRow& change) {
  for (auto& [socket, client] : clients_of(change.tenant)) {
    common::Speaking speaking(client.language);
    for (auto& [id, subscription] : client.subscriptions) {
      if (change.position <= subscription.position) continue;
      bool goes_on = tell(sql, change, socket, client.caller, id, subscription);
      std::lock_guard lock(mutex_);
      auto found = clients_.find(socket);
      if (found == clients_.end()) break;
      auto known = found->second.subscriptions.find(id);
      if (known == found->second.subscriptions.end()) continue;
      known->second.position = change.position;
      if (!goes_on) found->second.subscriptions.erase(known);
    }
  }
  return Sessions::depends_on(change.type);
}

bool GraphqlLive::tell(store::Connection& sql, const store::ChangeRow& change, const Socket& socket,
                       const Caller& caller, const std::string& id,
                       const Subscription& subscription) {
  std::string errors;
  auto ready = face_.engine().make_ready(subscription.question, caller, errors);
  if (!ready) {
    socket->send(with_payload("error", id, errors));
    return false;
  }
  auto& schema = *ready->prepared->schema;
  graphql::Planner planner(schema, ready->prepared->document, ready->variables);
  auto shape = planner.shape(*schema.subscription, ready->operation->selections);
  auto wanted = wanted_of(shape->picks.at(0));
  if (!wanted.type.empty() && wanted.type != change.type) return true;
  if (!wanted.id.empty() && wanted.id != change.record) return true;
  auto type = schema.of->catalogue.find(change.type);
  auto& access = schema.of->access;
  if (!type || !schema.of_record.count(type)) return true;
  auto find = find_in(caller, sql);
  auto record = schema.of->tables.of(*type).find(sql, change.tenant, change.record, true);
  if (!record ||
      !access.may_record(caller.actor, *type, options::READ, *record, caller.context, find))
    return true;
  try {
    if (!wanted.filter.empty()) {
      auto filter =
          graphql::parse_filter(schema.of->catalogue, access, caller.actor, *type, wanted.filter);
      if (filter.evaluate(*record, caller.context, find) != true) return true;
    }
    auto reading = face_.engine().reading(sql, caller);
    auto data = graphql::Execution(planner, reading)
                    .change_json(shape->picks[0], *type,
                                 {change.record, change.type, change.action, change.position,
                                  change.version});
    socket->send(with_payload("next", id, data));
  } catch (const Error& error) {
    auto told =
        graphql::error_json(error.sentence().said(), {}, std::string(code_name(error.code())));
    socket->send(with_payload("error", id, common::json_text(json{told})));
    return false;
  }
  return true;
}

}  // namespace hub::api
