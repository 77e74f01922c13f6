#pragma once
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

#include "common/asio/pool.hpp"

namespace common::asio {

/// What a coroutine gets back from work that gives nothing.
struct Done {};

namespace detail {

template <class Result, class Work>
void fill(std::optional<Result>& result, std::exception_ptr& error, Work& work) {
  try {
    if constexpr (std::is_same_v<Result, Done>) {
      work();
      result.emplace();
    } else {
      result.emplace(work());
    }
  } catch (...) {
    error = std::current_exception();
  }
}

}  // namespace detail

/// `co_await on_pool<Executor>(pool, work)`: calls work() on the pool and resumes on the
/// coroutine's own thread. Empty when the pool's queue is full; what work throws is thrown here.
/// Name the work before the co_await expression: g++ 12 destroys unnamed captures twice.
template <class Executor, class Work>
auto on_pool(Pool& pool, Work work) {
  using Returned = std::invoke_result_t<Work&>;
  using Result = std::conditional_t<std::is_void_v<Returned>, Done, Returned>;
  auto start = [&pool](auto handler, Work held) {
    auto executor = boost::asio::get_associated_executor(handler);
    // The work guard keeps the loop alive while only the pool knows of the coroutine.
    auto guard = boost::asio::make_work_guard(executor);
    struct Job {
      decltype(handler) resume;
      Work work;
      decltype(executor) back;
      decltype(guard) alive;
      bool refused = false;
      void operator()() {
        std::optional<Result> result;
        std::exception_ptr error;
        if (!refused) detail::fill(result, error, work);
        // The guard travels along: once the coroutine runs on, its loop may end and be gone.
        auto finish = [resume = std::move(resume), alive = std::move(alive), error,
                       result = std::move(result)]() mutable {
          std::move(resume)(error, std::move(result));
        };
        boost::asio::post(back, std::move(finish));
      }
    };
    // Kept reachable, so that a refused job can still resume its coroutine.
    auto job =
        std::make_unique<Job>(Job{std::move(handler), std::move(held), executor, std::move(guard)});
    Job* raw = job.get();
    Task task([job = std::move(job)] { (*job)(); });
    if (pool.try_post(task)) return;
    raw->refused = true;
    task();
  };
  return boost::asio::async_initiate<const boost::asio::use_awaitable_t<Executor>,
                                     void(std::exception_ptr, std::optional<Result>)>(
      start, boost::asio::use_awaitable_t<Executor>(), std::move(work));
}

}  // namespace common::asio
