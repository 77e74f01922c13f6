#pragma once
#include <deque>
#include <map>
#include <memory>

#include "common/rules/rules.hpp"
#include "edge/store/records_view.hpp"
#include "proto/wire/sync.pb.h"

namespace edge::store {

namespace wire = truckroll::wire;

/// The records of the van inside one writing transaction of LMDB, for one command. What rules write
/// stays here until flush(), so that a refusal leaves nothing, and a record that is saved often is
/// written once.
class Transaction final : public common::rules::Records {
 public:
  struct Command {
    common::rules::Actor actor;
    std::string id;  ///< of the operation
    common::Instant at;
    bool fact = false;  ///< replayed: a fact of work is kept although the office moved on
    bool is_replay = false;
    std::deque<std::string> numbers;  ///< replayed: those it took when it was given
  };
  Transaction(Txn& txn, const Catalogue& catalogue, const common::rules::RuleBook& book,
              const Command& command);

  const Catalogue& catalogue() const override { return view_.catalogue(); }
  common::rules::Side side() const override { return common::rules::Side::van; }
  const common::rules::Actor& actor() const override { return command_.actor; }
  common::Instant now() const override { return command_.at; }
  bool fact() const override { return command_.fact; }
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
  /// Nothing: the hub runs the same rule again.
  void enqueue(std::string_view, std::string_view, std::string_view, common::Instant) override {}

  /// What changed, record by record in the order of first writing.
  std::vector<wire::Delta> deltas() const;
  /// Writes the pending view. Returns the keys of what changed.
  std::vector<RecordKey> flush();
  /// Sets a record as a delta has it, without rules: a fact that the rules now refuse.
  void force(const wire::Delta& delta);

  const std::vector<std::string>& notes() const { return notes_; }
  const std::vector<std::string>& numbers_taken() const { return numbers_taken_; }

 protected:
  void write(const RecordType& type, const Message* before, Message& after) override;
  void write_removal(const RecordType& type, const Message& before) override;
  std::string_view command_id() const override { return command_.id; }
  /// What the van does not hold is unknown, not wrong; the hub checks.
  void check_references(const RecordType&, const Message*, const Message&) override {}
  void check_unreferenced(const RecordType& type, const Message& record) override;

 private:
  struct Written {
    const RecordType* type;
    std::unique_ptr<Message> before;  ///< null: created by this command
    std::unique_ptr<Message> after;
  };
  /// Those of these ids, and of what this command wrote, that are `wanted`.
  std::vector<std::unique_ptr<Message>> pick(const RecordType& type, std::set<std::string> ids,
                                             const std::function<bool(const Message&)>& wanted);
  Written& written(const RecordType& type, const std::string& id, const Message* before);

  Txn& txn_;
  RecordsView view_;
  const Command& command_;
  std::map<RecordKey, Written> written_;
  std::vector<RecordKey> order_;
  std::vector<std::string> notes_, numbers_taken_;
  std::size_t numbers_used_ = 0;
};

/// Takes a record out of the pending view.
void erase_overlay(Txn& txn, const Catalogue& catalogue, const RecordKey& key);

}  // namespace edge::store
