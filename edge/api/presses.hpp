#pragma once
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>

#include "common/error/error.hpp"

namespace edge::api {

/// What the screen asks for, told apart from every other press.
struct Press {
  std::string key;      ///< the screen's; empty when it gives none
  std::string request;  ///< of method, path and body, 64 digits: with one key it is always the same
};

/// A key came back with another request; nothing of it was done.
class OtherPress : public common::Error {
 public:
  OtherPress()
      : Error(
            common::ErrorCode::bad_input,
            "this was stored before with other content; see what is there and enter the rest anew",
            "Idempotency-Key") {}
};

/// Remembers which presses were done, by the key that the screen gives each: a repeat after a lost
/// answer does nothing and gets the same record. Kept in a small file, so that it also holds over a
/// restart; without personal data. Any thread.
class Presses {
 public:
  explicit Presses(std::filesystem::path file, std::size_t keys_max = 2000);

  /// Calls `perform` unless the key is known; two with one key wait for each other. An empty key
  /// always performs. What `perform` throws is thrown, and the key stays unknown. Throws OtherPress
  /// when the key was used for another request.
  std::string once(const Press& press, const std::function<std::string()>& perform);

 private:
  struct Done {
    std::string id;
    std::string request;  // empty: not known any more
  };
  void remember(const Press& press, const std::string& id);
  void rewrite();

  std::filesystem::path file_;
  std::size_t keys_max_;
  std::mutex mutex_;  // guards the rest; not held while performing
  std::condition_variable done_;
  std::set<std::string> running_;
  std::map<std::string, Done> known_;
  std::deque<std::string> order_;  // oldest first
};

}  // namespace edge::api
