#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "hub/transfer/export.hpp"
#include "hub/transfer/import.hpp"

namespace hub::transfer {
namespace {

using common::Error;
using common::ErrorCode;
using store::Connection;
using store::Transaction;

constexpr std::size_t part_bytes = 2 << 20;
constexpr auto kept = std::chrono::hours(24 * 7);

void forget_old(Connection& connection, const std::string& tenant, common::Instant before) {
  connection.execute(
      "DELETE FROM export_part WHERE tenant = ? AND id IN (SELECT id FROM export_run WHERE tenant "
      "= ? AND at < ?)",
      {tenant, tenant, common::to_micros(before)});
  connection.execute("DELETE FROM export_run WHERE tenant = ? AND at < ?",
                     {tenant, common::to_micros(before)});
}

/// Takes the bytes of a file and puts them away in parts, with how far it is.
class Parts {
 public:
  Parts(store::Store& store, const std::string& tenant, const std::string& id,
        const std::function<void(Transaction&)>& renew)
      : store_(store), tenant_(tenant), id_(id), renew_(renew) {}

  void begin() {
    write([&](Transaction& transaction) {
      transaction.sql().execute("DELETE FROM export_part WHERE tenant = ? AND id = ?",
                                {tenant_, id_});
    });
  }
  void add(std::string_view bytes) { waiting_ += bytes; }
  void progress(std::int64_t records) {
    records_ = records;
    if (waiting_.size() >= part_bytes) flush("running");
  }
  void end(const std::string& state, const std::string& error = {}) { flush(state, error); }

 private:
  template <class F>
  void write(F&& body) {
    auto command = store_.system_command(tenant_, "export " + id_);
    store_.write(command, [&](Transaction& transaction) {
      if (renew_) renew_(transaction);
      body(transaction);
    });
  }

  void flush(const std::string& state, const std::string& error = {}) {
    write([&](Transaction& transaction) {
      auto& sql = transaction.sql();
      // An erasure takes all that was exported so far, whoever it was about.
      if (sql.integer("SELECT count(*) FROM export_part WHERE tenant = ? AND id = ?",
                      {tenant_, id_}) != position_)
        throw Error(ErrorCode::unavailable, "its beginning was erased: it begins anew");
      std::int64_t position = position_;
      for (std::size_t at = 0; at < waiting_.size(); at += part_bytes)
        sql.execute("INSERT INTO export_part (tenant, id, position, bytes) VALUES (?, ?, ?, ?)",
                    {tenant_, id_, position++, store::Blob{waiting_.substr(at, part_bytes)}});
      sql.execute(
          "UPDATE export_run SET state = ?, records = ?, size = ?, error = ? WHERE tenant = ? AND "
          "id = ?",
          {state, records_, size_ + static_cast<std::int64_t>(waiting_.size()), error, tenant_,
           id_});
    });
    position_ += static_cast<std::int64_t>((waiting_.size() + part_bytes - 1) / part_bytes);
    size_ += static_cast<std::int64_t>(waiting_.size());
    waiting_.clear();
  }

  store::Store& store_;
  const std::string tenant_, id_;
  const std::function<void(Transaction&)>& renew_;
  std::string waiting_;
  std::int64_t position_ = 0, size_ = 0, records_ = 0;
};

}  // namespace

std::string ask_for_export(Transaction& transaction, const ExportQuery& query,
                           const std::string& name, std::int64_t total) {
  auto& tenant = transaction.actor().tenant;
  auto id = common::make_id(transaction.now());
  forget_old(transaction.sql(), tenant, transaction.now() - kept);
  transaction.sql().execute(
      "INSERT INTO export_run (tenant, id, user_id, name, mime, query, state, records, total, "
      "size, at) VALUES (?, ?, ?, ?, ?, ?, 'waiting', 0, ?, 0, ?)",
      {tenant, id, transaction.actor().user, name, std::string(formats::format_mime(query.format)),
       encode(query), total, common::to_micros(transaction.now())});
  transaction.enqueue("export", id, id, transaction.now());
  return id;
}

work::Outcome work_on_export(const records::RecordService& service, const std::string& tenant,
                             const std::string& id, const std::string& scratch,
                             const std::function<void(Transaction&)>& renew) {
  auto& store = service.store();
  std::string query;
  auto known = store.read_result([&](Connection& connection) {
    if (auto text = connection.scalar("SELECT query FROM export_run WHERE tenant = ? AND id = ?",
                                      {tenant, id}))
      query = std::get<std::string>(*text);
    return find_export(connection, tenant, id);
  });
  if (!known) return work::Outcome::done();
  common::Speaking speaking(language_of(store, tenant, known->user));
  Parts parts(store, tenant, id, renew);
  try {
    parts.begin();
    auto caller = person_of(store, tenant, known->user, "export " + id);
    export_records(
        service, caller, decode_export(query), [&](std::string_view bytes) { parts.add(bytes); },
        scratch, [&](std::int64_t records) { parts.progress(records); });
    parts.end("done");
  } catch (const Error& error) {
    if (error.code() == ErrorCode::storage || error.code() == ErrorCode::unavailable ||
        error.code() == ErrorCode::internal)
      return work::Outcome::again(error.what());
    parts.end("failed", error.sentence().said());
  }
  return work::Outcome::done();
}

std::optional<Export> find_export(Connection& connection, const std::string& tenant,
                                  const std::string& id) {
  auto& row = connection.query(
      "SELECT id, user_id, name, mime, state, error, records, total, size, at FROM export_run "
      "WHERE tenant = ? AND id = ?",
      {tenant, id});
  std::optional<Export> found;
  while (row.step())
    found = Export{row.text(0),    row.text(1),
                   row.text(2),    row.text(3),
                   row.text(4),    row.text(5),
                   row.integer(6), row.integer(7),
                   row.integer(8), common::from_micros(row.integer(9))};
  return found;
}

void read_export(store::Store& store, const std::string& tenant, const std::string& id,
                 const formats::Sink& sink) {
  for (std::int64_t position = 0;; ++position) {
    auto part = store.read_result([&](Connection& connection) {
      return connection.scalar(
          "SELECT bytes FROM export_part WHERE tenant = ? AND id = ? AND position = ?",
          {tenant, id, position});
    });
    if (!part) return;
    sink(std::get<store::Blob>(*part).bytes);
  }
}

}  // namespace hub::transfer
