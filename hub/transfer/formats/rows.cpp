#include "hub/transfer/formats/rows.hpp"

#include <set>

#include "common/error/error.hpp"
#include "common/text/text.hpp"
#include "hub/transfer/formats/impl/readers.hpp"
#include "hub/transfer/formats/impl/text.hpp"

namespace hub::transfer::formats {

using common::Error;
using common::ErrorCode;

std::string_view format_name(Format format) {
  switch (format) {
    case Format::csv:
      return "csv";
    case Format::xlsx:
      return "xlsx";
    case Format::json:
      return "json";
    case Format::vcard:
      return "vcard";
  }
  return "csv";
}

std::string_view format_mime(Format format) {
  switch (format) {
    case Format::csv:
      return "text/csv; charset=utf-8";
    case Format::xlsx:
      return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    case Format::json:
      return "application/json";
    case Format::vcard:
      return "text/vcard; charset=utf-8";
  }
  return "application/octet-stream";
}

Format format_of(std::string_view name) {
  for (auto format : {Format::csv, Format::xlsx, Format::json, Format::vcard})
    if (name == format_name(format)) return format;
  common::refuse("format", "expected csv, xlsx, json or vcard");
}

std::string_view encoding_name(Encoding encoding) {
  switch (encoding) {
    case Encoding::utf8:
      return "UTF-8";
    case Encoding::utf16_le:
    case Encoding::utf16_be:
      return "UTF-16";
    case Encoding::windows_1252:
      return "Windows-1252";
    case Encoding::iso_8859_1:
      return "ISO 8859-1";
  }
  return "UTF-8";
}

File file_of(std::string name, std::string bytes) {
  auto shared = std::make_shared<const std::string>(std::move(bytes));
  return {std::move(name), [shared] {
            return [shared, at = std::size_t{0}]() mutable {
              constexpr std::size_t part_bytes = 256 << 10;
              auto part = shared->substr(std::min(at, shared->size()), part_bytes);
              at += part.size();
              return part;
            };
          }};
}

namespace impl {

void refuse_at(std::int64_t line, const common::Sentence& text) {
  throw Error(ErrorCode::bad_input, common::say("line {}: {}", line, text), "file");
}

void refuse_item(std::int64_t item, const common::Sentence& text) {
  throw Error(ErrorCode::bad_input, common::say("item {}: {}", item, text), "file");
}

std::vector<std::string> clean_columns(std::vector<std::string> names, const Limits& limits) {
  while (!names.empty() && common::text::trim(names.back()).empty()) names.pop_back();
  if (names.empty())
    throw Error(ErrorCode::bad_input, "the file names no columns in its first line", "file");
  if (names.size() > limits.columns)
    throw Error(ErrorCode::too_large,
                common::say("the file has more than {} columns", limits.columns), "file");
  std::set<std::string> taken;
  for (std::size_t i = 0; i < names.size(); ++i) {
    auto name = common::text::to_plain(common::text::trim(names[i]), 200);
    if (name.empty()) name = "Column " + std::to_string(i + 1);
    auto unique = name;
    for (int n = 2; !taken.insert(unique).second; ++n)
      unique = name + " (" + std::to_string(n) + ")";
    names[i] = unique;
  }
  return names;
}

namespace {

/// The first bytes as text, without mark and white space.
std::string head_of(const File& file) {
  auto parts = file.open();
  std::string head;
  for (auto part = parts(); !part.empty() && head.size() < 4096; part = parts()) head += part;
  return head;
}

std::string text_head(const File& file, const std::string& head) {
  auto encoding = detect_encoding(file_of(file.name, head.substr(0, 4096)));
  auto parts = decoded(file_of(file.name, head).open(), encoding);
  return std::string(common::text::trim(parts()));
}

}  // namespace
}  // namespace impl

std::unique_ptr<RowReader> open_rows(const File& file, const std::string& sheet,
                                     const Limits& limits) {
  auto head = impl::head_of(file);
  if (head.empty()) throw Error(ErrorCode::bad_input, "the file is empty", "file");
  if (head.rfind("PK", 0) == 0) return impl::read_xlsx(file, sheet, limits);
  if (head.rfind("\xd0\xcf\x11\xe0", 0) == 0)
    throw Error(ErrorCode::bad_input,
                "this is a workbook of before 2007, or one with a password; save it as XLSX or CSV",
                "file");
  for (std::string_view known : {"%PDF", "\x89PNG", "\xff\xd8\xff", "GIF8"})
    if (head.rfind(known, 0) == 0)
      throw Error(ErrorCode::bad_input, "this file is no table; send CSV, XLSX, JSON or vCard",
                  "file");
  auto text = impl::text_head(file, head);
  if (common::text::to_lower(text.substr(0, 11)) == "begin:vcard")
    return impl::read_vcard(file, limits);
  if (!text.empty() && (text.front() == '[' || text.front() == '{'))
    return impl::read_json(file, limits);
  return impl::read_csv(file, limits);
}

}  // namespace hub::transfer::formats
