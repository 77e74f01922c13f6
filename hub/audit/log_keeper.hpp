#pragma once
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <tuple>

#include "common/log/listener.hpp"
#include "hub/store/store.hpp"

namespace hub::audit {

/// Keeps what the hub logs at level warning and above as records (admin.LogEntry), which
/// administrators read and filter; the journal has it besides. One per program, for it is the log's
/// listener while it lives.
///
/// A line is its company's: named in the line, or by the device in it, or the only one there is. Of
/// other lines none is kept, since no company may read what may be of another.
///
/// Who logs waits for nothing: lines are gathered and written once a second, the same ones of a
/// second as one with their number. Beyond `waiting_max` different ones they are dropped and
/// counted, and the count is a line of its own. While they cannot be written it waits ever longer,
/// and what that itself logs is not kept. Not part of the change log.
class LogKeeper {
 public:
  struct Options {
    std::string hub;  ///< its name, for companies that several serve
    std::size_t waiting_max = 500;
    std::chrono::milliseconds gather{1000};
    std::chrono::hours kept{90 * 24};  ///< a company's own retention rule may say less
  };
  LogKeeper(store::Store& store, Options options);
  ~LogKeeper();  ///< writes what is left, if it can be written at once
  LogKeeper(const LogKeeper&) = delete;
  LogKeeper& operator=(const LogKeeper&) = delete;

  /// Writes what waits. Throws what Store::write throws; then it goes on waiting.
  void flush();
  /// Deletes what is kept for longer than it should be; done hourly by itself.
  void purge();

 private:
  struct Line {
    std::string level, module, text, fields, tenant, device;
    auto operator<=>(const Line&) const = default;
  };
  struct Said {
    common::Instant at;
    std::string correlation;
    std::int64_t times = 0;
  };
  using Batch = std::map<Line, Said>;
  void take(const common::log::Line& line);
  void add(Line line, const std::string& correlation);  // behind mutex_
  void write(const Batch& batch);
  void put_back(Batch batch);
  void run();

  store::Store& store_;
  const Options options_;
  std::mutex mutex_, writing_;
  std::condition_variable wake_;
  Batch waiting_;
  std::int64_t dropped_ = 0;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace hub::audit
