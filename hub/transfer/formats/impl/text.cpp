#include "hub/transfer/formats/impl/text.hpp"

#include <array>
#include <cstring>

#include "common/text/text.hpp"

namespace hub::transfer::formats::impl {
namespace {

/// Length of the well-formed sequence at `at` (Unicode 15, table 3-7); 0 when it is none, -1 when
/// the text ends within it.
int sequence_length(std::string_view text, std::size_t at) {
  auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  auto first = byte(0);
  int length = first < 0x80   ? 1
               : first < 0xc2 ? 0
               : first < 0xe0 ? 2
               : first < 0xf0 ? 3
               : first < 0xf5 ? 4
                              : 0;
  for (std::size_t i = 1; i < static_cast<std::size_t>(length); ++i) {
    if (at + i >= text.size()) return -1;
    unsigned char low = 0x80, high = 0xbf;
    if (i == 1) {
      if (first == 0xe0) low = 0xa0;
      if (first == 0xed) high = 0x9f;
      if (first == 0xf0) low = 0x90;
      if (first == 0xf4) high = 0x8f;
    }
    if (byte(i) < low || byte(i) > high) return 0;
  }
  return length;
}

/// What the bytes above ASCII look like.
struct Count {
  std::size_t sequences = 0, broken = 0, c1 = 0, even_nul = 0, odd_nul = 0, bytes = 0;
};

void count_part(std::string_view part, std::string& carried, Count& count) {
  for (std::size_t i = 0; i < part.size(); ++i) {
    if (part[i] == 0) ++((count.bytes + i) % 2 ? count.odd_nul : count.even_nul);
    auto byte = static_cast<unsigned char>(part[i]);
    if (byte >= 0x80 && byte < 0xa0) ++count.c1;
  }
  count.bytes += part.size();
  std::string joined;
  if (!carried.empty()) {
    joined = carried + std::string(part);
    part = joined;
    carried.clear();
  }
  for (std::size_t at = 0; at < part.size();) {
    if (static_cast<unsigned char>(part[at]) < 0x80) {
      ++at;
      continue;
    }
    int length = sequence_length(part, at);
    if (length < 0) {
      carried = part.substr(at);
      return;
    }
    ++(length > 0 ? count.sequences : count.broken);
    at += length > 0 ? static_cast<std::size_t>(length) : 1;
  }
}

void append_utf8(std::string& out, std::uint32_t point) {
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += static_cast<char>(0xc0 | point >> 6);
    out += static_cast<char>(0x80 | (point & 0x3f));
  } else if (point < 0x10000) {
    out += static_cast<char>(0xe0 | point >> 12);
    out += static_cast<char>(0x80 | (point >> 6 & 0x3f));
    out += static_cast<char>(0x80 | (point & 0x3f));
  } else {
    out += static_cast<char>(0xf0 | point >> 18);
    out += static_cast<char>(0x80 | (point >> 12 & 0x3f));
    out += static_cast<char>(0x80 | (point >> 6 & 0x3f));
    out += static_cast<char>(0x80 | (point & 0x3f));
  }
}

constexpr char broken = '\xff';

// Bytes 0x80 to 0x9f of Windows-1252 (WHATWG Encoding, index windows-1252); 0: not assigned.
constexpr std::array<std::uint16_t, 32> high_controls{
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178};

std::string from_single_bytes(std::string_view part, bool windows) {
  std::string out;
  out.reserve(part.size() + part.size() / 8);
  for (char c : part) {
    auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80)
      out += c;
    else if (byte >= 0xa0 || !windows)
      append_utf8(out, byte);
    else if (auto point = high_controls[byte - 0x80])
      append_utf8(out, point);
    else
      out += broken;
  }
  return out;
}

/// UTF-16 by parts that may end within a character.
class Utf16 {
 public:
  explicit Utf16(bool little) : little_(little) {}
  std::string convert(std::string_view part) {
    std::string out;
    for (char c : part) take(static_cast<unsigned char>(c), out);
    return out;
  }
  /// What was begun and not ended.
  std::string end() { return half_ >= 0 || high_ ? std::string(1, broken) : std::string(); }

 private:
  void take(unsigned char byte, std::string& out) {
    if (half_ < 0) {
      half_ = byte;
      return;
    }
    auto unit = static_cast<std::uint32_t>(little_ ? half_ | byte << 8 : half_ << 8 | byte);
    half_ = -1;
    bool is_low = unit >= 0xdc00 && unit < 0xe000;
    if (high_ && is_low) {
      append_utf8(out, 0x10000 + ((high_ - 0xd800) << 10) + (unit - 0xdc00));
      high_ = 0;
      return;
    }
    if (high_) out += broken;
    high_ = 0;
    if (unit >= 0xd800 && unit < 0xdc00)
      high_ = unit;
    else if (is_low)
      out += broken;
    else
      append_utf8(out, unit);
  }
  bool little_;
  int half_ = -1;
  std::uint32_t high_ = 0;
};

/// Takes the mark off the first part, however the parts are cut.
Parts without_mark(Parts parts, std::string mark) {
  return [parts = std::move(parts), mark = std::move(mark), begun = false]() mutable {
    auto part = parts();
    if (begun) return part;
    begun = true;
    while (part.size() < mark.size()) {
      auto more = parts();
      if (more.empty()) break;
      part += more;
    }
    if (part.rfind(mark, 0) == 0) part.erase(0, mark.size());
    return part.empty() ? parts() : part;
  };
}

}  // namespace

bool is_clean_utf8(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    if (text.size() - at >= 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, text.data() + at, 8);
      bool has_zero = ((word - 0x0101010101010101) & ~word & 0x8080808080808080) != 0;
      if (!(word & 0x8080808080808080) && !has_zero) {
        at += 8;
        continue;
      }
    }
    if (text[at] == 0) return false;
    int length = sequence_length(text, at);
    if (length <= 0) return false;
    at += static_cast<std::size_t>(length);
  }
  return true;
}

Encoding detect_encoding(const File& file) {
  auto parts = file.open();
  Count count;
  std::string carried, head;
  for (auto part = parts(); !part.empty(); part = parts()) {
    if (head.size() < 3) head += part.substr(0, 3);
    if (head.rfind("\xff\xfe", 0) == 0) return Encoding::utf16_le;
    if (head.rfind("\xfe\xff", 0) == 0) return Encoding::utf16_be;
    if (head.rfind("\xef\xbb\xbf", 0) == 0) return Encoding::utf8;
    count_part(part, carried, count);
  }
  count.broken += carried.empty() ? 0 : 1;
  // Text of Europe in UTF-16 has a NUL at nearly every second place.
  auto nul_min = count.bytes / 5;
  if (count.odd_nul > nul_min && count.even_nul * 10 < count.odd_nul) return Encoding::utf16_le;
  if (count.even_nul > nul_min && count.odd_nul * 10 < count.even_nul) return Encoding::utf16_be;
  if (count.broken == 0 || count.sequences > count.broken * 4) return Encoding::utf8;
  return count.c1 > 0 ? Encoding::windows_1252 : Encoding::iso_8859_1;
}

Parts decoded(Parts parts, Encoding encoding) {
  switch (encoding) {
    case Encoding::utf8:
      return without_mark(std::move(parts), "\xef\xbb\xbf");
    case Encoding::windows_1252:
    case Encoding::iso_8859_1:
      return [parts = std::move(parts), windows = encoding == Encoding::windows_1252] {
        return from_single_bytes(parts(), windows);
      };
    case Encoding::utf16_le:
    case Encoding::utf16_be: {
      bool little = encoding == Encoding::utf16_le;
      auto bare = without_mark(std::move(parts), little ? "\xff\xfe" : "\xfe\xff");
      return [bare = std::move(bare), state = Utf16(little), ended = false]() mutable {
        std::string out;
        while (out.empty() && !ended) {
          auto part = bare();
          ended = part.empty();
          out = ended ? state.end() : state.convert(part);
        }
        return out;
      };
    }
  }
  return {};
}

}  // namespace hub::transfer::formats::impl
