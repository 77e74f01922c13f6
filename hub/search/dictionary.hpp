#pragma once
#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hub::search {

/// In how many fields each word stands, about: by its number, which is dense from 1. Written by the
/// indexer alone, read by any thread.
class Frequencies {
 public:
  std::uint32_t of(std::uint32_t number) const;
  void set(std::uint32_t number, std::uint32_t count);
  std::size_t bytes() const;

 private:
  static constexpr std::uint32_t chunk = 4096, chunks_max = 4096;
  using Chunk = std::array<std::atomic<std::uint32_t>, chunk>;
  std::array<std::atomic<Chunk*>, chunks_max> chunks_{};
  std::vector<std::unique_ptr<Chunk>> owned_;
};

/// Letters as bytes, in the order in which they were first met: a typing error is then one byte in
/// every script, and a word of 300,000 takes as many bytes as it has letters.
class Alphabet {
 public:
  /// Nothing where a letter is unknown (and `extend` is not set, or 254 are known already).
  std::optional<std::string> encode(std::string_view key) const;
  std::optional<std::string> extend(std::string_view key);
  std::string decode(std::string_view codes) const;
  /// Whether `extend` would take it.
  bool has_room(std::string_view key) const;

 private:
  std::map<char32_t, std::uint8_t> codes_;
  std::vector<char32_t> letters_;
};

/// The distinct words of a company without numbers and codes, for correction, completion and their
/// numbers. A snapshot that never changes: `with` makes the next one, which shares most of this
/// one's memory (13 bytes a word and its letters). Any thread.
class Dictionary {
 public:
  struct Entry {
    std::string key;
    std::uint32_t number = 0;
  };
  /// A word that may have been meant.
  struct Guess {
    std::string key;
    std::uint32_t number = 0;
    int errors = 0;
    std::uint32_t frequency = 0;
  };

  explicit Dictionary(std::shared_ptr<Frequencies> frequencies);
  /// Words whose letters are beyond the alphabet are left out.
  std::shared_ptr<const Dictionary> with(const std::vector<Entry>& entries) const;

  std::size_t size() const;
  std::size_t bytes() const;
  std::uint32_t frequency(std::uint32_t number) const { return frequencies_->of(number); }
  Frequencies& frequencies() const { return *frequencies_; }
  /// Whether `with` would take the word.
  bool has_room(std::string_view key) const { return alphabet_->has_room(key); }
  /// The word's number; 0 when it is not there.
  std::uint32_t find(std::string_view key) const;
  /// Words that begin so, the most frequent first.
  std::vector<Guess> completions(std::string_view prefix, std::size_t limit) const;
  /// Words at 1 to `errors` letters wrong, left out, too many, or two neighbours swapped (optimal
  /// string alignment); fewer errors and frequent words first. `errors` is 1 or 2.
  std::vector<Guess> corrections(std::string_view key, int errors, std::size_t limit) const;
  /// Words whose beginning is the prefix with one error.
  std::vector<Guess> corrected_completions(std::string_view prefix, std::size_t limit) const;

  /// How many errors are forgiven: one from 4 letters on, two from 8.
  static int errors_of(std::string_view key);

 private:
  struct Base;   // sorted, large
  struct Fresh;  // unsorted, small: what came since
  void merge(std::vector<Entry> fresh);

  std::shared_ptr<const Alphabet> alphabet_;
  std::shared_ptr<const Base> base_;
  std::shared_ptr<const Fresh> fresh_;
  std::shared_ptr<Frequencies> frequencies_;
};

}  // namespace hub::search
