#include <xlsxwriter.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <utility>

#include "common/clock/clock.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/zone/zone.hpp"
#include "hub/transfer/formats/impl/writers.hpp"

namespace hub::transfer::formats::impl {
namespace {

using common::Error;
using common::ErrorCode;

constexpr lxw_row_t rows_max = 1'048'576;
constexpr std::size_t text_max = 32'767;  // bytes are never fewer than characters

void check(lxw_error code) {
  if (code != LXW_NO_ERROR)
    throw Error(ErrorCode::storage,
                std::string("the workbook cannot be written: ") + lxw_strerror(code));
}

/// Removes the file at the end, whatever happened.
struct ScratchFile {
  std::string path;
  ~ScratchFile() {
    std::error_code ignored;  // it lies in a folder for such files, which is emptied at the start
    std::filesystem::remove(path, ignored);
  }
};

class XlsxWriter final : public RecordWriter {
 public:
  XlsxWriter(std::vector<Column> columns, Sink sink, const std::string& scratch, std::string zone)
      : columns_(std::move(columns)),
        sink_(std::move(sink)),
        scratch_(scratch),
        zone_(std::move(zone)),
        file_{scratch + "/" + common::to_hex(common::random_bytes(8)) + ".xlsx"} {
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;  // a row at a time; the rest lies in the folder
    options.tmpdir = scratch_.data();
    book_ = workbook_new_opt(file_.path.c_str(), &options);
    sheet_ = book_ ? workbook_add_worksheet(book_, nullptr) : nullptr;
    if (!sheet_) throw Error(ErrorCode::storage, "the workbook cannot be written");
    date_ = workbook_add_format(book_);
    format_set_num_format_index(date_, 14);
    instant_ = workbook_add_format(book_);
    format_set_num_format_index(instant_, 22);  // day and time as the reader's region writes them
    auto bold = workbook_add_format(book_);
    format_set_bold(bold);
    for (std::size_t i = 0; i < columns_.size(); ++i)
      check(worksheet_write_string(sheet_, 0, static_cast<lxw_col_t>(i), columns_[i].name.c_str(),
                                   bold));
    worksheet_freeze_panes(sheet_, 1, 0);
  }
  ~XlsxWriter() override {
    if (book_) workbook_close(book_);
  }
  XlsxWriter(const XlsxWriter&) = delete;
  XlsxWriter& operator=(const XlsxWriter&) = delete;

  void add(const nlohmann::json& record) override {
    if (++row_ == rows_max)
      throw Error(ErrorCode::too_large, "a workbook holds at most 1,048,575 records; take CSV");
    auto cells = cells_of(record, columns_);
    for (std::size_t i = 0; i < cells.size(); ++i)
      if (!cells[i].empty()) write(static_cast<lxw_col_t>(i), columns_[i].kind, cells[i]);
  }

  void end() override {
    check(workbook_close(std::exchange(book_, nullptr)));
    std::ifstream in(file_.path, std::ios::binary);
    std::string part(256 << 10, '\0');
    while (in.read(part.data(), static_cast<std::streamsize>(part.size())), in.gcount() > 0)
      sink_(std::string_view(part).substr(0, static_cast<std::size_t>(in.gcount())));
  }

 private:
  void write(lxw_col_t column, CellKind kind, const std::string& text) {
    if (kind == CellKind::number && text.size() <= 15) {
      char* rest = nullptr;
      auto value = std::strtod(text.c_str(), &rest);
      if (*rest == '\0') return check(worksheet_write_number(sheet_, row_, column, value, nullptr));
    }
    if (kind == CellKind::date && text.size() == 10) {
      lxw_datetime day{std::atoi(text.substr(0, 4).c_str()),
                       std::atoi(text.substr(5, 2).c_str()),
                       std::atoi(text.substr(8, 2).c_str()),
                       0,
                       0,
                       0};
      if (day.year >= 1900)
        return check(worksheet_write_datetime(sheet_, row_, column, &day, date_));
    }
    if (kind == CellKind::instant && text.size() >= 20)
      if (auto at = local(text); at.year >= 1900)
        return check(worksheet_write_datetime(sheet_, row_, column, &at, instant_));
    if (text.size() > text_max)
      throw Error(ErrorCode::too_large,
                  "a cell of a workbook holds at most 32,767 characters; take CSV or JSON");
    check(worksheet_write_string(sheet_, row_, column, text.c_str(), nullptr));
  }

  lxw_datetime local(const std::string& text) const {
    auto wall = common::zone::to_local(common::parse_instant(text), zone_);
    auto days = date::floor<date::days>(wall);
    date::year_month_day day{days};
    date::hh_mm_ss time{date::floor<std::chrono::milliseconds>(wall - days)};
    return {static_cast<int>(day.year()),
            static_cast<int>(static_cast<unsigned>(day.month())),
            static_cast<int>(static_cast<unsigned>(day.day())),
            static_cast<int>(time.hours().count()),
            static_cast<int>(time.minutes().count()),
            static_cast<double>(time.seconds().count()) +
                static_cast<double>(time.subseconds().count()) / 1000};
  }

  std::vector<Column> columns_;
  Sink sink_;
  std::string scratch_;  // the library keeps pointing at it
  std::string zone_;
  ScratchFile file_;
  lxw_workbook* book_ = nullptr;
  lxw_worksheet* sheet_ = nullptr;
  lxw_format *date_ = nullptr, *instant_ = nullptr;
  lxw_row_t row_ = 0;
};

}  // namespace

std::unique_ptr<RecordWriter> make_xlsx_writer(std::vector<Column> columns, Sink sink,
                                               const std::string& scratch,
                                               const std::string& zone) {
  return std::make_unique<XlsxWriter>(std::move(columns), std::move(sink), scratch, zone);
}

}  // namespace hub::transfer::formats::impl
