#pragma once
#include "hub/store/tables.hpp"

namespace hub::store {

/// What people type as a key is the same key in capitals and with blanks around it. The databases'
/// unique indexes are exact; this asks beside them, for unique texts and for natural keys that hold
/// a text, declared or the company's own, of those that are kept folded and are not given by us.
/// Two transactions at the same time may still write such a pair, on PostgreSQL, and records of
/// before may be one: they stay as they are until somebody changes the key. Throws conflict naming
/// the field. Nothing is asked where the key stays as it was in `before`, which may be null.
void require_unlike_keys(Connection& connection, const RecordType& type, const Message* before,
                         const Message& after);

}  // namespace hub::store
