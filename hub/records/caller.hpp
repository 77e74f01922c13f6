#pragma once
#include <memory>
#include <string>

#include "common/expr/expr.hpp"
#include "hub/store/schemas.hpp"

namespace hub::records {

/// Who asks: the actor for rights and log, and what expressions need.
struct Caller {
  common::rules::Actor actor;
  std::shared_ptr<const store::Schema>
      schema;              ///< the company's record types as they were just now
  std::string zone;        ///< of the user, else UTC
  std::string csrf;        ///< what a write by cookie must repeat
  std::string token_hash;  ///< of the session
  common::expr::Context context;
  /// What the logs call the session: tells sign-ins apart and opens nothing.
  std::string session_name() const { return token_hash.substr(0, 16); }
};

}  // namespace hub::records
