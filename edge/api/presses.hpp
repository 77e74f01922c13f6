#pragma once
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>

namespace edge::api {

/// Remembers which presses were done, by the key that the screen gives each: a repeat after a lost
/// answer does nothing and gets the same record. Kept in a small file, so that it also holds over a
/// restart; without personal data. Any thread.
class Presses {
 public:
  explicit Presses(std::filesystem::path file, std::size_t keys_max = 2000);

  /// Calls `perform` unless the key is known; two with one key wait for each other. An empty key
  /// always performs. What `perform` throws is thrown, and the key stays unknown.
  std::string once(const std::string& key, const std::function<std::string()>& perform);

 private:
  void remember(const std::string& key, const std::string& id);
  void rewrite();

  std::filesystem::path file_;
  std::size_t keys_max_;
  std::mutex mutex_;  // guards the rest; not held while performing
  std::condition_variable done_;
  std::set<std::string> running_;
  std::map<std::string, std::string> ids_;
  std::deque<std::string> order_;  // oldest first
};

}  // namespace edge::api
