#include "hub/search/impl/batch.hpp"

#include <algorithm>
#include <bit>
#include <nlohmann/json.hpp>
#include <set>

#include "common/text/json_text.hpp"
#include "hub/search/impl/rows.hpp"
#include "hub/search/words.hpp"

namespace hub::search::impl {
namespace {

using store::Values;

constexpr std::size_t ids_at_once = 500;
constexpr std::size_t words_of_field_max = 2000;

std::int64_t wide(std::uint32_t number) {
  return number;
}

template <class T>
void sort_unique(std::vector<T>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

const FieldWords* find_zone(const std::vector<FieldWords>& fields, std::uint32_t zone) {
  for (auto& field : fields)
    if (field.zone == zone) return &field;
  return nullptr;
}

}  // namespace

std::string encode(const std::vector<FieldWords>& fields) {
  std::string bytes;
  for (auto& field : fields) {
    append_number(bytes, field.zone);
    bytes += static_cast<char>(field.length);
    append_number(bytes, static_cast<std::uint32_t>(field.numbers.size()));
    std::uint32_t before = 0;
    for (auto number : field.numbers) append_number(bytes, number - before), before = number;
    append_number(bytes, static_cast<std::uint32_t>(field.codes.size()));
    for (auto& code : field.codes) {
      append_number(bytes, static_cast<std::uint32_t>(code.size()));
      bytes += code;
    }
  }
  return bytes;
}

std::vector<FieldWords> decode_fields(std::string_view bytes) {
  std::vector<FieldWords> fields;
  while (bytes.size() > 1) {
    FieldWords field;
    field.zone = take_number(bytes);
    if (bytes.empty()) return fields;
    field.length = static_cast<std::uint8_t>(bytes.front());
    bytes.remove_prefix(1);
    std::uint32_t number = 0;
    for (auto left = take_number(bytes); left > 0 && !bytes.empty(); --left)
      field.numbers.push_back(number += take_number(bytes));
    for (auto left = take_number(bytes); left > 0 && !bytes.empty(); --left) {
      auto size = std::min<std::size_t>(take_number(bytes), bytes.size());
      field.codes.emplace_back(bytes.substr(0, size));
      bytes.remove_prefix(size);
    }
    fields.push_back(std::move(field));
  }
  return fields;
}

void Batch::add(const RecordType& type, const std::string& id, const Message* record) {
  Document document{&type, id, !record, {}, {}, 0};
  if (record) document.now = words_of_record(type, *record);
  documents_.push_back(std::move(document));
}

std::uint32_t Batch::zone_of(const std::string& type, const std::string& field) {
  if (auto known = vocabulary_.zones->find(type, field)) return known;
  auto [place, fresh] = fresh_zones_.try_emplace({type, field}, next_.zones + 1);
  if (fresh) zone_rows_.push_back({tenant_, next_.number, wide(++next_.zones), type, field});
  return place->second;
}

/// Words that the dictionary cannot take have none and are kept like codes.
std::uint32_t Batch::number_of(const std::string& key) {
  if (auto known = vocabulary_.words->find(key)) return known;
  if (auto fresh = fresh_words_.find(key); fresh != fresh_words_.end()) return fresh->second;
  if (!vocabulary_.words->has_room(key)) return 0;
  fresh_words_.emplace(key, ++next_.words);
  texts_.emplace(next_.words, key);
  return next_.words;
}

std::vector<FieldWords> Batch::words_of_record(const RecordType& type, const Message& record) {
  std::vector<FieldWords> all;
  for (auto& searched : searched_fields(type)) {
    FieldWords field;
    std::size_t length = 0;
    for (auto& text : texts_of(type, searched, record))
      for (auto& word : words_of(text, words_of_field_max)) {
        if (length >= words_of_field_max) break;
        ++length;
        auto number = word.has_digit ? 0 : number_of(word.key);
        if (number)
          field.numbers.push_back(number), texts_.try_emplace(number, std::move(word.key));
        else
          field.codes.push_back(std::move(word.key));
      }
    if (length == 0) continue;
    field.zone = zone_of(type.name, searched.name());
    field.length = static_cast<std::uint8_t>(std::min<std::size_t>(length, 255));
    sort_unique(field.numbers);
    sort_unique(field.codes);
    all.push_back(std::move(field));
  }
  std::sort(all.begin(), all.end(), [](auto& a, auto& b) { return a.zone < b.zone; });
  return all;
}

void Batch::prepare() {
  load_documents();
  load_texts();
  for (auto& document : documents_) {
    if (document.gone && document.number == 0) continue;
    if (!document.gone && document.number == 0) document.number = ++next_.documents;
    compare(document);
  }
  load_blocks();
  reckon_lists();
  reckon_words();
  reckon_documents();
}

void Batch::load_documents() {
  std::unordered_map<std::string, Document*> by_id;
  for (auto& document : documents_) by_id.emplace(document.id, &document);
  for (std::size_t from = 0; from < documents_.size(); from += ids_at_once) {
    auto count = std::min(ids_at_once, documents_.size() - from);
    auto& rows = connection_.dialect() == store::Dialect::postgres ? query_together(from, count)
                                                                   : query_listed(from, count);
    while (rows.step()) {
      auto& document = *by_id.at(rows.text(0));
      document.number = static_cast<std::uint32_t>(rows.integer(1));
      document.before = decode_fields(rows.text(2));
    }
  }
}

store::Statement& Batch::query_listed(std::size_t from, std::size_t count) {
  Values values{tenant_, next_.number};
  for (std::size_t i = from; i < from + count; ++i) values.emplace_back(documents_[i].id);
  return connection_.query(
      "SELECT record, number, words FROM search_document WHERE tenant = ? AND generation = ? AND "
      "record IN (" +
          placeholders(count) + ")",
      values);
}

/// Each by its key. Of a list of ids PostgreSQL, which has no statistics of a table that is just
/// being filled, thinks that reading the whole generation is cheaper.
store::Statement& Batch::query_together(std::size_t from, std::size_t count) {
  auto list = nlohmann::json::array();
  for (std::size_t i = from; i < from + count; ++i) list.push_back(documents_[i].id);
  return connection_.query(
      "SELECT d.record, d.number, d.words FROM jsonb_array_elements_text(CAST(? AS JSONB)) AS "
      "w(id) CROSS JOIN LATERAL (SELECT record, number, words FROM search_document WHERE tenant = "
      "? AND generation = ? AND record = w.id COLLATE \"C\" LIMIT 1) d",
      {common::json_text(list), tenant_, next_.number});
}

/// Of words that go: the index knows them by number only.
void Batch::load_texts() {
  std::set<std::uint32_t> unknown;
  for (auto& document : documents_)
    for (auto& field : document.before)
      for (auto number : field.numbers)
        if (!texts_.count(number)) unknown.insert(number);
  std::vector<std::uint32_t> numbers(unknown.begin(), unknown.end());
  for (std::size_t from = 0; from < numbers.size(); from += ids_at_once) {
    auto count = std::min(ids_at_once, numbers.size() - from);
    Values values{tenant_, next_.number};
    for (std::size_t i = from; i < from + count; ++i) values.emplace_back(wide(numbers[i]));
    auto& rows = connection_.query(
        "SELECT number, word FROM search_word WHERE tenant = ? AND generation = ? AND number IN (" +
            placeholders(count) + ")",
        values);
    while (rows.step()) texts_[static_cast<std::uint32_t>(rows.integer(0))] = rows.text(1);
  }
}

void Batch::compare(const Document& document) {
  for (auto& field : document.before) {
    auto now = find_zone(document.now, field.zone);
    if (!now || *now != field) change(field, document.number, false);
  }
  for (auto& field : document.now) {
    auto before = find_zone(document.before, field.zone);
    if (!before || *before != field) change(field, document.number, true);
  }
}

void Batch::change(const FieldWords& field, std::uint32_t document, bool add) {
  auto note = [&](const std::string& key) {
    auto& list = lists_[{key, field.zone}];
    if (add)
      list.added.push_back({document, field.length});
    else
      list.removed.push_back(document);
  };
  for (auto number : field.numbers) {
    note(texts_[number]);
    counted_[number] += add ? 1 : -1;
  }
  for (auto& code : field.codes) note(code);
}

void Batch::load_blocks() {
  auto newest = vocabulary_.generation.documents;
  if (newest == 0) return;
  std::vector<std::pair<ListKey, std::uint32_t>> wanted;
  for (auto& [key, list] : lists_) {
    std::set<std::uint32_t> documents;
    for (auto number : list.removed) documents.insert(number);
    // All new documents belong into the last block.
    for (auto& posting : list.added) documents.insert(std::min(posting.document, newest + 1));
    for (auto number : documents) wanted.emplace_back(key, number);
  }
  if (connection_.dialect() == store::Dialect::postgres) return load_blocks_together(wanted);
  for (auto& [key, document] : wanted) load_block(key, document);
}

void Batch::load_block(const ListKey& key, std::uint32_t document) {
  auto& row = connection_.query(
      "SELECT first, block FROM search_posting WHERE tenant = ? AND generation = ? AND word = ? "
      "AND zone = ? AND first <= ? ORDER BY first DESC LIMIT 1",
      {tenant_, next_.number, key.first, wide(key.second), wide(document)});
  while (row.step()) add_block(key, static_cast<std::uint32_t>(row.integer(0)), row.text(1));
}

void Batch::load_blocks_together(const std::vector<std::pair<ListKey, std::uint32_t>>& wanted) {
  constexpr std::size_t at_once = 2000;
  for (std::size_t from = 0; from < wanted.size(); from += at_once) {
    auto list = nlohmann::json::array();
    for (std::size_t i = from; i < std::min(from + at_once, wanted.size()); ++i)
      list.push_back({wanted[i].first.first, wanted[i].first.second, wanted[i].second});
    auto& rows = connection_.query(
        "SELECT w.word, w.zone, p.first, p.block FROM (SELECT (value->>0) COLLATE \"C\" AS word, "
        "CAST(value->>1 AS BIGINT) AS zone, CAST(value->>2 AS BIGINT) AS document FROM "
        "jsonb_array_elements(CAST(? AS JSONB)) AS t(value)) w CROSS JOIN LATERAL (SELECT first, "
        "block FROM search_posting WHERE tenant = ? AND generation = ? AND word = w.word AND zone "
        "= w.zone AND first <= w.document ORDER BY first DESC LIMIT 1) p",
        {common::json_text(list), tenant_, next_.number});
    while (rows.step())
      add_block({rows.text(0), static_cast<std::uint32_t>(rows.integer(1))},
                static_cast<std::uint32_t>(rows.integer(2)), rows.text(3));
  }
}

void Batch::add_block(const ListKey& key, std::uint32_t first, std::string_view bytes) {
  auto [place, fresh] = blocks_[key].try_emplace(first);
  if (!fresh) return;
  place->second.first = first;
  place->second.fresh = false;
  decode(bytes, place->second.postings);
}

void Batch::reckon_lists() {
  for (auto& [key, change] : lists_) {
    std::sort(change.added.begin(), change.added.end(),
              [](auto& a, auto& b) { return a.document < b.document; });
    sort_unique(change.removed);
    reckon_list(key, change);
  }
}

/// The changes go to the block whose first number is the next one below; the first block begins
/// at 0, whatever is in it.
void Batch::reckon_list(const ListKey& key, const ListChange& change) {
  auto& blocks = blocks_[key];
  std::map<std::uint32_t, ListChange> parts;
  auto block_of = [&](std::uint32_t document) {
    auto after = blocks.upper_bound(document);
    return after == blocks.begin() ? 0 : std::prev(after)->first;
  };
  for (auto& posting : change.added) parts[block_of(posting.document)].added.push_back(posting);
  for (auto number : change.removed) parts[block_of(number)].removed.push_back(number);
  for (auto& [first, part] : parts) {
    auto& block = blocks[first];
    auto after = changed(block.postings, part);
    auto cuts = cut(after);
    if (cuts.empty() && !block.fresh)
      block_deletions_.push_back({tenant_, next_.number, key.first, wide(key.second), wide(first)});
    for (std::size_t i = 0; i < cuts.size(); ++i)
      block_rows_.push_back({tenant_, next_.number, key.first, wide(key.second),
                             i == 0 ? wide(first) : wide(cuts[i].front().document),
                             store::Blob{encode(cuts[i])}});
  }
}

/// The table is told when a word has become twice as frequent, or half: that is all that ranking
/// asks.
void Batch::reckon_words() {
  for (auto& [number, more] : counted_) {
    auto before = vocabulary_.words->frequency(number);
    auto now = static_cast<std::uint32_t>(std::max<std::int64_t>(0, wide(before) + more));
    frequencies_.emplace_back(number, now);
    bool is_new = number > vocabulary_.generation.words;
    if (is_new || std::bit_width(before) != std::bit_width(now))
      word_rows_.push_back({tenant_, next_.number, wide(number), texts_[number], wide(now)});
  }
}

void Batch::reckon_documents() {
  for (auto& document : documents_) {
    if (document.number == 0) continue;
    if (document.gone)
      document_deletions_.push_back({tenant_, next_.number, wide(document.number)});
    else if (document.before != document.now || document.number > vocabulary_.generation.documents)
      document_rows_.push_back({tenant_, next_.number, wide(document.number),
                                wide(zone_of(document.type->name, "")), document.id,
                                store::Blob{encode(document.now)}});
  }
}

bool Batch::write(store::Connection& connection, std::int64_t position,
                  const std::optional<std::string>& walk, const std::string& holder,
                  std::int64_t leased_until) const {
  auto& before = vocabulary_.generation;
  auto moved = connection.execute(
      "UPDATE search_generation SET position = ?, walk = ?, words = ?, documents = ?, zones = ?, "
      "holder = ?, leased_until = ? WHERE tenant = ? AND generation = ? AND position = ? AND "
      "documents = ? AND COALESCE(walk, '-') = ?",
      {position, walk ? Values::value_type(*walk) : Values::value_type(), wide(next_.words),
       wide(next_.documents), wide(next_.zones), holder, leased_until, tenant_, before.number,
       before.position, wide(before.documents), before.walk.value_or("-")});
  if (moved == 0) return false;
  for (auto& row : block_deletions_)
    connection.execute(
        "DELETE FROM search_posting WHERE tenant = ? AND generation = ? AND word = ? AND zone = ? "
        "AND first = ?",
        row);
  for (auto& row : document_deletions_)
    connection.execute(
        "DELETE FROM search_document WHERE tenant = ? AND generation = ? AND number = ?", row);
  write_rows(connection, "search_zone (tenant, generation, number, type, field)", "", zone_rows_);
  write_rows(
      connection, "search_word (tenant, generation, number, word, frequency)",
      "ON CONFLICT (tenant, generation, number) DO UPDATE SET frequency = excluded.frequency",
      word_rows_);
  write_rows(connection, "search_document (tenant, generation, number, type, record, words)",
             "ON CONFLICT (tenant, generation, number) DO UPDATE SET words = excluded.words",
             document_rows_);
  write_rows(
      connection, "search_posting (tenant, generation, word, zone, first, block)",
      "ON CONFLICT (tenant, generation, word, zone, first) DO UPDATE SET block = excluded.block",
      block_rows_);
  keep_statistics(connection);
  return true;
}

/// PostgreSQL looks at a table by itself only a minute after it was filled. Until then, and with
/// plans that it has kept from when the table was small, it reads whole indexes for one word.
void Batch::keep_statistics(store::Connection& connection) const {
  constexpr std::uint32_t documents_min = 1000;
  if (connection.dialect() != store::Dialect::postgres || next_.documents < documents_min) return;
  if (std::bit_width(next_.documents) == std::bit_width(vocabulary_.generation.documents)) return;
  for (auto table : {"search_posting", "search_document", "search_word"})
    connection.run_script(std::string("ANALYZE ") + table);
}

void Batch::note_frequencies() const {
  for (auto& [number, now] : frequencies_) vocabulary_.words->frequencies().set(number, now);
}

}  // namespace hub::search::impl
