#include "hub/transfer/impl/prepare.hpp"

#include "common/codec/json.hpp"
#include "common/error/error.hpp"
#include "common/text/text.hpp"
#include "hub/transfer/formats/flat.hpp"
#include "hub/transfer/matches.hpp"

namespace hub::transfer::impl {
namespace {

using common::Error;
using common::say;
using common::Sentence;

void fault(Item& item, const Converter& converter, const std::string& column,
           const Sentence& reason) {
  auto cell = converter.cell_of(item.row, column);
  item.converted.faults.push_back({item.line, column, cell, reason.said()});
}

/// All texts of a batch that name records of one type, in one go.
void resolve(store::Store& store, const Settings& settings, const Converter& converter,
             Batch& batch) {
  std::map<std::pair<std::string, std::string>, std::set<std::string>> wanted;
  for (auto& item : batch)
    for (auto& reference : item.converted.references)
      wanted[{reference.type, reference.by}].insert(reference.text);
  if (wanted.empty()) return;
  std::map<std::pair<std::string, std::string>, std::map<std::string, Named>> found;
  store.read([&](store::Connection& connection) {
    for (auto& [key, texts] : wanted)
      found[key] = find_named(connection, settings.person, key.first, key.second, texts);
  });
  for (auto& item : batch)
    for (auto& reference : item.converted.references) {
      auto& named = found[{reference.type, reference.by}];
      auto one = named.find(reference.text);
      auto type = settings.person.schema->catalogue.find(reference.type);
      auto label = type ? Sentence::label(type->label) : Sentence(reference.type);
      auto column = converter.column_of(item.converted, reference.path);
      if (one == named.end())
        fault(item, converter, column, say("there is no such {}", label));
      else if (one->second.count > 1)
        fault(item, converter, column,
              say("{} of them are called so; name the {} by its number or id", one->second.count,
                  label));
      else
        formats::set_at(item.converted.patch, reference.path, one->second.id);
    }
}

void make_draft(const Settings& settings, const Converter& converter, Item& item) {
  auto draft = settings.type->make();
  try {
    common::codec::merge_json(*settings.type, *draft, item.converted.patch, true);
  } catch (const Error& error) {
    return add_faults(item, converter, error);
  }
  item.draft = std::move(draft);
  item.known_by = match_texts(*settings.type, *item.draft, settings.match_keys);
}

/// Who of those that are there each row is like: in one go for the batch, beside the writer.
void find_likely(store::Store& store, const Settings& settings, Batch& batch) {
  if (!settings.by_likeness()) return;
  std::vector<const common::schema::Message*> drafts;
  for (auto& item : batch) {
    drafts.push_back(item.draft.get());
    if (!item.draft) continue;
    auto texts = quality::certain_texts(*settings.type, *item.draft);
    item.known_by.insert(item.known_by.end(), texts.begin(), texts.end());
  }
  std::vector<quality::Likely> likely;
  store.read([&](store::Connection& connection) {
    likely = quality::find_likely(connection, *settings.person.schema, settings.tenant,
                                  *settings.type, drafts);
  });
  for (std::size_t i = 0; i < batch.size(); ++i) batch[i].likely = std::move(likely[i]);
}

}  // namespace

void add_faults(Item& item, const Converter& converter, const Error& error) {
  if (error.violations().empty()) return fault(item, converter, "", error.sentence());
  for (auto& violation : error.violations()) {
    auto column = converter.column_of(item.converted, violation.field);
    fault(item, converter, column,
          column.empty() && !violation.field.empty()
              ? say("{}: {}", violation.field, violation.text)
              : violation.text);
  }
}

Batch prepare(store::Store& store, const Settings& settings, const Converter& converter,
              std::vector<formats::Row> rows) {
  // A thread of its own.
  common::Speaking speaking(settings.person.language);
  Batch batch;
  for (auto& row : rows) {
    auto& item = batch.emplace_back();
    item.line = row.line;
    item.converted = converter.convert(row);
    item.row = std::move(row);
  }
  resolve(store, settings, converter, batch);
  for (auto& item : batch)
    if (item.converted.faults.empty()) make_draft(settings, converter, item);
  find_likely(store, settings, batch);
  return batch;
}

}  // namespace hub::transfer::impl
