#pragma once
#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <tuple>

#include "common/clock/clock.hpp"
#include "common/rules/commands.hpp"
#include "common/sync/device_store.hpp"
#include "edge/store/environment.hpp"
#include "edge/store/records_view.hpp"
#include "edge/store/room.hpp"
#include "edge/store/transaction.hpp"

namespace edge::store {

/// full: photos and downloads are refused. none: nothing more can be kept.
/// Pictures, sound and films: what goes last. Papers are what somebody signed.
bool is_bulky(const std::string& mime);

enum class StorageLevel { ok, warn, full, none };
struct StorageStatus {
  StorageLevel level = StorageLevel::ok;
  int percent = 0;
  std::uint64_t used_bytes = 0, free_bytes = 0;  ///< of the file system; 0: not known
  common::Sentence text;                         ///< for the technician; empty while all is well
};

/// An operation as a list of what waits or was refused shows it.
struct OperationInfo {
  std::uint64_t sequence = 0;
  std::string id, text, reason;
  common::Instant at;
  wire::OperationResult::Outcome outcome = wire::OperationResult::OUTCOME_UNSPECIFIED;
};

/// The press of a button that this thread carries out, while one lives: the first operation that
/// execute() keeps holds it in the same transaction, so that its repeat is known for one even when
/// the program was killed before it could answer.
class Pressing {
 public:
  Pressing(std::string key, std::string request);
  ~Pressing();
  Pressing(const Pressing&) = delete;
  Pressing& operator=(const Pressing&) = delete;

 private:
  friend class Store;
  std::string key_, request_;
  bool is_kept_ = false;
};

/// Everything the van knows, and the log of what was done on it: LMDB and blob files in one folder,
/// sealed. Any thread; one writes at a time, readers never wait. Each call is one transaction,
/// durable when it returns.
class Store final : public common::sync::DeviceStore {
 public:
  struct Options {
    std::filesystem::path folder;
    std::size_t map_bytes = 512ull * 1024 * 1024;
    int warn_percent = 85;
    int full_percent =
        95;  ///< photos and downloads are refused; operations have the rest for themselves
    int last_percent = 98;  ///< of the map: the rest is for what makes room, acknowledgements
    std::uint64_t free_bytes_min = 512 * 1024;  ///< on the disk and in free pages; for a commit
    std::chrono::hours retain{14 * 24};
    std::size_t retain_bytes = 64ull * 1024 * 1024;
    std::string boot;                                ///< empty: the kernel's
    std::function<int()> disk_percent;               ///< of the file system; empty: asks it
    std::function<std::uint64_t()> disk_free;        ///< bytes; empty: asks it
    std::function<void(bool is_durable)> on_commit;  ///< see Environment::Options
    /// The files are as a store that was closed left them: they are not read at opening.
    bool is_known_sound = false;
  };
  /// `catalogue` is what is compiled; the company's own types and fields are read from its records.
  /// Checks what is there. A damaged environment is set aside (see damage()), its operations
  /// salvaged as far as they can be read; the rest comes from the hub. Throws storage when even
  /// that is impossible. Starts child processes for the checks: open it before other threads.
  Store(Options options, const Catalogue& catalogue, const common::rules::RuleBook& book,
        const common::Clock& clock);
  ~Store() override;

  struct Result {
    std::uint64_t sequence = 0;
    std::string id;                   ///< of the operation
    std::unique_ptr<Message> record;  ///< null for an action that made none
    std::string json;                 ///< empty, or an object with what the action answers
    std::vector<std::string> notes;   ///< what the checks flagged
    bool carries_money = false;       ///< see common::rules::carries_money
  };
  /// Runs a technician's command by the rules and keeps it as operation; saved for good on return.
  /// Blobs must have been put before. Throws what the rules throw (nothing is kept then), storage,
  /// and NoRoom.
  Result execute(const common::rules::Actor& actor, const wire::Command& command, std::string text,
                 const std::vector<wire::Blob>& blobs = {});

  /// What a press with this key made, of the latest 2,000: the request that it was part of, and the
  /// record.
  struct Press {
    std::string request, record;
  };
  std::optional<Press> find_press(const std::string& key) const;

  /// Record types as the company has them now, by what this van has heard.
  std::shared_ptr<const Catalogue> catalogue() const;
  void read(const std::function<void(const RecordsView&)>& body) const;
  template <class F>
  auto read_result(F&& body) const {
    std::invoke_result_t<F, const RecordsView&> result{};
    read([&](const RecordsView& view) { result = body(view); });
    return result;
  }

  /// Keeps a photo or paper, sealed, named by its SHA-256; it travels once an operation names it.
  /// Throws NoRoom with a text for the technician when the device is nearly full.
  wire::Blob put_blob(std::string_view bytes, const std::string& mime);
  /// Keeps what came from the hub; it goes like all that the hub has when room is needed.
  void keep_blob(std::string_view bytes, const std::string& mime);
  bool has_blob(const std::string& sha256) const;
  /// Files that the hub lacks and that do not travel with the operations, the oldest first.
  std::vector<common::sync::BlobToSend> large_blobs();
  /// Large files have a way of their own to the hub: next_blob() passes over them.
  void set_large_blobs_apart(bool are_apart) { large_blobs_apart_ = are_apart; }
  /// Throws not_found.
  std::string load_blob(const std::string& sha256) const;
  /// Removes files that the hub has durably, oldest first, until those that remain have at most so
  /// many bytes.
  void release_blobs(std::uint64_t keep_bytes);

  /// A small text of this device itself, by name, which the hub never hears of; empty until kept.
  std::string find_note(const std::string& name) const;
  void keep_note(const std::string& name, const std::string& text);

  void set_technicians(const std::vector<std::string>& technicians);
  /// When the hub was last heard; kept over restarts, to about ten seconds, without a commit.
  void note_contact(common::Instant at);
  std::optional<common::Instant> last_contact() const;
  /// What time it was at least, by the hub's clock: heard now, or when it last acknowledged.
  std::optional<common::Instant> last_hub_time() const;
  /// The latest, as long as acknowledged operations are retained: the hub says nowhere that it has
  /// heard of it, and one that was restored may have to hear of it again.
  std::optional<common::sync::CloneFinding> clone_finding() const;
  StorageStatus storage() const;
  /// After a write that did not fit: finds out whether one would by now.
  void try_room();
  /// What was found and done at opening; empty when the store was sound.
  const std::string& damage() const { return damage_; }
  std::vector<OperationInfo> waiting() const;
  std::uint64_t waiting_count() const;
  std::optional<common::Instant> waiting_since() const;
  std::vector<OperationInfo> refused() const;  ///< and conflicts, newest first
  struct BlobsWaiting {
    std::size_t count = 0;
    std::uint64_t bytes = 0;
  };
  BlobsWaiting blobs_waiting() const;
  std::uint64_t bytes_waiting() const;  ///< operations
  struct MoneyWaiting {
    std::uint64_t count = 0;  ///< operations not acknowledged that carry money
    common::Instant since{};  ///< of the oldest; epoch when there is none
  };
  MoneyWaiting money_waiting() const;  ///< see common::rules::carries_money
  void clear_stale_readers() { environment_->clear_stale_readers(); }
  /// Erases key, records, log and blobs: nothing of it can be read afterwards. The store is of no
  /// use any more.
  void wipe();

  /// Called after each commit that changed what screens show, on the thread that did it. Set before
  /// use.
  void on_changed(std::function<void(const std::vector<RecordKey>&)> changed) {
    changed_ = std::move(changed);
  }

  /// By that time of the hub's, all operations through this one were acknowledged.
  struct AckMark {
    std::uint64_t at = 0, acked = 0;  ///< microseconds
  };
  struct Scope;  // rows of meta and blobs; impl/rows.hpp
  struct BlobRow;

  // ---- for common::sync
  common::sync::DeviceState load_state() override;
  std::vector<std::string> operations(std::uint64_t first, std::size_t count,
                                      std::size_t bytes_max) override;
  std::optional<std::string> find_hash(std::uint64_t sequence) override;
  void acknowledge(std::uint64_t through,
                   const std::vector<wire::OperationResult>& results) override;
  void settle(std::uint64_t through) override;
  void rebase(std::uint32_t epoch, std::uint64_t applied_sequence, const std::string& chain_hash,
              common::sync::Offer offer) override;
  void reopen(std::uint64_t applied_sequence) override;
  void keep_clone_finding(const common::sync::CloneFinding& finding) override;
  void set_incarnation(const std::string& incarnation) override;
  void note_hub_time(common::Instant now) override;
  std::vector<wire::Cursor> cursors() override;
  std::optional<wire::Cursor> shadow(const std::string& scope) override;
  bool has_room() const override;
  common::sync::Applied apply(const wire::ChangeBatch& batch) override;
  void begin_shadow(const std::string& scope, std::uint64_t generation) override;
  void drop_scope(const std::string& scope) override;
  std::string scope_hash(const std::string& scope) override;
  common::Instant last_resync(const std::string& scope) override;
  void note_resync(const std::string& scope, common::Instant now) override;
  std::optional<common::sync::BlobToSend> next_blob() override;
  std::string read_blob(const std::string& sha256, std::uint64_t offset,
                        std::size_t bytes_max) override;
  void note_blob(const wire::BlobState& state) override;

 private:
  /// The marks of the log; one value in meta.
  struct Log {
    std::uint32_t epoch = 0;
    std::uint64_t next = 1, acked = 0, settled = 0;
    std::uint64_t logical = 0;
    std::string chain_hash;  ///< of operation next - 1
    std::string incarnation;
    std::vector<std::string> technicians;
    std::vector<AckMark> marks;  ///< at most one a day, the oldest first
  };
  struct Stored {  ///< an operation with what only this device needs
    std::string encoded;
    wire::Operation operation;
    common::rules::Actor actor;
    std::deque<std::string> numbers;
  };
  struct Pending {  ///< what the pending view needs to know without reading the log
    std::set<RecordKey> touched;
    bool is_rejected = false;
    std::optional<common::Instant> money_since;  ///< when it was made, where it carries money
    void note(const wire::Operation& operation);
  };
  void open();
  void set_aside();
  void salvage(const std::filesystem::path& from, const std::filesystem::path& into) const;
  void take_salvaged(const std::filesystem::path& file);
  void load();
  /// Adds to the index what this program looks up and the one that filled the store did not.
  void complete_index();
  void save_log(Txn& txn, const Log& log);
  Stored read_operation(const Txn& txn, std::uint64_t sequence, std::string_view raw) const;
  std::string pack(const Stored& stored) const;
  static Stored unpack(const std::string& bytes);
  void rebuild(Txn& txn, std::set<RecordKey> changed,
               const std::map<std::uint64_t, Pending>& pending);
  void replay(Txn& txn, const Stored& stored);
  void end_shadow(Txn& txn, const std::string& scope, Scope& row, std::set<RecordKey>& changed);
  void mark_acked(Log& log) const;
  /// What is kept in case that the hub is restored goes when it is too old or too much.
  void trim(Txn& txn, const Log& log) const;
  void keep_former(Txn& txn, const Log& log, const Stored& stored) const;
  std::vector<Stored> take_former(Txn& txn) const;
  common::sync::Applied apply_whole(const wire::ChangeBatch& batch);
  void keep_press(Txn& txn, const wire::Operation& operation, const std::string& record);
  void trim_presses(Txn& txn);
  void know_unsent();  ///< fills unsent_
  void refuse_when_full() const;
  void refuse_without_room() const;
  bool room_left(std::uint64_t disk_bytes) const;
  /// A hub that was restored may lack what it had durably: all files still here are offered again.
  void doubt_blobs(Txn& txn) const;
  std::filesystem::path blob_path(const std::string& sha256) const;
  std::string blob_place(const std::string& sha256, std::uint64_t chunk) const;
  void notify(const std::set<RecordKey>& keys);
  void load_types();

  Options options_;
  const Catalogue& compiled_;
  mutable std::mutex types_mutex_;
  std::shared_ptr<const Catalogue> types_;  // see catalogue()
  const common::rules::RuleBook& book_;
  const common::Clock& clock_;
  std::string damage_;
  std::unique_ptr<Seal> seal_;
  std::unique_ptr<Environment> environment_;
  std::function<void(const std::vector<RecordKey>&)> changed_;

  mutable std::mutex writing_;  // guards all below, and makes one writer of many
  Log log_;
  std::optional<common::Instant> hub_now_;    // as last heard since the start
  std::map<std::uint64_t, Pending> pending_;  // not yet settled
  mutable int used_percent_ = 0;
  /// By size and lane: small ones first, of these what somebody signed; then by age.
  std::map<std::tuple<bool, bool, std::int64_t, std::string>, common::sync::BlobToSend> unsent_;
  bool unsent_known_ = false;
  std::size_t presses_untrimmed_ = presses_trimmed_every;  // looked at after the start
  static constexpr std::size_t presses_max = 2'000, presses_trimmed_every = 200;
  std::atomic<bool> large_blobs_apart_ = false;
};

}  // namespace edge::store
