#include "common/text/bounded_json.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "common/error/error.hpp"
#include "common/text/text.hpp"

namespace common::text {
namespace {

using Json = nlohmann::json;

[[noreturn]] void refuse(const Sentence& why) {
  throw Error(ErrorCode::bad_input, why);
}

/// Called for each value and each name as it is read, so that nothing beyond a bound is kept.
class Guard {
 public:
  bool operator()(int level, Json::parse_event_t event, Json&) {
    using Event = Json::parse_event_t;
    if (level > json_depth_max)
      refuse(say("the JSON is nested more than {} levels deep", json_depth_max));
    bool is_value = event == Event::value || event == Event::object_start ||
                    event == Event::array_start || event == Event::key;
    if (is_value && ++values_ > json_values_max)
      refuse(say("the JSON has more than {} values and names", json_values_max));
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

/// Which of two values with one name is meant depends on the reader: one program would check the
/// first, another take the second.
class Names {
 public:
  explicit Names(std::string_view text) : text_(text) {}

  /// Of text that was read as JSON already.
  void require_different() {
    for (at_ = 0; at_ < text_.size(); ++at_) switch (text_[at_]) {
        case '{':
          objects_.emplace_back();
          expects_name_ = true;
          break;
        case '[':
          objects_.emplace_back();
          expects_name_ = false;
          break;
        case '}':
        case ']':
          objects_.pop_back();
          expects_name_ = false;
          break;
        case ',':
          expects_name_ = !objects_.empty() && !objects_.back().empty();
          break;
        case '"':
          take_text();
          break;
        default:
          break;
      }
  }

 private:
  void take_text() {
    auto begin = at_;
    for (++at_; text_[at_] != '"'; ++at_)
      if (text_[at_] == '\\') ++at_;
    if (!expects_name_) return;
    expects_name_ = false;
    auto written = text_.substr(begin, at_ + 1 - begin);
    auto name = written.find('\\') == written.npos
                    ? std::string(written.substr(1, written.size() - 2))
                    : Json::parse(written.begin(), written.end()).get<std::string>();
    if (!objects_.back().insert(name).second)
      refuse(say("not valid JSON: \"{}\" stands there twice", to_plain(name, 60)));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<std::set<std::string>> objects_;  // a list's has no names
  bool expects_name_ = false;
};

}  // namespace

Json parse_bounded_json(std::string_view text) {
  // The library takes a NUL for the end and what follows for nothing.
  if (auto nul = text.find('\0'); nul != std::string_view::npos)
    refuse(say("not valid JSON at byte {}", nul + 1));
  try {
    auto json = is_small(text) ? Json::parse(text.begin(), text.end())
                               : Json::parse(text.begin(), text.end(), Guard());
    if (json.is_structured()) Names(text).require_different();
    return json;
  } catch (const Json::parse_error& error) {
    refuse(say("not valid JSON at byte {}", error.byte));
  } catch (const Json::out_of_range&) {
    refuse("not valid JSON: a number is out of range");
  }
}

}  // namespace common::text
