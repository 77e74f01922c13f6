#pragma once
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "common/certificates/certificates.hpp"
#include "common/http/client.hpp"
#include "edge/store/store.hpp"
#include "edge/transfer/usage.hpp"

namespace edge::transfer {

/// Files over HTTPS and in pieces: what is too large for the broker's messages up, the forms of
/// papers and what belongs to jobs down. What somebody waits for goes first, then papers, photos
/// last. It gives way while operations wait,
/// takes up where it stopped, and keeps to the month's budget of bytes on a link that costs. A
/// thread of its own; the store must outlive it.
class Transfer {
 public:
  struct Options {
    std::string hub;                                           ///< "https://hub.example"
    std::string ca_file;                                       ///< empty: the system's authorities
    std::function<common::certificates::Identity()> identity;  ///< asked at each attempt
    std::function<common::Instant()> now;                      ///< the latest that can be trusted
    std::function<bool()> is_online;                           ///< the broker's link is up
    std::function<bool()> is_metered = [] { return false; };
    std::function<std::uint64_t()> budget = [] { return 0; };  ///< bytes a month; 0: no bound
    /// Files that ought to be here, by their hash.
    std::function<std::vector<std::string>()> wanted = [] { return std::vector<std::string>(); };
  };
  struct Status {
    std::size_t held_back = 0;  ///< photos that wait for another month or another link
    std::uint64_t held_back_bytes = 0, used = 0, budget = 0;
    bool is_released = false;  ///< somebody said that they are to go all the same
  };
  /// Where a file of the office's is.
  struct FileStatus {
    enum class Kind { here, missing, asked, refused };
    Kind kind = Kind::missing;
    std::uint64_t have_bytes = 0, total_bytes = 0;  ///< of one that is asked for; 0: not begun
  };
  Transfer(Options options, store::Store& store, Usage& usage, const common::Clock& clock);
  ~Transfer();  ///< stops
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  /// Called on the transfer's thread when a wanted file is here. Set before start().
  void on_fetched(std::function<void()> fetched) { on_fetched_ = std::move(fetched); }

  void start();
  void stop();
  /// A file was stored, records came, or the link is another one.
  void wake();
  /// What was held back goes in spite of the budget, until the month is over.
  void release();
  Status status();

  /// Somebody waits for this file: it comes before all others, whatever the month's budget. Of many
  /// that are waited for the first is given up for the last. Any thread, as the two below.
  void ask_for(const std::string& sha256);
  void give_up(const std::string& sha256);
  FileStatus file(const std::string& sha256) const;

  enum class Step { idle, moved, failed };
  /// One piece, or nothing to do; what the thread does again and again. For tests.
  Step step();

 private:
  struct Fetched {
    std::string sha256, bytes;
  };
  void run();
  bool is_over_budget();
  bool holds_back(const common::sync::BlobToSend& blob);
  std::optional<common::sync::BlobToSend> next_upload();
  Step send_piece(const common::sync::BlobToSend& blob);
  Step fetch_piece(const std::string& sha256);
  void keep_fetched();
  std::optional<std::string> next_fetch();
  void refuse(const std::string& sha256);
  common::http::Reply ask(common::http::Method method, const std::string& target,
                          const common::http::Headers& more, const std::string& body);
  void adapt(std::chrono::milliseconds took);
  void learn_time(const common::http::Reply& reply);

  Options options_;
  store::Store& store_;
  Usage& usage_;
  const common::Clock& clock_;
  std::function<void()> on_fetched_;
  int failures_ = 0;
  std::size_t piece_bytes_ = 64 * 1024;
  std::chrono::microseconds offset_{0};  // the hub's clock against ours
  std::optional<Fetched> fetched_;       // what has come of a file
  std::unique_ptr<common::http::Client> client_;

  mutable std::mutex mutex_;        // of what follows
  std::vector<std::string> asked_;  // in this order
  /// The hub did not give them, and when that was (monotonic).
  std::map<std::string, std::chrono::milliseconds> refused_;
  std::uint64_t coming_bytes_ = 0, coming_total_ = 0;  // of the one that is being fetched
  std::string coming_;
  std::condition_variable woken_;
  bool is_awake_ = false, stopping_ = false;
  std::string released_month_;
  std::thread thread_;
};

}  // namespace edge::transfer
