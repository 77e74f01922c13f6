#include "common/asio/loop.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>
#include <vector>

namespace common::asio {
namespace net = boost::asio;

struct Timer::State {
  explicit State(net::io_context& context) : timer(context) {}

  static void arm(const std::shared_ptr<State>& self, std::chrono::milliseconds delay) {
    self->timer.expires_after(delay);
    self->timer.async_wait([self](const boost::system::error_code& error) {
      if (error || self->cancelled) return;
      // A copy, as the handler may end the timer that holds it.
      auto handler = self->handler;
      handler();
      if (self->repeats && !self->cancelled) arm(self, self->pause);
    });
  }

  net::steady_timer timer;
  std::function<void()> handler;
  std::chrono::milliseconds pause{};
  bool repeats = false;
  bool cancelled = false;
};

Timer& Timer::operator=(Timer&& other) noexcept {
  cancel();
  state_ = std::move(other.state_);
  return *this;
}

Timer::~Timer() {
  cancel();
}

void Timer::cancel() {
  if (!state_) return;
  state_->cancelled = true;
  state_->timer.cancel();
  state_.reset();
}

struct Loop::Impl {
  net::io_context context{1};
  std::vector<std::unique_ptr<net::signal_set>> signals;

  void wait_for(net::signal_set& set, std::function<void()> handler) {
    set.async_wait([this, &set, handler](const boost::system::error_code& error, int) {
      if (error) return;
      handler();
      wait_for(set, handler);
    });
  }
};

Loop::Loop() : impl_(std::make_unique<Impl>()) {}
Loop::~Loop() = default;

void Loop::run() {
  auto guard = net::make_work_guard(impl_->context);
  impl_->context.run();
  impl_->context.restart();
}

void Loop::stop() {
  impl_->context.stop();
}

void Loop::post(Task task) {
  net::post(impl_->context, std::move(task));
}

void Loop::stop_on_signals() {
  for (int signal : {SIGINT, SIGTERM}) on_signal(signal, [this] { stop(); });
}

void Loop::on_signal(int signal, std::function<void()> handler) {
  auto& set =
      impl_->signals.emplace_back(std::make_unique<net::signal_set>(impl_->context, signal));
  impl_->wait_for(*set, std::move(handler));
}

Timer Loop::after(std::chrono::milliseconds delay, std::function<void()> handler) {
  auto state = std::make_shared<Timer::State>(impl_->context);
  state->handler = std::move(handler);
  Timer::State::arm(state, delay);
  return Timer(state);
}

Timer Loop::every(std::chrono::milliseconds pause, std::function<void()> handler) {
  auto state = std::make_shared<Timer::State>(impl_->context);
  state->handler = std::move(handler);
  state->pause = pause;
  state->repeats = true;
  Timer::State::arm(state, pause);
  return Timer(state);
}

net::io_context& Loop::context() {
  return impl_->context;
}

}  // namespace common::asio
