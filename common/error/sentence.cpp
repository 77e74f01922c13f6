#include "common/error/sentence.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "common/error/catalogue.hpp"

namespace common {
namespace {

thread_local std::string_view spoken_now;  // of the names in `catalogues`; English: empty

struct Catalogue {
  std::string_view language;
  Translations sentences;
};

const std::array<Catalogue, 1>& catalogues() {
  static const std::array<Catalogue, 1> all{{{"de", german_catalogue()}}};
  return all;
}

const Catalogue* find_catalogue(std::string_view language) {
  for (auto& one : catalogues())
    if (one.language == language) return &one;
  return nullptr;
}

/// The text with {} and {1} replaced; other braces stay.
std::string fill(std::string_view text, const std::vector<std::string>& values) {
  std::string filled;
  std::size_t next = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto end = text[i] == '{' ? text.find('}', i) : std::string_view::npos;
    if (end == std::string_view::npos) {
      filled += text[i];
      continue;
    }
    auto name = text.substr(i + 1, end - i - 1);
    auto place = next;
    bool is_number =
        !name.empty() && std::from_chars(name.begin(), name.end(), place).ptr == name.end();
    if ((!name.empty() && !is_number) || place >= values.size()) {
      filled += text[i];
      continue;
    }
    if (name.empty()) ++next;
    filled += values[place];
    i = end;
  }
  return filled;
}

std::string lower(std::string_view ascii) {
  std::string text(ascii);
  for (auto& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return text;
}

}  // namespace

Sentence say_with(const char* source, std::vector<Sentence> values) {
  Sentence sentence(source);
  sentence.values_ = std::move(values);
  return sentence;
}

Sentence Sentence::label(std::string text) {
  Sentence sentence(std::move(text));
  sentence.is_of_source_ = true;
  return sentence;
}

std::string Sentence::said() const {
  return in(spoken_now);
}

std::string Sentence::in(std::string_view language) const {
  if (!is_of_source_) return source_;
  std::string_view text = source_;
  if (auto catalogue = language.empty() ? nullptr : find_catalogue(language))
    if (auto found = catalogue->sentences.find(source_); found != catalogue->sentences.end())
      text = found->second;
  if (values_.empty()) return std::string(text);
  std::vector<std::string> values;
  for (auto& value : values_) values.push_back(value.in(language));
  return fill(text, values);
}

const Translations& translations(std::string_view language) {
  static const Translations none;
  auto catalogue = find_catalogue(language);
  return catalogue ? catalogue->sentences : none;
}

std::string_view language_for(std::string_view accepted) {
  std::string_view best;
  double weight = 0;
  while (!accepted.empty()) {
    auto comma = accepted.find(',');
    auto range = accepted.substr(0, comma);
    accepted.remove_prefix(comma == std::string_view::npos ? accepted.size() : comma + 1);
    range.remove_prefix(std::min(range.find_first_not_of(" \t"), range.size()));
    double wanted = 1;
    if (auto parameter = range.find("q="); parameter != std::string_view::npos)
      if (std::from_chars(range.data() + parameter + 2, range.data() + range.size(), wanted).ec !=
          std::errc())
        wanted = 0;
    auto language = lower(range.substr(0, range.find_first_of("-_; \t")));
    bool is_english = language == "en" || language == "*";
    auto catalogue = find_catalogue(language);
    if ((!catalogue && !is_english) || wanted <= weight) continue;
    best = catalogue ? catalogue->language : std::string_view{};
    weight = wanted;
  }
  return best;
}

Speaking::Speaking(std::string_view accepted) : before_(spoken_now) {
  speak(accepted);
}

Speaking::~Speaking() {
  spoken_now = before_;
}

void speak(std::string_view accepted) {
  spoken_now = language_for(accepted);
}

std::string_view spoken() {
  return spoken_now.empty() ? "en" : spoken_now;
}

}  // namespace common
