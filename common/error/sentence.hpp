#pragma once
#include <concepts>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace common {

/// What a person is told, kept so that it can be said in his language: an English sentence of the
/// source, which is the key of its translations (as in gettext), and the values in its places.
class Sentence {
 public:
  Sentence() = default;
  /// A sentence of the source.
  Sentence(const char* source) : source_(source), is_of_source_(true) {}
  /// Said as it is in every language: names, what a person typed, another program's words.
  Sentence(std::string text) : source_(std::move(text)) {}
  Sentence(std::string_view text) : source_(text) {}
  template <std::integral Number>
  requires(!std::same_as<Number, bool> && !std::same_as<Number, char>) Sentence(Number number)
      : source_(std::to_string(number)) {}

  /// What the declarations call a type, a field, a state: proto/labels.de.json has them.
  static Sentence label(std::string text);

  bool empty() const { return source_.empty(); }
  /// For logs, and for what programs read.
  std::string english() const { return in({}); }
  /// In the language that this thread speaks; in English where there is no translation.
  std::string said() const;
  /// In the language with this name as in sentences.<name>.json, "de".
  std::string in(std::string_view language) const;

  bool operator==(const Sentence&) const = default;

 private:
  friend Sentence say_with(const char* source, std::vector<Sentence> values);
  std::string source_;
  std::vector<Sentence> values_;
  bool is_of_source_ = false;
};

Sentence say_with(const char* source, std::vector<Sentence> values);

/// say("{} of {} lines are wrong", faults, lines): each {} is the next value; translations may name
/// them, {0} and {1}, to change their order. A value that is itself a Sentence, or a literal, is
/// translated as well.
template <class... Values>
Sentence say(const char* source, Values&&... values) {
  return say_with(source, {Sentence(std::forward<Values>(values))...});
}

/// "first, second": the list of what is allowed, each said as it is.
template <class Texts>
std::string listed(const Texts& texts, std::string_view between = ", ") {
  std::string list;
  for (auto& text : texts) {
    if (!list.empty()) list += between;
    list += std::string(text);
  }
  return list;
}

/// Translations by sentence of the source.
using Translations = std::unordered_map<std::string, std::string>;
/// All sentences that are translated into the language, for a check of the catalogue; empty for
/// languages that there are none of.
const Translations& translations(std::string_view language);

/// The best of the languages that sentences are translated into, for an Accept-Language field (RFC
/// 9110, section 12.5.4) or one tag like "de-LI". English: empty.
std::string_view language_for(std::string_view accepted);

/// What this thread says from now on, until the scope ends. Scopes nest.
class Speaking {
 public:
  explicit Speaking(std::string_view accepted);
  ~Speaking();
  Speaking(const Speaking&) = delete;
  Speaking& operator=(const Speaking&) = delete;

 private:
  std::string_view before_;
};

/// Changes what the innermost Speaking of this thread has said: who asks is known later than that
/// he asks.
void speak(std::string_view accepted);
/// The language of this thread, "de"; "en" outside of any scope.
std::string_view spoken();

}  // namespace common
