#include "hub/gateway/impl/van_session.hpp"

#include "common/log/log.hpp"
#include "hub/gateway/following.hpp"

namespace hub::gateway::impl {
namespace {

namespace topic = common::sync::topic;
namespace wire = common::sync::wire;
using common::sync::Effects;

constexpr auto registry_age_max = std::chrono::seconds(5);

template <class T>
bool parse(const std::string& bytes, T& message) {
  return message.ParseFromString(bytes);
}

}  // namespace

VanSession::VanSession(SessionServices& services, Topic address, std::string schema)
    : services_(services),
      address_(std::move(address)),
      store_(services.van, address_.tenant, address_.device),
      machine_(store_, {.schema = std::move(schema)}) {}

common::sync::Moment VanSession::now() const {
  auto& clock = services_.van.store.clock();
  return {clock.monotonic(), clock.now()};
}

const std::optional<Van>& VanSession::van() {
  auto monotonic = now().monotonic;
  if (van_read_ && monotonic - *van_read_ < registry_age_max) return van_;
  van_ = services_.van.store.read_result([&](store::Connection& connection) {
    return find_van(connection, address_.tenant, address_.device,
                    services_.van.store.clock().now());
  });
  van_read_ = monotonic;
  followed_.clear();
  owntracks_.reset();
  return van_;
}

void VanSession::message(const Topic& topic, const std::string& payload, bool busy) {
  auto& counters = services_.counters;
  auto& known = van();
  if (!known) {
    ++counters.unknown_device;
    common::log::warning("hub/gateway",
                         "a message of a device that is not in the registry was dropped",
                         {{"tenant", topic.tenant}, {"device", topic.device}});
    return;
  }
  if (known->shard != topic.shard) {
    ++counters.wrong_shard;
    common::log::warning("hub/gateway", "a message for another shard than the device's was dropped",
                         {{"device", topic.device}});
    return;
  }
  if (topic.suffix == topic::state) return state(payload);
  // A lost van may say hello, to be told to erase itself; the machine refuses it everything else.
  if (!known->is_admitted() && !(known->is_lost() && topic.suffix == topic::hello)) {
    ++counters.not_admitted;
    if (services_.callbacks.on_ended) services_.callbacks.on_ended(topic.tenant, topic.device);
    return;
  }
  if (topic.suffix == topic::telemetry) return telemetry(payload);
  machine_.set_busy(busy);
  carry_out(machine_.message(topic.suffix, payload, now()));
  if (topic.suffix == topic::hello && known->is_admitted()) {
    set_online(true);
    carry_out(machine_.feeds_advanced(now()));
  }
}

void VanSession::feeds_advanced(const std::set<std::string>& scopes, bool holders_changed) {
  if (holders_changed) van_read_.reset();
  auto& known = van();
  if (!known || !known->is_admitted()) return;
  bool concerns = holders_changed;
  for (auto& scope : known->scopes()) concerns = concerns || scopes.count(scope) > 0;
  if (!concerns) return;
  followed_.clear();  // a technician or the company's setting may be among the news
  carry_out(machine_.feeds_advanced(now()));
}

void VanSession::send_command(const truckroll::wire::DeviceCommand& command) {
  carry_out(machine_.send_command(command));
}

void VanSession::state(const std::string& payload) {
  wire::State state;
  if (!parse(payload, state)) {
    ++services_.counters.unreadable;
    return;
  }
  if (van_->is_lost() && state.wiped()) store_.confirm_wipe();
  if (state.online() && !van_->is_admitted()) return;  // its hello decides
  // What comes late speaks of a connection before this one. A will was made before its connection
  // had a number; the broker sends it before it takes the next one.
  if (!state.online() && state.has_connection() && state.connection() < connection_) return;
  connection_ = state.connection();
  store_.record_presence(state.online(), now().wall);
  set_online(state.online());
}

void VanSession::gone() {
  store_.record_presence(false, now().wall);
  set_online(false);
}

void VanSession::set_online(bool online) {
  online_ = online;
  if (!services_.nodes) return;
  if (online)
    services_.nodes->online(address_.tenant, address_.device,
                            van_ ? van_->warehouse : std::string());
  else
    services_.nodes->offline(address_.tenant, address_.device);
}

/// Pages look again when something changed over which somebody would act, not with every minute of
/// every van.
void VanSession::health(const wire::Health& health) {
  store_.record_health(health, now().wall);
  ++services_.counters.healths;
  auto said = health_text(health);
  if (said == health_told_) return;
  health_told_ = said;
  if (services_.callbacks.on_position)
    services_.callbacks.on_position(address_.tenant, health_json(address_.device));
}

void VanSession::telemetry(const std::string& payload) {
  wire::Telemetry telemetry;
  auto& counters = services_.counters;
  bool is_read = parse(payload, telemetry);
  if (is_read && telemetry.has_health()) health(telemetry.health());
  // A van off its shift says how it and its board are, and not where.
  bool says = says_of_itself(telemetry);
  if (is_read && !telemetry.has_latitude_e7() && (telemetry.has_health() || says)) {
    if (services_.nodes && says)
      services_.nodes->data(address_.tenant, address_.device, metrics_of(telemetry, now().wall));
    return;
  }
  auto fix = is_read ? read_fix(telemetry, now().wall) : std::nullopt;
  if (!fix) {
    ++counters.unreadable;
    return;
  }
  if (!thinning_.is_news(fix->at)) return;
  if (!is_followed(*fix)) {
    if (services_.nodes)
      services_.nodes->data(address_.tenant, address_.device, metrics_of(fix->sent, fix->at));
    return;
  }
  ++counters.positions;
  if (services_.callbacks.on_position)
    services_.callbacks.on_position(address_.tenant, live_json(*van_, *fix));
  if (services_.nodes) services_.nodes->position(address_.tenant, address_.device, *fix);
  tell_owntracks(*fix);
  if (!thinning_.is_kept(fix->at)) return;
  store_position(services_.van.store, *van_, *fix);
  ++counters.positions_kept;
}

bool VanSession::is_followed(const Fix& fix) {
  auto technician = technician_of(*van_, fix);
  auto known = followed_.find(technician);
  if (known != followed_.end()) return known->second;
  auto& store = services_.van.store;
  return followed_[technician] = store.read_result([&](store::Connection& connection) {
    return may_follow(store, connection, address_.tenant, technician);
  });
}

/// Not retained: who was somewhere yesterday is nobody's news.
void VanSession::tell_owntracks(const Fix& fix) {
  if (!owntracks_)
    owntracks_ = services_.van.store.read_result([&](store::Connection& connection) {
      return tells_owntracks(connection, address_.tenant);
    });
  if (!*owntracks_) return;
  services_.publish({.topic = "owntracks/" + address_.tenant + "/" + address_.device,
                     .payload = owntracks_json(*van_, fix),
                     .qos = 0,
                     .retain = false,
                     .expiry = {}});
}

void VanSession::carry_out(Effects effects) {
  for (auto& alarm : effects.alarms) {
    ++services_.counters.alarms;
    if (alarm.kind == "malformed") ++services_.counters.unreadable;
    common::log::warning("hub/gateway", alarm.text,
                         {{"device", address_.device}, {"alarm", alarm.kind}});
    if (services_.callbacks.on_alarm)
      services_.callbacks.on_alarm(address_.tenant, address_.device, alarm.kind, alarm.text);
  }
  for (auto& one : effects.publish) {
    common::mqtt::Publication publication;
    publication.topic = make_topic(address_, one.topic);
    publication.payload = std::move(one.bytes);
    publication.qos = one.qos;
    publication.retain = one.retain;
    if (one.expiry.count() > 0) publication.expiry = one.expiry;
    services_.publish(std::move(publication));
  }
  if (!effects.end_session) return;
  ++services_.counters.not_admitted;
  if (services_.callbacks.on_ended) services_.callbacks.on_ended(address_.tenant, address_.device);
}

}  // namespace hub::gateway::impl
