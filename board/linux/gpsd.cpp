#include "board/linux/gpsd.hpp"

#include <gps.h>
#include <pthread.h>

#include <cmath>
#include <csignal>
#include <cstring>

#include "common/log/log.hpp"

namespace board {
namespace {

using Steady = std::chrono::steady_clock;
constexpr int wait_us = 200'000;

std::optional<double> finite(double value) {
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

/// gpsd gives the combined error when it can, else one for each axis.
std::optional<double> accuracy_of(const gps_fix_t& fix) {
  if (std::isfinite(fix.eph)) return fix.eph;
  if (std::isfinite(fix.epx) && std::isfinite(fix.epy)) return std::hypot(fix.epx, fix.epy);
  return std::nullopt;
}

/// A report with time and position from a receiver that has a fix; anything less is none.
std::optional<Fix> fix_of(const gps_data_t& data) {
  const gps_fix_t& from = data.fix;
  if (from.mode < MODE_2D || from.time.tv_sec <= 0) return std::nullopt;
  const auto since_epoch =
      std::chrono::seconds(from.time.tv_sec) + std::chrono::nanoseconds(from.time.tv_nsec);
  const Fix fix{
      .at = common::Instant{std::chrono::duration_cast<std::chrono::microseconds>(since_epoch)},
      .latitude = from.latitude,
      .longitude = from.longitude,
      .accuracy_m = accuracy_of(from),
      .speed_m_s = finite(from.speed),
      .course_degrees = finite(from.track),
      .mode = from.mode == MODE_3D ? FixMode::three_d : FixMode::two_d};
  return is_plausible(fix) ? std::optional(fix) : std::nullopt;
}

}  // namespace

/// One connection to gpsd.
class GpsdClient::Session {
 public:
  explicit Session(GpsdClient& owner) : owner_(owner), port_(std::to_string(owner.options_.port)) {
    std::memset(&data_, 0, sizeof data_);
    is_open_ = gps_open(owner.options_.host.c_str(), port_.c_str(), &data_) == 0;
    if (is_open_) gps_stream(&data_, WATCH_ENABLE | WATCH_JSON, nullptr);
  }
  ~Session() {
    if (is_open_) gps_close(&data_);
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  bool is_open() const { return is_open_; }

  /// Until the connection ends or the owner stops.
  void run() {
    last_fix_ = last_report_ = Steady::now();
    while (!owner_.is_stopping()) {
      if (gps_waiting(&data_, wait_us)) {
        data_.set = 0;
        data_.dev.path[0] = '\0';
        if (gps_read(&data_, nullptr, 0) < 0) return;
        take();
      }
      notice_silence();
    }
  }

 private:
  void take() {
    // Only a TPV report sets the mode; the rest (satellites, devices) says nothing about where we
    // are.
    if (!(data_.set & MODE_SET)) return;
    const auto now = Steady::now();
    last_report_ = now;
    const std::string device = data_.dev.path;
    if (device != device_ && !device_.empty() && now - last_fix_ <= owner_.options_.silence_max)
      return;
    if (data_.fix.mode == MODE_NO_FIX) return owner_.give({.fix = {}, .reason = NoFix::searching});
    const auto fix = fix_of(data_);
    if (!fix)
      return;  // half a report, as some receivers send: if no whole one follows, silence tells
    device_ = device;
    last_fix_ = now;
    owner_.give({.fix = fix});
  }

  void notice_silence() {
    const auto now = Steady::now();
    if (now - last_fix_ <= owner_.options_.silence_max) return;
    const bool is_quiet = now - last_report_ > owner_.options_.silence_max;
    owner_.give({.fix = {}, .reason = is_quiet ? NoFix::no_receiver : NoFix::searching});
  }

  GpsdClient& owner_;
  std::string port_;
  gps_data_t data_;
  bool is_open_ = false;
  std::string device_;
  Steady::time_point last_fix_;
  Steady::time_point last_report_;
};

GpsdClient::GpsdClient(Options options) : options_(std::move(options)) {}

GpsdClient::~GpsdClient() {
  stop();
}

void GpsdClient::start(Listener listener) {
  if (thread_.joinable()) return;
  listener_ = std::move(listener);
  is_stopping_ = false;
  last_reason_.reset();
  thread_ = std::thread([this] { run(); });
}

void GpsdClient::stop() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  stopping_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void GpsdClient::run() {
  // A write to a gpsd that has just ended must be an error code.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  while (!is_stopping()) {
    {
      Session session(*this);
      if (session.is_open()) session.run();
    }
    if (is_stopping()) return;
    give({.fix = {}, .reason = NoFix::no_service});
    pause();
  }
}

void GpsdClient::give(const Reading& reading) {
  if (reading.fix) {
    // The same second in another sentence, or a receiver that steps back: it has been told already.
    if (!last_reason_ && reading.fix->at <= last_at_) return;
    last_at_ = reading.fix->at;
    last_reason_.reset();
  } else {
    if (last_reason_ == reading.reason) return;
    last_reason_ = reading.reason;
    common::log::info("gps", "no fix", {{"reason", describe(reading.reason)}});
  }
  listener_(reading);
}

bool GpsdClient::is_stopping() const {
  const std::lock_guard lock(mutex_);
  return is_stopping_;
}

void GpsdClient::pause() {
  std::unique_lock lock(mutex_);
  stopping_.wait_for(lock, options_.reconnect_after, [this] { return is_stopping_; });
}

}  // namespace board
