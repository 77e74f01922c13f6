#pragma once
#include <optional>
#include <string_view>

namespace common::rules::people {

/// Company's setting: "required", that positions are recorded of those alone who said yes; else of
/// all who did not say no.
inline constexpr const char* consent_key = "positions.consent";

/// Whether somebody's positions are recorded, and why.
enum class Following {
  agreed,
  not_refused,  ///< nothing was said, and the company does not ask for it
  refused,
  not_agreed  ///< nothing was said, and the company asks for it
};

/// `said`: what he last said to it, as an employee. `setting`: the company's, as JSON; empty
/// without one.
constexpr Following following(std::optional<bool> said, std::string_view setting) {
  if (said) return *said ? Following::agreed : Following::refused;
  return setting == "\"required\"" ? Following::not_agreed : Following::not_refused;
}

constexpr bool is_followed(Following following) {
  return following == Following::agreed || following == Following::not_refused;
}

}  // namespace common::rules::people
