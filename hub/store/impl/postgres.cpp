#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <map>
#include <utility>
#include <vector>

#include "common/error/error.hpp"
#include "hub/store/impl/drivers.hpp"
#include "hub/store/impl/statement_cache.hpp"
#include "hub/store/together.hpp"

namespace hub::store::impl {
namespace {

using common::Error;
using common::ErrorCode;

// Type numbers of PostgreSQL's own catalogue (pg_type.dat); they never change.
constexpr Oid type_bool = 16, type_bytea = 17, type_name = 19, type_int8 = 20, type_int2 = 21,
              type_int4 = 23, type_text = 25, type_varchar = 1043, type_numeric = 1700;
// Their answers wait for us meanwhile; both sides have room for many times as many.
constexpr std::size_t on_their_way_max = 64;
constexpr Oid plain_types[] = {type_bool, type_bytea, type_name, type_int8,
                               type_int2, type_int4,  type_text, type_varchar};

struct Result {
  PGresult* result = nullptr;
  Result() = default;
  explicit Result(PGresult* r) : result(r) {}
  Result(Result&& other) noexcept : result(std::exchange(other.result, nullptr)) {}
  Result& operator=(Result&& other) noexcept {
    std::swap(result, other.result);
    return *this;
  }
  ~Result() { PQclear(result); }
};

void check(PGconn* connection, const Result& result, const std::string& doing) {
  auto status = PQresultStatus(result.result);
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY)
    return;
  auto field = PQresultErrorField(result.result, PG_DIAG_SQLSTATE);
  std::string state = field ? field : "";
  // That of the connection may be of something later.
  std::string text = PQresultErrorMessage(result.result);
  if (text.empty()) text = PQerrorMessage(connection);
  // The last: a lock that did not come in the time that the migration gives itself.
  if (state == "40001" || state == "40P01" || state == "55P03") throw RetryTransaction{text};
  if (state.rfind("23", 0) == 0) throw Error(ErrorCode::conflict, text);
  if (state == "57014") throw Error(ErrorCode::unavailable, text);
  // The server is gone, as libpq says itself (without a state) or the server with its last words;
  // whether a COMMIT on its way was done is not known.
  if (state.empty() || state.rfind("57P", 0) == 0 || state.rfind("08", 0) == 0)
    throw Error(ErrorCode::unavailable, text);
  if (state.rfind("53", 0) == 0 || state.rfind("57", 0) == 0) throw Error(ErrorCode::storage, text);
  throw Error(ErrorCode::internal, doing + ": " + text);
}

/// Whether all columns are of types that we read as the server holds them, which spares both sides
/// to write and read numbers and bytes as text.
bool has_plain_columns(const Result& described) {
  auto count = PQnfields(described.result);
  for (int i = 0; i < count; ++i)
    if (std::find(std::begin(plain_types), std::end(plain_types), PQftype(described.result, i)) ==
        std::end(plain_types))
      return false;
  return count > 0;
}

/// A number in the order of the network.
std::int64_t number_of(const char* data, std::size_t size) {
  std::uint64_t number = size > 0 && (data[0] & 0x80) ? ~std::uint64_t{0} : 0;
  for (std::size_t i = 0; i < size; ++i)
    number = (number << 8) | static_cast<unsigned char>(data[i]);
  return static_cast<std::int64_t>(number);
}

/// `?` outside of quotes becomes $1, $2 …
std::string numbered(const std::string& sql) {
  std::string out;
  int number = 0;
  char quote = 0;
  for (char c : sql) {
    if (quote) {
      if (c == quote) quote = 0;
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == '?') {
      out += "$" + std::to_string(++number);
      continue;
    }
    out += c;
  }
  return out;
}

class PostgresStatement final : public Statement {
 public:
  using Run = std::function<void(const std::vector<Statement*>&)>;

  /// Its name goes to `dropped` with it, for the server holds it on.
  PostgresStatement(PGconn* connection, std::string name, const std::string& sql,
                    std::vector<std::string>& dropped, const Run& run)
      : connection_(connection), name_(std::move(name)), sql_(sql), dropped_(dropped), run_(run) {
    auto text = numbered(sql);
    check(connection_, Result(PQprepare(connection_, name_.c_str(), text.c_str(), 0, nullptr)),
          sql);
    Result described(PQdescribePrepared(connection_, name_.c_str()));
    check(connection_, described, sql);
    is_plain_ = has_plain_columns(described);
  }

  ~PostgresStatement() override { dropped_.push_back(name_); }
  PostgresStatement(const PostgresStatement&) = delete;
  PostgresStatement& operator=(const PostgresStatement&) = delete;

  void reset() {
    values_.clear();
    result_ = Result();
    row_ = -1;
    ran_ = false;
  }

  void bind(std::size_t index, const Value& value) override {
    if (values_.size() <= index) values_.resize(index + 1);
    values_[index] = value;
  }

  bool step() override {
    if (!ran_) run_({this});
    if (++row_ < PQntuples(result_.result)) return true;
    row_ = PQntuples(result_.result);
    return false;
  }

  std::size_t column_count() const override {
    return static_cast<std::size_t>(PQnfields(result_.result));
  }

  Value column(std::size_t index) const override {
    int at = static_cast<int>(index);
    if (PQgetisnull(result_.result, row_, at)) return {};
    auto data = PQgetvalue(result_.result, row_, at);
    auto size = static_cast<std::size_t>(PQgetlength(result_.result, row_, at));
    if (is_plain_) return plain(PQftype(result_.result, at), data, size);
    switch (PQftype(result_.result, at)) {
      case type_int2:
      case type_int4:
      case type_int8:
      case type_numeric:
        return static_cast<std::int64_t>(std::strtoll(data, nullptr, 10));
      case type_bool:
        return static_cast<std::int64_t>(data[0] == 't');
      case type_bytea: {
        std::size_t length = 0;
        auto bytes = PQunescapeBytea(reinterpret_cast<unsigned char*>(data), &length);
        Blob blob{std::string(reinterpret_cast<char*>(bytes), length)};
        PQfreemem(bytes);
        return blob;
      }
      default:
        return std::string(data, size);
    }
  }

  std::int64_t changed() const {
    auto text = PQcmdTuples(result_.result);
    return text && *text ? std::strtoll(text, nullptr, 10) : 0;
  }

  /// Its result is read by the connection, which may send more before that.
  void send() {
    std::vector<std::string> numbers(values_.size());
    std::vector<const char*> pointers(values_.size(), nullptr);
    std::vector<int> lengths(values_.size(), 0), formats(values_.size(), 0);
    for (std::size_t i = 0; i < values_.size(); ++i) {
      if (auto number = std::get_if<std::int64_t>(&values_[i])) {
        numbers[i] = std::to_string(*number);
        pointers[i] = numbers[i].c_str();
      } else if (auto text = std::get_if<std::string>(&values_[i])) {
        pointers[i] = text->c_str();
        lengths[i] = static_cast<int>(text->size());
      } else if (auto blob = std::get_if<Blob>(&values_[i])) {
        pointers[i] = blob->bytes.data();
        lengths[i] = static_cast<int>(blob->bytes.size());
        formats[i] = 1;
      }
    }
    PQsendQueryPrepared(connection_, name_.c_str(), static_cast<int>(values_.size()),
                        pointers.data(), lengths.data(), formats.data(), is_plain_ ? 1 : 0);
  }
  void take(Result result) {
    result_ = std::move(result);
    ran_ = true;
  }
  void check_result() const { check(connection_, result_, sql_); }

 private:
  static Value plain(Oid type, const char* data, std::size_t size) {
    switch (type) {
      case type_int2:
      case type_int4:
      case type_int8:
      case type_bool:
        return number_of(data, size);
      case type_bytea:
        return Blob{std::string(data, size)};
      default:
        return std::string(data, size);
    }
  }

  PGconn* connection_;
  std::string name_, sql_;
  std::vector<std::string>& dropped_;
  const Run& run_;
  Values values_;
  Result result_;
  int row_ = -1;
  bool ran_ = false, is_plain_ = false;
};

class PostgresConnection final : public Connection, public Together {
 public:
  PostgresConnection(const std::string& url, bool reconnects)
      : connection_(PQconnectdb(url.c_str())), reconnects_(reconnects) {
    if (PQstatus(connection_) != CONNECTION_OK) {
      std::string text = PQerrorMessage(connection_);
      PQfinish(connection_);
      throw Error(ErrorCode::storage, "connecting to PostgreSQL: " + text);
    }
    PQsetNoticeProcessor(
        connection_, [](void*, const char*) {}, nullptr);
    set_up();
  }
  ~PostgresConnection() override {
    statements_.clear();
    PQfinish(connection_);
  }
  PostgresConnection(const PostgresConnection&) = delete;
  PostgresConnection& operator=(const PostgresConnection&) = delete;

  Dialect dialect() const override { return Dialect::postgres; }

  Statement& prepare(const std::string& sql) override {
    forget_dropped();
    auto& statement = statements_.get(sql, [&] {
      await_commit();
      finish_soon();
      return std::make_unique<PostgresStatement>(connection_, "s" + std::to_string(++made_), sql,
                                                 dropped_, run_);
    });
    statement.reset();
    last_ = &statement;
    return statement;
  }

  void run_script(const std::string& sql) override {
    await_commit();
    if (sql == "ROLLBACK")
      take_soon();  // whatever it was
    else
      finish_soon();
    // What is begun goes to the server with the first statement, and not at all without one.
    if (!begin_.empty() && (sql == "COMMIT" || sql == "ROLLBACK")) return begin_.clear();
    bool begins = sql.rfind("BEGIN", 0) == 0;
    if (begins) failed_soon_ = false;
    if (begins && sql.find(';') == sql.npos && is_quiet()) {
      begin_ = sql;
      begun_to_read_ = sql.ends_with("READ ONLY");
      return;
    }
    // Nobody waits for the end of what only read; its answer is taken before the next question.
    if (sql == "COMMIT" && begun_to_read_) {
      prepare_bound(sql);
      committing_ = send_bound(sql);
      if (committing_) return;
    }
    if (begins) begun_to_read_ = false;
    auto text = begin_.empty() ? sql : begin_ + "; " + sql;
    begin_.clear();
    Result result(PQexec(connection_, text.c_str()));
    // A session that the server ended while it was idle shows so at the next BEGIN only; nothing is
    // lost with it.
    auto status = PQresultStatus(result.result);
    if (begins && reconnects_ && status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
      reconnect();
      result = Result(PQexec(connection_, text.c_str()));
    }
    check(connection_, result, sql);
    // Of a transaction in which a statement failed COMMIT is a ROLLBACK, and no error.
    if (sql == "COMMIT" && std::string_view(PQcmdStatus(result.result)) == "ROLLBACK")
      throw common::Error(common::ErrorCode::internal,
                          "a transaction was committed in which a statement had failed");
  }

  /// One round trip for all of them, for the BEGIN before them and what is on its way.
  void run_together(const std::vector<Statement*>& statements) override {
    if (statements.empty()) return;
    enter_pipeline();
    for (auto statement : statements) static_cast<PostgresStatement*>(statement)->send();
    PQpipelineSync(connection_);
    auto before = take_results(std::exchange(on_their_way_, 0));
    for (auto statement : statements)
      static_cast<PostgresStatement*>(statement)->take(next_result());
    leave_pipeline();
    check_soon(before);
    for (auto statement : statements) static_cast<PostgresStatement*>(statement)->check_result();
  }

  bool allow_soon(bool on) override { return std::exchange(soon_, on); }

  void execute_soon(const std::string& sql, const Values& values) override {
    if (!soon_) {
      execute(sql, values);
      return;
    }
    auto& statement = static_cast<PostgresStatement&>(query(sql, values));
    enter_pipeline();
    statement.send();
    PQflush(connection_);  // or it would wait here for more
    if (++on_their_way_ >= on_their_way_max) finish_soon();
  }

  void finish_soon() override { check_soon(take_soon()); }
  bool has_failed_soon() const override { return failed_soon_; }

  std::int64_t changed_rows() const override { return last_ ? last_->changed() : 0; }

  std::vector<std::string> columns(const std::string& table) override {
    std::vector<std::string> names;
    auto& statement = query(
        "SELECT column_name::text FROM information_schema.columns WHERE table_schema = "
        "current_schema() AND table_name = ?"
        " ORDER BY ordinal_position",
        {table});
    while (statement.step()) names.push_back(statement.text(0));
    return names;
  }

 private:
  /// Statements go to the server one after the other from here on, the BEGIN that waits first.
  void enter_pipeline() {
    if (PQpipelineStatus(connection_) == PQ_PIPELINE_ON) return;
    await_commit();
    auto begin = std::exchange(begin_, {});
    if (!begin.empty()) prepare_bound(begin);
    PQenterPipelineMode(connection_);
    if (begin.empty()) return;
    send_bound(begin);
    ++on_their_way_;
  }
  void leave_pipeline() {
    Result(PQgetResult(connection_));  // of the end
    PQexitPipelineMode(connection_);
  }

  /// The first of so many results that is an error, if there is one; what came after it was not
  /// run.
  Result take_results(std::size_t count) {
    Result failed;
    for (std::size_t i = 0; i < count; ++i) {
      auto result = next_result();
      if (!result.result)  // the server is gone
        result = Result(PQmakeEmptyPGresult(connection_, PGRES_FATAL_ERROR));
      if (!failed.result && PQresultStatus(result.result) != PGRES_COMMAND_OK &&
          PQresultStatus(result.result) != PGRES_TUPLES_OK)
        failed = std::move(result);
    }
    return failed;
  }
  /// Waits for all that is on its way.
  Result take_soon() {
    if (on_their_way_ == 0) return Result();
    PQpipelineSync(connection_);
    auto failed = take_results(std::exchange(on_their_way_, 0));
    leave_pipeline();
    failed_soon_ = failed_soon_ || failed.result;
    return failed;
  }
  void check_soon(const Result& failed) {
    if (!failed.result) return;
    failed_soon_ = true;
    check(connection_, failed, "what was on its way");
  }

  /// The result of one statement in a row of them; what follows it is the end of its results.
  Result next_result() {
    Result result(PQgetResult(connection_));
    if (result.result) Result(PQgetResult(connection_));
    return result;
  }

  /// What stands around each reading is parsed by the server once.
  void prepare_bound(const std::string& sql) {
    auto [place, fresh] = bounds_.try_emplace(sql, "b" + std::to_string(bounds_.size()));
    if (!fresh) return;
    Result result(PQprepare(connection_, place->second.c_str(), sql.c_str(), 0, nullptr));
    if (PQresultStatus(result.result) == PGRES_COMMAND_OK) return;
    bounds_.erase(place);
    check(connection_, result, sql);
  }
  bool send_bound(const std::string& sql) {
    return PQsendQueryPrepared(connection_, bounds_.at(sql).c_str(), 0, nullptr, nullptr, nullptr,
                               0) == 1;
  }

  void await_commit() {
    if (!std::exchange(committing_, false)) return;
    while (auto result = PQgetResult(connection_)) PQclear(result);
  }

  /// Nothing has come unasked, such as the end of the session.
  bool is_quiet() const {
    pollfd waiting{PQsocket(connection_), POLLIN, 0};
    return PQstatus(connection_) == CONNECTION_OK && poll(&waiting, 1, 0) == 0;
  }

  /// Only where a transaction begins, so that none is cut in two.
  void reconnect() {
    PQreset(connection_);
    begin_.clear();
    statements_.clear();
    dropped_.clear();
    bounds_.clear();
    last_ = nullptr;
    if (PQstatus(connection_) != CONNECTION_OK)
      throw Error(ErrorCode::unavailable, common::say("connecting to PostgreSQL: {}",
                                                      std::string(PQerrorMessage(connection_))));
    set_up();
  }

  void set_up() {
    run_script(
        "SET client_min_messages = warning; SET standard_conforming_strings = on; SET TIME ZONE "
        "'UTC'; SET jit = off");  // compiling takes longer than our questions do
  }

  void forget_dropped() {
    if (dropped_.empty()) return;
    // In a failed transaction the server takes nothing; then it is done at the next chance.
    if (PQtransactionStatus(connection_) == PQTRANS_INERROR) return;
    await_commit();
    finish_soon();
    for (auto& name : dropped_) Result(PQexec(connection_, ("DEALLOCATE " + name).c_str()));
    dropped_.clear();
  }

  PGconn* connection_;
  const bool reconnects_;
  std::vector<std::string> dropped_;
  StatementCache<PostgresStatement> statements_;
  PostgresStatement* last_ = nullptr;
  std::uint64_t made_ = 0;
  std::map<std::string, std::string> bounds_;  // names of prepared BEGIN and COMMIT
  std::string begin_;                          // not sent yet
  bool begun_to_read_ = false;                 // and nothing else
  bool committing_ = false;                    // its answer is still to come
  bool soon_ = false, failed_soon_ = false;
  std::size_t on_their_way_ = 0;  // whose answers are still to come
  const PostgresStatement::Run run_ = [this](const std::vector<Statement*>& statements) {
    run_together(statements);
  };
};

}  // namespace

std::unique_ptr<Connection> open_postgres(const std::string& url, bool reconnects) {
  return std::make_unique<PostgresConnection>(url, reconnects);
}

}  // namespace hub::store::impl
