#include "hub/api/parameters.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include "common/error/error.hpp"

namespace hub::api {

void allow_parameters(const common::http::Request& request,
                      std::initializer_list<std::string_view> known) {
  std::vector<common::Violation> violations;
  std::set<std::string_view> seen;
  for (auto& [name, value] : request.query) {
    if (std::find(known.begin(), known.end(), name) == known.end())
      violations.push_back({name, "there is no such parameter here"});
    else if (!seen.insert(name).second)
      violations.push_back({name, "is given twice"});
  }
  if (violations.empty()) return;
  auto text = common::say("parameter {}: {}", violations.front().field, violations.front().text);
  throw common::Error(common::ErrorCode::bad_input, text, std::move(violations));
}

std::string text_in(const common::http::Request& request, std::string_view name) {
  return std::string(request.parameter(name).value_or(""));
}

std::int64_t number_in(const common::http::Request& request, std::string_view name,
                       std::int64_t otherwise, std::int64_t least, std::int64_t most) {
  auto text = text_in(request, name);
  if (text.empty()) return otherwise;
  std::int64_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < least || number > most)
    common::refuse(std::string(name), common::say("expected a number from {} to {}", least, most));
  return number;
}

std::int64_t before_in(const common::http::Request& request) {
  auto token = text_in(request, "page_token");
  if (token.empty()) return INT64_MAX;
  if (token.size() > 18 || token.find_first_not_of("0123456789") != std::string::npos)
    common::refuse("page_token", "expected the next_page_token of an earlier reply");
  return std::stoll(token);
}

}  // namespace hub::api
