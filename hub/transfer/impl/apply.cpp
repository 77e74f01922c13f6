#include "hub/transfer/impl/apply.hpp"

#include <optional>
#include <unordered_map>

#include "common/clock/clock.hpp"
#include "common/codec/json.hpp"
#include "common/error/error.hpp"
#include "common/text/json_text.hpp"
#include "common/text/text.hpp"

namespace hub::transfer::impl {
namespace {

using common::Error;
using common::ErrorCode;
using common::say;
using common::schema::Message;
using store::Transaction;
namespace schema = common::schema;
namespace options = common::schema::options;

std::string id_of(const Message& record) {
  return schema::header(record).id();
}

std::optional<common::Instant> instant_in(const Json& value) {
  auto text = value.is_string() ? &value.get_ref<const std::string&>() : nullptr;
  if (!text || text->size() < 20 || (*text)[10] != 'T') return std::nullopt;
  try {
    return common::parse_instant(*text);
  } catch (const Error&) {
    return std::nullopt;  // a text that begins like a time
  }
}

/// The value of a file; a time that is the stored one cut at the millisecond, which is all that a
/// workbook keeps, says nothing new and is the stored one.
Json value_beside(const Json& stored, Json value) {
  if (value.is_object() && stored.is_object()) {
    for (auto& [name, part] : value.items())
      if (stored.contains(name)) part = value_beside(stored[name], std::move(part));
    return value;
  }
  if (value == stored) return value;
  auto said = instant_in(value), was = instant_in(stored);
  bool cut = said && was && *said == std::chrono::floor<std::chrono::milliseconds>(*was);
  return cut ? stored : value;
}

/// The lines of both: those of the file that say nothing new go.
Json joined_lines(const Json& before, const Json& added) {
  auto bare = [](Json line) {
    line.erase("line");
    return line;
  };
  Json all = before;
  for (auto& line : added) {
    auto said = bare(line);  // items() of a temporary would dangle
    bool known = false;
    for (auto& old : before) {
      bool covers = true;
      for (auto& [name, value] : said.items())
        covers = covers && old.contains(name) && old[name] == value_beside(old[name], value);
      known = known || covers;
    }
    if (!known) all.push_back(line);
  }
  return all;
}

/// Lines of an exported list are those of the record, by their places; what it has more of stays.
Json lines_by_place(const Json& before, const Json& file) {
  Json all = before;
  for (std::size_t i = 0; i < file.size(); ++i) {
    if (i < all.size() && all[i].is_object() && file[i].is_object())
      all[i].update(value_beside(all[i], file[i]));
    else if (i < all.size())
      all[i] = file[i];
    else
      all.push_back(file[i]);
  }
  return all;
}

/// What the fields of the type's title hold, for somebody who compares two of them; of what he may
/// see.
std::string title_of(const Settings& settings, const Message& record) {
  auto& type = *settings.type;
  auto json = common::read_json(common::codec::to_json(type, record));
  std::string title;
  auto add = [&](const Json& value) {
    if (value.is_string()) title += (title.empty() ? "" : " ") + value.get<std::string>();
  };
  for (auto& field : type.fields) {
    if (type.options->title().find("{" + field.name + "}") == std::string::npos ||
        !json.contains(field.name) ||
        !settings.person.schema->access.may_see_field(settings.person.actor, type, field))
      continue;
    add(json[field.name]);
    if (json[field.name].is_object())
      for (auto& part : json[field.name]) add(part);
  }
  return common::text::to_plain(title, 200);
}

}  // namespace

struct Applier::Pass {
  const Settings& settings;
  const KnownRecords& known_before;
  const bool trial;
  Transaction& transaction;
  Result result;
  std::unordered_map<std::string, std::string> known;  // by this batch
  OnDuplicate on_duplicate = OnDuplicate::skip;        // of the row at hand

  common::Sentence label() const { return common::Sentence::label(settings.type->label); }

  void note_probable(const Item& item, const Message& record) {
    result.probable.push_back({item.line, title_of(settings, *item.draft), id_of(record),
                               title_of(settings, record), item.likely.percent});
  }

  std::string find_known(const Item& item) const {
    for (auto& text : item.known_by) {
      if (auto found = known.find(text); found != known.end()) return found->second;
      if (auto id = known_before.find(text); !id.empty()) return id;
    }
    return {};
  }

  void remember(const Item& item, const std::string& id) {
    for (auto& text : item.known_by)
      if (known.emplace(text, id).second) result.known.emplace_back(text, id);
  }

  /// A row that names a record is that record's, or wrong: made anew it would be there twice.
  void apply_named(const Item& item) {
    auto before = find_readable(item.converted.id);
    if (!before) common::refuse("id", say("there is no such {}", label()));
    on_duplicate = settings.choice_of(item.line);
    ++result.duplicates;
    if (on_duplicate == OnDuplicate::keep) return create(item);
    if (on_duplicate == OnDuplicate::skip) {
      ++result.skipped;
      return;
    }
    merge(item, std::move(before));
  }

  void apply(const Item& item) {
    if (!item.converted.id.empty()) return apply_named(item);
    auto id = settings.match_keys.empty() ? std::string() : find_known(item);
    bool likely = id.empty() && !item.likely.id.empty();
    if (likely) id = item.likely.id;
    auto before = id.empty() ? nullptr : find_readable(id);
    // Deleted since it was found, or not for this person's eyes: to him there is none.
    if (likely && !before) return create(item);
    on_duplicate = settings.choice_of(item.line);
    if (likely && item.likely.percent < quality::certain_min) note_probable(item, *before);
    if (!before && !(trial && !id.empty())) return create(item);
    ++result.duplicates;
    if (!before && on_duplicate != OnDuplicate::keep) return;
    switch (on_duplicate) {
      case OnDuplicate::keep:
        return create(item);
      case OnDuplicate::skip:
        ++result.skipped;
        return;
      case OnDuplicate::merge:
      case OnDuplicate::overwrite:
        return merge(item, std::move(before));
    }
  }

  auto find() {
    return store::find_through(transaction.sql(), settings.person.schema->tables, settings.tenant);
  }

  bool may(options::May right, const Message& record) {
    return settings.person.schema->access.may_record(settings.person.actor, *settings.type, right,
                                                     record, settings.person.context, find());
  }

  std::unique_ptr<Message> find_readable(const std::string& id) {
    auto record = transaction.find_message(*settings.type, id);
    return record && may(options::READ, *record) ? std::move(record) : nullptr;
  }

  void create(const Item& item) {
    std::unique_ptr<Message> record(item.draft->New());
    record->CopyFrom(*item.draft);
    transaction.save(*record);
    if (!may(options::CREATE, *record))
      throw Error(ErrorCode::forbidden, say("your role may not create this {}", label()));
    ++result.created;
    result.made.created.push_back({id_of(*record), item.line});
    remember(item, id_of(*record));
  }

  /// Fills what is empty, or everything that the row holds; lines are joined.
  Json patch_for(const Item& item, const Message& before) const {
    auto stored = common::read_json(common::codec::to_json(*settings.type, before));
    Json patch = Json::object();
    for (auto& [name, value] : item.converted.patch.items()) {
      auto field = settings.type->find_field(name);
      bool lines =
          (field && field->kind == FieldKind::lines) || name == "external_ids" || name == "tags";
      if (field && field->options->locked()) continue;
      if (lines && stored.contains(name)) {
        bool by_place = !item.converted.id.empty() && on_duplicate == OnDuplicate::overwrite;
        auto all =
            by_place ? lines_by_place(stored[name], value) : joined_lines(stored[name], value);
        if (all != stored[name]) patch[name] = all;
      } else if (on_duplicate == OnDuplicate::overwrite || !stored.contains(name)) {
        patch[name] = stored.contains(name) ? value_beside(stored[name], value) : value;
      } else if (value.is_object()) {
        auto filled = value;
        filled.update(stored[name]);
        patch[name] = filled;
      }
    }
    return patch;
  }

  void merge(const Item& item, std::unique_ptr<Message> before) {
    if (!may(options::CHANGE, *before))
      throw Error(ErrorCode::forbidden, say("your role may not change this {}", label()));
    auto version = schema::header(std::as_const(*before)).version();
    auto id = id_of(*before);
    common::codec::merge_json(*settings.type, *before, patch_for(item, *before));
    transaction.save(*before);
    if (!may(options::CHANGE, *before) && !may(options::CREATE, *before))
      throw Error(ErrorCode::forbidden, say("your role may not move this {} there", label()));
    if (schema::header(std::as_const(*before)).version() == version) {
      ++result.skipped;  // it said nothing new
    } else {
      ++result.changed;
      result.made.changed.push_back({id, item.line});
    }
    remember(item, id);
  }
};

Result Applier::apply(Transaction& transaction, Batch& batch, bool careful) const {
  Pass pass{settings_, known_, trial_, transaction, {}, {}};
  for (auto& item : batch) {
    auto faults = item.converted.faults.size();
    if (faults == 0) {
      auto duplicates = pass.result.duplicates;
      auto probable = pass.result.probable.size();
      if (!careful) {
        pass.apply(item);
      } else if (auto error = transaction.attempt([&] { pass.apply(item); })) {
        pass.result.duplicates = duplicates;
        pass.result.probable.resize(probable);
        add_faults(item, converter_, *error);
      }
    }
    if (item.converted.faults.empty()) continue;
    ++pass.result.faulty;
    auto& mine = item.converted.faults;
    pass.result.faults.insert(pass.result.faults.end(), mine.begin(), mine.end());
    mine.resize(faults);  // the batch may be put in again
  }
  return std::move(pass.result);
}

}  // namespace hub::transfer::impl
