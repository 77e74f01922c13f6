#include "common/text/bounded_json.hpp"

#include <algorithm>
#include <string>

#include "common/error/error.hpp"

namespace common::text {
namespace {

using Json = nlohmann::json;

[[noreturn]] void refuse(const std::string& why) {
  throw Error(ErrorCode::bad_input, why);
}

/// Called for each value and each name as it is read, so that nothing beyond a bound is kept.
class Guard {
 public:
  bool operator()(int level, Json::parse_event_t event, Json&) {
    using Event = Json::parse_event_t;
    if (level > json_depth_max)
      refuse("the JSON is nested more than " + std::to_string(json_depth_max) + " levels deep");
    bool is_value = event == Event::value || event == Event::object_start ||
                    event == Event::array_start || event == Event::key;
    if (is_value && ++values_ > json_values_max)
      refuse("the JSON has more than " + std::to_string(json_values_max) + " values and names");
    return true;
  }

 private:
  int values_ = 0;
};

/// That it cannot pass a bound, however its brackets nest: the guard takes twice as long.
bool is_small(std::string_view text) {
  return text.size() <= static_cast<std::size_t>(json_values_max) &&
         std::count_if(text.begin(), text.end(), [](char c) { return c == '[' || c == '{'; }) <=
             json_depth_max;
}

}  // namespace

Json parse_bounded_json(std::string_view text) {
  // The library takes a NUL for the end and what follows for nothing.
  if (auto nul = text.find('\0'); nul != std::string_view::npos)
    refuse("not valid JSON at byte " + std::to_string(nul + 1));
  try {
    return is_small(text) ? Json::parse(text.begin(), text.end())
                          : Json::parse(text.begin(), text.end(), Guard());
  } catch (const Json::parse_error& error) {
    refuse("not valid JSON at byte " + std::to_string(error.byte));
  } catch (const Json::out_of_range&) {
    refuse("not valid JSON: a number is out of range");
  }
}

}  // namespace common::text
