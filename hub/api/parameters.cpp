#include "hub/api/parameters.hpp"

#include <algorithm>
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
  auto text = "parameter " + violations.front().field + ": " + violations.front().text;
  throw common::Error(common::ErrorCode::bad_input, text, std::move(violations));
}

}  // namespace hub::api
