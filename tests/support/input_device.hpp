#pragma once
#include <fcntl.h>
#include <linux/input.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <stdexcept>

namespace support {

/// Stands in for an input device of the kernel: a FIFO that gives the same `struct input_event`s.
class InputDevice {
 public:
  explicit InputDevice(std::filesystem::path path) : path_(std::move(path)) {
    // Open for both, so that writing never waits for a reader.
    if (::mkfifo(path_.c_str(), 0600) != 0 || (end_ = ::open(path_.c_str(), O_RDWR)) < 0)
      throw std::runtime_error("no input device " + path_.string());
  }
  ~InputDevice() {
    ::close(end_);
    ::unlink(path_.c_str());
  }
  InputDevice(const InputDevice&) = delete;
  InputDevice& operator=(const InputDevice&) = delete;

  const std::filesystem::path& path() const { return path_; }

  /// A change of the key as the kernel tells it; `at` is the event's own time.
  void change(std::uint16_t key, int value, std::chrono::milliseconds at) {
    give(EV_KEY, key, value, at);
    give(EV_SYN, SYN_REPORT, 0, at);
  }
  void press(std::uint16_t key, std::chrono::milliseconds at) {
    change(key, 1, at);
    change(key, 0, at + std::chrono::milliseconds(120));
  }

 private:
  void give(std::uint16_t type, std::uint16_t code, int value, std::chrono::milliseconds at) {
    input_event event{};
    event.input_event_sec = static_cast<decltype(event.input_event_sec)>(at.count() / 1000);
    event.input_event_usec =
        static_cast<decltype(event.input_event_usec)>(at.count() % 1000 * 1000);
    event.type = type;
    event.code = code;
    event.value = value;
    if (::write(end_, &event, sizeof event) != sizeof event)
      throw std::runtime_error("the input device takes nothing");
  }

  std::filesystem::path path_;
  int end_ = -1;
};

}  // namespace support
