#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hub::search::impl {

/// A word stands in a field of this document, which holds `length` words (up to 255).
struct Posting {
  std::uint32_t document = 0;
  std::uint8_t length = 0;
  bool operator==(const Posting&) const = default;
};

void append_number(std::string& out, std::uint32_t number);  ///< LEB128
/// Takes a number off the front; 0 where the bytes end too early.
std::uint32_t take_number(std::string_view& bytes);

/// A block of postings, ascending by document: the distance to the one before and the length.
std::string encode(std::span<const Posting> postings);
/// Appended to `out`.
void decode(std::string_view bytes, std::vector<Posting>& out);

/// What a step does to one list; of a document that is both removed and added, the addition holds.
struct ListChange {
  std::vector<Posting> added;          ///< ascending
  std::vector<std::uint32_t> removed;  ///< ascending
};
std::vector<Posting> changed(const std::vector<Posting>& before, const ListChange& change);

/// A row takes about `block_bytes_max`: more would spill out of its page.
inline constexpr std::size_t block_bytes_max = 900;
/// The postings cut into blocks; what is appended later should find room, so all but the last are
/// full.
std::vector<std::span<const Posting>> cut(std::span<const Posting> postings);

}  // namespace hub::search::impl
