#include "hub/transfer/transform.hpp"

#include "common/error/error.hpp"
#include "common/text/text.hpp"

namespace hub::transfer {
namespace {

using common::text::trim;

std::pair<std::string, std::string> cut(std::string_view text, char by) {
  auto at = text.find(by);
  if (at == std::string_view::npos)
    common::refuse("mapping", common::say("\"{}\" lacks its {}", text, std::string(1, by)));
  return {std::string(trim(text.substr(0, at))), std::string(trim(text.substr(at + 1)))};
}

void set_dates(Transform& transform, const std::string& value) {
  using Dates = Transform::Dates;
  if (value == "dmy")
    transform.dates = Dates::dmy;
  else if (value == "mdy")
    transform.dates = Dates::mdy;
  else if (value == "ymd")
    transform.dates = Dates::ymd;
  else
    common::refuse("mapping", "dates are dmy, mdy or ymd");
}

void set_decimals(Transform& transform, const std::string& value) {
  if (value != "comma" && value != "point") common::refuse("mapping", "decimal is comma or point");
  transform.decimals = value == "comma" ? Transform::Decimals::comma : Transform::Decimals::point;
}

}  // namespace

Transform parse_transform(std::string_view text) {
  Transform transform;
  for (auto& part : common::text::split(text, ';')) {
    if (trim(part).empty()) continue;
    auto [name, value] = cut(part, '=');
    if (name == "dates") {
      set_dates(transform, value);
    } else if (name == "decimal") {
      set_decimals(transform, value);
    } else if (name == "empty") {
      transform.empty = value;
    } else if (name == "fixed") {
      transform.fixed = value;
    } else if (name == "by") {
      transform.by = value;
    } else if (name == "with") {
      for (auto& pair : common::text::split(value, ',')) transform.with.push_back(cut(pair, ':'));
    } else if (name == "replace") {
      for (auto& pair : common::text::split(value, ',')) {
        auto [from, to] = cut(pair, ':');
        transform.replace[common::text::fold(from)] = to;
      }
    } else {
      common::refuse("mapping", common::say("there is no transform \"{}\"", name));
    }
  }
  return transform;
}

}  // namespace hub::transfer
