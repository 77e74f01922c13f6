#pragma once
#include "hub/transfer/impl/prepare.hpp"
#include "hub/transfer/matches.hpp"

namespace hub::transfer::impl {

/// A row that is like a record, but not so much that nobody need look.
struct Probable {
  std::int64_t line;
  std::string title, record, record_title;
  int percent;
};

/// What became of a batch.
struct Result {
  std::int64_t created = 0, changed = 0, skipped = 0, duplicates = 0, faulty = 0;
  std::vector<Fault> faults;
  std::vector<Probable> probable;
  Made made;
  std::vector<std::pair<std::string, std::string>> known;  ///< texts and ids of what it made
};

/// Puts a batch into the transaction: creates, merges or skips each row by what is known already.
/// `careful`: each row in a savepoint of its own, and what goes wrong is its fault; otherwise it
/// throws, and the caller does the batch again carefully. Rights on each record are judged as the
/// API judges them.
class Applier {
 public:
  /// `trial`: what earlier batches made is gone again, and known all the same.
  Applier(const Settings& settings, const Converter& converter, const KnownRecords& known,
          bool trial = false)
      : settings_(settings), converter_(converter), known_(known), trial_(trial) {}
  Result apply(store::Transaction& transaction, Batch& batch, bool careful) const;

 private:
  struct Pass;
  const Settings& settings_;
  const Converter& converter_;
  const KnownRecords& known_;
  const bool trial_;
};

}  // namespace hub::transfer::impl
