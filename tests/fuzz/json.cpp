// Bodies of requests: any bytes are read or refused, and what was read is written so that it is
// read as the same again.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "common/codec/json.hpp"
#include "common/error/error.hpp"
#include "common/schema/schema.hpp"

namespace {

using common::schema::Catalogue;

const Catalogue& catalogue() {
  static const auto all = Catalogue::compiled();
  return all;
}

void check(const std::string& text, const common::schema::RecordType& type) {
  auto record = type.make();
  common::codec::merge_json(type, *record, common::codec::parse_json(text), true);
  auto written = common::codec::to_json(type, *record);
  auto again = type.make();
  try {
    common::codec::merge_json(type, *again, common::codec::parse_json(written), true);
  } catch (const common::Error& error) {
    std::fprintf(stderr, "%s is refused: %s\n", written.c_str(), error.what());
    std::abort();
  }
  auto rewritten = common::codec::to_json(type, *again);
  if (rewritten == written) return;
  std::fprintf(stderr, "written as %s, then as %s\n", written.c_str(), rewritten.c_str());
  std::abort();
}

}  // namespace

/// The first byte names the type.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  static const char* names[] = {"field.WorkOrder", "crm.Account", "billing.Invoice", "crm.Note"};
  try {
    check({reinterpret_cast<const char*>(data) + 1, size - 1},
          catalogue().type(names[data[0] % 4]));
  } catch (const common::Error& error) {
    if (error.code() != common::ErrorCode::bad_input) throw;
  }
  return 0;
}
