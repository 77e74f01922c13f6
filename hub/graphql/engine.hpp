#pragma once
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "hub/graphql/execution.hpp"
#include "hub/graphql/validation.hpp"
#include "hub/records/service.hpp"

namespace hub::graphql {

/// What a client sends.
struct Question {
  std::string text, operation;
  Json variables;           ///< an object, or null
  bool may_change = false;  ///< a GET reads only
};

/// Who asks, and how a write is done for him.
struct Asking {
  const records::Caller& caller;
  std::function<Done(const Change&)> change;
};

struct Answer {
  std::string body;       ///< JSON
  bool has_data = false;  ///< false: refused before anything was executed
  bool not_here = false;  ///< a write by GET
};

/// A document that was read and checked for one schema.
struct Prepared {
  std::shared_ptr<const Schema> schema;
  Document document;
  std::vector<Fault> faults;
};

/// One operation of a document with its variables, ready to be executed.
struct Ready {
  std::shared_ptr<const Prepared> prepared;
  const Operation* operation = nullptr;
  Variables variables;
};

/// Answers GraphQL from the store. Keeps schemas by role and documents by text, both bounded. Any
/// thread.
class Engine {
 public:
  static constexpr std::size_t schemas_max = 16, documents_max = 500;

  explicit Engine(const records::RecordService& records) : records_(records) {}

  /// Throws storage, unavailable and internal only; everything else is in the answer.
  Answer answer(const Question& question, const Asking& asking);
  std::shared_ptr<const Schema> schema_of(const records::Caller& caller);

  // For subscriptions, whose events come later.
  /// The operation to execute; otherwise `errors` is the JSON list that says why not.
  std::optional<Ready> make_ready(const Question& question, const records::Caller& caller,
                                  std::string& errors);
  /// The caller must outlive it.
  Reading reading(store::Connection& sql, const records::Caller& caller) const;

 private:
  std::shared_ptr<const Prepared> prepare(std::shared_ptr<const Schema> schema,
                                          const std::string& text);
  Answer execute(const Ready& ready, const Asking& asking);
  std::string read_root(const Planner& planner, Pick& pick, const Asking& asking);
  std::string write_root(const Planner& planner, Pick& pick, const Asking& asking);

  const records::RecordService& records_;
  std::mutex mutex_;
  /// By the company's record types and the roles.
  std::map<std::pair<const store::Schema*, std::string>, std::shared_ptr<const Schema>> schemas_;
  using Key = std::pair<const Schema*, std::string>;
  struct Known {
    std::shared_ptr<const Prepared> prepared;
    std::list<Key>::iterator used;
  };
  std::map<Key, Known> documents_;
  std::list<Key> used_;  // the latest first
};

/// "{"message":…,"locations":…}", for `errors` of an answer.
Json error_json(const std::string& text, const std::vector<Place>& places, const std::string& code);

}  // namespace hub::graphql
