#include "hub/transfer/formats/impl/zip.hpp"

#include <zip.h>

#include "common/error/error.hpp"

namespace hub::transfer::formats::impl {
namespace {

using common::Error;
using common::ErrorCode;
using common::say;

constexpr zip_uint64_t small_bytes = 1 << 20;  // below this no ratio matters

[[noreturn]] void broken(common::Sentence why) {
  throw Error(ErrorCode::bad_input, say("the workbook cannot be read: {}", std::move(why)), "file");
}

[[noreturn]] void bomb() {
  throw Error(ErrorCode::too_large,
              "the workbook unpacks to more than a workbook should; it is refused", "file");
}

struct CloseEntry {
  void operator()(zip_file_t* entry) const { zip_fclose(entry); }
};
using Entry = std::shared_ptr<zip_file_t>;

}  // namespace

struct Archive::Impl {
  std::string bytes;
  Limits limits;
  zip_t* archive = nullptr;

  Impl(std::string b, const Limits& l) : bytes(std::move(b)), limits(l) {
    zip_error_t error;
    zip_error_init(&error);
    auto source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    if (source) archive = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error);
    if (!archive) {
      std::string text = zip_error_strerror(&error);
      zip_error_fini(&error);
      if (source) zip_source_free(source);
      broken(text);
    }
    zip_error_fini(&error);
  }
  ~Impl() { zip_discard(archive); }

  void check_directory() const {
    auto count = zip_get_num_entries(archive, 0);
    if (count > static_cast<zip_int64_t>(limits.xlsx_entries)) bomb();
    for (zip_int64_t i = 0; i < count; ++i) {
      zip_stat_t info;
      if (zip_stat_index(archive, static_cast<zip_uint64_t>(i), 0, &info) != 0)
        broken(say("no directory"));
      if (info.valid & ZIP_STAT_ENCRYPTION_METHOD && info.encryption_method != ZIP_EM_NONE)
        broken(say("it has a password"));
      if (info.size > limits.xlsx_entry_bytes) bomb();
      if (info.size > small_bytes &&
          info.size / std::max<zip_uint64_t>(info.comp_size, 1) > limits.xlsx_ratio)
        bomb();
    }
  }

  Entry open(const std::string& name) const {
    auto entry = zip_fopen(archive, name.c_str(), ZIP_FL_NOCASE);
    if (!entry) broken(say("it has no part {}", name));
    return Entry(entry, CloseEntry());
  }
};

Archive::Archive(std::string bytes, const Limits& limits)
    : impl_(std::make_unique<Impl>(std::move(bytes), limits)) {
  impl_->check_directory();
}
Archive::~Archive() = default;

bool Archive::has(const std::string& name) const {
  return zip_name_locate(impl_->archive, name.c_str(), ZIP_FL_NOCASE) >= 0;
}

Parts Archive::open(const std::string& name) const {
  return [entry = impl_->open(name), left = impl_->limits.xlsx_entry_bytes]() mutable {
    std::string part(64 << 10, '\0');
    auto read = zip_fread(entry.get(), part.data(), part.size());
    if (read < 0) broken(std::string(zip_error_strerror(zip_file_get_error(entry.get()))));
    part.resize(static_cast<std::size_t>(read));
    if (part.size() > left) bomb();
    left -= part.size();
    return part;
  };
}

std::string Archive::read(const std::string& name, std::size_t bytes_max) const {
  auto parts = open(name);
  std::string all;
  for (auto part = parts(); !part.empty(); part = parts()) {
    all += part;
    if (all.size() > bytes_max) bomb();
  }
  return all;
}

}  // namespace hub::transfer::formats::impl
