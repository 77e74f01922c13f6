#include "common/validate/form.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <mutex>
#include <optional>
#include <regex>
#include <string_view>

#include "common/text/iban.hpp"

namespace common::validate {
namespace {

constexpr int depth_max = 20, repeats_max = 40;

enum Kind { lower, upper, digit, other };

/// What one place of a text may be, with the kind that was named first in front.
struct Class {
  std::string kinds;  ///< of Kind, as they were named
  std::string signs;  ///< others by themselves
  void add(Kind kind) {
    if (kinds.find(static_cast<char>(kind)) == std::string::npos) kinds += static_cast<char>(kind);
  }
  bool has(Kind kind) const { return kinds.find(static_cast<char>(kind)) != std::string::npos; }
};

/// Reads a pattern from its beginning and writes what fits; nullopt for what it does not know.
class Sample {
 public:
  explicit Sample(std::string_view pattern) : pattern_(pattern) {}

  std::optional<std::string> all() {
    auto text = branch(0);
    bool ends = at_ >= pattern_.size() || pattern_[at_] == '|';  // the first way is enough
    return ends ? text : std::nullopt;
  }

 private:
  using Text = std::optional<std::string>;

  Text branch(int depth) {
    if (depth > depth_max) return std::nullopt;
    std::string out;
    while (at_ < pattern_.size() && pattern_[at_] != '|' && pattern_[at_] != ')') {
      auto piece = one(depth);
      if (!piece) return std::nullopt;
      out += *piece;
    }
    return out;
  }

  Text one(int depth) {
    char c = pattern_[at_];
    if (c == '^' || c == '$') return ++at_, "";
    if (c == '(') return group(depth);
    auto place = c == '[' ? named_class() : single();
    if (!place) return std::nullopt;
    auto count = repeats();
    if (!count) return std::nullopt;
    return written(*place, *count);
  }

  Text group(int depth) {
    ++at_;
    if (pattern_.substr(at_, 2) == "?:") at_ += 2;
    if (at_ < pattern_.size() && pattern_[at_] == '?') return std::nullopt;
    auto text = branch(depth + 1);
    if (!text) return std::nullopt;
    // Other ways are passed over.
    while (at_ < pattern_.size() && pattern_[at_] == '|') {
      ++at_;
      auto kept = next_;
      if (!branch(depth + 1)) return std::nullopt;
      next_ = kept;
    }
    if (at_ >= pattern_.size() || pattern_[at_] != ')') return std::nullopt;
    ++at_;
    auto count = repeats();
    if (!count) return std::nullopt;
    std::string out;
    for (int i = 0; i < std::min(count->least == 0 && count->open ? 1 : count->least, repeats_max);
         ++i)
      out += *text;
    return out;
  }

  struct Count {
    int least = 1;
    bool open = false;  ///< may be more
  };

  std::optional<Count> repeats() {
    if (at_ >= pattern_.size()) return Count{};
    Count count;
    switch (pattern_[at_]) {
      case '?':
        count = {0, false};
        ++at_;
        break;
      case '*':
        count = {0, true};
        ++at_;
        break;
      case '+':
        count = {1, true};
        ++at_;
        break;
      case '{': {
        auto close = pattern_.find('}', at_);
        if (close == std::string_view::npos) return std::nullopt;
        count.least = std::atoi(std::string(pattern_.substr(at_ + 1, close - at_ - 1)).c_str());
        if (count.least > repeats_max) return std::nullopt;
        at_ = close + 1;
        break;
      }
      default:
        return count;
    }
    if (at_ < pattern_.size() && pattern_[at_] == '?') ++at_;  // lazy
    return count;
  }

  std::optional<Class> single() {
    Class place;
    char c = pattern_[at_++];
    if (c == '.') {
      place.add(lower);
    } else if (c != '\\') {
      place.signs = c;
    } else if (!escape(place)) {
      return std::nullopt;
    }
    return place;
  }

  bool escape(Class& place) {
    if (at_ >= pattern_.size()) return false;
    char c = pattern_[at_++];
    if (c == 'd') return place.add(digit), true;
    if (c == 'w' || c == 'S') return place.add(lower), true;
    if (c == 's') return place.signs += ' ', true;
    if (std::isalnum(static_cast<unsigned char>(c))) return false;
    place.signs += c;
    return true;
  }

  std::optional<Class> named_class() {
    Class place;
    ++at_;
    bool but = at_ < pattern_.size() && pattern_[at_] == '^';
    if (but) ++at_;
    for (; at_ < pattern_.size() && pattern_[at_] != ']';) {
      char from = pattern_[at_];
      if (from == '\\') {
        ++at_;
        if (!escape(place)) return std::nullopt;
      } else if (at_ + 2 < pattern_.size() && pattern_[at_ + 1] == '-' &&
                 pattern_[at_ + 2] != ']') {
        add_range(place, from, pattern_[at_ + 2]);
        at_ += 3;
      } else {
        place.signs += from;
        ++at_;
      }
    }
    if (at_ >= pattern_.size()) return std::nullopt;
    ++at_;
    if (but) {
      place = {};
      place.add(lower);
    }
    return place;
  }

  static void add_range(Class& place, char from, char to) {
    if (from == 'a' && to == 'z') return place.add(lower);
    if (from == 'A' && to == 'Z') return place.add(upper);
    if (from == '0' && to == '9') return place.add(digit);
    place.signs += from;  // part of an alphabet, such as [0-5]
  }

  std::string written(const Class& place, Count count) {
    std::string out;
    auto main = place.kinds.empty() ? other : static_cast<Kind>(place.kinds[0]);
    for (int i = 0; i < (count.open ? std::max(count.least, 2) : count.least); ++i)
      out += sign(place, main);
    // What else may stand there is shown once, where there is room for it.
    if (!count.open) return out;
    if (main != other && !place.signs.empty()) out += place.signs.back();
    if (main != other && (main != digit || !place.signs.empty()))
      out += sign(place, place.has(digit) ? digit : main);
    return out;
  }

  char sign(const Class& place, Kind kind) {
    if (kind == other) return place.signs.empty() ? 'a' : place.signs[0];
    auto step = next_[kind]++;
    constexpr std::array<char, 3> first{'a', 'A', '1'};
    return static_cast<char>(first[kind] + step % (kind == digit ? 9 : 26));
  }

  std::string_view pattern_;
  std::size_t at_ = 0;
  std::array<int, 3> next_{};  // of each kind: a, b, c
};

std::string find_example(const std::string& pattern) {
  if (pattern == text::iban_pattern) return "LI21088100002324013AA";  // with its check digits
  auto text = Sample(pattern).all();
  if (!text || text->size() > static_cast<std::size_t>(repeats_max)) return {};
  try {
    return std::regex_match(*text, std::regex(pattern)) ? *text : std::string();
  } catch (const std::regex_error&) {
    return {};
  }
}

}  // namespace

std::string example_of(const std::string& pattern) {
  static std::mutex mutex;
  static std::map<std::string, std::string> known;
  std::lock_guard lock(mutex);
  auto [found, added] = known.try_emplace(pattern);
  if (added) found->second = find_example(pattern);
  return found->second;
}

}  // namespace common::validate
