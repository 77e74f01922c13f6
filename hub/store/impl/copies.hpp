#pragma once
#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "hub/store/copies.hpp"
#include "hub/store/impl/primary.hpp"

namespace hub::store::impl {

/// One read copy: its sessions, and a thread that looks once a second whether it is well, so that
/// it is left out when it is gone or behind and comes back by itself.
class Copy {
 public:
  Copy(std::string url, std::size_t readers, Primary& primary);
  ~Copy();
  Copy(const Copy&) = delete;
  Copy& operator=(const Copy&) = delete;

  /// A session that has everything up to `wanted`; none when there is no such free. Ends the use of
  /// a copy that is gone or does not come there soon.
  std::unique_ptr<Connection> take(const LogPosition& wanted);
  void give_back(std::unique_ptr<Connection> session);
  /// Instead of giving it back: the session broke off.
  void drop(const std::string& trouble);
  bool is_used() const { return used_; }
  void count_read() { ++reads_; }
  CopyState state() const;

 private:
  void watch();
  void look();
  void probe();
  /// Why it has not all up to `wanted`, nor soon; empty when it has.
  std::string find_lack(Connection& session, const LogPosition& wanted) const;
  void use();
  void leave_out(const std::string& trouble);
  /// As that, and its sessions end.
  void give_up(const std::string& trouble);

  const std::string url_;
  const std::size_t readers_;
  Primary& primary_;
  std::unique_ptr<Connection> probe_;  // the watching thread's
  std::atomic<bool> used_{false};
  std::atomic<std::int64_t> timeline_{0}, reads_{0};
  mutable std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ = false;
  std::vector<std::unique_ptr<Connection>> idle_;
  std::size_t taken_ = 0;
  std::string trouble_ = "not looked at yet";
  std::thread thread_;
};

/// All of them. Any thread.
class Copies {
 public:
  /// Throws bad_input when one is another database; one that is away is left out.
  Copies(const std::string& primary, const std::vector<std::string>& urls, std::size_t readers);
  /// Runs `body` in a snapshot of a copy that holds all that was committed before the call; false
  /// when none can, and then `body` has not run. Throws what `body` throws, and CopyFailed.
  bool read(const std::function<void(Connection&)>& body);
  std::vector<CopyState> states() const;

 private:
  static void read_of(Copy& copy, std::unique_ptr<Connection> session,
                      const std::function<void(Connection&)>& body);

  Primary primary_;
  std::vector<std::unique_ptr<Copy>> copies_;
  std::atomic<std::size_t> next_{0};
};

}  // namespace hub::store::impl
