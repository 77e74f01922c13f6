#pragma once
#include <functional>
#include <optional>

#include "common/sync/wire.hpp"

namespace common::sync {

/// What the hub keeps about one device.
struct DeviceSession {
  std::uint32_t epoch = 1;
  std::uint64_t applied_sequence = 0;  ///< in this epoch
  std::string
      chain_hash;  ///< of the last applied operation; empty: none yet, or unknown after a hole
  bool revoked = false;
  wire::Welcome::Order order = wire::Welcome::ORDER_NONE;  ///< standing: wipe, update
};

/// Inside one transaction of the hub, for one device. May run twice, as every body of the store
/// may.
class HubTransaction {
 public:
  virtual ~HubTransaction() = default;
  /// Locks the device's row until the end of the transaction.
  virtual DeviceSession lock_session() = 0;
  /// The outcome of an operation with this id (Operation.id) that was applied before, in any epoch
  /// of this device. That is what makes renumbering after a clone or a re-image safe.
  virtual std::optional<wire::OperationResult> find_result(const std::string& operation_id) = 0;
  /// Runs the operation by the rules, keeps its result. A refusal is an outcome (rejected, with the
  /// reason), never thrown; nothing of it stays but the result. Throws only for what stops the
  /// whole batch: storage, unavailable. `encoded` is the operation as it came (its hash is the
  /// chain's link).
  virtual wire::OperationResult apply(const wire::Operation& operation,
                                      const std::string& encoded) = 0;
  /// Bytes that are no operation: kept as rejected at this sequence for the office to see.
  virtual wire::OperationResult reject(std::uint64_t sequence, const std::string& encoded,
                                       const std::string& reason) = 0;
  virtual void save_progress(std::uint64_t applied_sequence, const std::string& chain_hash) = 0;
  /// A fresh epoch, with applied sequence 0 and no chain; returns it.
  virtual std::uint32_t raise_epoch() = 0;
  /// What a person must look into: kept with what it tells of, or not at all.
  virtual void keep_alarm(const Alarm& alarm) = 0;
};

/// Where a feed stands. Positions are dense or not, only their order counts; 0 is before
/// everything.
struct ScopeHead {
  std::string scope;
  std::uint64_t generation = 1;  ///< another one makes every cursor void
  std::uint64_t head = 0;        ///< position of the last entry
  std::uint64_t floor = 0;  ///< cursors above 0 and below it have missed removals that were dropped
};

/// A stretch of one scope's feed. Each record comes at the position of its last change only, in its
/// state of now, so reading from 0 gives the whole scope.
struct FeedPage {
  std::uint64_t generation = 1;
  std::uint64_t to = 0;    ///< cursor after this page; >= from
  std::uint64_t head = 0;  ///< at the time of reading; to == head: the scope is up to date
  /// Whole, delta (see make_state) or removed. A removal has no data.
  std::vector<wire::RecordState> records;
  /// The device's operations that these states include: those applied before the point of the
  /// change log up to which this feed was built (not merely committed ones: the feed lags behind).
  std::uint64_t applied_sequence = 0;
  std::string
      scope_hash;  ///< when to == head: XOR of member_hash over all members; empty without members
};

struct BlobProgress {
  std::uint64_t have_bytes = 0;
  bool durable = false;  ///< complete, its hash checked, and on disk
  bool refused = false;  ///< its bytes do not have this hash; what came was dropped
};

/// The hub's data as one device may see it: bound to tenant and device when made. Used on one
/// thread at a time; calls block. Fakes of it live in the tests of common/sync.
class HubStore {
 public:
  virtual ~HubStore() = default;

  virtual std::string incarnation() = 0;  ///< changes when the database was restored from a backup
  virtual std::string company() = 0;      ///< for the welcome
  virtual DeviceSession load_session() = 0;
  /// Runs the body in one transaction, durable on return. Throws Error when it could not be.
  virtual void write(const std::function<void(HubTransaction&)>& body) = 0;

  /// The device's scopes, in the order in which they are to be fetched.
  virtual std::vector<ScopeHead> heads() = 0;
  /// The operations of this device (sequence of its epoch) that every scope's feed, as heads()
  /// reports it now, includes.
  virtual std::uint64_t included_sequence() = 0;
  /// From just after `from`, at most about `bytes_max` as encoded but at least one record when
  /// there is one. `with_deltas`: a record that was a member at `from` may come as delta to the
  /// version it had there. Throws not_found for a scope that is not the device's.
  virtual FeedPage read_feed(const std::string& scope, std::uint64_t from, std::size_t bytes_max,
                             bool with_deltas) = 0;

  virtual BlobProgress find_blob(const std::string& sha256) = 0;
  /// Keeps the chunk if its offset is what is had already, checks the hash at the end. Durable when
  /// it says so.
  virtual BlobProgress store_chunk(const wire::BlobChunk& chunk) = 0;

  virtual void record_hello(const wire::Hello& hello, Instant now) = 0;
  /// Called with every message; the store may write it at most once a minute.
  virtual void record_contact(Instant now) = 0;
};

}  // namespace common::sync
