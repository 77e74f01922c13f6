// Loaded by mosquitto 2.0. Its own access list answers every subscription with yes and says what it
// refused at the level "debug" only, among all that is published; so the rules are here, where a
// refusal can be told to the log and to the hub.
#include <openssl/crypto.h>
#include <openssl/sha.h>
#include <openssl/x509.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

// The order of mosquitto's headers counts.
#include <mosquitto.h>
#include <mosquitto_broker.h>
#include <mosquitto_plugin.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "hub/broker/access.hpp"
#include "hub/broker/feeds.hpp"
#include "hub/broker/refusals.hpp"

namespace {

using hub::broker::Attempt;
using hub::broker::Refusal;

constexpr std::size_t name_bytes_max = 64;

std::string sha256_hex(const std::string& text) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest);
  std::string hex;
  for (unsigned char byte : digest) {
    hex += "0123456789abcdef"[byte >> 4];
    hex += "0123456789abcdef"[byte & 15];
  }
  return hex;
}

/// A certificate's name is its holder's for good; only who gave a password is a reader.
bool has_certificate(const mosquitto* client) {
  auto certificate = static_cast<X509*>(mosquitto_client_certificate(client));
  if (!certificate) return false;
  X509_free(certificate);
  return true;
}

std::string text_or(const char* text, const char* otherwise) {
  return text ? text : otherwise;
}

/// All of it on the broker's one thread.
class Plugin {
 public:
  explicit Plugin(std::string readers_file) : readers_file_(std::move(readers_file)) { reread(); }

  /// Who has no certificate: readers of feeds, and nobody else.
  int sign_in(const mosquitto_evt_basic_auth& event) {
    reread();
    auto name = text_or(event.username, "");
    auto found = readers_.find(name);
    if (found != readers_.end() && !found->second.is_over(wall_seconds())) {
      auto hash = sha256_hex(text_or(event.password, ""));
      auto& expected = found->second.secret_hash;
      if (hash.size() == expected.size() &&
          CRYPTO_memcmp(hash.data(), expected.data(), hash.size()) == 0)
        return MOSQ_ERR_SUCCESS;
    }
    Refusal refusal{name.empty() ? "nameless" : name,
                    text_or(mosquitto_client_address(event.client), "unknown"), Attempt::sign_in,
                    "", 1};
    for (auto& one : refusals_.add(std::move(refusal), now())) tell(one);
    return MOSQ_ERR_AUTH;
  }

  int check(const mosquitto_evt_acl_check& event) {
    if (event.access == MOSQ_ACL_UNSUBSCRIBE) return MOSQ_ERR_SUCCESS;
    auto attempt = event.access == MOSQ_ACL_WRITE       ? Attempt::publish
                   : event.access == MOSQ_ACL_SUBSCRIBE ? Attempt::subscribe
                                                        : Attempt::receive;
    auto name = mosquitto_client_username(event.client);
    auto id = text_or(mosquitto_client_id(event.client), "");
    if (name && may(event.client, name, id, attempt, event.topic)) return MOSQ_ERR_SUCCESS;
    // What is not received was not subscribed to either, which has been told; or a reader's filter
    // was wider than what he may see.
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
    reread();
    end_those_over();
    for (auto& sum : refusals_.finish(now())) tell(sum);
    return MOSQ_ERR_SUCCESS;
  }

 private:
  bool may(const mosquitto* client, const std::string& name, const std::string& id, Attempt attempt,
           const char* topic) const {
    if (!hub::broker::is_reader(name) || has_certificate(client))
      return hub::broker::may_bear(name, id, topic) && hub::broker::may(name, attempt, topic);
    auto found = readers_.find(name);
    return found != readers_.end() && hub::broker::may_read(name, found->second, attempt, topic);
  }

  /// The hub puts the file in place at once, so what is there is whole. Whose rights changed begins
  /// a new session with them.
  void reread() {
    if (readers_file_.empty()) return;
    struct stat seen {};
    if (::stat(readers_file_.c_str(), &seen) != 0) return;
    if (seen.st_ino == seen_.st_ino && seen.st_mtim.tv_sec == seen_.st_mtim.tv_sec &&
        seen.st_mtim.tv_nsec == seen_.st_mtim.tv_nsec)
      return;
    std::ifstream file(readers_file_, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), {}};
    auto readers = hub::broker::parse_readers(text);
    for (auto& [name, reader] : readers_)
      if (auto now = readers.find(name); now == readers.end() || now->second != reader)
        to_kick_.insert(name);
    readers_ = std::move(readers);
    seen_ = seen;
  }

  void end_those_over() {
    for (auto at = readers_.begin(); at != readers_.end();) {
      bool over = at->second.is_over(wall_seconds());
      if (over) to_kick_.insert(at->first);
      at = over ? readers_.erase(at) : std::next(at);
    }
    for (auto& name : to_kick_) mosquitto_kick_client_by_username(name.c_str(), false);
    to_kick_.clear();
  }

  static std::int64_t wall_seconds() {
    return std::chrono::duration_cast<std::chrono::seconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
  }

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
  std::set<std::string> ending_, to_kick_;
  std::string readers_file_;
  struct stat seen_ {};
  std::map<std::string, hub::broker::Reader> readers_;
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
    {MOSQ_EVT_BASIC_AUTH, call<mosquitto_evt_basic_auth, &Plugin::sign_in>},
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

int mosquitto_plugin_init(mosquitto_plugin_id_t* id, void**, mosquitto_opt* options, int count) {
  std::string readers_file;
  for (int i = 0; i < count; ++i)
    if (std::string(options[i].key) == "readers") readers_file = options[i].value;
  plugin = new Plugin(std::move(readers_file));
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
