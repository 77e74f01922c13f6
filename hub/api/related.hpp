#pragma once
#include <string>
#include <vector>

#include "hub/api/api.hpp"
#include "hub/records/titles.hpp"

namespace hub::api {

/// Records for one purpose-built reply: found by a field, filtered by what the caller may read,
/// written as JSON, their references' titles gathered on the way.
class Related {
 public:
  Related(Hub& hub, const Caller& caller, store::Connection& connection)
      : hub_(hub),
        caller_(caller),
        connection_(connection),
        titles_(hub.reads, caller, connection) {}

  /// Null without the right or the record.
  std::unique_ptr<store::Message> find(const char* type, const std::string& id);
  /// Not deleted; `order` is SQL over the type's columns.
  std::vector<std::unique_ptr<store::Message>> where(const char* type, const std::string& condition,
                                                     store::Values values,
                                                     const std::string& order = "\"id\"");
  bool may_read(const char* type) const;
  /// How many records of the last where() the caller may not read, of a type that he may.
  std::size_t withheld() const { return withheld_; }

  /// "null" for none.
  std::string json(const store::Message* record);
  std::string json(const std::vector<std::unique_ptr<store::Message>>& records);
  Titles& titles() { return titles_; }

 private:
  bool readable(const store::RecordType& type, const store::Message& record) const;
  Hub& hub_;
  const Caller& caller_;
  store::Connection& connection_;
  Titles titles_;
  std::size_t withheld_ = 0;
};

}  // namespace hub::api
