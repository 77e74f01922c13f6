#include <algorithm>

#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "edge/store/impl/files.hpp"
#include "edge/store/impl/rows.hpp"
#include "edge/store/store.hpp"

namespace edge::store {

using common::Error;
using common::ErrorCode;

namespace {

constexpr std::size_t piece_bytes = common::sync::chunk_bytes_max;  // each is sealed on its own
constexpr std::size_t sealed_bytes = piece_bytes + Seal::overhead_bytes;

bool is_hash(const std::string& text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

bool is_bulky(const std::string& mime) {
  return mime.starts_with("image/") || mime.starts_with("audio/") || mime.starts_with("video/");
}

std::filesystem::path Store::blob_path(const std::string& sha256) const {
  if (!is_hash(sha256)) throw Error(ErrorCode::bad_input, "this is no SHA-256");
  return options_.folder / "blobs" / sha256;
}

std::string Store::blob_place(const std::string& sha256, std::uint64_t piece) const {
  return "blob|" + sha256 + "|" + std::to_string(piece);
}

wire::Blob Store::put_blob(std::string_view bytes, const std::string& mime) {
  if (bytes.size() > common::sync::blob_bytes_max)
    throw Error(ErrorCode::too_large, "this file is too large; the most is 64 MB");
  refuse_when_full();
  wire::Blob blob;
  blob.set_sha256(common::sha256_hex(bytes));
  blob.set_size(bytes.size());
  blob.set_mime(mime);
  auto path = blob_path(blob.sha256());
  if (std::filesystem::exists(path)) {
    // Somebody else may have put it there just now, and not have made its name durable yet.
    sync_folder(path.parent_path());
    return blob;
  }
  std::string sealed;
  for (std::size_t at = 0; at < bytes.size(); at += piece_bytes)
    sealed +=
        seal_->close(blob_place(blob.sha256(), at / piece_bytes), bytes.substr(at, piece_bytes));
  write_durably(path, sealed);
  return blob;
}

std::string Store::read_blob(const std::string& sha256, std::uint64_t offset,
                             std::size_t bytes_max) {
  auto piece = offset / piece_bytes;
  auto path = blob_path(sha256);
  if (!std::filesystem::exists(path)) return {};
  auto sealed = read_part(path, piece * sealed_bytes, sealed_bytes);
  if (sealed.empty()) return {};
  return seal_->open(blob_place(sha256, piece), sealed).substr(offset % piece_bytes, bytes_max);
}

std::string Store::load_blob(const std::string& sha256) const {
  auto path = blob_path(sha256);
  if (!std::filesystem::exists(path))
    throw Error(ErrorCode::not_found, "this file is not on the device");
  auto sealed = read_file(path);
  std::string bytes;
  for (std::size_t at = 0; at < sealed.size(); at += sealed_bytes)
    bytes += seal_->open(blob_place(sha256, at / sealed_bytes),
                         std::string_view(sealed).substr(at, sealed_bytes));
  if (common::sha256_hex(bytes) != sha256)
    throw Error(ErrorCode::storage, "a stored file is damaged");
  return bytes;
}

void Store::keep_blob(std::string_view bytes, const std::string& mime) {
  auto blob = put_blob(bytes, mime);
  std::lock_guard lock(writing_);
  Txn txn(*environment_, Txn::Mode::write);
  if (txn.get(Db::blobs, blob.sha256())) return;
  BlobRow row;
  row.size = row.have = blob.size();
  row.durable = true;
  row.created = common::to_micros(clock_.now());
  row.mime = mime;
  txn.put(Db::blobs, blob.sha256(), row.format());
  txn.commit();
}

bool Store::has_blob(const std::string& sha256) const {
  return std::filesystem::exists(blob_path(sha256));
}

std::vector<common::sync::BlobToSend> Store::large_blobs() {
  std::lock_guard lock(writing_);
  know_unsent();
  std::vector<common::sync::BlobToSend> found;
  for (auto& [order, blob] : unsent_)
    if (blob.size > common::sync::small_blob_bytes_max &&
        std::filesystem::exists(blob_path(blob.sha256)))
      found.push_back(blob);
  return found;
}

void Store::know_unsent() {
  if (unsent_known_) return;
  Txn txn(*environment_, Txn::Mode::read);
  unsent_.clear();
  txn.walk(Db::blobs, {}, {}, [&](std::string_view key, std::string_view raw) {
    auto row = BlobRow::parse(txn.open(Db::blobs, key, raw));
    if (!row.durable) {
      bool is_large = row.size > common::sync::small_blob_bytes_max;
      unsent_[{is_large, is_bulky(row.mime), row.created, std::string(key)}] = {
          std::string(key), row.mime, row.size, row.have};
    }
    return true;
  });
  unsent_known_ = true;
}

std::optional<common::sync::BlobToSend> Store::next_blob() {
  std::lock_guard lock(writing_);
  know_unsent();
  for (auto& [order, blob] : unsent_) {
    if (large_blobs_apart_ && std::get<0>(order)) return std::nullopt;
    if (std::filesystem::exists(blob_path(blob.sha256))) return blob;
  }
  return std::nullopt;
}

Store::BlobsWaiting Store::blobs_waiting() const {
  const_cast<Store*>(this)->next_blob();  // fills the list
  std::lock_guard lock(writing_);
  BlobsWaiting waiting;
  for (auto& [order, blob] : unsent_) {
    ++waiting.count;
    waiting.bytes += blob.size - std::min(blob.size, blob.have_bytes);
  }
  return waiting;
}

void Store::note_blob(const wire::BlobState& state) {
  std::lock_guard lock(writing_);
  Txn txn(*environment_, Txn::Mode::write);
  auto bytes = txn.get(Db::blobs, state.sha256());
  if (!bytes) return;
  auto row = BlobRow::parse(*bytes);
  if (row.durable) return;  // only a hub that was restored forgets: see doubt_blobs()
  row.have = std::min(state.have_bytes(), row.size);
  row.durable = state.durable();
  txn.put(Db::blobs, state.sha256(), row.format());
  txn.commit();
  unsent_known_ = false;
}

void Store::doubt_blobs(Txn& txn) const {
  std::vector<std::pair<std::string, BlobRow>> doubted;
  txn.walk(Db::blobs, {}, {}, [&](std::string_view key, std::string_view raw) {
    auto row = BlobRow::parse(txn.open(Db::blobs, key, raw));
    if (row.have > 0 || row.durable) doubted.emplace_back(std::string(key), std::move(row));
    return true;
  });
  for (auto& [sha256, row] : doubted) {
    if (!std::filesystem::exists(blob_path(sha256))) continue;  // released; nothing can be sent
    row.have = 0;
    row.durable = false;
    txn.put(Db::blobs, sha256, row.format());
  }
}

void Store::release_blobs(std::uint64_t keep_bytes) {
  std::lock_guard lock(writing_);
  struct Releasable {
    std::int64_t created;
    std::string sha256;
    std::uint64_t size;
  };
  std::vector<Releasable> durable;
  std::uint64_t total = 0;
  Txn txn(*environment_, Txn::Mode::read);
  txn.walk(Db::blobs, {}, {}, [&](std::string_view key, std::string_view raw) {
    auto row = BlobRow::parse(txn.open(Db::blobs, key, raw));
    if (!std::filesystem::exists(blob_path(std::string(key)))) return true;
    total += row.size;
    if (row.durable) durable.push_back({row.created, std::string(key), row.size});
    return true;
  });
  std::sort(durable.begin(), durable.end(), [](auto& a, auto& b) {
    return std::tie(a.created, a.sha256) < std::tie(b.created, b.sha256);
  });
  for (auto& one : durable) {
    if (total <= keep_bytes) return;
    std::filesystem::remove(blob_path(one.sha256));
    total -= one.size;
  }
}

}  // namespace edge::store
