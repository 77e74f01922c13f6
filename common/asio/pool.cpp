#include "common/asio/pool.hpp"

#include <pthread.h>

#include <exception>
#include <utility>

#include "common/log/log.hpp"

namespace common::asio {

namespace {
thread_local Pool* own_pool = nullptr;
}

Pool::Pool(std::string name, std::size_t threads, std::size_t queue_max, std::size_t spare)
    : name_(std::move(name)),
      queue_max_(queue_max),
      running_max_(threads),
      threads_max_(threads + spare) {
  std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < threads; ++i) add_thread();
}

void Pool::add_thread() {
  threads_.emplace_back([this] { work(); });
  // The kernel keeps 15 characters of a thread's name.
  pthread_setname_np(threads_.back().native_handle(), name_.substr(0, 15).c_str());
}

Pool::~Pool() {
  stop();
}

bool Pool::try_post(Task& task) {
  bool wake = false;
  {
    std::lock_guard lock(mutex_);
    if (stopping_ || queue_.size() >= queue_max_) return false;
    queue_.push_back(std::move(task));
    wake = claim_wake();
  }
  // Outside the lock, so that the thread woken does not at once wait for it.
  if (wake) wake_.notify_one();
  return true;
}

void Pool::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (auto& thread : threads_)
    if (thread.joinable()) thread.join();
}

std::size_t Pool::waiting() const {
  std::lock_guard lock(mutex_);
  return queue_.size();
}

bool Pool::claim_wake() {
  return idle_ > 0 && has_task() && !std::exchange(waking_, true);
}

bool Pool::take(Task& task) {
  bool wake = false;
  {
    std::unique_lock lock(mutex_);
    while (!has_task() && !(stopping_ && queue_.empty())) {
      ++idle_;
      wake_.wait(lock);
      --idle_;
      waking_ = false;
    }
    if (queue_.empty()) return false;
    task = std::move(queue_.front());
    queue_.pop_front();
    ++running_;
    wake = claim_wake();
  }
  if (wake) wake_.notify_one();
  return true;
}

Pool::Waiting::Waiting() : pool_(own_pool) {
  if (pool_) pool_->begin_wait();
}

Pool::Waiting::~Waiting() {
  if (pool_) pool_->end_wait();
}

void Pool::begin_wait() {
  bool wake = false;
  {
    std::lock_guard lock(mutex_);
    --running_;
    if (idle_ == 0 && !stopping_ && threads_.size() < threads_max_) add_thread();
    wake = claim_wake();
  }
  if (wake) wake_.notify_one();
}

void Pool::end_wait() {
  std::lock_guard lock(mutex_);
  ++running_;
}

/// What the task held goes before its place does.
void Pool::finish(Task& task) {
  task = {};
  std::lock_guard lock(mutex_);
  --running_;
}

void Pool::work() {
  own_pool = this;
  for (Task task; take(task); finish(task)) {
    try {
      task();
    } catch (const std::exception& error) {
      log::error("asio", "a task of a pool failed", {{"pool", name_}, {"error", error.what()}});
    } catch (...) {
      log::error("asio", "a task of a pool failed", {{"pool", name_}});
    }
  }
}

}  // namespace common::asio
