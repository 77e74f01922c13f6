#include "edge/transfer/usage.hpp"

#include <charconv>

#include "common/certificates/folder.hpp"
#include "common/error/error.hpp"
#include "common/log/log.hpp"

namespace edge::transfer {
namespace {

constexpr std::uint64_t write_every = 1 << 20;

}  // namespace

Usage::Usage(std::filesystem::path file, const common::Clock& clock)
    : file_(std::move(file)), clock_(clock) {
  if (!std::filesystem::exists(file_)) return;
  auto text = common::certificates::read_file(file_);
  auto space = text.find(' ');
  if (space == std::string::npos) return;
  month_ = text.substr(0, space);
  std::from_chars(text.data() + space + 1, text.data() + text.size(), bytes_);
  written_ = bytes_;
}

Usage::~Usage() {
  save();
}

void Usage::begin_month() {
  auto month = common::format_instant(clock_.now()).substr(0, 7);
  if (month == month_) return;
  month_ = month;
  bytes_ = written_ = 0;
}

void Usage::add(std::uint64_t bytes) {
  std::lock_guard lock(mutex_);
  begin_month();
  bytes_ += bytes;
  if (bytes_ - written_ >= write_every) write();
}

std::uint64_t Usage::this_month() {
  std::lock_guard lock(mutex_);
  begin_month();
  return bytes_;
}

void Usage::save() {
  std::lock_guard lock(mutex_);
  if (bytes_ != written_) write();
}

/// Losing count is no reason to stop.
void Usage::write() {
  try {
    std::filesystem::create_directories(file_.parent_path());
    common::certificates::write_private_file(file_, month_ + " " + std::to_string(bytes_));
    written_ = bytes_;
  } catch (const std::exception& error) {
    common::log::warning("edge/transfer", "the bytes of this month are not kept",
                         {{"error", error.what()}});
  }
}

}  // namespace edge::transfer
