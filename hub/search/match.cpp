#include "hub/search/match.hpp"

#include <algorithm>
#include <map>

#include "common/text/text.hpp"

namespace hub::search {
namespace {

constexpr std::size_t piece_bytes = 60, snippet_bytes = 180;

struct Mark {
  std::size_t begin, end;
};

/// One text of a field with what stands in it.
struct Looked {
  std::string field, text;
  std::vector<Mark> marks;
  std::vector<bool> met, exactly;  // per term
  bool as_typed = false;
  int worth = 0;
};

bool begins_character(const std::string& text, std::size_t at) {
  return at >= text.size() || (static_cast<unsigned char>(text[at]) & 0xc0) != 0x80;
}

/// Every phrase in quotes stands in the text, word after word.
bool holds_phrases(const std::string& text, const std::vector<Wanted>& wanted) {
  std::vector<std::string> parts;
  for (auto& compound : compounds_of(text))
    for (auto& part : compound.parts) parts.push_back(part.key);
  std::map<int, std::vector<std::string>> phrases;
  for (auto& one : wanted) {
    if (one.term.quote == 0) continue;
    auto& phrase = phrases[one.term.quote];
    if (one.term.parts.empty()) phrase.push_back(one.term.word.key);
    for (auto& part : one.term.parts) phrase.push_back(part.word.key);
  }
  return std::all_of(phrases.begin(), phrases.end(), [&](auto& phrase) {
    return std::search(parts.begin(), parts.end(), phrase.second.begin(), phrase.second.end()) !=
           parts.end();
  });
}

/// As the API calls it.
std::string shown_name(const SearchedField& field) {
  return field.field->custom ? field.field->name : field.name();
}

Looked look(const SearchedField& field, std::string text, const std::vector<Wanted>& wanted) {
  Looked looked{shown_name(field), std::move(text), {}, {}, {}, false, 0};
  looked.met.resize(wanted.size());
  looked.exactly.resize(wanted.size());
  for (auto& word : words_of(looked.text)) {
    bool marked = false;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      bool exactly = wanted[i].keys.count(word.key) > 0;
      if (!exactly && !wanted[i].corrected.count(word.key)) continue;
      looked.met[i] = marked = true;
      looked.exactly[i] = looked.exactly[i] || exactly;
      auto written = std::string_view(looked.text).substr(word.begin, word.end - word.begin);
      looked.as_typed = looked.as_typed || written == wanted[i].term.text;
    }
    if (marked) looked.marks.push_back({word.begin, word.end});
  }
  for (std::size_t i = 0; i < wanted.size(); ++i)
    looked.worth += looked.met[i] ? (looked.exactly[i] ? 4 : 2) : 0;
  if (looked.worth > 0 && field.high) ++looked.worth;
  return looked;
}

void add_piece(std::vector<Piece>& pieces, std::string text, bool is_match) {
  for (auto& c : text)
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  if (!text.empty()) pieces.push_back({std::move(text), is_match});
}

std::vector<Piece> cut(const Looked& looked) {
  auto& text = looked.text;
  auto marks = looked.marks;
  std::sort(marks.begin(), marks.end(), [](auto& a, auto& b) { return a.begin < b.begin; });
  std::size_t at = marks.empty() ? 0 : marks.front().begin;
  at = at > piece_bytes ? at - piece_bytes : 0;
  while (!begins_character(text, at)) ++at;
  auto end = std::min(text.size(), at + snippet_bytes);
  while (!begins_character(text, end)) --end;
  std::vector<Piece> pieces;
  if (at > 0) add_piece(pieces, "… ", false);
  for (auto& mark : marks) {
    if (mark.begin < at || mark.end > end) continue;
    add_piece(pieces, text.substr(at, mark.begin - at), false);
    add_piece(pieces, text.substr(mark.begin, mark.end - mark.begin), true);
    at = mark.end;
  }
  add_piece(pieces, text.substr(at, end - at), false);
  if (end < text.size()) add_piece(pieces, " …", false);
  return pieces;
}

}  // namespace

Place place_of(const RecordType& type, const Message& record, const std::vector<Wanted>& wanted,
               const Readable& readable) {
  Place place;
  Looked best;
  std::vector<bool> met(wanted.size()), exactly(wanted.size());
  bool has_phrase =
      std::any_of(wanted.begin(), wanted.end(), [](auto& one) { return one.term.quote > 0; });
  bool phrases = !has_phrase;
  for (auto& field : searched_fields(type)) {
    if (!may_read(field, readable)) continue;
    for (auto& text : texts_of(type, field, record)) {
      if (!phrases) phrases = holds_phrases(text, wanted);
      auto looked = look(field, std::move(text), wanted);
      for (std::size_t i = 0; i < wanted.size(); ++i) {
        met[i] = met[i] || looked.met[i];
        exactly[i] = exactly[i] || looked.exactly[i];
      }
      place.as_typed = place.as_typed || looked.as_typed;
      if (looked.worth > best.worth) best = std::move(looked);
    }
  }
  place.holds = phrases && std::find(met.begin(), met.end(), false) == met.end();
  if (!place.holds) return place;
  place.is_exact = std::find(exactly.begin(), exactly.end(), false) == exactly.end();
  place.field = best.field;
  place.pieces = cut(best);
  return place;
}

}  // namespace hub::search
