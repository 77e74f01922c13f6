// What a company adds to the record types: any recorded addition is taken or left out with a word;
// what is taken reads and writes records.
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>

#include "common/codec/json.hpp"
#include "common/error/error.hpp"
#include "common/schema/additions.hpp"
#include "common/schema/schema.hpp"

namespace {

using common::schema::Catalogue;

const Catalogue& catalogue() {
  static const auto all = Catalogue::compiled();
  return all;
}

template <class Message>
bool read(const std::string& text, Message& message) {
  google::protobuf::TextFormat::Parser parser;
  parser.AllowPartialMessage(true);
  struct Silent : google::protobuf::io::ErrorCollector {
    void AddError(int, int, const std::string&) override {}
  } silent;
  parser.RecordErrorsTo(&silent);
  return parser.ParseFromString(text, &message);
}

/// Parts between lines of "---": types first, then fields, as they happen to read.
common::schema::Additions additions_of(const std::string& text) {
  common::schema::Additions additions;
  for (std::size_t at = 0; at <= text.size();) {
    auto end = std::min(text.find("\n---\n", at), text.size());
    auto part = text.substr(at, end - at);
    truckroll::admin::CustomType type;
    truckroll::admin::CustomField field;
    if (read(part, type)) additions.types.push_back(type);
    if (read(part, field)) additions.fields.push_back(field);
    at = end + 5;
  }
  return additions;
}

void refusable(const std::function<void()>& run) {
  try {
    run();
  } catch (const common::Error& error) {
    if (error.code() != common::ErrorCode::bad_input) throw;
  }
}

void check(const std::string& text) {
  std::vector<std::string> faults;
  auto extended = catalogue().extended(additions_of(text), &faults);
  for (auto& type : extended.types()) {
    if (type->name.rfind("own.", 0) != 0) continue;
    auto record = type->make();
    refusable([&] {
      common::codec::merge_json(*type, *record, common::codec::parse_json(R"({"name": "x"})"),
                                true);
    });
    common::codec::parse_json(common::codec::to_json(*type, *record));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string text(reinterpret_cast<const char*>(data), size);
  refusable([&] { check(text); });
  return 0;
}
