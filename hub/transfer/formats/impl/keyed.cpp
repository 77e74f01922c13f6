#include "hub/transfer/formats/impl/keyed.hpp"

#include <unordered_map>

#include "common/error/error.hpp"
#include "common/text/text.hpp"
#include "hub/transfer/formats/impl/readers.hpp"

namespace hub::transfer::formats::impl {
namespace {

class KeyedReader final : public RowReader {
 public:
  KeyedReader(Shape shape, const std::function<KeyedRows()>& open, const Limits& limits)
      : shape_(std::move(shape)) {
    auto rows = open();
    KeyedRow row;
    while (rows(row))
      for (auto& [name, value] : row.cells) add(name, row.line, limits);
    if (columns_.empty())
      throw common::Error(common::ErrorCode::bad_input, "the file holds no records", "file");
    rows_ = open();
  }

  const Shape& shape() const override { return shape_; }
  const std::vector<std::string>& columns() const override { return columns_; }

  bool next(Row& row) override {
    KeyedRow keyed;
    if (!rows_(keyed)) return false;
    row = {keyed.line, std::vector<std::string>(columns_.size()), std::move(keyed.fault)};
    for (auto& [name, value] : keyed.cells)
      if (auto found = places_.find(name); found != places_.end())
        row.cells[found->second] = std::move(value);
    return true;
  }

 private:
  void add(const std::string& name, std::int64_t line, const Limits& limits) {
    if (!places_.emplace(name, columns_.size()).second) return;
    if (columns_.size() == limits.columns)
      refuse(line, common::say("more than {} different fields", limits.columns));
    if (!common::text::is_plain(name)) refuse(line, "a field's name is no text");
    columns_.push_back(name);
  }

  [[noreturn]] void refuse(std::int64_t line, const common::Sentence& text) const {
    if (shape_.format == Format::json) refuse_item(line, text);
    refuse_at(line, text);
  }

  Shape shape_;
  std::vector<std::string> columns_;
  std::unordered_map<std::string, std::size_t> places_;
  KeyedRows rows_;
};

}  // namespace

std::unique_ptr<RowReader> keyed_reader(Shape shape, std::function<KeyedRows()> open,
                                        const Limits& limits) {
  return std::make_unique<KeyedReader>(std::move(shape), open, limits);
}

}  // namespace hub::transfer::formats::impl
