#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <thread>

#include "board/button/button.hpp"

namespace board {

/// One key of a Linux input device (/dev/input/event…, as gpio-keys makes one for a pin), read on a
/// thread of its own that keeps reopening: a missing device is told in the log and tried again.
/// Takes anything that gives `struct input_event`, a FIFO too.
class InputButton final : public Button {
 public:
  struct Options {
    std::filesystem::path device;
    std::uint16_t key = 148;  ///< KEY_PROG1, as in the kernel's input-event-codes.h
    std::chrono::milliseconds reopen_after{2'000};
    /// By the times in the events: a contact that opens and closes within it has bounced.
    std::chrono::milliseconds bounce{50};
  };

  explicit InputButton(Options options);
  ~InputButton() override;  ///< stops
  InputButton(const InputButton&) = delete;
  InputButton& operator=(const InputButton&) = delete;

  void start(Listener listener) override;
  void stop() override;

 private:
  void run();
  /// Until the device goes or stop() is called.
  void read_device(int device);
  /// False when stop() was called meanwhile; -1 waits for the time alone.
  bool wait_for(int device, std::chrono::milliseconds longest) const;
  void take(std::int32_t value, std::chrono::microseconds at);

  const Options options_;
  Listener listener_;
  std::thread thread_;
  int stop_ends_[2] = {-1, -1};  // a pipe; closing the writing end stops the thread
  // Of the thread.
  bool is_down_ = false;
  std::optional<std::chrono::microseconds> changed_at_;
};

}  // namespace board
