#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "hub/privacy/marks.hpp"
#include "hub/privacy/subject.hpp"

namespace hub::privacy {

/// Where records of one type may speak of the person: what SQL finds without knowing lines or JSON
/// exactly. `read` says what of it is true.
struct Trace {
  const RecordType* type = nullptr;
  std::string condition;  ///< after "WHERE tenant = ? AND id > ? AND"
  store::Values values;
};

/// All of them but the person's own records; rows before the records that own them, so that each
/// still says to whom it belongs.
std::vector<Trace> traces_of(const Schema& schema, const std::string& tenant,
                             const Subject& subject);

/// In which way a record speaks of him.
struct Mention {
  bool belongs = false;  ///< its marked fields are his
  bool about = false;    ///< it is about nothing else (a note, an attachment about him)
  std::vector<std::pair<const Field*, int>> lines;  ///< only these lines are
  std::vector<const Field*> texts;                  ///< JSON that names him
  bool any() const { return belongs || !lines.empty() || !texts.empty(); }
};
/// Whether the record of this type and id belongs to him; asked of rows' owners.
using OwnedByHim = std::function<bool(const std::string& type, const std::string& id)>;
Mention mention_of(const RecordType& type, const Message& record, const Subject& subject,
                   const OwnedByHim& owned_by_him);

/// A page of a trace's ids, those after `after`.
std::vector<std::string> find_ids(Connection& connection, const std::string& tenant,
                                  const Trace& trace, const std::string& after, std::size_t limit);

}  // namespace hub::privacy
