#include "hub/gateway/sparkplug.hpp"

#include <algorithm>

namespace hub::gateway {
namespace {

using common::Instant;
using sparkplug::Metric;
using sparkplug::Payload;

// Sparkplug B 3.0, section 6.4.16: data types.
constexpr std::uint32_t type_int32 = 3, type_uint32 = 7, type_uint64 = 8, type_double = 10,
                        type_boolean = 11, type_string = 12, type_date_time = 13;

/// What is older was not said as it happened.
constexpr auto historical_after = std::chrono::minutes(1);
/// Whoever may ask for births may not keep the broker busy with it.
constexpr auto between_births = std::chrono::seconds(1);

std::uint64_t to_millis(Instant at) {
  return static_cast<std::uint64_t>(common::to_micros(at) / 1000);
}

Metric make_metric(std::string_view name, std::uint32_t type) {
  Metric metric;
  metric.set_name(std::string(name));
  metric.set_datatype(type);
  return metric;
}

Metric number(std::string_view name, double value) {
  auto metric = make_metric(name, type_double);
  metric.set_double_value(value);
  return metric;
}

Metric count(std::string_view name, std::uint32_t value) {
  auto metric = make_metric(name, type_uint32);
  metric.set_int_value(value);
  return metric;
}

Metric signed_count(std::string_view name, std::int32_t value) {
  auto metric = make_metric(name, type_int32);
  metric.set_int_value(static_cast<std::uint32_t>(value));  // two's complement, section 6.4.16
  return metric;
}

Metric text(std::string_view name, const std::string& value) {
  auto metric = make_metric(name, type_string);
  metric.set_string_value(value);
  return metric;
}

Metric time_metric(std::string_view name, Instant at) {
  auto metric = make_metric(name, type_date_time);
  metric.set_long_value(to_millis(at));
  return metric;
}

Metric no_value(std::string_view name, std::uint32_t type) {
  auto metric = make_metric(name, type);
  metric.set_is_null(true);
  return metric;
}

Metric bd_seq_metric(std::uint64_t value) {
  auto metric = make_metric(metric::bd_seq, type_uint64);
  metric.set_long_value(value);
  return metric;
}

Metric* find(Metrics& metrics, const std::string& name) {
  auto found = std::find_if(metrics.begin(), metrics.end(),
                            [&](auto& metric) { return metric.name() == name; });
  return found == metrics.end() ? nullptr : &*found;
}

/// The newer values take the older ones' places. A birth says what holds now, whenever it was said.
void update(Metrics& known, const Metrics& news) {
  for (auto& one : news) {
    auto old = find(known, one.name());
    auto& kept = old ? *old : known.emplace_back();
    kept = one;
    kept.clear_is_historical();
  }
}

void stamp(Metrics& metrics, Instant at) {
  for (auto& metric : metrics) metric.set_timestamp(to_millis(at));
}

}  // namespace

bool is_position(const Metric& metric) {
  return metric.name().starts_with("Position/");
}

Metrics metrics_of(const truckroll::wire::Telemetry& sent, Instant at) {
  Metrics metrics;
  metrics.push_back(sent.work_order().empty() ? no_value(metric::work_order, type_string)
                                              : text(metric::work_order, sent.work_order()));
  metrics.push_back(sent.has_visit_state() ? count(metric::visit_state, sent.visit_state())
                                           : no_value(metric::visit_state, type_uint32));
  if (sent.has_waiting()) metrics.push_back(count(metric::waiting, sent.waiting()));
  if (sent.has_storage_percent()) metrics.push_back(count(metric::storage, sent.storage_percent()));
  if (sent.has_supply_mv()) metrics.push_back(number(metric::supply, sent.supply_mv() / 1000.0));
  if (sent.has_temperature_cdeg())
    metrics.push_back(number(metric::temperature, sent.temperature_cdeg() / 100.0));
  if (sent.has_signal_dbm()) metrics.push_back(signed_count(metric::signal, sent.signal_dbm()));
  stamp(metrics, at);
  return metrics;
}

Metrics metrics_of(const StockChange& change) {
  Metrics metrics{time_metric(metric::move_time, change.at), text(metric::move_place, change.place),
                  text(metric::move_product, change.product),
                  number(metric::move_quantity, change.quantity),
                  text(metric::move_kind, change.kind)};
  stamp(metrics, change.at);
  return metrics;
}

Metrics metrics_of(const Fix& fix) {
  auto& sent = fix.sent;
  Metrics metrics{number(metric::latitude, fix.latitude), number(metric::longitude, fix.longitude),
                  time_metric(metric::fix_time, fix.at)};
  if (sent.has_accuracy_dm())
    metrics.push_back(number(metric::accuracy, sent.accuracy_dm() / 10.0));
  if (sent.has_speed_cm_s()) metrics.push_back(number(metric::speed, sent.speed_cm_s() * 0.036));
  if (sent.has_course_cdeg()) metrics.push_back(number(metric::course, sent.course_cdeg() / 100.0));
  stamp(metrics, fix.at);
  auto others = metrics_of(sent, fix.at);
  metrics.insert(metrics.end(), others.begin(), others.end());
  return metrics;
}

Metrics birth_metrics(const std::optional<Fix>& fix) {
  Metrics metrics{
      no_value(metric::latitude, type_double),      no_value(metric::longitude, type_double),
      no_value(metric::fix_time, type_date_time),   no_value(metric::accuracy, type_double),
      no_value(metric::speed, type_double),         no_value(metric::course, type_double),
      no_value(metric::work_order, type_string),    no_value(metric::visit_state, type_uint32),
      no_value(metric::waiting, type_uint32),       no_value(metric::storage, type_uint32),
      no_value(metric::supply, type_double),        no_value(metric::temperature, type_double),
      no_value(metric::signal, type_int32),         no_value(metric::move_time, type_date_time),
      no_value(metric::move_place, type_string),    no_value(metric::move_product, type_string),
      no_value(metric::move_quantity, type_double), no_value(metric::move_kind, type_string)};
  if (fix) update(metrics, metrics_of(*fix));
  return metrics;
}

std::string SparkplugLog::topic(std::string_view type) const {
  return "spBv1.0/" + group_ + "/" + std::string(type) + "/" + node_;
}

SparkplugLog::Message SparkplugLog::make(std::string topic, Metrics metrics, Instant now) {
  Payload payload;
  payload.set_timestamp(to_millis(now));
  for (auto& metric : metrics) {
    if (!metric.has_timestamp()) metric.set_timestamp(to_millis(now));
    *payload.add_metrics() = std::move(metric);
  }
  payload.set_seq(seq_);
  seq_ = (seq_ + 1) % 256;
  return {std::move(topic), payload.SerializeAsString(), 0};
}

SparkplugLog::Message SparkplugLog::death(Instant now) const {
  Payload payload;
  payload.set_timestamp(to_millis(now));
  *payload.add_metrics() = bd_seq_metric(bd_seq_);
  return {topic("NDEATH"), payload.SerializeAsString(), 1};
}

std::vector<SparkplugLog::Message> SparkplugLog::birth(Instant now) {
  seq_ = 0;
  auto rebirth = make_metric(metric::rebirth, type_boolean);
  rebirth.set_boolean_value(false);
  std::vector<Message> messages{make(topic("NBIRTH"), {bd_seq_metric(bd_seq_), rebirth}, now)};
  for (auto& device : born_)
    messages.push_back(make(topic("DBIRTH") + "/" + device, known_[device], now));
  return messages;
}

SparkplugLog::Message SparkplugLog::device_birth(const std::string& device, const Metrics& metrics,
                                                 Instant now) {
  auto& known = known_[device];
  for (auto& one : metrics)
    if (!one.is_null() || !find(known, one.name())) update(known, {one});
  born_.insert(device);
  return make(topic("DBIRTH") + "/" + device, known, now);
}

std::optional<SparkplugLog::Message> SparkplugLog::device_data(const std::string& device,
                                                               const Metrics& metrics,
                                                               Instant now) {
  auto& known = known_[device];
  Metrics news;
  for (auto& one : metrics) {
    auto old = find(known, one.name());
    if (one.is_null() && old && old->is_null()) continue;
    news.push_back(one);
  }
  update(known, news);
  if (news.empty() || !is_born(device)) return std::nullopt;
  return make(topic("DDATA") + "/" + device, std::move(news), now);
}

SparkplugLog::Message SparkplugLog::device_death(const std::string& device, Instant now) {
  born_.erase(device);
  return make(topic("DDEATH") + "/" + device, {}, now);
}

bool SparkplugLog::asks_rebirth(std::string_view bytes) {
  Payload payload;
  if (!payload.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return false;
  for (auto& metric : payload.metrics())
    if (metric.name() == metric::rebirth && metric.boolean_value()) return true;
  return false;
}

SparkplugNode::SparkplugNode(Options options, const common::Clock& clock)
    : options_(std::move(options)), clock_(clock), log_(options_.tenant, options_.node, 0) {
  connect();
}

SparkplugNode::~SparkplugNode() {
  stop();
}

void SparkplugNode::connect() {
  auto broker = options_.broker;
  broker.client_id = options_.node + "-spb-" + options_.tenant;
  auto number = options_.take_bd_seq();
  std::string commands;
  {
    std::lock_guard lock(mutex_);
    log_.begin_session(number);
    auto death = log_.death(clock_.now());
    broker.will = common::mqtt::Will{death.topic, death.payload, death.qos, false};
    commands = log_.command_topic();
    lost_ = false;
  }
  client_ = std::make_unique<common::mqtt::Client>(
      std::move(broker), [this](common::mqtt::Event event) { on_event(std::move(event)); });
  client_->subscribe({commands});
  client_->start();
}

void SparkplugNode::publish(const SparkplugLog::Message& message) {
  auto accepted = client_->publish({.topic = message.topic,
                                    .payload = message.payload,
                                    .qos = message.qos,
                                    .retain = false,
                                    .expiry = {}});
  birth_wanted_ = birth_wanted_ || accepted != common::mqtt::Accepted::queued;
}

void SparkplugNode::give_birth() {
  birth_wanted_ = false;
  born_at_ = clock_.monotonic();
  for (auto& one : log_.birth(clock_.now())) publish(one);
}

void SparkplugNode::on_event(common::mqtt::Event event) {
  std::lock_guard lock(mutex_);
  if (std::holds_alternative<common::mqtt::Connected>(event)) {
    // The client connects again by itself, with the will of before: its number is used up.
    if (lost_) return;
    connected_ = true;
    give_birth();
  } else if (auto gone = std::get_if<common::mqtt::Disconnected>(&event)) {
    connected_ = false;
    lost_ = lost_ || gone->was_connected;
  } else if (auto message = std::get_if<common::mqtt::Message>(&event)) {
    if (!connected_ || message->topic != log_.command_topic() ||
        !SparkplugLog::asks_rebirth(message->payload))
      return;
    birth_wanted_ = true;
    if (!born_at_ || clock_.monotonic() - *born_at_ >= between_births) give_birth();
  }
}

bool SparkplugNode::shows(const std::string& device) const {
  return !options_.devices || options_.devices->count(device) > 0;
}

Metrics SparkplugNode::shown(Metrics metrics) const {
  if (!options_.positions) std::erase_if(metrics, is_position);
  return metrics;
}

void SparkplugNode::device_online(const std::string& device) {
  std::lock_guard lock(mutex_);
  if (!shows(device) || log_.is_born(device)) return;
  auto message = log_.device_birth(device, shown(birth_metrics({})), clock_.now());
  if (connected_) publish(message);
}

void SparkplugNode::device_offline(const std::string& device) {
  std::lock_guard lock(mutex_);
  if (!log_.is_born(device)) return;
  auto message = log_.device_death(device, clock_.now());
  if (connected_) publish(message);
}

void SparkplugNode::position(const std::string& device, const Fix& fix) {
  device_online(device);
  data(device, metrics_of(fix));
}

void SparkplugNode::data(const std::string& device, Metrics metrics) {
  std::lock_guard lock(mutex_);
  if (!shows(device)) return;
  auto now = clock_.now();
  for (auto& metric : metrics)
    if (metric.timestamp() < to_millis(now - historical_after)) metric.set_is_historical(true);
  auto message = log_.device_data(device, shown(std::move(metrics)), now);
  if (message && connected_) publish(*message);
}

void SparkplugNode::adopt(const SparkplugNode& other) {
  std::map<std::string, Metrics> known;
  {
    std::lock_guard lock(other.mutex_);
    for (auto& device : other.log_.born()) known[device] = other.log_.known().at(device);
  }
  for (auto& [device, metrics] : known) {
    device_online(device);
    data(device, std::move(metrics));
  }
}

void SparkplugNode::tick() {
  {
    std::lock_guard lock(mutex_);
    if (!lost_) {
      if (connected_ && birth_wanted_) give_birth();
      return;
    }
    connected_ = false;
  }
  client_->stop();
  connect();
}

void SparkplugNode::stop() {
  {
    std::lock_guard lock(mutex_);
    if (connected_) publish(log_.death(clock_.now()));
    connected_ = false;
  }
  client_->stop();
}

}  // namespace hub::gateway
