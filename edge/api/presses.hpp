#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "common/error/error.hpp"
#include "edge/store/store.hpp"

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
/// answer does nothing and gets the same record. The store keeps a press with its operation, so it
/// holds over a kill at any moment. Any thread.
class Presses {
 public:
  explicit Presses(store::Store& store, std::size_t keys_max = 2000)
      : store_(store), keys_max_(keys_max) {}

  /// Calls `perform` unless the key is known; two with one key wait for each other. An empty key
  /// always performs. What `perform` throws is thrown, and the key stays unknown. Throws OtherPress
  /// when the key was used for another request.
  std::string once(const Press& press, const std::function<std::string()>& perform);
  /// The same for what takes several operations and changes nothing when it is done again: after a
  /// kill its repeat performs.
  std::string repeatable(const Press& press, const std::function<std::string()>& perform);

 private:
  struct Done {
    std::string id;
    std::string request;
  };
  std::string run(const Press& press, const std::function<std::string()>& perform, bool is_kept);
  std::optional<Done> find(const std::string& key);
  void remember(const Press& press, const std::string& id);

  store::Store& store_;
  std::size_t keys_max_;
  std::mutex mutex_;  // guards the rest; not held while performing
  std::condition_variable done_;
  std::set<std::string> running_;
  std::map<std::string, Done> known_;  // since the start
  std::deque<std::string> order_;      // oldest first
};

}  // namespace edge::api
