// JSON: an array of objects, or objects one after the other (JSON lines).
#include "common/codec/json.hpp"
#include "common/error/error.hpp"
#include "hub/transfer/formats/flat.hpp"
#include "hub/transfer/formats/impl/keyed.hpp"
#include "hub/transfer/formats/impl/readers.hpp"
#include "hub/transfer/formats/impl/text.hpp"

namespace hub::transfer::formats::impl {
namespace {

using common::Error;
using common::ErrorCode;

/// Cuts the text into its objects, without reading more of it than the present one.
class Objects {
 public:
  Objects(Parts parts, const Limits& limits) : window_(std::move(parts)), limits_(limits) {}

  bool next(KeyedRow& row) {
    std::string text;
    if (!find_object()) return false;
    row = {++item_, {}, {}};
    take_object(text);
    if (!is_clean_utf8(text)) {
      row.fault = common::say("the object holds bytes that are no UTF-8");
      return true;
    }
    try {
      row.cells = flatten(common::codec::parse_json(text));
    } catch (const Error& error) {
      row.fault = error.sentence();
    }
    return true;
  }

 private:
  bool find_object() {
    for (int c = window_.peek(); c >= 0; c = window_.peek()) {
      if (c == '{') return true;
      if (c == '\n') ++line_;
      bool between = c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ',';
      bool bracket = (c == '[' && !in_array_) || (c == ']' && in_array_);
      if (!between && !bracket) refuse_at(line_, "expected an object with a record's fields");
      if (bracket) in_array_ = !in_array_;
      window_.get();
    }
    if (in_array_) refuse_at(line_, "the list is not closed; the file has been cut off");
    return false;
  }

  void take_object(std::string& text) {
    int depth = 0;
    bool quoted = false, escaped = false;
    do {
      int c = window_.get();
      if (c < 0) refuse_item(item_, "the object that begins here is not closed");
      text += static_cast<char>(c);
      if (text.size() > limits_.row_bytes) refuse_item(item_, "the object is longer than 4 MB");
      if (c == '\n') ++line_;
      if (quoted) {
        if (!escaped && c == '"') quoted = false;
        escaped = !escaped && c == '\\';
      } else if (c == '"') {
        quoted = true;
      } else if (c == '{' || c == '[') {
        ++depth;
      } else if (c == '}' || c == ']') {
        --depth;
      }
    } while (depth > 0);
  }

  Window window_;
  const Limits limits_;
  std::int64_t line_ = 1, item_ = 0;
  bool in_array_ = false;
};

}  // namespace

std::unique_ptr<RowReader> read_json(const File& file, const Limits& limits) {
  Shape shape;
  shape.format = Format::json;
  shape.encoding = detect_encoding(file);
  if (shape.encoding == Encoding::windows_1252 || shape.encoding == Encoding::iso_8859_1)
    throw Error(ErrorCode::bad_input, "a JSON file is UTF-8; this one is not", "file");
  auto open = [file, limits, encoding = shape.encoding]() -> KeyedRows {
    auto objects = std::make_shared<Objects>(decoded(file.open(), encoding), limits);
    return [objects](KeyedRow& row) { return objects->next(row); };
  };
  return keyed_reader(std::move(shape), open, limits);
}

}  // namespace hub::transfer::formats::impl
