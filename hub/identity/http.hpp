#pragma once
#include <chrono>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "common/error/sentence.hpp"
#include "hub/identity/place.hpp"

namespace hub::identity {

/// Why a provider's word does not let somebody in: `code` for the page ("refused", "expired",
/// "invalid", "unknown_user", "not_allowed", "unreachable"), `text` for administrators.
struct ProviderProblem : std::runtime_error {
  ProviderProblem(std::string c, common::Sentence t)
      : std::runtime_error(t.english()), code(std::move(c)), text(std::move(t)) {}
  std::string code;
  common::Sentence text;
};

struct HttpAnswer {
  long status = 0;
  std::string body;
  /// Throws ProviderProblem{invalid} unless it is an object.
  nlohmann::json json() const;
};

/// Asks a provider (libcurl). Follows no redirects, reads at most a megabyte, blocks up to ten
/// seconds. Throws ProviderProblem{unreachable}.
HttpAnswer http_get(const std::string& url, const ProviderPlaces& places,
                    const std::string& bearer = {});
HttpAnswer http_post_form(const std::string& url, const ProviderPlaces& places,
                          const std::string& form,
                          const std::optional<std::pair<std::string, std::string>>& basic);

}  // namespace hub::identity
