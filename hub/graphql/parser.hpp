#pragma once
#include <string_view>

#include "hub/graphql/document.hpp"

namespace hub::graphql {

/// What a document may be at most: memory and time stay bounded whatever is sent.
inline constexpr std::size_t document_bytes_max = 100'000;
inline constexpr std::size_t document_tokens_max = 20'000;
inline constexpr int document_nesting_max = 100;  ///< of braces and brackets

/// Reads an executable document (operations and fragments; type definitions are refused).
/// Throws Unreadable with the place.
Document parse(std::string_view text);

}  // namespace hub::graphql
