#pragma once
#include <set>
#include <string>
#include <vector>

#include "common/sync/wire.hpp"
#include "hub/gateway/registry.hpp"

namespace hub::gateway {

namespace wire = truckroll::wire;
using store::Field;
using store::Message;
using store::RecordType;

/// One field that office and van both changed since the van last heard of it. Values as JSON text.
struct FieldConflict {
  std::string type, record, field;
  std::string base, mine, theirs;
  std::string by_rule;  ///< settled by this rule; empty: a person decides
};

/// Names of the fields that others than the device changed after that version, and "state".
std::set<std::string> moved_since(store::Connection& connection, const std::string& tenant,
                                  const std::string& record, std::int64_t base_version,
                                  const std::string& device);
const wire::Delta* find_delta(const wire::Operation& operation, const std::string& type,
                              const std::string& record);
/// The field's value as JSON text; "null" when it is not set, or for a secret.
std::string value_text(const RecordType& type, const Field& field, const Message& record);
/// Empty bytes give an empty record. Values of the company's own fields are what their kinds take.
/// Throws bad_input.
std::unique_ptr<Message> parse_record(const RecordType& type, const std::string& bytes);

/// What a patch may set after comparing with what the office did meanwhile.
struct MergedPatch {
  std::vector<int> mask;           ///< fields to set
  std::vector<int> custom_mask;    ///< and of the company's own
  std::unique_ptr<Message> input;  ///< with lists joined
  std::vector<FieldConflict> conflicts;
  bool merged = false;  ///< somebody else had changed the record too
};
/// The office's fields stay as the office has them where both moved; the technician's are his;
/// lists that only grow are joined. `current` is the hub's record.
MergedPatch merge_patch(const RecordType& type, const Message& current,
                        const wire::Command& command, const wire::Delta* delta,
                        const std::set<std::string>& moved);
/// Office fields that an action set to the van's value although the office had changed them.
std::vector<FieldConflict> overwritten(const RecordType& type, const Message& before,
                                       const Message& after, const wire::Delta& delta,
                                       const std::set<std::string>& moved);

}  // namespace hub::gateway
