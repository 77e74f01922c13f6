#pragma once
#include <cstdint>
#include <string>
#include <utility>

namespace hub::store {

/// A read copy of the database (PostgreSQL's streaming replication) as it is now.
struct CopyState {
  bool is_used = false;
  std::string trouble;     ///< why it is not used; empty when it is
  std::int64_t reads = 0;  ///< answered by it so far
};

/// A copy failed in the middle of what was read from it. Not a common::Error: nobody between
/// Store::read and with_copies has an answer to it.
struct CopyFailed {
  std::string text;
};

/// While it lives, Store::read of this thread may ask a read copy, or may not. A thread's own,
/// since a request is answered on one thread, and all that it calls is meant.
class AskingCopies {
 public:
  explicit AskingCopies(bool may);
  ~AskingCopies();
  AskingCopies(const AskingCopies&) = delete;
  AskingCopies& operator=(const AskingCopies&) = delete;
  static bool may();

 private:
  bool before_;
};

/// Runs `reading`, which changes nothing, with the read copies; from the beginning without them
/// when one fails in the middle. What a copy answers is never older than what had been committed
/// when that read began, so nothing tells it from the primary.
template <class F>
auto with_copies(F&& reading) {
  try {
    AskingCopies asking(true);
    return reading();
  } catch (const CopyFailed&) {
    AskingCopies asking(false);
    return reading();
  }
}

}  // namespace hub::store
