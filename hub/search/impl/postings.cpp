#include "hub/search/impl/postings.hpp"

#include <algorithm>

namespace hub::search::impl {

void append_number(std::string& out, std::uint32_t number) {
  for (; number >= 0x80; number >>= 7) out += static_cast<char>((number & 0x7f) | 0x80);
  out += static_cast<char>(number);
}

std::uint32_t take_number(std::string_view& bytes) {
  std::uint32_t number = 0;
  for (int shift = 0; !bytes.empty() && shift < 35; shift += 7) {
    auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    number |= static_cast<std::uint32_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return number;
  }
  return 0;
}

std::string encode(std::span<const Posting> postings) {
  std::string bytes;
  bytes.reserve(postings.size() * 3);
  std::uint32_t before = 0;
  for (auto& posting : postings) {
    append_number(bytes, posting.document - before);
    bytes += static_cast<char>(posting.length);
    before = posting.document;
  }
  return bytes;
}

void decode(std::string_view bytes, std::vector<Posting>& out) {
  std::uint32_t document = 0;
  while (bytes.size() > 1) {
    document += take_number(bytes);
    if (bytes.empty()) return;
    out.push_back({document, static_cast<std::uint8_t>(bytes.front())});
    bytes.remove_prefix(1);
  }
}

std::vector<Posting> changed(const std::vector<Posting>& before, const ListChange& change) {
  std::vector<Posting> after;
  after.reserve(before.size() + change.added.size());
  auto added = change.added.begin();
  for (auto& posting : before) {
    for (; added != change.added.end() && added->document < posting.document; ++added)
      after.push_back(*added);
    if (added != change.added.end() && added->document == posting.document)
      after.push_back(*added++);
    else if (!std::binary_search(change.removed.begin(), change.removed.end(), posting.document))
      after.push_back(posting);
  }
  after.insert(after.end(), added, change.added.end());
  return after;
}

std::vector<std::span<const Posting>> cut(std::span<const Posting> postings) {
  std::vector<std::span<const Posting>> blocks;
  std::size_t from = 0, bytes = 0;
  for (std::size_t i = 0; i < postings.size(); ++i) {
    auto distance = postings[i].document - (i > from ? postings[i - 1].document : 0);
    std::size_t size = distance < 0x80 ? 2 : distance < 0x4000 ? 3 : distance < 0x200000 ? 4 : 6;
    if (bytes + size > block_bytes_max && i > from) {
      blocks.push_back(postings.subspan(from, i - from));
      from = i;
      bytes = 0;
    }
    bytes += size;
  }
  if (from < postings.size()) blocks.push_back(postings.subspan(from));
  return blocks;
}

}  // namespace hub::search::impl
