#include "hub/privacy/retention.hpp"

#include "common/codec/json.hpp"
#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/expr/expr.hpp"
#include "common/log/log.hpp"
#include "hub/privacy/marks.hpp"
#include "hub/privacy/package.hpp"
#include "hub/privacy/thinning.hpp"
#include "hub/store/erasure.hpp"
#include "proto/records/content/attachment.pb.h"

namespace hub::privacy {
namespace {

using store::Connection;
using store::sql_name;
using store::Transaction;
using truckroll::admin::RetentionRule;
namespace schema = common::schema;
constexpr std::size_t records_at_once = 200;

common::Instant limit_of(const RetentionRule& rule, common::Instant now) {
  return now - std::chrono::hours(24) * rule.keep_days();
}

struct EngineLog {
  const char *type, *table;
};
constexpr EngineLog engine_logs[] = {{access_log, "read_log"}, {sign_in_log, "sign_in_log"}};

std::string then_name(const RetentionRule& rule) {
  return schema::choice_name(RetentionRule::Then_descriptor()->FindValueByNumber(rule.then()));
}

/// One rule of one company.
class Rule {
 public:
  Rule(store::Store& store, const std::string& tenant, const RetentionRule& rule,
       const store::Sign& sign, const std::function<void(Transaction&)>& renew)
      : store_(store),
        tenant_(tenant),
        rule_(rule),
        sign_(sign),
        renew_(renew),
        now_(store.clock().now()),
        schema_(store.schema(tenant)),
        result_{rule.header().id(), rule.of_type(), then_name(rule), 0, 0} {}

  Retained run(bool dry) {
    if (rule_.of_type() == change_log) return log_of_changes(dry);
    for (auto& log : engine_logs)
      if (rule_.of_type() == log.type) return engine_log(log.table, dry);
    if (auto type = schema_->catalogue.find(rule_.of_type())) records(*type, dry);
    // After the end of what is too old: it need not be looked at.
    if (!dry && rule_.has_thin_minutes())
      result_.due += thin_positions(store_, tenant_, rule_, renew_);
    return result_;
  }

 private:
  template <class F>
  void write(F&& body) {
    store_.write(store_.system_command(tenant_, "retention " + rule_.header().id()),
                 [&](Transaction& transaction) {
                   if (renew_) renew_(transaction);
                   store::Overwriting overwriting(transaction.sql());
                   body(transaction);
                 });
  }

  Retained log_of_changes(bool dry) {
    auto before = limit_of(rule_, now_);
    result_.due = store_.read_result([&](Connection& connection) {
      return connection.integer(
          "SELECT count(*) FROM change WHERE tenant = ? AND position IS NOT NULL AND at < ?",
          {tenant_, common::to_micros(before)});
    });
    std::size_t gone = dry ? 0 : 1;
    while (gone > 0)
      write([&](Transaction& transaction) {
        gone = store::purge_changes(transaction, before, 1000, sign_);
      });
    name_reader(before);
    return result_;
  }

  /// Who keeps the log from going, for people to see: one that stands still keeps it for ever.
  void name_reader(common::Instant before) {
    store_.read([&](Connection& connection) {
      auto reader = store::last_reader(connection, tenant_);
      if (!reader) return;
      result_.held = connection.integer(
          "SELECT count(*) FROM change WHERE tenant = ? AND position > ? AND at < ?",
          {tenant_, reader->position, common::to_micros(before)});
      if (result_.held > 0)
        result_.reason = "kept for the reader " + reader->name + ", which stands at position " +
                         std::to_string(reader->position);
    });
    if (!result_.reason.empty())
      common::log::warning("hub/privacy", "the change log is kept longer than its rule says",
                           {{"tenant", tenant_}, {"why", result_.reason}});
  }

  Retained engine_log(const std::string& table, bool dry) {
    auto before = common::to_micros(limit_of(rule_, now_));
    result_.due = store_.read_result([&](Connection& connection) {
      return connection.integer("SELECT count(*) FROM " + table + " WHERE tenant = ? AND at < ?",
                                {tenant_, before});
    });
    std::int64_t gone = dry ? 0 : 1;
    while (gone > 0)
      write([&](Transaction& transaction) {
        gone = transaction.sql().execute(
            "DELETE FROM " + table + " WHERE seq IN (SELECT seq FROM " + table +
                " WHERE tenant = ? AND at < ? ORDER BY seq LIMIT 1000)",
            {tenant_, before});
      });
    return result_;
  }

  /// Those whose time is over, after that id; `last` is where the page ended.
  std::vector<std::string> due_ids(Connection& connection, const RecordType& type,
                                   const std::string& after) const {
    std::vector<std::string> ids;
    // What was deleted waits for its end too; an empty shell has nothing that could go.
    auto& rows = connection.query("SELECT id FROM " + sql_name(type.table) +
                                      " WHERE tenant = ? AND id > ? AND created_at < ?" +
                                      store::and_of_type(type) + " ORDER BY id LIMIT ?",
                                  {tenant_, after, common::to_micros(limit_of(rule_, now_)),
                                   static_cast<std::int64_t>(records_at_once)});
    while (rows.step()) ids.push_back(rows.text(0));
    return ids;
  }

  void records(const RecordType& type, bool dry) {
    common::expr::Context context;
    context.now = now_;
    context.today_days = static_cast<std::int32_t>(
        std::chrono::floor<std::chrono::days>(now_).time_since_epoch().count());
    auto condition = common::expr::Expression::parse(rule_.condition(), type, schema_->catalogue);
    std::string after;
    while (true) {
      std::vector<std::string> ids;
      std::vector<std::unique_ptr<Message>> due;
      auto page = result_;
      store_.read([&](Connection& connection) {
        Law law(connection, *schema_, tenant_, now_);
        ids = due_ids(connection, type, after);
        for (auto& id : ids) {
          auto record = schema_->tables.of(type).find(connection, tenant_, id, true);
          if (!record || !condition.evaluate(*record, context).value_or(false)) continue;
          if (!would_change(type, *record)) continue;
          ++page.due;
          law.on_hold(type, *record) ? void(++page.held) : due.push_back(std::move(record));
        }
      });
      if (!dry && !due.empty()) carry_out(type, due);
      result_ = page;
      if (ids.size() < records_at_once) return;
      after = ids.back();
    }
  }

  Extent extent() const {
    return rule_.then() == RetentionRule::THEN_PSEUDONYMISE ? Extent::marked : Extent::whole;
  }

  bool would_change(const RecordType& type, const Message& record) const {
    if (rule_.then() != RetentionRule::THEN_PSEUDONYMISE)
      return !schema::header(record).has_deleted_at();
    std::unique_ptr<Message> copy(record.New());
    copy->CopyFrom(record);
    std::set<std::string> files;
    return empty(type, *copy, Extent::marked, files);
  }

  void carry_out(const RecordType& type, const std::vector<std::unique_ptr<Message>>& due) {
    write([&](Transaction& transaction) {
      if (rule_.then() == RetentionRule::THEN_ARCHIVE) archive(transaction, type, due);
      std::set<std::string> files;
      for (auto& record : due) {
        std::unique_ptr<Message> after(record->New());
        after->CopyFrom(*record);
        empty(type, *after, extent(), files);
        auto& header = schema::header(*after);
        auto id = header.id();
        store::forget_values(transaction.sql(), tenant_, id,
                             [&](auto& name) { return goes(type, name, extent()); });
        bool deletes = rule_.then() != RetentionRule::THEN_PSEUDONYMISE;
        if (deletes && !header.has_deleted_at())
          *header.mutable_deleted_at() = common::codec::to_timestamp(transaction.now());
        store::rewrite(transaction, type, *record, *after, deletes ? "purge" : "pseudonymise");
        if (deletes && type.append_only()) remove_row(transaction, type, id);
      }
      for (auto& hash : files)
        transaction.sql().execute(
            "INSERT INTO unnamed_blob (tenant, sha256, uploaded_by, size, at) SELECT tenant, "
            "sha256, '', size, 0 FROM blob WHERE tenant = ? AND sha256 = ? ON CONFLICT DO NOTHING",
            {tenant_, hash});
    });
  }

  /// Streams would keep their shells without end; nothing refers to them by a reference.
  void remove_row(Transaction& transaction, const RecordType& type, const std::string& id) {
    if (!schema_->catalogue.referrers(type).empty()) return;
    for (auto& field : type.fields)
      if (field.kind == schema::FieldKind::lines)
        transaction.sql().execute("DELETE FROM " + sql_name(store::lines_table(type, field)) +
                                      " WHERE tenant = ? AND record = ?",
                                  {tenant_, id});
    transaction.sql().execute(
        "DELETE FROM " + sql_name(type.table) + " WHERE tenant = ? AND id = ?", {tenant_, id});
  }

  void archive(Transaction& transaction, const RecordType& type,
               const std::vector<std::unique_ptr<Message>>& records) {
    std::string lines;
    for (auto& record : records) lines += common::codec::to_json(type, *record) + "\n";
    truckroll::content::Attachment file;
    *file.mutable_about() = common::codec::about("admin.RetentionRule", rule_.header().id());
    file.set_name(type.path + "-" + common::format_instant(transaction.now()).substr(0, 10) +
                  ".jsonl");
    file.set_kind(truckroll::content::Attachment::KIND_DOCUMENT);
    auto& version = *file.add_versions();
    version.set_line("1");
    version.set_number(1);
    version.set_blob(transaction.put_blob(lines, "text/plain"));
    version.set_size(static_cast<std::int64_t>(lines.size()));
    version.set_mime("text/plain");
    *version.mutable_at() = common::codec::to_timestamp(transaction.now());
    transaction.save_as_system(file);
  }

  store::Store& store_;
  const std::string& tenant_;
  const RetentionRule& rule_;
  const store::Sign& sign_;
  const std::function<void(Transaction&)>& renew_;
  common::Instant now_;
  std::shared_ptr<const store::Schema> schema_;
  Retained result_;
};

/// A hold is no time: it keeps, and removes nothing.
std::vector<RetentionRule> rules_of(store::Store& store, const std::string& tenant) {
  auto schema = store.schema(tenant);
  auto all = store.read_result([&](Connection& connection) {
    return Law(connection, *schema, tenant, store.clock().now()).rules();
  });
  std::erase_if(all, [](auto& rule) { return rule.legal_hold(); });
  return all;
}

std::vector<Retained> go_through(store::Store& store, const std::string& tenant,
                                 const store::Sign& sign,
                                 const std::function<void(Transaction&)>& renew, bool dry) {
  std::vector<Retained> all;
  for (auto& rule : rules_of(store, tenant)) {
    try {
      all.push_back(Rule(store, tenant, rule, sign, renew).run(dry));
    } catch (const common::Error& error) {
      if (error.code() != common::ErrorCode::bad_input) throw;
      common::log::warning(
          "hub/privacy", "a retention rule is not understood and does nothing",
          {{"tenant", tenant}, {"rule", rule.header().id()}, {"why", error.text()}});
    }
  }
  return all;
}

}  // namespace

std::vector<Retained> plan_retention(store::Store& store, const std::string& tenant) {
  return go_through(store, tenant, {}, {}, true);
}

std::vector<Retained> apply_retention(store::Store& store, const std::string& tenant,
                                      const store::Sign& sign,
                                      const std::function<void(Transaction&)>& renew) {
  auto all = go_through(store, tenant, sign, renew, false);
  store.write(store.system_command(tenant, "retention"), [&](Transaction& transaction) {
    forget_packages(transaction);
    for (auto& one : all)
      transaction.sql().execute(
          "INSERT INTO retention_run (tenant, rule, at, done, kept, reason) VALUES (?, ?, ?, ?, ?, "
          "?) ON CONFLICT (tenant, rule) DO UPDATE SET at = excluded.at, done = excluded.done, "
          "kept = excluded.kept, reason = excluded.reason",
          {tenant, one.rule, common::to_micros(transaction.now()), one.due - one.held, one.held,
           one.reason.empty() ? store::Value{} : store::Value{one.reason}});
  });
  return all;
}

}  // namespace hub::privacy
