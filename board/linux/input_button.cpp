#include "board/linux/input_button.hpp"

#include <fcntl.h>
#include <linux/input.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "common/error/error.hpp"
#include "common/log/log.hpp"

namespace board {

InputButton::InputButton(Options options) : options_(std::move(options)) {}

InputButton::~InputButton() {
  stop();
}

void InputButton::start(Listener listener) {
  if (thread_.joinable()) return;
  if (::pipe2(stop_ends_, O_CLOEXEC) != 0)
    throw common::Error(common::ErrorCode::internal, "cannot watch the button");
  listener_ = std::move(listener);
  thread_ = std::thread([this] { run(); });
}

void InputButton::stop() {
  if (!thread_.joinable()) return;
  ::close(stop_ends_[1]);
  thread_.join();
  ::close(stop_ends_[0]);
}

void InputButton::run() {
  bool is_told = false;
  while (true) {
    int device = ::open(options_.device.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (device >= 0) {
      is_told = false;
      read_device(device);
      ::close(device);
    } else if (!std::exchange(is_told, true)) {
      common::log::warning("button", "no button",
                           {{"device", options_.device.string()}, {"error", strerror(errno)}});
    }
    if (!wait_for(-1, options_.reopen_after)) return;
  }
}

bool InputButton::wait_for(int device, std::chrono::milliseconds longest) const {
  pollfd waiting[] = {{stop_ends_[0], POLLIN, 0}, {device, POLLIN, 0}};
  while (::poll(waiting, 2, static_cast<int>(longest.count())) < 0 && errno == EINTR) {
  }
  return waiting[0].revents == 0;
}

void InputButton::read_device(int device) {
  is_down_ = false;
  changed_at_.reset();
  while (wait_for(device, std::chrono::milliseconds(-1))) {
    input_event event{};
    // The kernel gives whole events; a FIFO does so too, as they are shorter than PIPE_BUF.
    auto size = ::read(device, &event, sizeof event);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (size != sizeof event) return;
    if (event.type == EV_SYN && event.code == SYN_DROPPED) is_down_ = false;
    if (event.type == EV_KEY && event.code == options_.key)
      take(event.value, std::chrono::seconds(event.input_event_sec) +
                            std::chrono::microseconds(event.input_event_usec));
  }
}

/// 1 is down, 0 is up, 2 says that it is still held.
void InputButton::take(std::int32_t value, std::chrono::microseconds at) {
  if (value == 2) return;
  bool bounced = changed_at_ && at >= *changed_at_ && at - *changed_at_ < options_.bounce;
  bool is_press = value == 1 && !is_down_ && !bounced;
  is_down_ = value == 1;
  changed_at_ = at;
  if (is_press) listener_();
}

}  // namespace board
