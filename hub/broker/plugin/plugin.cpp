// Loaded by mosquitto 2.0. Its own access list answers every subscription with yes and says what it
// refused at the level "debug" only, among all that is published; so the rules are here, where a
// refusal can be told to the log and to the hub.
#include <signal.h>
#include <unistd.h>

// The order of mosquitto's headers counts.
#include <mosquitto.h>
#include <mosquitto_broker.h>
#include <mosquitto_plugin.h>

#include <chrono>
#include <set>
#include <string>

#include "hub/broker/access.hpp"
#include "hub/broker/refusals.hpp"

namespace {

using hub::broker::Attempt;
using hub::broker::Refusal;

constexpr std::size_t name_bytes_max = 64;

std::string text_or(const char* text, const char* otherwise) {
  return text ? text : otherwise;
}

/// All of it on the broker's one thread.
class Plugin {
 public:
  int check(const mosquitto_evt_acl_check& event) {
    if (event.access == MOSQ_ACL_UNSUBSCRIBE) return MOSQ_ERR_SUCCESS;
    auto attempt = event.access == MOSQ_ACL_WRITE       ? Attempt::publish
                   : event.access == MOSQ_ACL_SUBSCRIBE ? Attempt::subscribe
                                                        : Attempt::receive;
    auto name = mosquitto_client_username(event.client);
    auto id = text_or(mosquitto_client_id(event.client), "");
    bool known = name && hub::broker::may_bear(name, id, event.topic);
    if (known && hub::broker::may(name, attempt, event.topic)) return MOSQ_ERR_SUCCESS;
    // What is not received was not subscribed to either, which has been told.
    if (attempt == Attempt::receive) return MOSQ_ERR_ACL_DENIED;
    Refusal refusal{text_or(name, "nameless"),
                    text_or(mosquitto_client_address(event.client), "unknown"), attempt,
                    event.topic, 1};
    for (auto& one : refusals_.add(std::move(refusal), now())) tell(one);
    return MOSQ_ERR_ACL_DENIED;
  }

  /// The access rules let only the hub publish there.
  int message(const mosquitto_evt_message& event) {
    if (event.topic != hub::broker::end_topic) return MOSQ_ERR_SUCCESS;
    if (event.payloadlen == 0 || event.payloadlen > name_bytes_max) return MOSQ_ERR_SUCCESS;
    ending_.emplace(static_cast<const char*>(event.payload), event.payloadlen);
    // Rereads the list of revoked certificates; done before the next tick ends the sessions, so
    // that nobody slips in between.
    ::kill(::getpid(), SIGHUP);
    return MOSQ_ERR_SUCCESS;
  }

  int tick(const mosquitto_evt_tick&) {
    for (auto& name : ending_) {
      mosquitto_log_printf(MOSQ_LOG_NOTICE, "the hub ends the session of %s", name.c_str());
      mosquitto_kick_client_by_username(name.c_str(), true);
    }
    ending_.clear();
    for (auto& sum : refusals_.finish(now())) tell(sum);
    return MOSQ_ERR_SUCCESS;
  }

 private:
  /// The event's own time is not set in 2.0.11.
  static std::chrono::seconds now() {
    return std::chrono::duration_cast<std::chrono::seconds>(
        std::chrono::steady_clock::now().time_since_epoch());
  }
  static void tell(const Refusal& refusal) {
    mosquitto_log_printf(MOSQ_LOG_WARNING, "%s", refusal.text().c_str());
    auto json = refusal.json();
    mosquitto_broker_publish_copy(nullptr, std::string(hub::broker::refused_topic).c_str(),
                                  static_cast<int>(json.size()), json.data(), 1, false, nullptr);
  }

  hub::broker::Refusals refusals_;
  std::set<std::string> ending_;
};

Plugin* plugin = nullptr;
mosquitto_plugin_id_t* identity = nullptr;

/// No exception may reach the broker; whoever causes one is refused.
template <class Event, int (Plugin::*body)(const Event&)>
int call(int, void* event, void*) {
  try {
    return (plugin->*body)(*static_cast<const Event*>(event));
  } catch (...) {
    return MOSQ_ERR_ACL_DENIED;
  }
}

constexpr struct {
  int event;
  MOSQ_FUNC_generic_callback callback;
} callbacks[] = {
    {MOSQ_EVT_ACL_CHECK, call<mosquitto_evt_acl_check, &Plugin::check>},
    {MOSQ_EVT_MESSAGE, call<mosquitto_evt_message, &Plugin::message>},
    {MOSQ_EVT_TICK, call<mosquitto_evt_tick, &Plugin::tick>},
};

}  // namespace

extern "C" {

int mosquitto_plugin_version(int count, const int* versions) {
  for (int i = 0; i < count; ++i)
    if (versions[i] == MOSQ_PLUGIN_VERSION) return MOSQ_PLUGIN_VERSION;
  return -1;
}

int mosquitto_plugin_init(mosquitto_plugin_id_t* id, void**, mosquitto_opt*, int) {
  plugin = new Plugin;
  identity = id;
  for (auto& [event, callback] : callbacks)
    if (int code = mosquitto_callback_register(id, event, callback, nullptr, nullptr);
        code != MOSQ_ERR_SUCCESS)
      return code;
  return MOSQ_ERR_SUCCESS;
}

int mosquitto_plugin_cleanup(void*, mosquitto_opt*, int) {
  for (auto& [event, callback] : callbacks)
    mosquitto_callback_unregister(identity, event, callback, nullptr);
  delete plugin;
  plugin = nullptr;
  return MOSQ_ERR_SUCCESS;
}
}
