// A plugin of the broker (mosquitto 2.0, plugin interface 5). The access list alone lets a client
// subscribe to anything and drops what it may not have, silently; here both are refused, written to
// the broker's log, and told to the hub.
#include <mosquitto.h>
#include <mosquitto_broker.h>
#include <mosquitto_plugin.h>

#include <chrono>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "hub/gateway/guard/access.hpp"
#include "hub/gateway/guard/notice.hpp"

namespace {

using hub::gateway::guard::Access;
using Clock = std::chrono::steady_clock;

constexpr int interface_version = 5;
constexpr auto between_notices = std::chrono::seconds(10);  // of one client
constexpr std::size_t clients_max = 20'000, topic_bytes_max = 200;

struct Client {
  Clock::time_point told;
  int untold = 0;  ///< refusals since
};

mosquitto_plugin_id_t* plugin = nullptr;
std::map<std::string, Client> clients;  // the broker has one thread

const char* word_of(Access access) {
  return access == Access::publish ? "publish" : access == Access::subscribe ? "subscribe" : "read";
}

/// At most once in a while for each client, so that nobody fills the log.
void tell(const std::string& name, Access access, std::string topic) {
  if (clients.size() > clients_max) clients.clear();
  auto [client, is_new] = clients.try_emplace(name);
  auto now = Clock::now();
  if (!is_new && now - client->second.told < between_notices) {
    ++client->second.untold;
    return;
  }
  topic.resize(std::min(topic.size(), topic_bytes_max));
  mosquitto_log_printf(MOSQ_LOG_WARNING, "Refused: %s may not %s %s (%d more before)", name.c_str(),
                       word_of(access), topic.c_str(), client->second.untold);
  auto notice = nlohmann::json{{"client", name},
                               {"access", word_of(access)},
                               {"topic", topic},
                               {"before", client->second.untold}}
                    .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  client->second = {now, 0};
  mosquitto_broker_publish_copy(nullptr, hub::gateway::guard::notice_topic,
                                static_cast<int>(notice.size()), notice.data(), 1, false, nullptr);
}

int check(int, void* data, void*) {
  auto& event = *static_cast<mosquitto_evt_acl_check*>(data);
  if (event.access == MOSQ_ACL_UNSUBSCRIBE) return MOSQ_ERR_PLUGIN_DEFER;
  auto access = event.access == MOSQ_ACL_WRITE       ? Access::publish
                : event.access == MOSQ_ACL_SUBSCRIBE ? Access::subscribe
                                                     : Access::receive;
  auto name = event.client ? mosquitto_client_username(event.client) : nullptr;
  try {
    if (hub::gateway::guard::is_allowed(name ? name : "", access, event.topic))
      return MOSQ_ERR_PLUGIN_DEFER;  // the access list has the last word
    tell(name ? name : "", access, event.topic);
  } catch (const std::exception& error) {
    mosquitto_log_printf(MOSQ_LOG_ERR, "Refused without notice: %s", error.what());
  }
  return MOSQ_ERR_ACL_DENIED;
}

}  // namespace

extern "C" {

int mosquitto_plugin_version(int count, const int* versions) {
  for (int i = 0; i < count; ++i)
    if (versions[i] == interface_version) return interface_version;
  return -1;
}

int mosquitto_plugin_init(mosquitto_plugin_id_t* identifier, void**, mosquitto_opt*, int) {
  plugin = identifier;
  return mosquitto_callback_register(plugin, MOSQ_EVT_ACL_CHECK, check, nullptr, nullptr);
}

int mosquitto_plugin_cleanup(void*, mosquitto_opt*, int) {
  clients.clear();
  return mosquitto_callback_unregister(plugin, MOSQ_EVT_ACL_CHECK, check, nullptr);
}
}
