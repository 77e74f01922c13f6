#pragma once
#include <map>
#include <string>

#include "common/codec/json.hpp"
#include "hub/store/store.hpp"

namespace hub::domain {

/// Makes records from entries of data files; they are saved through the rules like anybody's.
///
/// {"as": NAME, "type": TYPE, "set": {…}, "act": [ACTION, …]} makes a record that later entries
/// call
/// "@NAME"; {"change": "@NAME", "type": TYPE, "set": {…}} changes one; {"fiscal_periods": "@NAME"}
/// opens the months of last year, this one and the next for a legal entity. With "if": WORD an
/// entry counts only when that word is given and not empty. Values: "~given:WORD" is a given word,
/// {"~text": {"en": …, "de": …}} the text in the company's language, "~first_day" the first day of
/// last year, "~form:service_report" a form that the product ships.
class Entries {
 public:
  /// `words`: what "~given:WORD" stands for, with "language" and "zone" at least.
  explicit Entries(std::map<std::string, std::string> words) : words_(std::move(words)) {}

  /// Throws bad_input for an entry that cannot be read and whatever saving throws.
  void load(store::Transaction& transaction, const common::codec::Json& entry);
  /// Values with names and words replaced.
  common::codec::Json resolved(store::Transaction& transaction,
                               const common::codec::Json& value) const;
  std::string id_of(const std::string& name) const;  ///< of "@NAME"; throws bad_input
  void name(const std::string& name, const std::string& id) { ids_[name] = id; }
  const std::string& word(const std::string& name) const;  ///< throws bad_input

 private:
  void create(store::Transaction& transaction, const common::codec::Json& entry);
  void change(store::Transaction& transaction, const common::codec::Json& entry);
  void open_fiscal_periods(store::Transaction& transaction, const std::string& legal_entity);
  common::codec::Json resolved_text(store::Transaction& transaction, const std::string& text) const;
  int year(store::Transaction& transaction) const;

  std::map<std::string, std::string> words_, ids_;
};

}  // namespace hub::domain
