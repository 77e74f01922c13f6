#include "hub/search/words.hpp"

#include <utf8proc.h>

#include <algorithm>

#include "common/text/text.hpp"

namespace hub::search {
namespace {

enum class Kind { letter, digit, ideograph, joint, other };

bool is_ideograph(utf8proc_int32_t point) {
  return (point >= 0x3040 && point <= 0x30ff) || (point >= 0x3400 && point <= 0x9fff) ||
         (point >= 0xf900 && point <= 0xfaff) || (point >= 0x20000 && point <= 0x3ffff);
}

Kind kind_of(utf8proc_int32_t point) {
  if (point < 0x80) {
    auto c = static_cast<char>(point);
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return Kind::letter;
    if (c >= '0' && c <= '9') return Kind::digit;
    return std::string_view("-'.@_/&+#").find(c) == std::string_view::npos ? Kind::other
                                                                           : Kind::joint;
  }
  if (point == 0x2019 || point == 0x2010 || point == 0x2011 || point == 0x2013) return Kind::joint;
  if (is_ideograph(point)) return Kind::ideograph;
  switch (utf8proc_category(point)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
      return Kind::letter;
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
      return Kind::digit;
    default:
      return Kind::other;
  }
}

/// Letters with a stroke and the like, which Unicode does not take apart.
constexpr std::pair<std::string_view, std::string_view> nearest[] = {
    {"ø", "o"}, {"ł", "l"}, {"đ", "d"}, {"ð", "d"}, {"þ", "th"},
    {"æ", "a"}, {"œ", "o"}, {"ı", "i"}, {"ħ", "h"}, {"ŧ", "t"}};

void cut_key(std::string& key) {
  if (key.size() <= key_bytes_max) return;
  auto size = key_bytes_max;
  while (size > 0 && (static_cast<unsigned char>(key[size]) & 0xc0) == 0x80) --size;
  key.resize(size);
}

Word make_word(std::string_view text, std::size_t begin, std::size_t end, bool has_digit) {
  return {key_of(text.substr(begin, end - begin)), has_digit, begin, end};
}

/// Reads compounds one character after the other.
class Reader {
 public:
  Reader(std::string_view text, std::size_t words_max) : text_(text), left_(words_max) {}

  std::vector<Compound> read() {
    while (at_ < text_.size() && left_ > 0) step();
    end_compound();
    return std::move(compounds_);
  }

 private:
  void step() {
    utf8proc_int32_t point = 0;
    auto size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text_.data() + at_),
                                 static_cast<utf8proc_ssize_t>(text_.size() - at_), &point);
    if (size <= 0) size = 1, point = ' ';
    auto kind = kind_of(point);
    if (kind != run_ || kind == Kind::ideograph) end_run();
    if (kind == Kind::other) {
      end_compound();
      if (point == '"' || point == 0x201c || point == 0x201d || point == 0x201e)
        quote_ = quote_ > 0 ? -quote_ : 1 - quote_;
    } else if (kind == Kind::joint) {
      if (!compound_.parts.empty()) pending_ += text_[at_];
    } else if (run_ == Kind::other || kind == Kind::ideograph) {
      begin_ = at_;
      joints_ += pending_;  // those at the end join nothing
      pending_.clear();
    }
    run_ = kind == Kind::joint ? Kind::other : kind;
    at_ += static_cast<std::size_t>(size);
  }

  void end_run() {
    if (run_ == Kind::other) return;
    compound_.parts.push_back(make_word(text_, begin_, at_, run_ == Kind::digit));
    if (compound_.parts.back().key.empty()) compound_.parts.pop_back();
    ideographs_ = ideographs_ || run_ == Kind::ideograph;
    run_ = Kind::other;
    left_ -= std::min<std::size_t>(left_, 1);
  }

  void end_compound() {
    end_run();
    auto& parts = compound_.parts;
    if (!parts.empty()) {
      if (parts.size() > 1) join();
      compound_.quoted = quote_ > 0;
      compound_.quote = std::abs(quote_);
      compounds_.push_back(std::move(compound_));
    }
    compound_ = {};
    joints_.clear();
    pending_.clear();
    ideographs_ = false;
  }

  void join() {
    auto& parts = compound_.parts;
    bool digits = std::any_of(parts.begin(), parts.end(), [](auto& p) { return p.has_digit; });
    bool name = joints_.find_first_not_of("-'\xe2@") == std::string::npos;
    bool mail = joints_.find('@') != std::string::npos;
    if (ideographs_ || !(digits || name || mail)) return;
    auto& joined = compound_.joined;
    for (auto& part : parts) joined.key += part.key;
    cut_key(joined.key);
    joined.has_digit = digits;
    joined.begin = parts.front().begin;
    joined.end = parts.back().end;
    // A serial number like A1B2C3D4 is one word; its single letters would find everything.
    if (joints_.empty() && parts.size() > 4) parts = {joined}, joined = {};
  }

  std::string_view text_;
  std::size_t left_, at_ = 0, begin_ = 0;
  Kind run_ = Kind::other;
  Compound compound_;
  std::string joints_, pending_;
  bool ideographs_ = false;
  int quote_ = 0;  // above zero within quotes, below after them
  std::vector<Compound> compounds_;
};

void add_digits(const Word& word, std::vector<Word>& out) {
  auto first = word.key.find_first_not_of('0');
  if (!word.has_digit || first == 0 || first == std::string::npos) return;
  bool only = word.key.find_first_not_of("0123456789") == std::string::npos;
  if (only) out.push_back({word.key.substr(first), true, word.begin, word.end});
}

}  // namespace

std::string key_of(std::string_view word) {
  auto folded = common::text::fold(word);
  std::string key;
  key.reserve(folded.size());
  for (std::size_t i = 0; i < folded.size();) {
    auto c = folded[i];
    if (static_cast<unsigned char>(c) >= 0x80) {
      std::string_view rest(folded.data() + i, folded.size() - i);
      auto found = std::find_if(std::begin(nearest), std::end(nearest),
                                [&](auto& pair) { return rest.starts_with(pair.first); });
      if (found != std::end(nearest)) {
        key += found->second;
        i += found->first.size();
        continue;
      }
    }
    bool broken = c == 'e' && !key.empty() && i > 0 && folded[i - 1] == key.back() &&
                  (key.back() == 'a' || key.back() == 'o' || key.back() == 'u');
    if (!broken && c != ' ') key += c;
    ++i;
  }
  cut_key(key);
  return key;
}

std::vector<Compound> compounds_of(std::string_view text, std::size_t words_max) {
  return Reader(text, words_max).read();
}

std::string phone_digits(std::string_view text) {
  if (text.size() > 40) return {};
  std::string digits;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i, 3) == "(0)") {
      i += 2;
      continue;
    }
    auto c = text[i];
    if (c >= '0' && c <= '9')
      digits += c;
    else if (std::string_view(" +-()/.").find(c) == std::string_view::npos)
      return {};
  }
  if (digits.size() < 7 || digits.size() > 15) return {};
  auto first = digits.find_first_not_of('0');
  return first == std::string::npos ? std::string() : digits.substr(first);
}

std::string phone_key(const std::string& digits) {
  return "~" + std::string(digits.rbegin(), digits.rend());
}

std::vector<Word> words_of(std::string_view text, std::size_t words_max) {
  std::vector<Word> words;
  if (auto digits = phone_digits(text); !digits.empty()) {
    words.push_back({phone_key(digits), true, 0, text.size()});
    words.push_back({digits, true, 0, text.size()});
    return words;
  }
  for (auto& compound : compounds_of(text, words_max)) {
    for (auto& part : compound.parts) add_digits(part, words);
    if (!compound.joined.key.empty()) words.push_back(compound.joined);
    for (auto& part : compound.parts) words.push_back(std::move(part));
  }
  return words;
}

}  // namespace hub::search
