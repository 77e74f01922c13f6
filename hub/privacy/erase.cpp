#include "common/log/log.hpp"
#include "common/text/json_text.hpp"
#include "hub/privacy/erasure.hpp"
#include "hub/privacy/sweep.hpp"
#include "hub/search/indexer.hpp"
#include "hub/store/erasure.hpp"
#include "hub/store/uploads.hpp"

namespace hub::privacy {
namespace {

using nlohmann::json;
using store::Transaction;
constexpr std::size_t records_at_once = 100;

/// How far an erasure is: the step, and where in it.
struct Place {
  int step = 0;
  std::string after;
};

/// One erasure, step by step: a step for each type that speaks of the person, one for his own
/// records, then what lies outside of record types.
class Erasing {
 public:
  Erasing(store::Store& store, const std::string& tenant, const std::string& run, bool may_delete,
          const std::function<void(Transaction&)>& renew)
      : store_(store), tenant_(tenant), run_(run), may_delete_(may_delete), renew_(renew) {}

  /// Begins with this person unless it was begun before.
  void begin(const Subject& subject) {
    auto plan = to_json(subject);
    plan["types"] = types_in(traces_of(*store_.schema(tenant_), tenant_, subject));
    plan["sweeps"] = sweep_steps();
    write([&](Transaction& transaction) {
      transaction.sql().execute(
          "INSERT INTO privacy_run (tenant, request, plan, step, after, counts, at) VALUES (?, ?, "
          "?, 0, '', '{}', ?) ON CONFLICT (tenant, request) DO NOTHING",
          {tenant_, run_, common::json_text(plan), common::to_micros(transaction.now())});
    });
    load();
  }
  const Subject& subject() const { return subject_; }

  Counts run() {
    auto schema = store_.schema(tenant_);
    auto traces = traces_of(*schema, tenant_, subject_);
    // A type was made or a program renewed since: the steps mean other types now, and what has been
    // done bears being done again.
    if (types_in(traces) != types_ || sweeps_ != sweep_steps())
      place_ = {}, counts_ = {}, types_ = types_in(traces), sweeps_ = sweep_steps(), replan();
    auto own = static_cast<int>(traces.size()), sweeps = own + 1, vans = sweeps + sweeps_;
    while (place_.step < own) records(*schema, traces[static_cast<std::size_t>(place_.step)]);
    if (place_.step == own) own_records(*schema);
    while (place_.step < vans)
      sweep_page([&](Transaction& transaction, const std::string& after) {
        return sweep(transaction, tenant_, subject_, place_.step - sweeps, after);
      });
    while (place_.step == vans)
      sweep_page([&](Transaction& transaction, const std::string& after) {
        return sweep_operations(transaction, tenant_, subject_, after);
      });
    return counts_;
  }

  /// That the worker lives.
  void renew() {
    write([](Transaction&) {});
  }

  /// Nothing of the person stays in the note of how far it was.
  void forget(Transaction& transaction) const {
    transaction.sql().execute("UPDATE privacy_run SET plan = '{}' WHERE tenant = ? AND request = ?",
                              {tenant_, run_});
  }

 private:
  template <class F>
  void write(F&& body) {
    store_.write(store_.system_command(tenant_, "privacy request " + run_),
                 [&](Transaction& transaction) {
                   if (renew_) renew_(transaction);
                   store::Overwriting overwriting(transaction.sql());
                   body(transaction);
                 });
  }

  static std::vector<std::string> types_in(const std::vector<Trace>& traces) {
    std::vector<std::string> names;
    for (auto& trace : traces) names.push_back(trace.type->name);
    return names;
  }

  void replan() {
    auto plan = to_json(subject_);
    plan["types"] = types_;
    plan["sweeps"] = sweeps_;
    write([&](Transaction& transaction) {
      transaction.sql().execute("UPDATE privacy_run SET plan = ? WHERE tenant = ? AND request = ?",
                                {common::json_text(plan), tenant_, run_});
      save(transaction, place_, counts_);
    });
  }

  void load() {
    store_.read([&](Connection& connection) {
      auto& row = connection.query(
          "SELECT plan, step, after, counts FROM privacy_run WHERE tenant = ? AND request = ?",
          {tenant_, run_});
      while (row.step()) {
        auto plan = common::read_json(row.text(0));
        subject_ = subject_from(plan);
        types_ = plan.value("types", std::vector<std::string>());
        sweeps_ = plan.value("sweeps", 0);
        place_ = {static_cast<int>(row.integer(1)), row.text(2)};
        counts_ = counts_from(common::read_json(row.text(3)));
      }
    });
  }

  void save(Transaction& transaction, const Place& place, const Counts& counts) {
    transaction.sql().execute(
        "UPDATE privacy_run SET step = ?, after = ?, counts = ? WHERE tenant = ? AND request = ?",
        {static_cast<std::int64_t>(place.step), place.after, common::json_text(to_json(counts)),
         tenant_, run_});
  }

  /// One transaction that ends the step.
  template <class F>
  void advance(F&& body) {
    Place next{place_.step + 1, ""};
    write([&](Transaction& transaction) {
      body(transaction);
      save(transaction, next, counts_);
    });
    place_ = next;
  }

  void records(const Schema& schema, const Trace& trace) {
    auto ids = store_.read_result([&](Connection& connection) {
      return find_ids(connection, tenant_, trace, place_.after, records_at_once);
    });
    if (ids.empty()) return advance([](Transaction&) {});
    erase_records(schema, {place_.step, ids.back()}, [&](const Eraser& eraser, auto each) {
      for (auto& id : ids)
        if (auto record = eraser.find(*trace.type, id))
          each(*trace.type, *record, eraser.judge(*trace.type, *record));
    });
  }

  void own_records(const Schema& schema) {
    erase_records(schema, {place_.step + 1, ""}, [&](const Eraser& eraser, auto each) {
      for (auto& [name, id] : subject_.records) {
        auto& type = schema.catalogue.type(name);
        if (auto record = eraser.find(type, id))
          each(type, *record, eraser.judge_own(type, *record));
      }
    });
  }

  template <class F>
  void erase_records(const Schema& schema, const Place& next, F&& all) {
    Counts counts;
    write([&](Transaction& transaction) {
      counts = counts_;  // the body may run twice
      std::set<std::string> files;
      Eraser eraser(transaction.sql(), schema, tenant_, transaction.now(), subject_, may_delete_);
      all(eraser, [&](const RecordType& type, const Message& record, const Eraser::Judged& judged) {
        add(counts, type, judged);
        eraser.apply(transaction, type, record, judged, files);
      });
      // The collector deletes those that no other record names.
      for (auto& hash : files)
        transaction.sql().execute(
            "INSERT INTO unnamed_blob (tenant, sha256, uploaded_by, size, at) SELECT tenant, "
            "sha256, '', size, 0 FROM blob WHERE tenant = ? AND sha256 = ? ON CONFLICT DO NOTHING",
            {tenant_, hash});
      save(transaction, next, counts);
    });
    counts_ = counts;
    place_ = next;
  }

  /// One transaction; `sweeps` says where the next page begins.
  template <class F>
  void sweep_page(F&& sweeps) {
    Place next = place_;
    write([&](Transaction& transaction) {
      next = place_;
      next.after = sweeps(transaction, place_.after);
      if (next.after.empty()) ++next.step;
      save(transaction, next, counts_);
    });
    place_ = next;
  }

  store::Store& store_;
  const std::string &tenant_, run_;
  bool may_delete_;
  const std::function<void(Transaction&)>& renew_;
  Subject subject_;
  std::vector<std::string> types_;  // what the steps are about
  int sweeps_ = 0;                  // and how many follow them
  Place place_;
  Counts counts_;
};

void note_done(Transaction& transaction, const std::string& id, const Counts& counts) {
  auto request = transaction.load<PrivacyRequest>(id);
  request.clear_parts();
  int line = 0;
  for (auto& [type, one] : counts) {
    auto& part = *request.add_parts();
    part.set_line(std::to_string(++line));
    part.set_of_type(type);
    part.set_found(static_cast<std::int32_t>(one.found));
    part.set_done(static_cast<std::int32_t>(one.erased + one.anonymised));
    part.set_refused(static_cast<std::int32_t>(one.kept));
    if (!one.because.empty()) part.set_because(one.because.substr(0, 500));
  }
  transaction.move_as_system(request, "finish");
  transaction.save_as_system(request);
}

/// The files that nothing names any more, and words that only the person's records held.
void after_erasure(store::Store& store, const std::string& tenant, Erasing& erasing) {
  while (store::collect_unnamed_files(store, common::from_micros(1)) > 0) erasing.renew();
  search::rebuild(store, tenant);
}

}  // namespace

void erase(store::Store& store, const ErasureList& list, const std::string& tenant,
           const PrivacyRequest& request, const std::function<void(Transaction&)>& renew) {
  auto id = request.header().id();
  bool may_delete = request.kind() == PrivacyRequest::KIND_ERASE;
  Erasing erasing(store, tenant, id, may_delete, renew);
  auto schema = store.schema(tenant);
  erasing.begin(store.read_result(
      [&](Connection& connection) { return find_subject(connection, *schema, tenant, request); }));
  // Before the first value goes: what the list does not name would come back with a backup.
  auto& subject = erasing.subject();
  list.add({tenant, id, may_delete, subject.records,
            subject.records.empty() ? subject.addresses : std::set<std::string>()});
  auto counts = erasing.run();
  after_erasure(store, tenant, erasing);
  store.write(store.system_command(tenant, "privacy request " + id), [&](Transaction& transaction) {
    note_done(transaction, id, counts);
    erasing.forget(transaction);
  });
}

std::size_t replay(store::Store& store, const ErasureList& list) {
  std::size_t done = 0;
  for (auto& entry : list.read()) {
    Subject subject;
    subject.records = entry.records;
    subject.addresses = entry.addresses;
    auto run = "replay " + entry.request + " " + common::format_instant(store.clock().now());
    const std::function<void(Transaction&)> nothing;
    Erasing erasing(store, entry.tenant, run, entry.may_delete, nothing);
    // With the addresses that the backup still holds of him.
    auto schema = store.schema(entry.tenant);
    store.read([&](Connection& connection) {
      for (auto& [type, id] : entry.records) {
        PrivacyRequest request;
        for (auto& field : schema->catalogue.of(request).fields)
          if (field.descriptor->real_containing_oneof() && field.options->refers() == type)
            request.GetReflection()->SetString(&request, field.descriptor, id);
        auto found = find_subject(connection, *schema, entry.tenant, request);
        subject.addresses.merge(found.addresses);
      }
    });
    erasing.begin(subject);
    erasing.run();
    after_erasure(store, entry.tenant, erasing);
    store.write(store.system_command(entry.tenant, run),
                [&](Transaction& transaction) { erasing.forget(transaction); });
    ++done;
  }
  return done;
}

}  // namespace hub::privacy
