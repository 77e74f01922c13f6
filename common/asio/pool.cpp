#include "common/asio/pool.hpp"

#include <pthread.h>

#include <exception>
#include <utility>

#include "common/log/log.hpp"

namespace common::asio {

Pool::Pool(std::string name, std::size_t threads, std::size_t queue_max)
    : name_(std::move(name)), queue_max_(queue_max) {
  for (std::size_t i = 0; i < threads; ++i) {
    threads_.emplace_back([this] { work(); });
    // The kernel keeps 15 characters of a thread's name.
    pthread_setname_np(threads_.back().native_handle(), name_.substr(0, 15).c_str());
  }
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
  return idle_ > 0 && !std::exchange(waking_, true);
}

bool Pool::take(Task& task) {
  bool wake = false;
  {
    std::unique_lock lock(mutex_);
    while (queue_.empty() && !stopping_) {
      ++idle_;
      wake_.wait(lock);
      --idle_;
      waking_ = false;
    }
    if (queue_.empty()) return false;
    task = std::move(queue_.front());
    queue_.pop_front();
    wake = !queue_.empty() && claim_wake();
  }
  if (wake) wake_.notify_one();
  return true;
}

void Pool::work() {
  for (Task task; take(task); task = {}) {
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
