#include <fcntl.h>
#include <unistd.h>

#include <fstream>

#include "common/error/error.hpp"
#include "common/text/json_text.hpp"
#include "hub/privacy/erasure.hpp"

namespace hub::privacy {
namespace {

using nlohmann::json;

[[noreturn]] void fail(const std::filesystem::path& file) {
  throw common::Error(common::ErrorCode::storage,
                      "the list of erasures cannot be written: " + file.string());
}

bool ends_within_line(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary | std::ios::ate);
  if (!in || in.tellg() <= 0) return false;
  in.seekg(-1, std::ios::end);
  return in.get() != '\n';
}

/// Until then a power cut may take the file's name.
void sync_folder(const std::filesystem::path& file) {
  auto parent = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  int folder = ::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  bool synced = folder >= 0 && ::fsync(folder) == 0;
  if (folder >= 0) ::close(folder);
  if (!synced) fail(file);
}

}  // namespace

void ErasureList::add(const Entry& entry) const {
  for (auto& known : read())
    if (known.tenant == entry.tenant && known.request == entry.request) return;
  json line{{"tenant", entry.tenant},
            {"request", entry.request},
            {"may_delete", entry.may_delete},
            {"records", entry.records},
            {"addresses", entry.addresses}};
  // What a power cut left of a line stays a line of its own.
  auto text = (ends_within_line(file_) ? "\n" : "") + common::json_text(line) + "\n";
  bool is_new = !std::filesystem::exists(file_);
  int file = ::open(file_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) fail(file_);
  bool written = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                 ::fsync(file) == 0;
  if (::close(file) != 0 || !written) fail(file_);
  if (is_new) sync_folder(file_);
}

std::vector<ErasureList::Entry> ErasureList::read() const {
  std::vector<Entry> entries;
  std::ifstream in(file_);
  for (std::string text; std::getline(in, text);) {
    // The last line may have been cut by a power failure; its erasure had not begun then.
    auto line = common::try_read_json(text);
    if (!line.is_object()) continue;
    Entry entry{line.at("tenant"), line.at("request"), line.at("may_delete"), {}, {}};
    for (auto& one : line.at("records")) entry.records.emplace(one.at(0), one.at(1));
    for (auto& one : line.at("addresses")) entry.addresses.insert(one.get<std::string>());
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace hub::privacy
