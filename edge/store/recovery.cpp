#include <fcntl.h>
#include <unistd.h>

#include <cstring>

#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/log/log.hpp"
#include "edge/store/impl/files.hpp"
#include "edge/store/impl/rows.hpp"
#include "edge/store/store.hpp"

namespace edge::store {

using common::Error;
using common::ErrorCode;

namespace {

/// Appends to a file at once, so that what was found before a crash stays.
class Salvaged {
 public:
  explicit Salvaged(const std::filesystem::path& path)
      : file_(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) {
    if (file_ < 0) throw Error(ErrorCode::storage, "cannot write " + path.string());
  }
  ~Salvaged() { ::close(file_); }
  /// Durable before the damaged store goes away.
  void sync() {
    if (::fsync(file_) != 0) throw Error(ErrorCode::storage, "cannot keep what was salvaged");
  }
  Salvaged(const Salvaged&) = delete;
  Salvaged& operator=(const Salvaged&) = delete;
  void add(std::uint64_t sequence, std::string_view bytes) {
    auto frame = Pack().number(sequence).text(bytes).take();
    if (::write(file_, frame.data(), frame.size()) != static_cast<ssize_t>(frame.size()))
      throw Error(ErrorCode::storage, "cannot write what was salvaged");
  }

 private:
  int file_;
};

/// LMDB's node on a leaf page: sizes, flags, then key and data, or the number of the page where
/// large data begins.
struct Node {
  std::uint16_t low, high, flags, key_bytes;
};
constexpr std::uint16_t big_data = 1;
constexpr std::size_t page_bytes = 4096, page_head_bytes = 16;

/// Finds operations without LMDB's help, page by page. A value proves itself by its seal, which
/// holds its key too.
void scan_pages(const std::filesystem::path& file, const Seal& seal, Salvaged& out) {
  auto bytes = read_file(file);
  auto within = [&](std::size_t from, std::size_t size) {
    return from <= bytes.size() && size <= bytes.size() - from;
  };
  for (std::size_t at = 0; within(at, sizeof(Node) + 8); at += 2) {
    Node node;
    std::memcpy(&node, bytes.data() + at, sizeof node);
    if (node.key_bytes != 8) continue;
    std::size_t size = node.low | static_cast<std::size_t>(node.high) << 16;
    auto data = at + sizeof node + 8;
    if (size < Seal::overhead_bytes || !within(at, sizeof node + 16)) continue;
    if (node.flags == big_data) {
      std::uint64_t page = 0;
      std::memcpy(&page, bytes.data() + data, sizeof page);
      if (page > bytes.size() / page_bytes) continue;
      data = page * page_bytes + page_head_bytes;
    } else if (node.flags != 0) {
      continue;
    }
    if (!within(data, size)) continue;
    auto key = bytes.substr(at + sizeof node, 8);
    try {
      out.add(key_number(key),
              seal.open("outbox|" + key, std::string_view(bytes).substr(data, size)));
    } catch (const Error&) {
      // Not an operation, or a damaged one: the scan goes on behind it.
    }
  }
}

}  // namespace

void Store::open() {
  Environment::Options place{options_.folder / "data", options_.map_bytes, options_.on_commit};
  if (!options_.is_known_sound && !Environment::is_sound(place, *seal_)) set_aside();
  environment_ = std::make_unique<Environment>(place, *seal_);
  // LMDB syncs its file but not the file's name: without this a power cut on the first day takes
  // the whole store along.
  sync_folder(place.folder);
  sync_folder(options_.folder);
  sync_folder(std::filesystem::absolute(options_.folder).parent_path());
  if (std::filesystem::exists(options_.folder / "salvaged"))
    take_salvaged(options_.folder / "salvaged");
  try {
    complete_index();
  } catch (const NoRoom&) {
    // A van without room shows what it has; the next start tries again.
    common::log::warning("edge/store", "no room to complete the index");
  }
  load_types();
  load();
}

void Store::set_aside() {
  auto stamp = std::to_string(common::to_micros(clock_.now()) / 1000) + "-" +
               common::random_token().substr(0, 4);
  auto aside = options_.folder / ("damaged-" + stamp);
  auto part = options_.folder / "salvaged.part";
  std::filesystem::remove(part);
  salvage(options_.folder / "data", part);
  // First what was saved, then away with the rest: a crash in between does it once more.
  if (std::filesystem::exists(part)) {
    std::filesystem::rename(part, options_.folder / "salvaged");
    sync_folder(options_.folder);
  }
  std::filesystem::rename(options_.folder / "data", aside);
  sync_folder(options_.folder);
  damage_ = "The device's data was damaged and was set aside as " + aside.filename().string() +
            "; it is fetched anew from the office.";
}

void Store::salvage(const std::filesystem::path& from, const std::filesystem::path& into) const {
  bool is_whole = Environment::in_child([&] {
    Salvaged out(into);
    Environment environment({from, options_.map_bytes}, *seal_);
    Txn txn(environment, Txn::Mode::read);
    if (auto log = txn.get(Db::meta, "log")) out.add(0, *log);
    txn.walk(Db::outbox, {}, {}, [&](std::string_view key, std::string_view raw) {
      out.add(key_number(key), txn.open(Db::outbox, key, raw));
      return true;
    });
    out.sync();
  });
  if (is_whole) return;
  Environment::in_child([&] {
    Salvaged out(into);
    scan_pages(from / "data.mdb", *seal_, out);
    out.sync();
  });
}

void Store::take_salvaged(const std::filesystem::path& file) {
  auto bytes = read_file(file);
  std::map<std::uint64_t, Stored> found;
  std::optional<LogRow> log;
  Unpack unpack_all(bytes);
  while (!unpack_all.at_end()) {
    try {
      auto sequence = unpack_all.number();
      auto row = unpack_all.text();
      if (sequence == 0)
        log = LogRow::parse(row);
      else
        found[sequence] = unpack(row);
    } catch (const Error&) {
      break;  // the salvage itself was cut off here
    }
  }
  std::set<std::string> known;
  load();
  {
    Txn txn(*environment_, Txn::Mode::write);
    txn.walk(Db::outbox, {}, {}, [&](std::string_view key, std::string_view raw) {
      known.insert(read_operation(txn, key_number(key), raw).operation.id());
      return true;
    });
    std::size_t kept = 0;
    auto fresh = log_;
    fresh.epoch = 0;  // the hub's welcome numbers them anew; it knows by their ids which it has
    if (log) fresh.technicians = log->technicians;
    for (auto& [sequence, stored] : found) {
      if (known.count(stored.operation.id())) continue;
      if (log && sequence <= log->acked) {
        keep_former(txn, {}, stored);
        continue;
      }
      stored.operation.set_sequence(fresh.next);
      stored.operation.set_previous_hash(fresh.chain_hash);
      stored.encoded = stored.operation.SerializeAsString();
      fresh.chain_hash = common::sync::operation_hash(stored.encoded);
      fresh.logical = std::max<std::uint64_t>(fresh.logical, stored.operation.logical());
      txn.put(Db::outbox, number_key(fresh.next), pack(stored));
      for (auto& blob : stored.operation.blobs())
        if (!txn.has(Db::blobs, blob.sha256()))
          txn.put(Db::blobs, blob.sha256(),
                  BlobRow{blob.size(), 0, false, common::to_micros(clock_.now()), blob.mime()}
                      .format());
      // Server state is gone for now; what was done shows as it was.
      replay(txn, stored);
      ++fresh.next;
      ++kept;
    }
    save_log(txn, fresh);
    txn.commit();
    damage_ += (damage_.empty() ? "" : " ") + std::to_string(kept) + " unsent entries were saved.";
    common::log::critical("edge/store", damage_, {{"salvaged", std::to_string(kept)}});
  }
  std::filesystem::remove(file);
  sync_folder(options_.folder);
}

void Store::wipe() {
  std::lock_guard lock(writing_);
  // The key first: without it all else is noise, even if the power goes now.
  write_durably(options_.folder / "data.key", std::string(32, '\0'));
  for (auto& entry : std::filesystem::directory_iterator(options_.folder))
    std::filesystem::remove_all(entry.path());
  sync_folder(options_.folder);
}

}  // namespace edge::store
