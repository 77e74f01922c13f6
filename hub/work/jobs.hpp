#pragma once
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "hub/store/retention.hpp"
#include "hub/store/store.hpp"

namespace hub::work {

using store::Store;

struct Job {
  std::string tenant, id, kind, key, payload;
  int attempt = 1;  ///< this one, from 1
};

/// How an attempt ended.
struct Outcome {
  enum class Kind { done, again, later, failed } kind = Kind::done;
  std::string reason;
  std::optional<std::chrono::seconds> after{};  ///< to the next attempt; nothing: Jobs::delay_after
  static Outcome done() { return {}; }
  /// Trying later may help.
  static Outcome again(std::string reason, std::optional<std::chrono::seconds> after = {}) {
    return {Kind::again, std::move(reason), after};
  }
  /// It was not its turn: no attempt was made, and none is counted.
  static Outcome later(std::string reason, std::chrono::seconds after) {
    return {Kind::later, std::move(reason), after};
  }
  /// It never will.
  static Outcome failed(std::string reason) { return {Kind::failed, std::move(reason)}; }
};

/// The durable queue's worker. Companies that have something due take turns, job by job. Handlers
/// run on its threads, outside of any transaction, and must bear being run twice with the same job:
/// a process may die between the effect and its note.
class Jobs {
 public:
  static constexpr int attempts_max = 10;
  explicit Jobs(Store& store, std::size_t threads = 2, store::Kept kept = {});
  ~Jobs();
  Jobs(const Jobs&) = delete;
  Jobs& operator=(const Jobs&) = delete;

  using Handler = std::function<Outcome(const Job&)>;
  void handle(std::string kind, Handler handler);  ///< before start()
  /// Of a kind that may take hours. Of all such kinds together so many run that one thread, and
  /// those of handle_apart, are left to the others: mails do not wait. At least one runs. Its
  /// handler renews the lease.
  void handle_long(std::string kind, Handler handler);
  /// Of a kind that others may hold up: so many at once and no more, and not in the long ones' way.
  void handle_apart(std::string kind, Handler handler, std::size_t places);
  /// Within the handler's own transactions: its worker lives. Throws conflict when the job is
  /// another's by now.
  static void renew(store::Transaction& transaction, const Job& job);
  /// A handler that takes long ends with `again` when it sees this. Any thread.
  bool is_stopping();
  void start();
  void stop();
  /// There may be due jobs. Any thread.
  void wake();
  /// Delay before the next attempt: doubles from 5 s to one hour.
  static std::chrono::seconds delay_after(int attempt);

 private:
  void run();
  /// Kinds of which so many run at once.
  struct Lane {
    std::vector<std::string> kinds;
    std::size_t places = 0, running = 0;
  };
  bool run_one();
  void run_job(const Job& job);
  Lane* lane_of(const std::string& kind);
  bool take_place(Lane* lane);
  void give_place(Lane* lane);
  /// The company that had the last turn, in this process.
  std::string last_served();
  void note_served(const std::string& tenant);
  /// SQL that leaves out the kinds of which no more may run.
  std::string without_full();
  void schedule_daily();
  void purge_hourly();
  Store& store_;
  std::size_t count_;
  store::Kept kept_;
  std::map<std::string, Handler> handlers_;
  Lane long_;                // what runs of it, behind mutex_
  std::vector<Lane> apart_;  // likewise
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::uint64_t wakes_ = 0;
  std::string last_served_;
  common::Instant next_purge_{};
  std::chrono::steady_clock::time_point next_schedule_{};
  std::vector<std::thread> threads_;
};

/// Keys of effects that have left the process; a file of lines ("?key", a tab and seconds since
/// 1970: meant; "=" instead: done), each synced before the effect is noted elsewhere. What is older
/// than a job can come again is forgotten: once a day the file is written anew beside itself and
/// takes its place, so that a power cut leaves the old one or the new one.
class EffectJournal {
 public:
  /// Throws storage. The clock must outlive it.
  EffectJournal(const std::string& path, const common::Clock& clock,
                std::chrono::hours kept = store::Kept().effects);
  ~EffectJournal();
  EffectJournal(const EffectJournal&) = delete;
  EffectJournal& operator=(const EffectJournal&) = delete;
  bool has(const std::string& key) const;
  /// Makes sure, before the effect, that it can be noted after it: throws storage when there is no
  /// room.
  void prepare(const std::string& key);
  /// Of one that is forgotten before the others.
  void prepare(const std::string& key, std::chrono::hours kept);
  /// Needs no room on the disk when it was prepared. Throws storage.
  void add(const std::string& key);
  /// What was prepared will not happen any more.
  void drop(const std::string& key);

 private:
  void read();
  void prepare_locked(const std::string& key, std::chrono::hours kept);
  void write(const std::string& text, std::int64_t at);  // synced
  void sync_folder();
  void forget_daily();
  void write_anew();

  const std::string path_;
  const common::Clock& clock_;
  const std::chrono::hours kept_;
  mutable std::mutex mutex_;
  std::map<std::string, std::int64_t> keys_;  // and when, in seconds
  struct Meant {
    std::int64_t place;  // where its line begins
    std::int64_t at;     // what it counts from, in seconds
  };
  std::map<std::string, Meant> prepared_;
  std::int64_t size_ = 0;
  int file_ = -1;
  bool folder_synced_ = false;  // until then the file may lose its name
  bool undated_ = false;        // lines of an older program: they age from the next writing on
  common::Instant next_forget_{};
};

}  // namespace hub::work
