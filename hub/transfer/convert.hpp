#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "hub/transfer/formats/rows.hpp"
#include "hub/transfer/values.hpp"

namespace hub::transfer {

/// One column of a file and what it fills.
struct ColumnMap {
  std::string column, field, transform;  ///< field empty: left out
  bool proposed = false;
  int confidence = 0;  ///< of a proposal, percent
};

/// What is wrong with a row. The reason is kept for whose import it is, in his language.
struct Fault {
  std::int64_t line = 0;
  std::string column, value, reason;
};

/// A reference that a row names by a text.
struct NamedReference {
  std::string path, type, by, text;
  std::size_t column = 0;
};

struct Converted {
  std::string id;               ///< of the record that the row changes; empty: it says none
  Json patch = Json::object();  ///< as the API would be sent; references are filled in later
  std::vector<Fault> faults;
  std::vector<NamedReference> references;
  std::map<std::string, std::vector<std::size_t>>
      places;  ///< lines that are left, as they were counted
};

/// Turns rows into what the API would be sent. Made once for a run, used by any thread.
class Converter {
 public:
  /// Throws bad_input for field "mapping" when a target is none, named twice, or a transform wrong.
  /// `currency` is that of amounts without one, `zone` that of times without one.
  Converter(const RecordType& type, const std::vector<std::string>& columns,
            const std::vector<ColumnMap>& mapping, std::string currency, const std::string& zone);

  Converted convert(const formats::Row& row) const;
  /// Which column fills what a violation names: "channels[0].value". Empty: none.
  std::string column_of(const Converted& converted, const std::string& violation) const;
  /// The cell of that column, cut to what a report needs.
  std::string cell_of(const formats::Row& row, const std::string& column) const;
  /// The record's fields that are filled, each once.
  std::vector<const Field*> fields() const;
  bool fills_external_ids() const;
  /// Rows name the records that they change.
  bool names_records() const;

 private:
  struct Filler {
    std::size_t column;
    Target target;
    Transform transform;
    std::string reference;  ///< type it refers to
    std::vector<std::pair<Target, std::string>> with;
  };
  void fill(Converted& converted, const Filler& filler, const std::string& cell) const;
  void tidy(Converted& converted) const;

  std::vector<std::string> columns_;
  std::vector<Filler> fillers_;
  std::string currency_;
};

}  // namespace hub::transfer
