#pragma once
#include <optional>

#include "common/sync/wire.hpp"

namespace common::sync {

/// What the van's store knows about its own log.
struct DeviceState {
  std::uint32_t epoch = 0;  ///< 0: never welcomed
  std::uint64_t next_sequence = 1;
  std::uint64_t oldest_sequence = 1;   ///< retained; next_sequence when nothing is
  std::uint64_t acked_sequence = 0;    ///< the hub has all through this one
  std::uint64_t settled_sequence = 0;  ///< the server state held includes all through this one
  bool has_former = false;  ///< operations are retained that were acknowledged under other numbers
  std::string incarnation;  ///< of the hub, last seen
  std::string boot;
  std::vector<std::string> technicians;  ///< signed on
};

enum class Applied {
  yes,
  stale,         ///< `from` is not the cursor: a copy, or one before it is missing. Nothing changed
  unknown_base,  ///< a delta to a version that is not held. Nothing changed
  no_room        ///< it did not fit. Nothing changed
};

struct BlobToSend {
  std::string sha256, mime;
  std::uint64_t size = 0;
  std::uint64_t have_bytes = 0;  ///< confirmed by the hub
};

/// The hub has other operations of this device than the device itself, of as many.
struct CloneFinding {
  std::string id;    ///< the same whenever the same difference is found
  Instant found_at;  ///< by the hub's clock
};

/// Which of the operations that a device retains are offered to the hub anew.
enum class Offer { waiting, all };

/// The van's data as the protocol needs it. Every function that changes something is one durable
/// transaction. One thread at a time.
class DeviceStore {
 public:
  virtual ~DeviceStore() = default;

  virtual DeviceState load_state() = 0;
  /// Encoded operations, dense from `first`, at most `count` and, beyond the first, `bytes_max`.
  /// Acknowledged ones that are still retained count too.
  virtual std::vector<std::string> operations(std::uint64_t first, std::size_t count,
                                              std::size_t bytes_max) = 0;
  /// Hash of a retained operation as encoded.
  virtual std::optional<std::string> find_hash(std::uint64_t sequence) = 0;

  /// The hub has all operations through this one. Never goes back. A rejected one leaves the view
  /// at once.
  virtual void acknowledge(std::uint64_t through,
                           const std::vector<wire::OperationResult>& results) = 0;
  /// Every scope's state includes the operations through this one: they leave the pending view.
  virtual void settle(std::uint64_t through) = 0;
  /// The hub knows this device under another epoch, or knows more operations than this store made
  /// (a cloned or restored card): operations not acknowledged, or all that are retained, are
  /// numbered anew after `applied_sequence`, chained to `chain_hash`. Their ids stay. Those
  /// acknowledged that are not offered are retained as former ones.
  virtual void rebase(std::uint32_t epoch, std::uint64_t applied_sequence,
                      const std::string& chain_hash, Offer offer) = 0;
  /// A hub restored from a backup lacks operations: those after `applied_sequence` count as not
  /// acknowledged again.
  virtual void reopen(std::uint64_t applied_sequence) = 0;
  /// To be told to the hub: it cannot see by itself that a card was cloned which made as much.
  virtual void keep_clone_finding(const CloneFinding& finding) = 0;
  virtual void set_incarnation(const std::string& incarnation) = 0;
  /// The hub's clock, as a welcome says it: how long operations are retained goes by this one
  /// alone.
  virtual void note_hub_time(Instant now) = 0;

  /// One per scope held, in any order; `snapshot` never set.
  virtual std::vector<wire::Cursor> cursors() = 0;
  /// Where the shadow of a scope stands, when there is one; `snapshot` set.
  virtual std::optional<wire::Cursor> shadow(const std::string& scope) = 0;
  /// Whether what the hub sends may be kept; when not, what remains is for the device's own work.
  virtual bool has_room() const = 0;
  /// Records and cursor in one transaction. A batch with `snapshot` goes into the scope's shadow;
  /// with `last` the shadow takes the scope's place.
  virtual Applied apply(const wire::ChangeBatch& batch) = 0;
  /// An empty shadow in the place of any that is there.
  virtual void begin_shadow(const std::string& scope, std::uint64_t generation) = 0;
  virtual void drop_scope(const std::string& scope) = 0;
  /// XOR of member_hash over the members; empty without members.
  virtual std::string scope_hash(const std::string& scope) = 0;
  /// When the scope was last fetched anew because its hash differed; monotonic is not enough, it
  /// survives restarts.
  virtual Instant last_resync(const std::string& scope) = 0;
  virtual void note_resync(const std::string& scope, Instant now) = 0;

  /// The next to send: small ones first, then the oldest. Empty: none waits.
  virtual std::optional<BlobToSend> next_blob() = 0;
  virtual std::string read_blob(const std::string& sha256, std::uint64_t offset,
                                std::size_t bytes_max) = 0;
  virtual void note_blob(const wire::BlobState& state) = 0;
};

}  // namespace common::sync
