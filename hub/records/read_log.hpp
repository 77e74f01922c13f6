#pragma once
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include "hub/records/caller.hpp"
#include "hub/records/read_watch.hpp"
#include "hub/store/store.hpp"

namespace hub::records {

/// Who has read which records with protected data: fields that the catalogue marks as personal,
/// addresses and names of persons. Any thread.
///
/// Entries are gathered and written in batches, four times a second at most, so that a list does
/// not wait for the disk; a power cut may lose the last quarter of a second. Reads of one request
/// path by one session within a batch are one entry. Where `waiting_max` records wait, because they
/// cannot be written, nothing more is shown until they are.
class ReadLog {
 public:
  static constexpr std::size_t waiting_max = 20000;
  explicit ReadLog(store::Store& store);
  ~ReadLog();  ///< writes what is left
  ReadLog(const ReadLog&) = delete;
  ReadLog& operator=(const ReadLog&) = delete;

  /// Whether reading this type, as far as this caller sees it, is noted.
  static bool is_protected(const Caller& caller, const store::RecordType& type);
  /// Throws unavailable when too many wait, forbidden when the caller is stopped (ReadWatch).
  void note(const Caller& caller, std::string_view type, const std::vector<std::string>& records);
  /// Writes what waits. Throws what Store::write throws; then it goes on waiting.
  void flush();

 private:
  /// tenant, user, name, address, session, cause, type
  using Key = std::tuple<std::string, std::string, std::string, std::string, std::string,
                         std::string, std::string>;
  struct Entry {
    common::Instant at;
    std::set<std::string> records;
  };
  using Batch = std::map<Key, Entry>;
  void run();
  void write(const Batch& batch);
  void put_back(Batch batch);
  void load_blocked();

  store::Store& store_;
  std::mutex mutex_;
  std::condition_variable wake_, written_;
  Batch waiting_;
  std::size_t count_ = 0;             // records in waiting_
  ReadWatch watch_;                   // of whoever writes just now
  std::set<ReadWatch::Who> blocked_;  // as it was a moment ago
  bool somebody_blocked_asks_ = false;
  bool writing_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace hub::records
