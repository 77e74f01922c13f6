#pragma once
#include <memory>
#include <set>
#include <string>

#include "tests/flows/company/office.hpp"

namespace sim {

/// The hub's queue of messages to customers, worked off as its program does it, and a server that
/// takes them. Neither forgets when the hub is restored from a backup.
class Post {
 public:
  explicit Post(flows::Office& office);
  ~Post();

  /// Sends what waits. What must not have been sent; empty: all was right.
  std::string work_off();
  std::size_t sent() const { return told_.size(); }

 private:
  struct Worker;
  std::string take(const std::string& notification);

  flows::Office& office_;
  support::TempFolder folder_;
  std::unique_ptr<Worker> worker_;  // from the first message on
  std::set<std::string> told_;      // of what they were about
};

}  // namespace sim
