#pragma once
#include <memory>
#include <string>

#include "hub/transfer/formats/rows.hpp"

namespace hub::transfer::formats::impl {

std::unique_ptr<RowReader> read_csv(const File& file, const Limits& limits);
std::unique_ptr<RowReader> read_xlsx(const File& file, const std::string& sheet,
                                     const Limits& limits);
std::unique_ptr<RowReader> read_json(const File& file, const Limits& limits);
std::unique_ptr<RowReader> read_vcard(const File& file, const Limits& limits);

/// Names of columns as a reader gives them: trimmed, none empty, none twice. Throws bad_input when
/// there are none or too many.
std::vector<std::string> clean_columns(std::vector<std::string> names, const Limits& limits);

[[noreturn]] void refuse_at(std::int64_t line, const common::Sentence& text);
/// Of a list of objects: "item 3: ...".
[[noreturn]] void refuse_item(std::int64_t item, const common::Sentence& text);

}  // namespace hub::transfer::formats::impl
