#include "hub/store/follower.hpp"

#include <utility>

#include "common/log/log.hpp"

namespace hub::store {
namespace {
constexpr auto look_every = std::chrono::seconds(1);
}

Follower::Follower(Store& store, Options options, std::function<bool()> round)
    : store_(store), options_(std::move(options)), round_(std::move(round)) {}

void Follower::start() {
  thread_ = std::thread([this] { run(); });
}

void Follower::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Follower::wake() {
  {
    std::lock_guard lock(mutex_);
    woken_ = true;
  }
  wake_.notify_all();
}

bool Follower::wait() {
  std::unique_lock lock(mutex_);
  wake_.wait_for(lock, look_every, [&] { return stopping_ || woken_; });
  if (!stopping_ && options_.gathers_for.count() > 0)
    wake_.wait_for(lock, options_.gathers_for, [&] { return stopping_; });
  woken_ = false;
  return !stopping_;
}

void Follower::run() {
  while (wait()) {
    try {
      if (store_.reads_log() && round_()) wake();
    } catch (const std::exception& error) {
      common::log::error(options_.module, "the change log is not followed; it is tried again",
                         {{"error", error.what()}});
    }
  }
}

bool visit_due(Store& store, Rounds& rounds,
               const std::function<bool(const std::string& tenant)>& advance) {
  bool done = false;
  auto due = [&](Connection& connection) { return rounds.due(connection); };
  for (auto& stop : store.read_result(due)) {
    if (advance(stop.tenant))
      done = true;
    else
      rounds.rest(stop);
  }
  return done;
}

}  // namespace hub::store
