#include "hub/gateway/impl/worker.hpp"

#include "common/error/error.hpp"
#include "common/log/log.hpp"
#include "hub/gateway/refusals.hpp"

namespace hub::gateway::impl {

Worker::Worker(SessionServices& services, std::string schema, std::size_t queue_max)
    : services_(services), schema_(std::move(schema)), queue_max_(queue_max) {}

Worker::~Worker() {
  stop();
}

void Worker::start() {
  thread_ = std::thread([this] { run(); });
}

void Worker::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  arrived_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Worker::add(Task task) {
  {
    std::lock_guard lock(mutex_);
    if (stopping_) return;
    if (task.kind != Task::Kind::feeds && queue_.size() >= queue_max_) {
      ++services_.counters.dropped;
      return;
    }
    queue_.push_back(std::move(task));
  }
  arrived_.notify_one();
}

void Worker::run() {
  while (true) {
    Task task;
    bool busy = false;
    {
      std::unique_lock lock(mutex_);
      arrived_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
      if (stopping_) return;
      task = std::move(queue_.front());
      queue_.pop_front();
      busy = queue_.size() > queue_max_ / 2;
    }
    try {
      carry_out(task, busy);
    } catch (const std::exception& error) {
      // Nothing was confirmed, so the van sends it again.
      ++services_.counters.failed;
      common::log::error("hub/gateway", "a van's message was not carried out",
                         {{"device", task.topic.device}, {"error", error.what()}});
    }
  }
}

VanSession& Worker::session(const Topic& topic) {
  auto& found = sessions_[{topic.tenant, topic.device}];
  if (!found) found = std::make_unique<VanSession>(services_, topic, schema_);
  return *found;
}

void Worker::carry_out(const Task& task, bool busy) {
  if (task.kind == Task::Kind::feeds) {
    for (auto at = sessions_.lower_bound({task.topic.tenant, ""});
         at != sessions_.end() && at->first.first == task.topic.tenant; ++at)
      at->second->feeds_advanced(task.scopes,
                                 task.holders_changed || task.devices.count(at->first.second) > 0);
    return;
  }
  if (task.kind == Task::Kind::refused)
    return note_refusal(services_.van.store, services_.counters, task.payload);
  // A session can be thrown away at any time: all that counts is in the database.
  if (sessions_.size() > sessions_max) sessions_.clear();
  if (task.kind == Task::Kind::message)
    return session(task.topic).message(task.topic, task.payload, busy);
  if (task.kind == Task::Kind::gone) return session(task.topic).gone();
  truckroll::wire::DeviceCommand command;
  auto known = sessions_.find({task.topic.tenant, task.topic.device});
  if (known != sessions_.end() && command.ParseFromString(task.payload))
    known->second->send_command(command);
}

}  // namespace hub::gateway::impl
