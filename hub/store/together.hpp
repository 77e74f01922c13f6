#pragma once
#include <vector>

#include "hub/store/database.hpp"

namespace hub::store {

/// A connection whose server answers several statements at once sooner than one after the other.
class Together {
 public:
  virtual ~Together() = default;
  virtual void run_together(const std::vector<Statement*>& statements) = 0;
};

/// These, prepared and bound, are run now where that is sooner, and else when they are stepped
/// through.
inline void run_together(Connection& connection, const std::vector<Statement*>& statements) {
  if (auto together = dynamic_cast<Together*>(&connection)) together->run_together(statements);
}

}  // namespace hub::store
