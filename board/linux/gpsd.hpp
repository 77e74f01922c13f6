#pragma once
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "board/gps/gps.hpp"

namespace board {

/// The receiver behind gpsd, read through libgps on a thread of its own that keeps reconnecting.
/// A missing gpsd is a reading (NoFix::no_service), not an error. With several receivers the one
/// that gave the last fix is kept until it has been silent for `silence_max`.
class GpsdClient final : public Gps {
 public:
  struct Options {
    std::string host = "127.0.0.1";
    std::uint16_t port = 2947;
    std::chrono::milliseconds reconnect_after{2'000};
    /// Without a fix for that long there is none, though nothing said so.
    std::chrono::milliseconds silence_max{3'500};
  };

  explicit GpsdClient(Options options);
  ~GpsdClient() override;  ///< stops
  GpsdClient(const GpsdClient&) = delete;
  GpsdClient& operator=(const GpsdClient&) = delete;

  void start(Listener listener) override;
  void stop() override;

 private:
  class Session;

  void run();
  void give(const Reading& reading);
  bool is_stopping() const;
  void pause();

  const Options options_;
  Listener listener_;
  std::thread thread_;
  // Only the thread touches these two: what was given last, so that nothing is given twice.
  std::optional<NoFix> last_reason_;
  common::Instant last_at_{};

  mutable std::mutex mutex_;
  std::condition_variable stopping_;
  bool is_stopping_ = false;
};

}  // namespace board
