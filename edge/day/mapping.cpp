// The field map of a template: paths, texts and conditions over a paper's data.
#include <algorithm>
#include <cctype>

#include "common/error/error.hpp"
#include "common/log/log.hpp"
#include "common/rules/field/condition.hpp"
#include "common/text/json_text.hpp"
#include "common/text/text.hpp"
#include "edge/day/paper_data.hpp"

namespace edge::day {
namespace {

using nlohmann::json;

std::string show(const json& value) {
  if (value.is_null()) return {};
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "true" : "false";
  return common::json_text(value);
}

const json* find_value(const json& data, std::string_view path) {
  const json* at = &data;
  for (auto& part : common::text::split(path, '.')) {
    if (at->is_object()) {
      auto found = at->find(part);
      if (found == at->end()) return nullptr;
      at = &*found;
    } else if (at->is_array()) {
      bool digits =
          !part.empty() && part.size() < 6 &&
          std::all_of(part.begin(), part.end(), [](unsigned char c) { return std::isdigit(c); });
      if (!digits || std::stoul(part) >= at->size()) return nullptr;
      at = &(*at)[std::stoul(part)];
    } else {
      return nullptr;
    }
  }
  return at;
}

/// Where `sign` stands outside of quotes; npos when nowhere.
std::size_t find_outside(std::string_view text, char sign) {
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') quoted = !quoted;
    if (!quoted && text[i] == sign) return i;
  }
  return std::string_view::npos;
}

bool is_path(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) || c == '_' || c == '.';
  });
}

/// Checklists' conditions know plain keys, so each path in it gets a name of its own.
bool holds(std::string_view condition, const json& data) {
  std::string text;
  std::vector<std::string> paths;
  for (std::size_t i = 0; i < condition.size();) {
    auto c = static_cast<unsigned char>(condition[i]);
    if (c == '"') {
      auto end = std::min(condition.find('"', i + 1), condition.size() - 1);
      text += condition.substr(i, end + 1 - i);
      i = end + 1;
      continue;
    }
    auto end = i;
    while (end < condition.size() && is_path(condition.substr(end, 1))) ++end;
    auto word = condition.substr(i, end - i);
    bool names = std::islower(c) && word != "true" && word != "false";
    if (end == i) {
      text += condition[i++];
    } else {
      if (names) {
        text += "p" + std::to_string(paths.size());
        paths.emplace_back(word);
      } else {
        text += word;
      }
      i = end;
    }
  }
  auto answer_of = [&](const std::string& key) -> std::optional<std::string> {
    auto value = find_value(data, paths.at(std::stoul(key.substr(1))));
    auto shown = value ? show(*value) : std::string();
    if (shown.empty()) return std::nullopt;
    return shown;
  };
  return common::rules::field::evaluate_condition(text, answer_of).value_or(false);
}

}  // namespace

std::string evaluate_mapping(std::string_view expression, const json& data) {
  auto text = common::text::trim(expression);
  if (auto question = find_outside(text, '?'); question != std::string_view::npos) {
    auto rest = text.substr(question + 1);
    auto colon = find_outside(rest, ':');
    auto yes = rest.substr(0, colon);
    auto no = colon == std::string_view::npos ? std::string_view() : rest.substr(colon + 1);
    bool is_met = holds(common::text::trim(text.substr(0, question)), data);
    auto chosen = common::text::trim(is_met ? yes : no);
    return chosen.empty() ? std::string() : evaluate_mapping(chosen, data);
  }
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
    return std::string(text.substr(1, text.size() - 2));
  if (is_path(text)) {
    auto value = find_value(data, text);
    return value ? show(*value) : std::string();
  }
  return holds(text, data) ? "true" : "false";
}

std::map<std::string, std::string> values_for(const truckroll::content::PaperworkTemplate& paper,
                                              const json& data) {
  if (paper.field_map_size() == 0) return service_report_values(data);
  std::map<std::string, std::string> values;
  for (auto& line : paper.field_map()) {
    try {
      values[line.pdf_field()] = evaluate_mapping(line.expression(), data);
    } catch (const common::Error& error) {
      throw error.with_context("the form \"" + paper.name() + "\", field " + line.pdf_field());
    }
  }
  return values;
}

std::map<std::string, std::string> fit_to_form(std::map<std::string, std::string> values,
                                               const std::vector<pdf::FormField>& fields) {
  std::map<std::string, std::string> fitting;
  for (auto& field : fields) {
    auto found = values.find(field.name);
    if (found == values.end() || field.read_only || field.kind == pdf::FieldKind::signature)
      continue;
    auto value = found->second;
    bool is_choice = field.kind == pdf::FieldKind::choice && !field.free_text;
    if (is_choice &&
        std::find(field.choices.begin(), field.choices.end(), value) == field.choices.end())
      continue;
    auto limit = static_cast<std::size_t>(field.max_length);
    while (limit > 0 && common::text::length(value) > limit) {
      do value.pop_back();
      while (!value.empty() && !common::text::is_utf8(value));
    }
    fitting[field.name] = value;
  }
  return fitting;
}

}  // namespace edge::day
