#pragma once
#include "hub/gateway/applier.hpp"

namespace hub::gateway::impl {

struct Verdict {
  wire::OperationResult::Outcome outcome = wire::OperationResult::OUTCOME_APPLIED;
  common::Sentence reason;  ///< told to the technician
};

/// One operation on its way into the database. Lives inside one transaction.
class OperationRun {
 public:
  OperationRun(store::Transaction& outer, const store::Store& store, const store::Access& access,
               const Van& van, std::uint32_t epoch, const wire::Operation& operation);
  /// Throws Error for what is to be rejected; storage and RetryTransaction stop the batch.
  Verdict run();
  /// What the office sees of a refusal.
  void keep_rejection(const std::string& reason);

 private:
  void find_actor();
  /// A fact of which the office must know that it came from somebody it had sent elsewhere.
  void flag_doubt(store::Transaction& inner);
  void require_held();
  bool was_held(const std::string& record);
  bool was_his(const std::string& record);
  /// It belongs to something that was this technician's or his van's when the van last heard of it:
  /// what he noted or photographed there without network is kept when the job has gone to somebody
  /// else, and so is what he did in a van that he drives for a day.
  bool goes_with_what_was_his(const Message& record);
  bool may_touch(store::Transaction& inner, common::schema::options::May right,
                 const Message& record);
  void run_create(store::Transaction& inner);
  void run_patch(store::Transaction& inner);
  void run_action(store::Transaction& inner);
  /// An action of the type itself is judged by the record that it made.
  void require_made_within_reach(store::Transaction& inner,
                                 const common::rules::Records::ActionResult& made);
  void require_may_set(const Message& input, bool creates) const;
  void require_may_set_custom(std::uint32_t number, bool creates) const;
  /// In the same savepoint as what they are about: both stay or neither.
  void keep_conflicts(store::Transaction& outer);
  void keep_unapplied_fact(const std::string& reason);
  /// Numbers that the van gave from its blocks stand; the hub makes no others for these records.
  void offer_numbers(store::Transaction& inner);
  void complete_flags(store::Transaction& inner);
  void store_attachments(store::Transaction& inner);
  common::expr::Context context() const;
  common::expr::Expression::Find finder(store::Transaction& inner) const;
  store::Command system_command(const std::string& purpose) const;
  common::Sentence label_of_field(const FieldConflict& conflict) const;
  Verdict verdict(bool merged, const std::vector<FieldConflict>& conflicts,
                  const std::vector<std::string>& flags) const;

  store::Transaction& outer_;
  const store::Store& store_;
  const store::Access& access_;
  const Van& van_;
  std::uint32_t epoch_;
  const wire::Operation& operation_;
  wire::Command command_;  // as it will be run
  const RecordType* type_ = nullptr;
  store::Command as_;  // who, when
  std::string cause_;
  common::Sentence clock_note_;
  common::Sentence doubt_;  // why a person must look at this fact; empty: no reason
  std::vector<FieldConflict> conflicts_;
  bool merged_ = false;
};

}  // namespace hub::gateway::impl
