#include "hub/transfer/import.hpp"

#include <thread>

#include "common/codec/values.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/log/log.hpp"
#include "common/text/json_text.hpp"
#include "common/text/text.hpp"
#include "hub/quality/duplicates.hpp"
#include "hub/transfer/impl/apply.hpp"
#include "hub/transfer/impl/pipeline.hpp"
#include "hub/transfer/impl/undo.hpp"
#include "hub/transfer/impl/unique.hpp"
#include "hub/transfer/propose.hpp"

namespace hub::transfer {
namespace {

using common::Error;
using common::ErrorCode;
using impl::Applier;
using impl::Batch;
using impl::Result;
using store::Transaction;
namespace schema = common::schema;

constexpr std::size_t sample_rows = 200;
constexpr std::int64_t probable_max = 200;
constexpr int steps_max = 400;
constexpr int sealed_tries = 100;
constexpr auto sealed_wait = std::chrono::milliseconds(20);
constexpr auto shown_every = std::chrono::seconds(1);
constexpr std::size_t failure_bytes = 1900;
void add(State& state, const Result& result, std::size_t rows) {
  state.position += static_cast<std::int64_t>(rows);
  state.created += result.created;
  state.changed += result.changed;
  state.skipped += result.skipped;
  state.duplicates += result.duplicates;
  state.faulty += result.faulty;
}

/// One import being tried or run.
class Import {
 public:
  Import(store::Store& store, const std::string& tenant, const ImportJob& job,
         const std::function<void(Transaction&)>& renew)
      : store_(store),
        job_(job),
        renew_(renew),
        settings_(impl::load_settings(store, tenant, job.run,
                                      person_of(store, tenant, job.user, "import " + job.run))),
        file_(file_of_run(store, tenant, job.run, settings_.file_name)),
        rows_(formats::open_rows(file_, settings_.sheet)),
        converter_(*settings_.type, rows_->columns(), settings_.mapping, settings_.currency,
                   settings_.person.zone) {
    impl::require_may_import(settings_, converter_);
    // What was made a moment ago counts as well, and what a run that died had made.
    if (settings_.by_likeness()) catch_up();
    store_.read([&](store::Connection& connection) {
      known_.load(connection, settings_.person, *settings_.type, settings_.match_keys);
    });
  }

  void check() {
    auto total = count_rows();
    write([&](Transaction& transaction) {
      begin_work(transaction.sql(), tenant(), job_.run, Work::check, total, transaction.now());
    });
    state_.total = total;
    impl::UniqueInFile unique(*settings_.type, rows_->shape().format == formats::Format::json);
    go_through(0, [&](Batch& batch) {
      for (auto& item : batch) unique.check(item, converter_);
      auto result = tried(batch);
      for (auto& one : result.probable)
        if (++probable_count_ <= probable_max) probable_.push_back(std::move(one));
      auto from = state_.position;
      add(state_, result, batch.size());
      // What it would make is known by, so that its duplicates in the file show.
      write([&](Transaction& transaction) {
        save(transaction, from, result, [&](ImportRun& run) { show_check(run); });
      });
      return result;
    });
    finish("finish-check");
  }

  void run() {
    write([&](Transaction& transaction) {
      auto state = find_state(transaction.sql(), tenant(), job_.run, Work::run);
      auto checked = find_state(transaction.sql(), tenant(), job_.run, Work::check);
      if (!state)
        begin_work(transaction.sql(), tenant(), job_.run, Work::run, checked ? checked->total : 0,
                   transaction.now());
      state_ = *find_state(transaction.sql(), tenant(), job_.run, Work::run);
    });
    go_through(state_.position, [&](Batch& batch) {
      auto result = put(batch);
      count_rows_anew();
      return result;
    });
    finish("finish");
  }

 private:
  const std::string& tenant() const { return settings_.tenant; }

  /// Not without end: somebody else may write faster than this reads. What was written just before
  /// is read once it is sealed.
  void catch_up() {
    auto is_unsealed = [&](store::Connection& connection) {
      return connection.integer(
                 "SELECT count(*) FROM (SELECT 1 FROM change WHERE tenant = ? AND position IS NULL "
                 "LIMIT 1) AS one",
                 {tenant()}) > 0;
    };
    for (int i = 0; i < sealed_tries && store_.read_result(is_unsealed); ++i)
      std::this_thread::sleep_for(sealed_wait);
    if (!store_.reads_log()) return;  // a newer hub does, of types that this one does not know too
    quality::DuplicateFinder finder(store_);
    for (int step = 0; step < steps_max && finder.advance(tenant()); ++step) {
    }
  }

  void write(const std::function<void(Transaction&)>& body) {
    auto command = store_.command(settings_.person.actor);
    store_.write(command, body);
  }

  std::int64_t count_rows() {
    auto rows = formats::open_rows(file_, settings_.sheet);
    std::int64_t count = 0;
    for (formats::Row row; rows->next(row);) ++count;
    return count;
  }

  void go_through(std::int64_t from, const std::function<Result(Batch&)>& take) {
    impl::Pipeline pipeline(store_, settings_, converter_, *rows_);
    pipeline.skip(from);
    for (auto batch = pipeline.next(); !batch.empty(); batch = pipeline.next())
      for (auto& [text, id] : take(batch).known) known_.add(text, id);
  }

  /// Everything that a save does and refuses, then nothing of it.
  Result tried(Batch& batch) {
    Applier applier(settings_, converter_, known_, true);
    Result result;
    auto attempt = [&](bool careful) {
      try {
        write([&](Transaction& transaction) {
          result = applier.apply(transaction, batch, careful);
          throw RolledBackError();
        });
      } catch (const RolledBackError&) {
      }
    };
    try {
      attempt(false);
    } catch (const Error& error) {
      if (!is_of_row(error)) throw;
      attempt(true);
    }
    return result;
  }

  /// What ends the trial's transaction is an exception like others to the store.
  struct RolledBackError : std::exception {
    const char* what() const noexcept override { return "tried"; }
  };

  static bool is_of_row(const Error& error) {
    auto code = error.code();
    return code != ErrorCode::storage && code != ErrorCode::unavailable &&
           code != ErrorCode::internal;
  }

  Result put(Batch& batch) {
    Result result;
    State state;
    auto body = [&](bool careful) {
      return [&, careful](Transaction& transaction) {
        Applier applier(settings_, converter_, known_);
        auto from = state_.position;
        state = state_;
        result = applier.apply(transaction, batch, careful);
        add(state, result, batch.size());
        if (!result.made.created.empty() || !result.made.changed.empty())
          add_batch(transaction.sql(), tenant(), job_.run, from, result.made);
        std::swap(state, state_);
        try {
          save(transaction, from, result, [&](ImportRun& run) { show_run(run); });
        } catch (...) {
          std::swap(state, state_);
          throw;
        }
        std::swap(state, state_);
      };
    };
    try {
      write(body(false));
    } catch (const Error& error) {
      if (!is_of_row(error)) throw;
      write(body(true));
    }
    state_ = state;
    return result;
  }

  /// PostgreSQL reads a table that has just been filled as if it were empty, with the wrong index,
  /// until it has looked at it by itself a minute later.
  void count_rows_anew() {
    auto position = state_.position;
    if (position < told_at_ * told_every_) return;
    told_at_ = position;
    store_.write(store_.system_command(tenant(), "import " + job_.run),
                 [&](Transaction& transaction) {
                   auto& sql = transaction.sql();
                   if (sql.dialect() == store::Dialect::postgres)
                     sql.run_script("ANALYZE " + store::sql_name(settings_.type->table));
                 });
  }

  /// How far it is, what was wrong, and that its worker lives; stops where the record says so.
  void save(Transaction& transaction, std::int64_t from, const Result& result,
            const std::function<void(ImportRun&)>& show) {
    auto record = transaction.find<ImportRun>(job_.run);
    auto wanted = job_.work == Work::check ? "checking" : "running";
    if (!record || record->header().state() != wanted) throw HaltedError();
    try {
      if (renew_) renew_(transaction);
      save_state(transaction.sql(), tenant(), job_.run, job_.work, from, state_, transaction.now());
    } catch (const Error& error) {
      // Another worker has taken over: it goes on, and nothing has failed.
      if (error.code() == ErrorCode::conflict) throw HaltedError();
      throw;
    }
    add_faults(transaction.sql(), tenant(), job_.run, job_.work, result.faults);
    if (transaction.now() - shown_ < shown_every) return;
    shown_ = transaction.now();
    show(*record);
    transaction.save_as_system(*record);
  }

 public:
  struct HaltedError : std::exception {
    const char* what() const noexcept override { return "halted"; }
  };

 private:
  void show_check(ImportRun& run) const {
    run.set_rows(state_.total);
    run.set_checked_rows(state_.position);
    run.set_faulty(state_.faulty);
    run.set_duplicates(state_.duplicates);
    run.set_probable_count(probable_count_);
  }
  /// The rows of which a person is to say what becomes of them.
  void show_probable(ImportRun& run) const {
    run.clear_probable();
    for (auto& one : probable_) {
      auto& line = *run.add_probable();
      line.set_line("p" + std::to_string(run.probable_size()));
      line.set_row(one.line);
      line.set_title(one.title);
      line.set_match(one.record);
      line.set_match_title(one.record_title);
      line.set_percent(one.percent);
    }
  }
  void show_run(ImportRun& run) const {
    run.set_resume_at(state_.position);
    run.set_created_count(state_.created);
    run.set_changed_count(state_.changed);
    run.set_skipped_count(state_.skipped);
    run.set_duplicates(state_.duplicates);
    run.set_faulty(state_.faulty);
  }

  void finish(const std::string& action) {
    write([&](Transaction& transaction) {
      auto record = transaction.find<ImportRun>(job_.run);
      auto wanted = job_.work == Work::check ? "checking" : "running";
      if (!record || record->header().state() != wanted) throw HaltedError();
      job_.work == Work::check ? show_check(*record) : show_run(*record);
      if (job_.work == Work::check) show_probable(*record);
      record->clear_failure();
      transaction.move_as_system(*record, action);
      transaction.save_as_system(*record);
    });
  }

  store::Store& store_;
  const ImportJob& job_;
  const std::function<void(Transaction&)>& renew_;
  impl::Settings settings_;
  formats::File file_;
  std::unique_ptr<formats::RowReader> rows_;
  Converter converter_;
  KnownRecords known_;
  State state_;
  std::int64_t probable_count_ = 0;
  std::vector<impl::Probable> probable_;          // the first of them
  static constexpr std::int64_t told_every_ = 8;  // times as many rows as when it was last told
  std::int64_t told_at_ = rows_per_batch / told_every_;
  common::Instant shown_{};
};

/// The import itself is at fault, not the hub: it says why and waits for a person.
void fail(store::Store& store, const std::string& tenant, const ImportJob& job,
          const Error& error) {
  store.write(store.system_command(tenant, "import " + job.run), [&](Transaction& transaction) {
    auto record = transaction.find<ImportRun>(job.run);
    if (!record || !transaction.can_move(*record, "fail")) return;
    record->set_failure(common::text::to_plain(error.reason().said(), failure_bytes));
    transaction.move_as_system(*record, "fail");
    transaction.save_as_system(*record);
  });
}

}  // namespace

Proposal propose_import(const RecordType& type, const formats::File& file,
                        const std::string& sheet) {
  auto rows = formats::open_rows(file, sheet);
  Proposal proposal{rows->shape(), rows->columns(), {}, {}};
  try {
    for (formats::Row row; proposal.sample.size() < sample_rows && rows->next(row);)
      proposal.sample.push_back(row);
  } catch (const Error&) {
    // What is before it is enough for a proposal; the trial tells where the file breaks.
  }
  proposal.mapping = propose(type, proposal.columns, proposal.sample);
  return proposal;
}

std::string encode(const ImportJob& job) {
  return common::json_text(
      Json{{"run", job.run}, {"user", job.user}, {"work", work_name(job.work)}});
}

ImportJob decode(const std::string& payload) {
  auto json = common::read_json(payload);
  auto name = json.at("work").get<std::string>();
  auto work = name == "check" ? Work::check : name == "run" ? Work::run : Work::undo;
  return {json.at("run").get<std::string>(), json.at("user").get<std::string>(), work};
}

work::Outcome work_on_import(store::Store& store, const std::string& tenant, const ImportJob& job,
                             const std::function<void(Transaction&)>& renew) {
  common::Speaking speaking(language_of(store, tenant, job.user));
  try {
    if (job.work == Work::undo) return impl::take_back(store, tenant, job, renew);
    Import import(store, tenant, job, renew);
    job.work == Work::check ? import.check() : import.run();
  } catch (const Import::HaltedError&) {
  } catch (const Error& error) {
    if (error.code() == ErrorCode::storage || error.code() == ErrorCode::unavailable ||
        error.code() == ErrorCode::internal)
      return work::Outcome::again(error.what());
    fail(store, tenant, job, error);
  }
  return work::Outcome::done();
}

}  // namespace hub::transfer
