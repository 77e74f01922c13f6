#include "hub/gateway/gateway.hpp"

#include <set>
#include <thread>

#include "common/error/error.hpp"
#include "common/log/log.hpp"
#include "hub/broker/access.hpp"
#include "hub/gateway/impl/worker.hpp"
#include "hub/gateway/scope_walk.hpp"
#include "hub/store/rounds.hpp"

namespace hub::gateway {
namespace {

constexpr auto look_around = std::chrono::seconds(1);  // other processes may have moved the feeds
constexpr std::size_t heard_max = 100'000;
constexpr const char* uplink_filter = "truckroll/1/+/+/+/up/#";

}  // namespace

struct Gateway::Impl {
  store::Store& store;
  Options options;
  Callbacks callbacks;
  Counters counters;
  ScopePlans plans;
  OperationApplier applier;
  ScopeReader reader;
  Nodes nodes;
  store::Rounds rounds;
  impl::SessionServices services;
  std::vector<std::unique_ptr<impl::Worker>> workers;
  std::unique_ptr<common::mqtt::Client> client;

  std::mutex presence_mutex;
  std::set<std::pair<std::string, std::string>>
      heard;  // tenant and device, since the broker was reached
  std::optional<std::chrono::steady_clock::time_point>
      absent_at;  // who is not heard by then is not there
  std::optional<std::chrono::steady_clock::time_point>
      unknown_at;  // without the broker until then, nobody can say who is there

  std::mutex mutex;
  std::condition_variable woken;
  bool wake_wanted = false, stopping = false;
  struct Seen {
    std::int64_t position = 0, walked = 0;
    bool operator==(const Seen&) const = default;
  };
  std::map<std::string, Seen> seen;  // when vans were last told; of the reader's thread
  std::chrono::steady_clock::time_point nodes_at{};
  std::thread thread;

  Impl(store::Store& s, const store::Access& access, Options o, Callbacks c)
      : store(s),
        options(std::move(o)),
        callbacks(std::move(c)),
        plans(s),
        applier(s, access),
        reader(s, plans),
        nodes(s, {options.hub, options.broker, options.readers_file}),
        services{{s, plans, applier},
                 callbacks,
                 counters,
                 [this](common::mqtt::Publication publication) { publish(std::move(publication)); },
                 options.sparkplug ? &nodes : nullptr} {
    for (std::size_t i = 0; i < std::max<std::size_t>(1, options.workers); ++i)
      workers.push_back(
          std::make_unique<impl::Worker>(services, options.schema, options.queue_messages_max));
  }

  // ---- the broker

  void publish(common::mqtt::Publication publication) {
    if (client->publish(std::move(publication)) == common::mqtt::Accepted::queued)
      ++counters.published;
    else
      ++counters.not_published;  // the van asks again
  }

  void on_event(common::mqtt::Event event) {
    if (auto message = std::get_if<common::mqtt::Message>(&event))
      return on_message(std::move(*message));
    if (auto refused = std::get_if<common::mqtt::PublishRefused>(&event)) {
      ++counters.refused_by_broker;
      common::log::error("hub/gateway", "the broker refused a message",
                         {{"topic", refused->topic}, {"reason", std::to_string(refused->reason)}});
    } else if (auto subscribe = std::get_if<common::mqtt::SubscribeRefused>(&event)) {
      common::log::error("hub/gateway", "the broker refused the subscription to vans",
                         {{"topic", subscribe->topic}});
    } else if (auto gone = std::get_if<common::mqtt::Disconnected>(&event)) {
      counters.connected = false;
      note_unreached();
      common::log::warning("hub/gateway", "no connection with the broker",
                           {{"reason", gone->reason}});
    } else {
      counters.connected = true;
      // What was retained comes now: each van's state. A broker that was restarted has lost it, and
      // the wills with it.
      std::lock_guard lock(presence_mutex);
      heard.clear();
      unknown_at.reset();
      absent_at = std::chrono::steady_clock::now() + options.presence_grace;
      common::log::info("hub/gateway", "connected with the broker");
    }
  }

  void note_unreached() {
    std::lock_guard lock(presence_mutex);
    if (!unknown_at) unknown_at = std::chrono::steady_clock::now() + options.presence_grace;
  }

  void on_message(common::mqtt::Message message) {
    ++counters.messages;
    counters.bytes += message.payload.size();
    if (message.topic == broker::refused_topic) {
      impl::Worker::Task task;
      task.kind = impl::Worker::Task::Kind::refused;
      task.payload = std::move(message.payload);
      return workers.front()->add(std::move(task));
    }
    auto topic = parse_topic(message.topic);
    if (!topic) {
      ++counters.wrong_topic;
      common::log::warning("hub/gateway", "a message on a topic that no van has was dropped",
                           {{"topic", message.topic.substr(0, 200)}});
      return;
    }
    if (message.payload.size() > payload_bytes_max(topic->suffix)) {
      ++counters.too_large;
      common::log::warning("hub/gateway", "a message that is too large was dropped",
                           {{"topic", message.topic}});
      return;
    }
    note_heard(*topic);
    impl::Worker::Task task;
    task.topic = std::move(*topic);
    task.payload = std::move(message.payload);
    worker_of(task.topic.device).add(std::move(task));
  }

  void note_heard(const Topic& topic) {
    std::lock_guard lock(presence_mutex);
    if (absent_at && heard.size() < heard_max) heard.emplace(topic.tenant, topic.device);
  }

  /// Devices that were online when the broker was lost, and have not been heard of since; all while
  /// it stays away. What it retains puts those right that are there when it comes back.
  void find_absent() {
    std::set<std::pair<std::string, std::string>> present;
    {
      std::lock_guard lock(presence_mutex);
      auto& due = counters.connected ? absent_at : unknown_at;
      auto now = std::chrono::steady_clock::now();
      if (!due || now < *due) return;
      // Once is not enough while it is away: what the workers still held may have come in between.
      if (counters.connected)
        due.reset();
      else
        due = now + options.presence_grace;
      if (counters.connected) present.swap(heard);
    }
    std::vector<Topic> absent;
    store.read([&](store::Connection& connection) {
      auto& rows =
          connection.query("SELECT tenant, device, shard FROM device_session WHERE online = 1", {});
      while (rows.step())
        if (!present.count({rows.text(0), rows.text(1)}))
          absent.push_back({rows.text(0), rows.text(1), "", static_cast<int>(rows.integer(2))});
    });
    for (auto& topic : absent) {
      impl::Worker::Task task;
      task.kind = impl::Worker::Task::Kind::gone;
      task.topic = topic;
      worker_of(topic.device).add(std::move(task));
    }
  }

  impl::Worker& worker_of(const std::string& device) {
    return *workers[std::hash<std::string>{}(device) % workers.size()];
  }

  // ---- the change log

  void run() {
    while (true) {
      {
        std::unique_lock lock(mutex);
        woken.wait_for(lock, look_around, [&] { return stopping || wake_wanted; });
        if (stopping) return;
        wake_wanted = false;
      }
      try {
        auto due = [&](store::Connection& connection) { return rounds.due(connection); };
        bool reads = store.reads_log();
        for (auto& stop : store.read_result(due)) try_to_follow(stop, reads);
        find_absent();
        follow_nodes();
      } catch (const std::exception& error) {
        common::log::error("hub/gateway", "following the change log failed",
                           {{"error", error.what()}});
      }
    }
  }

  /// Not with every change of the log: it reads who may read.
  void follow_nodes() {
    auto now = std::chrono::steady_clock::now();
    if (!options.sparkplug || now < nodes_at) return;
    nodes_at = now + look_around;
    nodes.follow();
  }

  void tell_stock(const std::string& tenant, std::int64_t after, std::int64_t through) {
    if (!options.sparkplug) return;
    for (auto& one : read_stock_changes(store, tenant, after, through))
      nodes.data(tenant, one.device, metrics_of(one.change));
  }

  /// A company whose log cannot be followed keeps no other's vans waiting.
  void try_to_follow(const store::Rounds::Stop& stop, bool reads) {
    try {
      follow(stop.tenant, reads);
      rounds.rest(stop);
    } catch (const std::exception& error) {
      common::log::error("hub/gateway", "following a company's change log failed",
                         {{"tenant", stop.tenant}, {"error", error.what()}});
    }
  }

  /// Without `reads` another hub does, and what it has found is told the vans of this one.
  void follow(const std::string& tenant, bool reads) {
    ScopeProgress progress;
    if (reads) {
      progress = reader.catch_up(tenant);
      progress.scopes.merge(reader.sweep(tenant).scopes);
    }
    counters.changes_read += progress.changes;
    auto now = store.read_result([&](store::Connection& connection) {
      return Seen{store::reader_position(connection, tenant, ScopeReader::reader_name),
                  ScopeWalk::steps(connection, tenant)};
    });
    auto known = seen.find(tenant);
    if (known != seen.end()) tell_stock(tenant, known->second.position, now.position);
    auto& before = seen[tenant];
    bool by_others =
        now.walked != before.walked || (now.position != before.position && progress.changes == 0);
    before = now;
    for (auto& device : progress.ended)
      if (callbacks.on_ended) callbacks.on_ended(tenant, device);
    if (progress.scopes.empty() && progress.devices.empty() && !progress.holders_changed &&
        !by_others)
      return;
    for (auto& worker : workers) {
      impl::Worker::Task task;
      task.kind = impl::Worker::Task::Kind::feeds;
      task.topic.tenant = tenant;
      task.scopes = progress.scopes;
      task.devices = progress.devices;
      task.holders_changed = progress.holders_changed || by_others;
      worker->add(std::move(task));
    }
  }
};

Gateway::Gateway(store::Store& store, const store::Access& access, Options options,
                 Callbacks callbacks)
    : impl_(std::make_unique<Impl>(store, access, std::move(options), std::move(callbacks))) {}

Gateway::~Gateway() {
  stop();
}

void Gateway::start() {
  auto& impl = *impl_;
  impl.client = std::make_unique<common::mqtt::Client>(
      impl.options.broker, [&impl](common::mqtt::Event event) { impl.on_event(std::move(event)); });
  impl.client->subscribe({uplink_filter, std::string(broker::refused_topic)});
  impl.note_unreached();
  for (auto& worker : impl.workers) worker->start();
  impl.client->set_eager(true);
  impl.client->start();
  impl.thread = std::thread([&impl] { impl.run(); });
}

void Gateway::stop() {
  auto& impl = *impl_;
  {
    std::lock_guard lock(impl.mutex);
    impl.stopping = true;
  }
  impl.woken.notify_all();
  if (impl.thread.joinable()) impl.thread.join();
  for (auto& worker : impl.workers) worker->stop();
  if (impl.client) impl.client->stop();
  impl.nodes.stop();
}

void Gateway::wake() {
  {
    std::lock_guard lock(impl_->mutex);
    impl_->wake_wanted = true;
  }
  impl_->woken.notify_one();
}

void Gateway::send_command(const std::string& tenant, const std::string& device,
                           const truckroll::wire::DeviceCommand& command) {
  impl::Worker::Task task;
  task.kind = impl::Worker::Task::Kind::command;
  task.topic.tenant = tenant;
  task.topic.device = device;
  task.payload = command.SerializeAsString();
  impl_->worker_of(device).add(std::move(task));
}

void Gateway::end_session(const std::string& device) {
  impl_->publish({.topic = std::string(broker::end_topic),
                  .payload = device,
                  .qos = 1,
                  .retain = false,
                  .expiry = {}});
}

const Counters& Gateway::counters() const {
  return impl_->counters;
}

}  // namespace hub::gateway
