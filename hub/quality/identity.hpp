#pragma once
#include <string>
#include <vector>

#include "common/codec/json.hpp"
#include "common/schema/schema.hpp"
#include "hub/quality/similarity.hpp"

namespace hub::quality {

using common::codec::Json;
using common::schema::Field;
using common::schema::Message;
using common::schema::RecordType;

/// What a field says of who or what its record is. It follows from what the type declares:
///   name      the first name of the title: of a person, or a text longer than a number
///   alias     another such text that is searched with weight: the legal name
///   context   another text of the title: the lead's company; agrees or not, identifies nobody
///   number    a bar code, and a short text that is searched with weight: the trade register's
///   mail, phone   channels, and fields with these widgets
///   address   an address, or lines with one
///   owner     a required reference to what is no setup: the site's account
enum class Means { name, alias, context, number, mail, phone, address, owner };
std::string_view means_name(Means means);

struct Identifying {
  const Field* field;
  Means means;
};
/// In reading order; empty for types of which duplicates are not looked for: those without a name
/// and something beside it by which they are known, rows and logs, numbered documents, and what
/// belongs to the company itself (its users, technicians, branches).
std::vector<Identifying> identifying_fields(const RecordType& type);
inline bool is_matched(const RecordType& type) {
  return !identifying_fields(type).empty();
}

/// A record by what it is known by, each value in its one form (similarity.hpp).
struct Identity {
  struct Place {
    Street street;
    std::string postal_code, city;
  };
  struct Name {
    std::string field;
    std::vector<std::string> words;
  };
  struct Text {
    std::string field, value;
  };
  std::vector<Name> names;  ///< aliases too
  std::vector<Text> mails, phones, numbers, contexts, owners;
  std::vector<Place> places;
  std::string place_field;
};
Identity identity_of(const RecordType& type, const Message& record);

/// Texts of which two records that might be one share at least one; sorted, each once. The first
/// letter says of what. Bounded: 24 keys.
std::vector<std::string> keys_of(const Identity& identity);

/// Why two records might be one: what agrees, and to how many percent.
struct Reason {
  Means means;
  std::string field;
  int percent;
};
struct Score {
  int percent = 0;  ///< 0..100
  std::vector<Reason> reasons;
};
inline constexpr int score_min = 60;  ///< below it is not told
/// Weighted similarity of what both have; what only one has says nothing.
Score score_of(const Identity& a, const Identity& b);
Json reasons_json(const std::vector<Reason>& reasons);

}  // namespace hub::quality
