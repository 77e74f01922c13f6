#pragma once
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/rules/records.hpp"

namespace common::rules {

/// One record on its way into the store: what it was (null at creation) and what it will be.
template <class T>
struct Change {
  const T* before;
  T& after;
  bool creates() const { return before == nullptr; }
  const std::string& id() const { return schema::header(after).id(); }
  std::string state_before() const {
    return before ? schema::header(*before).state() : std::string();
  }
  const std::string& state() const { return schema::header(after).state(); }
  /// The record came into this state by this change.
  bool enters(std::string_view state_name) const {
    return state() == state_name && state_before() != state_name;
  }
  /// True when the field differs (or is set, at creation).
  bool changed(int field_number) const;
};

bool field_differs(const schema::Message* before, const schema::Message& after, int field_number);

template <class T>
bool Change<T>::changed(int field_number) const {
  return field_differs(before, after, field_number);
}

using RecordRule =
    std::function<void(Records&, const schema::Message* before, schema::Message& after)>;
using RemovalRule = std::function<void(Records&, const schema::Message& removed)>;
/// Works on the loaded record, saves what it changes, and may answer with more than the record.
using ActionRule =
    std::function<nlohmann::json(Records&, schema::Message& record, const schema::Message& input)>;

struct Action {
  std::string type;                           ///< record type
  std::string name;                           ///< "on-my-way"
  const schema::Descriptor* input = nullptr;  ///< null: takes nothing
  ActionRule run;
  bool on_collection = false;  ///< POST /api/<path>/<name>/: no record yet; `record` is empty
};

/// Everything that registered itself. Common rules run in van and hub, effects at the hub only.
class RuleBook {
 public:
  static RuleBook& registered();  ///< filled by static objects before main; read-only after

  /// Rules that van and hub both hold to run before those of the hub alone.
  void add_before(std::string type, RecordRule rule, bool hub_only);
  void add_after(std::string type, RecordRule rule, bool hub_only);
  void add_removed(std::string type, RemovalRule rule);
  void add_action(Action action);
  void add_daily(std::string name, std::function<void(Records&)> run);

  struct Entry {
    RecordRule run;
    bool hub_only;
  };
  const std::vector<Entry>& before(std::string_view type) const;
  const std::vector<Entry>& after(std::string_view type) const;
  const std::vector<RemovalRule>& removed(std::string_view type) const;
  const Action* find_action(std::string_view type, std::string_view name) const;
  std::vector<const Action*> actions(std::string_view type) const;
  const std::vector<std::pair<std::string, std::function<void(Records&)>>>& daily() const {
    return daily_;
  }

 private:
  static void insert(std::vector<Entry>& entries, Entry entry);

  std::map<std::string, std::vector<Entry>, std::less<>> before_, after_;
  std::map<std::string, std::vector<RemovalRule>, std::less<>> removed_;
  std::map<std::pair<std::string, std::string>, Action> actions_;
  std::vector<std::pair<std::string, std::function<void(Records&)>>> daily_;
};

/// The name in the catalogue of a generated type, without a catalogue.
template <class T>
std::string type_name() {
  return T::descriptor()->full_name().substr(std::string_view("truckroll.").size());
}

/// Registers the rules of one record type; a static object per rules file:
///   const Rules<WorkOrder> work_order_rules =
///   Rules<WorkOrder>().before_save(check).action<CompleteInput>("complete", complete);
/// `Rules<T>` is what van and hub both hold to; `Effects<T>` is what only the hub does.
template <class T, bool hub_only = false>
class Rules {
 public:
  using Rule = void (*)(Records&, Change<T>&);

  Rules& before_save(Rule rule) {
    RuleBook::registered().add_before(type_name<T>(), wrap(rule), hub_only);
    return *this;
  }
  Rules& after_save(Rule rule) {
    RuleBook::registered().add_after(type_name<T>(), wrap(rule), hub_only);
    return *this;
  }
  /// What follows when the record was deleted.
  Rules& after_remove(void (*rule)(Records&, const T&)) {
    RuleBook::registered().add_removed(type_name<T>(),
                                       [rule](Records& records, const schema::Message& removed) {
                                         rule(records, static_cast<const T&>(removed));
                                       });
    return *this;
  }
  template <class Input>
  Rules& action(const char* name, void (*run)(Records&, T&, const Input&)) {
    RuleBook::registered().add_action(
        {type_name<T>(), name, Input::descriptor(),
         [run](Records& records, schema::Message& record, const schema::Message& input) {
           run(records, static_cast<T&>(record), static_cast<const Input&>(input));
           return nlohmann::json();
         },
         false});
    return *this;
  }
  Rules& action(const char* name, void (*run)(Records&, T&)) {
    RuleBook::registered().add_action(
        {type_name<T>(), name, nullptr,
         [run](Records& records, schema::Message& record, const schema::Message&) {
           run(records, static_cast<T&>(record));
           return nlohmann::json();
         },
         false});
    return *this;
  }
  /// An action that answers: its JSON stands beside the record in the reply.
  template <class Input>
  Rules& action(const char* name, nlohmann::json (*run)(Records&, T&, const Input&)) {
    RuleBook::registered().add_action(
        {type_name<T>(), name, Input::descriptor(),
         [run](Records& records, schema::Message& record, const schema::Message& input) {
           return run(records, static_cast<T&>(record), static_cast<const Input&>(input));
         },
         false});
    return *this;
  }
  Rules& action(const char* name, nlohmann::json (*run)(Records&, T&)) {
    RuleBook::registered().add_action(
        {type_name<T>(), name, nullptr,
         [run](Records& records, schema::Message& record, const schema::Message&) {
           return run(records, static_cast<T&>(record));
         },
         false});
    return *this;
  }
  /// An action of the type, not of one record; it fills `record` (and saves it) or leaves it empty
  /// and only answers.
  template <class Input>
  Rules& collection_action(const char* name, nlohmann::json (*run)(Records&, T&, const Input&)) {
    RuleBook::registered().add_action(
        {type_name<T>(), name, Input::descriptor(),
         [run](Records& records, schema::Message& record, const schema::Message& input) {
           return run(records, static_cast<T&>(record), static_cast<const Input&>(input));
         },
         true});
    return *this;
  }
  Rules& daily(const char* name, void (*run)(Records&)) {
    RuleBook::registered().add_daily(name, run);
    return *this;
  }

 private:
  static RecordRule wrap(Rule rule) {
    return [rule](Records& records, const schema::Message* before, schema::Message& after) {
      Change<T> change{static_cast<const T*>(before), static_cast<T&>(after)};
      rule(records, change);
    };
  }
};

template <class T>
using Effects = Rules<T, true>;

}  // namespace common::rules
