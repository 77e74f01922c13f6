#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace common::text {

/// The one folding by which text compares: NFKD, case folded (Unicode 15), marks stripped, runs of
/// white space become one blank, ends trimmed. "  Müller AG" gives "muller ag". Invalid UTF-8 is
/// folded byte by byte.
std::string fold(std::string_view text);
bool is_utf8(std::string_view text);
/// UTF-8 without control characters other than line ends and tabs: what a record may hold.
bool is_plain(std::string_view text);
/// A text from outside made plain: control characters become "?", at most `bytes_max` bytes are
/// kept;
/// "?" for what is no UTF-8.
std::string to_plain(std::string_view text, std::size_t bytes_max);
/// Code points; what "characters" means in limits.
std::size_t length(std::string_view text);

/// "WorkOrder" → "work_order"; "work_order" and "work-order" → "Work order".
std::string to_snake(std::string_view camel);
std::string to_label(std::string_view snake);
std::string to_lower(std::string_view ascii);
std::vector<std::string> split(std::string_view text, char by);
std::string_view trim(std::string_view text);

}  // namespace common::text
