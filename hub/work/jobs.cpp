#include "hub/work/jobs.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <fstream>

#include "common/error/error.hpp"
#include "common/log/correlation.hpp"
#include "common/log/log.hpp"
#include "hub/store/partitions.hpp"
#include "hub/store/uploads.hpp"

namespace hub::work {
namespace {

constexpr char meant = '?', done = '=';  // of a line of the journal of effects

using common::Error;
using common::ErrorCode;
using store::Transaction;

constexpr auto lease = std::chrono::minutes(5);
constexpr auto look_every = std::chrono::seconds(1);
constexpr auto purge_every = std::chrono::hours(1);
constexpr auto forget_every = std::chrono::hours(24);

std::int64_t seconds_of(common::Instant instant) {
  return common::to_micros(instant) / 1'000'000;
}

/// A line of the journal of effects.
std::string line_of(char mark, const std::string& key, std::int64_t at) {
  return mark + key + "\t" + std::to_string(at) + "\n";
}

bool write_whole(int file, std::string_view text) {
  while (!text.empty()) {
    auto written = ::write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

/// A job, and under which id it was asked for.
struct Taken {
  Job job;
  std::string correlation;
};

/// What is due and by which column it is seen: two conditions, each by its index. A lease that has
/// run out belongs to a worker that died.
struct Due {
  const char *where, *order;
};
constexpr Due abandoned{"state = 'running' AND leased_until < ?", "leased_until"},
    waiting{"state = 'waiting' AND run_at <= ?", "run_at"};

/// Whose turn it is, and with which kind.
struct Turn {
  std::string tenant, kind;
};

std::optional<Turn> find_turn(store::Connection& connection, const Due& due,
                              const std::string& and_, const std::string& order,
                              store::Values values) {
  auto& row = connection.query(std::string("SELECT tenant, kind FROM job WHERE ") + due.where +
                                   and_ + " ORDER BY " + order + " LIMIT 1",
                               values);
  std::optional<Turn> turn;
  while (row.step()) turn = Turn{row.text(0), row.text(1)};
  return turn;
}

/// Of all companies that have something due, the one that comes after `last`; of that what is due
/// first. However much waits of one company, the others have their turn after its next job.
std::optional<Turn> next_turn(store::Connection& connection, common::Instant now,
                              const std::string& also, const std::string& last) {
  auto at = common::to_micros(now);
  if (auto turn = find_turn(connection, abandoned, also, abandoned.order, {at})) return turn;
  // By the time alone, which costs nothing where nothing is due.
  if (!find_turn(connection, waiting, also, waiting.order, {at})) return std::nullopt;
  auto turn =
      find_turn(connection, waiting, " AND tenant > ?" + also, "tenant, run_at", {at, last});
  if (turn) return turn;
  // "Any company" is said so, or the index by company and time would not do for the order.
  return find_turn(connection, waiting, " AND tenant >= ?" + also, "tenant, run_at",
                   {at, std::string()});
}

std::optional<Taken> take_due(Transaction& transaction, const Turn& turn) {
  auto now = common::to_micros(transaction.now());
  std::optional<Taken> taken;
  for (auto& due : {abandoned, waiting}) {
    auto& rows = transaction.sql().query(
        std::string(
            "SELECT tenant, id, kind, key, payload, attempts, correlation FROM job WHERE ") +
            due.where + " AND tenant = ? AND kind = ? ORDER BY " + due.order + " LIMIT 1",
        {now, turn.tenant, turn.kind});
    while (rows.step())
      taken = Taken{{rows.text(0), rows.text(1), rows.text(2), rows.text(3), rows.text(4),
                     static_cast<int>(rows.integer(5)) + 1},
                    rows.is_null(6) ? std::string() : rows.text(6)};
    if (taken) break;
  }
  if (taken)
    transaction.sql().execute(
        "UPDATE job SET state = 'running', attempts = ?, leased_until = ? WHERE tenant = ? AND id "
        "= ?",
        {static_cast<std::int64_t>(taken->job.attempt),
         common::to_micros(transaction.now() + lease), taken->job.tenant, taken->job.id});
  return taken;
}

bool ends_for_good(const Job& job, const Outcome& outcome) {
  return outcome.kind == Outcome::Kind::failed ||
         (outcome.kind == Outcome::Kind::again && job.attempt >= Jobs::attempts_max);
}

/// A worker whose lease ran out notes nothing: the job is another's by then.
void note(Transaction& transaction, const Job& job, const Outcome& outcome) {
  auto now = transaction.now();
  std::string state = outcome.kind == Outcome::Kind::done ? "done"
                      : ends_for_good(job, outcome)       ? "failed"
                                                          : "waiting";
  auto made = job.attempt - (outcome.kind == Outcome::Kind::later ? 1 : 0);
  auto run_at = now + outcome.after.value_or(Jobs::delay_after(job.attempt));
  transaction.sql().execute(
      "UPDATE job SET state = ?, run_at = ?, leased_until = NULL, error = ?, finished_at = ?, "
      "attempts = ? WHERE tenant = ? AND id = ? AND state = 'running' AND attempts = ?",
      {state, common::to_micros(run_at), outcome.reason,
       state == "waiting" ? store::Value{} : store::Value{common::to_micros(now)},
       static_cast<std::int64_t>(made), job.tenant, job.id,
       static_cast<std::int64_t>(job.attempt)});
}

std::string day_of(common::Instant now) {
  return common::format_instant(now).substr(0, 10);
}

}  // namespace

Jobs::Jobs(Store& store, std::size_t threads, store::Kept kept)
    : store_(store), count_(threads), kept_(kept) {
  handle("daily", [this](const Job& job) {
    for (auto& [name, run] : store_.book().daily())
      if (job.key.rfind(name + "|", 0) == 0)
        store_.write(store_.system_command(job.tenant, "job " + name),
                     [&, &rule = run](Transaction& transaction) { rule(transaction); });
    return Outcome::done();
  });
}

Jobs::~Jobs() {
  stop();
}

void Jobs::handle(std::string kind, Handler handler) {
  handlers_[std::move(kind)] = std::move(handler);
}

std::chrono::seconds Jobs::delay_after(int attempt) {
  return std::min(std::chrono::seconds(5) * (1 << std::min(attempt - 1, 12)),
                  std::chrono::seconds(3600));
}

void Jobs::start() {
  auto others = std::size_t{1};
  for (auto& lane : apart_) others += lane.places;
  long_.places = count_ > others ? count_ - others : 1;
  for (std::size_t i = 0; i < count_; ++i) threads_.emplace_back([this] { run(); });
}

void Jobs::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

void Jobs::wake() {
  {
    std::lock_guard lock(mutex_);
    ++wakes_;
  }
  wake_.notify_one();
}

void Jobs::run() {
  std::uint64_t seen = 0;
  while (true) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, look_every, [&] { return stopping_ || wakes_ != seen; });
      if (stopping_) return;
      seen = wakes_;
    }
    try {
      schedule_daily();
      purge_hourly();
      while (run_one()) {
        std::lock_guard lock(mutex_);
        if (stopping_) return;
      }
    } catch (const std::exception& error) {
      common::log::error("hub/work", "the queue cannot be read", {{"error", error.what()}});
    }
  }
}

void Jobs::handle_long(std::string kind, Handler handler) {
  long_.kinds.push_back(kind);
  handle(std::move(kind), std::move(handler));
}

void Jobs::handle_apart(std::string kind, Handler handler, std::size_t places) {
  apart_.push_back({{kind}, places});
  handle(std::move(kind), std::move(handler));
}

void Jobs::renew(Transaction& transaction, const Job& job) {
  auto renewed = transaction.sql().execute(
      "UPDATE job SET leased_until = ? WHERE tenant = ? AND id = ? AND state = 'running' AND "
      "attempts = ?",
      {common::to_micros(transaction.now() + lease), job.tenant, job.id,
       static_cast<std::int64_t>(job.attempt)});
  if (renewed == 0) throw Error(ErrorCode::conflict, "another worker has this job by now");
}

bool Jobs::is_stopping() {
  std::lock_guard lock(mutex_);
  return stopping_;
}

Jobs::Lane* Jobs::lane_of(const std::string& kind) {
  auto has = [&](const Lane& lane) {
    return std::find(lane.kinds.begin(), lane.kinds.end(), kind) != lane.kinds.end();
  };
  if (has(long_)) return &long_;
  auto found = std::find_if(apart_.begin(), apart_.end(), has);
  return found == apart_.end() ? nullptr : &*found;
}

std::string Jobs::without_full() {
  std::string sql;
  auto leave_out = [&](const Lane& lane) {
    if (lane.running < lane.places) return;
    for (auto& kind : lane.kinds) sql += (sql.empty() ? "'" : ", '") + kind + "'";
  };
  std::lock_guard lock(mutex_);
  leave_out(long_);
  for (auto& lane : apart_) leave_out(lane);
  return sql.empty() ? "" : " AND kind NOT IN (" + sql + ")";
}

bool Jobs::take_place(Lane* lane) {
  std::lock_guard lock(mutex_);
  if (!lane) return true;
  if (lane->running >= lane->places) return false;
  ++lane->running;
  return true;
}

void Jobs::give_place(Lane* lane) {
  std::lock_guard lock(mutex_);
  if (lane) --lane->running;
}

std::string Jobs::last_served() {
  std::lock_guard lock(mutex_);
  return last_served_;
}

void Jobs::note_served(const std::string& tenant) {
  std::lock_guard lock(mutex_);
  last_served_ = tenant;
}

bool Jobs::run_one() {
  auto also = without_full();
  auto turn = store_.read_result([&](store::Connection& connection) {
    return next_turn(connection, store_.clock().now(), also, last_served());
  });
  if (!turn) return false;
  auto lane = lane_of(turn->kind);
  if (!take_place(lane)) return true;  // another was faster; now it is left out
  auto give_back = [&](Lane* taken) { give_place(taken); };
  std::unique_ptr<Lane, decltype(give_back)> place(lane, give_back);
  note_served(turn->tenant);
  std::optional<Taken> taken;
  store_.write(store_.system_command("", "jobs"),
               [&](Transaction& transaction) { taken = take_due(transaction, *turn); });
  if (!taken) return true;
  // What the hub asks for by itself, such as daily work, is told apart by the job.
  common::log::Correlation correlation(taken->correlation.empty() ? taken->job.id
                                                                  : taken->correlation);
  run_job(taken->job);
  return true;
}

void Jobs::run_job(const Job& job) {
  Outcome outcome;
  auto handler = handlers_.find(job.kind);
  if (job.attempt > attempts_max) {
    // Its worker died with it every time: it must not take the next one along.
    outcome = Outcome::failed("no attempt came to an end");
  } else if (handler == handlers_.end()) {
    outcome = Outcome::again("this hub does not know jobs of the kind " + job.kind);
  } else {
    try {
      outcome = handler->second(job);
    } catch (const std::exception& error) {
      outcome = Outcome::again(error.what());
    }
  }
  store_.write(store_.system_command(job.tenant, "jobs"),
               [&](Transaction& transaction) { note(transaction, job, outcome); });
  common::log::debug("hub/work", "a job was run",
                     {{"kind", job.kind},
                      {"job", job.id},
                      {"attempt", std::to_string(job.attempt)},
                      {"reason", outcome.reason}});
  if (ends_for_good(job, outcome))
    common::log::warning(
        "hub/work", "a job has failed for good",
        {{"tenant", job.tenant}, {"kind", job.kind}, {"job", job.id}, {"reason", outcome.reason}});
}

/// Asks for each daily rule once a day and tenant; the queue's key drops the second request. Looks
/// once a second at most, however often it is woken.
void Jobs::schedule_daily() {
  {
    auto now = std::chrono::steady_clock::now();
    std::lock_guard lock(mutex_);
    if (now < next_schedule_) return;
    next_schedule_ = now + look_every;
  }
  auto day = day_of(store_.clock().now());
  std::map<std::string, std::vector<std::string>> missing;  // by company
  store_.read([&](store::Connection& connection) {
    for (auto& [name, run] : store_.book().daily()) {
      auto key = name + "|" + day;
      auto& tenants = connection.query(
          "SELECT id FROM tenant WHERE deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM job WHERE "
          "job.tenant = tenant.id AND job.kind = 'daily' AND job.key = ?)",
          {key});
      while (tenants.step()) missing[tenants.text(0)].push_back(key);
    }
  });
  for (auto& [tenant, keys] : missing)
    store_.write(store_.system_command(tenant, "schedule"),
                 [&, &names = keys](Transaction& transaction) {
                   for (auto& name : names)
                     transaction.enqueue("daily", name, "", transaction.now());
                 });
}

/// What is finished for long goes, in small bites.
void Jobs::purge_hourly() {
  auto now = store_.clock().now();
  {
    std::lock_guard lock(mutex_);
    if (now < next_purge_) return;
    next_purge_ = now + purge_every;
  }
  std::size_t purged = 0;
  do {
    store_.write(store_.system_command("", "purge"), [&](Transaction& transaction) {
      purged = store::purge(transaction.sql(), now, kept_);
    });
  } while (purged > 0);
  while (store::collect_unnamed_files(store_, now - kept_.unnamed_files) > 0) {
  }
  store_.write(store_.system_command("", "parts of streams"), [&](Transaction& transaction) {
    store::ensure_partitions(transaction.sql(), store_.catalogue(), now);
  });
}

EffectJournal::EffectJournal(const std::string& path, const common::Clock& clock,
                             std::chrono::hours kept)
    : path_(path), clock_(clock), kept_(kept) {
  read();
  file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file_ < 0) throw Error(ErrorCode::storage, "cannot open " + path);
  size_ = ::lseek(file_, 0, SEEK_END);
  // A power cut may have left half a line; the next key must not be glued to it.
  char last = '\n';
  if (size_ > 0 && ::pread(file_, &last, 1, size_ - 1) == 1 && last != '\n') {
    write("\n", size_);
    ++size_;
  }
}

EffectJournal::~EffectJournal() {
  ::close(file_);
}

void EffectJournal::read() {
  std::ifstream in(path_);
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line.front() == meant) continue;
    auto tab = line.find('\t');
    auto key = line.substr(line.front() == done ? 1 : 0,
                           tab == line.npos ? line.npos : tab - (line.front() == done ? 1 : 0));
    std::int64_t at = 0;
    bool is_dated =
        tab != line.npos &&
        std::from_chars(line.data() + tab + 1, line.data() + line.size(), at).ec == std::errc();
    undated_ = undated_ || !is_dated;
    keys_[key] = is_dated ? at : seconds_of(clock_.now());
  }
}

bool EffectJournal::has(const std::string& key) const {
  std::lock_guard lock(mutex_);
  return keys_.count(key) > 0;
}

void EffectJournal::prepare(const std::string& key) {
  prepare(key, kept_);
}

void EffectJournal::prepare(const std::string& key, std::chrono::hours kept) {
  std::lock_guard lock(mutex_);
  prepare_locked(key, kept);
}

void EffectJournal::drop(const std::string& key) {
  std::lock_guard lock(mutex_);
  prepared_.erase(key);  // its line says "meant", which nobody reads
}

/// What is kept for less counts from an earlier day: a line needs no second figure for it.
void EffectJournal::prepare_locked(const std::string& key, std::chrono::hours kept) {
  if (key.empty() || key.find_first_of("\n\t") != std::string::npos)
    throw Error(ErrorCode::internal, "a key of the journal of effects is one line without tabs");
  if (prepared_.count(key)) return;
  forget_daily();
  sync_folder();
  auto at = seconds_of(clock_.now() - (kept_ - std::min(kept, kept_)));
  auto line = line_of(meant, key, at);
  write(line, size_);
  prepared_[key] = {size_, at};
  size_ += static_cast<std::int64_t>(line.size());
}

void EffectJournal::add(const std::string& key) {
  std::lock_guard lock(mutex_);
  prepare_locked(key, kept_);
  auto line = prepared_.at(key);
  write(std::string(1, done), line.place);
  prepared_.erase(key);
  keys_[key] = line.at;
}

void EffectJournal::write(const std::string& text, std::int64_t at) {
  if (::pwrite(file_, text.data(), text.size(), at) != static_cast<ssize_t>(text.size()) ||
      ::fdatasync(file_) != 0)
    throw Error(ErrorCode::storage, "the journal of effects cannot be written");
}

void EffectJournal::sync_folder() {
  if (folder_synced_) return;
  auto parent = std::filesystem::absolute(path_).parent_path();
  int folder = ::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  folder_synced_ = folder >= 0 && ::fsync(folder) == 0;
  if (folder >= 0) ::close(folder);
  if (!folder_synced_)
    throw Error(ErrorCode::storage, "the folder of the journal of effects cannot be written");
}

/// That it cannot be written anew, on a full disk for instance, keeps nobody from going on with the
/// old one.
void EffectJournal::forget_daily() {
  auto now = clock_.now();
  if (now < next_forget_) return;
  next_forget_ = now + forget_every;
  auto oldest = seconds_of(now - kept_);
  auto before = keys_.size();
  std::erase_if(keys_, [&](auto& one) { return one.second < oldest; });
  // What was to be done and never was, such as a delivery that somebody began anew.
  std::erase_if(prepared_, [&](auto& one) { return one.second.at < oldest; });
  if (keys_.size() == before && !undated_) return;
  try {
    write_anew();
  } catch (const Error& error) {
    common::log::warning("hub/work", error.text());
  }
}

void EffectJournal::write_anew() {
  std::string text;
  auto places = prepared_;
  for (auto& [key, at] : keys_) text += line_of(done, key, at);
  for (auto& [key, line] : places) {
    line.place = static_cast<std::int64_t>(text.size());
    text += line_of(meant, key, line.at);
  }
  auto beside = path_ + ".new";
  int file = ::open(beside.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0 || !write_whole(file, text) || ::fsync(file) != 0 ||
      ::rename(beside.c_str(), path_.c_str()) != 0) {
    if (file >= 0) ::close(file);
    ::unlink(beside.c_str());
    throw Error(ErrorCode::storage, "the journal of effects cannot be written anew");
  }
  ::close(file_);
  file_ = file;
  size_ = static_cast<std::int64_t>(text.size());
  prepared_ = std::move(places);
  undated_ = false;
  folder_synced_ = false;  // nothing is added before the new name is safe
}

}  // namespace hub::work
