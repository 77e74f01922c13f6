#include "hub/domain/content/limits/file_limits.hpp"

#include <algorithm>

namespace hub::domain::content {
namespace {

using common::say;
using common::codec::Json;

void take(FileLimits& limits, const Json& value) {
  limits.megabytes = value.value("megabytes", limits.megabytes);
  limits.files = value.value("files", limits.files);
  if (value.contains("kinds")) limits.kinds = value["kinds"].get<std::set<std::string>>();
}

bool is_kind(const Json& value) {
  return value.is_string() && file_kinds().count(value.get<std::string>()) > 0;
}

common::Sentence fault_of(const std::string& name, const Json& value) {
  auto number = [&](const Json& one, int from, int to) {
    return one.is_number_integer() && one >= from && one <= to;
  };
  if (name == "megabytes" && !number(value, 1, 32)) return "megabytes: a number from 1 to 32";
  if (name == "files" && !number(value, 0, 100000)) return "files: a number from 0 to 100000";
  if (name == "kinds" && (!value.is_array() || !std::all_of(value.begin(), value.end(), is_kind)))
    return say("kinds: a list of {}", common::listed(file_kinds()));
  if (name != "megabytes" && name != "files" && name != "kinds")
    return say("megabytes, files or kinds instead of \"{}\"", name);
  return {};
}

}  // namespace

const std::set<std::string>& file_kinds() {
  static const std::set<std::string> kinds{"picture", "pdf",   "text",    "office", "archive",
                                           "sound",   "video", "program", "other"};
  return kinds;
}

FileLimits limits_in(const Json& setting, const std::string& type) {
  FileLimits limits;
  if (setting.contains("every")) take(limits, setting["every"]);
  if (setting.contains(type)) take(limits, setting[type]);
  return limits;
}

common::Sentence find_fault(const Json& setting, const common::schema::Catalogue& catalogue) {
  if (!setting.is_object())
    return "expected limits by record type, such as {\"every\": {\"megabytes\": 10}}";
  for (auto& [type, limits] : setting.items()) {
    if (type != "every" && !catalogue.find(type))
      return say("expected \"every\" or a record type such as \"crm.Account\" instead of \"{}\"",
                 type);
    if (!limits.is_object())
      return say("expected {}: limits in braces, such as {\"files\": 5}", type);
    for (auto& [name, value] : limits.items())
      if (auto fault = fault_of(name, value); !fault.empty())
        return say("expected {}: {}", type, fault);
  }
  return {};
}

}  // namespace hub::domain::content
