#include "hub/gateway/sparkplug.hpp"

namespace hub::gateway {
namespace {

using common::Instant;
using sparkplug::Metric;
using sparkplug::Payload;

// Sparkplug B 3.0, section 6.4.16: data types.
constexpr std::uint32_t type_uint32 = 7, type_uint64 = 8, type_double = 10, type_boolean = 11,
                        type_string = 12, type_date_time = 13;

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

/// The newer values take the older ones' places.
void update(Metrics& known, const Metrics& news) {
  for (auto& one : news) {
    bool found = false;
    for (auto& old : known)
      if (old.name() == one.name()) {
        old = one;
        found = true;
      }
    if (!found) known.push_back(one);
  }
}

}  // namespace

Metrics metrics_of(const Fix& fix) {
  auto& sent = fix.sent;
  auto time = make_metric(metric::fix_time, type_date_time);
  time.set_long_value(to_millis(fix.at));
  Metrics metrics{number(metric::latitude, fix.latitude), number(metric::longitude, fix.longitude),
                  time};
  if (sent.has_accuracy_dm())
    metrics.push_back(number(metric::accuracy, sent.accuracy_dm() / 10.0));
  if (sent.has_speed_cm_s()) metrics.push_back(number(metric::speed, sent.speed_cm_s() * 0.036));
  if (sent.has_course_cdeg()) metrics.push_back(number(metric::course, sent.course_cdeg() / 100.0));
  if (sent.has_work_order()) {
    auto job = make_metric(metric::work_order, type_string);
    job.set_string_value(sent.work_order());
    metrics.push_back(job);
  }
  if (sent.has_visit_state()) metrics.push_back(count(metric::visit_state, sent.visit_state()));
  if (sent.has_waiting()) metrics.push_back(count(metric::waiting, sent.waiting()));
  if (sent.has_storage_percent()) metrics.push_back(count(metric::storage, sent.storage_percent()));
  for (auto& metric : metrics) metric.set_timestamp(to_millis(fix.at));
  return metrics;
}

Metrics birth_metrics(const std::optional<Fix>& fix) {
  Metrics metrics{
      no_value(metric::latitude, type_double),    no_value(metric::longitude, type_double),
      no_value(metric::fix_time, type_date_time), no_value(metric::accuracy, type_double),
      no_value(metric::speed, type_double),       no_value(metric::course, type_double),
      no_value(metric::work_order, type_string),  no_value(metric::visit_state, type_uint32),
      no_value(metric::waiting, type_uint32),     no_value(metric::storage, type_uint32)};
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
  for (auto& [device, metrics] : devices_)
    messages.push_back(make(topic("DBIRTH") + "/" + device, metrics, now));
  return messages;
}

SparkplugLog::Message SparkplugLog::device_birth(const std::string& device, Metrics metrics,
                                                 Instant now) {
  devices_[device] = metrics;
  return make(topic("DBIRTH") + "/" + device, std::move(metrics), now);
}

SparkplugLog::Message SparkplugLog::device_data(const std::string& device, const Metrics& metrics,
                                                Instant now) {
  update(devices_[device], metrics);
  return make(topic("DDATA") + "/" + device, metrics, now);
}

SparkplugLog::Message SparkplugLog::device_death(const std::string& device, Instant now) {
  devices_.erase(device);
  return make(topic("DDEATH") + "/" + device, {}, now);
}

bool SparkplugLog::asks_rebirth(std::string_view bytes) {
  Payload payload;
  if (!payload.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return false;
  for (auto& metric : payload.metrics())
    if (metric.name() == metric::rebirth && metric.boolean_value()) return true;
  return false;
}

SparkplugNode::SparkplugNode(std::string tenant, std::string hub, common::mqtt::Options broker,
                             const common::Clock& clock)
    : client_id_(hub + "-spb-" + tenant),
      broker_(std::move(broker)),
      clock_(clock),
      log_(tenant, hub, to_millis(clock.now()) / 1000) {
  connect();
}

SparkplugNode::~SparkplugNode() {
  stop();
}

void SparkplugNode::connect() {
  auto options = broker_;
  options.client_id = client_id_;
  std::string commands;
  {
    std::lock_guard lock(mutex_);
    auto death = log_.death(clock_.now());
    options.will = common::mqtt::Will{death.topic, death.payload, death.qos, false};
    commands = log_.command_topic();
    lost_ = false;
  }
  client_ = std::make_unique<common::mqtt::Client>(
      std::move(options), [this](common::mqtt::Event event) { on_event(std::move(event)); });
  client_->subscribe({commands});
  client_->start();
}

void SparkplugNode::publish(const SparkplugLog::Message& message) {
  client_->publish({.topic = message.topic,
                    .payload = message.payload,
                    .qos = message.qos,
                    .retain = false,
                    .expiry = {}});
}

void SparkplugNode::on_event(common::mqtt::Event event) {
  std::lock_guard lock(mutex_);
  bool birth = false;
  if (std::holds_alternative<common::mqtt::Connected>(event)) {
    connected_ = true;
    birth = true;
  } else if (auto gone = std::get_if<common::mqtt::Disconnected>(&event)) {
    connected_ = false;
    lost_ = lost_ || gone->was_connected;
  } else if (auto message = std::get_if<common::mqtt::Message>(&event)) {
    birth = connected_ && message->topic == log_.command_topic() &&
            SparkplugLog::asks_rebirth(message->payload);
  }
  if (!birth) return;
  for (auto& one : log_.birth(clock_.now())) publish(one);
}

void SparkplugNode::device_online(const std::string& device) {
  std::lock_guard lock(mutex_);
  if (log_.is_born(device)) return;
  auto message = log_.device_birth(device, birth_metrics({}), clock_.now());
  if (connected_) publish(message);
}

void SparkplugNode::device_offline(const std::string& device) {
  std::lock_guard lock(mutex_);
  if (!log_.is_born(device)) return;
  auto message = log_.device_death(device, clock_.now());
  if (connected_) publish(message);
}

void SparkplugNode::position(const std::string& device, const Fix& fix) {
  std::lock_guard lock(mutex_);
  auto message = log_.is_born(device) ? log_.device_data(device, metrics_of(fix), clock_.now())
                                      : log_.device_birth(device, birth_metrics(fix), clock_.now());
  if (connected_) publish(message);
}

void SparkplugNode::tick() {
  {
    std::lock_guard lock(mutex_);
    if (!lost_) return;
    log_.next_session();
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
