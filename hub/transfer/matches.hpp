#pragma once
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "hub/transfer/lookup.hpp"

namespace hub::transfer {

/// By what a record is known again, as texts that are the same for the same thing: of "mail" each
/// address in lower case, of "phone" digits, of "name_postal_code" both together, of "external_id"
/// system and key, of a field or path ("registration") its folded value. A record has none, one or
/// several of a key.
std::vector<std::string> match_texts(const common::schema::RecordType& type,
                                     const common::schema::Message& record,
                                     const std::vector<std::string>& keys);
/// Among the keys: likeness, as hub/quality scores it, instead of one text.
inline constexpr const char* similar_key = "similar";
/// Throws bad_input for field "match_keys" when the type has nothing of that name.
void require_match_keys(const common::schema::RecordType& type,
                        const std::vector<std::string>& keys);

/// What each record of a type is known by: 64 bits per text, in memory (some 60 bytes each). Who is
/// found is compared once more by whoever uses it.
class KnownRecords {
 public:
  /// Reads all records that the person may read, page by page.
  void load(store::Connection& connection, const Person& person,
            const common::schema::RecordType& type, const std::vector<std::string>& keys);
  void add(const std::string& text, const std::string& id);
  /// Empty when there is none.
  std::string find(const std::string& text) const;

 private:
  std::unordered_map<std::uint64_t, std::string> ids_;  // 16 bytes each
};

}  // namespace hub::transfer
