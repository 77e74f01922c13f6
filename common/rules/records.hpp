#pragma once
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "common/clock/clock.hpp"
#include "common/error/error.hpp"
#include "common/schema/schema.hpp"

namespace common::rules {

class RuleBook;

/// On whose behalf something happens.
struct Actor {
  std::string tenant;
  std::string user;        ///< id; empty for a rule, a job, a device that acts for itself
  std::string name;        ///< for people who read the log
  std::string technician;  ///< id of the technician this user is; what `me` means for field work
  std::string device;      ///< id of the van's device, when the command came from a van
  std::set<std::string> roles;
  std::string address;  ///< of the peer
  std::string cause;    ///< "request <correlation>", "operation <device> <sequence>", "job <name>"
  bool system = false;  ///< rules and jobs: flow moves of role "system" are theirs
  /// What the token that he came with is for; none: he came himself. See hub/store/scopes.hpp.
  std::optional<std::set<std::string>> scopes{};
  bool has(std::string_view role) const { return roles.count(std::string(role)) > 0; }
};

enum class Side { hub, van };

/// What else a record must have to be found, so that a look-up does not read a whole past. The
/// field stands beside the first one in a `lookup` of the type.
struct Also {
  std::string_view field;          ///< "state", or a field that is neither a list nor lines
  std::string_view value{};        ///< what it equals ...
  std::optional<Instant> after{};  ///< ... or the moment that its time is later than
};

/// The records a rule reads and writes, inside one transaction; the hub's is over SQL, the van's
/// over LMDB. All saves of one command become durable together or not at all. One thread; never
/// kept beyond the command. Time and ids come from here, so that the same command gives the same
/// result in van and hub and when it is replayed.
class Records {
 public:
  virtual ~Records() = default;

  virtual const schema::Catalogue& catalogue() const = 0;
  virtual Side side() const = 0;
  virtual const Actor& actor() const = 0;
  /// When this command was given: at the hub, for a van's command, the van's time.
  virtual Instant now() const = 0;
  /// Deterministic for the command: the n-th id of this type. Ids that effects of the hub make do
  /// not shift those that the van made.
  std::string new_id(const schema::RecordType& type);

  /// A fact of work is being kept although the office may disagree: checks note instead of
  /// refusing.
  virtual bool fact() const { return false; }
  /// Keeps what a person must look at: at the hub a conflict record, in the van a note on the
  /// operation.
  virtual void flag(const schema::Message& about, std::string_view kind, std::string_view text) = 0;

  template <class T>
  std::optional<T> find(std::string_view id) {
    auto found = find_message(catalogue().of<T>(), id);
    if (!found) return std::nullopt;
    return std::move(static_cast<T&>(*found));
  }
  /// Throws not_found.
  template <class T>
  T load(std::string_view id) {
    return std::move(static_cast<T&>(*load_message(catalogue().of<T>(), id)));
  }
  /// Records whose field (a reference, a list of references, a key, "about") equals the value. Not
  /// deleted; oldest first.
  template <class T>
  std::vector<T> where(std::string_view field, std::string_view value) {
    std::vector<T> records;
    for (auto& found : where_message(catalogue().of<T>(), field, value))
      records.push_back(std::move(static_cast<T&>(*found)));
    return records;
  }
  template <class T>
  std::vector<T> where(std::string_view field, std::string_view value, const Also& also) {
    std::vector<T> records;
    for (auto& found : where_also_message(catalogue().of<T>(), field, value, also))
      records.push_back(std::move(static_cast<T&>(*found)));
    return records;
  }
  template <class T>
  std::optional<T> find_where(std::string_view field, std::string_view value) {
    auto records = where<T>(field, value);
    if (records.empty()) return std::nullopt;
    return std::move(records.front());
  }

  /// Null when there is none, it is deleted, or of another tenant.
  virtual std::unique_ptr<schema::Message> find_message(const schema::RecordType& type,
                                                        std::string_view id) = 0;
  std::unique_ptr<schema::Message> load_message(const schema::RecordType& type,
                                                std::string_view id);
  virtual std::vector<std::unique_ptr<schema::Message>> where_message(
      const schema::RecordType& type, std::string_view field, std::string_view value) = 0;
  virtual std::vector<std::unique_ptr<schema::Message>> where_also_message(
      const schema::RecordType& type, std::string_view field, std::string_view value,
      const Also& also) = 0;

  /// All of a type, oldest first; for set-up, of which there is little.
  template <class T>
  std::vector<T> all() {
    std::vector<T> records;
    for (auto& id : all_ids(catalogue().of<T>())) records.push_back(load<T>(id));
    return records;
  }
  /// Ids of all records of the type that are not deleted, oldest first.
  virtual std::vector<std::string> all_ids(const schema::RecordType& type) = 0;

  /// Creates (no id yet, or an id that is not there) or changes; what is there already is left as
  /// it is. Completes header and defaults, runs the rules before, checks options and references,
  /// writes, runs the rules after. `record` is what was stored. Throws bad_input with violations;
  /// conflict for a frozen record or a stale version.
  void save(schema::Message& record);
  /// As a rule of the system: an action that itself freezes or signs a record may still write its
  /// fields.
  void save_as_system(schema::Message& record);
  /// Soft delete. Throws conflict with the list when documents refer to it.
  void remove(const schema::Message& record);

  /// Moves the state by the flow's action; call save() to store it. Throws conflict naming the
  /// reason when the flow has no such move from here, forbidden when the actor may not.
  void move(schema::Message& record, std::string_view action);
  bool can_move(const schema::Message& record, std::string_view action) const;
  /// As a rule of the system: moves of role "system" are allowed inside.
  void move_as_system(schema::Message& record, std::string_view action);

  /// Runs an action of the rule book or, when it has none of that name, the flow's plain move.
  /// The record is loaded fresh. Its result's `record` is null for an action that made none.
  struct ActionResult {
    std::unique_ptr<schema::Message> record;
    std::string json;  ///< empty, or an object with what the action answers
  };
  ActionResult act(const schema::RecordType& type, std::string_view id, std::string_view action,
                   const schema::Message* input);

  /// The next number of a series ("invoice"), formatted. At the hub from the series' row, in the
  /// van from its leased block. Throws unavailable when a van's block is used up.
  virtual std::string take_number(std::string_view series, const schema::Message& record) = 0;

  /// Work to be done after the commit, at least once: mail, PDF, HTTP. Hub only; in the van it does
  /// nothing, since the hub runs the same rule again. `key` makes it unique per tenant and kind: a
  /// second request with the key is dropped.
  virtual void enqueue(std::string_view kind, std::string_view key, std::string_view payload,
                       Instant not_before) = 0;

 protected:
  explicit Records(const RuleBook& book) : book_(book) {}
  /// Stores the row (before is null for a new record) and logs the change.
  virtual void write(const schema::RecordType& type, const schema::Message* before,
                     schema::Message& after) = 0;
  virtual void write_removal(const schema::RecordType& type, const schema::Message& before) = 0;
  /// Seed of the deterministic ids: unique per command.
  virtual std::string_view command_id() const = 0;
  /// Throws bad_input naming the field when a reference of `after` that differs from `before` leads
  /// nowhere.
  virtual void check_references(const schema::RecordType& type, const schema::Message* before,
                                const schema::Message& after) = 0;
  virtual void check_unreferenced(const schema::RecordType& type,
                                  const schema::Message& record) = 0;

 private:
  void run_rules(const schema::RecordType& type, bool before_save, const schema::Message* before,
                 schema::Message& after);
  void check_owner(const schema::RecordType& type, const schema::Message& row);
  void check_state(const schema::RecordType& type, const schema::Message* before,
                   const schema::Message& after) const;
  const schema::options::Move* find_move(const schema::RecordType& type, const std::string& state,
                                         std::string_view action, bool& exists) const;
  bool may_move(const schema::options::Move& move) const;

  const RuleBook& book_;
  std::map<std::string, int> ids_made_;
  bool in_effect_ = false;  // a rule of the hub alone is running
  int system_depth_ = 0;    // rules are running: system moves are allowed
  int depth_ = 0;
  std::set<std::pair<std::string, std::string>> moved_;  // (id, state) that a move allowed
};

}  // namespace common::rules
