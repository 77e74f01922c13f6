#include "hub/transfer/propose.hpp"

#include <algorithm>
#include <set>

#include "common/error/error.hpp"
#include "common/text/text.hpp"

namespace hub::transfer {
namespace {

using common::text::fold;
namespace options = common::schema::options;

/// What a column holds, whatever the record type.
enum class Meaning {
  none,
  mail,
  phone,
  mobile,
  web,
  line1,
  line2,
  postal_code,
  city,
  region,
  country,
  family,
  given,
  title,
  whole_name,
  organization,
  external_key,
  notes
};

struct Synonym {
  Meaning meaning;
  const char* words;  // folded, by bars
};
constexpr Synonym synonyms[] = {
    {Meaning::mail,
     "mail|e-mail|email|e-mail address|email address|mailadresse|e-mail-adresse|e-mail "
     "adresse|electronic mail|kontakt e-mail"},
    {Meaning::phone,
     "phone|telephone|tel|tel.|telefon|telefonnummer|phone number|telefon geschaft|telefon "
     "g|business phone|festnetz|rufnummer|phone 1|telefon 1|tel. g"},
    {Meaning::mobile,
     "mobile|mobile phone|cell|cell phone|handy|natel|mobil|mobiltelefon|mobilnummer|phone "
     "2|telefon mobil|handynummer"},
    {Meaning::web, "web|website|web site|homepage|internet|url|webseite|www"},
    {Meaning::line1,
     "street|address|address 1|address line 1|street address|strasse|straße|adresse|adresse "
     "1|strasse nr|strasse und hausnummer|strasse/nr.|anschrift|business street"},
    {Meaning::line2, "address 2|address line 2|adresse 2|adresszusatz|zusatz|po box|postfach"},
    {Meaning::postal_code,
     "zip|zip code|postcode|postal code|plz|postleitzahl|business postal code"},
    {Meaning::city, "city|town|place|ort|stadt|wohnort|ortschaft|business city"},
    {Meaning::region, "region|state|province|county|canton|kanton|bundesland"},
    {Meaning::country, "country|land|staat|country code|landercode"},
    {Meaning::family, "last name|surname|family name|nachname|familienname|lastname"},
    {Meaning::given, "first name|given name|forename|vorname|firstname"},
    {Meaning::title, "title|salutation|anrede|titel|academic title"},
    {Meaning::whole_name,
     "name|full name|full_name|display name|customer|customer name|company|company "
     "name|account|account "
     "name|firma|firmenname|kunde|kundenname|kundin|bezeichnung|contact|contact "
     "name|kontakt|ansprechpartner|lead"},
    {Meaning::organization, "organization|organisation|employer|arbeitgeber|unternehmen"},
    {Meaning::external_key,
     "customer number|customer no|customer id|kundennummer|kunden-nr|kunden-nr.|kunden "
     "nr|kundennr|debitor|debitorennummer|external id|externe id|nr|nr.|number alt"},
    {Meaning::notes,
     "note|notes|remark|remarks|comment|bemerkung|bemerkungen|notiz|notizen|kommentar"}};

Meaning meaning_of(const std::string& column) {
  auto name = fold(column);
  std::replace(name.begin(), name.end(), '_', ' ');
  for (auto& synonym : synonyms)
    for (auto& word : common::text::split(synonym.words, '|'))
      if (fold(word) == name || word == name) return synonym.meaning;
  return Meaning::none;
}

bool is_mail(std::string_view text) {
  auto at = text.find('@');
  return at != text.npos && at > 0 && text.find('.', at) != text.npos &&
         text.find(' ') == text.npos;
}
bool is_phone(std::string_view text) {
  auto digits =
      std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  bool plain = text.find_first_not_of("+0123456789 ()/.-'") == text.npos;
  return plain && digits >= 7 && (text.find('+') != text.npos || text[0] == '0');
}
bool is_web(std::string_view text) {
  return text.rfind("http://", 0) == 0 || text.rfind("https://", 0) == 0 ||
         text.rfind("www.", 0) == 0;
}

/// By most of the cells that are filled.
Meaning content_of(const std::vector<formats::Row>& sample, std::size_t column) {
  std::size_t filled = 0, mails = 0, phones = 0, webs = 0;
  for (auto& row : sample) {
    if (column >= row.cells.size() || row.cells[column].empty()) continue;
    ++filled;
    mails += is_mail(row.cells[column]);
    phones += is_phone(row.cells[column]);
    webs += is_web(row.cells[column]);
  }
  auto most = [&](std::size_t count) { return filled > 0 && count * 10 >= filled * 8; };
  return most(mails)    ? Meaning::mail
         : most(webs)   ? Meaning::web
         : most(phones) ? Meaning::phone
                        : Meaning::none;
}

class Proposer {
 public:
  Proposer(const RecordType& type, const std::vector<std::string>& columns,
           const std::vector<formats::Row>& sample)
      : type_(type), columns_(columns), sample_(sample), targets_(targets_of(type)) {}

  std::vector<ColumnMap> run() {
    for (auto& column : columns_) maps_.push_back({column, "", "", true, 0});
    pass([&](std::size_t i) { by_name(i); });
    pass([&](std::size_t i) { by_meaning(i, meaning_of(columns_[i]), 85); });
    pass([&](std::size_t i) { by_meaning(i, content_of(sample_, i), 40); });
    for (std::size_t i = 0; i < maps_.size(); ++i)
      if (!maps_[i].field.empty()) say_notation(i);
    return std::move(maps_);
  }

 private:
  template <class F>
  void pass(F&& propose_one) {
    for (std::size_t i = 0; i < maps_.size(); ++i)
      if (maps_[i].field.empty() && !holds_states(i)) propose_one(i);
  }

  bool take(std::size_t column, const std::string& path, int confidence,
            std::string transform = {}) {
    if (!find_target(type_, path) || !taken_.insert(path).second) return false;
    maps_[column].field = path;
    maps_[column].confidence = confidence;
    maps_[column].transform = std::move(transform);
    return true;
  }

  /// Where a record stands in its flow, as an export of ours says; nothing takes it in, and what
  /// other programs call state is a region.
  bool holds_states(std::size_t column) const {
    if (!type_.flow() || columns_[column] != "state" || sample_.empty()) return false;
    auto& states = type_.flow()->state();
    return std::all_of(sample_.begin(), sample_.end(), [&](const formats::Row& row) {
      return column >= row.cells.size() ||
             std::find(states.begin(), states.end(), row.cells[column]) != states.end();
    });
  }

  /// "Duration" is one in minutes as well: what the cells say is read by their own form.
  static bool is_label(const Field& field, const std::string& folded) {
    auto label = fold(field.label);
    if (folded == label || folded == fold(common::Sentence::label(field.label).in("de")))
      return true;
    constexpr std::string_view unit = " minutes";
    return field.options->widget() == options::DURATION_MINUTES && label.ends_with(unit) &&
           folded == label.substr(0, label.size() - unit.size());
  }

  void by_name(std::size_t column) {
    auto& name = columns_[column];
    // An exported list may come back after its records are gone, and other programs count theirs:
    // that the rows are records that are there, somebody has to say.
    if (name != "id" && find_target(type_, name)) return void(take(column, name, 100));
    auto folded = fold(name);
    auto snake = common::text::to_snake(name);
    for (auto& target : targets_) {
      bool direct = target.field && target.field == target.root;
      if (!direct) continue;
      auto part = target.part.empty()
                      ? ""
                      : " " + common::text::to_lower(common::text::to_label(target.part));
      // What has a currency or a unit is called by its number.
      bool is_main = target.part.empty() || target.part == "amount" || target.part == "value";
      bool named = is_main && is_label(*target.field, folded);
      if (named || folded == fold(target.field->label + part) ||
          folded == fold(target.field->name + part) || snake == target.path)
        if (take(column, target.path, 95)) return;
    }
  }

  void by_meaning(std::size_t column, Meaning meaning, int confidence) {
    switch (meaning) {
      case Meaning::none:
        return;
      case Meaning::mail:
        return channel(column, "mail", options::EMAIL, confidence);
      case Meaning::phone:
        return channel(column, "phone", options::PHONE, confidence);
      case Meaning::mobile:
        return channel(column, "mobile", options::PHONE, confidence);
      case Meaning::web:
        return channel(column, "web", options::URL, confidence);
      case Meaning::line1:
        return address(column, "line1", confidence);
      case Meaning::line2:
        return address(column, "line2", confidence);
      case Meaning::postal_code:
        return address(column, "postal_code", confidence);
      case Meaning::city:
        return address(column, "city", confidence);
      case Meaning::region:
        return address(column, "region", confidence);
      case Meaning::country:
        return address(column, "country", confidence);
      case Meaning::family:
      case Meaning::given:
      case Meaning::title:
        return person(column, meaning, confidence);
      case Meaning::whole_name:
        return whole_name(column, confidence);
      case Meaning::organization:
        return organization(column, confidence);
      case Meaning::external_key:
        if (take(column, "external_ids.1.key", confidence - 15, "with=system:import")) return;
        return;
      case Meaning::notes:
        for (auto name : {"notes", "note", "remark", "text", "description"})
          if (take(column, name, confidence)) return;
    }
  }

  /// A line of ways to reach somebody, or a field with that widget.
  void channel(std::size_t column, const std::string& kind, options::Widget widget,
               int confidence) {
    for (auto& field : type_.fields) {
      bool channels = field.kind == FieldKind::lines &&
                      field.descriptor->message_type() == truckroll::Channel::descriptor();
      for (int place = 1; channels && place < 10; ++place) {
        auto line = field.name + "." + std::to_string(place);
        if (lines_.count(line) || has_line(line)) continue;
        lines_.insert(line);
        return void(take(column, line + ".value", confidence, "with=kind:" + kind));
      }
      if (field.options->widget() == widget && take(column, field.name, confidence)) return;
    }
  }

  /// A column names something of that line already.
  bool has_line(const std::string& line) const {
    return std::any_of(taken_.begin(), taken_.end(),
                       [&](auto& path) { return path.rfind(line + ".", 0) == 0; });
  }

  void address(std::size_t column, const std::string& part, int confidence) {
    for (auto& target : targets_)
      if (target.field && target.field->kind == FieldKind::address && target.part == part)
        if (take(column, target.path, confidence)) return;
  }

  void person(std::size_t column, Meaning meaning, int confidence) {
    auto part = meaning == Meaning::family  ? "family"
                : meaning == Meaning::given ? "given"
                                            : "title";
    for (auto& target : targets_)
      if (target.field && target.field->kind == FieldKind::person_name && target.part == part)
        if (take(column, target.path, confidence)) return;
  }

  /// The field that the type's title shows first.
  void whole_name(std::size_t column, int confidence) {
    auto& title = type_.options->title();
    auto open = title.find('{'), close = title.find('}');
    if (open == std::string::npos || close == std::string::npos) return;
    auto name = title.substr(open + 1, close - open - 1);
    bool has_parts = taken_.count(name + ".family") || taken_.count(name + ".given");
    if (!has_parts) take(column, name, confidence);
  }

  /// Of a person, the account he belongs to; of what has no person's name, its own name.
  void organization(std::size_t column, int confidence) {
    bool is_person = std::any_of(type_.fields.begin(), type_.fields.end(),
                                 [](auto& field) { return field.kind == FieldKind::person_name; });
    if (!is_person) return whole_name(column, confidence);
    for (auto& target : targets_)
      if (target.field && target.field->is_reference() &&
          target.field->options->refers() == "crm.Account")
        if (take(column, target.path, confidence - 10)) return;
  }

  /// Which comes first in days, and what begins decimals, where the cells settle it.
  void say_notation(std::size_t column) {
    auto target = find_target(type_, maps_[column].field);
    if (!target || !target->field) return;
    auto kind = target->field->kind;
    if (kind == FieldKind::date || kind == FieldKind::instant) say_dates(column);
    if (kind == FieldKind::decimal || kind == FieldKind::money || kind == FieldKind::quantity ||
        kind == FieldKind::integer)
      say_decimals(column);
  }

  void append(std::size_t column, const std::string& text) {
    auto& transform = maps_[column].transform;
    transform += (transform.empty() ? "" : "; ") + text;
  }

  template <class Fits>
  bool all_fit(std::size_t column, Fits&& fits) const {
    std::size_t filled = 0;
    for (auto& row : sample_) {
      if (column >= row.cells.size() || row.cells[column].empty()) continue;
      ++filled;
      try {
        fits(row.cells[column]);
      } catch (const common::Error&) {
        return false;
      }
    }
    return filled > 0;
  }

  void say_dates(std::size_t column) {
    using Dates = Transform::Dates;
    auto first_word = [](const std::string& cell) { return cell.substr(0, cell.find(' ')); };
    auto fit = [&](Dates dates) {
      return all_fit(column, [&](const std::string& cell) { day_of(first_word(cell), dates); });
    };
    if (fit(Dates::unsaid)) return;
    if (fit(Dates::dmy))
      append(column, "dates=dmy");
    else if (fit(Dates::mdy))
      append(column, "dates=mdy");
  }

  void say_decimals(std::size_t column) {
    using Decimals = Transform::Decimals;
    auto fit = [&](Decimals decimals) {
      return all_fit(column, [&](const std::string& cell) { number_of(cell, decimals); });
    };
    if (fit(Decimals::unsaid)) return;
    bool comma = fit(Decimals::comma), point = fit(Decimals::point);
    if (comma != point) append(column, comma ? "decimal=comma" : "decimal=point");
  }

  const RecordType& type_;
  const std::vector<std::string>& columns_;
  const std::vector<formats::Row>& sample_;
  std::vector<Target> targets_;
  std::vector<ColumnMap> maps_;
  std::set<std::string> taken_, lines_;
};

}  // namespace

std::vector<ColumnMap> propose(const RecordType& type, const std::vector<std::string>& columns,
                               const std::vector<formats::Row>& sample) {
  return Proposer(type, columns, sample).run();
}

}  // namespace hub::transfer
