#include "hub/transfer/impl/undo.hpp"

#include <limits>

#include "common/codec/json.hpp"
#include "common/error/error.hpp"
#include "common/text/json_text.hpp"
#include "hub/records/rights.hpp"
#include "hub/store/changes.hpp"

namespace hub::transfer::impl {
namespace {

using common::Error;
using common::say;
using common::schema::Message;
using store::Connection;
using store::Transaction;
namespace options = common::schema::options;
namespace schema = common::schema;

class Undo {
 public:
  Undo(store::Store& store, const std::string& tenant, const ImportJob& job,
       const std::function<void(Transaction&)>& renew)
      : store_(store),
        tenant_(tenant),
        job_(job),
        renew_(renew),
        cause_("import " + job.run),
        person_(person_of(store, tenant, job.user, cause_)) {
    store.read([&](Connection& connection) {
      auto& type = store.catalogue().of<ImportRun>();
      auto record = store.tables().of(type).find(connection, tenant, job.run);
      if (!record) throw Error(common::ErrorCode::not_found, "this import is not there any more");
      type_ = &person_.schema->catalogue.type(static_cast<ImportRun&>(*record).of_type());
    });
  }

  void run() {
    begin();
    while (step()) {
    }
    show();
  }

 private:
  template <class F>
  void write(F&& body) {
    auto command = store_.command(person_.actor);
    store_.write(command, std::forward<F>(body));
  }

  void begin() {
    write([&](Transaction& transaction) {
      auto& sql = transaction.sql();
      auto known = find_state(sql, tenant_, job_.run, Work::undo);
      if (!known) begin_work(sql, tenant_, job_.run, Work::undo, 0, transaction.now());
      state_ = known.value_or(State());
    });
  }

  /// One batch; false when there was none. `position` counts batches, `total` says where the next
  /// one lies below.
  bool step() {
    State state;
    bool found = false;
    write([&](Transaction& transaction) {
      state = state_;
      found = false;
      auto below = state.position == 0 ? std::numeric_limits<std::int64_t>::max() : state.total;
      auto batch = find_batch_before(transaction.sql(), tenant_, job_.run, below);
      if (!batch) return;
      found = true;
      if (renew_) renew_(transaction);
      std::vector<Fault> left;
      auto& [position, made] = *batch;
      for (auto& one : made.changed) restore(transaction, one, state, left);
      for (auto& one : made.created) remove(transaction, one, state, left);
      add_faults(transaction.sql(), tenant_, job_.run, Work::undo, numbered(left, state));
      state.total = position;
      ++state.position;
      save_state(transaction.sql(), tenant_, job_.run, Work::undo, state_.position, state,
                 transaction.now());
    });
    state_ = state;
    return found;
  }

  /// Where an earlier release kept no lines of the file, those of the report are counted.
  static std::vector<Fault> numbered(std::vector<Fault> left, const State& state) {
    auto line = state.faulty - static_cast<std::int64_t>(left.size());
    for (auto& fault : left) {
      ++line;
      if (fault.line == 0) fault.line = line;
    }
    return left;
  }

  std::string last_cause(Connection& connection, const std::string& id) const {
    auto cause = connection.scalar(
        "SELECT cause FROM change WHERE tenant = ? AND record = ? ORDER BY seq DESC LIMIT 1",
        {tenant_, id});
    auto text = cause ? std::get_if<std::string>(&*cause) : nullptr;
    return text ? *text : std::string();
  }

  /// The record, where the import's change is the last one.
  std::unique_ptr<Message> find_unchanged(Transaction& transaction, const Made::One& one,
                                          State& state, std::vector<Fault>& left) const {
    auto record = transaction.find_message(*type_, one.id);
    if (!record) return nullptr;  // deleted since, which is what was wanted
    if (last_cause(transaction.sql(), one.id) == cause_) return record;
    leave(one, say("has been changed since"), state, left);
    return nullptr;
  }

  static void leave(const Made::One& one, const common::Sentence& reason, State& state,
                    std::vector<Fault>& left) {
    ++state.faulty;
    left.push_back({one.line, "id", one.id, reason.said()});
  }

  bool may(Transaction& transaction, options::May right, const Message& record) const {
    return person_.schema->access.may_record(person_.actor, *type_, right, record, person_.context,
                                             records::find_in(person_, transaction.sql()));
  }

  void remove(Transaction& transaction, const Made::One& one, State& state,
              std::vector<Fault>& left) const {
    auto record = find_unchanged(transaction, one, state, left);
    if (!record) return;
    if (!may(transaction, options::DELETE, *record))
      return leave(one, say("you may not delete it"), state, left);
    auto error = transaction.attempt([&] { transaction.remove(*record); });
    if (error)
      leave(one, error->sentence(), state, left);
    else
      ++state.created;
  }

  void restore(Transaction& transaction, const Made::One& one, State& state,
               std::vector<Fault>& left) const {
    auto record = find_unchanged(transaction, one, state, left);
    if (!record) return;
    if (!may(transaction, options::CHANGE, *record))
      return leave(one, say("you may not change it"), state, left);
    auto error = transaction.attempt([&] {
      for (auto& fields : own_changes(transaction.sql(), one.id)) set_back(*record, fields);
      transaction.save(*record);
    });
    if (error)
      leave(one, error->sentence(), state, left);
    else
      ++state.changed;
  }

  /// What the import changed of the record, the last change first.
  std::vector<Json> own_changes(Connection& connection, const std::string& id) const {
    std::vector<Json> changes;
    auto& rows = connection.query(
        "SELECT fields FROM change WHERE tenant = ? AND record = ? AND cause = ? AND action = "
        "'change' ORDER BY seq DESC",
        {tenant_, id, cause_});
    while (rows.step()) changes.push_back(common::read_json(rows.text(0)));
    return changes;
  }

  void set_back(Message& record, const Json& fields) const {
    Json patch = Json::object();
    for (auto& [name, change] : fields.items()) {
      auto field = store::find_logged_field(*type_, name);
      bool of_header = name == "tags" || name == "external_ids";
      if (of_header || (field && !field->options->derived()))
        patch[field ? field->name : name] = change.at(1);
    }
    common::codec::merge_json(*type_, record, patch, true);
  }

  void show() {
    write([&](Transaction& transaction) {
      auto record = transaction.find<ImportRun>(job_.run);
      if (!record) return;
      record->set_undone_count(state_.created + state_.changed);
      transaction.save_as_system(*record);
    });
  }

  store::Store& store_;
  std::string tenant_;
  const ImportJob& job_;
  const std::function<void(Transaction&)>& renew_;
  std::string cause_;
  Person person_;
  const RecordType* type_ = nullptr;
  State state_;
};

}  // namespace

work::Outcome take_back(store::Store& store, const std::string& tenant, const ImportJob& job,
                        const std::function<void(Transaction&)>& renew) {
  Undo(store, tenant, job, renew).run();
  return work::Outcome::done();
}

}  // namespace hub::transfer::impl
