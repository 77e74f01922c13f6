#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/expr/expr.hpp"
#include "hub/store/schemas.hpp"

namespace hub::records {

/// Who asks: the actor for rights and log, and what expressions need.
struct Caller {
  common::rules::Actor actor;
  std::shared_ptr<const store::Schema>
      schema;              ///< the company's record types as they were just now
  std::string zone;        ///< of the user, else UTC
  std::string language{};  ///< of the user, BCP 47
  std::string csrf;        ///< what a write by cookie must repeat
  std::string token_hash;  ///< of the session or of the bearer token
  common::expr::Context context;
  std::string signed_in_from{};  ///< address of the sign-in
  /// The user has a second factor, which sign-in asks for; he signed in from there before. Nothing:
  /// not known.
  std::optional<bool> second_factor{}, known_address{};
  std::string client;  ///< program that asks for him, by a token; empty: he is here himself
  std::int64_t requests_per_minute = 0;  ///< of the program, else of the user
  std::vector<std::string> networks;     ///< from which the program may call; none: everywhere
  /// Makes of a secret of the company what is stored of it.
  std::function<std::string(std::string_view)> seal{};
  /// What the logs call the session: tells sign-ins apart and opens nothing.
  std::string session_name() const { return token_hash.substr(0, 16); }
};

}  // namespace hub::records
