// Files that are imported: any bytes are read row by row or refused, and nothing else happens.
#include <cstdlib>
#include <string>

#include "common/error/error.hpp"
#include "common/text/text.hpp"
#include "hub/transfer/formats/rows.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hub::transfer::formats;
  auto file = file_of("fuzz", std::string(reinterpret_cast<const char*>(data), size));
  try {
    auto rows = open_rows(file);
    for (Row row; rows->next(row);) {
      if (row.cells.size() != rows->columns().size()) std::abort();
      if (!common::text::is_utf8(row.fault.english())) std::abort();
      for (auto& cell : row.cells)
        if (row.fault.empty() && !common::text::is_utf8(cell)) std::abort();
    }
  } catch (const common::Error& error) {
    auto code = error.code();
    if (code != common::ErrorCode::bad_input && code != common::ErrorCode::too_large) std::abort();
  }
  return 0;
}
