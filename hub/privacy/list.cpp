#include <fcntl.h>
#include <unistd.h>

#include <fstream>

#include "common/error/error.hpp"
#include "hub/privacy/erasure.hpp"

namespace hub::privacy {
namespace {

using nlohmann::json;

[[noreturn]] void fail(const std::filesystem::path& file) {
  throw common::Error(common::ErrorCode::storage,
                      "the list of erasures cannot be written: " + file.string());
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
  auto text = line.dump() + "\n";
  int file = ::open(file_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) fail(file_);
  bool written = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                 ::fsync(file) == 0;
  if (::close(file) != 0 || !written) fail(file_);
}

std::vector<ErasureList::Entry> ErasureList::read() const {
  std::vector<Entry> entries;
  std::ifstream in(file_);
  for (std::string text; std::getline(in, text);) {
    // The last line may have been cut by a power failure; its erasure had not begun then.
    auto line = json::parse(text, nullptr, false);
    if (!line.is_object()) continue;
    Entry entry{line.at("tenant"), line.at("request"), line.at("may_delete"), {}, {}};
    for (auto& one : line.at("records")) entry.records.emplace(one.at(0), one.at(1));
    for (auto& one : line.at("addresses")) entry.addresses.insert(one.get<std::string>());
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace hub::privacy
