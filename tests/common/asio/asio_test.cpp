#include "common/asio/asio.hpp"

#include <unistd.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <csignal>
#include <future>
#include <latch>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "common/asio/on_pool.hpp"
#include "common/error/error.hpp"

#include <CppUTest/TestHarness.h>

using namespace common;
using namespace std::chrono_literals;

TEST_GROUP(Loop){};

TEST(Loop, tasks_run_in_the_order_posted) {
  asio::Loop loop;
  std::string order;
  for (char c : {'a', 'b', 'c'}) loop.post([&order, c] { order += c; });
  loop.post([&] { loop.stop(); });
  loop.run();
  STRCMP_EQUAL("abc", order.c_str());
}

TEST(Loop, stop_comes_from_any_thread_and_run_may_follow_again) {
  asio::Loop loop;
  for (int i = 0; i < 3; ++i) {
    std::jthread stopper([&] { loop.post([&] { loop.stop(); }); });
    loop.run();
    stopper.join();
  }
}

TEST(Loop, timers_fire_in_time_order_and_a_dropped_one_never) {
  asio::Loop loop;
  std::string order;
  auto late = loop.after(30ms, [&] { order += "late", loop.stop(); });
  auto soon = loop.after(1ms, [&] { order += "soon "; });
  {
    auto dropped = loop.after(2ms, [&] { order += "dropped "; });
  }
  loop.run();
  STRCMP_EQUAL("soon late", order.c_str());
}

TEST(Loop, a_repeating_timer_ends_itself) {
  asio::Loop loop;
  int count = 0;
  asio::Timer timer;
  timer = loop.every(1ms, [&] {
    if (++count == 3) timer.cancel();
  });
  auto end = loop.after(40ms, [&] { loop.stop(); });
  loop.run();
  LONGS_EQUAL(3, count);
}

TEST(Loop, a_signal_stops_it) {
  asio::Loop loop;
  int hang_ups = 0;
  loop.stop_on_signals();
  loop.on_signal(SIGHUP, [&] {
    if (++hang_ups == 2) ::kill(::getpid(), SIGTERM);
    if (hang_ups == 1) ::kill(::getpid(), SIGHUP);
  });
  loop.post([] { ::kill(::getpid(), SIGHUP); });
  loop.run();
  LONGS_EQUAL(2, hang_ups);
}

TEST_GROUP(Pool){};

TEST(Pool, runs_everything_and_stop_finishes_what_waits) {
  std::atomic<int> done = 0;
  asio::Pool pool("test", 4, 1000);
  for (int i = 0; i < 500; ++i) CHECK(pool.try_post([&] { ++done; }));
  pool.stop();
  LONGS_EQUAL(500, done);
  CHECK(!pool.try_post([&] { ++done; }));
}

TEST(Pool, a_full_queue_is_a_result_and_leaves_the_task) {
  std::promise<void> go;
  auto gate = go.get_future().share();
  std::promise<void> inside;
  asio::Pool pool("test", 1, 1);
  CHECK(pool.try_post([&] { inside.set_value(), gate.wait(); }));
  inside.get_future().wait();
  int ran = 0;
  CHECK(pool.try_post([&] { ++ran; }));
  asio::Task refused([&] { ran += 10; });
  CHECK(!pool.try_post(refused));
  CHECK(static_cast<bool>(refused));
  go.set_value();
  pool.stop();
  LONGS_EQUAL(1, ran);
}

TEST(Pool, a_task_that_throws_ends_only_itself) {
  std::atomic<int> done = 0;
  asio::Pool pool("test", 1, 10);
  CHECK(pool.try_post([] { throw std::runtime_error("broken"); }));
  CHECK(pool.try_post([&] { ++done; }));
  pool.stop();
  LONGS_EQUAL(1, done);
}

TEST(Pool, others_run_while_tasks_wait_for_something_together) {
  std::latch together(4);
  std::atomic<int> done = 0;
  asio::Pool pool("test", 1, 10, 3);
  for (int i = 0; i < 4; ++i)
    CHECK(pool.try_post([&] {
      asio::Pool::Waiting waiting;
      together.arrive_and_wait();
      ++done;
    }));
  together.wait();  // who stops makes no further threads
  pool.stop();
  LONGS_EQUAL(4, done);
}

TEST(Pool, spare_threads_run_no_more_tasks_at_once_than_there_are_places) {
  std::latch together(2), finished(50);
  std::atomic<int> running = 0, most = 0;
  asio::Pool pool("test", 1, 100, 3);
  for (int i = 0; i < 2; ++i)
    CHECK(pool.try_post([&] {
      asio::Pool::Waiting waiting;
      together.arrive_and_wait();
    }));
  together.wait();
  for (int i = 0; i < 50; ++i)
    CHECK(pool.try_post([&] {
      most = std::max(most.load(), ++running);
      std::this_thread::yield();
      --running;
      finished.count_down();
    }));
  finished.wait();
  LONGS_EQUAL(1, most);
}

namespace {

using Executor = boost::asio::io_context::executor_type;

struct Seen {
  std::string text;
  std::thread::id worker, resumed;
  bool refused = false;
  ErrorCode code = ErrorCode::internal;
};

boost::asio::awaitable<void, Executor> visit(asio::Pool& pool, Seen& seen) {
  auto work = [&seen] {
    seen.worker = std::this_thread::get_id();
    return std::make_unique<std::string>("made there");
  };
  auto made = co_await asio::on_pool<Executor>(pool, work);
  seen.resumed = std::this_thread::get_id();
  if (made) seen.text = **made;
  auto failing = [] { refuse("field", "wrong"); };
  try {
    co_await asio::on_pool<Executor>(pool, failing);
  } catch (const Error& error) {
    seen.code = error.code();
  }
  pool.stop();
  auto late = [] { return 1; };
  auto none = co_await asio::on_pool<Executor>(pool, late);
  seen.refused = !none;
}

}  // namespace

TEST(Pool, a_coroutine_goes_there_and_comes_back) {
  boost::asio::io_context context;
  asio::Pool pool("test", 1, 10);
  Seen seen;
  boost::asio::co_spawn(context, visit(pool, seen), boost::asio::detached);
  context.run();
  STRCMP_EQUAL("made there", seen.text.c_str());
  CHECK(seen.resumed == std::this_thread::get_id());
  CHECK(seen.worker != seen.resumed);
  CHECK(seen.code == ErrorCode::bad_input);
  CHECK(seen.refused);
}
