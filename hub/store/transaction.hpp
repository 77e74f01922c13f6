#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "common/rules/rules.hpp"
#include "hub/store/changes.hpp"
#include "hub/store/tables.hpp"
#include "proto/records/billing/number_series.pb.h"

namespace hub::store {

using common::rules::Actor;
using common::rules::RuleBook;
class Access;
class CompanyChecks;

/// One table object per record type; made once, read from any thread.
class Tables {
 public:
  /// Tables of types that the catalogue shares with that of `base` are shared too.
  explicit Tables(const Catalogue& catalogue, const Tables* base = nullptr);
  const Catalogue& catalogue() const { return catalogue_; }
  /// Of the type of this name: it may be another catalogue's. Throws internal.
  const RecordTable& of(const RecordType& type) const;

 private:
  const Catalogue& catalogue_;
  std::unordered_map<const RecordType*, std::shared_ptr<const RecordTable>> tables_;
};

/// What is to be done, for whom and when.
struct Command {
  Actor actor;
  std::string
      id;  ///< seed of the ids it makes; random for a request, the operation's for a van's command
  common::Instant at;  ///< when it was given; a van's command keeps the van's time
  bool fact = false;   ///< a fact of work: kept and flagged, never refused
  common::Instant
      received_at{};  ///< when the hub took it up; the same as `at` unless a van gave it earlier
  std::string session{};  ///< public name of the sign-in it came through; empty for jobs and vans
};

/// Records over SQL inside the writer's transaction. Does not check rights: that is done at the
/// border (Access), since rules act for the system. Handed to a function by Store::write; may run
/// twice, so it must not do I/O.
class Transaction final : public common::rules::Records {
 public:
  Transaction(Connection& connection, const Tables& tables, const RuleBook& book,
              const Command& command, const Access* access = nullptr,
              const CompanyChecks* checks = nullptr);

  const Catalogue& catalogue() const override { return tables_.catalogue(); }
  common::rules::Side side() const override { return common::rules::Side::hub; }
  const Actor& actor() const override { return command_.actor; }
  common::Instant now() const override { return command_.at; }
  bool fact() const override { return command_.fact; }
  /// The hub's own time: now() of a van's command may be hours ago.
  common::Instant received_at() const { return std::max(command_.received_at, command_.at); }
  const std::string& session() const { return command_.session; }  ///< as in Command
  void flag(const Message& about, std::string_view kind, std::string_view text) override;
  std::unique_ptr<Message> find_message(const RecordType& type, std::string_view id) override;
  std::vector<std::unique_ptr<Message>> where_message(const RecordType& type,
                                                      std::string_view field,
                                                      std::string_view value) override;
  std::vector<std::unique_ptr<Message>> where_also_message(
      const RecordType& type, std::string_view field, std::string_view value,
      const common::rules::Also& also) override;
  std::vector<std::string> all_ids(const RecordType& type) override;
  std::string take_number(std::string_view series, const Message& record) override;
  /// Of a record that does not name its branch itself.
  std::string take_number(std::string_view series, const Message& record,
                          const std::string& branch);
  void enqueue(std::string_view kind, std::string_view key, std::string_view payload,
               common::Instant not_before) override;
  /// The record has this number already, from a block that its van leased: take_number gives it.
  void offer_number(const std::string& series, const std::string& record, std::string number) {
    offered_numbers_[{series, record}] = std::move(number);
  }

  /// For what the catalogue does not know: projections and the engine's tables.
  Connection& sql() { return connection_; }
  const std::vector<ChangeRow>& changes() const { return changes_; }
  const Tables& tables() const { return tables_; }
  /// The company's, for rules that hand on rights; null where the engine is used without one.
  const Access* access() const { return access_; }
  /// Whether it changed what the company's record types are.
  bool changes_schema() const { return changes_schema_; }
  /// What `load` reads of records of this type, under a name of its own: read once, and again when
  /// one of them was written here. For what many saves of one transaction ask for.
  const std::vector<std::string>& remembered(const RecordType& of, const std::string& name,
                                             const std::function<std::vector<std::string>()>& load);
  /// What facts of work were flagged with, in order.
  const std::vector<std::string>& flags() const { return flags_; }
  /// Names the change in the log that the next saves make: an action's name instead of "change".
  void name_action(std::string action) { action_ = std::move(action); }

  /// Runs `body` in a savepoint of its own: what it throws as a matter of its record (anything but
  /// storage, unavailable, internal) is given back, and nothing of it is kept.
  std::optional<common::Error> attempt(const std::function<void()>& body);

  /// Takes a soft deletion back: the record as it is then; null when there is none. Throws conflict
  /// when it is not deleted, or a unique value has been taken since; bad_input when it refers to
  /// what is gone.
  std::unique_ptr<Message> restore(const RecordType& type, std::string_view id);

  /// Deletes softly without asking who refers to it: what still does is read as leading to the
  /// record that it became part of. `action` is its name in the log.
  void withdraw(const RecordType& type, const Message& record, std::string_view action);
  /// From here on the company's own checks are not asked: what only follows another record's
  /// change is not refused for what it lacked before.
  void leave_out_company_checks() { checks_ = nullptr; }

  std::string put_blob(std::string_view bytes, std::string_view mime);  ///< its SHA-256
  /// The series that numbers a document of this entity and branch: that of both, else of the
  /// branch, else of the entity, else the general one. A branch's entity stands for one that is not
  /// named.
  std::optional<truckroll::billing::NumberSeries> find_series(std::string_view use,
                                                              std::string legal_entity,
                                                              const std::string& branch);
  /// Takes `count` numbers of the series with this id, one after the other; first and last.
  std::pair<std::int64_t, std::int64_t> take_numbers(const std::string& series_id,
                                                     std::int64_t count);

 protected:
  void write(const RecordType& type, const Message* before, Message& after) override;
  void write_removal(const RecordType& type, const Message& before) override;
  std::string_view command_id() const override { return command_.id; }
  void check_references(const RecordType& type, const Message* before,
                        const Message& after) override;
  void check_unreferenced(const RecordType& type, const Message& record) override;

 private:
  /// Not deleted, oldest first. `condition` is SQL; `values` those of its placeholders.
  std::vector<std::unique_ptr<Message>> select(const RecordType& type, const std::string& condition,
                                               const Values& values);
  bool exists(const RecordType& type, const std::string& id);
  std::vector<std::string> some_ids(const RecordType& type, const std::string& condition,
                                    const Values& values);
  /// Clears what mentions the deleted record without depending on it.
  void let_go(const RecordType& type, const std::string& id);
  /// What follows from a record of this type having been written.
  void note_written(const RecordType& type);
  void require_company_checks(const RecordType& type, const Message& record);
  void explain_conflict(const RecordType& type, const std::string& text);
  Connection& connection_;
  const Tables& tables_;
  const Command& command_;
  const Access* access_;
  const CompanyChecks* checks_;
  std::vector<ChangeRow> changes_;
  std::vector<std::string> flags_;
  std::map<std::pair<std::string, std::string>, std::string> offered_numbers_;
  std::map<std::string, std::map<std::string, std::vector<std::string>>> remembered_;  // by type
  std::string action_;
  bool changes_schema_ = false;
};

/// The hub's transaction behind a rule's records. Throws internal in the van: effects run at the
/// hub only.
Transaction& hub_transaction(common::rules::Records& records);

struct BlobInfo {
  std::string bytes, mime;
};
std::optional<BlobInfo> load_blob(Connection& connection, const std::string& tenant,
                                  const std::string& sha256);

}  // namespace hub::store
