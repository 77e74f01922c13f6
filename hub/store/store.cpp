#include "hub/store/store.hpp"

#include <sys/stat.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "common/asio/pool.hpp"
#include "common/error/error.hpp"
#include "common/ids/ids.hpp"
#include "common/log/correlation.hpp"
#include "common/log/log.hpp"
#include "hub/store/counts.hpp"
#include "hub/store/impl/copies.hpp"
#include "hub/store/releases.hpp"
#include "hub/store/together.hpp"

namespace hub::store {
namespace {

using common::Error;
using common::ErrorCode;

constexpr std::size_t group_max_sqlite = 64;
// Beyond this PostgreSQL's subtransaction cache overflows and every reader slows down.
constexpr std::size_t group_max_postgres = 32;
constexpr std::size_t fold_after = 2000;  // sealed changes, each with two rows of counts at most
constexpr std::int64_t parts_folded_between = 10;  // of a long backlog, until it is cleared
constexpr std::size_t sealed_at_once = 1000;
constexpr std::size_t queue_max = 10000;
// On PostgreSQL a savepoint is two ways to the server and a number of its own for each member. Most
// groups need none; after one that did, so many have them.
constexpr int careful_groups = 100;
constexpr int retries_max = 20;
constexpr off_t wal_bytes_max = 64 << 20;

/// The database went away while it committed: it may have, so nothing is run a second time.
struct CommitUnknown {
  Error error;
};

/// A member without a savepoint was refused, its request says how: the transaction is of no use.
struct MemberRefused {};

/// One for each request, so that a commit wakes only those who waited for it. Outlives the request,
/// since who notifies may still hold it when who waited is gone.
using Done = std::shared_ptr<std::atomic<int>>;

/// Who writes looks for records one by one. A statement that PostgreSQL planned while its tables
/// were small would go on to read all of them when they no longer are, until it looks at them anew.
void keep_to_indexes(Connection& connection) {
  connection.run_script(
      "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off");
}

struct Request {
  const Command* command;
  const std::function<void(Transaction&)>* body;
  std::exception_ptr error;
  std::string correlation;    // of whoever waits for it
  std::string_view language;  // his
  bool changes_schema = false;
  Done done = std::make_shared<std::atomic<int>>(0);
};

}  // namespace

struct Store::Impl {
  Options options;
  const Catalogue& catalogue;
  const RuleBook& book;
  const common::Clock& clock;
  Schemas schemas;
  Dialect dialect;
  std::mutex telling;  // held while told, so that nobody is told after he has said no
  std::function<void()> wake = [] {};

  std::mutex mutex;
  std::condition_variable arrived, reader_free;
  std::deque<Request*> queue;
  std::vector<std::unique_ptr<Connection>> idle_readers;
  bool stopping = false;
  bool unsealed = true;
  std::condition_variable seal_needed;
  std::unique_ptr<impl::Copies> copies;
  const Releases releases;
  std::vector<std::thread> threads;

  Impl(Options o, const Catalogue& c, const RuleBook& b, const common::Clock& k)
      : options(std::move(o)),
        catalogue(c),
        book(b),
        clock(k),
        schemas(c),
        dialect(dialect_of(options.url)),
        releases(c) {
    auto first = open_connection(options.url);
    migrate(*first, catalogue);
    if (dialect == Dialect::postgres) releases.tell(*first, clock.now());
    for (std::size_t i = 0; i < options.readers; ++i)
      idle_readers.push_back(open_connection(options.url, true));
    // All connections before the first thread: an Error here finds nothing running.
    std::vector<std::shared_ptr<Connection>> writers{std::move(first)};
    std::shared_ptr<Connection> sealer;
    if (dialect == Dialect::postgres) {
      while (writers.size() < options.writers) writers.push_back(open_connection(options.url));
      sealer = open_connection(options.url);
      for (auto& writer : writers) keep_to_indexes(*writer);
      keep_to_indexes(*sealer);
    }
    if (!options.copies.empty())
      copies = std::make_unique<impl::Copies>(options.url, options.copies, options.readers);
    for (auto& writer : writers) threads.emplace_back([this, writer] { run_writer(*writer); });
    if (sealer) threads.emplace_back([this, sealer] { run_sealer(*sealer); });
  }

  ~Impl() {
    {
      std::lock_guard lock(mutex);
      stopping = true;
    }
    arrived.notify_all();
    seal_needed.notify_all();
    for (auto& thread : threads) thread.join();
  }

  void tell_sealed() {
    std::lock_guard lock(telling);
    wake();
  }

  // ---- writing

  void run_writer(Connection& connection) {
    auto group_max = dialect == Dialect::sqlite ? group_max_sqlite : group_max_postgres;
    int careful = 0;  // so many groups more have savepoints
    while (true) {
      std::vector<Request*> group;
      {
        std::unique_lock lock(mutex);
        arrived.wait(lock, [&] { return stopping || !queue.empty(); });
        if (queue.empty()) return;
        while (!queue.empty() && group.size() < group_max) {
          group.push_back(queue.front());
          queue.pop_front();
        }
      }
      run_group(connection, group, careful);
      for (auto request : group)
        if (request->changes_schema) schemas.forget(request->command->actor.tenant);
      if (dialect == Dialect::postgres) {
        std::lock_guard lock(mutex);
        unsealed = true;
      }
      for (auto request : group) {
        auto done = request->done;
        done->store(1);
        done->notify_one();
      }
      if (dialect == Dialect::postgres)
        seal_needed.notify_one();
      else
        tell_sealed();
      checkpoint_if_large(connection);
    }
  }

  /// All members in one commit; when that fails, each alone, so that one member's fault is not the
  /// others'.
  void run_group(Connection& connection, const std::vector<Request*>& group, int& careful) {
    bool savepoints = dialect == Dialect::sqlite || careful > 0;
    if (careful > 0) --careful;
    auto end = group.size() > 1 ? try_group(connection, group, savepoints) : GroupEnd::failed;
    if (end == GroupEnd::refused) {
      careful = careful_groups;
      end = try_group(connection, group, true);
    }
    if (end == GroupEnd::done) return;
    for (auto request : group) run_alone(connection, *request);
  }

  /// Nothing of it is kept unless it is done; refused: by a member that had no savepoint.
  enum class GroupEnd { done, refused, failed };
  GroupEnd try_group(Connection& connection, const std::vector<Request*>& group, bool savepoints) {
    auto end = GroupEnd::failed;
    auto soon = savepoints ? nullptr : dynamic_cast<Together*>(&connection);
    try {
      begin(connection, soon);
      for (auto request : group) run_member(connection, *request, savepoints);
      if (soon) soon->finish_soon();
      commit(connection);
      return GroupEnd::done;
    } catch (const CommitUnknown& unknown) {
      for (auto request : group) request->error = std::make_exception_ptr(unknown.error);
      return GroupEnd::done;
    } catch (const MemberRefused&) {
      end = GroupEnd::refused;
    } catch (const RetryTransaction&) {
    } catch (const Error& error) {
      if (!soon || !soon->has_failed_soon())
        common::log::warning("hub/store", "a group of writes failed; its members run again singly",
                             {{"error", error.what()}});
    }
    rollback(connection);
    if (soon && soon->has_failed_soon()) end = GroupEnd::refused;
    for (auto request : group) request->error = nullptr;
    return end;
  }

  void run_alone(Connection& connection, Request& request) {
    auto soon = dynamic_cast<Together*>(&connection);
    for (int attempt = 1;; ++attempt) {
      try {
        request.error = nullptr;
        begin(connection, soon);
        run_member(connection, request, dialect == Dialect::sqlite);
        if (soon) soon->finish_soon();
        commit(connection);
        return;
      } catch (const MemberRefused&) {
        rollback(connection);
      } catch (const CommitUnknown& unknown) {
        request.error = std::make_exception_ptr(unknown.error);
        return;
      } catch (const RetryTransaction& retry) {
        rollback(connection);
        if (attempt < retries_max) {
          std::this_thread::sleep_for(std::chrono::milliseconds(attempt));
          continue;
        }
        request.error = std::make_exception_ptr(
            Error(ErrorCode::unavailable,
                  common::say("the database is busy; try again: {}", retry.text)));
        return;
      } catch (...) {
        rollback(connection);
        request.error = std::current_exception();
      }
      // Whose error it was shows when nothing goes on before its answer.
      if (!soon || !soon->has_failed_soon()) return;
      soon = nullptr;
    }
  }

  /// SQLite keeps the statement; PostgreSQL takes the text at once, without preparing it.
  void run_short(Connection& connection, const std::string& sql) {
    if (dialect == Dialect::sqlite)
      connection.execute(sql);
    else
      connection.run_script(sql);
  }

  void run_member(Connection& connection, Request& request, bool savepoint) {
    common::log::Correlation correlation(request.correlation);
    common::Speaking speaking(request.language);
    if (savepoint) run_short(connection, "SAVEPOINT member");
    try {
      auto schema = schemas.of(connection, request.command->actor.tenant);
      Transaction transaction(connection, schema->tables, book, *request.command, &schema->access,
                              &schema->checks);
      (*request.body)(transaction);
      request.changes_schema = transaction.changes_schema();
      append_changes(connection, transaction.changes());
      if (savepoint) run_short(connection, "RELEASE SAVEPOINT member");
    } catch (const RetryTransaction&) {
      throw;  // the whole transaction is lost
    } catch (const Error& error) {
      if (error.code() == ErrorCode::storage) throw;  // the disk failed, not this member
      take_back_member(connection, request, savepoint);
    } catch (...) {  // whatever a body throws is its caller's, and never the end of the writer
      take_back_member(connection, request, savepoint);
    }
  }

  void take_back_member(Connection& connection, Request& request, bool savepoint) {
    request.error = std::current_exception();
    if (!savepoint) throw MemberRefused{};
    connection.run_script("ROLLBACK TO SAVEPOINT member; RELEASE SAVEPOINT member");
  }

  /// `soon`: what nobody reads the outcome of may be on its way while its caller goes on.
  void begin(Connection& connection, bool soon) {
    if (auto together = dynamic_cast<Together*>(&connection)) together->allow_soon(soon);
    // Repeatable read lets PostgreSQL refuse (40001) what two transactions would write over each
    // other.
    connection.run_script(dialect == Dialect::sqlite ? "BEGIN IMMEDIATE"
                                                     : "BEGIN ISOLATION LEVEL REPEATABLE READ");
  }

  void commit(Connection& connection) {
    try {
      connection.run_script("COMMIT");
    } catch (const Error& error) {
      if (error.code() == ErrorCode::unavailable) throw CommitUnknown{error};
      throw;
    }
  }

  void rollback(Connection& connection) {
    try {
      connection.run_script("ROLLBACK");
    } catch (const Error&) {
      // A disk that is full has rolled back by itself; there is nothing left to undo.
    }
  }

  /// Readers let the log grow without bound under passive checkpoints; above the mark the writer
  /// empties it itself.
  void checkpoint_if_large(Connection& connection) {
    if (dialect != Dialect::sqlite) return;
    struct stat info {};
    auto wal = options.url.substr(options.url.find(':') + 1) + "-wal";
    if (stat(wal.c_str(), &info) != 0 || info.st_size < wal_bytes_max) return;
    try {
      connection.run_script(
          "PRAGMA busy_timeout=20; PRAGMA wal_checkpoint(RESTART); PRAGMA busy_timeout=5000;");
    } catch (const RetryTransaction&) {
      connection.run_script("PRAGMA busy_timeout=5000;");
    } catch (const Error& error) {
      common::log::error("hub/store", "the log cannot be emptied", {{"error", error.what()}});
    }
  }

  // ---- sealing (PostgreSQL)

  /// How many changes of counts were added up.
  std::int64_t fold(Connection& connection) {
    connection.run_script("BEGIN");
    bool is_ours =
        connection.integer(
            "SELECT CASE WHEN pg_try_advisory_xact_lock(7236872) THEN 1 ELSE 0 END") == 1;
    auto folded = is_ours ? fold_counts(connection) : 0;
    connection.run_script("COMMIT");
    return folded;
  }

  void run_sealer(Connection& connection) {
    std::size_t to_fold = fold_after;               // others may have left some
    std::int64_t folded = 0;                        // since their places were cleared
    std::int64_t told = 0;                          // changes in all logs
    auto lives = std::chrono::steady_clock::now();  // when others were told so
    bool quiet = false;
    while (true) {
      {
        std::unique_lock lock(mutex);
        // Another process may have written: look from time to time even when nobody here did.
        quiet = !seal_needed.wait_for(lock, std::chrono::milliseconds(250),
                                      [&] { return stopping || unsealed; });
        if (stopping) return;
        unsealed = false;
      }
      try {
        std::size_t sealed = 0;
        do {
          connection.run_script("BEGIN");
          sealed = connection.integer(
                       "SELECT CASE WHEN pg_try_advisory_xact_lock(7236872) THEN 1 ELSE 0 END") == 1
                       ? seal_changes(connection, sealed_at_once)
                       : 0;
          connection.run_script("COMMIT");
          if (sealed == sealed_at_once) tell_sealed();  // more to come
          to_fold += sealed;
          // Every count adds up what is not folded: an import must not put it off, nor a quiet hub.
          if (to_fold >= fold_after || (quiet && to_fold > 0)) {
            auto taken = fold(connection);
            to_fold = taken == counts_folded_at_once ? fold_after : 0;
            folded += taken;
          }
        } while (sealed > 0);
        // Every count passes what was folded until the table is cleared; PostgreSQL by itself comes
        // once a minute. Clearing reads all of it: of a long backlog not after each part. Whoever
        // holds the table keeps nobody's log from being sealed.
        auto worth = counts_folded_at_once * (to_fold >= fold_after ? parts_folded_between : 1);
        if (folded >= worth) {
          folded = 0;
          connection.run_script("VACUUM (ANALYZE, SKIP_LOCKED, TRUNCATE false) record_cube");
        }
        // What another hub has sealed is news here too.
        auto heads = connection.integer("SELECT COALESCE(SUM(position), 0) FROM chain_head");
        if (std::exchange(told, heads) != heads) tell_sealed();
        if (auto now = std::chrono::steady_clock::now(); now - lives >= Releases::told_every) {
          releases.tell(connection, clock.now());
          lives = now;
        }
      } catch (const RetryTransaction&) {
        rollback(connection);
      } catch (const Error& error) {
        rollback(connection);
        common::log::error("hub/store", "sealing the change log failed", {{"error", error.what()}});
      }
    }
  }

  // ---- reading

  std::unique_ptr<Connection> take_reader() {
    std::unique_lock lock(mutex);
    reader_free.wait(lock, [&] { return !idle_readers.empty(); });
    auto reader = std::move(idle_readers.back());
    idle_readers.pop_back();
    return reader;
  }

  void give_back(std::unique_ptr<Connection> reader) {
    {
      std::lock_guard lock(mutex);
      idle_readers.push_back(std::move(reader));
    }
    reader_free.notify_one();
  }
};

Store::Store(Options options, const Catalogue& catalogue, const RuleBook& book,
             const common::Clock& clock)
    : impl_(std::make_unique<Impl>(std::move(options), catalogue, book, clock)) {}
Store::~Store() = default;

const Catalogue& Store::catalogue() const {
  return impl_->schemas.compiled()->catalogue;
}
const Tables& Store::tables() const {
  return impl_->schemas.compiled()->tables;
}
void Store::forget_schema(const std::string& tenant) {
  impl_->schemas.forget(tenant);
}

std::shared_ptr<const Schema> Store::schema(const std::string& tenant) {
  auto schema = impl_->schemas.known(tenant);
  AskingCopies asking(false);  // rights are in it
  if (!schema)
    read([&](Connection& connection) { schema = impl_->schemas.of(connection, tenant); });
  return schema;
}
const RuleBook& Store::book() const {
  return impl_->book;
}
const common::Clock& Store::clock() const {
  return impl_->clock;
}
void Store::on_sealed(std::function<void()> wake) {
  std::lock_guard lock(impl_->telling);
  impl_->wake = std::move(wake);
}

void Store::write(const Command& command, const std::function<void(Transaction&)>& body) {
  Request request{&command, &body, {}, common::log::correlation(), common::spoken()};
  {
    std::lock_guard lock(impl_->mutex);
    if (impl_->stopping) throw Error(ErrorCode::unavailable, "the hub is stopping");
    if (impl_->queue.size() >= queue_max)
      throw Error(ErrorCode::unavailable, "too many changes are waiting; try again");
    impl_->queue.push_back(&request);
  }
  impl_->arrived.notify_one();
  {
    common::asio::Pool::Waiting waiting;
    request.done->wait(0);
  }
  if (request.error) std::rethrow_exception(request.error);
}

void Store::read(const std::function<void(Connection&)>& body) {
  if (impl_->copies && AskingCopies::may() && impl_->copies->read(body)) return;
  auto reader = impl_->take_reader();
  try {
    reader->run_script(impl_->dialect == Dialect::sqlite
                           ? "BEGIN"
                           : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    body(*reader);
    reader->run_script("COMMIT");
  } catch (const RetryTransaction& retry) {
    impl_->rollback(*reader);
    impl_->give_back(std::move(reader));
    throw Error(ErrorCode::unavailable, common::say("the database is busy: {}", retry.text));
  } catch (...) {
    impl_->rollback(*reader);
    impl_->give_back(std::move(reader));
    throw;
  }
  impl_->give_back(std::move(reader));
}

bool Store::reads_log() {
  if (impl_->dialect == Dialect::sqlite) return true;
  return !read_result([&](Connection& connection) {
    return impl_->releases.has_newer(connection, impl_->clock.now());
  });
}

std::vector<CopyState> Store::copies() const {
  return impl_->copies ? impl_->copies->states() : std::vector<CopyState>();
}

Command Store::system_command(const std::string& tenant, const std::string& cause) const {
  Command command;
  command.actor.tenant = tenant;
  command.actor.name = "Truckroll";
  command.actor.cause = cause;
  command.actor.system = true;
  command.id = common::make_id(impl_->clock.now());
  command.at = impl_->clock.now();
  return command;
}

Command Store::command(const Actor& actor) const {
  auto now = impl_->clock.now();
  return {actor, common::make_id(now), now, false, now};
}

}  // namespace hub::store
