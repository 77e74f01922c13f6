#include "hub/search/impl/walk.hpp"

#include <algorithm>
#include <array>

namespace hub::search::impl {
namespace {

constexpr std::size_t letters_max = 48;  // keys have 40 at most
constexpr std::uint8_t never = 100;
using Row = std::array<std::uint8_t, letters_max + 2>;

bool before_by_end(std::string_view a, std::string_view b) {
  return std::lexicographical_compare(
      a.rbegin(), a.rend(), b.rbegin(), b.rend(),
      [](char x, char y) { return static_cast<unsigned char>(x) < static_cast<unsigned char>(y); });
}

/// Reads the words from their beginnings.
struct Forward {
  const SortedWords& words;
  std::uint32_t place(std::uint32_t at) const { return at; }
  std::size_t length(std::uint32_t at) const { return words.word(at).size(); }
  char letter(std::uint32_t at, std::size_t depth) const { return words.word(at)[depth]; }
};

/// Reads the words from their ends.
struct Backward {
  const SortedWords& words;
  std::uint32_t place(std::uint32_t at) const { return words.by_end(at); }
  std::size_t length(std::uint32_t at) const { return words.word(place(at)).size(); }
  char letter(std::uint32_t at, std::size_t depth) const {
    auto word = words.word(place(at));
    return word[word.size() - 1 - depth];
  }
};

/// Walks the trie with a row of the distance table per depth. In the query's first `half` letters
/// one error less is allowed: of two halves one has at most that many, and the other half is taken
/// by the walk the other way. So the upper, widest part of the trie is hardly entered.
template <class Order>
class Walk {
 public:
  Walk(Order order, std::string query, int errors_max, std::ptrdiff_t half)
      : order_(order), query_(std::move(query)), errors_max_(errors_max), half_(half) {
    for (std::size_t j = 0; j <= query_.size(); ++j) rows_[0][j] = capped(j, j);
  }

  template <class Found>
  void run(std::uint32_t from, std::uint32_t to, std::size_t depth, const Found& found) {
    auto length = query_.size();
    auto errors = rows_[depth][length];
    for (; from < to && order_.length(from) == depth; ++from)
      if (errors > 0 && errors <= errors_max_) found(order_.place(from), errors);
    if (depth >= length + static_cast<std::size_t>(errors_max_)) return;
    each_below(from, to, depth, [&](std::uint32_t first, std::uint32_t next) {
      run(first, next, depth + 1, found);
    });
  }

  template <class Found>
  void run_prefix(std::uint32_t from, std::uint32_t to, std::size_t depth, const Found& found) {
    auto length = query_.size();
    if (depth >= length + static_cast<std::size_t>(errors_max_)) return;
    for (; from < to && order_.length(from) == depth; ++from) {
    }
    each_below(from, to, depth, [&](std::uint32_t first, std::uint32_t next) {
      auto errors = rows_[depth + 1][length];
      if (errors == 1)
        found(first, next);
      else if (errors != 0)  // words that begin with the query itself are no correction
        run_prefix(first, next, depth + 1, found);
    });
  }

 private:
  /// Letters in the order of the words, each once.
  struct Letters {
    std::array<char, 16> all;
    std::size_t count = 0;
    void add(char letter) {
      auto end = all.begin() + count;
      auto place = std::lower_bound(all.begin(), end, letter, before);
      if (place != end && *place == letter) return;
      std::copy_backward(place, end, end + 1);
      *place = letter;
      ++count;
    }
  };
  static bool before(char a, char b) {
    return static_cast<unsigned char>(a) < static_cast<unsigned char>(b);
  }

  /// The parts of a range by their next letter, as far as something can come of them.
  template <class Use>
  void each_below(std::uint32_t from, std::uint32_t to, std::size_t depth, const Use& use) {
    Letters letters;
    if (from < to && knows_next(depth, letters)) {
      for (std::size_t i = 0; i < letters.count && from < to; ++i) {
        from = begin_of(from, to, depth, letters.all[i]);
        if (from == to || order_.letter(from, depth) != letters.all[i]) continue;
        from = below(from, to, depth, use);
      }
      return;
    }
    while (from < to) from = below(from, to, depth, use);
  }

  template <class Use>
  std::uint32_t below(std::uint32_t from, std::uint32_t to, std::size_t depth, const Use& use) {
    auto letter = order_.letter(from, depth);
    auto next = end_of(from, to, depth, letter);
    path_[depth] = letter;
    if (enter(depth + 1)) use(from, next);
    return next;
  }

  /// Where no error is left, only the query's own letters can follow, and what ends a swap: the
  /// others are not even looked at. False where any letter may follow.
  bool knows_next(std::size_t depth, Letters& letters) const {
    auto width = static_cast<std::size_t>(errors_max_), length = query_.size();
    for (auto j = depth > width ? depth - width : 0; j <= std::min(length, depth + width); ++j) {
      if (rows_[depth][j] == never) continue;
      if (rows_[depth][j] + 1u <= most(j + 1)) return false;
      if (j < length) letters.add(query_[j]);
    }
    if (depth == 0) return true;
    auto from = std::max<std::size_t>(2, depth + 1 > width ? depth + 1 - width : 0);
    for (auto j = from; j <= std::min(length, depth + 1 + width); ++j)
      if (query_[j - 1] == path_[depth - 1] && rows_[depth - 1][j - 2] + 1u <= most(j))
        letters.add(query_[j - 2]);
    return true;
  }

  std::size_t most(std::size_t j) const {
    return static_cast<std::size_t>(errors_max_) -
           (static_cast<std::ptrdiff_t>(j) <= half_ ? 1u : 0u);
  }
  std::uint8_t capped(std::size_t j, std::size_t errors) const {
    return errors > most(j) ? never : static_cast<std::uint8_t>(errors);
  }

  /// The first word with this letter at this depth, or with one that comes after it.
  std::uint32_t begin_of(std::uint32_t from, std::uint32_t to, std::size_t depth,
                         char letter) const {
    while (from < to) {
      auto middle = from + (to - from) / 2;
      if (before(order_.letter(middle, depth), letter))
        from = middle + 1;
      else
        to = middle;
    }
    return from;
  }

  /// The row of one letter more; false where nothing can come of it.
  bool enter(std::size_t depth) {
    auto& row = rows_[depth];
    auto& above = rows_[depth - 1];
    auto letter = path_[depth - 1];
    auto width = static_cast<std::size_t>(errors_max_);
    auto from = depth > width ? depth - width : 0;
    auto to = std::min(query_.size(), depth + width);
    bool alive = false;
    if (from > 0) row[from - 1] = never;
    for (auto j = from; j <= to; ++j) {
      std::size_t best = above[j] + 1u;
      if (j > 0) {
        best = std::min<std::size_t>(best, above[j - 1] + (query_[j - 1] == letter ? 0u : 1u));
        best = std::min<std::size_t>(best, row[j - 1] + 1u);
      }
      bool swapped =
          j > 1 && depth > 1 && query_[j - 1] == path_[depth - 2] && query_[j - 2] == letter;
      if (swapped) best = std::min<std::size_t>(best, rows_[depth - 2][j - 2] + 1u);
      row[j] = capped(j, best);
      alive = alive || row[j] != never;
    }
    for (auto j = to + 1; j <= query_.size(); ++j) row[j] = never;
    return alive;
  }

  /// Where the words with this letter at this depth end: from near to far, for most ranges are
  /// short.
  std::uint32_t end_of(std::uint32_t from, std::uint32_t to, std::size_t depth, char letter) const {
    std::uint32_t step = 1, low = from;
    while (low + step < to && order_.letter(low + step, depth) == letter) low += step, step *= 2;
    auto high = std::min(to, low + step);
    while (low + 1 < high) {
      auto middle = low + (high - low) / 2;
      (order_.letter(middle, depth) == letter ? low : high) = middle;
    }
    return low + 1;
  }

  Order order_;
  std::string query_;
  int errors_max_;
  std::ptrdiff_t half_;  // below 0: nowhere
  std::array<Row, letters_max + 4> rows_;
  std::array<char, letters_max + 4> path_{};
};

}  // namespace

SortedWords::SortedWords(const SortedWords& old, const std::vector<std::uint32_t>& old_numbers,
                         const Fresh& fresh, std::vector<std::uint32_t>& numbers) {
  std::size_t bytes = old.letters_.size();
  for (auto& [word, number] : fresh) bytes += word.size();
  letters_.reserve(bytes);
  auto count = old.size() + fresh.size();
  offsets_.reserve(count + 1);
  offsets_.push_back(0);
  numbers.reserve(count);
  std::vector<std::uint32_t> place_of_old(old.size()), added;
  auto append = [&](std::string_view word, std::uint32_t number) {
    letters_ += word;
    offsets_.push_back(static_cast<std::uint32_t>(letters_.size()));
    numbers.push_back(number);
    return static_cast<std::uint32_t>(numbers.size() - 1);
  };
  auto next = fresh.begin();
  for (std::uint32_t at = 0; at < old.size(); ++at) {
    for (; next != fresh.end() && next->first < old.word(at); ++next)
      added.push_back(append(next->first, next->second));
    place_of_old[at] = append(old.word(at), old_numbers[at]);
  }
  for (; next != fresh.end(); ++next) added.push_back(append(next->first, next->second));
  order_by_end(old, place_of_old, std::move(added));
}

void SortedWords::order_by_end(const SortedWords& old,
                               const std::vector<std::uint32_t>& place_of_old,
                               std::vector<std::uint32_t> added) {
  auto before = [&](std::uint32_t a, std::uint32_t b) { return before_by_end(word(a), word(b)); };
  std::sort(added.begin(), added.end(), before);
  std::vector<std::uint32_t> kept;
  kept.reserve(old.size());
  for (auto at : old.by_end_) kept.push_back(place_of_old[at]);
  by_end_.resize(kept.size() + added.size());
  std::merge(kept.begin(), kept.end(), added.begin(), added.end(), by_end_.begin(), before);
}

std::size_t SortedWords::bytes() const {
  return letters_.capacity() + (offsets_.capacity() + by_end_.capacity()) * sizeof(std::uint32_t);
}

std::optional<std::uint32_t> SortedWords::find(std::string_view wanted) const {
  std::uint32_t low = 0, high = size();
  while (low < high) {
    auto middle = low + (high - low) / 2;
    if (word(middle) < wanted)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == size() || word(low) != wanted) return std::nullopt;
  return low;
}

std::pair<std::uint32_t, std::uint32_t> SortedWords::range(std::string_view prefix) const {
  auto bound = [&](bool after) {
    std::uint32_t low = 0, high = size();
    while (low < high) {
      auto middle = low + (high - low) / 2;
      auto start = word(middle).substr(0, prefix.size());
      if (start < prefix || (after && start == prefix))
        low = middle + 1;
      else
        high = middle;
    }
    return low;
  };
  return {bound(false), bound(true)};
}

void walk(const SortedWords& words, std::string_view query, int errors_max,
          const std::function<void(std::uint32_t, int)>& found) {
  if (query.size() > letters_max || words.size() == 0) return;
  auto length = static_cast<std::ptrdiff_t>(query.size());
  auto half = length / 2;
  std::vector<std::uint32_t> seen;
  // Letters too many just between the halves are this walk's.
  Walk(Forward{words}, std::string(query), errors_max, half - 1)
      .run(0, words.size(), 0, [&](std::uint32_t at, int errors) {
        seen.push_back(at);
        found(at, errors);
      });
  std::sort(seen.begin(), seen.end());
  Walk(Backward{words}, std::string(query.rbegin(), query.rend()), errors_max, length - half)
      .run(0, words.size(), 0, [&](std::uint32_t at, int errors) {
        if (!std::binary_search(seen.begin(), seen.end(), at)) found(at, errors);
      });
}

void walk_prefix(const SortedWords& words, std::string_view query,
                 const std::function<void(std::uint32_t, std::uint32_t)>& found) {
  if (query.size() > letters_max || words.size() == 0) return;
  Walk(Forward{words}, std::string(query), 1, -1).run_prefix(0, words.size(), 0, found);
}

int distance(std::string_view a, std::string_view b, int most) {
  auto gap = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
  if (gap > static_cast<std::size_t>(most) || std::max(a.size(), b.size()) > letters_max)
    return most + 1;
  std::array<Row, 3> rows;
  for (std::size_t j = 0; j <= b.size(); ++j) rows[0][j] = static_cast<std::uint8_t>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto& row = rows[i % 3];
    auto& above = rows[(i - 1) % 3];
    row[0] = static_cast<std::uint8_t>(i);
    auto least = row[0];
    for (std::size_t j = 1; j <= b.size(); ++j) {
      int best = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        best = std::min(best, rows[(i - 2) % 3][j - 2] + 1);
      row[j] = static_cast<std::uint8_t>(best);
      least = std::min(least, row[j]);
    }
    // A swap may still come from the row before this one.
    if (least > most + 1) return most + 1;
  }
  return rows[a.size() % 3][b.size()];
}

bool begins_with_one_error(std::string_view query, std::string_view word) {
  for (auto length : {query.size() - 1, query.size(), query.size() + 1})
    if (length <= word.size() && distance(query, word.substr(0, length), 1) <= 1) return true;
  return false;
}

}  // namespace hub::search::impl
