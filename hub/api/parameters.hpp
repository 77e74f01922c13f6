#pragma once
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "common/http/message.hpp"

namespace hub::api {

/// Throws bad_input naming each parameter of the query that is not among these or stands there
/// twice: a mistyped filter that is passed over would show everything.
void allow_parameters(const common::http::Request& request,
                      std::initializer_list<std::string_view> known);

/// Empty when it is not given.
std::string text_in(const common::http::Request& request, std::string_view name);
/// A whole number from `least` to `most`, `otherwise` when none is given. Throws bad_input.
std::int64_t number_in(const common::http::Request& request, std::string_view name,
                       std::int64_t otherwise, std::int64_t least, std::int64_t most);
/// Where a page begins of what is numbered and runs from the newest: below the `page_token`, a
/// number of the page before. Throws bad_input.
std::int64_t before_in(const common::http::Request& request);

}  // namespace hub::api
