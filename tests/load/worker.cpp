#include "tests/load/worker.hpp"

#include <sys/epoll.h>
#include <unistd.h>

#include <array>
#include <csignal>

#include "common/error/error.hpp"

namespace load {
namespace {

constexpr int wait_ms = 10;
constexpr std::chrono::milliseconds tick_every{20};

}  // namespace

Worker::Worker() : poll_(::epoll_create1(EPOLL_CLOEXEC)) {
  if (poll_ < 0) throw common::Error(common::ErrorCode::internal, "no epoll");
  thread_ = std::thread([this] { loop(); });
}

Worker::~Worker() {
  {
    std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  thread_.join();
  ::close(poll_);
}

void Worker::run(std::function<void(Share&, common::sync::Moment)> work) {
  Job job(std::move(work));
  auto done = job.get_future();
  {
    std::lock_guard lock(mutex_);
    jobs_.push_back(std::move(job));
  }
  done.get();
}

void Worker::loop() {
  auto tick_at = clock_.monotonic();
  while (true) {
    std::vector<Job> jobs;
    {
      std::lock_guard lock(mutex_);
      if (is_stopping_) break;
      jobs.swap(jobs_);
    }
    for (auto& job : jobs) job(share_, {clock_.monotonic(), clock_.now()});
    serve_sockets();
    if (clock_.monotonic() < tick_at) continue;
    tick_at = clock_.monotonic() + tick_every;
    watched_.resize(share_.vans.size());
    for (std::size_t i = 0; i < share_.vans.size(); ++i) {
      share_.vans[i]->tick({clock_.monotonic(), clock_.now()});
      watch(*share_.vans[i], i);
    }
  }
  for (auto& van : share_.vans) van->go_offline();
}

void Worker::serve_sockets() {
  std::array<epoll_event, 256> events{};
  int count = ::epoll_wait(poll_, events.data(), static_cast<int>(events.size()), wait_ms);
  for (int i = 0; i < count; ++i) {
    auto& event = events.at(static_cast<std::size_t>(i));
    auto& van = *share_.vans[event.data.u64];
    van.on_ready((event.events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0,
                 (event.events & EPOLLOUT) != 0, {clock_.monotonic(), clock_.now()});
    watch(van, event.data.u64);
  }
}

/// A closed descriptor has left the poll by itself.
void Worker::watch(Van& van, std::size_t index) {
  int descriptor = van.descriptor();
  if (descriptor < 0) return;
  auto& [attempt, for_writing] = watched_[index];
  bool is_new = attempt != van.attempt();
  if (!is_new && for_writing == van.wants_write()) return;
  attempt = van.attempt();
  for_writing = van.wants_write();
  epoll_event event{};
  event.events = for_writing ? EPOLLIN | EPOLLOUT : EPOLLIN;
  event.data.u64 = index;
  ::epoll_ctl(poll_, is_new ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, descriptor, &event);
}

}  // namespace load
