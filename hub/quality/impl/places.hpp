#pragma once
#include <string>
#include <vector>

#include "hub/store/transaction.hpp"

namespace hub::quality::impl {

using common::schema::Field;
using common::schema::Message;
using common::schema::RecordType;
using store::Connection;
using store::Transaction;

/// A field of another type, or of its lines, that may lead to records of the type.
struct Place {
  const RecordType* type;
  const Field* field;
  const Field* lines;  ///< that hold the field; null: the record itself
};
/// References, the company's own too, and abouts, by type.
std::vector<Place> places_of(const store::Catalogue& catalogue, const RecordType& target);

/// Whether what a record of the type says is never changed: logs, streams and what is computed.
bool is_fixed(const RecordType& type);
bool is_in_frozen_state(const RecordType& type, const Message& record);
/// What the record said when it was issued stays: it, or the document that it is a row of, is
/// frozen.
bool is_frozen(Transaction& transaction, const RecordType& type, const Message& record);

/// How many records name the target in this place, deleted ones left out; `frozen`: of these, those
/// in a frozen state.
std::int64_t count_naming(Connection& connection, const std::string& tenant, const Place& place,
                          const RecordType& target, const std::string& id, bool frozen = false);
/// Their ids in order, those after `after`.
std::vector<std::string> ids_naming(Connection& connection, const std::string& tenant,
                                    const Place& place, const RecordType& target,
                                    const std::string& id, const std::string& after,
                                    std::size_t limit);

/// Lets all places of the record that name `from` name `to`, and says which these were:
/// "account", "crew/l1/technician", "custom/12", and "tags+" for a list that had both and has one
/// now. A record that would refer to itself refers to nothing.
std::vector<std::string> rewrite(const std::vector<Place>& places, const RecordType& target,
                                 Message& record, const std::string& from, const std::string& to);
/// The other way round, one place; false when it does not lead to `from` any more.
bool rewrite_back(const RecordType& type, Message& record, const std::string& place,
                  const std::string& from, const std::string& to);

}  // namespace hub::quality::impl
