#pragma once
#include <string>
#include <vector>

#include "hub/store/database.hpp"

namespace hub::store {

/// A connection whose server answers several statements at once sooner than one after the other.
class Together {
 public:
  virtual ~Together() = default;
  virtual void run_together(const std::vector<Statement*>& statements) = 0;

  /// Whether what is executed soon may be on its way while its caller goes on; off at first, and
  /// to be changed while nothing is. What it was before.
  virtual bool allow_soon(bool on) = 0;
  virtual void execute_soon(const std::string& sql, const Values& values) = 0;
  /// Waits for all that is on its way; throws what the first of it that failed says.
  virtual void finish_soon() = 0;
  /// Whether something of it has failed in this transaction: what was thrown then may have been
  /// thrown anywhere, and be of anything before.
  virtual bool has_failed_soon() const = 0;
};

/// These, prepared and bound, are run now where that is sooner, and else when they are stepped
/// through.
inline void run_together(Connection& connection, const std::vector<Statement*>& statements) {
  if (auto together = dynamic_cast<Together*>(&connection)) together->run_together(statements);
}

/// Runs it before whatever this connection is asked next, and throws by then at the latest. For
/// what nobody reads the outcome of, and where the whole transaction can be run again without.
inline void execute_soon(Connection& connection, const std::string& sql, const Values& values) {
  if (auto together = dynamic_cast<Together*>(&connection))
    together->execute_soon(sql, values);
  else
    connection.execute(sql, values);
}

/// In its scope nothing is on its way: whoever is told of an error is told of his own.
class AtOnce {
 public:
  explicit AtOnce(Connection& connection) : together_(dynamic_cast<Together*>(&connection)) {
    if (!together_) return;
    together_->finish_soon();
    before_ = together_->allow_soon(false);
  }
  ~AtOnce() {
    if (together_) together_->allow_soon(before_);
  }
  AtOnce(const AtOnce&) = delete;
  AtOnce& operator=(const AtOnce&) = delete;

 private:
  Together* together_;
  bool before_ = false;
};

}  // namespace hub::store
