#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/rules/rules.hpp"

namespace common::rules {

/// What a fact of work was flagged with.
struct MemoryFlag {
  std::string type, id, kind, text;
};

/// What a rule asked to be done after the commit.
struct MemoryJob {
  std::string kind, key, payload;
  Instant not_before;
};

/// One change in the order of writing.
struct MemoryChange {
  std::string type, id, action;  ///< "create", "change", "delete"
};

/// The records of one tenant in memory, by type and id: what the simulator and tests put in the
/// place of a database. One thread. The catalogue must outlive it.
class MemoryStore {
 public:
  MemoryStore(const schema::Catalogue& catalogue, Side side) : catalogue_(catalogue), side_(side) {}

  const schema::Catalogue& catalogue() const { return catalogue_; }
  Side side() const { return side_; }

  /// Puts a record in as it is, without rules, as a van does with what the hub sent.
  void put(const schema::Message& record);
  /// Takes a record out without a trace, as when it leaves a van's scope.
  void forget(const schema::RecordType& type, std::string_view id);
  /// Null when there is none; deleted records are there with deleted_at.
  const schema::Message* find(const schema::RecordType& type, std::string_view id) const;
  /// All of a type that are not deleted, by id.
  template <class T>
  std::vector<T> all() const {
    std::vector<T> found;
    auto rows = records_.find(catalogue_.of<T>().name);
    if (rows == records_.end()) return found;
    for (auto& [id, record] : rows->second)
      if (!schema::header(*record).has_deleted_at())
        found.push_back(static_cast<const T&>(*record));
    return found;
  }
  /// A van's block of numbers; without one it has none. The hub always has.
  void lend_numbers(const std::string& series, std::int64_t count) {
    numbers_left_[series] += count;
  }

  const std::vector<MemoryFlag>& flags() const { return flags_; }
  const std::vector<MemoryJob>& jobs() const { return jobs_; }
  const std::vector<MemoryChange>& changes() const { return changes_; }

 private:
  friend class MemoryRecords;
  using Rows = std::map<std::string, std::shared_ptr<const schema::Message>, std::less<>>;

  const schema::Catalogue& catalogue_;
  Side side_;
  std::map<std::string, Rows, std::less<>> records_;
  std::map<std::string, std::int64_t> numbers_, numbers_left_;
  std::vector<MemoryFlag> flags_;
  std::vector<MemoryJob> jobs_;
  std::vector<MemoryChange> changes_;
};

/// Who does what when; `id` is the seed of the ids that the command makes.
struct MemoryCommand {
  Actor actor;
  std::string id;
  Instant at;
  bool fact = false;
};

/// One command on a MemoryStore: everything becomes part of the store with commit(), or nothing
/// does. Enforces what the hub's database enforces: references (in the van only where both sides
/// are held), unique fields and natural keys.
class MemoryRecords final : public Records {
 public:
  MemoryRecords(MemoryStore& store, const RuleBook& book, MemoryCommand command)
      : Records(book), store_(store), command_(std::move(command)), draft_(store) {}

  /// Keeps all that was done. Call it once, after the command has succeeded.
  void commit();

  const schema::Catalogue& catalogue() const override { return store_.catalogue(); }
  Side side() const override { return store_.side(); }
  const Actor& actor() const override { return command_.actor; }
  Instant now() const override { return command_.at; }
  bool fact() const override { return command_.fact; }
  void flag(const schema::Message& about, std::string_view kind, std::string_view text) override;
  std::unique_ptr<schema::Message> find_message(const schema::RecordType& type,
                                                std::string_view id) override;
  /// `field` may be "state", "id", a field, or a path into lines like "assignments.technician".
  std::vector<std::unique_ptr<schema::Message>> where_message(const schema::RecordType& type,
                                                              std::string_view field,
                                                              std::string_view value) override;
  std::vector<std::unique_ptr<schema::Message>> where_also_message(const schema::RecordType& type,
                                                                   std::string_view field,
                                                                   std::string_view value,
                                                                   const Also& also) override;
  std::vector<std::string> all_ids(const schema::RecordType& type) override;
  std::string take_number(std::string_view series, const schema::Message& record) override;
  void enqueue(std::string_view kind, std::string_view key, std::string_view payload,
               Instant not_before) override;

 protected:
  void write(const schema::RecordType& type, const schema::Message* before,
             schema::Message& after) override;
  void write_removal(const schema::RecordType& type, const schema::Message& before) override;
  std::string_view command_id() const override { return command_.id; }
  void check_references(const schema::RecordType& type, const schema::Message* before,
                        const schema::Message& after) override;
  void check_unreferenced(const schema::RecordType& type, const schema::Message& record) override;

 private:
  void check_unique(const schema::RecordType& type, const schema::Message& record);

  MemoryStore& store_;
  MemoryCommand command_;
  MemoryStore draft_;  // rows are shared until they change
};

}  // namespace common::rules
