#include "hub/privacy/package.hpp"

#include <zip.h>

#include <filesystem>
#include <fstream>

#include "common/codec/json.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/text/json_text.hpp"
#include "hub/privacy/page.hpp"
#include "hub/transfer/export.hpp"

namespace hub::privacy {
namespace {

using nlohmann::json;
using store::Transaction;
namespace fs = std::filesystem;
constexpr std::size_t page_size = 200, part_bytes = 2 << 20;

std::string id_of(const std::string& request) {
  return "privacy " + request;
}

/// An erasure of the same person takes what is there so far.
void require_parts(Connection& sql, const std::string& tenant, const std::string& request,
                   std::int64_t count) {
  if (sql.integer("SELECT count(*) FROM export_part WHERE tenant = ? AND id = ?",
                  {tenant, id_of(request)}) != count)
    throw common::Error(common::ErrorCode::unavailable,
                        "an erasure took its beginning: it begins anew");
}

[[noreturn]] void fail(const std::string& what) {
  throw common::Error(common::ErrorCode::storage, "the package cannot be written: " + what);
}

/// A folder that is gone when this is.
class Folder {
 public:
  explicit Folder(fs::path path) : path_(std::move(path)) {
    fs::remove_all(path_);
    fs::create_directories(path_ / "data");
    fs::create_directories(path_ / "files");
  }
  ~Folder() {
    std::error_code ignored;  // what is left goes at the next start
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

void pack(const fs::path& folder, const fs::path& to) {
  int code = 0;
  auto archive = zip_open(to.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code);
  if (!archive) fail(to.string());
  for (auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    auto source = zip_source_file(archive, entry.path().c_str(), 0, -1);
    auto name = fs::relative(entry.path(), folder).string();
    if (source && zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8) >= 0) continue;
    if (source) zip_source_free(source);
    zip_discard(archive);
    fail(name);
  }
  if (zip_close(archive) == 0) return;
  zip_discard(archive);
  fail(to.string());
}

const char* ending_of(const std::string& mime) {
  if (mime == "image/png") return ".png";
  if (mime == "image/jpeg") return ".jpg";
  if (mime == "application/pdf") return ".pdf";
  if (mime.starts_with("text/")) return ".txt";
  return ".bin";
}

/// Hashes of files anywhere in a record's JSON.
void collect_hashes(const json& value, std::set<std::string>& out) {
  if (value.is_structured())
    for (auto& part : value) collect_hashes(part, out);
  if (!value.is_string()) return;
  auto& text = value.get_ref<const std::string&>();
  if (text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos)
    out.insert(text);
}

/// Writes the folder's files, type by type, one record at a time.
class Gathering {
 public:
  Gathering(store::Store& store, const std::string& tenant, const Subject& subject,
            const fs::path& folder, std::function<void()> renew)
      : store_(store),
        tenant_(tenant),
        subject_(subject),
        folder_(folder),
        renew_(std::move(renew)),
        schema_(store.schema(tenant)),
        page_(folder / "index.html") {}

  void run() {
    for (auto& [name, id] : subject_.records) add(schema_->catalogue.type(name), {id}, true);
    for (auto& trace : traces_of(*schema_, tenant_, subject_)) {
      std::vector<std::string> ids;
      do {
        ids = store_.read_result([&](Connection& connection) {
          return find_ids(connection, tenant_, trace, ids.empty() ? "" : ids.back(), page_size);
        });
        add(*trace.type, ids, false);
        renew_();
      } while (ids.size() == page_size);
    }
    end_type();
    write_files();
    write_log();
    page_.end();
  }

 private:
  void add(const RecordType& type, const std::vector<std::string>& ids, bool own) {
    auto& table = schema_->tables.of(type);
    store_.read([&](Connection& connection) {
      for (auto& id : ids) {
        auto record = table.find(connection, tenant_, id, true);
        if (!record || (!own && !is_his(connection, type, *record))) continue;
        write(type, common::read_json(common::codec::to_json(type, *record)));
        logged_.push_back(id);
      }
    });
  }

  bool is_his(Connection& connection, const RecordType& type, const Message& record) const {
    auto nobody = [](const std::string&, const std::string&) { return false; };
    return mention_of(type, record, subject_,
                      [&](const std::string& name, const std::string& id) {
                        auto owner = schema_->catalogue.find(name);
                        if (!owner || is_person(schema_->catalogue, *owner)) return false;
                        auto found = schema_->tables.of(*owner).find(connection, tenant_, id, true);
                        return found && mention_of(*owner, *found, subject_, nobody).belongs;
                      })
        .any();
  }

  void write(const RecordType& type, const json& record) {
    if (open_ != &type) {
      end_type();
      open_ = &type;
      data_.open(folder_ / "data" / (type.path + ".jsonl"), std::ios::app);
      page_.begin_type(type);
    }
    data_ << common::json_text(record) << "\n";
    page_.add(type, record);
    collect_hashes(record, files_);
  }

  void end_type() {
    if (open_) data_.close();
    open_ = nullptr;
  }

  void write_files() {
    for (auto& hash : files_) {
      auto blob = store_.read_result(
          [&](Connection& connection) { return store::load_blob(connection, tenant_, hash); });
      if (!blob) continue;
      auto name = hash + ending_of(blob->mime);
      std::ofstream(folder_ / "files" / name, std::ios::binary) << blob->bytes;
      page_.add_file(name);
      renew_();
    }
  }

  void write_log() {
    std::ofstream out(folder_ / "log.jsonl");
    for (auto& id : logged_) {
      std::int64_t after = 0;
      while (write_log_of(id, after, out)) renew_();
    }
  }

  /// A page of what was done to one record; false when it was the last. A record may have changed
  /// each minute for years.
  bool write_log_of(const std::string& id, std::int64_t& after, std::ofstream& out) {
    return store_.read_result([&](Connection& connection) {
      std::size_t count = 0;
      auto& rows = connection.query(
          "SELECT at, action, type, record, fields, seq FROM change WHERE tenant = ? AND record = "
          "? AND seq > ? ORDER BY seq LIMIT ?",
          {tenant_, id, after, static_cast<std::int64_t>(page_size)});
      while (rows.step()) {
        ++count;
        after = rows.integer(5);
        out << common::json_text(
                   json{{"at", common::format_instant(common::from_micros(rows.integer(0)))},
                        {"action", rows.text(1)},
                        {"type", rows.text(2)},
                        {"record", rows.text(3)},
                        {"values", common::try_read_json(rows.text(4))}})
            << "\n";
      }
      return count == page_size;
    });
  }

  store::Store& store_;
  const std::string& tenant_;
  const Subject& subject_;
  const fs::path& folder_;
  std::function<void()> renew_;
  std::shared_ptr<const Schema> schema_;
  Page page_;
  const RecordType* open_ = nullptr;
  std::ofstream data_;
  std::set<std::string> files_;
  std::vector<std::string> logged_;
};

}  // namespace

void make_package(store::Store& store, const std::string& tenant, const PrivacyRequest& request,
                  const std::string& user, const std::string& scratch,
                  const std::function<void(Transaction&)>& renew) {
  auto run = request.header().id();
  auto write = [&](auto&& body) {
    store.write(store.system_command(tenant, "privacy request " + run),
                [&](Transaction& transaction) {
                  if (renew) renew(transaction);
                  body(transaction.sql(), transaction.now());
                });
  };
  write([&](Connection& sql, common::Instant now) {
    sql.execute("DELETE FROM export_part WHERE tenant = ? AND id = ?", {tenant, id_of(run)});
    sql.execute("DELETE FROM privacy_run WHERE tenant = ? AND request = ?", {tenant, run});
    sql.execute(
        "INSERT INTO privacy_run (tenant, request, plan, step, after, counts, file_user, "
        "file_state, size, at) VALUES (?, ?, '{}', 0, '', '{}', ?, 'running', 0, ?)",
        {tenant, run, user, common::to_micros(now)});
  });
  auto schema = store.schema(tenant);
  auto subject = store.read_result(
      [&](Connection& connection) { return find_subject(connection, *schema, tenant, request); });
  Folder folder(fs::path(scratch) / ("privacy-" + run));
  auto content = folder.path() / "content";
  fs::create_directories(content / "data");
  fs::create_directories(content / "files");
  Gathering(store, tenant, subject, content, [&] {
    write([](Connection&, common::Instant) {});
  }).run();
  auto archive = folder.path() / "person.zip";
  pack(content, archive);
  std::ifstream in(archive, std::ios::binary);
  std::int64_t size = 0, parts = 0;
  for (std::int64_t position = 0; in; ++position) {
    std::string bytes(part_bytes, '\0');
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(in.gcount()));
    if (bytes.empty()) break;
    size += static_cast<std::int64_t>(bytes.size());
    ++parts;
    write([&](Connection& sql, common::Instant) {
      require_parts(sql, tenant, run, position);
      sql.execute("INSERT INTO export_part (tenant, id, position, bytes) VALUES (?, ?, ?, ?)",
                  {tenant, id_of(run), position, store::Blob{bytes}});
    });
  }
  write([&](Connection& sql, common::Instant) {
    require_parts(sql, tenant, run, parts);
    sql.execute(
        "UPDATE privacy_run SET file_state = 'done', size = ? WHERE tenant = ? AND request = ?",
        {size, tenant, run});
  });
}

std::optional<Package> find_package(Connection& connection, const std::string& tenant,
                                    const std::string& request) {
  auto& row = connection.query(
      "SELECT file_user, file_state, size, at FROM privacy_run WHERE tenant = ? AND request = ? "
      "AND "
      "file_state IS NOT NULL",
      {tenant, request});
  std::optional<Package> found;
  while (row.step())
    found = Package{row.text(0), row.text(1), row.integer(2), common::from_micros(row.integer(3))};
  return found;
}

Package find_own_package(Connection& connection, const std::string& tenant,
                         const std::string& request, const std::string& user, common::Instant now) {
  auto package = find_package(connection, tenant, request);
  if (!package || package->user != user || package->state != "done" ||
      package->at + package_kept < now)
    throw common::Error(common::ErrorCode::not_found,
                        "there is no such file, or it was taken already or has expired");
  return *package;
}

void read_package(store::Store& store, const std::string& tenant, const std::string& request,
                  const std::function<void(std::string_view)>& sink) {
  transfer::read_export(store, tenant, id_of(request), sink);
}

void take_package(Transaction& transaction, const std::string& request) {
  auto& actor = transaction.actor();
  auto& sql = transaction.sql();
  find_own_package(sql, actor.tenant, request, actor.user, transaction.now());
  sql.execute("DELETE FROM export_part WHERE tenant = ? AND id = ?",
              {actor.tenant, id_of(request)});
  sql.execute("UPDATE privacy_run SET file_state = 'taken' WHERE tenant = ? AND request = ?",
              {actor.tenant, request});
}

void forget_packages(Transaction& transaction) {
  auto& tenant = transaction.actor().tenant;
  auto before = common::to_micros(transaction.now() - package_kept);
  transaction.sql().execute(
      "DELETE FROM export_part WHERE tenant = ? AND id IN (SELECT 'privacy ' || request FROM "
      "privacy_run WHERE tenant = ? AND file_state IS NOT NULL AND at < ?)",
      {tenant, tenant, before});
}

}  // namespace hub::privacy
