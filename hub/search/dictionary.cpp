#include "hub/search/dictionary.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <unordered_map>

#include "hub/search/impl/walk.hpp"

namespace hub::search {
namespace {

constexpr std::uint8_t letters_max = 254;

std::vector<char32_t> points_of(std::string_view text) {
  std::vector<char32_t> points;
  for (std::size_t at = 0; at < text.size();) {
    utf8proc_int32_t point = 0;
    auto size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data() + at),
                                 static_cast<utf8proc_ssize_t>(text.size() - at), &point);
    if (size <= 0) return {};
    points.push_back(static_cast<char32_t>(point));
    at += static_cast<std::size_t>(size);
  }
  return points;
}

}  // namespace

// ---- Frequencies

std::uint32_t Frequencies::of(std::uint32_t number) const {
  if (number / chunk >= chunks_max) return 0;
  auto there = chunks_[number / chunk].load(std::memory_order_acquire);
  return there ? (*there)[number % chunk].load(std::memory_order_relaxed) : 0;
}

void Frequencies::set(std::uint32_t number, std::uint32_t count) {
  if (number / chunk >= chunks_max) return;
  auto& place = chunks_[number / chunk];
  if (!place.load(std::memory_order_relaxed)) {
    owned_.push_back(std::make_unique<Chunk>());
    place.store(owned_.back().get(), std::memory_order_release);
  }
  (*place.load(std::memory_order_relaxed))[number % chunk].store(count, std::memory_order_relaxed);
}

std::size_t Frequencies::bytes() const {
  return owned_.size() * sizeof(Chunk) + sizeof(*this);
}

// ---- Alphabet

std::optional<std::string> Alphabet::encode(std::string_view key) const {
  std::string codes;
  for (auto point : points_of(key)) {
    auto found = codes_.find(point);
    if (found == codes_.end()) return std::nullopt;
    codes += static_cast<char>(found->second);
  }
  return codes;
}

std::optional<std::string> Alphabet::extend(std::string_view key) {
  for (auto point : points_of(key)) {
    if (codes_.count(point)) continue;
    if (letters_.size() >= letters_max) return std::nullopt;
    letters_.push_back(point);
    codes_[point] = static_cast<std::uint8_t>(letters_.size());
  }
  return encode(key);
}

bool Alphabet::has_room(std::string_view key) const {
  std::size_t unknown = 0;
  for (auto point : points_of(key)) unknown += codes_.count(point) == 0;
  return !key.empty() && letters_.size() + unknown <= letters_max;
}

std::string Alphabet::decode(std::string_view codes) const {
  std::string text;
  for (char code : codes) {
    utf8proc_uint8_t bytes[4];
    auto size = utf8proc_encode_char(
        static_cast<utf8proc_int32_t>(letters_[static_cast<std::uint8_t>(code) - 1u]), bytes);
    text.append(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(size));
  }
  return text;
}

// ---- Dictionary

struct Dictionary::Base {
  impl::SortedWords words;
  std::vector<std::uint32_t> numbers;  // beside the sorted words
};

struct Dictionary::Fresh {
  std::vector<std::pair<std::string, std::uint32_t>> words;  // codes and number
  std::unordered_map<std::string, std::uint32_t> by_codes;
};

Dictionary::Dictionary(std::shared_ptr<Frequencies> frequencies)
    : alphabet_(std::make_shared<Alphabet>()),
      base_(std::make_shared<Base>()),
      fresh_(std::make_shared<Fresh>()),
      frequencies_(std::move(frequencies)) {}

std::size_t Dictionary::size() const {
  return base_->numbers.size() + fresh_->words.size();
}

std::size_t Dictionary::bytes() const {
  constexpr std::size_t fresh_bytes = 150;  // with its places in vector and map
  return base_->words.bytes() + base_->numbers.capacity() * sizeof(std::uint32_t) +
         fresh_->words.size() * fresh_bytes + frequencies_->bytes();
}

std::shared_ptr<const Dictionary> Dictionary::with(const std::vector<Entry>& entries) const {
  auto next = std::make_shared<Dictionary>(*this);
  auto alphabet = std::make_shared<Alphabet>(*alphabet_);
  auto fresh = std::make_shared<Fresh>(*fresh_);
  for (auto& entry : entries) {
    auto codes = alphabet->extend(entry.key);
    if (codes && fresh->by_codes.emplace(*codes, entry.number).second)
      fresh->words.emplace_back(std::move(*codes), entry.number);
  }
  next->alphabet_ = std::move(alphabet);
  // What is fresh is looked through one by one for every correction.
  constexpr std::size_t fresh_min = 512, part = 64;
  if (fresh->words.size() > std::max(fresh_min, base_->numbers.size() / part)) {
    auto base = std::make_shared<Base>();
    std::sort(fresh->words.begin(), fresh->words.end());
    base->words = impl::SortedWords(base_->words, base_->numbers, fresh->words, base->numbers);
    next->base_ = std::move(base);
    fresh = std::make_shared<Fresh>();
  }
  next->fresh_ = std::move(fresh);
  return next;
}

std::uint32_t Dictionary::find(std::string_view key) const {
  auto codes = alphabet_->encode(key);
  if (!codes || codes->empty()) return 0;
  if (auto found = fresh_->by_codes.find(*codes); found != fresh_->by_codes.end())
    return found->second;
  auto at = base_->words.find(*codes);
  return at ? base_->numbers[*at] : 0;
}

namespace {

using Guess = Dictionary::Guess;

/// The best ones; fewer errors and then frequent words first.
void keep_best(std::vector<Guess>& guesses, std::size_t limit) {
  auto better = [](const Guess& a, const Guess& b) {
    if (a.errors != b.errors) return a.errors < b.errors;
    if (a.frequency != b.frequency) return a.frequency > b.frequency;
    return a.number < b.number;
  };
  auto count = std::min(limit, guesses.size());
  std::partial_sort(guesses.begin(), guesses.begin() + static_cast<std::ptrdiff_t>(count),
                    guesses.end(), better);
  guesses.resize(count);
}

}  // namespace

std::vector<Guess> Dictionary::completions(std::string_view prefix, std::size_t limit) const {
  auto codes = alphabet_->encode(prefix);
  if (!codes || codes->empty()) return {};
  std::vector<Guess> guesses;
  auto [from, to] = base_->words.range(*codes);
  std::vector<std::uint32_t> places;
  // Of a short prefix only the frequent ones are worth a text of their own.
  for (auto at = from; at < to; ++at) places.push_back(at);
  auto frequency = [&](std::uint32_t at) { return frequencies_->of(base_->numbers[at]); };
  auto count = std::min(limit, places.size());
  std::partial_sort(places.begin(), places.begin() + static_cast<std::ptrdiff_t>(count),
                    places.end(), [&](auto a, auto b) { return frequency(a) > frequency(b); });
  places.resize(count);
  for (auto at : places)
    guesses.push_back(
        {alphabet_->decode(base_->words.word(at)), base_->numbers[at], 0, frequency(at)});
  for (auto& [word, number] : fresh_->words)
    if (word.starts_with(*codes))
      guesses.push_back({alphabet_->decode(word), number, 0, frequencies_->of(number)});
  keep_best(guesses, limit);
  return guesses;
}

std::vector<Guess> Dictionary::corrections(std::string_view key, int errors,
                                           std::size_t limit) const {
  // A letter that no word has is an error like another.
  auto codes = Alphabet(*alphabet_).extend(key);
  if (!codes || codes->size() < 2) return {};
  std::vector<Guess> guesses;
  impl::walk(base_->words, *codes, errors, [&](std::uint32_t at, int found) {
    auto number = base_->numbers[at];
    guesses.push_back({{}, number, found, frequencies_->of(number)});
    guesses.back().key = base_->words.word(at);
  });
  for (auto& [word, number] : fresh_->words)
    if (auto found = impl::distance(*codes, word, errors); found > 0 && found <= errors)
      guesses.push_back({word, number, found, frequencies_->of(number)});
  keep_best(guesses, limit);
  for (auto& guess : guesses) guess.key = alphabet_->decode(guess.key);
  return guesses;
}

std::vector<Guess> Dictionary::corrected_completions(std::string_view prefix,
                                                     std::size_t limit) const {
  auto codes = Alphabet(*alphabet_).extend(prefix);
  if (!codes || codes->size() < 2) return {};
  std::vector<Guess> guesses;
  auto add = [&](std::string_view word, std::uint32_t number) {
    if (!word.starts_with(*codes))
      guesses.push_back({std::string(word), number, 1, frequencies_->of(number)});
  };
  constexpr std::size_t looked_at_max = 20000;
  impl::walk_prefix(base_->words, *codes, [&](std::uint32_t from, std::uint32_t to) {
    for (auto at = from; at < to && guesses.size() < looked_at_max; ++at)
      add(base_->words.word(at), base_->numbers[at]);
  });
  for (auto& [word, number] : fresh_->words)
    if (impl::begins_with_one_error(*codes, word)) add(word, number);
  keep_best(guesses, limit);
  for (auto& guess : guesses) guess.key = alphabet_->decode(guess.key);
  return guesses;
}

int Dictionary::errors_of(std::string_view key) {
  auto letters = points_of(key).size();
  return letters >= 8 ? 2 : letters >= 4 ? 1 : 0;
}

}  // namespace hub::search
