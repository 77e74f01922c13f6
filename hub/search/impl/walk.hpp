#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hub::search::impl {

/// Words in one block of memory, sorted, and sorted once more by their ends. The order stands for a
/// trie without storing one: a node is a range of words with the same beginning.
class SortedWords {
 public:
  using Fresh = std::vector<std::pair<std::string, std::uint32_t>>;
  SortedWords() = default;
  /// `old` and `fresh`, which is sorted and has no word of `old`, in one; `numbers` goes with it.
  SortedWords(const SortedWords& old, const std::vector<std::uint32_t>& old_numbers,
              const Fresh& fresh, std::vector<std::uint32_t>& numbers);

  std::uint32_t size() const {
    return offsets_.empty() ? 0 : static_cast<std::uint32_t>(offsets_.size() - 1);
  }
  std::size_t bytes() const;
  std::string_view word(std::uint32_t at) const {
    return {letters_.data() + offsets_[at], offsets_[at + 1] - offsets_[at]};
  }
  /// The word that comes at this place when ordered by their ends.
  std::uint32_t by_end(std::uint32_t at) const { return by_end_[at]; }
  std::optional<std::uint32_t> find(std::string_view word) const;
  /// From and to of the words that begin so.
  std::pair<std::uint32_t, std::uint32_t> range(std::string_view prefix) const;

 private:
  void order_by_end(const SortedWords& old, const std::vector<std::uint32_t>& place_of_old,
                    std::vector<std::uint32_t> added);
  std::string letters_;
  std::vector<std::uint32_t> offsets_, by_end_;
};

/// Calls `found` with place and errors of each word with 1 to `errors_max` (1 or 2) errors; once
/// per word.
void walk(const SortedWords& words, std::string_view query, int errors_max,
          const std::function<void(std::uint32_t, int)>& found);
/// Calls `found` with ranges of words whose beginning is the query with exactly one error; ranges
/// do not overlap.
void walk_prefix(const SortedWords& words, std::string_view query,
                 const std::function<void(std::uint32_t, std::uint32_t)>& found);

/// Optimal string alignment distance; more than `most` where it is more.
int distance(std::string_view a, std::string_view b, int most);
bool begins_with_one_error(std::string_view query, std::string_view word);

}  // namespace hub::search::impl
