#pragma once
#include <initializer_list>
#include <string_view>

#include "common/http/message.hpp"

namespace hub::api {

/// Throws bad_input naming each parameter of the query that is not among these or stands there
/// twice: a mistyped filter that is passed over would show everything.
void allow_parameters(const common::http::Request& request,
                      std::initializer_list<std::string_view> known);

}  // namespace hub::api
